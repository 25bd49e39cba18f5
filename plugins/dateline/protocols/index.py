"""Search by time, place and actor."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from dateline.models.documents import Document
from dateline.query import Bucket, Hit, Hits, Query


@dataclass(frozen=True, slots=True)
class Bundle:
    """An article's document with its events' documents; written together, the article last."""

    article: Document
    events: tuple[Document, ...] = ()


@dataclass(frozen=True, slots=True)
class Written:
    """What became of a bundle: `stored`, `stale` (a newer one is there: done), or `refused` with the reason (final)."""

    article_id: str
    result: str
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Facets:
    """Counts by value, most first, for fields of events. `about`: they were reckoned from a part, and are not exact."""

    counts: Mapping[str, tuple[tuple[str, int], ...]] = field(default_factory=dict)
    about: bool = False


class Index(Protocol):
    """Search by time, place and actor. Writes are idempotent: the highest version wins, a repeat is harmless."""

    def init(self) -> None:
        """Create what is missing; does nothing when all is there. Raises IndexRefused when another schema version is there."""
        ...

    def write(self, bundles: Sequence[Bundle]) -> list[Written]:
        """Write bundles; events that an article no longer lists are deleted. Raises IndexRefused when nothing can be written now."""
        ...

    def articles(self, query: Query) -> Hits:
        """Articles that match."""
        ...

    def events(self, query: Query) -> Hits:
        """Events that match."""
        ...

    def walk(self, kind: str, query: Query) -> Iterator[Hit]:
        """Every document of a kind that matches, in the query's order, one after the other: `limit` and `offset` are not heeded."""
        ...

    def write_incidents(self, documents: Sequence[Document], gone: Sequence[tuple[str, int]] = ()) -> list[Written]:
        """Write incidents and delete those that are no more (id and version); the highest version wins. Raises IndexRefused."""
        ...

    def incidents(self, query: Query) -> Hits:
        """Incidents and episodes that match."""
        ...

    def facets(self, query: Query, *, fields: Sequence[str], size: int = 20, kind: str = "events", one_in: int = 1) -> Facets:
        """Counts of the matching events by `type`, `status`, `actor`, `country`, `place`, `source`; of incidents also `kind mark voice`.

        `one_in` allows an index that counts slowly to look at one document of so many, and to reckon the rest from it.
        """
        ...

    def timeline(self, query: Query, *, by: str = "day", top: int = 5, kind: str = "events") -> list[Bucket]:
        """Matching, dated events or incidents by the day (week, month) that `day_local` falls in, oldest first, no empty buckets."""
        ...

    def article(self, article_id: str) -> Mapping[str, Any] | None:
        """One article document, or None."""
        ...

    def event(self, event_id: str) -> Mapping[str, Any] | None:
        """One event document, or None."""
        ...

    def incident(self, incident_id: str) -> Mapping[str, Any] | None:
        """One incident document by its id or one that was merged into it, or None."""
        ...

    def scan(self, kind: str) -> Iterator[Hit]:
        """Every document of a kind (`articles`, `events`, `incidents`), in id order; for check, retag and rebuild."""
        ...

    def versions(self, kind: str) -> Iterator[tuple[str, int]]:
        """(id, version) of every document of a kind, in id order."""
        ...

    def close(self) -> None:
        """Release connections."""
        ...
