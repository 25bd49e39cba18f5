# ruff: noqa: S608 - what stands in the SQL are names of this package; every value is bound.
"""Bundles into the tables of the embedded index, inside the caller's transaction."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import Any

from dateline.indexes.meaning import milliseconds
from dateline.indexes.sqlite_queries import minute
from dateline.indexes.sqlite_schema import FACET_NUMBERS, pack
from dateline.models import Document
from dateline.protocols import Bundle


class Writer:
    """One transaction's writes; remembers the terms that it met."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._terms: dict[tuple[str, str], int] = {}

    def write(self, bundle: Bundle) -> bool:
        """Replace the article and all its events, unless the same or a newer revision is there."""
        execute = self._connection.execute
        article = bundle.article
        held = execute("SELECT rowid, version FROM articles WHERE id = ?", (article.id,)).fetchone()
        if held and held[1] >= article.version:
            return False
        events = [row[0] for row in execute("SELECT rowid FROM events WHERE article = ?", (article.id,))]
        self._delete_events(events)
        if held:
            self._delete("articles", [held[0]])
        for event in bundle.events:
            self._write_event(event, article.id)
        self._write_article(article)
        return True

    def _delete_events(self, rows: list[int]) -> None:
        self._delete("events", rows)
        for row in rows:
            self._connection.execute("DELETE FROM event_facets WHERE doc = ?", (row,))
            self._connection.execute("DELETE FROM event_spans WHERE id = ?", (row,))

    def _delete(self, kind: str, rows: list[int]) -> None:
        for row in rows:
            for table, key in ((kind, "rowid"), (f"{kind}_bodies", "rowid"), (f"{kind}_tags", "doc"), (f"{kind}_points", "doc")):
                self._connection.execute(f"DELETE FROM {table} WHERE {key} = ?", (row,))

    def _write_article(self, document: Document) -> None:
        body = document.body
        row = self._connection.execute(
            "INSERT INTO articles (id, version, time, added, confidence) VALUES (?, ?, ?, ?, ?)",
            (document.id, document.version, _time(body["@timestamp"]), _time(body["event"]["ingested"]), body["confidence"]),
        ).lastrowid
        tags = {"type": body["types"], "status": body["statuses"], "who": body["who"], "where": body["where"], "from": body["from"]}
        self._write_rest("articles", row, body, tags, body["points"])

    def _write_event(self, document: Document, article_id: str) -> None:
        body = document.body
        start, stop = _time(body["event"]["start"]), _time(body["event"]["end"])
        day, first, last = (date.fromisoformat(body[key]) if body[key] else None for key in ("day_local", "day_first", "day_last"))
        if other := self._connection.execute("SELECT rowid FROM events WHERE id = ?", (document.id,)).fetchone():
            self._delete_events([other[0]])
        row = self._connection.execute(
            "INSERT INTO events (id, version, time, stop, day, month, first, last, timing, published, added, importance, type, article, "
            "confidence) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                document.id,
                document.version,
                start,
                stop,
                day.toordinal() if day else None,
                day.year * 12 + day.month - 1 if day else None,
                first.toordinal() if first else None,
                last.toordinal() if last else None,
                body["timing"],
                _time(body["article"]["published"]),
                _time(body["event"]["ingested"]),
                body["importance"],
                body["type"],
                article_id,
                body["confidence"],
            ),
        ).lastrowid
        tags = {"type": [body["type"]], "status": [body["status"]], "who": body["who"], "where": body["where"], "from": body["from"]}
        tags |= {"timing": [body["timing"]], "scope": [scope] if (scope := body.get("scope")) else []}
        point = body["geo"]["location"]
        self._write_rest("events", row, body, tags, [point] if point else [])
        if start is not None and stop is not None:
            self._connection.execute("INSERT INTO event_spans VALUES (?, ?, ?)", (row, minute(start), minute(stop)))
        self._connection.executemany(
            "INSERT OR IGNORE INTO event_facets VALUES (?, ?, ?)",
            [(row, FACET_NUMBERS[field], self._term(field, value)) for field, value in _facet_values(body)],
        )

    def _write_rest(
        self, kind: str, row: int | None, body: Mapping[str, Any], tags: Mapping[str, Iterable[str]], points: Iterable[Mapping[str, float]]
    ) -> None:
        self._connection.execute(f"INSERT INTO {kind}_bodies VALUES (?, ?)", (row, pack(body)))
        terms = {self._term(field, value) for field, values in tags.items() for value in values}
        self._connection.executemany(f"INSERT INTO {kind}_tags VALUES (?, ?)", [(term, row) for term in terms])
        self._connection.executemany(
            f"INSERT INTO {kind}_points (doc, lat, lon) VALUES (?, ?, ?)", [(row, point["lat"], point["lon"]) for point in points]
        )

    def _term(self, field: str, value: str) -> int:
        key = (field, value)
        if (known := self._terms.get(key)) is None:
            found = self._connection.execute("SELECT id FROM terms WHERE field = ? AND value = ?", key).fetchone()
            known = found[0] if found else self._connection.execute("INSERT INTO terms (field, value) VALUES (?, ?)", key).lastrowid
            self._terms[key] = int(known or 0)
        return self._terms[key]


def _facet_values(body: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    single = {
        "type": body["type"],
        "status": body["status"],
        "country": body["geo"]["country_iso_code"],
        "place": body["geo"]["name"],
        "source": body["source"],
        "outlet": body["event"]["provider"],
        "spot": body["spot"],
        "timing": body["timing"],
    }
    yield from ((field, value) for field, value in single.items() if value)
    yield from (("actor", name) for name in body["names"])
    yield from (("party", key) for key in body["parties"])


def _time(value: str | None) -> int | None:
    return milliseconds(datetime.fromisoformat(value)) if value else None
