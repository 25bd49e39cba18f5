"""Makes the tables of the embedded index in a file, and tells whether they are ours."""

from __future__ import annotations

import contextlib
import sqlite3
from pathlib import Path

from dateline.errors import IndexUnusable, OtherSchema
from dateline.indexes.meaning import SCHEMA
from dateline.indexes.sqlite.schema import APPLICATION, LATER, statements
from dateline.indexes.sqlite.transactions import transaction


def lay_out(connection: sqlite3.Connection) -> None:
    """Make the tables of an empty file."""
    if not _is_empty(connection):
        return
    with transaction(connection):
        if _is_empty(connection):  # Nobody else was faster.
            for statement in statements():
                connection.execute(statement)
            connection.execute(f"PRAGMA application_id = {APPLICATION}")
            connection.execute(f"PRAGMA user_version = {SCHEMA}")


def _is_empty(connection: sqlite3.Connection) -> bool:
    return not connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()[0]


def quicken(connection: sqlite3.Connection) -> None:
    """Make what came to the schema since the file was made, and only makes it quicker. Who may not write reads without it."""
    known = {row[0] for row in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'index'")}
    for name, statement in LATER.items():
        if name not in known:
            with contextlib.suppress(sqlite3.OperationalError):
                connection.execute(statement)


def check_schema(connection: sqlite3.Connection, path: Path, *, any_version: bool) -> None:
    """Raises IndexUnusable for what is no index of ours, OtherSchema for one of another version unless any will do."""
    application = connection.execute("PRAGMA application_id").fetchone()[0]
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    if application != APPLICATION:
        raise IndexUnusable(f"{path}: is a database, but not an index of Dateline's; move it away or change DATELINE_INDEX_URL")
    if version != SCHEMA and not any_version:
        raise OtherSchema(f"{path}: has index version {version}, this release needs {SCHEMA}; run `dateline index rebuild`")
