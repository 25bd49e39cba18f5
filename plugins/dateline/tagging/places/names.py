"""Finds the names in a text that the gazetteer knows: runs of capitalised words, cut into the longest names that are there."""

from __future__ import annotations

import re
from collections.abc import Callable, Set
from dataclasses import dataclass

from dateline.tagging.places.gazetteer import Candidate
from dateline.tagging.places.keys import key_of

Lookup = Callable[[str], tuple[Candidate, ...]]
LONGEST = 7  # Tokens of the longest name that is looked up: Democratic Republic of the Congo has five, Queen Anne's County four.
_INITIALS = r"(?:[A-Z]\.){2,}"
_CAPITAL = r"[^\W\d_a-z]\w*"
_ARTICLE = r"(?:al|ar|as|ad|an|el|ed|es|ez|at|az|ash)-"
_WORD = rf"(?:{_INITIALS}|(?:[dDlL]|[A-Z])['’](?=[A-Z])\w+|{_CAPITAL}(?:['’](?![sS]\b)\w+)*|{_ARTICLE}{_CAPITAL})"
_LINK = r"(?:of|of the|and|&|de|du|des|del|de la|de las|de los|da|do|dos|di|la|le|les|el|al|es|ez|az|upon|sur)"
_RUN = re.compile(rf"{_WORD}(?:(?:[ \u00a0\-–]|, (?=D\.?C\b)|(?<=\b[SMF]t)\. |['’]s | {_LINK} |-[a-z]{{1,4}}-(?:[a-z]{{1,3}}-)?){_WORD})*")
_TOKEN = re.compile(rf"{_INITIALS}|['’]s\b|\w+(?:['’](?!s\b)\w+)*")
_BETWEEN = frozenset({"and", "&", "'s", "’s", "of", "the", "The"})  # Never a name's first word, and nothing that a name leaves over.

_ENDS = frozenset({"and", "&", "'s", "’s"})  # Where what was said before has nothing to do with what follows.


@dataclass(slots=True, eq=False)
class Name:
    """A name of the gazetteer in the text. `run` is the whole run of capitalised words around it, `rest` the words of it in no name."""

    start: int
    end: int
    key: str
    candidates: tuple[Candidate, ...]
    run: tuple[int, int]
    rest: tuple[str, ...] = ()


def find_names(text: str, candidates: Lookup, ordinary: Set[str]) -> list[Name]:
    """All names in order of offset, without overlaps; none of those that are but ordinary words."""
    found: list[Name] = []
    for run in _RUN.finditer(text):
        found.extend(_names_in(text, run.start(), run.end(), candidates, ordinary))
    return found


def _names_in(text: str, start: int, end: int, candidates: Lookup, ordinary: Set[str]) -> list[Name]:
    tokens = [(start + m.start(), start + m.end()) for m in _TOKEN.finditer(text[start:end])]
    names: list[Name] = []
    rest: list[str] = []
    at = closed = 0
    while at < len(tokens):
        word = text[tokens[at][0] : tokens[at][1]]
        if word in _ENDS:
            closed = _close(names, closed, rest)
        if (name := _longest(text, tokens, at, candidates, ordinary)) is None:
            if word not in _BETWEEN:
                rest.append(word)
            at += 1
            continue
        name.run = (start, end)
        names.append(name)
        while at < len(tokens) and tokens[at][0] < name.end:
            at += 1
    _close(names, closed, rest)
    return names


def _longest(text: str, tokens: list[tuple[int, int]], at: int, candidates: Lookup, ordinary: Set[str]) -> Name | None:
    first = tokens[at][0]
    if text[first : tokens[at][1]] in _BETWEEN:
        return None
    for stop in range(min(len(tokens), at + LONGEST), at, -1):
        last = tokens[stop - 1]
        if text[last[0] : last[1]] in _BETWEEN:
            continue
        key = key_of(text[first : last[1]])
        if key in ordinary:
            continue
        if found := candidates(key):
            return Name(first, last[1], key, found, (first, last[1]))
    return None


def _close(names: list[Name], first: int, rest: list[str]) -> int:
    """Tell the names of one part of a run (up to an "and" or a possessive) what else stands in it."""
    for name in names[first:]:
        name.rest = tuple(rest)
    rest.clear()
    return len(names)
