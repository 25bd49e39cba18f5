"""`SqlLedger`: the ledger on SQLite or PostgreSQL. Each method is one transaction; the walks read in pages of their own.

How the tables work together stands in schema.py, leases in claims.py.
"""

from __future__ import annotations

import itertools
import json
import uuid
import weakref
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, exists, or_, select, true, update

from dateline.errors import ArchiveError, LedgerError
from dateline.ledger import adopting, claims, recording, settling
from dateline.ledger.claims import Lease
from dateline.ledger.database import Database
from dateline.ledger.entries import load_claims, read_announced, storable
from dateline.ledger.schema import articles, attempts, entry_sources, hosts, queue, seen, sources
from dateline.models.outcomes import Outcome
from dateline.models.sources import FeedEntry, Source, SourceKind
from dateline.protocols.ledger import Adopted, Holding, OutcomeLine, Poll, PollCounts, Replayed, Settlement, SourceState, Work

PAGE = 1000  # Rows that a walk holds at a time.
POLL_LEASE = timedelta(minutes=10)


class SqlLedger:
    """Implements `dateline.protocols.ledger.Ledger`. Safe to use from several processes; open one for each."""

    def __init__(self, database: Database) -> None:
        self._database = database
        weakref.finalize(self, database.close)

    def close(self) -> None:
        """Release connections."""
        self._database.close()

    # ---- sources ----

    def register_sources(self, given: Iterable[Source], *, now: datetime) -> None:
        """Add new sources, due at once, and bring the others up to date; one whose URL changed starts over."""
        wanted = {source.id: source for source in given}
        with self._database.write() as connection:
            known = {row.id: row for row in connection.execute(select(sources).order_by(sources.c.id).with_for_update())}
            for source in sorted(wanted.values(), key=lambda one: one.id):
                row = known.get(source.id)
                if row is None:
                    statement = recording.insert(connection, sources).on_conflict_do_nothing()
                    connection.execute(statement, [{"id": source.id, "entries": 0, **_settings(source), **_fresh(now)}])
                elif (row.url, row.settings) != (source.url, _settings(source)["settings"]):
                    memory = _fresh(now) if row.url != source.url else {}
                    connection.execute(update(sources).where(sources.c.id == source.id).values({**_settings(source), **memory}))

    def due_sources(
        self, *, now: datetime, ids: Collection[str] | None = None, limit: int = 1000, worker: str | None = None
    ) -> list[SourceState]:
        """Lease and return sources whose next poll has come."""
        due = and_(sources.c.next_poll <= now, or_(sources.c.leased_until.is_(None), sources.c.leased_until <= now))
        chosen = true() if ids is None else sources.c.id.in_(sorted(ids))
        statement = select(sources).where(due, chosen).order_by(sources.c.next_poll, sources.c.id).limit(limit)
        with self._database.write() as connection:
            rows = connection.execute(statement.with_for_update(skip_locked=True)).all()
            taken = [row.id for row in rows]
            leased = {"leased_until": now + POLL_LEASE, "leased_by": worker}
            connection.execute(update(sources).where(sources.c.id.in_(taken)).values(leased))
        return [_state(row) for row in rows]

    def source_states(self) -> list[SourceState]:
        """All sources by id."""
        with self._database.read() as connection:
            return [_state(row) for row in connection.execute(select(sources).order_by(sources.c.id))]

    def record_poll(self, source_id: str, poll: Poll, entries: Iterable[FeedEntry], *, now: datetime) -> PollCounts:
        """Remember a poll, free the source, queue what was never seen."""
        announced = [read_announced(entry) for entry in entries]
        values = {
            "state": poll.state,
            "reason": None if poll.reason is None else storable(poll.reason),
            "failures": poll.failures,
            "etag": None if poll.etag is None else storable(poll.etag),
            "last_modified": None if poll.last_modified is None else storable(poll.last_modified),
            "body_hash": poll.body_hash,
            "last_polled": now,
            "next_poll": poll.next_poll,
            "leased_until": None,
            "leased_by": None,
        }
        with self._database.write() as connection:
            found = connection.execute(update(sources).where(sources.c.id == source_id).values(values))
            if not found.rowcount:
                raise LedgerError(f"ledger {self._database.label}: source {source_id} is not registered")
            return recording.record_announced(connection, source_id, announced, now=now)

    # ---- folders ----

    def page_hashes(self, entry_ids: Sequence[str]) -> Mapping[str, str]:
        """Body hashes of folder entries, by entry id."""
        found: dict[str, str] = {}
        with self._database.read() as connection:
            for chunk in recording.chunks(list(entry_ids)):
                kept = select(seen.c.entry_id, seen.c.body_hash).where(seen.c.entry_id.in_(chunk), seen.c.body_hash.is_not(None))
                found |= {row.entry_id: row.body_hash for row in connection.execute(kept)}
        return found

    def record_pages(self, source_id: str, pages: Sequence[tuple[FeedEntry, str, str]], *, now: datetime) -> PollCounts:
        """Queue archived pages of a folder for the process step."""
        announced = [(read_announced(entry, folder=True), reference, digest) for entry, reference, digest in pages]
        with self._database.write() as connection:
            if connection.execute(select(sources.c.id).where(sources.c.id == source_id).with_for_update()).first() is None:
                raise LedgerError(f"ledger {self._database.label}: source {source_id} is not registered")
            return recording.record_folder(connection, source_id, announced, now=now)

    # ---- work ----

    def claim(self, step: str, *, worker: str, limit: int, lease: timedelta, now: datetime) -> list[Work]:
        """Lease due entries; see claims.py."""
        claims.check_step(step)
        terms = Lease(token=uuid.uuid4().hex, worker=worker, until=now + lease, now=now)
        take = claims.claim_to_fetch if step == "fetch" else claims.claim_to_process
        with self._database.write() as connection:
            return take(connection, terms, limit=limit) if limit > 0 else []

    def settle(self, settlements: Sequence[Settlement], *, now: datetime) -> int:
        """Record how steps ended; how many were still ours to end."""
        for settlement in settlements:
            settling.check(settlement)
        with self._database.write() as connection:
            return settling.settle(connection, settlements, now=now)

    def extend(self, works: Sequence[Work], *, lease: timedelta, now: datetime) -> int:
        """Prolong leases that have not ended; how many."""
        with self._database.write() as connection:
            return settling.extend(connection, works, Lease(token="", worker="", until=now + lease, now=now))

    def owners(self) -> list[str]:
        """Workers with leases, on entries or on sources."""
        on_entries = select(queue.c.owner).where(queue.c.token.is_not(None), queue.c.owner.is_not(None))
        on_sources = select(sources.c.leased_by).where(sources.c.leased_by.is_not(None))
        with self._database.read() as connection:
            return sorted(connection.execute(on_entries.union(on_sources)).scalars())

    def free(self, owners: Collection[str], *, now: datetime) -> int:
        """End the leases of dead workers; they are left to somebody else where this user may only read."""
        if not self._database.takes_writes():
            return 0
        with self._database.write() as connection:
            return settling.free(connection, owners, now=now)

    def open_counts(self, *, now: datetime) -> Mapping[str, int]:
        """Open entries by outcome; `now` tells which leases hold."""
        with self._database.read() as connection:
            return recording.count_open(connection, now=now)

    def due_count(self, step: str, *, now: datetime) -> int:
        """Entries that are due for a step and not leased; for fetch, of hosts that nobody has leased."""
        claims.check_step(step)
        with self._database.read() as connection:
            return claims.count_due(connection, step, now=now)

    def next_due(self) -> datetime | None:
        """When the next entry may be claimed; for leased ones the end of the lease."""
        to_process = select(queue.c.ready_at).where(claims.TO_PROCESS).order_by(queue.c.ready_at).limit(1)
        waits = exists().where(claims.TO_FETCH, queue.c.host == hosts.c.host)  # A host may rest with nothing to fetch from it.
        to_fetch = select(hosts.c.ready_at).where(waits).order_by(hosts.c.ready_at).limit(1)
        with self._database.read() as connection:
            moments = [*connection.execute(to_process).scalars(), *connection.execute(to_fetch).scalars()]
        return min(moments, default=None)

    # ---- articles ----

    def hold(self, pairs: Sequence[tuple[str, str]], *, now: datetime) -> list[Holding]:
        """Who holds each article, with a fresh revision for holders."""
        with self._database.write() as connection:
            return settling.hold(connection, pairs)

    def next_revision(self, article_id: str) -> int:
        """A fresh revision. Raises LedgerError for an article that the ledger does not know."""
        with self._database.write() as connection:
            fresh = settling.next_revision(connection, article_id)
        if fresh is None:
            raise LedgerError(f"ledger {self._database.label}: article {article_id} is not known; is this the ledger of that index?")
        return fresh

    def page_of(self, article_id: str) -> tuple[str, FeedEntry]:
        """The newest page of the entry that holds the article, and what was claimed of it."""
        holder = select(articles.c.entry_id).where(articles.c.article_id == article_id).scalar_subquery()
        with self._database.read() as connection:
            row = connection.execute(select(seen).where(seen.c.entry_id == holder)).first()
        if row is None or row.page is None:
            raise ArchiveError(f"article {article_id} has no page in the archive")
        return row.page, load_claims(row.claims, source_id=row.source_id)

    def acknowledge(self, revisions: Sequence[tuple[str, int]]) -> None:
        """The index took these revisions."""
        with self._database.write() as connection:
            settling.acknowledge(connection, revisions)

    def revisions(self) -> Iterator[tuple[str, int]]:
        """Acknowledged revisions by article id."""
        statement = select(articles.c.article_id, articles.c.acknowledged).where(articles.c.acknowledged.is_not(None))
        for row in self._walk(statement, articles.c.article_id, ""):
            yield row.article_id, row.acknowledged

    # ---- looking back ----

    def outcomes(self, *, source: str | None = None, now: datetime) -> Iterator[OutcomeLine]:
        """One line for every entry, by first sight; `now` tells which leases hold."""
        statement = select(seen, recording.outcome_at(now).label("now")).outerjoin(queue, queue.c.entry == seen.c.number)
        if source is not None:
            statement = statement.join(entry_sources, entry_sources.c.entry == seen.c.number).where(entry_sources.c.source_id == source)
        for row, told in self._walk_entries(statement):
            yield OutcomeLine(
                url=row.url,
                source=row.source_id,
                outcome=Outcome(row.now),
                reason=row.reason,
                article_id=row.article_id,
                attempts=row.tries,
                at=row.at,
                sources=claims.first_then_others(row.source_id, told),
            )

    def outcome_counts(self, since: datetime, until: datetime, *, now: datetime) -> Mapping[str, int]:
        """Entries whose last change lies in the half-open interval, by outcome."""
        with self._database.read() as connection:
            return recording.count_changed(connection, since, until, now=now)

    def history(self, entry_id: str) -> list[tuple[datetime, str, Outcome, str | None]]:
        """Every settled step of an entry, oldest first: when, which step, how it ended, why."""
        statement = select(attempts).join(seen, seen.c.number == attempts.c.entry).where(seen.c.entry_id == entry_id)
        with self._database.read() as connection:
            rows = connection.execute(statement.order_by(attempts.c.number)).all()
        return [(row.at, row.step, Outcome(row.outcome), row.reason) for row in rows]

    def replay(self, *, outcome: Outcome | None = None, source: str | None = None, now: datetime) -> int:
        """Open settled entries again; how many."""
        ended = seen.c.outcome.in_([str(one) for one in ((outcome,) if outcome else settling.FAILED)])
        with self._database.write() as connection:
            return settling.replay(connection, and_(ended, _announced_by(source)), now=now)

    def replay_archived(self, *, outcome: Outcome | None = None, source: str | None = None, now: datetime) -> Replayed:
        """Open settled entries again from their pages in the archive; how many, and how many have none."""
        ended = seen.c.outcome == str(outcome) if outcome else settling.were_in_index()
        with self._database.write() as connection:
            return settling.replay_archived(connection, and_(ended, _announced_by(source)), now=now)

    def adopt(self, found: Iterable[Adopted], *, now: datetime) -> int:
        """Fill the ledger from what archive and index know; how many entries were new."""
        count, rest = 0, iter(found)
        while batch := list(itertools.islice(rest, PAGE)):
            with self._database.write() as connection:
                count += adopting.adopt(connection, batch, now=now)
        with self._database.write() as connection:
            adopting.count_entries(connection)
        return count

    def _walk_entries(self, statement: Select[Any]) -> Iterator[tuple[Row[Any], tuple[str, ...]]]:
        last = -1
        while True:
            with self._database.read() as connection:
                rows = connection.execute(statement.where(seen.c.number > last).order_by(seen.c.number).limit(PAGE)).all()
                told = claims.sources_of(connection, [row.number for row in rows])
            for row in rows:
                yield row, told.get(row.number, ())
            if len(rows) < PAGE:
                return
            last = rows[-1].number

    def _walk(self, statement: Select[Any], key: Any, last: Any) -> Iterator[Row[Any]]:
        while True:
            with self._database.read() as connection:
                rows = connection.execute(statement.where(key > last).order_by(key).limit(PAGE)).all()
            yield from rows
            if len(rows) < PAGE:
                return
            last = rows[-1][0]


