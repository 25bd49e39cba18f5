# ruff: noqa: S608 - what stands in the SQL are names of this package; every value is bound.
"""The embedded index: one SQLite file with full text (FTS5) and R*Trees, many readers and one writer at a time.

`index.db` is a link to the file of the current generation (`index.db.1`), so that a rebuild can write another and switch in
one step. Other processes notice at their next call.
"""

from __future__ import annotations

import contextlib
import errno
import heapq
import json
import os
import sqlite3
import threading
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

from dateline.errors import IndexRefused, IndexUnusable, OtherSchema
from dateline.indexes import sqlite_writes
from dateline.indexes.meaning import (
    KINDS,
    SCHEMA,
    bucket_of,
    check_by,
    distance_km,
    facet_paths,
    highlight,
    is_empty,
    refusal,
    refused,
    wanted_words,
)
from dateline.indexes.sqlite_generations import SqliteGenerations, adopt, link, target
from dateline.indexes.sqlite_queries import Selection, along_days, select
from dateline.indexes.sqlite_schema import APPLICATION, FACET_NUMBERS, FACET_TABLES, LATER, statements, unpack, words_of
from dateline.models import Document
from dateline.protocols import Bundle, Facets, Written
from dateline.query import Bucket, Hit, Hits, Query
from dateline.sqlite_files import guest_uri, may_write, stamp

WAIT = 30.0  # Seconds that a writer waits for another; one batch takes well under one.
PAGE = 500  # Documents read at once by `scan`.
REMEMBERED = 64  # Questions whose counts a thread remembers until something is written.
_TERMS = 2**32  # More than there are terms: `bucket * _TERMS + term` is one number for both.

Counts = TypeVar("Counts")

_WRITER_PRAGMAS = (
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",  # The ledger forgets work that we acknowledged: it must survive a power cut.
)
_PRAGMAS = (
    "PRAGMA cache_size = -65536",
    "PRAGMA mmap_size = 4294967296",
    "PRAGMA temp_store = MEMORY",
)


