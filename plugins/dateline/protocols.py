"""What the pipeline is given: a fetcher, an archive, a ledger, an index and a tagger. Values and Protocols only.

Adapters implement these without importing them from each other; `tests/fakes.py` has one in memory for each.
"""

from __future__ import annotations

import enum
from collections.abc import AsyncIterator, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Protocol

from dateline.errors import FetchError
from dateline.models import Article, Document, FeedEntry, Outcome, Page, Source, TaggedArticle
from dateline.query import Bucket, Hit, Hits, Query

# ---- fetching -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Request:
    """One page to fetch. `etag` and `last_modified` make it conditional; `spacing` is the source's own pause between requests."""

    url: str
    key: str = ""
    etag: str | None = None
    last_modified: str | None = None
    spacing: timedelta | None = None


@dataclass(frozen=True, slots=True)
class Fetched:
    """The answer to a request: exactly one of `page` (any 2xx or 304) and `error` is set."""

    request: Request
    page: Page | None = None
    error: FetchError | None = None


class Fetcher(Protocol):
    """The only way to the web. Robots, pacing, address guard, caps and deadlines are its business; it never raises for one URL."""

    def fetch_all(self, requests: Sequence[Request]) -> AsyncIterator[Fetched]:
        """Fetch all, in any order, many hosts at once, one request at a time per host."""
        ...

    async def aclose(self) -> None:
        """Close connections."""
        ...


# ---- archive ------------------------------------------------------------------------------------------------------------


class Archive(Protocol):
    """Keeps raw pages as WARC."""

    def write(self, pages: Sequence[Page]) -> Sequence[str]:
        """Store one batch as one WARC file; a reference for each page in order. Durable when it returns."""
        ...

    def read(self, reference: str) -> Page:
        """The page behind a reference. Raises ArchiveError naming it."""
        ...

    def walk(self) -> Iterator[tuple[str, Page]]:
        """Every page that can be read, with its reference, oldest file first; the end of a file that was cut is left out."""
        ...

    def cut(self, *, seconds: float) -> tuple[list[str], int, int]:
        """Files whose end is missing, newest first, as far as this time goes; how many were looked at, and how many there are."""
        ...

    def probe(self) -> None:
        """Raises ArchiveError when nothing can be written there."""
        ...


# ---- ledger -------------------------------------------------------------------------------------------------------------


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
        """Remember that the index took these (article id, revision) outside of a settlement (re-tagging)."""
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


# ---- the analyst's desk -------------------------------------------------------------------------------------------------


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


# ---- stories ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Step:
    """What is kept of an article: which one it goes on from, and its story (None: nobody has told more of it)."""

    goes_on_from: str | None
    story: str | None = None


class Shelf(Protocol):
    """Which articles are one story. Every method is one transaction."""

    def around(self, article_ids: Collection[str]) -> dict[str, Step]:
        """The steps of these articles, and of all articles of their stories."""
        ...

    def keep(self, steps: Mapping[str, Step], redirects: Mapping[str, str]) -> None:
        """Put these steps in place of the articles' former ones, and let ids that are no more lead on."""
        ...

    def story(self, identifier: str) -> tuple[str, tuple[str, ...]] | None:
        """A story by its id, by a former one or by an article of it: the id that it has now, and its articles."""
        ...


# ---- index --------------------------------------------------------------------------------------------------------------


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


# ---- extracting ---------------------------------------------------------------------------------------------------------


class Extractor(Protocol):
    """Page in, article out, with all that is known of how pages are read."""

    def __call__(self, page: Page, *, entry: FeedEntry | None, source: Source | None, now: datetime) -> Article:
        """The article of a page. Raises ExtractError when it holds none."""
        ...


# ---- tagging ------------------------------------------------------------------------------------------------------------


class Tagger(Protocol):
    """Articles in, tagged articles out, in order; loaded once per process."""

    @property
    def rules(self) -> str:
        """Release plus digest of seeds and model."""
        ...

    def tag(self, articles: Iterable[Article]) -> Iterator[TaggedArticle]:
        """Tag in order. Never raises for one article: it comes back with `not_tagged` and the reason."""
        ...
