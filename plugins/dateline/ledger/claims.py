"""Leasing work: which open entries a worker gets, and how leases end. All functions run inside the caller's transaction.

**Process** takes the oldest due entries, in any order of hosts: computing bothers nobody.

**Fetch** goes by host. `hosts` has a row for each host with entries to fetch. A claim takes hosts that are ready, oldest
first, leases them, and takes the oldest due entries of each. While a host is leased no other claim sees it, so one host never
has two workers. The host is free again when the last entry of that claim is settled, or when the lease ends.
How many hosts, and how many entries of each, is decided by `spread`. A host that asked to be left alone is not ready before
`rests_until`, whoever asks and whatever is announced of it meanwhile.

PostgreSQL hands out rows by FOR UPDATE SKIP LOCKED, so claimers never wait for each other; on SQLite the transaction has the
whole file. Rows are locked in one order everywhere (queue, hosts, seen, articles, each by key), so nothing deadlocks.

`attempts` counts what each step needs to know: for fetch the requests that were made, so that a killed worker costs no entry one of
its tries; for process the leases since the last settlement, so that a page that kills its worker is found, and an index that
is away for hours is not held against the page.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ARRAY,
    BigInteger,
    Column,
    ColumnElement,
    Connection,
    Row,
    Text,
    any_,
    bindparam,
    case,
    delete,
    exists,
    func,
    literal_column,
    or_,
    select,
    true,
    update,
)

from dateline.ledger.entries import load_claims
from dateline.ledger.schema import Instant, articles, entry_sources, hosts, queue, seen
from dateline.protocols.ledger import Work

MOST_PER_HOST = 100  # At 2 s a request this takes a quarter of the usual lease.
FAIR_PER_HOST = 25  # While other hosts are ready.
SHARE = 4  # A claim leaves three quarters of the ready hosts to other workers, if it can be filled without them.

# Literal, not bound: only then do planners use the partial indexes.
TO_FETCH = queue.c.step == literal_column("'fetch'")
TO_PROCESS = queue.c.step == literal_column("'process'")


@dataclass(frozen=True, slots=True)
class Lease:
    """What is written on a row that is taken."""

    token: str
    worker: str
    until: datetime
    now: datetime


def among(connection: Connection, column: Column[Any], values: Collection[Any]) -> ColumnElement[bool]:
    """Whether a column has one of these values.

    PostgreSQL is sent one array: the statement is the same for any number of values, so the driver parses it, and the server
    plans it, once; with 200 parameters that is half of what a claim costs.
    """
    if connection.dialect.name != "postgresql":
        return column.in_(values)
    kind = BigInteger() if isinstance(column.type, BigInteger) else Text()
    return column == any_(bindparam(None, list(values), type_=ARRAY(kind)))


def spread(ready: int, limit: int) -> tuple[int, int]:
    """How many of the ready hosts to take at a time, and how many entries of each.

    >>> spread(1, 100), spread(4, 100), spread(40, 100), spread(1000, 100)
    ((1, 100), (4, 25), (10, 10), (100, 1))
    """
    wanted = max(math.ceil(ready / SHARE), math.ceil(limit / FAIR_PER_HOST))
    taken = max(min(wanted, ready, limit), 1)
    return taken, min(math.ceil(limit / taken), MOST_PER_HOST)


def check_step(step: str) -> None:
    """Raises ValueError for what is no step."""
    if step not in ("fetch", "process"):
        raise ValueError(f"no step {step!r}: fetch or process")


def count_due(connection: Connection, step: str, *, now: datetime) -> int:
    """How many entries claims of this step could take now; those of a leased host wait for it."""
    due = select(func.count()).select_from(queue)
    if step == "process":
        due = due.where(TO_PROCESS, queue.c.ready_at <= now)
    else:
        due = due.join(hosts, hosts.c.host == queue.c.host).where(TO_FETCH, queue.c.ready_at <= now, hosts.c.ready_at <= now)
    return connection.execute(due).scalar_one()


def claim_to_process(connection: Connection, lease: Lease, *, limit: int) -> list[Work]:
    """Lease the oldest pages that are due."""
    due = select(queue).where(TO_PROCESS, queue.c.ready_at <= lease.now).order_by(queue.c.ready_at, queue.c.entry).limit(limit)
    rows = connection.execute(due.with_for_update(skip_locked=True)).all()
    return _take(connection, rows, lease, counting=True)


def claim_to_fetch(connection: Connection, lease: Lease, *, limit: int) -> list[Work]:
    """Lease the oldest due entries of ready hosts, and those hosts."""
    rows = _spread_rows(connection, lease.now, limit)
    if rows:
        names = sorted({row.host for row in rows})
        connection.execute(update(hosts).where(among(connection, hosts.c.host, names)).values(token=lease.token, ready_at=lease.until))
    return _take(connection, rows, lease, counting=False)


def free_hosts(connection: Connection, leased: Iterable[tuple[str, str | None]], *, now: datetime) -> None:
    """Free each host that is (still) leased by that token, or by nobody, when no entry of it is leased by it any more."""
    pairs = set(leased)
    if not pairs:
        return
    names, tokens = sorted({host for host, _ in pairs}), sorted({token for _, token in pairs if token})
    held = connection.execute(
        select(hosts.c.host, hosts.c.token).where(among(connection, hosts.c.host, names)).order_by(hosts.c.host).with_for_update()
    )
    ours = {(row.host, row.token) for row in held} & pairs
    busy = connection.execute(
        select(queue.c.host, queue.c.token).where(
            among(connection, queue.c.token, tokens), among(connection, queue.c.host, names), TO_FETCH
        )
    )
    refresh_hosts(connection, [host for host, _ in ours - {(row.host, row.token) for row in busy}], now=now)


def rest_hosts(connection: Connection, wishes: Mapping[str, datetime]) -> None:
    """These hosts asked to be left alone until then; a longer wish from before stays. `free_hosts` heeds it."""
    wish: ColumnElement[datetime] = bindparam("wish", type_=Instant())
    later = or_(hosts.c.rests_until.is_(None), hosts.c.rests_until < wish)
    # A lease that its worker leaves behind must not end before the rest does.
    ready_at = case((hosts.c.ready_at < wish, wish), else_=hosts.c.ready_at)
    resting = update(hosts).where(hosts.c.host == bindparam("name"), later).values(rests_until=wish, ready_at=ready_at)
    for host, until in sorted(wishes.items()):
        connection.execute(resting, {"name": host, "wish": until})


def refresh_hosts(connection: Connection, names: Collection[str], *, now: datetime) -> None:
    """Make rows of `hosts` agree with the queue: unleased, ready when the first entry is and the host has rested, gone when there is
    neither an entry nor a rest to remember."""
    if not names:
        return
    first = select(queue.c.ready_at).where(TO_FETCH, queue.c.host == hosts.c.host).order_by(queue.c.ready_at).limit(1).scalar_subquery()
    waits = exists().where(TO_FETCH, queue.c.host == hosts.c.host)
    chosen = among(connection, hosts.c.host, sorted(names))
    rests = hosts.c.rests_until
    connection.execute(delete(hosts).where(chosen, ~waits, or_(rests.is_(None), rests <= now)))
    ready = case((rests.is_(None), first), (func.coalesce(first, rests) <= rests, rests), else_=first)
    connection.execute(update(hosts).where(chosen).values(token=None, ready_at=ready))


def _spread_rows(connection: Connection, now: datetime, limit: int) -> list[Row[Any]]:
    """Due rows of ready hosts; those hosts stay locked until the transaction ends."""
    ready = select(hosts.c.host).where(hosts.c.ready_at <= now)
    count = connection.execute(select(func.count()).select_from(ready.limit(limit * SHARE).subquery())).scalar_one()
    found: dict[int, Row[Any]] = {}
    tried: list[str] = []
    full: list[str] = []
    taken, share = spread(count, limit)
    while count and len(found) < limit:
        fresh = ready.where(~among(connection, hosts.c.host, tried)).order_by(hosts.c.ready_at, hosts.c.host).limit(taken)
        names = list(connection.execute(fresh.with_for_update(skip_locked=True)).scalars())
        if not names:
            break
        tried += names
        rows = _due_rows(connection, names, now, most=share, after=0)
        found.update((row.entry, row) for row in rows)
        given = Counter(row.host for row in rows)
        full += [name for name, number in given.items() if number == share]
        refresh_hosts(connection, set(names) - set(given), now=now)
    if full and len(found) < limit and share < MOST_PER_HOST:
        # Few hosts have all the work: nobody waits but they.
        more = min(math.ceil((limit - len(found)) / len(full)), MOST_PER_HOST - share)
        found.update((row.entry, row) for row in _due_rows(connection, full, now, most=more, after=share))
    return sorted(found.values(), key=lambda row: (row.ready_at, row.entry))[:limit]


def _due_rows(connection: Connection, names: Sequence[str], now: datetime, *, most: int, after: int) -> Sequence[Row[Any]]:
    """The oldest due rows of each host. Both forms walk the index once per host; a window function would read every row of it."""

    due = select(queue if connection.dialect.name == "postgresql" else queue.c.entry).correlate(hosts)
    due = due.where(TO_FETCH, queue.c.host == hosts.c.host, queue.c.ready_at <= now)
    due = due.order_by(queue.c.ready_at, queue.c.entry).limit(most).offset(after)
    if connection.dialect.name == "postgresql":
        rows = due.with_for_update(skip_locked=True).lateral("due")
        chosen = select(rows).select_from(hosts.join(rows, true()))
    else:
        taken = queue.alias("taken")
        chosen = select(taken).select_from(hosts.join(taken, taken.c.entry.in_(due)))
    return connection.execute(chosen.where(among(connection, hosts.c.host, names))).all()


def _take(connection: Connection, rows: Sequence[Row[Any]], lease: Lease, *, counting: bool) -> list[Work]:
    if not rows:
        return []
    entries = [row.entry for row in rows]
    connection.execute(
        update(queue)
        .where(among(connection, queue.c.entry, entries))
        .values(token=lease.token, owner=lease.worker, ready_at=lease.until, attempts=queue.c.attempts + int(counting))
    )
    memory = {row.number: row for row in connection.execute(select(seen).where(among(connection, seen.c.number, entries)))}
    sources = sources_of(connection, entries)
    held = _in_index(connection, memory.values()) if counting else set()
    return [_work(row, memory[row.entry], lease.token, sources.get(row.entry, ()), held) for row in rows]


def _in_index(connection: Connection, memory: Iterable[Row[Any]]) -> set[tuple[str, str]]:
    """(entry, article) for those whose article the index has acknowledged."""
    told = {row.article_id: row.entry_id for row in memory if row.article_id}
    if not told:
        return set()
    there = select(articles.c.article_id, articles.c.entry_id).where(articles.c.acknowledged.is_not(None))
    rows = connection.execute(there.where(among(connection, articles.c.article_id, sorted(told))))
    return {(row.entry_id, row.article_id) for row in rows}


def sources_of(connection: Connection, entries: Collection[int]) -> dict[int, tuple[str, ...]]:
    """Who announced each of these, by id."""
    found: dict[int, list[str]] = {}
    rows = connection.execute(
        select(entry_sources).where(among(connection, entry_sources.c.entry, entries)).order_by(entry_sources.c.source_id)
    )
    for row in rows:
        found.setdefault(row.entry, []).append(row.source_id)
    return {entry: tuple(ids) for entry, ids in found.items()}


def first_then_others(first: str, sources: Sequence[str]) -> tuple[str, ...]:
    """Who announced an entry, the first in front."""
    return (first, *(source for source in sources if source != first))


def _work(row: Row[Any], memory: Row[Any], token: str, sources: tuple[str, ...], held: set[tuple[str, str]]) -> Work:
    return Work(
        entry_id=row.entry_id,
        url=memory.url,
        host=row.host,
        token=token,
        attempt=row.attempts + 1,
        entry=load_claims(memory.claims, source_id=memory.source_id),
        source_ids=first_then_others(memory.source_id, sources),
        page=row.page,
        waits_since=row.waits_since,
        article_id=memory.article_id if (memory.entry_id, memory.article_id) in held else None,
        etag=memory.etag,
        last_modified=memory.last_modified,
    )
