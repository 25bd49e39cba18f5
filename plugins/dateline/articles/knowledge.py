"""The extraction seeds, compiled. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from dateline.seeds.knowledge import Knowledge


@dataclass(frozen=True)
class Names:
    """Names of one kind: single words, and pairs that stand side by side."""

    words: frozenset[str]
    pairs: frozenset[tuple[str, str]]

    def have(self, named: Sequence[str]) -> bool:
        """Whether an element that is so named is of this kind."""
        return not self.words.isdisjoint(named) or (bool(self.pairs) and not self.pairs.isdisjoint(pairwise(named)))


@dataclass(frozen=True)
class Phrase:
    """A phrase seed, ready to use."""

    id: str
    pattern: re.Pattern[str]
    longest: int
    at: str

    def takes(self, line: str, *, words: int) -> bool:
        """Whether the line is this phrase."""
        return words <= self.longest and bool(self.pattern.match(line))


@dataclass(frozen=True)
class Extraction:
    """Everything that extraction knows from seeds."""

    foreign: Names
    picture: Names
    live: Names
    other: Names
    phrases: tuple[Phrase, ...]
    interstitials: tuple[Phrase, ...]
    agencies: dict[str, str]


_OTHERS = frozenset({"promotion", "comments", "embedded", "advertising"})  # Foreign, and told by or of somebody else.


def compile_extraction(knowledge: Knowledge) -> Extraction:
    """The seeds of extraction, ready to use."""
    names = knowledge.names
    return Extraction(
        foreign=_names(word for seed in names if seed.kind == "foreign" for word in seed.words),
        picture=_names(word for seed in names if seed.kind == "picture" for word in seed.words),
        live=_names(word for seed in names if seed.kind == "live" for word in seed.words),
        other=_names(word for seed in names if seed.kind == "other" or seed.id in _OTHERS for word in seed.words),
        interstitials=tuple(Phrase(seed.id, seed.regex(), seed.longest, seed.at) for seed in knowledge.interstitials),
        phrases=tuple(Phrase(seed.id, seed.regex(), seed.longest, seed.at) for seed in knowledge.phrases),
        agencies={credit: seed.name for seed in knowledge.agencies for credit in seed.credits},
    )


def _names(words: Iterable[str]) -> Names:
    listed = [tuple(word.split()) for word in words]
    return Names(frozenset(w[0] for w in listed if len(w) == 1), frozenset((w[0], w[1]) for w in listed if len(w) == 2))
