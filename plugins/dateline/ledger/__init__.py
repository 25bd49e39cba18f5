"""The only memory: sources, entries, leases, outcomes and revisions, on SQLite or PostgreSQL."""

from __future__ import annotations

from dateline.ledger.database import file_of, open_database
from dateline.ledger.desk import SqlDesk
from dateline.ledger.shelf import SqlShelf
from dateline.ledger.sql import SqlLedger

__all__ = ["SqlDesk", "SqlLedger", "SqlShelf", "file_of", "open_desk", "open_ledger", "open_shelf"]


def open_ledger(url: str, *, create: bool = True) -> SqlLedger:
    """The ledger behind a SQLAlchemy URL (`sqlite:///…`, `postgresql+psycopg://…`), created or migrated unless `create` is false.

    Raises LedgerUnusable with one line and the repair; no message holds a password.
    """
    return SqlLedger(open_database(url, create=create))


def open_desk(url: str) -> SqlDesk:
    """What analysts keep, in the ledger's database, created or migrated. Raises LedgerUnusable with one line and the repair."""
    return SqlDesk(open_database(url))


def open_shelf(url: str) -> SqlShelf:
    """Which articles are one story, in the ledger's database, created or migrated. Raises LedgerUnusable with one line and the repair."""
    return SqlShelf(open_database(url))
