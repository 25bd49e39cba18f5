"""Transactions over SQLite, and what is said when they fail."""

from __future__ import annotations

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from dateline.errors import IndexRefused, IndexUnusable

WAIT = 30.0  # Seconds that a writer waits for another; one batch takes well under one.


@contextmanager
def transaction(connection: sqlite3.Connection, begin: str = "BEGIN IMMEDIATE") -> Iterator[None]:
    """IMMEDIATE: a writer that starts as a reader fails at once, whatever its patience, when another one wrote."""
    connection.execute(begin)
    try:
        yield
    except BaseException:
        connection.rollback()
        raise
    connection.commit()


@contextmanager
def refusing(path: Path) -> Iterator[None]:
    """Turn what SQLite and the file system raise into IndexRefused or IndexUnusable, in one line with the repair."""
    try:
        yield
    except (sqlite3.Error, OSError) as error:
        kind = IndexUnusable if _is_misplaced(error) else IndexRefused
        raise kind(f"{path}: {error}; {_repair(error)}") from error


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
