"""The tables of the embedded index, one family for each of articles, events and incidents.

KIND          what is filtered and sorted by, narrow, so that walking thousands of rows reads few pages
KIND_bodies   the document and its search words, from which triggers keep the full-text table
KIND_words    FTS5 over the words; `ascii` splits at blanks and nothing else, since words hold no other ASCII marks
KIND_tags     (term, document), both ways: which documents hold a key
KIND_points   places; KIND_boxes is the R*Tree over them
*_facets      (document, field, term): what facets of events and incidents count
*_spans       R*Tree over intervals, in minutes: 32-bit integers hold the calendar, 32-bit floats do not hold minutes
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from typing import Any

import msgspec

from dateline.indexes.meaning import KINDS, to_json

APPLICATION = 0x444C4958  # "DLIX", in the file's header: this database is an index of ours.

FACET_NUMBERS = {
    "type": 1,
    "status": 2,
    "actor": 3,
    "country": 4,
    "place": 5,
    "source": 6,
    "outlet": 7,
    "party": 8,
    "spot": 9,
    "timing": 10,
    "kind": 11,
    "mark": 12,
    "voice": 13,
}
SPANS = {"events": "event_spans", "incidents": "incident_spans"}
FACET_TABLES = {"events": "event_facets", "incidents": "incident_facets"}

QUICK = 3  # Of zlib's levels: a document takes .2 ms and a third of its size.

_FAMILY = """
CREATE TABLE {kind}_bodies (rowid INTEGER PRIMARY KEY, body BLOB NOT NULL);
CREATE VIRTUAL TABLE {kind}_words USING fts5(words, content='', tokenize='ascii');
CREATE TRIGGER {kind}_words_in AFTER INSERT ON {kind}_bodies BEGIN
    INSERT INTO {kind}_words(rowid, words) VALUES (new.rowid, words_of(new.body));
END;
CREATE TRIGGER {kind}_words_out AFTER DELETE ON {kind}_bodies BEGIN
    INSERT INTO {kind}_words({kind}_words, rowid, words) VALUES ('delete', old.rowid, words_of(old.body));
END;
CREATE TABLE {kind}_tags (term INTEGER NOT NULL, doc INTEGER NOT NULL, PRIMARY KEY (term, doc)) WITHOUT ROWID;
CREATE INDEX {kind}_tags_by_doc ON {kind}_tags (doc, term);
CREATE TABLE {kind}_points (rowid INTEGER PRIMARY KEY, doc INTEGER NOT NULL, lat REAL NOT NULL, lon REAL NOT NULL);
CREATE INDEX {kind}_points_by_doc ON {kind}_points (doc);
CREATE VIRTUAL TABLE {kind}_boxes USING rtree(id, south, north, west, east);
CREATE TRIGGER {kind}_points_in AFTER INSERT ON {kind}_points BEGIN
    INSERT INTO {kind}_boxes VALUES (new.rowid, new.lat, new.lat, new.lon, new.lon);
END;
CREATE TRIGGER {kind}_points_out AFTER DELETE ON {kind}_points BEGIN
    DELETE FROM {kind}_boxes WHERE id = old.rowid;
END;
"""

_OWN = """
CREATE TABLE terms (id INTEGER PRIMARY KEY, field TEXT NOT NULL, value TEXT NOT NULL, UNIQUE (field, value));
CREATE TABLE articles (
    rowid INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, version INTEGER NOT NULL, time INTEGER, added INTEGER, confidence REAL
);
CREATE INDEX articles_by_time ON articles (time);
CREATE TABLE events (
    rowid INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, version INTEGER NOT NULL, time INTEGER, stop INTEGER,
    day INTEGER, month INTEGER, first INTEGER, last INTEGER, timing TEXT NOT NULL, published INTEGER, added INTEGER,
    importance INTEGER NOT NULL, type TEXT NOT NULL, article TEXT NOT NULL, confidence REAL
);
CREATE INDEX events_by_time ON events (time);
CREATE INDEX events_by_day ON events (day, timing, importance DESC, id);
CREATE INDEX events_by_article ON events (article);
CREATE VIRTUAL TABLE event_spans USING rtree_i32(id, start, stop);
CREATE TABLE event_facets (
    doc INTEGER NOT NULL, field INTEGER NOT NULL, term INTEGER NOT NULL, PRIMARY KEY (doc, field, term)
) WITHOUT ROWID;
CREATE TABLE incidents (
    rowid INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, version INTEGER NOT NULL, time INTEGER, stop INTEGER,
    day INTEGER, month INTEGER, first INTEGER, last INTEGER, timing TEXT NOT NULL, published INTEGER, added INTEGER,
    importance INTEGER NOT NULL, type TEXT NOT NULL, confidence REAL
);
CREATE INDEX incidents_by_time ON incidents (time);
CREATE VIRTUAL TABLE incident_spans USING rtree_i32(id, start, stop);
CREATE TABLE incident_facets (
    doc INTEGER NOT NULL, field INTEGER NOT NULL, term INTEGER NOT NULL, PRIMARY KEY (doc, field, term)
) WITHOUT ROWID;
"""


LATER = {
    "incidents_by_day": "CREATE INDEX IF NOT EXISTS incidents_by_day ON incidents (day, timing, importance DESC, id)",
    "incidents_day_types": "CREATE INDEX IF NOT EXISTS incidents_day_types ON incidents (day, type)",
    "events_day_types": "CREATE INDEX IF NOT EXISTS events_day_types ON events (day, timing, type)",
    "events_undated": "CREATE INDEX IF NOT EXISTS events_undated ON events (published) WHERE time IS NULL",
}
"""Indexes that no document depends on: made where they are missing."""


def statements() -> list[str]:
    """What creates an empty index, one statement each (a script would commit in between)."""
    script = "".join(_FAMILY.format(kind=kind) for kind in KINDS) + _OWN
    parts, statement = [], ""
    for line in script.strip().splitlines():
        statement += line + "\n"
        # A trigger's own semicolons stand on indented lines.
        if line.endswith(";") and not line.startswith(" ") and (not statement.startswith("CREATE TRIGGER") or line == "END;"):
            parts.append(statement.strip().rstrip(";"))
            statement = ""
    return parts


def pack(body: Mapping[str, Any]) -> bytes:
    """A document as it is stored."""
    return zlib.compress(to_json(body), QUICK)


def unpack(stored: bytes) -> dict[str, Any]:
    """A document as it was written."""
    body: dict[str, Any] = msgspec.json.decode(zlib.decompress(stored))
    return body


def words_of(stored: bytes) -> str:
    """The search words in a stored document, for the triggers."""
    return str(unpack(stored)["words"])
