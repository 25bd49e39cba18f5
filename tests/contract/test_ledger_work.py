"""What every ledger promises of leasing and settling work: the same tests for the fake, SQLite and a real PostgreSQL."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from dateline.models.outcomes import Outcome
from dateline.models.sources import FeedEntry
from dateline.protocols.ledger import OutcomeLine, PollCounts, Work
from tests.contract.ledger_kinds import AnyLedger, Ledgers
from tests.contract.ledger_steps import HOUR, announce, claim, end, fetched, in_processes, standing
from tests.contract.ledger_worker import LEASE, NOW
from tests.contract.ledger_worker import POLLED as POLLED_AT_ONCE

# ---- claims -------------------------------------------------------------------------------------------------------------


def test_nothing_is_leased_twice_until_the_lease_ends(ledgers: Ledgers, ledger: AnyLedger) -> None:
    announce(ledger, *(f"https://h{n}.example/" for n in range(10)))
    first = claim(ledger, limit=6)
    second = claim(ledgers.another(), limit=6, worker="two")
    ids = [work.entry_id for work in first + second]
    assert (len(first), len(second), len(set(ids))) == (6, 4, 10)
    assert claim(ledger, now=NOW + LEASE - timedelta(microseconds=1)) == []
    assert ledger.open_counts(now=NOW) == {"leased": 10}
    assert ledger.open_counts(now=NOW + LEASE) == {"pending": 10}
    assert {work.entry_id for work in claim(ledger, now=NOW + LEASE)} == set(ids)


def test_a_claim_is_limited_and_oldest_first(ledger: AnyLedger) -> None:
    for n in (3, 1, 2):
        announce(ledger, f"https://a.example/{n}", now=NOW + n * HOUR)
    late = NOW + 9 * HOUR
    assert claim(ledger, limit=0, now=late) == []
    assert [work.url[-1] for work in claim(ledger, limit=2, now=late)] == ["1", "2"]


def test_an_unknown_step_is_a_mistake(ledger: AnyLedger) -> None:
    with pytest.raises(ValueError, match="tag"):
        claim(ledger, "tag")


def test_a_busy_host_does_not_fill_a_claim(ledger: AnyLedger) -> None:
    announce(ledger, *(f"https://big.example/{n}" for n in range(300)))
    announce(ledger, *(f"https://h{n}.example/{m}" for n in range(40) for m in range(5)), now=NOW + HOUR)
    given = Counter(work.host for work in claim(ledger, limit=200, now=NOW + HOUR))
    assert sum(given.values()) >= 100
    assert max(given.values()) <= 25
    assert len(given) > 10


def test_a_host_alone_may_fill_a_claim(ledger: AnyLedger) -> None:
    announce(ledger, *(f"https://big.example/{n}" for n in range(300)))
    assert len(claim(ledger)) == 100


def test_many_small_hosts_fill_a_claim(ledger: AnyLedger) -> None:
    announce(ledger, *(f"https://h{n}.example/" for n in range(120)))
    assert len(claim(ledger)) == 100


def test_one_worker_a_host(ledgers: Ledgers, ledger: AnyLedger) -> None:
    announce(ledger, *(f"https://a.example/{n}" for n in range(5)))
    first = claim(ledger, limit=2)
    assert claim(ledgers.another(), worker="two") == []
    announce(ledger, "https://a.example/new", "https://b.example/")
    assert [work.host for work in claim(ledger)] == ["b.example"]
    assert end(ledger, first[:1], Outcome.SKIPPED_ROBOTS) == 1
    assert claim(ledger) == []
    assert end(ledger, first[1:], Outcome.FETCHED, page="warc#1") == 1
    assert len(claim(ledgers.another(), worker="two")) == 4


def test_a_host_comes_back_when_its_lease_ends(ledger: AnyLedger) -> None:
    announce(ledger, "https://a.example/1", "https://a.example/2")
    (lost,) = claim(ledger, limit=1)
    later = NOW + LEASE
    again = claim(ledger, now=later, worker="two")
    assert {work.url for work in again} == {"https://a.example/1", "https://a.example/2"}
    assert end(ledger, [lost], Outcome.DEAD, now=later) == 0
    assert claim(ledger, now=later) == []


def test_leases_of_a_dead_worker_are_freed_at_once_and_nobody_elses(ledger: AnyLedger) -> None:
    announce(ledger, *(f"https://{host}.example/{n}" for host in "abcd" for n in range(2)))
    (dead,) = claim(ledger, limit=1, worker="dead")
    (alive,) = claim(ledger, limit=1, worker="alive")
    assert ledger.owners() == ["alive", "dead"]
    assert ledger.free(["dead", "stranger"], now=NOW) == 1
    assert ledger.owners() == ["alive"]
    assert end(ledger, [dead], Outcome.DEAD) == 0
    assert dead.url in {work.url for work in claim(ledger, worker="two")}
    assert end(ledger, [alive], Outcome.DEAD) == 1


def test_processing_bothers_no_host(ledgers: Ledgers, ledger: AnyLedger) -> None:
    announce(ledger, "https://a.example/1", "https://a.example/2", "https://a.example/3")
    first = claim(ledger, limit=2)
    end(ledger, first, Outcome.FETCHED, page="warc#1")
    fetching = claim(ledger)
    one, two = claim(ledger, "process", limit=1), claim(ledgers.another(), "process")
    assert [len(works) for works in (fetching, one, two)] == [1, 1, 1]
    assert one[0].page == two[0].page == "warc#1"


@in_processes
@pytest.mark.parametrize("mode", ["hold", "settle"])
def test_eight_processes_share_the_work(ledgers: Ledgers, ledger: AnyLedger, mode: str) -> None:
    assert ledgers.url
    announce(ledger, *(f"https://h{n % 40}.example/{n}" for n in range(400)))
    command = [sys.executable, "-m", "tests.contract.ledger_worker", ledgers.url, "8", "20", "fetch", mode]
    told = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True, timeout=300).stdout
    claims = [json.loads(line) for line in told.splitlines()]
    entries = [entry for _, works in claims for entry, _ in works]
    assert len(entries) == len(set(entries))
    if mode == "hold":
        owners = Counter(host for token, works in claims for host in {host for _, host in works})
        assert set(owners.values()) == {1}
    else:
        assert standing(ledger) == dict.fromkeys((f"https://h{n % 40}.example/{n}" for n in range(400)), Outcome.SKIPPED_ROBOTS)
        assert {line.attempts for line in ledger.outcomes(now=NOW)} == {1}


@in_processes
@pytest.mark.parametrize("mode", ["hold", "settle"])
def test_eight_processes_get_no_page_twice(ledgers: Ledgers, ledger: AnyLedger, mode: str) -> None:
    """Of any host: who computes bothers nobody."""
    assert ledgers.url
    ledger.record_pages("wire", [(FeedEntry(f"https://h{n % 3}.example/{n}"), f"warc#{n}", "hash") for n in range(400)], now=NOW)
    command = [sys.executable, "-m", "tests.contract.ledger_worker", ledgers.url, "8", "20", "process", mode]
    told = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True, timeout=300).stdout
    entries = [entry for line in told.splitlines() for entry, _ in json.loads(line)[1]]
    assert (len(entries), len(set(entries))) == (400, 400)
    assert set(standing(ledger).values()) == {Outcome.LEASED if mode == "hold" else Outcome.SKIPPED_NOT_ARTICLE}
    assert {line.attempts for line in ledger.outcomes(now=NOW)} == {0 if mode == "hold" else 1}


@in_processes
def test_eight_processes_take_entries_through_both_steps_once(ledgers: Ledgers, ledger: AnyLedger) -> None:
    assert ledgers.url
    announce(ledger, *(f"https://h{n % 40}.example/{n}" for n in range(400)))
    command = [sys.executable, "-m", "tests.contract.ledger_worker", ledgers.url, "8", "20", "both", "settle"]
    told = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True, timeout=300).stdout
    given = Counter(entry for line in told.splitlines() for entry, _ in json.loads(line)[1])
    assert (len(given), set(given.values())) == (400, {2})
    steps = [[(step, outcome) for _, step, outcome, _ in ledger.history(entry)] for entry in given]
    assert steps == [[("fetch", Outcome.FETCHED), ("process", Outcome.SKIPPED_NOT_ARTICLE)]] * 400


@in_processes
def test_sources_that_announce_the_same_at_once_make_it_once(ledgers: Ledgers, ledger: AnyLedger) -> None:
    assert ledgers.url
    command = [sys.executable, "-m", "tests.contract.ledger_worker", ledgers.url, "4", "20", "fetch", "poll"]
    told = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True, timeout=300).stdout
    assert sum(int(line) for line in told.splitlines() if line.isdigit()) == len(POLLED_AT_ONCE)
    lines = list(ledger.outcomes(now=NOW))
    assert {line.url: (line.outcome, line.attempts) for line in lines} == dict.fromkeys(POLLED_AT_ONCE, (Outcome.SKIPPED_ROBOTS, 1))
    assert {tuple(sorted(line.sources)) for line in lines} == {("w0", "w1", "w2", "w3")}
    assert {state.entries for state in ledger.source_states() if state.source.id.startswith("w") and state.source.id != "wire"} == {240}


@in_processes
def test_a_killed_worker_loses_nothing_and_doubles_nothing(ledgers: Ledgers, ledger: AnyLedger) -> None:
    assert ledgers.url
    announce(ledger, *(f"https://h{n}.example/" for n in range(200)))
    command = [sys.executable, "-m", "tests.contract.ledger_worker", ledgers.url, "1", "3", "fetch", "settle"]
    worker = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, start_new_session=True)
    assert worker.stdout is not None
    for _ in range(10):
        worker.stdout.readline()
    os.killpg(worker.pid, signal.SIGKILL)
    worker.communicate(timeout=300)
    states = Counter(standing(ledger).values())
    assert states.total() == 200
    assert states[Outcome.SKIPPED_ROBOTS] >= 27
    assert states[Outcome.LEASED] in (0, 3)
    later = NOW + LEASE
    while works := claim(ledger, now=later):
        end(ledger, works, Outcome.DEAD, now=later)
    assert Counter(standing(ledger).values()) == {
        Outcome.SKIPPED_ROBOTS: states[Outcome.SKIPPED_ROBOTS],
        Outcome.DEAD: 200 - states[Outcome.SKIPPED_ROBOTS],
    }
    assert {line.attempts for line in ledger.outcomes(now=NOW)} == {1}


def test_what_is_due_now_is_counted_for_each_step(ledger: AnyLedger) -> None:
    announce(ledger, *(f"https://{host}.example/{n}" for host in "abc" for n in range(3)))
    assert (ledger.due_count("fetch", now=NOW), ledger.due_count("process", now=NOW)) == (9, 0)
    assert ledger.due_count("fetch", now=NOW - timedelta(seconds=1)) == 0
    works = [work for work in claim(ledger, limit=9) if work.host != "a.example"]
    end(ledger, works[:2], Outcome.FETCHED, page="warc#1")
    end(ledger, works[2:], Outcome.FAILED_RETRYABLE, next_try=NOW + HOUR)
    assert (ledger.due_count("fetch", now=NOW), ledger.due_count("process", now=NOW)) == (0, 2)
    assert ledger.due_count("fetch", now=NOW + HOUR) == 7
    end(ledger, claim(ledger, "process"), Outcome.FAILED_RETRYABLE, next_try=NOW + HOUR)
    assert (ledger.due_count("process", now=NOW), ledger.due_count("process", now=NOW + HOUR)) == (0, 2)
    with pytest.raises(ValueError, match="tag"):
        ledger.due_count("tag", now=NOW)


def test_a_host_that_is_leased_has_nothing_due(ledger: AnyLedger) -> None:
    announce(ledger, "https://a.example/1", "https://a.example/2", "https://b.example/1")
    (work,) = claim(ledger, limit=1)
    left = 1 if work.host == "a.example" else 2
    assert ledger.due_count("fetch", now=NOW) == left
    assert ledger.due_count("fetch", now=NOW + LEASE) == 3


# ---- settling -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("outcome", [one for one in Outcome if not one.is_open])
def test_every_final_outcome_ends_the_work(ledger: AnyLedger, outcome: Outcome) -> None:
    announce(ledger, "https://a.example/1")
    (work,) = claim(ledger)
    assert end(ledger, [work], outcome, now=NOW + HOUR, reason="because \ud800", article_id="x") == 1
    (line,) = ledger.outcomes(now=NOW)
    reason = line.reason
    assert line == OutcomeLine("https://a.example/1", "wire", outcome, reason, "x", 1, NOW + HOUR, sources=("wire",))
    assert reason is not None
    assert reason.startswith("because ")
    assert (ledger.open_counts(now=NOW), ledger.next_due(), claim(ledger, now=NOW + 9 * HOUR)) == ({}, None, [])
    assert end(ledger, [work], Outcome.DEAD) == 0
    assert announce(ledger, "https://a.example/1") == PollCounts(0, 1)
    assert standing(ledger) == {"https://a.example/1": outcome}


def test_a_fetched_page_goes_to_the_process_step(ledger: AnyLedger) -> None:
    announce(ledger, "https://a.example/1")
    (work,) = claim(ledger)
    end(ledger, [work], Outcome.FETCHED, page="warc#7", etag='"e"', last_modified="Sun")
    assert claim(ledger) == []
    (next_work,) = claim(ledger, "process")
    assert next_work == replace(work, token=next_work.token, page="warc#7", etag='"e"', last_modified="Sun")
    assert [entry[1:3] for entry in ledger.history(work.entry_id)] == [("fetch", Outcome.FETCHED)]


def test_a_failed_fetch_is_tried_again_in_its_time(ledger: AnyLedger) -> None:
    announce(ledger, "https://a.example/1", "https://a.example/2")
    works = claim(ledger)
    end(ledger, works, Outcome.FAILED_RETRYABLE, reason="503", next_try=NOW + HOUR)
    assert (claim(ledger), ledger.next_due(), ledger.open_counts(now=NOW)) == ([], NOW + HOUR, {"failed_retryable": 2})
    again = claim(ledger, now=NOW + HOUR)
    assert [(work.attempt, work.page) for work in again] == [(2, None), (2, None)]
    assert {(line.outcome, line.reason, line.attempts) for line in ledger.outcomes(now=NOW + HOUR)} == {(Outcome.LEASED, "503", 1)}


def test_a_lost_lease_costs_a_fetch_no_try(ledger: AnyLedger) -> None:
    announce(ledger, "https://a.example/1")
    for n in range(3):
        assert [work.attempt for work in claim(ledger, now=NOW + n * LEASE)] == [1]


def test_leases_of_a_page_are_counted_until_a_settlement(ledger: AnyLedger) -> None:
    """So that a page that kills its worker is found, and an index that is away is not held against it."""
    (work,) = fetched(ledger, "https://a.example/1")
    for n in range(1, 4):
        (work,) = claim(ledger, "process", now=NOW + n * LEASE)
        assert work.attempt == n + 1
    later = NOW + 4 * LEASE
    end(ledger, [work], Outcome.FAILED_RETRYABLE, reason="index away", next_try=later, now=NOW + 3 * LEASE)
    (work,) = claim(ledger, "process", now=later)
    assert (work.attempt, work.page) == (1, "warc#1")


def test_a_lost_lease_settles_nothing_and_a_kept_one_does(ledger: AnyLedger) -> None:
    announce(ledger, "https://a.example/", "https://b.example/")
    works = {work.host: work for work in claim(ledger)}
    later = NOW + 2 * LEASE
    (taken,) = claim(ledger, limit=1, now=later, worker="two")
    (kept,) = [work for host, work in works.items() if host != taken.host]
    late = [replace(taken, token=works[taken.host].token), kept]
    assert end(ledger, late, Outcome.SKIPPED_ROBOTS, now=later) == 1
    assert standing(ledger, later) == {taken.url: Outcome.LEASED, kept.url: Outcome.SKIPPED_ROBOTS}
    assert end(ledger, [taken], Outcome.DEAD, now=later) == 1


@pytest.mark.parametrize(
    ("outcome", "fields"),
    [
        (Outcome.PENDING, {}),
        (Outcome.LEASED, {}),
        (Outcome.FETCHED, {}),
        (Outcome.FAILED_RETRYABLE, {}),
    ],
)
def test_a_settlement_that_contradicts_itself_is_a_mistake(ledger: AnyLedger, outcome: Outcome, fields: dict[str, object]) -> None:
    announce(ledger, "https://a.example/1")
    works = claim(ledger)
    with pytest.raises(ValueError, match="https"):
        end(ledger, works, outcome, **fields)
    assert end(ledger, works, Outcome.DEAD) == 1


def test_extending_keeps_entries_and_hosts(ledger: AnyLedger) -> None:
    announce(ledger, "https://a.example/1", "https://a.example/2")
    works = claim(ledger, limit=1)
    assert ledger.extend(works, lease=2 * LEASE, now=NOW + LEASE / 2) == 1
    assert claim(ledger, now=NOW + 2 * LEASE) == []
    late = NOW + LEASE / 2 + 2 * LEASE
    assert ledger.extend(works, lease=LEASE, now=late) == 0
    assert len(claim(ledger, now=late)) == 2
    assert ledger.extend(works, lease=LEASE, now=late) == 0


def test_next_due_is_the_first_of_all_steps(ledger: AnyLedger) -> None:
    assert ledger.next_due() is None
    announce(ledger, "https://a.example/1", "https://b.example/1")
    assert ledger.next_due() == NOW
    works = claim(ledger)
    assert ledger.next_due() == NOW + LEASE
    end(ledger, works[:1], Outcome.FAILED_RETRYABLE, next_try=NOW + LEASE / 2)
    assert ledger.next_due() == NOW + LEASE / 2
    end(ledger, works[1:], Outcome.FETCHED, page="warc#1")
    assert ledger.next_due() == NOW


# ---- waiting ------------------------------------------------------------------------------------------------------------


def wait(ledger: AnyLedger, works: list[Work], *, until: datetime, now: datetime = NOW) -> None:
    settled = end(ledger, works, Outcome.FAILED_RETRYABLE, now=now, next_try=until, tried=False, rests_until=until, reason="rests")
    assert settled == len(works)


def test_waiting_is_no_try_and_is_remembered_until_the_page_is_asked_for(ledger: AnyLedger) -> None:
    announce(ledger, "https://a.example/1")
    for hour in range(6):
        (work,) = claim(ledger, now=NOW + hour * HOUR)
        assert (work.attempt, work.waits_since) == (1, NOW if hour else None)
        wait(ledger, [work], until=NOW + (hour + 1) * HOUR, now=NOW + hour * HOUR)
    (line,) = ledger.outcomes(now=NOW + 5 * HOUR)
    assert (line.outcome, line.reason, line.attempts) == (Outcome.FAILED_RETRYABLE, "rests", 0)
    assert ledger.history(work.entry_id) == []
    asked = claim(ledger, now=NOW + 6 * HOUR)
    end(ledger, asked, Outcome.FAILED_RETRYABLE, now=NOW + 6 * HOUR, next_try=NOW + 7 * HOUR)
    (again,) = claim(ledger, now=NOW + 7 * HOUR)
    assert (again.attempt, again.waits_since) == (2, None)


def test_a_host_that_rests_is_left_alone_by_everybody_and_for_every_entry(ledgers: Ledgers, ledger: AnyLedger) -> None:
    announce(ledger, "https://a.example/1", "https://a.example/2", "https://b.example/1")
    works = {work.url: work for work in claim(ledger)}
    # The last request of a batch is the one that is told to wait; nobody else is held back by it in that process.
    end(ledger, [works["https://a.example/1"], works["https://b.example/1"]], Outcome.FETCHED, page="warc#1")
    until = NOW + HOUR / 2
    asked = works["https://a.example/2"]
    end(ledger, [asked], Outcome.FAILED_RETRYABLE, next_try=NOW + 2 * HOUR, rests_until=until)
    announce(ledger, "https://a.example/new", "https://b.example/new")
    assert [work.url for work in claim(ledgers.another(), worker="two")] == ["https://b.example/new"]
    assert ledger.due_count("fetch", now=until - timedelta(seconds=1)) == 0
    assert [work.url for work in claim(ledger, now=until)] == ["https://a.example/new"]


def test_a_rest_outlasts_the_last_entry_and_the_lease_in_which_it_was_asked_for(ledger: AnyLedger) -> None:
    announce(ledger, "https://a.example/1", "https://a.example/2")
    first, _abandoned = claim(ledger)
    until = NOW + 3 * HOUR
    end(ledger, [first], Outcome.DEAD, rests_until=until)
    assert claim(ledger, now=NOW + LEASE) == []
    assert ledger.next_due() == until
    (second,) = claim(ledger, now=until)
    end(ledger, [second], Outcome.DEAD, now=until, rests_until=until + HOUR)
    assert ledger.next_due() is None
    announce(ledger, "https://a.example/3", now=until)
    assert claim(ledger, now=until) == []
    assert ledger.next_due() == until + HOUR
    assert len(claim(ledger, now=until + HOUR)) == 1


def test_a_source_is_freed_with_the_rest_of_what_a_dead_process_had(ledger: AnyLedger) -> None:
    assert len(ledger.due_sources(now=NOW, worker="dead")) == 2
    assert ledger.due_sources(now=NOW, worker="two") == []
    assert ledger.owners() == ["dead"]
    assert ledger.free(["dead"], now=NOW) == 0
    assert ledger.owners() == []
    assert len(ledger.due_sources(now=NOW, worker="two")) == 2
    for state in ledger.source_states():
        announce(ledger, source=state.source.id)
    assert ledger.owners() == []
