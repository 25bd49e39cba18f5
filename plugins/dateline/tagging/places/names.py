"""Finds the names in a text that the gazetteer knows: runs of capitalised words, cut into the longest names that are there."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from dateline.tagging.places.gazetteer import Candidate
from dateline.tagging.places.keys import key_of

LONGEST = 6  # Words of the longest name that is looked up: Democratic Republic of the Congo has five.
_INITIALS = r"(?:[A-Z]\.){2,}"
_WORD = rf"(?:{_INITIALS}|(?:[dDlL]|[A-Z])['’](?=[A-Z])[\w]+|[^\W\d_a-z][\w]*(?:['’](?![sS]\b)\w+)*|(?:al|ar|as|ad|an|el|ed|es|ez|at|az|ash)-[^\W\d_a-z]\w*)"
_LINK = r"(?:of|of the|and|&|de|du|des|del|de la|de las|de los|da|do|dos|di|la|le|les|el|al|ez|az|upon|sur)"
_RUN = re.compile(rf"{_WORD}(?:(?:[ \u00a0\-–]|(?<=\b[SMF]t)\. | {_LINK} |-(?:{_LINK}|on|in|sous|am|an-der)-){_WORD})*")
_TOKEN = re.compile(rf"{_INITIALS}|[\w'’]+")


@dataclass(slots=True, eq=False)
class Name:
    """A name of the gazetteer in the text. `run` is the whole run of capitalised words around it, `rest` the words of it in no name."""

    start: int
    end: int
    key: str
    candidates: tuple[Candidate, ...]
    run: tuple[int, int]
    rest: tuple[str, ...] = ()


def find_names(text: str, candidates: Callable[[str], tuple[Candidate, ...]]) -> list[Name]:
    """All names in order of offset, without overlaps."""
    found: list[Name] = []
    for run in _RUN.finditer(text):
        found.extend(_names_in(text, run.start(), run.end(), candidates))
    return found


def _names_in(text: str, start: int, end: int, candidates: Callable[[str], tuple[Candidate, ...]]) -> list[Name]:
    tokens = [(start + m.start(), start + m.end()) for m in _TOKEN.finditer(text[start:end])]
    names: list[Name] = []
    rest: list[str] = []
    at = closed = 0
    while at < len(tokens):
        if text[tokens[at][0] : tokens[at][1]] in ("and", "&"):
            closed = _close(names, closed, rest)
        for stop in range(min(len(tokens), at + LONGEST), at, -1):
            first, last = tokens[at][0], tokens[stop - 1][1]
            if text[first].islower() and "-" not in text[first:last]:
                continue
            if found := candidates(key_of(text[first:last])):
                names.append(Name(first, last, key_of(text[first:last]), found, (start, end)))
                at = stop
                break
        else:
            if (word := text[tokens[at][0] : tokens[at][1]]) not in ("and", "&"):
                rest.append(word)
            at += 1
    _close(names, closed, rest)
    return names


def _close(names: list[Name], first: int, rest: list[str]) -> int:
    """Tell the names of one part of a run (between two "and") what else stands in it."""
    for name in names[first:]:
        name.rest = tuple(rest)
    rest.clear()
    return len(names)