class SqliteIndex:
    """`dateline.protocols.Index` over one file. Connections are per thread and per process.

    A file that this process may not write is opened to be read.
    """

    def __init__(self, path: Path, *, linked: bool = True, any_version: bool = False) -> None:
        """`linked`: the path is a link to a generation. `any_version`: take a file of another schema as well (to read from it)."""
        self.path = path
        self._linked = linked
        self._any_version = any_version
        self._local = threading.local()
        self._connections: list[sqlite3.Connection] = []
        self._lock = threading.Lock()

    # ---- life ----

    def init(self) -> None:
        """Create the file when it is missing. Raises IndexRefused when another schema version, or something else, is there."""
        with self._refusing():
            self.path.parent.mkdir(parents=True, exist_ok=True)
            if self._linked and not os.path.lexists(self.path):
                link(self.path, f"{self.path.name}.1")
            connection = self._connect(create=True)
            if _is_empty(connection):
                with _transaction(connection):
                    if _is_empty(connection):
                        for statement in statements():
                            connection.execute(statement)
                        connection.execute(f"PRAGMA application_id = {APPLICATION}")
                        connection.execute(f"PRAGMA user_version = {SCHEMA}")
        with self._reading() as connection:
            _quicken(connection)
        if self._linked and not self.path.is_symlink() and may_write(self.path):
            self.settle()
            adopt(self.path)

    def close(self) -> None:
        """Close the connections of all threads."""
        with self._lock:
            for connection in self._connections:
                connection.close()
            self._connections.clear()
        self._local = threading.local()

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
        with self._reading() as connection, _transaction(connection):
            yield

    def settle(self) -> None:
        """Bring everything into the one file and close it, so that nothing beside it is needed."""
        with self._reading() as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        self.close()

    # ---- writing ----

    def write(self, bundles: Sequence[Bundle]) -> list[Written]:
        """Write all bundles in one transaction; those with an older revision than stored are `stale`."""
        with self._refusing():
            while True:
                with self._reading() as connection, _transaction(connection):
                    if target(self.path) != self._local.target:
                        continue  # A rebuild switched files while we waited for the lock.
                    self._local.counted.clear()
                    writer = sqlite_writes.Writer(connection)
                    return [_written(writer, bundle) for bundle in bundles]

    def write_incidents(self, documents: Sequence[Document], gone: Sequence[tuple[str, int]] = ()) -> list[Written]:
        """Write incidents and delete those that are no more, all in one transaction."""
        with self._refusing():
            while True:
                with self._reading() as connection, _transaction(connection):
                    if target(self.path) != self._local.target:
                        continue
                    self._local.counted.clear()
                    writer = sqlite_writes.Writer(connection)
                    for identifier, version in gone:
                        writer.delete_incident(identifier, version)
                    return [_incident_written(writer, document) for document in documents]

    # ---- searching ----

    def articles(self, query: Query) -> Hits:
        """Articles that match."""
        return self._hits("articles", query)

    def events(self, query: Query) -> Hits:
        """Events that match."""
        return self._hits("events", query)

    def walk(self, kind: str, query: Query) -> Iterator[Hit]:
        """Every document that matches, in order. The rows are chosen at once; what is deleted meanwhile is left out."""
        with self._reading() as connection:
            selection = None if is_empty(query) else select(connection, kind, query)
            rows = _rows(connection, kind, selection, query, None) if selection else []
        for row in rows:
            with self._reading() as connection:
                stored = connection.execute(f"SELECT body FROM {_known(kind)}_bodies WHERE rowid = ?", (row,)).fetchone()
            if stored:
                body = unpack(stored[0])
                yield Hit(body["id"], body)

    def incidents(self, query: Query) -> Hits:
        """Incidents and episodes that match."""
        return self._hits("incidents", query)

    def facets(self, query: Query, *, fields: Sequence[str], size: int = 20, kind: str = "events", one_in: int = 1) -> Facets:
        """Counts of the matching events or incidents, most first, then by value; of one in so many, and the rest reckoned from them."""
        numbers = {FACET_NUMBERS[field]: field for field in facet_paths(fields, kind)}
        with self._reading() as connection:
            return self._remembered(
                connection,
                ("facets", _unpaged(query), tuple(numbers), size, kind, one_in),
                lambda: _facets(connection, query, numbers, size=size, kind=kind, one_in=one_in),
            )

    def timeline(self, query: Query, *, by: str = "day", top: int = 5, kind: str = "events") -> list[Bucket]:
        """Matching, dated events or incidents by the day, week or month of `day_local`."""
        check_by(by)
        with self._reading() as connection:
            if top <= 0:
                asked = ("timeline", _unpaged(query), by, kind)
                return list(self._remembered(connection, asked, lambda: _counted(connection, _parts(connection, kind, query), by)))
            selection = None if is_empty(query) else select(connection, kind, query)
            if selection is None:
                return []
            with _transaction(connection, "BEGIN"):
                rows = _bucketed(connection, selection, by)
                actors = _actors(connection, selection, by, top, kind)
                return [
                    Bucket(
                        start=bucket_of(date.fromordinal(held[0][4]), by),
                        count=len(held),
                        by_type=dict(Counter(row[5] for row in held)),
                        top=tuple(self._read(connection, kind, [row[1] for row in heapq.nsmallest(top, held, key=_main_first)], query)),
                        actors=tuple(actors.get(bucket, ())),
                    )
                    for bucket, held in sorted(rows.items())
                ]

    def article(self, article_id: str) -> Mapping[str, Any] | None:
        """One article document, or None."""
        return self._one("articles", article_id)

    def event(self, event_id: str) -> Mapping[str, Any] | None:
        """One event document, or None."""
        return self._one("events", event_id)

    def incident(self, incident_id: str) -> Mapping[str, Any] | None:
        """One incident document by its id or one that was merged into it, or None."""
        if found := self._one("incidents", incident_id):
            return found
        with self._reading() as connection:
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
            with self._reading() as connection:
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
            with self._reading() as connection:
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
        with self._reading() as connection:
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
            with self._reading() as connection, _transaction(connection, "BEGIN"):
                row = connection.execute("SELECT version FROM articles WHERE id = ?", (article_id,)).fetchone()
                events = connection.execute("SELECT id, version FROM events WHERE article = ?", (article_id,)).fetchall()
                body = self.article(article_id)
                documents = [Document("events", key, version, self.event(key) or {}) for key, version in events]
            if row and body:
                listed = {key: number for number, key in enumerate(body["event_ids"])}
                documents.sort(key=lambda event: (listed.get(event.id, len(listed)), event.id))
                yield Bundle(Document("articles", article_id, row[0], body), tuple(documents))

    def _one(self, kind: str, key: str) -> Mapping[str, Any] | None:
        with self._reading() as connection:
            row = connection.execute(
                f"SELECT b.body FROM {kind} d JOIN {kind}_bodies b ON b.rowid = d.rowid WHERE d.id = ?", (key,)
            ).fetchone()
        return unpack(row[0]) if row else None

    def _hits(self, kind: str, query: Query) -> Hits:
        with self._reading() as connection:
            selection = None if is_empty(query) else select(connection, kind, query)
            if selection is None:
                return Hits(0, ())
            with _transaction(connection, "BEGIN"):
                total, rows = _ordered(connection, kind, selection, query)
                return Hits(total, tuple(self._read(connection, kind, rows, query)))

    def _read(self, connection: sqlite3.Connection, kind: str, rows: Sequence[int], query: Query) -> Iterator[Hit]:
        words = wanted_words(query) if query.marked else None
        for row in rows:
            body = unpack(connection.execute(f"SELECT body FROM {kind}_bodies WHERE rowid = ?", (row,)).fetchone()[0])
            yield Hit(body["id"], body, highlight(kind, body, words))

    def _remembered(self, connection: sqlite3.Connection, asked: tuple[object, ...], count: Callable[[], Counts]) -> Counts:
        """What was counted for a question, for as long as nothing is written: the pages of one view ask for the same counts."""
        local = self._local
        version = connection.execute("PRAGMA data_version").fetchone()[0]
        if local.counted_at != version:  # Another connection wrote. (What this one writes clears it, too.)
            local.counted.clear()
            local.counted_at = version
        if asked not in local.counted:
            while len(local.counted) >= REMEMBERED:
                local.counted.pop(next(iter(local.counted)))
            local.counted[asked] = count()
        counts: Counts = local.counted[asked]
        return counts

    # ---- connections ----

    @contextmanager
    def _reading(self) -> Iterator[sqlite3.Connection]:
        """This thread's connection to the current generation, checked to be of our schema."""
        with self._refusing():
            local = self._local
            file = target(self.path)
            if getattr(local, "process", None) != os.getpid() or local.target != file or (local.stamp and local.stamp != stamp(file)):
                connection = self._connect(create=False)
                _check(connection, self.path, any_version=self._any_version)
                local.connection, local.target, local.process = connection, file, os.getpid()
                local.counted, local.counted_at = {}, None
                local.stamp = None if may_write(file) else stamp(file)
            try:
                yield local.connection
            except sqlite3.DatabaseError as error:
                if local.stamp and local.stamp != stamp(file):
                    raise IndexRefused(f"{self.path}: was written by another user while it was read; run the command again") from error
                raise

    def _connect(self, *, create: bool) -> sqlite3.Connection:
        file = target(self.path)
        if not create and not file.exists():
            raise IndexUnusable(f"{self.path}: there is no index yet; run `dateline index init`")
        guest = file.exists() and not may_write(file)
        name = guest_uri(file) if guest else file
        connection = sqlite3.connect(name, uri=guest, timeout=WAIT, isolation_level=None, check_same_thread=False)
        with self._lock:
            self._connections.append(connection)
        for pragma in _PRAGMAS if guest else (*_WRITER_PRAGMAS, *_PRAGMAS):
            connection.execute(pragma)
        connection.create_function("words_of", 1, words_of, deterministic=True)
        connection.create_function("distance", 4, distance_km, deterministic=True)
        return connection

    @contextmanager
    def _refusing(self) -> Iterator[None]:
        try:
            yield
        except (sqlite3.Error, OSError) as error:
            kind = IndexUnusable if _is_misplaced(error) else IndexRefused
            raise kind(f"{self.path}: {error}; {_repair(error)}") from error


