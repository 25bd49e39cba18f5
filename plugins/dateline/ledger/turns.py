"""One at a time: who joins incidents holds a lock of the ledger's, which a kill lets go. Whoever has to wait for it says so once.

Of a file it is a lock on a file beside it: beside the file itself, whatever links lead to it, or each link had a lock of its own. It
holds the name of who took it last. A lock needs no right to write, so that users who share a ledger can share it whoever made it.
"""

from __future__ import annotations

import contextlib
import fcntl
import logging
import os
import socket
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import Connection, func, select, text

from dateline.errors import LedgerUnusable

LOCK = 0x64617466  # On a server.

_log = logging.getLogger(__name__)
_LONGEST_NAME = 200
_HOLDER = text(
    "SELECT held.pid, session.usename, session.client_addr FROM pg_locks AS held LEFT JOIN pg_stat_activity AS session USING (pid) "
    "WHERE held.locktype = 'advisory' AND held.granted AND held.classid = 0 AND held.objid = :lock AND held.objsubid = 1 "
    "AND held.database = (SELECT oid FROM pg_database WHERE datname = current_database())"
)


@contextlib.contextmanager
def of_file(ledger: Path) -> Iterator[None]:
    """Alone with the ledger in a file. Raises LedgerUnusable where this user may not even read the lock."""
    file = ledger.resolve()
    lock = file.with_name(f"{file.name}-joining")
    try:
        held, writes = _opened(lock, mode=file.stat().st_mode & 0o666)
    except OSError as error:
        raise LedgerUnusable(
            f"ledger {ledger}: its lock {lock} cannot be opened: {error.strerror}; let this user read it, or remove it while nothing joins"
        ) from error
    with os.fdopen(held, "r+b" if writes else "rb", buffering=0) as locked:  # Closing it lets go.
        try:
            fcntl.flock(locked, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            _wait_for(str(ledger), locked.read(_LONGEST_NAME).decode(errors="replace").strip())
            fcntl.flock(locked, fcntl.LOCK_EX)
        if writes:
            locked.seek(0)
            locked.truncate()
            locked.write(f"process {os.getpid()} on {socket.gethostname()}\n".encode())
        yield


@contextlib.contextmanager
def of_server(connection: Connection, label: str) -> Iterator[None]:
    """Alone with the ledger of a server; the connection is in no transaction."""
    if not connection.execute(select(func.pg_try_advisory_lock(LOCK))).scalar_one():
        holder = connection.execute(_HOLDER, {"lock": LOCK}).first()
        _wait_for(label, f"{holder.usename or 'somebody'} on {holder.client_addr or 'the server'}, session {holder.pid}" if holder else "")
        connection.execute(select(func.pg_advisory_lock(LOCK)))
    try:
        yield
    finally:
        connection.execute(select(func.pg_advisory_unlock(LOCK)))


def _opened(lock: Path, *, mode: int) -> tuple[int, bool]:
    """The lock, made with the rights of the ledger where it is not there; and whether it may be written."""
    with contextlib.suppress(FileExistsError, PermissionError):
        made = os.open(lock, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
        os.fchmod(made, mode)
        return made, True
    try:
        return os.open(lock, os.O_RDWR), True
    except PermissionError:
        return os.open(lock, os.O_RDONLY), False


def _wait_for(ledger: str, holder: str) -> None:
    _log.warning("ledger %s: waits until %s has joined incidents; one process joins at a time", ledger, holder or "another process")