def _announced_by(source: str | None) -> ColumnElement[bool]:
    return true() if source is None else seen.c.number.in_(select(entry_sources.c.entry).where(entry_sources.c.source_id == source))


def _settings(source: Source) -> dict[str, Any]:
    rest = {
        "name": source.name,
        "kind": str(source.kind),
        "language": source.language,
        "country": source.country,
        "timezone": source.timezone,
        "every": source.every.total_seconds(),
        "spacing": source.spacing.total_seconds() if source.spacing is not None else None,
        "tags": list(source.tags),
        "note": source.note,
    }
    return {"url": storable(source.url), "settings": json.dumps(rest)}


def _fresh(now: datetime) -> dict[str, Any]:
    """The memory of a source that was never polled."""
    forgotten = dict.fromkeys(("reason", "etag", "last_modified", "body_hash", "last_polled", "leased_until", "leased_by"))
    return {**forgotten, "state": "new", "failures": 0.0, "next_poll": now}


def _state(row: Row[Any]) -> SourceState:
    rest = json.loads(row.settings)
    spacing = rest["spacing"]
    source = Source(
        id=row.id,
        url=row.url,
        name=rest["name"],
        kind=SourceKind(rest["kind"]),
        language=rest["language"],
        country=rest["country"],
        timezone=rest["timezone"],
        every=timedelta(seconds=rest["every"]),
        spacing=None if spacing is None else timedelta(seconds=spacing),
        tags=tuple(rest["tags"]),
        note=rest["note"],
    )
    memory = (row.reason, row.failures, row.etag, row.last_modified, row.body_hash, row.last_polled, row.next_poll, row.entries)
    return SourceState(source, row.state, *memory)
