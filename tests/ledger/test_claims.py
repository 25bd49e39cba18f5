"""How a claim is spread over hosts, and that it walks indexes only."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import event

from dateline.ledger import open_ledger
from dateline.ledger.claims import FAIR_PER_HOST, MOST_PER_HOST, spread
from dateline.ledger.schema import metadata
from dateline.models.outcomes import Outcome
from dateline.models.sources import FeedEntry, Source
from dateline.protocols.ledger import Poll, Settlement
from tests.contract.ledger_worker import LEASE, NOW


@pytest.mark.parametrize(
    ("ready", "limit", "expected"),
    [
        (0, 100, (1, 100)),
        (1, 100, (1, 100)),
        (1, 1000, (1, 100)),
        (4, 100, (4, 25)),
        (40, 100, (10, 10)),
        (1000, 100, (100, 1)),
        (1000, 1, (1, 1)),
    ],
)
def test_spread(ready: int, limit: int, expected: tuple[int, int]) -> None:
    assert spread(ready, limit) == expected


@given(st.integers(1, 5000), st.integers(1, 1000))
def test_no_host_gets_more_than_its_share(ready: int, limit: int) -> None:
    hosts, each = spread(ready, limit)
    assert 1 <= hosts <= min(ready, limit)
    assert 1 <= each <= MOST_PER_HOST
    assert each <= FAIR_PER_HOST or hosts == ready


def test_work_is_found_by_index(tmp_path: Path) -> None:
    """The plan of every statement of a claim, a settlement and a look at what is due, as SQLite makes it."""
    ledger = open_ledger(f"sqlite:///{tmp_path / 'ledger.db'}")
    ledger.register_sources([Source("a", "https://a.example/")], now=NOW)
    ledger.record_poll("a", Poll("ok", NOW), [FeedEntry(f"https://h{n % 9}.example/{n}") for n in range(99)], now=NOW)
    statements: list[tuple[str, Any]] = []
    engine = ledger._database.engine

    def note(_connection: object, _cursor: object, sql: str, values: Any, _context: object, many: bool) -> None:
        statements.append((sql, values[0] if many else values))

    event.listen(engine, "before_cursor_execute", note)
    for _ in range(2):
        works = ledger.claim("fetch", worker="w", limit=20, lease=LEASE, now=NOW)
        ledger.settle([Settlement(work, Outcome.FETCHED, page="warc#1") for work in works], now=NOW)
    pages = ledger.claim("process", worker="w", limit=20, lease=LEASE, now=NOW)
    ledger.settle([Settlement(work, Outcome.DEAD) for work in pages], now=NOW)
    ledger.next_due()
    told = [sql for sql in statements if sql[0].split()[0] in ("SELECT", "UPDATE", "DELETE")]
    with engine.connect() as connection:
        plans = [row[3] for sql, values in told for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", values)]
    ledger.close()
    tables = {f"SCAN {table}" for table in metadata.tables}
    assert not [step for step in plans if " ".join(step.split()[:2]) in tables and "INDEX" not in step]
    assert any("queue_to_fetch" in step for step in plans)
    assert any("queue_to_process" in step for step in plans)
