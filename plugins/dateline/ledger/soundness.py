"""Whether a ledger's SQLite file is whole, a copy of it beside it, and a damaged one put aside. PostgreSQL looks after itself."""

from __future__ import annotations

import contextlib
import os
import sqlite3
import time
from datetime import UTC, datetime
from pathlib import Path

from dateline.errors import LedgerError, LedgerUnusable

LOOK_SECONDS = 0.5  # At start-up. A file of a million entries takes two seconds and more; `ledger check` takes its time.
SMALL = 64_000_000  # Bytes: looked at on every start. Larger ones only after an end that was not clean, which leaves a journal.
REPAIR = "`dateline ledger repair` makes it again, from its backup or from archive and index, under the same ids"
NO_DATABASE = "file is not a database"  # Whoever opens it says so; it may be another file that was named by mistake.
_STEPS = 10_000  # Instructions of SQLite's machine between looks at the clock.


def damage_of(path: Path, *, seconds: float | None = None) -> str | None:
    """What is wrong with the file in one line, or None when nothing is (or nothing was found in this time)."""
    end = None if seconds is None else time.monotonic() + seconds
    try:
        with contextlib.closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=30)) as connection:
            if end is not None:
                connection.set_progress_handler(lambda: time.monotonic() > end, _STEPS)
            found = [str(row[0]) for row in connection.execute("PRAGMA quick_check(1)")]
    except sqlite3.OperationalError as error:
        name = error.sqlite_errorname
        return None if name.startswith(("SQLITE_INTERRUPT", "SQLITE_BUSY", "SQLITE_CANTOPEN", "SQLITE_READONLY")) else str(error)
    except sqlite3.DatabaseError as error:
        return str(error)
    said = " ".join(" ".join(found).removeprefix("*** in database main ***").split())
    return None if said == "ok" else said


def look(path: Path) -> None:
    """At start-up: raises LedgerUnusable, with the repair, for a file that must not be used on."""
    size, journal = path.stat().st_size, path.with_name(f"{path.name}-wal")
    if size and (size <= SMALL or journal.exists()) and (damage := damage_of(path, seconds=LOOK_SECONDS)) and damage != NO_DATABASE:
        raise LedgerUnusable(damaged(path, damage))


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
        with contextlib.closing(sqlite3.connect(path)) as source, contextlib.closing(sqlite3.connect(part)) as target:
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
