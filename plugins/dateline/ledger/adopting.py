"""Fills a ledger with what archive and index still know, under the ids that they have. Inside the caller's transaction."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, case, func, select, update

from dateline.ledger import recording
from dateline.ledger.entries import Announced, read_announced
from dateline.ledger.schema import articles, entry_sources, seen, sources
from dateline.models.outcomes import Outcome
from dateline.protocols.ledger import Adopted


def adopt(connection: Connection, found: Sequence[Adopted], *, now: datetime) -> int:
    """Remember entries that the ledger does not know; how many. Those that are settled are `indexed`, the others
    go to the process step. Revisions never fall behind the index's, so that what is written next is newer."""
    given = {one.entry_id: (one, adopted) for adopted in found if not (one := read_announced(adopted.entry, folder=True)).refused}
    known: set[str] = set()
    for chunk in recording.chunks(sorted(given)):
        known |= set(connection.execute(select(seen.c.entry_id).where(seen.c.entry_id.in_(chunk))).scalars())
    fresh = [given[key] for key in sorted(given) if key not in known]
    if fresh:
        rows = [_memory(one, adopted, now) for one, adopted in fresh]
        numbers = {row.entry_id: row.number for row in connection.execute(seen.insert().returning(seen.c.entry_id, seen.c.number), rows)}
        connection.execute(
            entry_sources.insert(), [{"source_id": adopted.entry.source_id, "entry": numbers[one.entry_id]} for one, adopted in fresh]
        )
        waiting = [_waiting(one, adopted, numbers[one.entry_id]) for one, adopted in fresh if not adopted.settled]
        recording.enqueue(connection, waiting, now=now)
    _hold_articles(connection, [(one.entry_id, adopted) for one, adopted in given.values()])
    return len(fresh)


def count_entries(connection: Connection) -> None:
    """Make the sources' counts agree with who announced what."""
    told = select(func.count()).select_from(entry_sources).where(entry_sources.c.source_id == sources.c.id).scalar_subquery()
    connection.execute(update(sources).values(entries=told))


def _memory(one: Announced, adopted: Adopted, now: datetime) -> dict[str, Any]:
    return {
        "entry_id": one.entry_id,
        "url": one.url,
        "host": one.host,
        "source_id": adopted.entry.source_id,
        "claims": one.claims,
        "at": now,
        "outcome": str(Outcome.INDEXED) if adopted.settled else None,
        "reason": None,
        "article_id": adopted.article_id,
        "tries": 0,
        "page": adopted.page,
        "body_hash": adopted.body_hash,
    }


def _waiting(one: Announced, adopted: Adopted, number: int) -> dict[str, Any]:
    values = {"entry": number, "entry_id": one.entry_id, "host": one.host, "page": adopted.page}
    return values | {"step": "process", "state": str(Outcome.FETCHED)}


def _hold_articles(connection: Connection, found: Sequence[tuple[str, Adopted]]) -> None:
    for entry_id, adopted in sorted(found, key=lambda pair: pair[1].article_id or ""):
        if adopted.article_id is None:
            continue
        revision = adopted.revision
        values = {"article_id": adopted.article_id, "entry_id": entry_id, "revision": revision, "acknowledged": revision}
        statement = recording.insert(connection, articles)
        raised = {
            "revision": case((articles.c.revision > revision, articles.c.revision), else_=revision),
            "acknowledged": case((articles.c.acknowledged > revision, articles.c.acknowledged), else_=revision),
        }
        connection.execute(statement.values(values).on_conflict_do_update(index_elements=[articles.c.article_id], set_=raised))
