"""Whether a ledger's SQLite file is whole, a copy of it beside it, and a damaged one put aside. PostgreSQL looks after itself."""

from __future__ import annotations

import contextlib
import os
import sqlite3
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from dateline.errors import LedgerError, LedgerUnusable
from dateline.ledger.schema import VERSION_TABLE
from dateline.sqlite_files import guest_uri, may_write

LOOK_SECONDS = 0.1  # At start-up, for a large file: what is not looked at by then waits for `doctor` or `ledger check`.
SMALL = 64_000_000  # Bytes: read whole on every start, in less time than that.
REPAIR = "`dateline ledger repair` makes it again, from its backup or from archive and index, under the same ids"
_REACH = "let the process that keeps it finish, or the user who owns it run this command"
NO_DATABASE = "file is not a database"  # Whoever opens it says so; it may be another file that was named by mistake.
ROWS_PER_SECOND = 5_000_000  # SQLite reads a table without looking at the clock: one that takes longer than is left is not begun.
# From the smallest to the largest.
_TABLES = ("ledger_version", "sources", "hosts", "queue", "articles", "entry_sources", "seen", "attempts")


def damage_of(path: Path, *, seconds: float | None = None) -> str | None:
    """What is wrong with the file in one line, or None when nothing is. With `seconds`, of a large file only what fits in there.

    Raises LedgerError for a file that cannot be read now: locked, or out of our reach.
    """
    end = None if seconds is None or path.stat().st_size <= SMALL else time.monotonic() + seconds
    try:
        with contextlib.closing(_connected(path)) as connection:
            for part in ("1",) if end is None else _tables(connection, end):
                found = " ".join(str(row[0]) for row in connection.execute(f"PRAGMA quick_check({part})"))
                if found != "ok":
                    return " ".join(found.replace("*** in database main ***", "").split())
    except sqlite3.OperationalError as error:
        if error.sqlite_errorname.startswith(("SQLITE_BUSY", "SQLITE_CANTOPEN", "SQLITE_READONLY")):
            raise LedgerError(f"ledger {path}: cannot be checked: {error}; {_REACH}") from error
        return str(error)
    except sqlite3.DatabaseError as error:
        return str(error)
    return None


def is_ledger(path: Path) -> bool:
    """Whether a file is a ledger of ours or a copy of one, of any version. Leaves no trace beside it."""
    try:
        with contextlib.closing(sqlite3.connect(guest_uri(path), uri=True)) as connection:
            return connection.execute("SELECT 1 FROM sqlite_schema WHERE name = ?", (VERSION_TABLE,)).fetchone() is not None
    except sqlite3.Error:
        return False


def _connected(path: Path) -> sqlite3.Connection:
    uri = f"{path.absolute().as_uri()}?mode=ro" if may_write(path) else guest_uri(path)
    return sqlite3.connect(uri, uri=True, timeout=30)


def _tables(connection: sqlite3.Connection, end: float) -> Iterator[str]:
    """Those that can be read until then."""
    there = {row[0] for row in connection.execute("SELECT name FROM sqlite_schema")}
    for table in (name for name in _TABLES if name in there):
        (rows,) = connection.execute(f"SELECT coalesce(max(rowid), 0) FROM {table}").fetchone()  # noqa: S608 - a constant
        if rows / ROWS_PER_SECOND < end - time.monotonic():
            yield table


def look(path: Path, *, seconds: float = LOOK_SECONDS) -> None:
    """At start-up: raises LedgerUnusable, with the repair, for a file that must not be used on.

    Looks once for a process, and again at a small file that was written since.
    """
    stood = path.stat()
    state = (stood.st_ino, stood.st_mtime_ns if stood.st_size <= SMALL else 0)
    if _looked.get(path, (None, None))[0] != state:
        _looked[path] = (state, _damage_seen(path, seconds) if stood.st_size else None)
    if damage := _looked[path][1]:
        raise LedgerUnusable(damaged(path, damage))


_looked: dict[Path, tuple[tuple[int, int] | None, str | None]] = {}


def _damage_seen(path: Path, seconds: float) -> str | None:
    try:
        damage = damage_of(path, seconds=seconds)
    except LedgerError:  # Whoever opens it next says so.
        return None
    return None if damage == NO_DATABASE else damage


def damaged(path: Path | str, damage: str) -> str:
    """The line about it."""
    return f"ledger {path}: is damaged: {damage[:200]}; nothing more is written to it; {REPAIR}"


def backup_path(path: Path) -> Path:
    """Where the backup stands unless told otherwise."""
    return path.with_name(f"{path.name}.backup")


def back_up(path: Path, to: Path) -> None:
    """A whole copy while others go on working; it appears under its name when it is complete. Raises LedgerError."""
    part = to.with_name(f".{to.name}.part")
    try:
        part.unlink(missing_ok=True)
        with contextlib.closing(_connected(path)) as source, contextlib.closing(sqlite3.connect(part)) as target:
            source.backup(target, pages=1000)
            target.execute("PRAGMA journal_mode = DELETE")
        with part.open("rb+") as file:
            os.fsync(file.fileno())
        part.replace(to)
    except (OSError, sqlite3.Error) as error:
        part.unlink(missing_ok=True)
        raise LedgerError(f"ledger {path}: cannot be copied to {to}: {error}; name another place with --out") from error


def put_aside(path: Path) -> Path:
    """Rename a damaged file and its journal, so that nothing is lost; its new name."""
    name = f"{path.name}.damaged-{datetime.now(UTC):%Y%m%dT%H%M%SZ}"
    for end in ("-wal", "-shm", ""):
        file = path.with_name(path.name + end)
        if file.exists():
            file.rename(path.with_name(name + end))
    return path.with_name(name)
