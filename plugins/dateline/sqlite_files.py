"""How a SQLite file is opened where this process may not write: as a guest that leaves no trace.

A file in WAL mode wants its journal (`-wal`) and the journal's index (`-shm`) beside it, also for reading. Where a writer is at work
they are there, and are read as they stand. Where they are not, the file is whole in itself and is opened as `immutable`; SQLite then
sees no change of it, so whoever keeps such a connection compares `stamp` and opens it anew. All this stands beside the file itself,
whatever link leads to it.
"""

from __future__ import annotations

import os
from pathlib import Path


def may_write(file: Path) -> bool:
    """Whether this process may write the file, and its journal beside it."""
    return os.access(file, os.W_OK) and os.access(file.resolve().parent, os.W_OK | os.X_OK)


def guest_uri(file: Path) -> str:
    """The URI for `sqlite3.connect(…, uri=True)` of a file that is only read."""
    return f"{file.absolute().as_uri()}?mode=ro" + ("" if _has_journal(file) else "&immutable=1")


def stamp(file: Path) -> tuple[int, int, int, bool]:
    """What changes when the file is written, moved, or gets a writer."""
    stood = file.stat()
    return stood.st_ino, stood.st_mtime_ns, stood.st_size, _has_journal(file)


def _has_journal(file: Path) -> bool:
    """Whether there is more to read than the file: a journal with something in it, or the index of one that is in use."""
    itself = file.resolve()
    journals = (itself.with_name(f"{itself.name}{end}") for end in ("-wal", "-journal"))
    return any(journal.exists() and journal.stat().st_size for journal in journals) or itself.with_name(f"{itself.name}-shm").exists()