def _written(writer: sqlite_writes.Writer, bundle: Bundle) -> Written:
    if reason := refusal(bundle):
        return Written(bundle.article.id, "refused", reason)
    return Written(bundle.article.id, "stored" if writer.write(bundle) else "stale")


def _incident_written(writer: sqlite_writes.Writer, document: Document) -> Written:
    if reason := refused(document):
        return Written(document.id, "refused", reason)
    return Written(document.id, "stored" if writer.write_incident(document) else "stale")


def _ordered(connection: sqlite3.Connection, kind: str, selection: Selection, query: Query) -> tuple[int, list[int]]:
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
        return _rows(connection, kind, selection, query, (query.limit, query.offset))
    wanted, rows = query.offset + query.limit, list[int]()
    for part in parts:
        rows += _rows(connection, kind, part, query, (wanted - len(rows), 0))
        if len(rows) >= wanted:
            break
    return rows[query.offset :]


def _rows(connection: sqlite3.Connection, kind: str, selection: Selection, query: Query, page: tuple[int, int] | None) -> list[int]:
    """The rows that match, in the query's order."""
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
        (*selection.parameters, *(page or (-1, 0))),
    )
    return [row[0] for row in rows]


def _parts(connection: sqlite3.Connection, kind: str, query: Query) -> list[Selection]:
    """What matches, in selections that have no row in common: along the days where those are many."""
    if is_empty(query):
        return []
    if parts := along_days(connection, kind, replace(query, sort="days")):
        return parts
    selection = select(connection, kind, query)
    return [selection] if selection else []


