"""The rows of the embedded index that match a question: how many, in what order, and which of them make a page."""

from __future__ import annotations

import sqlite3
from dataclasses import replace

from dateline.indexes.meaning import is_empty
from dateline.indexes.sqlite.queries import DATED, Selection, along_days, select
from dateline.models.times import Timing
from dateline.query import Query


def rows_of_page(connection: sqlite3.Connection, kind: str, selection: Selection, query: Query) -> tuple[int, list[int]]:
    """How many match, and the rows of the page asked for."""
    if not query.counted:
        rows = _page(connection, kind, selection, query)
        return query.offset + len(rows), rows
    total = connection.execute(f"SELECT count(*) {selection.source} WHERE {selection.where}", selection.parameters).fetchone()[0]
    return total, _page(connection, kind, selection, query)


def _page(connection: sqlite3.Connection, kind: str, selection: Selection, query: Query) -> list[int]:
    """The rows of a page: along the days where these are many and asked for in their order, else all that match, put in order."""
    parts = along_days(connection, kind, query)
    if parts is None:
        return ordered_rows(connection, kind, selection, query, limit=query.limit, offset=query.offset)
    wanted, rows = query.offset + query.limit, list[int]()
    for part in parts:
        rows += ordered_rows(connection, kind, part, query, limit=wanted - len(rows))
        if len(rows) >= wanted:
            break
    return rows[query.offset :]


def ordered_rows(
    connection: sqlite3.Connection, kind: str, selection: Selection, query: Query, *, limit: int = -1, offset: int = 0
) -> list[int]:
    """The rows that match, in the query's order; all of them without a `limit`."""
    order = {"newest": "d.time DESC, d.id", "oldest": "d.time ASC NULLS LAST, d.id"}
    if kind != "articles":
        order |= {
            "days": "d.day ASC NULLS LAST, d.timing, d.importance DESC, d.id",
            "days-newest": "d.day DESC NULLS LAST, d.timing, d.importance DESC, d.id",
            "importance": "d.importance DESC, d.id",
        }
    by = "w.rank, d.time DESC, d.id" if query.sort == "relevance" and selection.ranked else order.get(query.sort, order["newest"])
    rows = connection.execute(
        f"SELECT d.rowid {selection.source} WHERE {selection.where} ORDER BY {by} LIMIT ? OFFSET ?",
        (*selection.parameters, limit, offset),
    )
    return [row[0] for row in rows]


def parts_of(connection: sqlite3.Connection, kind: str, query: Query) -> list[Selection]:
    """What matches, in selections that have no row in common: along the days where those are many, and events that stand under none."""
    if is_empty(query):
        return []
    under, beside = _by_timing(kind, query)
    if parts := along_days(connection, kind, replace(under, sort="days")):
        rest = select(connection, kind, beside) if beside else None
        return [*parts, *([rest] if rest else [])]
    selection = select(connection, kind, query)
    return [selection] if selection else []


def _by_timing(kind: str, query: Query) -> tuple[Query, Query | None]:
    """The question of what stands under days, and that of the other events."""
    wanted = set(query.timings or map(str, Timing))
    under, beside = wanted & DATED, wanted - DATED
    if kind != "events" or not (under and beside):
        return query, None
    return replace(query, timings=tuple(sorted(under))), replace(query, timings=tuple(sorted(beside)))


def unpaged(query: Query) -> Query:
    """The question without what says which of its rows are shown, and how."""
    return replace(query, sort="newest", limit=0, offset=0, counted=True, marked=True)
