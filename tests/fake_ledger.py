"""The ledger in memory: entries in a dictionary, every question a walk over all of them. Exported by `tests.fakes`."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from dateline.errors import ArchiveError, LedgerError
from dateline.identity import canonical_url, host_of, stable_id
from dateline.ledger.entries import LONGEST_HOST, storable
from dateline.models.outcomes import Outcome
from dateline.models.sources import FeedEntry, Source
from dateline.protocols.ledger import Holding, OutcomeLine, Poll, PollCounts, Replayed, Settlement, SourceState, Work

PER_HOST = 25
FAILED = (Outcome.FAILED_PERMANENT, Outcome.DEAD)
STORED = (Outcome.INDEXED, Outcome.UPDATED, Outcome.UNCHANGED)


@dataclass
class Entry:
    """Everything about one entry."""

    id: str
    url: str
    host: str
    claims: FeedEntry
    at: datetime
    outcome: Outcome
    sources: list[str] = field(default_factory=list)
    step: str = "fetch"
    ready_at: datetime | None = None
    token: str | None = None
    owner: str | None = None
    attempts: int = 0
    tries: int = 0
    reason: str | None = None
    article_id: str | None = None
    page: str | None = None
    body_hash: str | None = None
    etag: str | None = None
    last_modified: str | None = None
    revision: int | None = None
    waits_since: datetime | None = None
    history: list[tuple[datetime, str, Outcome, str | None]] = field(default_factory=list)

    def leased(self, now: datetime) -> bool:
        return self.token is not None and self.ready_at is not None and self.ready_at > now


@dataclass
class Held:
    """Who holds an article."""

    entry_id: str
    revision: int = 0
    acknowledged: int | None = None
    content_hash: str | None = None


class FakeLedger:
    """Implements `dateline.protocols.ledger.Ledger`."""

    def __init__(self) -> None:
        self.sources: dict[str, SourceState] = {}
        self.polling: dict[str, datetime] = {}
        self.pollers: dict[str, str] = {}
        self.rests: dict[str, datetime] = {}
        self.entries: dict[str, Entry] = {}
        self.articles: dict[str, Held] = {}
        self._tokens = itertools.count(1)

    def close(self) -> None:
        """Nothing to release."""

    # ---- sources ----

    def register_sources(self, sources: Iterable[Source], *, now: datetime) -> None:
        """New ones are due at once; one whose URL changed starts over."""
        for source in sources:
            known = self.sources.get(source.id)
            if known is None or known.source.url != source.url:
                entries = known.entries if known else 0
                self.sources[source.id] = SourceState(source, "new", None, 0.0, None, None, None, None, now, entries)
            else:
                self.sources[source.id] = replace(known, source=source)

    def due_sources(
        self, *, now: datetime, ids: Collection[str] | None = None, limit: int = 1000, worker: str | None = None
    ) -> list[SourceState]:
        """Due ones that no poller has."""
        due = [s for s in self.source_states() if s.next_poll and s.next_poll <= now and (ids is None or s.source.id in ids)]
        free = [s for s in due if self.polling.get(s.source.id, now) <= now]
        taken = sorted(free, key=lambda s: (s.next_poll or now, s.source.id))[:limit]
        self.polling |= {s.source.id: now + timedelta(minutes=10) for s in taken}
        self.pollers |= {s.source.id: worker for s in taken if worker}
        return taken

    def source_states(self) -> list[SourceState]:
        """All, by id."""
        return [self.sources[key] for key in sorted(self.sources)]

    def record_poll(self, source_id: str, poll: Poll, entries: Iterable[FeedEntry], *, now: datetime) -> PollCounts:
        """Queue what was never seen."""
        state = self._source(source_id)
        self.polling.pop(source_id, None)
        self.pollers.pop(source_id, None)
        told = (poll.reason, poll.failures, poll.etag, poll.last_modified, poll.body_hash)
        self.sources[source_id] = SourceState(state.source, poll.state, *told, now, poll.next_poll, state.entries)
        found = {one.id: one for one in reversed([self._announced(entry, source_id, now, folder=False) for entry in entries])}
        return self._remember(source_id, found)

    def _source(self, source_id: str) -> SourceState:
        if source_id not in self.sources:
            raise LedgerError(f"ledger in memory: source {source_id} is not registered")
        return self.sources[source_id]

    def _announced(self, entry: FeedEntry, source_id: str, now: datetime, *, folder: bool) -> Entry:
        claims = replace(entry, source_id=source_id)
        if (refusal := entry.refusal) is not None:
            known = stable_id("item", entry.url, refusal.key)
            return Entry(known, storable(entry.url), "", replace(claims, refusal=None), now, refusal.outcome, reason=refusal.reason)
        try:
            url = canonical_url(entry.url)
            if (url.startswith("folder:") and not folder) or len(host_of(url)) > LONGEST_HOST:
                raise ValueError(f"cannot be fetched: {url[:100]}")
        except ValueError as error:
            return Entry(stable_id(entry.url), storable(entry.url), "", claims, now, Outcome.SKIPPED_UNSAFE_URL, reason=str(error))
        return Entry(stable_id(url), storable(url), host_of(url), claims, now, Outcome.PENDING, ready_at=now)

    def _remember(self, source_id: str, found: Mapping[str, Entry]) -> PollCounts:
        new = [key for key in sorted(found) if key not in self.entries]
        self.entries |= {key: found[key] for key in new}
        gained = [self.entries[key] for key in found if source_id not in self.entries[key].sources]
        for entry in gained:
            entry.sources.append(source_id)
        self.sources[source_id] = replace(self.sources[source_id], entries=self.sources[source_id].entries + len(gained))
        return PollCounts(new=len(new), known=len(found) - len(new))

    # ---- folders ----

    def page_hashes(self, entry_ids: Sequence[str]) -> Mapping[str, str]:
        """Of folder entries."""
        known = (self.entries[key] for key in entry_ids if key in self.entries)
        return {entry.id: entry.body_hash for entry in known if entry.body_hash}

    def record_pages(self, source_id: str, pages: Sequence[tuple[FeedEntry, str, str]], *, now: datetime) -> PollCounts:
        """Straight to the process step, whatever became of the entry before."""
        self._source(source_id)
        found = {}
        for announced, page, digest in pages:
            one = self._announced(announced, source_id, now, folder=True)
            found[one.id] = (one, page, digest)
        counts = self._remember(source_id, {key: one for key, (one, _, _) in found.items()})
        for key, (one, page, digest) in found.items():
            if one.outcome is Outcome.PENDING:
                entry = self.entries[key]
                entry.claims = one.claims if entry.sources[0] == source_id else entry.claims
                entry.outcome, entry.reason, entry.step, entry.ready_at = Outcome.FETCHED, None, "process", now
                entry.revision = None
                entry.token, entry.attempts, entry.page, entry.body_hash, entry.at = None, 0, page, digest, now
        return counts

    # ---- work ----

    def claim(self, step: str, *, worker: str, limit: int, lease: timedelta, now: datetime) -> list[Work]:
        """The oldest due; for fetch from hosts that nobody has leased, so many of each."""
        due = self._due(step, now)
        due.sort(key=lambda entry: entry.ready_at or now)
        most = PER_HOST if step == "fetch" and len({entry.host for entry in due}) > 1 else limit
        given: Counter[str] = Counter()
        taken = []
        for entry in due:
            if len(taken) < limit and given[entry.host] < most:
                given[entry.host] += 1
                taken.append(entry)
        token = f"lease-{next(self._tokens)}"
        return [self._lease(entry, token, worker, now + lease) for entry in taken]

    def _due(self, step: str, now: datetime) -> list[Entry]:
        if step not in ("fetch", "process"):
            raise ValueError(f"no step {step!r}: fetch or process")
        waiting = [entry for entry in self.entries.values() if entry.outcome.is_open and entry.step == step]
        busy = {entry.host for entry in waiting if entry.leased(now)} if step == "fetch" else set()
        if step == "fetch":
            busy |= {host for host, until in self.rests.items() if until > now}
        return [entry for entry in waiting if entry.ready_at and entry.ready_at <= now and entry.host not in busy]

    def _lease(self, entry: Entry, token: str, worker: str, until: datetime) -> Work:
        work = Work(
            entry_id=entry.id,
            url=entry.url,
            host=entry.host,
            token=token,
            attempt=entry.attempts + 1,
            entry=entry.claims,
            source_ids=_sources(entry),
            page=entry.page if entry.step == "process" else None,
            etag=entry.etag,
            last_modified=entry.last_modified,
            waits_since=entry.waits_since,
            article_id=entry.article_id if entry.step == "process" and self._in_index(entry) else None,
        )
        entry.token, entry.owner, entry.ready_at = token, worker, until
        entry.attempts += entry.step == "process"
        return work

    def _in_index(self, entry: Entry) -> bool:
        held = self.articles.get(entry.article_id or "")
        return held is not None and held.entry_id == entry.id and held.acknowledged is not None

    def settle(self, settlements: Sequence[Settlement], *, now: datetime) -> int:
        """Those whose lease still holds."""
        for one in settlements:
            wrong = one.outcome in (Outcome.PENDING, Outcome.LEASED)
            wrong |= (one.outcome is Outcome.FETCHED and not one.page) or (one.outcome is Outcome.FAILED_RETRYABLE and one.next_try is None)
            if wrong:
                raise ValueError(f"{one.work.url}: {one.outcome}")
        return sum(self._settle(self.entries[one.work.entry_id], one, now) for one in settlements if one.work.entry_id in self.entries)

    def _settle(self, entry: Entry, one: Settlement, now: datetime) -> bool:
        if not entry.outcome.is_open or entry.token is None or entry.token != one.work.token:
            return False
        if one.tried:
            entry.history.append((now, entry.step, one.outcome, one.reason))
        if one.rests_until is not None:
            self.rests[entry.host] = max(one.rests_until, self.rests.get(entry.host, one.rests_until))
        entry.waits_since = None if one.tried else entry.waits_since or now
        if one.outcome is Outcome.FETCHED:
            entry.step, entry.ready_at, entry.attempts = "process", now, 0
        elif one.outcome is Outcome.FAILED_RETRYABLE:
            entry.ready_at, entry.attempts = one.next_try, entry.attempts + one.tried if entry.step == "fetch" else 0
        entry.outcome, entry.reason, entry.token, entry.at, entry.tries = one.outcome, one.reason, None, now, entry.tries + one.tried
        entry.page, entry.article_id = one.page or entry.page, one.article_id or entry.article_id
        entry.etag, entry.last_modified = one.etag or entry.etag, one.last_modified or entry.last_modified
        held = self.articles.get(one.article_id or "")
        if one.outcome in (Outcome.INDEXED, Outcome.UPDATED) and held and held.entry_id == entry.id and entry.revision is not None:
            held.acknowledged = max(held.acknowledged or 0, entry.revision)
            held.content_hash = one.content_hash or held.content_hash
        return True

    def extend(self, works: Sequence[Work], *, lease: timedelta, now: datetime) -> int:
        """Leases that have not ended."""
        ours = [entry for work in works if (entry := self.entries[work.entry_id]).token == work.token and entry.leased(now)]
        for entry in ours:
            entry.ready_at = now + lease
        return len(ours)

    def owners(self) -> list[str]:
        """Workers with leases."""
        leased = {entry.owner for entry in self.entries.values() if entry.outcome.is_open and entry.token and entry.owner}
        return sorted(leased | set(self.pollers.values()))

    def free(self, owners: Collection[str], *, now: datetime) -> int:
        """End their leases."""
        theirs = [entry for entry in self.entries.values() if entry.outcome.is_open and entry.token and entry.owner in owners]
        for entry in theirs:
            entry.token, entry.owner, entry.ready_at = None, None, now
        for source in [source for source, owner in self.pollers.items() if owner in owners]:
            del self.pollers[source], self.polling[source]
        return len(theirs)

    def open_counts(self, *, now: datetime) -> Mapping[str, int]:
        """Open entries by outcome."""
        return Counter(str(_now(entry, now)) for entry in self.entries.values() if entry.outcome.is_open)

    def due_count(self, step: str, *, now: datetime) -> int:
        """Those that a claim without a limit would take."""
        return len(self._due(step, now))

    def next_due(self) -> datetime | None:
        """The first moment at which a claim may find something."""
        waiting = [entry for entry in self.entries.values() if entry.outcome.is_open and entry.ready_at]
        leases = {entry.host: entry.ready_at for entry in waiting if entry.token and entry.step == "fetch"}
        return min((self._moment(entry, leases.get(entry.host)) for entry in waiting), default=None)

    def _moment(self, entry: Entry, lease: datetime | None) -> datetime:
        ready = entry.ready_at or entry.at
        if entry.step == "process":
            return ready
        return max(lease or ready, self.rests.get(entry.host, ready))

    # ---- articles ----

    def hold(self, pairs: Sequence[tuple[str, str]], *, now: datetime) -> list[Holding]:
        """The holder of each, with a fresh revision when that is who asks."""
        holdings = {pair: self._hold(*pair) for pair in sorted(set(pairs))}
        return [holdings[pair] for pair in pairs]

    def _hold(self, article_id: str, entry_id: str) -> Holding:
        held = self.articles.setdefault(article_id, Held(entry_id))
        holder = self.entries.get(held.entry_id)
        if held.acknowledged is None and (holder is None or not holder.outcome.is_open):
            held.entry_id = entry_id
        if held.entry_id == entry_id:
            held.revision += 1
            if entry_id in self.entries and self.entries[entry_id].outcome.is_open:
                self.entries[entry_id].revision = held.revision
        return Holding(article_id, held.entry_id, held.revision, held.content_hash)

    def next_revision(self, article_id: str) -> int:
        """A fresh one."""
        if article_id not in self.articles:
            raise LedgerError(f"ledger in memory: article {article_id} is not known")
        self.articles[article_id].revision += 1
        return self.articles[article_id].revision

    def page_of(self, article_id: str) -> tuple[str, FeedEntry]:
        """The newest page of the holder, and its claims."""
        held = self.articles.get(article_id)
        holder = self.entries[held.entry_id] if held else None
        if holder is None or holder.page is None:
            raise ArchiveError(f"article {article_id} has no page in the archive")
        return holder.page, holder.claims

    def acknowledge(self, revisions: Sequence[tuple[str, int]]) -> None:
        """The index took these."""
        for article_id, revision in revisions:
            if held := self.articles.get(article_id):
                held.acknowledged = max(held.acknowledged or 0, revision)
                held.revision = max(held.revision, revision)

    def revisions(self) -> Iterator[tuple[str, int]]:
        """Acknowledged ones by article id."""
        return ((key, held.acknowledged) for key, held in sorted(self.articles.items()) if held.acknowledged is not None)

    # ---- looking back ----

    def outcomes(self, *, source: str | None = None, now: datetime) -> Iterator[OutcomeLine]:
        """One line for every entry."""
        for one in self.entries.values():
            if source is None or source in one.sources:
                sources = _sources(one)
                yield OutcomeLine(one.url, sources[0], _now(one, now), one.reason, one.article_id, one.tries, one.at, sources)

    def outcome_counts(self, since: datetime, until: datetime, *, now: datetime) -> Mapping[str, int]:
        """Of those that changed then."""
        return Counter(str(_now(one, now)) for one in self.entries.values() if since <= one.at < until)

    def history(self, entry_id: str) -> list[tuple[datetime, str, Outcome, str | None]]:
        """Settled steps, oldest first."""
        return list(self.entries[entry_id].history) if entry_id in self.entries else []

    def replay(self, *, outcome: Outcome | None = None, source: str | None = None, now: datetime) -> int:
        """Open settled entries again."""
        wanted = (outcome,) if outcome else FAILED
        settled = [entry for entry in self.entries.values() if not entry.outcome.is_open and entry.outcome in wanted and entry.host]
        chosen = [entry for entry in settled if source is None or source in entry.sources]
        for entry in chosen:
            self._reopen(entry, "process" if entry.body_hash is not None else "fetch", now)
        return len(chosen)

    def replay_archived(self, *, outcome: Outcome | None = None, source: str | None = None, now: datetime) -> Replayed:
        """Open what has a page."""
        settled = [entry for entry in self.entries.values() if not entry.outcome.is_open and (source is None or source in entry.sources)]
        holders = {held.entry_id for held in self.articles.values() if held.acknowledged is not None}
        chosen = [one for one in settled if (one.outcome is outcome if outcome else one.outcome in STORED or one.id in holders)]
        archived = [entry for entry in chosen if entry.page]
        for entry in archived:
            self._reopen(entry, "process", now)
        return Replayed(len(archived), len(chosen) - len(archived))

    def _reopen(self, entry: Entry, step: str, now: datetime) -> None:
        entry.step, entry.outcome = step, Outcome.FETCHED if step == "process" else Outcome.PENDING
        entry.ready_at, entry.at, entry.attempts, entry.token = now, now, 0, None
        entry.reason = entry.etag = entry.last_modified = entry.revision = None
        held = self.articles.get(entry.article_id or "")
        if held and held.entry_id == entry.id:
            held.content_hash = None


def _sources(entry: Entry) -> tuple[str, ...]:
    return (entry.sources[0], *sorted(entry.sources[1:]))


def _now(entry: Entry, moment: datetime) -> Outcome:
    return Outcome.LEASED if entry.outcome.is_open and entry.leased(moment) else entry.outcome
