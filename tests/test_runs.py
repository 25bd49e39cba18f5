"""What `runs` says of the work there is; the rest of it only joins."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest

from dateline import wiring
from dateline.errors import DatelineError
from dateline.models.outcomes import Outcome
from dateline.models.sources import FeedEntry, Source
from dateline.pipeline.summary import Summary
from dateline.protocols.ledger import Ledger, Poll, Settlement
from dateline.runs import joining, steps
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
    assert steps.seconds_until_due(config, ["mine"]) == pytest.approx(3600, abs=60)
    assert steps.seconds_until_due(config, ["mine", "other"]) == 1.0


def test_a_plan_counts_what_is_due_now_for_its_step(config: Settings, memory: Ledger) -> None:
    urls = [f"https://h{n}.example/" for n in range(2 * BATCH + 1)]
    memory.record_poll("mine", Poll("ok", wiring.now() + HOUR), [FeedEntry(url) for url in urls], now=wiring.now())
    assert (steps.batches(config, "fetch", most=8), steps.batches(config, "process", most=8)) == ([0, 1, 2], [0])
    assert steps.batches(config, "fetch", most=2) == [0, 1]
    while works := memory.claim("fetch", worker="one", limit=BATCH, lease=HOUR, now=wiring.now()):
        later = wiring.now() + HOUR
        memory.settle([Settlement(work, Outcome.FAILED_RETRYABLE, next_try=later) for work in works], now=wiring.now())
    assert (steps.batches(config, "fetch", most=8), steps.batches(config, "process", most=8)) == ([0], [0])


def test_it_is_silent_while_nobody_answered_at_its_last_poll_and_who_asks_again_asks_everybody(tmp_path: Path) -> None:
    sources = tmp_path / "sources.yml"
    sources.write_text("- {id: a, url: https://a.example/}\n- {id: b, url: https://b.example/}\n", encoding="utf-8")
    hosts = "a.example=127.0.0.1:1,b.example=127.0.0.1:1"
    config = load({"DATELINE_HOME": str(tmp_path), "DATELINE_SOURCES": str(sources), "DATELINE_HOST_MAP": hosts})
    memory, now = wiring.ledger(config), wiring.now()
    memory.register_sources(wiring.sources(config), now=now)
    assert steps.silence(config) is None  # Nobody was asked.
    memory.record_poll("a", Poll("failed", now + HOUR, "503"), [], now=now)
    memory.record_poll("b", Poll("ok", now + HOUR), [], now=now)
    assert steps.silence(config) is None
    assert asyncio.run(steps.poll(config, again=True)) == Summary()
    memory.record_poll("b", Poll("gone", now + HOUR), [], now=now)
    assert steps.silence(config) == "no source answered; a: 503"
    assert asyncio.run(steps.poll(config)) == Summary()
    assert asyncio.run(steps.poll(config, again=True)).counts == {"sources failed": 2}


def test_where_nothing_came_neither_index_nor_desk_is_asked_for_incidents(tmp_path: Path) -> None:
    nowhere = {"DATELINE_INDEX_URL": "http://127.0.0.1:1", "DATELINE_LEDGER_URL": f"sqlite:///{tmp_path}/none/ledger.db"}
    config = load({"DATELINE_HOME": str(tmp_path), **nowhere})
    assert joining.join_incidents(config, ()) is None
    with pytest.raises(DatelineError):
        joining.join_incidents(config, (wiring.now(),))
