"""The words of a language that tagging goes by: the schema of `seeds/languages/<code>/*.yml`, and the one value made of them.

An entry holds one list, table or pattern under one id; the first part of the id says which room of tagging reads it. `words` is a list
(or one text with commas), `numbers` and `codes` are tables, `pattern` is a regular expression in which `{name}` is any word of that list of
the room, or another pattern of it. Code asks by id and holds no words of its own: another language is a folder here and a model.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from pydantic import Field, FiniteFloat, field_validator

from dateline import seeds
from dateline.errors import SeedError
from dateline.seeds.asked import faults_of_pattern, faults_of_words, is_asked

ENGLISH = "en"
NEVER = "(?!)"
_SLOT = re.compile(r"\{([A-Za-z][\w&-]*)\}")


def alternatives(words: Iterable[str]) -> str:
    """A regular expression for any of some words, the longest first; for none it never matches."""
    return "|".join(re.escape(word) for word in sorted(set(words), key=lambda word: (-len(word), word))) or NEVER


class WordsSeed(seeds.Seed):
    """One list or table of words, or one pattern over such lists."""

    words: tuple[str, ...] = ()
    numbers: dict[str, FiniteFloat] = Field(default_factory=dict)
    codes: dict[str, str] = Field(default_factory=dict)
    pattern: str = ""
    note: str = ""

    @field_validator("words", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        """Words may be written as one text with commas, which keeps the files short."""
        return tuple(part.strip() for part in value.split(",") if part.strip()) if isinstance(value, str) else value


@dataclass(frozen=True)
class Language:
    """All words of one language, by id. A list that an overlay has disabled is an empty one."""

    code: str
    seeds: tuple[WordsSeed, ...]

    @cached_property
    def _by_id(self) -> Mapping[str, WordsSeed]:
        return {seed.id: seed for seed in self.seeds}

    def _seed(self, identity: str) -> WordsSeed:
        return self._by_id.get(identity) or WordsSeed(id=identity)

    def size(self) -> int:
        """How many words there are in all lists and tables."""
        return sum(len(seed.words) + len(seed.numbers) + len(seed.codes) for seed in self.seeds)

    def words(self, identity: str) -> tuple[str, ...]:
        """The words of a list, in its order."""
        return self._seed(identity).words

    @cached_property
    def _sets(self) -> Mapping[str, frozenset[str]]:
        return {seed.id: frozenset(seed.words) for seed in self.seeds}

    def set(self, identity: str) -> frozenset[str]:
        """The words of a list, to look up."""
        return self._sets.get(identity, frozenset())

    def phrases(self, identity: str) -> list[list[str]]:
        """The entries of a list as words, the longest first."""
        return sorted((phrase.split() for phrase in self.words(identity)), key=len, reverse=True)

    def any_of(self, *identities: str) -> str:
        """A regular expression for any word of some lists or tables, the longest first; for an empty one it never matches."""
        seeds = [self._seed(identity) for identity in identities]
        return alternatives(word for seed in seeds for word in (*seed.words, *seed.numbers, *seed.codes))

    def pattern(self, identity: str) -> re.Pattern[str]:
        """A pattern with its lists filled in; one that is not there, or that an overlay has disabled, never matches."""
        return self._patterns.get(identity) or re.compile(NEVER)

    @cached_property
    def _patterns(self) -> Mapping[str, re.Pattern[str]]:
        return {seed.id: re.compile(self._filled(seed)) for seed in self.seeds if seed.pattern}

    def _filled(self, seed: WordsSeed) -> str:
        room = seed.id.partition("-")[0]
        return _SLOT.sub(lambda slot: f"(?:{self._slot(room, slot[1])})", seed.pattern)

    def set_in(self) -> frozenset[str]:
        """The ids of the lists and patterns that are set into a pattern."""
        return frozenset(self._slot_id(seed.id.partition("-")[0], name) for seed in self.seeds for name in _SLOT.findall(seed.pattern))

    def _slot_id(self, room: str, name: str) -> str:
        return f"{room}-{name}" if f"{room}-{name}" in self._by_id else name

    def _slot(self, room: str, name: str) -> str:
        identity = self._slot_id(room, name)
        seed = self._seed(identity)
        return self._filled(seed) if seed.pattern else self.any_of(identity)

    def numbers(self, identity: str) -> dict[str, float]:
        """A table of words with numbers."""
        return self._seed(identity).numbers

    def codes(self, identity: str) -> dict[str, str]:
        """A table of words with what they stand for."""
        return self._seed(identity).codes

    def under(self, prefix: str) -> Mapping[str, WordsSeed]:
        """The entries whose ids begin with a prefix, by what follows it."""
        return {seed.id.removeprefix(prefix): seed for seed in self.seeds if seed.id.startswith(prefix)}


def load_language(overlays: Sequence[Path] = (), code: str = ENGLISH) -> Language:
    """The shipped words of a language with the user's over them.

    Raises SeedError with file and line for a pattern that is none, and for an entry that nothing asks for or that does not give
    what is asked of it (`asked`).
    """
    folder = f"languages/{code}"
    language = Language(code, seeds.load(folder, WordsSeed, overlays=overlays))
    for seed in reversed(language.seeds):  # The user's first: a fault in one that is set into a shipped pattern is told where it stands.
        if fault := next(_faults(language, seed), None):
            raise SeedError(f"{seeds.where(folder, seed.id, overlays=overlays)}: {seed.id}.{fault}")
    known = {seed.id for seed in seeds.load(folder, WordsSeed)} if overlays else language._by_id.keys()
    used = language.set_in()
    for seed in language.seeds:
        if not is_asked(seed.id, known=known, ids=language._by_id, used=used):
            like = difflib.get_close_matches(seed.id, known, n=1, cutoff=0.8)
            meant = f"; did you mean {like[0]}?" if like else ""
            raise SeedError(f"{seeds.where(folder, seed.id, overlays=overlays)}: {seed.id}.id: nothing asks for it{meant}")
    return language


def _faults(language: Language, seed: WordsSeed) -> Iterator[str]:
    yield from faults_of_words(seed.id, seed.words, seed.numbers, seed.codes)
    if seed.pattern:
        try:
            yield from faults_of_pattern(seed.id, re.compile(language._filled(seed)))
        except (re.error, RecursionError) as error:
            yield f"pattern: {error}"
