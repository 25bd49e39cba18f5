"""Counts of the embedded index: facets, and buckets of the timeline."""

from __future__ import annotations

import heapq
import json
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from dateline.indexes.meaning import bucket_of
from dateline.indexes.sqlite.queries import Selection
from dateline.indexes.sqlite.rows import parts_of
from dateline.indexes.sqlite.schema import FACET_NUMBERS, FACET_TABLES
from dateline.protocols.index import Facets
from dateline.query import Bucket, Query

_TERMS = 2**32  # More than there are terms: `bucket * _TERMS + term` is one number for both.


def count_facets(connection: sqlite3.Connection, query: Query, numbers: Mapping[int, str], *, size: int, kind: str, one_in: int) -> Facets:
    """Counts of each field; of one in so many rows, the rest reckoned from them."""
    found: dict[str, list[tuple[str, int]]] = {field: [] for field in numbers.values()}
    parts = parts_of(connection, kind, query) if numbers else []
    pairs = (pair for part in parts for pair in _facet_pairs(connection, part, kind, numbers, one_in))
    counts = _most_of_each(connection, pairs, size)
    found |= {numbers[number]: [(value, count * one_in) for value, count in some] for number, some in counts.items()}
    return Facets({field: tuple(some) for field, some in found.items()}, about=one_in > 1)


def _facet_pairs(connection: sqlite3.Connection, selection: Selection, kind: str, numbers: Iterable[int], one_in: int) -> Iterator[int]:
    """`field * _TERMS + term` of every value that a facet counts, in one of so many rows."""
    part = f"{selection.row} % {int(one_in)} = 0 AND " if one_in > 1 else ""
    pairs = connection.execute(
        f"SELECT f.field * {_TERMS} + f.term {selection.source} CROSS JOIN {FACET_TABLES[kind]} f ON f.doc = d.rowid "
        f"AND f.field IN ({','.join(map(str, numbers))}) WHERE {part}{selection.where}",
        selection.parameters,
    )
    return (pair for (pair,) in pairs)


def count_buckets(connection: sqlite3.Connection, parts: Iterable[Selection], by: str) -> list[Bucket]:
    """Counts of each bucket by type, and no document."""
    days: defaultdict[int, dict[str, int]] = defaultdict(dict)
    for part in parts:
        for day, kind, count in connection.execute(
            f"SELECT d.day, d.type, count(*) {part.source} WHERE d.day NOT NULL AND {part.where} GROUP BY 1, 2", part.parameters
        ):
            days[day][kind] = days[day].get(kind, 0) + count
    counts: defaultdict[date, Counter[str]] = defaultdict(Counter)
    for day, types in days.items():
        counts[bucket_of(date.fromordinal(day), by)].update(types)
    return [Bucket(start, sum(types.values()), dict(types), ()) for start, types in sorted(counts.items())]


Row = tuple[int, int, int, str, int, str]  # Bucket, row, importance, id, day, type.


def bucketed(connection: sqlite3.Connection, selection: Selection, by: str) -> dict[int, list[Row]]:
    """Every dated event, by bucket."""
    buckets: defaultdict[int, list[Row]] = defaultdict(list)
    for row in connection.execute(
        f"SELECT {_bucket(by)}, d.rowid, d.importance, d.id, d.day, d.type {selection.source} WHERE d.day NOT NULL AND {selection.where}",
        selection.parameters,
    ):
        buckets[row[0]].append(row)
    return buckets


def main_actors(connection: sqlite3.Connection, selection: Selection, by: str, top: int, kind: str) -> dict[int, list[tuple[str, int]]]:
    """The most frequent actors of each bucket, most first, then by name."""
    if top <= 0:
        return {}
    pairs = connection.execute(
        f"SELECT {_bucket(by)} * {_TERMS} + f.term {selection.source} CROSS JOIN {FACET_TABLES[kind]} f ON f.doc = d.rowid "
        f"AND f.field = {FACET_NUMBERS['actor']} WHERE d.day NOT NULL AND {selection.where}",
        selection.parameters,
    )
    return _most_of_each(connection, (pair for (pair,) in pairs), top)


def _most_of_each(connection: sqlite3.Connection, pairs: Iterable[int], size: int) -> dict[int, list[tuple[str, int]]]:
    """The most frequent terms of each group, most first, then by value. A pair is `group * _TERMS + term`.

    Counted here and not by GROUP BY, which would sort every pair; group and term come as one number, of which Python keeps the count.
    """
    counts: defaultdict[int, list[tuple[int, int]]] = defaultdict(list)
    for pair, count in Counter(pairs).items():
        counts[pair // _TERMS].append((pair % _TERMS, count))
    near: dict[int, list[tuple[int, int]]] = {}
    for group, terms in counts.items():
        least = heapq.nlargest(size, (count for _, count in terms))[-1] if size > 0 else 0
        near[group] = [(term, count) for term, count in terms if count >= least]
    wanted = json.dumps(sorted({term for terms in near.values() for term, _ in terms}))
    names = dict(connection.execute("SELECT t.id, t.value FROM json_each(?) w CROSS JOIN terms t ON t.id = w.value", (wanted,)))
    return {group: _most([(names[term], count) for term, count in terms], size) for group, terms in near.items()}


def _bucket(by: str) -> str:
    return {"day": "d.day", "week": "(d.day - 1) / 7", "month": "d.month"}[by]


def main_first(row: Row) -> tuple[int, str]:
    return -row[2], row[3]


def _most(counts: Sequence[tuple[str, int]], size: int) -> list[tuple[str, int]]:
    return heapq.nsmallest(size, counts, key=lambda pair: (-pair[1], pair[0]))
