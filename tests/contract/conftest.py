"""Ledgers and indexes of every kind for the contract tests of this folder."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from dateline.indexes.sqlite.index import SqliteIndex
from dateline.protocols.index import Index
from tests.contract.ledger_kinds import AnyLedger, Ledgers, in_memory, on_postgres, on_sqlite
from tests.contract.ledger_steps import PARAMS, POST, WIRE
from tests.contract.ledger_worker import NOW
from tests.fakes import FakeIndex
from tests.services import Postgres

Make = Callable[[], Index]


@pytest.fixture(scope="module", params=PARAMS)
def ledgers(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ledgers]:
    """The ledgers of one kind."""
    if request.param == "fake":
        made = in_memory()
    elif request.param == "sqlite":
        made = on_sqlite(tmp_path_factory.mktemp("ledgers"))
    else:
        server: Postgres = request.getfixturevalue("postgres")
        server.execute("DROP DATABASE IF EXISTS contract WITH (FORCE)", "CREATE DATABASE contract")
        made = on_postgres(server.url("contract"), lambda statement: server.execute(statement, database="contract"))
    yield made
    made.close()


@pytest.fixture
def ledger(ledgers: Ledgers) -> AnyLedger:
    """An empty ledger that knows two sources."""
    empty = ledgers.empty()
    empty.register_sources([WIRE, POST], now=NOW)
    return empty


@pytest.fixture(params=["fake", "sqlite", pytest.param("elasticsearch", marks=pytest.mark.elasticsearch)])
def make(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Make]:
    """Makes empty, initialised indexes of one kind."""
    yield from indexes(request, tmp_path)


def indexes(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Make]:
    """What makes indexes of the kind that a fixture is asked for; all are closed after it."""
    opened: list[Index] = []
    numbers = itertools.count()

    def new() -> Index:
        if request.param == "fake":
            index: Any = FakeIndex()
        elif request.param == "sqlite":
            index = SqliteIndex(tmp_path / f"{next(numbers)}" / "index.db")
        else:
            index = request.getfixturevalue("elasticsearch_index")()
        index.init()
        opened.append(index)
        return index

    yield new
    for index in opened:
        index.close()
