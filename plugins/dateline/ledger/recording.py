"""What sources announce -> entries: new ones are queued, known ones gain a source. Inside the caller's transaction."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, Connection, Row, Table, and_, case, func, or_, select, update

from dateline.ledger.claims import among, free_hosts
from dateline.ledger.entries import Announced, is_same
from dateline.ledger.schema import entry_sources, hosts, queue, seen, sources
from dateline.models.outcomes import Outcome
from dateline.protocols.ledger import PollCounts

if TYPE_CHECKING:
    from sqlalchemy.dialects import postgresql, sqlite

CHUNK = 500  # Keys in one statement.


def insert(connection: Connection, table: Table) -> postgresql.Insert | sqlite.Insert:
    """An INSERT that may say ON CONFLICT, in the engine's dialect, which alone is imported."""
    if connection.dialect.name == "postgresql":
        from sqlalchemy.dialects import postgresql

        return postgresql.insert(table)
    from sqlalchemy.dialects import sqlite

    return sqlite.insert(table)


def chunks(items: Sequence[Any]) -> Iterator[Sequence[Any]]:
    """Slices that fit into one statement."""
    return (items[start : start + CHUNK] for start in range(0, len(items), CHUNK))


def record_announced(connection: Connection, source_id: str, announced: Sequence[Announced], *, now: datetime) -> PollCounts:
    """Queue what was never seen for the fetch step; what cannot be fetched is settled at once."""
    by_id = _by_id(announced)
    numbers, new = _remember(connection, source_id, list(by_id.values()), now=now)
    rows = [
        {"entry": numbers[key], "entry_id": key, "step": "fetch", "state": str(Outcome.PENDING), "host": by_id[key].host}
        for key in new
        if not by_id[key].refused
    ]
    enqueue(connection, rows, now=now)
    return PollCounts(new=len(new), known=len(by_id) - len(new))


def record_folder(connection: Connection, source_id: str, pages: Sequence[tuple[Announced, str, str]], *, now: datetime) -> PollCounts:
    """Queue (entry, archive reference, body hash) for the process step; settled entries open again, open ones start over."""
    by_id = {announced.entry_id: (announced, page, digest) for announced, page, digest in pages}
    entries = _by_id([announced for announced, _, _ in by_id.values()])
    numbers, new = _remember(connection, source_id, list(entries.values()), now=now)
    opened = [key for key, announced in entries.items() if not announced.refused]
    _drop_from_queue(connection, [numbers[key] for key in opened], now=now)
    for key in opened:
        announced, page, digest = by_id[key]
        values: dict[str, Any] = {"outcome": None, "reason": None, "page": page, "body_hash": digest, "at": now}
        connection.execute(update(seen).where(seen.c.number == numbers[key]).values(values))
        told_first = and_(seen.c.number == numbers[key], seen.c.source_id == source_id)
        connection.execute(update(seen).where(told_first).values(claims=announced.claims))
    rows = [
        {
            "entry": numbers[key],
            "entry_id": key,
            "step": "process",
            "state": str(Outcome.FETCHED),
            "host": entries[key].host,
            "page": by_id[key][1],
        }
        for key in opened
    ]
    enqueue(connection, rows, now=now)
    return PollCounts(new=len(new), known=len(entries) - len(new))


def enqueue(connection: Connection, rows: Sequence[Mapping[str, Any]], *, now: datetime) -> None:
    """Put entries that are not in the queue there, due at once; their hosts learn of it."""
    for chunk in chunks(rows):
        connection.execute(queue.insert(), [{"page": None, "ready_at": now, "attempts": 0, **row} for row in chunk])
    announce_hosts(connection, {row["host"]: now for row in rows if row["step"] == "fetch"})


def announce_hosts(connection: Connection, ready: Mapping[str, datetime]) -> None:
    """Each of these hosts has an entry to fetch at that time. Leased ones learn it when they are freed; one that rests is not woken."""
    statement = insert(connection, hosts)
    at, rests = statement.excluded.ready_at, hosts.c.rests_until
    sooner = and_(hosts.c.token.is_(None), at < hosts.c.ready_at)
    ready_at = case((and_(sooner, or_(rests.is_(None), rests <= at)), at), (sooner, rests), else_=hosts.c.ready_at)
    upsert = statement.on_conflict_do_update(index_elements=[hosts.c.host], set_={"ready_at": ready_at})
    for chunk in chunks(sorted(ready.items())):
        connection.execute(upsert, [{"host": host, "ready_at": moment} for host, moment in chunk])


def _by_id(announced: Sequence[Announced]) -> dict[str, Announced]:
    """One of each, the first; in the order of ids, in which every poll inserts, so that two polls never wait for each other."""
    first: dict[str, Announced] = {}
    for one in announced:
        first.setdefault(one.entry_id, one)
    return dict(sorted(first.items()))


