"""Finds the names in a text that the gazetteer knows: runs of capitalised words, cut into the longest names that are there."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from dateline.seeds.language import Language
from dateline.tagging.places.gazetteer import Candidate
from dateline.tagging.places.keys import key_of
from dateline.text import Span

Lookup = Callable[[str], tuple[Candidate, ...]]
LONGEST = 7  # Tokens of the longest name that is looked up: Democratic Republic of the Congo has five, Queen Anne's County four.


@dataclass(slots=True, eq=False)
class Name:
    """A name of the gazetteer in the text. `run` is the whole run of capitalised words around it, `rest` the words in no name of its part
    of the run (up to an "and" or a possessive)."""

    start: int
    end: int
    key: str
    candidates: tuple[Candidate, ...]
    run: Span
    rest: Sequence[str] = ()


class NameFinder:
    """Finds the names of `candidates` by how a language writes names; none of those that are but ordinary words."""

    def __init__(self, candidates: Lookup, language: Language) -> None:
        self._candidates = candidates
        self._run, self._token = language.pattern("places-run"), language.pattern("places-token")
        self._joints, self._ends = language.set("places-name-joints"), language.set("places-name-ends")
        self._ordinary = language.set("places-ordinary") | language.set("places-bodies")

    def find(self, text: str) -> list[Name]:
        """All names in order of offset, without overlaps."""
        return [name for run in self._run.finditer(text) for name in self._names_in(text, run.span())]

    def _names_in(self, text: str, run: Span) -> Iterator[Name]:
        tokens = [match.span() for match in self._token.finditer(text, *run)]
        rest: list[str] = []  # All names of one part of the run hold the same list, which is filled as the part is read.
        at = 0
        while at < len(tokens):
            word = text[slice(*tokens[at])]
            if word in self._ends:
                rest = []
            stop, key, found = self._longest(text, tokens, at)
            if found:
                yield Name(tokens[at][0], tokens[stop - 1][1], key, found, run, rest)
            elif word not in self._joints:
                rest.append(word)
            at = stop

    def _longest(self, text: str, tokens: Sequence[Span], at: int) -> tuple[int, str, tuple[Candidate, ...]]:
        """Of the longest name that begins at a token: where it stops, its key and what it may mean, nothing for a word that begins none."""
        for stop in range(min(len(tokens), at + LONGEST), at, -1):
            first, last = tokens[at], tokens[stop - 1]
            key = key_of(text[first[0] : last[1]])
            joined = text[slice(*first)] in self._joints or text[slice(*last)] in self._joints
            if not joined and key not in self._ordinary and (found := self._candidates(key)):
                return stop, key, found
        return at + 1, "", ()
