"""The schemas of seeds/extraction: how pages name their parts, what is said on pages but not written by a reporter, and agencies.

names/     words of class and id (`words`: single ones, or two that stand side by side), by what the element holds
phrases/   lines that stand in articles and are none of their text; a regular expression over the line, with examples
interstitials/  what a page says that stands in front of an article, or instead of one
agencies/  how wire services are credited
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Literal

from pydantic import field_validator, model_validator

from dateline import seeds


class NameSeed(seeds.Seed):
    """Names of one kind of element. `foreign` is no text of the article, `picture` a picture's box.

    `other` holds what is told by, or of, somebody else: its dates and names are not the article's, but its words may be.
    """

    kind: Literal["foreign", "picture", "live", "other"]
    words: tuple[str, ...]
    note: str = ""

    @field_validator("words", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        """Words may be written as one text with commas, which keeps the files short."""
        return tuple(part.strip() for part in value.split(",") if part.strip()) if isinstance(value, str) else value


class PhraseSeed(seeds.Seed):
    """A line that is no text. `pattern` is searched from the line's start, case aside; `longest` in words bounds what it may take.

    `at`: `last` lines are looked for in the last quarter of the text only. Every seed proves itself on its examples.
    """

    pattern: str
    longest: int = 40
    at: Literal["anywhere", "last"] = "anywhere"
    matches: tuple[str, ...]
    never: tuple[str, ...] = ()
    note: str = ""

    def regex(self) -> re.Pattern[str]:
        """The compiled pattern."""
        return re.compile(self.pattern, re.IGNORECASE)

    def takes(self, line: str) -> bool:
        """Whether the line is this phrase."""
        return len(line.split()) <= self.longest and bool(self.regex().match(line))

    @model_validator(mode="after")
    def _examples_hold(self) -> PhraseSeed:
        try:
            self.regex()
        except re.error as error:
            raise ValueError(f"pattern is no regular expression: {error}") from error
        if wrong := next((line for line in self.matches if not self.takes(line)), None):
            raise ValueError(f"the pattern does not take its own example {wrong!r}")
        if wrong := next((line for line in self.never if self.takes(line)), None):
            raise ValueError(f"the pattern takes what it must not: {wrong!r}")
        return self


class AgencySeed(seeds.Seed):
    """A wire service: `name` as we write it, `credits` as pages do (case and points aside)."""

    name: str
    credits: tuple[str, ...]


def load_names(overlays: Sequence[Path] = ()) -> tuple[NameSeed, ...]:
    """All name seeds. Raises SeedError."""
    return seeds.load("extraction/names", NameSeed, overlays=overlays)


def load_phrases(overlays: Sequence[Path] = ()) -> tuple[PhraseSeed, ...]:
    """All phrase seeds, their examples run. Raises SeedError."""
    return seeds.load("extraction/phrases", PhraseSeed, overlays=overlays)


def load_interstitials(overlays: Sequence[Path] = ()) -> tuple[PhraseSeed, ...]:
    """What pages say that stand before, or instead of, an article. Raises SeedError."""
    return seeds.load("extraction/interstitials", PhraseSeed, overlays=overlays)


def load_agencies(overlays: Sequence[Path] = ()) -> tuple[AgencySeed, ...]:
    """All agencies. Raises SeedError."""
    return seeds.load("extraction/agencies", AgencySeed, overlays=overlays)
