# ruff: noqa: S608 - what stands in the SQL are names of this package; every value is bound.
"""The embedded index: one SQLite file with full text (FTS5) and R*Trees, many readers and one writer at a time.

`index.db` is a link to the file of the current generation (`index.db.1`), so that a rebuild can write another and switch in
one step. Other processes notice at their next call.
"""

from __future__ import annotations

import heapq
import os
import sqlite3
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from datetime import date
from pathlib import Path
from typing import Any

from dateline.indexes.kinds import ByKind
from dateline.indexes.meaning import KINDS, bucket_of, check_by, facet_paths, highlight, wanted_words
from dateline.indexes.sqlite.connections import Connections
from dateline.indexes.sqlite.counting import bucketed, count_buckets, count_facets, main_actors, main_first
from dateline.indexes.sqlite.generations import SqliteGenerations, adopt, link
from dateline.indexes.sqlite.layout import lay_out, quicken
from dateline.indexes.sqlite.queries import select
from dateline.indexes.sqlite.rows import ordered_rows, parts_of, rows_of_page, unpaged
from dateline.indexes.sqlite.schema import FACET_NUMBERS, unpack
from dateline.indexes.sqlite.transactions import refusing, transaction
from dateline.indexes.sqlite.writes import Writer
from dateline.models.documents import Document
from dateline.protocols.index import Bundle, Facets, Written
from dateline.query import Bucket, Hit, Hits, Query
from dateline.sqlite_files import may_write

PAGE = 500  # Documents read at once by `scan` and `walk`.


