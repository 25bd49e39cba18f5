"""Entries that release 0.1 remembered under other ids, since its canonical form decoded the query, are known and keep their ids."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import update

from dateline.identity import canonical_url, former_canonical_url, stable_id
from dateline.ledger import SqlLedger, open_ledger
from dateline.ledger.schema import queue, seen
from dateline.models.sources import FeedEntry, Source
from dateline.protocols.ledger import Poll, PollCounts
from tests.contract.ledger_worker import NOW

ANNOUNCED = ["https://a.example/q?x=%E4", "https://a.example/?/news/123", "https://a.example/story?12345", "https://a.example/plain"]


@pytest.fixture
def ledger(tmp_path: Path) -> SqlLedger:
    """A ledger as release 0.1 left it."""
    opened = open_ledger(f"sqlite:///{tmp_path / 'ledger.db'}")
    opened.register_sources([Source("a", "https://a.example/rss")], now=NOW)
    opened.record_poll("a", Poll("ok", NOW), [FeedEntry(url) for url in ANNOUNCED], now=NOW)
    with opened._database.write() as connection:
        for url in ANNOUNCED:
            now, former = stable_id(canonical_url(url)), former_canonical_url(url)
            for table in (seen, queue):
                connection.execute(update(table).where(table.c.entry_id == now).values(entry_id=stable_id(former)))
            connection.execute(update(seen).where(seen.c.entry_id == stable_id(former)).values(url=former))
    return opened


def test_they_are_known_and_asked_for_as_they_were_announced(ledger: SqlLedger) -> None:
    again = ledger.record_poll("a", Poll("ok", NOW), [FeedEntry(url) for url in ANNOUNCED], now=NOW)
    assert again == PollCounts(new=0, known=4)
    works = [work for _ in range(4) for work in ledger.claim("fetch", worker="w", limit=9, lease=NOW - NOW, now=NOW)]
    assert {work.entry.url for work in works} == set(ANNOUNCED)


def test_an_address_that_only_shared_their_id_is_a_new_entry(ledger: SqlLedger) -> None:
    other = "https://a.example/q?x=%F6"
    assert former_canonical_url(other) == former_canonical_url(ANNOUNCED[0])
    assert ledger.record_poll("a", Poll("ok", NOW), [FeedEntry(other), FeedEntry(ANNOUNCED[0])], now=NOW) == PollCounts(new=1, known=1)


def test_the_rules_of_release_0_1_are_kept_as_they_were() -> None:
    assert former_canonical_url("https://A.example/%7euser/../x?b=%20c&a&utm_source=y#z") == "https://a.example/%7Euser/../x?b=+c&a="
