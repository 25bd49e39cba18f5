"""What a feed document says, as values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from dateline.models.sources import FeedEntry


@dataclass(frozen=True, slots=True)
class Skipped:
    """An item that became no entry (or `count` of them), and why."""

    reason: str
    item: str = ""
    count: int = 1


@dataclass(frozen=True, slots=True)
class Remark:
    """Something that was put right: a date that cannot be, markup that is not well-formed."""

    about: str
    what: str


@dataclass(frozen=True, slots=True)
class Feed:
    """One feed document. `kind` is its format and version (rss20, atom10, rss10, json11 ...); `ttl` how long it asks to be left alone.

    Every item of the document is either in `entries` or counted in `skipped`. `refused` are those of the skipped ones that the
    ledger must know of, with the reason; `truncated` says that the document was not read to its end.
    """

    url: str
    title: str | None
    language: str | None
    kind: str
    entries: tuple[FeedEntry, ...]
    ttl: timedelta | None = None
    skipped: tuple[Skipped, ...] = ()
    remarks: tuple[Remark, ...] = ()
    refused: tuple[FeedEntry, ...] = ()
    truncated: str | None = None

    @property
    def items(self) -> int:
        """How many items the document held."""
        return len(self.entries) + sum(one.count for one in self.skipped)
