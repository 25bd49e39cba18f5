"""The schema of seeds/search/*.yml: words that are one word written another way, for the search box."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

from pydantic import Field

from dateline import seeds
from dateline.text import search_words


class Spellings(seeds.Seed):
    """One family: whoever looks for one of the words finds all."""

    words: Annotated[tuple[str, ...], Field(min_length=2)]
    note: str = ""

    def forms(self) -> tuple[tuple[str, ...], ...]:
        """Each spelling as search words, once."""
        return tuple(dict.fromkeys(words for word in self.words if (words := tuple(search_words(word)))))


def load_spellings(overlays: Sequence[Path] = ()) -> tuple[Spellings, ...]:
    """The shipped families with the user's over them. Raises SeedError."""
    return seeds.load("search", Spellings, overlays=overlays)
