"""What `wiring` says of the work there is; the rest of it only joins."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from dateline import wiring
from dateline.models import FeedEntry, Outcome, Source
from dateline.protocols import Ledger, Poll, Settlement
from dateline.settings import BATCH, Settings, load

HOUR = timedelta(hours=1)


@pytest.fixture
def config(tmp_path: Path) -> Settings:
    """Settings with a home of their own."""
    return load({"DATELINE_HOME": str(tmp_path)})


@pytest.fixture
def memory(config: Settings) -> Ledger:
    """The ledger of that home, with a source to poll in an hour and one that nobody polls any more."""
    opened = wiring.ledger(config)
    opened.register_sources([Source("mine", "https://a.example/feed"), Source("other", "https://b.example/feed")], now=wiring.now() - HOUR)
    opened.record_poll("mine", Poll("ok", wiring.now() + HOUR), [], now=wiring.now())
    return opened


def test_the_next_poll_of_a_source_that_was_not_chosen_is_not_waited_for(config: Settings, memory: Ledger) -> None:
    assert wiring.seconds_until_due(config, ["mine"]) == pytest.approx(3600, abs=60)
    assert wiring.seconds_until_due(config, ["mine", "other"]) == 1.0


def test_a_plan_counts_what_is_due_now_for_its_step(config: Settings, memory: Ledger) -> None:
    urls = [f"https://h{n}.example/" for n in range(2 * BATCH + 1)]
    memory.record_poll("mine", Poll("ok", wiring.now() + HOUR), [FeedEntry(url) for url in urls], now=wiring.now())
    assert (wiring.batches(config, "fetch", most=8), wiring.batches(config, "process", most=8)) == ([0, 1, 2], [0])
    assert wiring.batches(config, "fetch", most=2) == [0, 1]
    while works := memory.claim("fetch", worker="one", limit=BATCH, lease=HOUR, now=wiring.now()):
        later = wiring.now() + HOUR
        memory.settle([Settlement(work, Outcome.FAILED_RETRYABLE, next_try=later) for work in works], now=wiring.now())
    assert (wiring.batches(config, "fetch", most=8), wiring.batches(config, "process", most=8)) == ([0], [0])
