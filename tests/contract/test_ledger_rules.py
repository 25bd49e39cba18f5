"""Whatever happens in whatever order: every entry ever announced has exactly one outcome, and nobody has another's work."""

from __future__ import annotations

from collections import Counter
from datetime import datetime

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule, run_state_machine_as_test

from dateline.identity import entry_id, stable_id
from dateline.models.outcomes import Outcome
from dateline.models.sources import FeedEntry, Source
from dateline.protocols.ledger import Poll, Settlement, Work
from tests.contract.ledger_kinds import AnyLedger, Ledgers, in_memory, on_postgres, on_sqlite
from tests.contract.ledger_worker import LEASE, NOW
from tests.services import Postgres

SOURCES = ("wire", "post")
GOOD = [f"https://h{host}.example/{page}" for host in range(3) for page in range(4)]
BAD = ["javascript:1", "http://[", "folder:x/y"]
ENDS = st.sampled_from([one for one in Outcome if one not in (Outcome.PENDING, Outcome.LEASED)])
SEVERAL = st.lists(st.sampled_from(GOOD + BAD), max_size=8)


class Rules(RuleBasedStateMachine):
    """Polls, workers that come late or never, folders, replays, and a clock that only goes forward."""

    ledgers: Ledgers
    looks = 0  # How often every entry was looked at, over all examples.

    @initialize()
    def start(self) -> None:
        self.now: datetime = NOW
        self.ledger: AnyLedger = self.ledgers.empty()
        self.ledger.register_sources([Source(one, f"https://{one}.example/feed") for one in SOURCES], now=NOW)
        self.announced: set[str] = set()
        self.held: dict[str, tuple[Work, datetime, str]] = {}
        self.late: list[tuple[Work, str]] = []
        self.tries: Counter[str] = Counter()

    @rule(urls=SEVERAL, source=st.sampled_from(SOURCES))
    def poll(self, urls: list[str], source: str) -> None:
        keys = {_key(url) for url in urls}
        counts = self.ledger.record_poll(source, Poll("ok", self.now), [FeedEntry(url) for url in urls], now=self.now)
        assert (counts.new, counts.known) == (len(keys - self.announced), len(keys & self.announced))
        self.announced |= keys

    @rule(url=st.sampled_from(GOOD), source=st.sampled_from(SOURCES))
    def find_file(self, url: str, source: str) -> None:
        self.ledger.record_pages(source, [(FeedEntry(url), "warc#1", "hash")], now=self.now)
        self.announced.add(_key(url))
        self._lose(_key(url))

    @rule(step=st.sampled_from(["fetch", "process"]), limit=st.integers(1, 6))
    def claim(self, step: str, limit: int) -> None:
        due = self.ledger.due_count(step, now=self.now)
        works = self.ledger.claim(step, worker="w", limit=limit, lease=LEASE, now=self.now)
        assert len(works) <= min(limit, due)
        assert bool(works) == bool(due)
        running = {key: one for key, one in self.held.items() if one[1] > self.now}
        assert not {work.entry_id for work in works} & set(running)
        if step == "fetch":
            assert not {work.host for work in works} & {work.host for work, _, held in running.values() if held == "fetch"}
        for work in works:
            self._lose(work.entry_id)
            self.held[work.entry_id] = (work, self.now + LEASE, step)

    @precondition(lambda self: self.held)
    @rule(data=st.data(), outcome=ENDS)
    def settle(self, data: st.DataObject, outcome: Outcome) -> None:
        key = data.draw(st.sampled_from(sorted(self.held)))
        work, _, _ = self.held.pop(key)
        assert self._settle(work, outcome) == 1
        self.tries[key] += 1

    @precondition(lambda self: self.late)
    @rule(data=st.data(), outcome=ENDS)
    def settle_too_late(self, data: st.DataObject, outcome: Outcome) -> None:
        work, _ = data.draw(st.sampled_from(self.late))
        assert self._settle(work, outcome) == 0

    @rule(part=st.sampled_from([0.3, 1.0, 1.5]))
    def wait(self, part: float) -> None:
        self.now += LEASE * part

    @rule(outcome=st.none() | st.sampled_from([one for one in Outcome if not one.is_open]), source=st.none() | st.sampled_from(SOURCES))
    def replay(self, outcome: Outcome | None, source: str | None) -> None:
        before = {line.url: line.outcome for line in self.ledger.outcomes(source=source, now=self.now)}
        wanted = (outcome,) if outcome else (Outcome.DEAD, Outcome.FAILED_PERMANENT)
        expected = [url for url, one in before.items() if one in wanted and url in GOOD]
        assert self.ledger.replay(outcome=outcome, source=source, now=self.now) == len(expected)

    @rule(outcome=st.none() | st.sampled_from([one for one in Outcome if not one.is_open]), source=st.none() | st.sampled_from(SOURCES))
    def replay_from_the_archive(self, outcome: Outcome | None, source: str | None) -> None:
        before = [line.outcome for line in self.ledger.outcomes(source=source, now=self.now)]
        wanted = (outcome,) if outcome else (Outcome.INDEXED, Outcome.UPDATED, Outcome.UNCHANGED)
        done = self.ledger.replay_archived(outcome=outcome, source=source, now=self.now)
        assert done.opened + done.without_page == sum(one in wanted for one in before)

    @invariant()
    def every_entry_has_one_outcome(self) -> None:
        if not hasattr(self, "ledger"):
            return
        type(self).looks += 1
        lines = list(self.ledger.outcomes(now=self.now))
        assert sorted(_key(line.url) for line in lines) == sorted(self.announced)
        assert Counter(str(line.outcome) for line in lines if line.outcome.is_open) == self.ledger.open_counts(now=self.now)
        leased = {_key(line.url) for line in lines if line.outcome is Outcome.LEASED}
        assert leased == {key for key, (_, until, _) in self.held.items() if until > self.now}
        assert {_key(line.url): line.attempts for line in lines if line.attempts} == {k: n for k, n in self.tries.items() if n}

    @invariant()
    def what_is_open_comes_up_again(self) -> None:
        if hasattr(self, "ledger"):
            due = self.ledger.next_due()
            assert (due is None) == (not self.ledger.open_counts(now=self.now))

    def _settle(self, work: Work, outcome: Outcome) -> int:
        one = Settlement(work, outcome, page="warc#2", next_try=self.now + LEASE / 2)
        return self.ledger.settle([one], now=self.now)

    def _lose(self, key: str) -> None:
        if key in self.held:
            work, _, step = self.held.pop(key)
            self.late.append((work, step))


