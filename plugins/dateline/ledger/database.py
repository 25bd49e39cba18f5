"""A database URL -> a ledger's database at our schema. Connections, transactions, migrations and what errors say; no SQL of the ledger.

SQLite: WAL, so that readers never wait, and every writing transaction is BEGIN IMMEDIATE (with the default BEGIN most
transactions of several writers fail at once, whatever the time-out). synchronous=FULL: what a method returned from is on the
disk, also after a power cut; a fsync for each batch is cheap, and revisions that were handed out are never handed out again.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, create_engine, event, func, inspect, select, text
from sqlalchemy.engine import URL, Engine, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.pool import NullPool

from dateline.errors import LedgerError, LedgerUnusable
from dateline.ledger import turns
from dateline.ledger.schema import SCHEMA, VERSION_TABLE
from dateline.ledger.soundness import REPAIR, look
from dateline.settings import local_path
from dateline.sqlite_files import guest_uri, may_write

BUSY_SECONDS = 60  # Eight writers with batches of 100 wait for each other about a second.
CONNECT_SECONDS = 10
UPGRADE_LOCK = 0x64617465  # One process migrates, the others wait and find it done.

# What an operator meets while all is configured well, by SQLite's name or PostgreSQL's SQLSTATE. Nothing was changed in any of these.
_ROOM = "make room on its disk and run the command again"
_REPAIRS = {
    "SQLITE_FULL": _ROOM,
    "SQLITE_BUSY": "another process keeps it locked: let it finish or end it, then run the command again",
    "53100": _ROOM,  # disk_full
    "25006": "it takes no writes now: name the primary server in DATELINE_LEDGER_URL, or allow writes again",  # read_only_sql_transaction
}

_GUEST = "may only be read here: let the user who owns it run this command, or name another ledger in DATELINE_HOME or DATELINE_LEDGER_URL"
_FORMS = "write sqlite:////path/to/ledger.db or postgresql+psycopg://USER:PASSWORD@HOST/DATABASE"


class Database:
    """An engine with one transaction at a time, whose errors are ours."""

    def __init__(self, engine: Engine, *, label: str, guest: bool = False) -> None:
        """`guest`: a file that this process may read and not write."""
        self.engine = engine
        self.label = label
        self.guest = guest
        self._process = os.getpid()

    @contextlib.contextmanager
    def write(self) -> Iterator[Connection]:
        """One durable transaction. Raises LedgerError naming the database."""
        if self.guest:
            raise LedgerUnusable(f"ledger {self.label}: {_GUEST}")
        with self._named(), self.engine.begin() as connection:
            yield connection

    @contextlib.contextmanager
    def read(self) -> Iterator[Connection]:
        """One snapshot; never waits for writers. Raises LedgerError naming the database."""
        with self._named(), self.engine.connect().execution_options(ledger_reads=True) as connection:
            yield connection

    @contextlib.contextmanager
    def alone(self) -> Iterator[None]:
        """Held by one at a time, of all threads and processes that have this ledger; a kill lets it go. No transaction is open.

        Whoever has to wait says so, once, and for whom.
        """
        if self.guest:
            raise LedgerUnusable(f"ledger {self.label}: {_GUEST}")
        if self.engine.dialect.name == "sqlite":
            with turns.of_file(Path(self.engine.url.database or "")):
                yield
            return
        committing = {"isolation_level": "AUTOCOMMIT"}
        with self._named(), self.engine.connect().execution_options(**committing) as connection, turns.of_server(connection, self.label):
            yield

    def takes_writes(self) -> bool:
        """Whether this user may write now. A standby server, and a reader's rights on a server, are told here and not by `guest`:
        writing there is refused by the server, in its words."""
        if self.guest or self.engine.dialect.name != "postgresql":
            return not self.guest
        told = text("SELECT current_setting('transaction_read_only') = 'off' AND has_table_privilege('queue', 'UPDATE')")
        with self.read() as connection:
            return bool(connection.execute(told).scalar_one())

    def close(self) -> None:
        """Release connections; those that came over a fork belong to the parent."""
        if self._process == os.getpid():
            self.engine.dispose()

    @contextlib.contextmanager
    def _named(self) -> Iterator[None]:
        if self._process != os.getpid():
            # Two processes on one connection damage the file: a mistake of ours, which must not get as far as that.
            raise RuntimeError(f"ledger {self.label} was opened before a fork; a child opens its own")
        try:
            yield
        except (DBAPIError, PoolTimeout) as error:
            raise LedgerError(f"ledger {self.label}: {_said(error, self.engine.url)}; {_repair(error, self.engine.url)}") from error


def open_database(url: str, *, create: bool = True) -> Database:
    """Connect, and create or migrate what is there. Raises LedgerUnusable with the repair; no message holds a password.

    A file that this process may not write is opened to be read.
    """
    parsed = _parse(url)
    label, guest = _label(parsed), False
    if parsed.get_backend_name() == "sqlite":
        file = Path(parsed.database or "")
        _prepare_file(file, create=create)
        if file.exists():
            look(file)
            guest = not may_write(file)
    database = Database(_guest_engine(parsed) if guest else _engine(parsed), label=label, guest=guest)
    try:
        _bring_up(database, create=create)
    except DBAPIError as error:
        database.close()
        raise LedgerUnusable(f"ledger {label}: {_said(error, parsed)}; {_repair(error, parsed)}") from error
    except LedgerUnusable:
        database.close()
        raise
    return database


def file_of(url: str) -> Path | None:
    """The SQLite file behind a URL; None for a server. Raises LedgerUnusable."""
    parsed = _parse(url)
    return Path(parsed.database or "") if parsed.get_backend_name() == "sqlite" else None


# ---- connections --------------------------------------------------------------------------------------------------------


def _parse(url: str) -> URL:
    """Errors of the parser quote the whole URL with its password: they are not passed on."""
    try:
        parsed = make_url(url)
        if parsed.drivername == "postgresql":
            parsed = parsed.set(drivername="postgresql+psycopg")
        supported = parsed.drivername in ("sqlite", "postgresql+psycopg")
    except (ArgumentError, ValueError):
        raise LedgerUnusable(f"DATELINE_LEDGER_URL is not a database URL; {_FORMS}") from None
    if not supported:
        raise LedgerUnusable(f"DATELINE_LEDGER_URL: no ledger on {parsed.drivername}; {_FORMS}")
    if parsed.drivername == "sqlite" and parsed.database in (None, "", ":memory:"):
        raise LedgerUnusable("DATELINE_LEDGER_URL: a ledger in memory would forget; write sqlite:////path/to/ledger.db")
    # Read from the text itself: SQLAlchemy undoes escapes in a path that was written without.
    return parsed if parsed.drivername != "sqlite" else parsed.set(database=str(local_path(url.partition("?")[0])))


def _label(url: URL) -> str:
    """How messages name the database: no password, no options."""
    if url.get_backend_name() == "sqlite":
        return str(url.database)
    shown = URL.create("postgresql", username=url.username, host=url.host, port=url.port, database=url.database)
    return shown.render_as_string()


def _engine(url: URL) -> Engine:
    try:
        if url.get_backend_name() == "sqlite":
            engine = create_engine(url, pool_size=1, hide_parameters=True, connect_args={"timeout": BUSY_SECONDS})
            event.listen(engine, "connect", _set_up_sqlite)
            event.listen(engine, "begin", _begin_sqlite)
            return engine
        options: dict[str, Any] = {} if "connect_timeout" in url.query else {"connect_timeout": CONNECT_SECONDS}
        return create_engine(url, pool_size=1, pool_pre_ping=True, hide_parameters=True, connect_args=options)
    except (NoSuchModuleError, ImportError) as error:
        raise LedgerUnusable(
            f"DATELINE_LEDGER_URL: no driver for {url.drivername}: {error}; install the package psycopg[binary]"
        ) from error


def _guest_engine(url: URL) -> Engine:
    """No connection is kept: each looks anew at whether a writer is at work."""
    file = Path(url.database or "")

    def connect() -> sqlite3.Connection:
        return sqlite3.connect(guest_uri(file), uri=True, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False)

    engine = create_engine(url, creator=connect, poolclass=NullPool, hide_parameters=True)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _set_up_sqlite(connection: sqlite3.Connection, _record: object) -> None:
    connection.isolation_level = None  # Transactions begin where we say so, not where the driver guesses.
    if connection.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
        connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")


def _begin_sqlite(connection: Connection) -> None:
    reads = connection.get_execution_options().get("ledger_reads")
    connection.exec_driver_sql("BEGIN" if reads else "BEGIN IMMEDIATE")


def _prepare_file(path: Path, *, create: bool) -> None:
    if path.exists() and not path.is_file():
        raise LedgerUnusable(f"ledger {path}: is not a file; name a file in DATELINE_LEDGER_URL")
    if path.exists():
        return
    if not create:
        raise LedgerUnusable(f"ledger {path}: does not exist; `dateline ingest --once` creates it, or correct DATELINE_LEDGER_URL")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise LedgerUnusable(
            f"ledger {path}: cannot create its folder: {error.strerror}; correct DATELINE_HOME or DATELINE_LEDGER_URL"
        ) from error


# ---- schema -------------------------------------------------------------------------------------------------------------


def _bring_up(database: Database, *, create: bool) -> None:
    with database.engine.connect().execution_options(ledger_reads=True) as connection:
        if _version(connection) == SCHEMA:
            return
        if database.guest:
            _check_ours(connection, database.label)
    if not create or database.guest:
        raise LedgerUnusable(
            f"ledger {database.label}: is not at schema {SCHEMA}; any command that writes, such as `dateline ingest`, migrates it"
        )
    with database.engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(select(func.pg_advisory_xact_lock(UPGRADE_LOCK)))
        _check_ours(connection, database.label)
        upgrade(connection)


def _version(connection: Connection) -> str | None:
    if not inspect(connection).has_table(VERSION_TABLE):
        return None
    return connection.execute(text(f"SELECT version_num FROM {VERSION_TABLE}")).scalar()  # noqa: S608 - a constant


def _check_ours(connection: Connection, label: str) -> None:
    version, tables = _version(connection), inspect(connection).get_table_names()
    if version is None and tables:
        raise LedgerUnusable(
            f"ledger {label}: holds other tables ({', '.join(sorted(tables)[:3])}) and no ledger; give the ledger a database of its own"
        )
    if version is not None and version > SCHEMA:
        raise LedgerUnusable(
            f"ledger {label}: has schema {version}, this release knows {SCHEMA}; install the newer Dateline, or name another ledger"
        )


def upgrade(connection: Connection, revision: str = "head") -> None:
    """Migrate to a revision inside the caller's transaction; quiet, without any configuration file."""
    # Alembic takes a fifth of a second to import and is needed once in the life of a ledger.
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, revision)


# ---- what errors say ----------------------------------------------------------------------------------------------------


def _said(error: DBAPIError | PoolTimeout, url: URL) -> str:
    """The driver's words on one line, without the password."""
    said = " ".join(str(getattr(error, "orig", None) or error).split())
    return said.replace(str(url.password), "***") if url.password else said


def _repair(error: DBAPIError | PoolTimeout, url: URL) -> str:
    cause = getattr(error, "orig", None)
    code = getattr(cause, "sqlite_errorname", None) or getattr(cause, "sqlstate", None)
    if known := _REPAIRS.get(str(code)):
        return known
    if str(code) == "SQLITE_NOTADB":
        return f"name another file in DATELINE_LEDGER_URL, or, if this was the ledger: {REPAIR}"
    if str(code).startswith("SQLITE_CORRUPT"):
        return f"it is damaged: {REPAIR}"
    if url.get_backend_name() == "sqlite":
        return "check the file and its folder, or name another one in DATELINE_LEDGER_URL"
    return "check the server, and user, password and database in DATELINE_LEDGER_URL"
