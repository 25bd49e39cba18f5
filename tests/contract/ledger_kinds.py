"""The ledgers that the contract is for: in memory, on SQLite, on a real PostgreSQL. Each is made once and emptied for every test."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

from dateline.ledger import SqlLedger, open_ledger
from dateline.ledger.schema import metadata
from tests.fake_ledger import FakeLedger

KINDS = ("fake", "sqlite", "postgres")

AnyLedger = FakeLedger | SqlLedger


class Ledgers:
    """Makes empty ledgers of one kind; `url` is that of the newest."""

    def __init__(self, fresh: Callable[[], str | None]) -> None:
        self._fresh = fresh
        self._opened: list[AnyLedger] = []
        self.url: str | None = None

    def empty(self) -> AnyLedger:
        """A ledger that remembers nothing."""
        self.close()
        self.url = self._fresh()
        return self.another()

    def another(self) -> AnyLedger:
        """A second handle on the newest ledger, as another process would have it."""
        if self.url is None:
            if not self._opened:
                self._opened.append(FakeLedger())
            return self._opened[-1]
        self._opened.append(open_ledger(self.url))
        return self._opened[-1]

    def close(self) -> None:
        """Close every handle."""
        for ledger in self._opened:
            ledger.close()
        self._opened.clear()


def in_memory() -> Ledgers:
    """Ledgers of the fake."""
    return Ledgers(lambda: None)


def on_sqlite(folder: Path) -> Ledgers:
    """Ledgers in files below a folder, copied from one that was migrated."""
    template = folder / "template.db"
    open_ledger(f"sqlite:///{template}").close()
    numbers = iter(range(1_000_000))

    def fresh() -> str:
        path = folder / f"{next(numbers)}.db"
        shutil.copy(template, path)
        return f"sqlite:///{path}"

    return Ledgers(fresh)


def on_postgres(url: str, execute: Callable[[str], None]) -> Ledgers:
    """Ledgers in one database, emptied each time."""
    open_ledger(url).close()
    tables = ", ".join(table.name for table in metadata.sorted_tables)

    def fresh() -> str:
        execute(f"TRUNCATE {tables} RESTART IDENTITY")
        return url

    return Ledgers(fresh)