def _unpaged(query: Query) -> Query:
    """The question without what says which of its rows are shown, and how."""
    return replace(query, sort="newest", limit=0, offset=0, counted=True, marked=True)


def _facets(connection: sqlite3.Connection, query: Query, numbers: Mapping[int, str], *, size: int, kind: str, one_in: int) -> Facets:
    """Counts of each field; of one in so many rows, the rest reckoned from them."""
    found: dict[str, list[tuple[str, int]]] = {field: [] for field in numbers.values()}
    parts = _parts(connection, kind, query) if numbers else []
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


def _counted(connection: sqlite3.Connection, parts: Iterable[Selection], by: str) -> list[Bucket]:
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


_Row = tuple[int, int, int, str, int, str]  # Bucket, row, importance, id, day, type.


def _bucketed(connection: sqlite3.Connection, selection: Selection, by: str) -> dict[int, list[_Row]]:
    """Every dated event, by bucket."""
    buckets: defaultdict[int, list[_Row]] = defaultdict(list)
    for row in connection.execute(
        f"SELECT {_bucket(by)}, d.rowid, d.importance, d.id, d.day, d.type {selection.source} WHERE d.day NOT NULL AND {selection.where}",
        selection.parameters,
    ):
        buckets[row[0]].append(row)
    return buckets


def _actors(connection: sqlite3.Connection, selection: Selection, by: str, top: int, kind: str) -> dict[int, list[tuple[str, int]]]:
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


def _main_first(row: _Row) -> tuple[int, str]:
    return -row[2], row[3]


def _most(counts: Sequence[tuple[str, int]], size: int) -> list[tuple[str, int]]:
    return heapq.nsmallest(size, counts, key=lambda pair: (-pair[1], pair[0]))


def _known(kind: str) -> str:
    if kind not in KINDS:
        raise ValueError(f"no such kind of document: {kind}")
    return kind


@contextmanager
def _transaction(connection: sqlite3.Connection, begin: str = "BEGIN IMMEDIATE") -> Iterator[None]:
    """IMMEDIATE: a writer that starts as a reader fails at once, whatever its patience, when another one wrote."""
    connection.execute(begin)
    try:
        yield
    except BaseException:
        connection.rollback()
        raise
    connection.commit()


def _is_empty(connection: sqlite3.Connection) -> bool:
    return not connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()[0]


def _quicken(connection: sqlite3.Connection) -> None:
    """Make what came to the schema since the file was made, and only makes it quicker. Who may not write reads without it."""
    known = {row[0] for row in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'index'")}
    for name, statement in LATER.items():
        if name not in known:
            with contextlib.suppress(sqlite3.OperationalError):
                connection.execute(statement)


def _check(connection: sqlite3.Connection, path: Path, *, any_version: bool) -> None:
    application = connection.execute("PRAGMA application_id").fetchone()[0]
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    if application != APPLICATION:
        raise IndexUnusable(f"{path}: is a database, but not an index of Dateline's; move it away or change DATELINE_INDEX_URL")
    if version != SCHEMA and not any_version:
        raise OtherSchema(f"{path}: has index version {version}, this release needs {SCHEMA}; run `dateline index rebuild`")


def _is_misplaced(error: sqlite3.Error | OSError) -> bool:
    """Whether only another path, or other rights on it, can help; a full disk or a lock passes."""
    if isinstance(error, OSError):
        return error.errno != errno.ENOSPC
    return getattr(error, "sqlite_errorcode", 0) & 0xFF in (sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_READONLY)


def _repair(error: Exception) -> str:
    text = str(error)
    if "not a database" in text or "malformed" in text:
        return "move the file away, or change DATELINE_INDEX_URL; `dateline replay --from-archive` fills a new one"
    if "locked" in text:
        return f"another process has been writing for more than {WAIT:.0f} s; try again, or stop it"
    if "full" in text or "space" in text.lower():
        return "make room on the disk; nothing was lost"
    return "check that the folder exists and may be written, or change DATELINE_INDEX_URL"
