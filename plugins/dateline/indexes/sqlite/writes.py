# ruff: noqa: S608 - what stands in the SQL are names of this package; every value is bound.
"""Bundles into the tables of the embedded index, inside the caller's transaction."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import Any

from dateline.indexes.meaning import milliseconds, refusal, refused
from dateline.indexes.sqlite.queries import minute
from dateline.indexes.sqlite.schema import FACET_NUMBERS, FACET_TABLES, SPANS, pack
from dateline.models.documents import Document
from dateline.protocols.index import Bundle, Written


class Writer:
    """One transaction's writes; remembers the terms that it met."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._terms: dict[tuple[str, str], int] = {}

    def take(self, bundle: Bundle) -> Written:
        """Write a bundle and say what became of it."""
        if reason := refusal(bundle):
            return Written(bundle.article.id, "refused", reason)
        return Written(bundle.article.id, "stored" if self.write(bundle) else "stale")

    def take_incident(self, document: Document) -> Written:
        """Write an incident and say what became of it."""
        if reason := refused(document):
            return Written(document.id, "refused", reason)
        return Written(document.id, "stored" if self.write_incident(document) else "stale")

    def write(self, bundle: Bundle) -> bool:
        """Replace the article and all its events, unless the same or a newer revision is there."""
        execute = self._connection.execute
        article = bundle.article
        held = execute("SELECT rowid, version FROM articles WHERE id = ?", (article.id,)).fetchone()
        if held and held[1] >= article.version:
            return False
        events = [row[0] for row in execute("SELECT rowid FROM events WHERE article = ?", (article.id,))]
        self._delete_spanned("events", events)
        if held:
            self._delete("articles", [held[0]])
        for event in bundle.events:
            self._write_event(event, article.id)
        self._write_article(article)
        return True

    def write_incident(self, document: Document) -> bool:
        """Replace an incident, unless the same or a newer version is there."""
        held = self._connection.execute("SELECT rowid, version FROM incidents WHERE id = ?", (document.id,)).fetchone()
        if held and held[1] >= document.version:
            return False
        if held:
            self._delete_spanned("incidents", [held[0]])
        body = document.body
        start, stop = _time(body["event"]["start"]), _time(body["event"]["end"])
        row = self._connection.execute(
            "INSERT INTO incidents (id, version, time, stop, day, month, first, last, timing, published, added, importance, type, "
            "confidence) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                document.id,
                document.version,
                start,
                stop,
                *_days(body["day_local"], body["day_local"], body["last_day"]),
                body["timing"],
                start,
                _time(body["event"]["ingested"]),
                body["importance"],
                body["type"] or "",
                body["confidence"],
            ),
        ).lastrowid
        tags = {
            "type": [body["type"]] if body["type"] else [],
            "status": body["statuses"],
            "who": body["who"],
            "where": body["where"],
            "from": body["from"],
            "kind": [body["kind"]],
            "mark": body["marks"],
            "article": body["article_ids"],
            "within": [body["within"]] if body["within"] else [],
            "former": body["former_ids"],
            "timing": [body["timing"]],
            "scope": [body["scope"]] if body["scope"] else [],
        }
        point = body["geo"]["location"]
        self._write_rest("incidents", row, body, tags, [point] if point else [])
        self._write_spanned("incidents", row, start, stop, _incident_facets(body))
        return True

    def delete_incident(self, identifier: str, version: int) -> None:
        """Take an incident away, unless a newer version is there."""
        held = self._connection.execute("SELECT rowid, version FROM incidents WHERE id = ?", (identifier,)).fetchone()
        if held and held[1] <= version:
            self._delete_spanned("incidents", [held[0]])

    def _delete_spanned(self, kind: str, rows: list[int]) -> None:
        self._delete(kind, rows)
        for row in rows:
            self._connection.execute(f"DELETE FROM {FACET_TABLES[kind]} WHERE doc = ?", (row,))
            self._connection.execute(f"DELETE FROM {SPANS[kind]} WHERE id = ?", (row,))

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
        if other := self._connection.execute("SELECT rowid FROM events WHERE id = ?", (document.id,)).fetchone():
            self._delete_spanned("events", [other[0]])
        row = self._connection.execute(
            "INSERT INTO events (id, version, time, stop, day, month, first, last, timing, published, added, importance, type, article, "
            "confidence) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                document.id,
                document.version,
                start,
                stop,
                *_days(body["day_local"], body["day_first"], body["day_last"]),
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
        self._write_spanned("events", row, start, stop, _facet_values(body))

    def _write_spanned(self, kind: str, row: int | None, start: int | None, stop: int | None, facets: Iterable[tuple[str, str]]) -> None:
        if start is not None and stop is not None:
            self._connection.execute(f"INSERT INTO {SPANS[kind]} VALUES (?, ?, ?)", (row, minute(start), minute(stop)))
        self._connection.executemany(
            f"INSERT OR IGNORE INTO {FACET_TABLES[kind]} VALUES (?, ?, ?)",
            [(row, FACET_NUMBERS[field], self._term(field, value)) for field, value in facets],
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


def _incident_facets(body: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    single = {"type": body["type"], "country": body["geo"]["country_iso_code"], "place": body["geo"]["name"], "kind": body["kind"]}
    single |= {"spot": body["spot"], "timing": body["timing"]}
    yield from ((field, value) for field, value in single.items() if value)
    lists = {"status": "statuses", "source": "sources", "actor": "names", "mark": "marks", "voice": "voices"}
    lists |= {"outlet": "outlets", "party": "parties"}
    yield from ((field, value) for field, key in lists.items() for value in body[key])


def _days(*days: str | None) -> tuple[int | None, int | None, int | None, int | None]:
    """The day that a document stands under, its month, and the first and the last day that it may belong to, as numbers."""
    day, first, last = (date.fromisoformat(one) if one else None for one in days)
    return (
        day.toordinal() if day else None,
        day.year * 12 + day.month - 1 if day else None,
        first.toordinal() if first else None,
        last.toordinal() if last else None,
    )


def _time(value: str | None) -> int | None:
    return milliseconds(datetime.fromisoformat(value)) if value else None
