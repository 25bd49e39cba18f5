"""The memory: sources, what was seen, the queue, outcomes."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from dateline.models.outcomes import Outcome
from dateline.models.sources import FeedEntry, Source


@dataclass(frozen=True, slots=True)
class SourceState:
    """What the ledger remembers of a source. `state`: new, ok, unchanged, failed, gone."""

    source: Source
    state: str
    reason: str | None
    failures: float
    etag: str | None
    last_modified: str | None
    body_hash: str | None
    last_polled: datetime | None
    next_poll: datetime | None
    entries: int


@dataclass(frozen=True, slots=True)
class Poll:
    """How a poll ended and when to come again."""

    state: str
    next_poll: datetime
    reason: str | None = None
    failures: float = 0.0
    etag: str | None = None
    last_modified: str | None = None
    body_hash: str | None = None


@dataclass(frozen=True, slots=True)
class PollCounts:
    """How many entries of a poll were new, and how many known."""

    new: int
    known: int


@dataclass(frozen=True, slots=True)
class Work:
    """An entry that this worker has leased. `token` proves the lease; `attempt` counts from 1 within the step.

    `entry` holds what the first feed claimed of it (its `source_id` set); `page` is the archive's reference, for the process step;
    `waits_since` is set while the entry has been put off without having been asked for; `article_id` is set, for the process step,
    when the index already holds an article of this entry.
    """

    entry_id: str
    url: str
    host: str
    token: str
    attempt: int
    entry: FeedEntry
    source_ids: tuple[str, ...]
    page: str | None = None
    etag: str | None = None
    last_modified: str | None = None
    waits_since: datetime | None = None
    article_id: str | None = None


@dataclass(frozen=True, slots=True)
class Settlement:
    """How a step on a leased entry ended. `tried` is false when its page was not asked for: the entry waits.
    `rests_until` is how long its host asked to be left alone, for every entry of it.

    FETCHED needs `page`; FAILED_RETRYABLE needs `next_try` (and keeps its step: an entry that has `page` is processed again,
    not fetched again); anything else is final.
    """

    work: Work
    outcome: Outcome
    reason: str | None = None
    page: str | None = None
    article_id: str | None = None
    content_hash: str | None = None
    next_try: datetime | None = None
    etag: str | None = None
    last_modified: str | None = None
    tried: bool = True
    rests_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Holding:
    """Who holds an article id. `entry_id` is the holder; `revision` the number to write with (fresh, greater than all before) when the
    asking entry is the holder; `content_hash` is of the last acknowledged write, None before it."""

    article_id: str
    entry_id: str
    revision: int
    content_hash: str | None


@dataclass(frozen=True, slots=True)
class OutcomeLine:
    """One line of `dateline outcomes`."""

    url: str
    source: str
    outcome: Outcome
    reason: str | None
    article_id: str | None
    attempts: int
    at: datetime
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Replayed:
    """How many settled entries were opened again from the archive, and how many have no page there and were left alone."""

    opened: int
    without_page: int


@dataclass(frozen=True, slots=True)
class Adopted:
    """An entry as archive and index know it: `page` in the archive, the article and its revision in the index, or both.

    `entry` has its `source_id` set; `body_hash` is set for files of a folder. What is not `settled` has a page to process.
    """

    entry: FeedEntry
    page: str | None = None
    article_id: str | None = None
    revision: int = 0
    body_hash: str | None = None
    settled: bool = True


class Ledger(Protocol):
    """The only memory. Every method is one transaction; `now` is passed in; a crash between calls loses nothing."""

    def register_sources(self, sources: Iterable[Source], *, now: datetime) -> None:
        """Make the table of sources agree with these: new ones are due at once, known ones keep their memory, others are left."""
        ...

    def due_sources(
        self, *, now: datetime, ids: Collection[str] | None = None, limit: int = 1000, worker: str | None = None
    ) -> list[SourceState]:
        """Sources whose next poll has come, longest due first, leased for ten minutes so that two pollers do not take the same."""
        ...

    def record_poll(self, source_id: str, poll: Poll, entries: Iterable[FeedEntry], *, now: datetime) -> PollCounts:
        """Remember a poll and queue what was never seen. An entry known from another source only gains a source."""
        ...

    def page_hashes(self, entry_ids: Sequence[str]) -> Mapping[str, str]:
        """The body hashes that `record_pages` last kept, by entry id; entries without one are left out."""
        ...

    def record_pages(self, source_id: str, pages: Sequence[tuple[FeedEntry, str, str]], *, now: datetime) -> PollCounts:
        """Queue (entry, archive reference, body hash) of a folder straight for the process step; a settled entry opens again.

        The caller leaves out pages whose hash is unchanged.
        """
        ...

    def page_of(self, article_id: str) -> tuple[str, FeedEntry]:
        """The archive's reference to the newest page of an article, and what was claimed of it. Raises ArchiveError without a page."""
        ...

    def acknowledge(self, revisions: Sequence[tuple[str, int]]) -> None:
        """Remember that the index took these (article id, revision) outside of a settlement: re-tagging, or before the ledger was lost."""
        ...

    def claim(self, step: str, *, worker: str, limit: int, lease: timedelta, now: datetime) -> list[Work]:
        """Lease up to `limit` entries that are due for `step` (fetch or process), oldest due first; expired leases are taken again."""
        ...

    def settle(self, settlements: Sequence[Settlement], *, now: datetime) -> int:
        """Record how steps ended; those whose lease was lost in the meantime are left alone. How many were recorded."""
        ...

    def extend(self, works: Sequence[Work], *, lease: timedelta, now: datetime) -> int:
        """Prolong leases of a long batch; how many are still ours."""
        ...

    def owners(self) -> list[str]:
        """The workers that hold leases, by name; ended leases count until somebody claims anew."""
        ...

    def free(self, owners: Collection[str], *, now: datetime) -> int:
        """End the leases of workers that are known to be dead, so that nobody waits for them to run out; how many entries."""
        ...

    def hold(self, pairs: Sequence[tuple[str, str]], *, now: datetime) -> list[Holding]:
        """For each (article_id, entry_id): make the entry the holder unless another is, and hand out a fresh revision to holders."""
        ...

    def next_revision(self, article_id: str) -> int:
        """A fresh revision for an article that is held (re-tagging)."""
        ...

    def revisions(self) -> Iterator[tuple[str, int]]:
        """(article id, revision of the last acknowledged write) of every article that must be in the index."""
        ...

    def open_counts(self, *, now: datetime) -> Mapping[str, int]:
        """How many entries are open, by outcome; leased ones whose lease has expired count as what they were."""
        ...

    def due_count(self, step: str, *, now: datetime) -> int:
        """How many entries claims of `step` (fetch or process) could take now; for fetch without those of hosts that are leased."""
        ...

    def next_due(self) -> datetime | None:
        """When the next open entry may be claimed, or None when nothing is open."""
        ...

    def outcomes(self, *, source: str | None = None, now: datetime) -> Iterator[OutcomeLine]:
        """One line for every entry ever seen, by first sight; `now` tells which leases hold."""
        ...

    def outcome_counts(self, since: datetime, until: datetime, *, now: datetime) -> Mapping[str, int]:
        """How many entries there are by outcome, as `outcomes` tells it, whose last change lies in this half-open interval."""
        ...

    def source_states(self) -> list[SourceState]:
        """All sources by id."""
        ...

    def replay(self, *, outcome: Outcome | None = None, source: str | None = None, now: datetime) -> int:
        """Put failed entries (failed_permanent and dead, or the named outcome) back to the queue; how many."""
        ...

    def replay_archived(self, *, outcome: Outcome | None = None, source: str | None = None, now: datetime) -> Replayed:
        """Open settled entries (those that were in the index, or the named outcome) at the process step, from their newest page.

        The index gets them again with a higher revision, and no request is sent. Were in the index: what ended indexed, updated or
        unchanged, and what holds an article that the index acknowledged, whatever became of a later visit.
        """
        ...

    def adopt(self, found: Iterable[Adopted], *, now: datetime) -> int:
        """Remember entries that archive and index know and the ledger does not, under their ids; how many. Revisions catch up."""
        ...
