"""Ledgers of every kind for the contract tests of this folder."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.contract.ledger_kinds import AnyLedger, Ledgers, in_memory, on_postgres, on_sqlite
from tests.contract.ledger_steps import PARAMS, POST, WIRE
from tests.contract.ledger_worker import NOW
from tests.services import Postgres


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
