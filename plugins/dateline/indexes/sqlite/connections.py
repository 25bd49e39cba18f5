"""Connections to the file of the current generation, one a thread and process."""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from dateline.errors import IndexRefused, IndexUnusable
from dateline.geo import distance_km
from dateline.indexes.sqlite.generations import target
from dateline.indexes.sqlite.layout import check_schema
from dateline.indexes.sqlite.schema import words_of
from dateline.indexes.sqlite.transactions import WAIT, refusing, transaction
from dateline.sqlite_files import guest_uri, may_write, stamp

REMEMBERED = 64  # Questions whose counts a thread remembers until something is written.

_WRITER_PRAGMAS = (
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",  # The ledger forgets work that we acknowledged: it must survive a power cut.
)
_PRAGMAS = (
    "PRAGMA cache_size = -65536",
    "PRAGMA mmap_size = 4294967296",
    "PRAGMA temp_store = MEMORY",
)

Counts = TypeVar("Counts")


@dataclass(slots=True, eq=False)
class _Opened:
    """A thread's connection to `file`; `stamp` is what the file looked like to one who may only read it. `readers` are the calls that
    read by it now, one within the other."""

    connection: sqlite3.Connection
    file: Path
    stamp: tuple[int, ...] | None
    process: int = field(default_factory=os.getpid)
    thread: threading.Thread = field(default_factory=threading.current_thread)
    readers: int = 0
    counted: dict[tuple[object, ...], Any] = field(default_factory=dict)
    counted_at: int | None = None

    def serves(self, file: Path) -> bool:
        """Whether it can be read by: it is this process's, and in the midst of reading, or still reads what stands in `file`."""
        return self.is_ours() and (self.readers > 0 or (self.file == file and not self.was_written_by_others()))

    def is_ours(self) -> bool:
        """Whether this process opened it: what came over a fork must not even be closed."""
        return self.process == os.getpid()

    def was_written_by_others(self) -> bool:
        """Whether another user wrote a file that was opened to be read."""
        return bool(self.stamp and self.stamp != stamp(self.file))


class Connections:
    """Those of one index. A file that this process may not write is opened to be read."""

    def __init__(self, path: Path, *, any_version: bool) -> None:
        self._path = path
        self._any_version = any_version
        self._local = threading.local()
        self._all: list[_Opened] = []
        self._lock = threading.Lock()

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """This thread's connection to the current generation, checked to be of our schema."""
        with refusing(self._path):
            opened = self._current()
            opened.readers += 1
            try:
                yield opened.connection
            except sqlite3.DatabaseError as error:
                if opened.was_written_by_others():
                    raise IndexRefused(f"{self._path}: was written by another user while it was read; run the command again") from error
                raise
            finally:
                opened.readers -= 1

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """The same within a transaction that holds the write lock. When a rebuild switched files while we waited, the new one is taken;
        where this thread is in the midst of reading the old one, IndexRefused is raised."""
        while True:
            with self.reading() as connection, transaction(connection):
                opened: _Opened = self._local.opened
                if opened.file != target(self._path):
                    if opened.readers > 1:  # The reading around us keeps the old file, however often we try.
                        raise IndexRefused(f"{self._path}: was rebuilt while it was read; run the command again")
                    continue
                opened.counted.clear()
                yield connection
                return

    def remembered(self, asked: tuple[object, ...], count: Callable[[], Counts]) -> Counts:
        """What was counted for a question, for as long as nothing is written: the pages of one view ask for the same counts.

        Only within `reading`.
        """
        opened: _Opened = self._local.opened
        version = opened.connection.execute("PRAGMA data_version").fetchone()[0]
        if opened.counted_at != version:  # Another connection wrote. (What this one writes clears it, too.)
            opened.counted.clear()
            opened.counted_at = version
        if asked not in opened.counted:
            while len(opened.counted) >= REMEMBERED:
                opened.counted.pop(next(iter(opened.counted)))
            opened.counted[asked] = count()
        counts: Counts = opened.counted[asked]
        return counts

    def _current(self) -> _Opened:
        """This thread's connection, opened anew where the old one reads what is no longer in use."""
        file = target(self._path)
        opened: _Opened | None = getattr(self._local, "opened", None)
        if opened is None or not opened.serves(file):
            self._local.opened = None
            self._release(opened)
            opened = _Opened(self._checked(), file, None if may_write(file) else stamp(file))
            with self._lock:
                self._all.append(opened)
            self._local.opened = opened
        return opened

    def _checked(self) -> sqlite3.Connection:
        """A new connection to an index of our schema; of another file none stays open."""
        connection = self.connect(create=False)
        try:
            check_schema(connection, self._path, any_version=self._any_version)
        except BaseException:
            connection.close()
            raise
        return connection

    def _release(self, replaced: _Opened | None) -> None:
        """Close the connection that is about to be replaced, and those of threads that have ended."""
        with self._lock:
            over = [one for one in self._all if one.is_ours() and (one is replaced or not one.thread.is_alive())]
            self._all = [one for one in self._all if one not in over]
        for one in over:
            one.connection.close()

    def connect(self, *, create: bool) -> sqlite3.Connection:
        """A new connection, which its user closes. Raises IndexUnusable where there is no file, and none may be made."""
        file = target(self._path)
        if not create and not file.exists():
            raise IndexUnusable(f"{self._path}: there is no index yet; run `dateline index init`")
        guest = file.exists() and not may_write(file)
        name = guest_uri(file) if guest else file
        connection = sqlite3.connect(name, uri=guest, timeout=WAIT, isolation_level=None, check_same_thread=False)
        for pragma in _PRAGMAS if guest else (*_WRITER_PRAGMAS, *_PRAGMAS):
            connection.execute(pragma)
        connection.create_function("words_of", 1, words_of, deterministic=True)
        connection.create_function("distance", 4, distance_km, deterministic=True)
        return connection

    def close(self) -> None:
        """Close those of all threads. What came over a fork is kept: to let go of it would close it, too."""
        with self._lock:
            for opened in self._all:
                if opened.is_ours():
                    opened.connection.close()
            self._all = [opened for opened in self._all if not opened.is_ours()]
        self._local = threading.local()
