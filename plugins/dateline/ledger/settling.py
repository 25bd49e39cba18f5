"""How steps end: outcomes, and who holds which article at which revision. Inside the caller's transaction."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, and_, bindparam, case, delete, func, or_, select, update

from dateline.ledger.claims import Lease, among, free_hosts, rest_hosts
from dateline.ledger.entries import storable
from dateline.ledger.recording import announce_hosts, chunks, insert
from dateline.ledger.schema import articles, attempts, hosts, queue, seen, sources
from dateline.models.outcomes import Outcome
from dateline.protocols.ledger import Holding, Replayed, Settlement, Work

WRITTEN = (Outcome.INDEXED, Outcome.UPDATED)
STORED = (*WRITTEN, Outcome.UNCHANGED)  # Ends that leave the entry's article in the index.
FAILED = (Outcome.FAILED_PERMANENT, Outcome.DEAD)


def check(settlement: Settlement) -> None:
    """Raises ValueError for a settlement that contradicts itself: a mistake of the caller, not of the world."""
    if settlement.outcome in (Outcome.PENDING, Outcome.LEASED):
        raise ValueError(f"{settlement.work.url}: no step ends {settlement.outcome}")
    if settlement.outcome is Outcome.FETCHED and not settlement.page:
        raise ValueError(f"{settlement.work.url}: fetched without a page")
    if settlement.outcome is Outcome.FAILED_RETRYABLE and settlement.next_try is None:
        raise ValueError(f"{settlement.work.url}: failed_retryable without next_try")


def settle(connection: Connection, settlements: Sequence[Settlement], *, now: datetime) -> int:
    """Record those whose lease still holds; how many."""
    by_id = {settlement.work.entry_id: settlement for settlement in settlements}
    rows = _leased(connection, [settlement.work for settlement in by_id.values()])
    ours = [(row, by_id[row.entry_id]) for row in rows]
    if not ours:
        return 0
    _move_on(connection, [(row, s) for row, s in ours if s.outcome.is_open], now=now)
    closed = [row.entry for row, s in ours if not s.outcome.is_open]
    for chunk in chunks(closed):
        connection.execute(delete(queue).where(among(connection, queue.c.entry, chunk)))
    rest_hosts(connection, _wishes(ours))
    free_hosts(connection, {(row.host, row.token) for row in rows if row.step == "fetch"}, now=now)
    _remember(connection, ours, now=now)
    _acknowledge_written(connection, ours)
    return len(ours)


def _wishes(ours: Sequence[tuple[Row[Any], Settlement]]) -> dict[str, datetime]:
    """How long each host asked to be left alone."""
    wishes: dict[str, datetime] = {}
    for row, settlement in ours:
        if settlement.rests_until is not None:
            wishes[row.host] = max(settlement.rests_until, wishes.get(row.host, settlement.rests_until))
    return wishes


def extend(connection: Connection, works: Sequence[Work], lease: Lease) -> int:
    """Prolong leases that have not ended; an ended one may have its host leased to another worker."""
    entries = [row.entry for row in _leased(connection, works) if row.ready_at > lease.now]
    tokens = {work.token for work in works}
    for chunk in chunks(entries):
        connection.execute(update(queue).where(among(connection, queue.c.entry, chunk)).values(ready_at=lease.until))
    if entries:
        names = sorted({work.host for work in works})
        connection.execute(
            update(hosts)
            .where(among(connection, hosts.c.host, names), among(connection, hosts.c.token, tokens), hosts.c.ready_at < lease.until)
            .values(ready_at=lease.until)
        )
    return len(entries)


def free(connection: Connection, owners: Collection[str], *, now: datetime) -> int:
    """End the leases of these workers, on entries and on sources; how many entries.

    Their attempts stay counted, so that a page that kills its worker is still found.
    """
    theirs = sources.c.leased_by.in_(sorted(owners))
    connection.execute(update(sources).where(theirs).values(leased_until=None, leased_by=None))
    chosen = select(queue).where(queue.c.token.is_not(None), queue.c.owner.in_(sorted(owners))).order_by(queue.c.entry_id)
    rows = connection.execute(chosen.with_for_update(skip_locked=True)).all()
    for chunk in chunks([row.entry for row in rows]):
        connection.execute(update(queue).where(among(connection, queue.c.entry, chunk)).values(token=None, owner=None, ready_at=now))
    free_hosts(connection, {(row.host, row.token) for row in rows if row.step == "fetch"}, now=now)
    return len(rows)


def _leased(connection: Connection, works: Sequence[Work]) -> list[Row[Any]]:
    """Queue rows of these that still carry their token, locked, by key."""
    tokens = {work.entry_id: work.token for work in works}
    found: list[Row[Any]] = []
    for chunk in chunks(sorted(tokens)):
        rows = connection.execute(
            select(queue).where(among(connection, queue.c.entry_id, chunk)).order_by(queue.c.entry_id).with_for_update()
        )
        found += [row for row in rows if row.token == tokens[row.entry_id]]
    return found


def _move_on(connection: Connection, ours: Sequence[tuple[Row[Any], Settlement]], *, now: datetime) -> None:
    """Entries that stay open: to the process step, or to a later try of the same step."""
    if not ours:
        return
    values = [_moved(row, settlement, now) for row, settlement in ours]
    names = ("step", "state", "ready_at", "page", "attempts", "waits_since")
    connection.execute(
        update(queue).where(queue.c.entry == bindparam("key")).values(token=None, owner=None, **{name: bindparam(name) for name in names}),
        values,
    )


def _moved(row: Row[Any], settlement: Settlement, now: datetime) -> dict[str, Any]:
    if settlement.outcome is Outcome.FETCHED:
        return {
            "key": row.entry,
            "step": "process",
            "state": "fetched",
            "ready_at": now,
            "page": settlement.page,
            "attempts": 0,
            "waits_since": None,
        }
    return {
        "key": row.entry,
        "step": row.step,
        "state": str(settlement.outcome),
        "ready_at": settlement.next_try,
        "page": row.page,
        "attempts": row.attempts + int(settlement.tried) if row.step == "fetch" else 0,
        "waits_since": None if settlement.tried else row.waits_since or now,
    }


def _remember(connection: Connection, ours: Sequence[tuple[Row[Any], Settlement]], *, now: datetime) -> None:
    """The outcome in `seen`, unless it is open, and the try in `attempts`, if there was one."""
    kept = ("page", "article_id", "etag", "last_modified")
    connection.execute(
        update(seen)
        .where(seen.c.number == bindparam("key"))
        .values(
            at=now,
            outcome=bindparam("new_outcome"),
            reason=bindparam("new_reason"),
            tries=seen.c.tries + bindparam("tried"),
            **{name: func.coalesce(bindparam(f"new_{name}"), seen.c[name]) for name in kept},
        ),
        [
            {
                "key": row.entry,
                "tried": int(s.tried),
                "new_outcome": None if s.outcome.is_open else str(s.outcome),
                "new_reason": _reason(s),
                "new_page": s.page,
                "new_article_id": s.article_id,
                "new_etag": _text(s.etag),
                "new_last_modified": _text(s.last_modified),
            }
            for row, s in sorted(ours, key=lambda pair: pair[0].entry)
        ],
    )
    tries = [
        {"entry": row.entry, "step": row.step, "at": now, "outcome": str(s.outcome), "reason": _reason(s), "worker": row.owner}
        for row, s in ours
        if s.tried
    ]
    if tries:
        connection.execute(attempts.insert(), tries)


def _reason(settlement: Settlement) -> str | None:
    return _text(settlement.reason)


def _text(value: str | None) -> str | None:
    """Reasons and validators quote servers."""
    return None if value is None else storable(value)


# ---- articles -----------------------------------------------------------------------------------------------------------


def _acknowledge_written(connection: Connection, ours: Sequence[tuple[Row[Any], Settlement]]) -> None:
    """`unchanged` wrote nothing: the index keeps the revision that it has."""
    written = [
        {"key": s.article_id, "written": row.revision, "digest": s.content_hash, "holder": s.work.entry_id}
        for row, s in ours
        if s.outcome in WRITTEN and s.article_id and row.revision is not None
    ]
    if written:
        connection.execute(
            update(articles)
            .where(articles.c.article_id == bindparam("key"), articles.c.entry_id == bindparam("holder"))
            .values(
                acknowledged=_later(articles.c.acknowledged, "written"),
                content_hash=func.coalesce(bindparam("digest"), articles.c.content_hash),
            ),
            sorted(written, key=lambda values: str(values["key"])),
        )


def acknowledge(connection: Connection, revisions: Sequence[tuple[str, int]]) -> None:
    """The index took these; a later acknowledgement stays. What is handed out next is greater, whoever handed these out."""
    values = [{"key": article_id, "written": revision} for article_id, revision in sorted(revisions)]
    if values:
        raised = {column.name: _later(column, "written") for column in (articles.c.acknowledged, articles.c.revision)}
        connection.execute(update(articles).where(articles.c.article_id == bindparam("key")).values(raised), values)


def _later(column: ColumnElement[int], name: str) -> Any:
    """The greater of a revision and the one that stands there; the engines have no common function for that."""
    given: ColumnElement[int] = bindparam(name)
    return case((column > given, column), else_=given)


def hold(connection: Connection, pairs: Sequence[tuple[str, str]]) -> list[Holding]:
    """For each (article, entry) the holder, with a fresh revision when it is the asking entry."""
    asking = sorted(set(pairs))
    _lock_entries(connection, {entry for _, entry in asking})
    holdings = {pair: _hold(connection, *pair) for pair in asking}
    revisions = [{"key": entry, "fresh": holding.revision} for (_, entry), holding in holdings.items() if holding.entry_id == entry]
    if revisions:
        connection.execute(update(queue).where(queue.c.entry_id == bindparam("key")).values(revision=bindparam("fresh")), revisions)
    return [holdings[pair] for pair in pairs]


def _lock_entries(connection: Connection, ids: set[str]) -> None:
    """Queue before articles, as `settle` does."""
    for chunk in chunks(sorted(ids)):
        connection.execute(
            select(queue.c.entry).where(among(connection, queue.c.entry_id, chunk)).order_by(queue.c.entry_id).with_for_update()
        ).all()


def _hold(connection: Connection, article_id: str, entry_id: str) -> Holding:
    fresh = {"article_id": article_id, "entry_id": entry_id, "revision": 0}
    connection.execute(insert(connection, articles).on_conflict_do_nothing(), [fresh])
    held = connection.execute(select(articles).where(articles.c.article_id == article_id).with_for_update()).one()
    if held.entry_id != entry_id and not _keeps(connection, held):
        connection.execute(update(articles).where(articles.c.article_id == article_id).values(entry_id=entry_id))
    elif held.entry_id != entry_id:
        return Holding(article_id, held.entry_id, held.revision, held.content_hash)
    return Holding(article_id, entry_id, _raise_revision(connection, article_id) or 1, held.content_hash)


def _keeps(connection: Connection, held: Row[Any]) -> bool:
    """A holder whose article never came into the index, and that is not worked on, gives the article up."""
    if held.acknowledged is not None:
        return True
    return connection.execute(select(queue.c.entry).where(queue.c.entry_id == held.entry_id)).first() is not None


def next_revision(connection: Connection, article_id: str) -> int | None:
    """A fresh revision, or None for an article that nobody holds."""
    return _raise_revision(connection, article_id)


def _raise_revision(connection: Connection, article_id: str) -> int | None:
    raised = update(articles).where(articles.c.article_id == article_id).values(revision=articles.c.revision + 1)
    return connection.execute(raised.returning(articles.c.revision)).scalar()


# ---- replay -------------------------------------------------------------------------------------------------------------


def replay(connection: Connection, chosen: ColumnElement[bool], *, now: datetime) -> int:
    """Open the settled entries that `chosen` selects: from the archive what came from a folder, from the web the rest.

    Their articles forget what was written, so that the index gets them again; the validators of their pages go too.
    """
    reachable = or_(seen.c.host != "", seen.c.body_hash.is_not(None))
    rows = _settled(connection, and_(reachable, chosen))
    files, pages = [row for row in rows if row.body_hash], [row for row in rows if not row.body_hash]
    _reopen(connection, files, step="process", now=now)
    _reopen(connection, pages, step="fetch", now=now)
    announce_hosts(connection, {row.host: now for row in pages})
    return len(rows)


def replay_archived(connection: Connection, chosen: ColumnElement[bool], *, now: datetime) -> Replayed:
    """Open the settled entries that `chosen` selects at the process step, as far as they have a page; the web is not asked."""
    rows = _settled(connection, and_(seen.c.page.is_not(None), chosen))
    _reopen(connection, rows, step="process", now=now)
    left = select(func.count()).select_from(seen).where(seen.c.outcome.is_not(None), seen.c.page.is_(None), chosen)
    return Replayed(opened=len(rows), without_page=connection.execute(left).scalar_one())


def were_in_index() -> ColumnElement[bool]:
    """By their outcome, or because the index acknowledged their article before a later visit ended otherwise."""
    holders = select(articles.c.entry_id).where(articles.c.acknowledged.is_not(None))
    return or_(seen.c.outcome.in_([str(one) for one in STORED]), seen.c.entry_id.in_(holders))


def _settled(connection: Connection, chosen: ColumnElement[bool]) -> Sequence[Row[Any]]:
    """Those, locked by key; without their claims, which may be long, and which a replay of a whole index need not hold."""
    names = ("number", "entry_id", "host", "page", "body_hash", "article_id")
    again = select(*(seen.c[name] for name in names)).where(seen.c.outcome.is_not(None), chosen).order_by(seen.c.entry_id)
    return connection.execute(again.with_for_update()).all()


def _reopen(connection: Connection, rows: Sequence[Row[Any]], *, step: str, now: datetime) -> None:
    cleared: Mapping[str, Any] = {"outcome": None, "reason": None, "etag": None, "last_modified": None, "at": now}
    for chunk in chunks(rows):
        connection.execute(queue.insert(), [_reopened(row, step, now) for row in chunk])
        numbers, ids = [row.number for row in chunk], [row.entry_id for row in chunk]
        connection.execute(update(seen).where(among(connection, seen.c.number, numbers)).values(cleared))
        held = sorted({row.article_id for row in chunk if row.article_id})
        ours = and_(among(connection, articles.c.article_id, held), among(connection, articles.c.entry_id, ids))
        connection.execute(update(articles).where(ours).values(content_hash=None))


def _reopened(row: Row[Any], step: str, now: datetime) -> dict[str, Any]:
    state, page = (Outcome.FETCHED, row.page) if step == "process" else (Outcome.PENDING, None)
    values = {"entry": row.number, "entry_id": row.entry_id, "host": row.host, "ready_at": now, "attempts": 0}
    return {**values, "step": step, "state": str(state), "page": page}
