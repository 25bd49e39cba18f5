"""What the contract tests of the ledger do to one, in one line each."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from dateline.models.outcomes import Outcome
from dateline.models.sources import FeedEntry, Source
from dateline.protocols.ledger import Poll, PollCounts, Settlement, Work
from tests.contract.ledger_kinds import KINDS, AnyLedger
from tests.contract.ledger_worker import LEASE, NOW

HOUR = timedelta(hours=1)
WIRE = Source("wire", "https://wire.example/feed")
POST = Source("post", "https://post.example/feed")
POLLED = Poll("ok", NOW + HOUR)

PARAMS = [pytest.param(kind, marks=pytest.mark.postgres if kind == "postgres" else ()) for kind in KINDS]
in_processes = pytest.mark.parametrize("ledgers", PARAMS[1:], indirect=True, scope="module")  # The fake lives in one.


def announce(ledger: AnyLedger, *urls: str, source: str = "wire", now: datetime = NOW) -> PollCounts:
    return ledger.record_poll(source, POLLED, [FeedEntry(url) for url in urls], now=now)


def claim(ledger: AnyLedger, step: str = "fetch", *, limit: int = 100, now: datetime = NOW, worker: str = "one") -> list[Work]:
    return ledger.claim(step, worker=worker, limit=limit, lease=LEASE, now=now)


def end(ledger: AnyLedger, works: list[Work], outcome: Outcome, now: datetime = NOW, **fields: object) -> int:
    return ledger.settle([Settlement(work, outcome, **fields) for work in works], now=now)  # type: ignore[arg-type]


def fetched(ledger: AnyLedger, *urls: str) -> list[Work]:
    """These, fetched and claimed for the process step, in the order given."""
    announce(ledger, *urls)
    while works := claim(ledger):
        end(ledger, works, Outcome.FETCHED, page="warc#1")
    by_url = {work.url: work for work in claim(ledger, "process", limit=len(urls))}
    return [by_url[url] for url in urls]


def standing(ledger: AnyLedger, now: datetime = NOW) -> dict[str, Outcome]:
    return {line.url: line.outcome for line in ledger.outcomes(now=now)}
