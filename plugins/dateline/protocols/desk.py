"""The analyst's desk: flags and saved searches."""

from __future__ import annotations

import enum
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol


class FlagKind(enum.StrEnum):
    """What an analyst does with an event or incident."""

    STAR = "star"
    NOTE = "note"
    WRONG = "wrong"
    MERGE = "merge"
    SPLIT = "split"


@dataclass(frozen=True, slots=True)
class Flag:
    """An analyst's word on what was read. It hangs on the article and its sentence, so that it outlives another reading.

    `field` (status, type, place or event) and `value` say what is wrong and what is right; `target` is the id as it was then.
    A merge stands on the first report of both happenings (each with the other's id as `value`), a split on the report that does not
    belong (its anchor as `value`); both keep the day of that report in `field`.
    """

    article_id: str
    quote: str
    type: str
    target: str
    kind: FlagKind
    who: str
    at: datetime
    field: str | None = None
    value: str | None = None
    note: str | None = None
    number: int = 0


@dataclass(frozen=True, slots=True)
class SavedSearch:
    """A question that is kept: its filters as an address has them, and what there was at the last look."""

    name: str
    query: str
    who: str
    at: datetime
    looked_at: datetime
    seen: Mapping[str, Any] = field(default_factory=dict)


class Desk(Protocol):
    """What analysts keep. Every method is one transaction."""

    def flag(self, flag: Flag) -> None:
        """Keep a flag."""
        ...

    def withdraw(self, number: int, *, now: datetime) -> None:
        """Take a flag back; it stays on record."""
        ...

    def flags(self, article_ids: Collection[str] | None = None) -> list[Flag]:
        """Flags that stand, of these articles or of all, oldest first."""
        ...

    def save_search(self, search: SavedSearch) -> None:
        """Keep a search, in place of the one of the same name."""
        ...

    def searches(self) -> list[SavedSearch]:
        """All searches by name."""
        ...

    def looked(self, name: str, *, seen: Mapping[str, Any], now: datetime) -> None:
        """Remember what there was when somebody looked."""
        ...

    def forget_search(self, name: str) -> None:
        """Keep a search no longer."""
        ...