def _key(url: str) -> str:
    return stable_id(url) if url in BAD else entry_id(url)


def looks_at(ledgers: Ledgers, examples: int) -> int:
    """Run so many examples, each of which fails at the first rule that is broken; how often every entry was looked at."""
    machine = type("RulesHere", (Rules,), {"ledgers": ledgers})
    many = settings(max_examples=examples, stateful_step_count=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    try:
        run_state_machine_as_test(machine, settings=many)
    finally:
        ledgers.close()
    return machine.looks


def test_the_fake_keeps_the_rules() -> None:
    assert looks_at(in_memory(), 60) >= 60


def test_sqlite_keeps_the_rules(tmp_path_factory: pytest.TempPathFactory) -> None:
    assert looks_at(on_sqlite(tmp_path_factory.mktemp("rules")), 10) >= 10


@pytest.fixture
def on_server(postgres: Postgres, postgres_url: str) -> Ledgers:
    """Ledgers in a database of their own."""
    database = postgres_url.rsplit("/", 1)[1]
    return on_postgres(postgres_url, lambda statement: postgres.execute(statement, database=database))


@pytest.mark.postgres
def test_postgres_keeps_the_rules(on_server: Ledgers) -> None:
    assert looks_at(on_server, 10) >= 10


@pytest.mark.slow
def test_sqlite_keeps_the_rules_for_long(tmp_path_factory: pytest.TempPathFactory) -> None:
    assert looks_at(on_sqlite(tmp_path_factory.mktemp("rules")), 60) >= 60
