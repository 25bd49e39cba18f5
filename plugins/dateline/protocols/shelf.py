"""Which articles are one story."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Step:
    """What is kept of an article: which one it goes on from, and its story (None: nobody has told more of it)."""

    goes_on_from: str | None
    story: str | None = None


class Shelf(Protocol):
    """Which articles are one story. Every method but `alone` is one transaction."""

    def alone(self) -> AbstractContextManager[None]:
        """Held by one at a time, so that who joins sees what the one before it has written; a kill lets it go."""
        ...

    def around(self, article_ids: Collection[str]) -> dict[str, Step]:
        """The steps of these articles, and of all articles of their stories."""
        ...

    def keep(self, steps: Mapping[str, Step], redirects: Mapping[str, str]) -> None:
        """Put these steps in place of the articles' former ones, and let ids that are no more lead on."""
        ...

    def story(self, identifier: str) -> tuple[str, tuple[str, ...]] | None:
        """A story by its id, by a former one or by an article of it: the id that it has now, and its articles."""
        ...