def _remember(connection: Connection, source_id: str, announced: Sequence[Announced], *, now: datetime) -> tuple[dict[str, int], list[str]]:
    """Numbers of all entries by id, and the ids that were new."""
    numbers: dict[str, int] = {}
    new: list[str] = []
    for chunk in chunks(announced):
        known = _numbers(connection, [one.entry_id for one in chunk])
        known |= _former_numbers(connection, [one for one in chunk if one.entry_id not in known and one.former_id])
        missing = [_memory(one, source_id, now) for one in chunk if one.entry_id not in known]
        created = _create(connection, missing)
        if len(created) < len(missing):
            # Another poll was faster with some.
            known |= _numbers(connection, [one.entry_id for one in chunk if one.entry_id not in created])
        numbers |= known | created
        new += created
    _add_source(connection, source_id, sorted(numbers.values()))
    return numbers, new


def _numbers(connection: Connection, ids: Sequence[str]) -> dict[str, int]:
    rows = connection.execute(select(seen.c.entry_id, seen.c.number).where(among(connection, seen.c.entry_id, ids)))
    return {row.entry_id: row.number for row in rows}


def _former_numbers(connection: Connection, announced: Sequence[Announced]) -> dict[str, int]:
    """Entries that older releases remembered under another id keep that one; by the new id.

    Two addresses may have had one id (`?x=%E4` and `?x=%F6`): it belongs to the one that was announced.
    """
    if not announced:
        return {}
    wanted = sorted({one.former_id for one in announced if one.former_id})
    columns = (seen.c.entry_id, seen.c.number, seen.c.claims)
    rows = {row.entry_id: row for row in connection.execute(select(*columns).where(among(connection, seen.c.entry_id, wanted)))}
    found = [(one, rows[one.former_id]) for one in announced if one.former_id in rows]
    return {one.entry_id: row.number for one, row in found if is_same(one, row.claims)}


def _memory(one: Announced, source_id: str, now: datetime) -> dict[str, Any]:
    return {
        "entry_id": one.entry_id,
        "url": one.url,
        "host": one.host,
        "source_id": source_id,
        "claims": one.claims,
        "at": now,
        "outcome": str(one.outcome) if one.refused else None,
        "reason": one.refused,
        "tries": 0,
    }


def _create(connection: Connection, rows: Sequence[Mapping[str, Any]]) -> dict[str, int]:
    if not rows:
        return {}
    statement = insert(connection, seen).on_conflict_do_nothing(index_elements=[seen.c.entry_id])
    created: Sequence[Row[Any]] = connection.execute(statement.returning(seen.c.entry_id, seen.c.number), rows).all()
    return {row.entry_id: row.number for row in created}


def _add_source(connection: Connection, source_id: str, entries: Sequence[int]) -> None:
    """Remember who announced these; the source counts the ones that it had not announced before."""
    gained = 0
    for chunk in chunks(entries):
        statement = insert(connection, entry_sources).on_conflict_do_nothing()
        rows = [{"source_id": source_id, "entry": entry} for entry in chunk]
        gained += len(connection.execute(statement.returning(entry_sources.c.entry), rows).all())
    connection.execute(update(sources).where(sources.c.id == source_id).values(entries=sources.c.entries + gained))


def _drop_from_queue(connection: Connection, entries: Sequence[int], *, now: datetime) -> None:
    """Take open entries out of the queue; whoever has them leased loses them, and the host is freed when those were the last."""
    leased: set[tuple[str, str | None]] = set()
    for chunk in chunks(sorted(entries)):
        dropped = connection.execute(
            queue.delete().where(among(connection, queue.c.entry, chunk)).returning(queue.c.step, queue.c.host, queue.c.token)
        ).all()
        leased |= {(row.host, row.token) for row in dropped if row.step == "fetch"}
    free_hosts(connection, leased, now=now)


def _leased_at(now: datetime) -> ColumnElement[bool]:
    return and_(queue.c.token.is_not(None), queue.c.ready_at > now)


def outcome_at(now: datetime) -> ColumnElement[str]:
    """How an entry of `seen`, joined with its row in the queue, stands: its final outcome, or its open one with the leases of `now`."""
    return case((seen.c.outcome.is_not(None), seen.c.outcome), (_leased_at(now), str(Outcome.LEASED)), else_=queue.c.state)


def count_open(connection: Connection, *, now: datetime) -> dict[str, int]:
    """Open entries by outcome."""
    outcome = case((_leased_at(now), str(Outcome.LEASED)), else_=queue.c.state).label("outcome")
    rows = connection.execute(select(outcome, func.count().label("number")).group_by(outcome))
    return {row.outcome: row.number for row in rows}


def count_changed(connection: Connection, since: datetime, until: datetime, *, now: datetime) -> dict[str, int]:
    """Entries by outcome whose last change lies in the half-open interval."""
    outcome = outcome_at(now).label("standing")
    changed = select(outcome, func.count().label("number")).outerjoin(queue, queue.c.entry == seen.c.number)
    rows = connection.execute(changed.where(seen.c.at >= since, seen.c.at < until).group_by(outcome))
    return {row.standing: row.number for row in rows}