class SqliteIndex(ByKind):
    """`dateline.protocols.index.Index` over one file. Connections are per thread and per process.

    A file that this process may not write is opened to be read.
    """

    def __init__(self, path: Path, *, linked: bool = True, any_version: bool = False) -> None:
        """`linked`: the path is a link to a generation. `any_version`: take a file of another schema as well (to read from it)."""
        self.path = path
        self.connections = Connections(path, any_version=any_version)
        self._linked = linked

    # ---- life ----

    def init(self) -> None:
        """Create the file when it is missing. Raises IndexRefused when another schema version, or something else, is there."""
        with refusing(self.path):
            self.path.parent.mkdir(parents=True, exist_ok=True)
            if self._linked and not os.path.lexists(self.path):
                link(self.path, f"{self.path.name}.1")
            with closing(self.connections.connect(create=True)) as connection:
                lay_out(connection)
        with self.connections.reading() as connection:
            quicken(connection)
        if self._linked and not self.path.is_symlink() and may_write(self.path):
            self.settle()
            adopt(self.path)

    def close(self) -> None:
        """Close the connections of all threads."""
        self.connections.close()

    def refresh(self) -> None:
        """What is written can be read at once."""

    # ---- generations ----

    def generations(self) -> SqliteGenerations:
        """For rebuilding; see `dateline.indexes.maintenance`."""
        return SqliteGenerations(self)

    def of_file(self, file: Path, *, any_version: bool) -> SqliteIndex:
        """One generation by its file."""
        return SqliteIndex(file, linked=False, any_version=any_version)

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Hold the write lock: writers wait, readers go on."""
        with self.connections.reading() as connection, transaction(connection):
            yield

    def settle(self) -> None:
        """Bring everything into the one file and close it, so that nothing beside it is needed."""
        with self.connections.reading() as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        self.close()

    # ---- writing ----

    def write(self, bundles: Sequence[Bundle]) -> list[Written]:
        """Write all bundles in one transaction; those with an older revision than stored are `stale`."""
        with self._writer() as writer:
            return [writer.take(bundle) for bundle in bundles]

    def write_incidents(self, documents: Sequence[Document], gone: Sequence[tuple[str, int]] = ()) -> list[Written]:
        """Write incidents and delete those that are no more, all in one transaction."""
        with self._writer() as writer:
            for identifier, version in gone:
                writer.delete_incident(identifier, version)
            return [writer.take_incident(document) for document in documents]

    @contextmanager
    def _writer(self) -> Iterator[Writer]:
        """What writes into the current generation, within a transaction."""
        with self.connections.writing() as connection:
            yield Writer(connection)

    # ---- searching ----

    def walk(self, kind: str, query: Query) -> Iterator[Hit]:
        """Every document that matches, in order. The rows are chosen at once; what is deleted meanwhile is left out."""
        with self.connections.reading() as connection:
            selection = select(connection, kind, query)
            rows = ordered_rows(connection, kind, selection, query) if selection else []
        for start in range(0, len(rows), PAGE):
            some = rows[start : start + PAGE]
            with self.connections.reading() as connection:
                wanted = f"SELECT rowid, body FROM {_known(kind)}_bodies WHERE rowid IN ({','.join('?' * len(some))})"
                bodies = dict(connection.execute(wanted, some).fetchall())
            for row in some:
                if row in bodies:
                    body = unpack(bodies[row])
                    yield Hit(body["id"], body)

    def facets(self, query: Query, *, fields: Sequence[str], size: int = 20, kind: str = "events", one_in: int = 1) -> Facets:
        """Counts of the matching events or incidents, most first, then by value; of one in so many, and the rest reckoned from them."""
        numbers = {FACET_NUMBERS[field]: field for field in facet_paths(fields, kind)}
        with self.connections.reading() as connection:
            return self.connections.remembered(
                ("facets", unpaged(query), tuple(numbers), size, kind, one_in),
                lambda: count_facets(connection, query, numbers, size=size, kind=kind, one_in=one_in),
            )

    def timeline(self, query: Query, *, by: str = "day", top: int = 5, kind: str = "events") -> list[Bucket]:
        """Matching, dated events or incidents by the day, week or month of `day_local`."""
        check_by(by)
        with self.connections.reading() as connection:
            if top <= 0:
                asked = ("timeline", unpaged(query), by, kind)
                return list(self.connections.remembered(asked, lambda: count_buckets(connection, parts_of(connection, kind, query), by)))
            selection = select(connection, kind, query)
            if selection is None:
                return []
            with transaction(connection, "BEGIN"):
                rows = bucketed(connection, selection, by)
                actors = main_actors(connection, selection, by, top, kind)
                return [
                    Bucket(
                        start=bucket_of(date.fromordinal(held[0][4]), by),
                        count=len(held),
                        by_type=dict(Counter(row[5] for row in held)),
                        top=tuple(self._read(connection, kind, [row[1] for row in heapq.nsmallest(top, held, key=main_first)], query)),
                        actors=tuple(actors.get(bucket, ())),
                    )
                    for bucket, held in sorted(rows.items())
                ]

    def incident(self, incident_id: str) -> Mapping[str, Any] | None:
        """One incident document by its id or one that was merged into it, or None."""
        if found := self.one("incidents", incident_id):
            return found
        with self.connections.reading() as connection:
            row = connection.execute(
                "SELECT b.body FROM terms t JOIN incidents_tags g ON g.term = t.id JOIN incidents_bodies b ON b.rowid = g.doc "
                "WHERE t.field = 'former' AND t.value = ? ORDER BY b.rowid DESC LIMIT 1",
                (incident_id,),
            ).fetchone()
        return unpack(row[0]) if row else None

    def scan(self, kind: str) -> Iterator[Hit]:
        """Every document of a kind, in id order; what is written meanwhile may or may not be among them."""
        last = ""
        while True:
            with self.connections.reading() as connection:
                rows = connection.execute(
                    f"SELECT d.id, b.body FROM {_known(kind)} d JOIN {kind}_bodies b ON b.rowid = d.rowid "
                    "WHERE d.id > ? ORDER BY d.id LIMIT ?",
                    (last, PAGE),
                ).fetchall()
            if not rows:
                return
            yield from (Hit(row[0], unpack(row[1])) for row in rows)
            last = rows[-1][0]

    def versions(self, kind: str) -> Iterator[tuple[str, int]]:
        """(id, version) of every document of a kind, in id order."""
        last = ""
        while True:
            with self.connections.reading() as connection:
                rows = connection.execute(
                    f"SELECT id, version FROM {_known(kind)} WHERE id > ? ORDER BY id LIMIT ?", (last, 20 * PAGE)
                ).fetchall()
            if not rows:
                return
            yield from rows
            last = rows[-1][0]

    def documents(self, kind: str, ids: Sequence[str]) -> list[Document]:
        """Documents by id with their versions; those that are not there are left out."""
        found = []
        with self.connections.reading() as connection:
            for key in ids:
                row = connection.execute(
                    f"SELECT d.version, b.body FROM {_known(kind)} d JOIN {kind}_bodies b ON b.rowid = d.rowid WHERE d.id = ?", (key,)
                ).fetchone()
                if row:
                    found.append(Document(kind, key, row[0], unpack(row[1])))
        return found

    def bundles(self, article_ids: list[str]) -> Iterator[Bundle]:
        """Articles with their events, as stored, in the order that the article lists them; those that are not there are left out."""
        for article_id in article_ids:
            with self.connections.reading() as connection, transaction(connection, "BEGIN"):
                row = connection.execute("SELECT version FROM articles WHERE id = ?", (article_id,)).fetchone()
                events = connection.execute("SELECT id, version FROM events WHERE article = ?", (article_id,)).fetchall()
                body = self.article(article_id)
                documents = [Document("events", key, version, self.event(key) or {}) for key, version in events]
            if row and body:
                listed = {key: number for number, key in enumerate(body["event_ids"])}
                documents.sort(key=lambda event: (listed.get(event.id, len(listed)), event.id))
                yield Bundle(Document("articles", article_id, row[0], body), tuple(documents))

    def one(self, kind: str, key: str) -> Mapping[str, Any] | None:
        """One document of a kind, or None."""
        with self.connections.reading() as connection:
            row = connection.execute(
                f"SELECT b.body FROM {kind} d JOIN {kind}_bodies b ON b.rowid = d.rowid WHERE d.id = ?", (key,)
            ).fetchone()
        return unpack(row[0]) if row else None

    def hits(self, kind: str, query: Query) -> Hits:
        """Documents of a kind that match."""
        with self.connections.reading() as connection:
            selection = select(connection, kind, query)
            if selection is None:
                return Hits(0, ())
            with transaction(connection, "BEGIN"):
                total, rows = rows_of_page(connection, kind, selection, query)
                return Hits(total, tuple(self._read(connection, kind, rows, query)))

    def _read(self, connection: sqlite3.Connection, kind: str, rows: Sequence[int], query: Query) -> Iterator[Hit]:
        words = wanted_words(query) if query.marked else None
        for row in rows:
            body = unpack(connection.execute(f"SELECT body FROM {kind}_bodies WHERE rowid = ?", (row,)).fetchone()[0])
            yield Hit(body["id"], body, highlight(kind, body, words))


def _known(kind: str) -> str:
    if kind not in KINDS:
        raise ValueError(f"no such kind of document: {kind}")
    return kind
