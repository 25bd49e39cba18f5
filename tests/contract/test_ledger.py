"""What every ledger promises: the same tests for the fake, SQLite and a real PostgreSQL."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest

from dateline.errors import ArchiveError, LedgerError
from dateline.identity import entry_id, stable_id
from dateline.models import FeedEntry, Outcome, Source, SourceKind
from dateline.protocols import Holding, OutcomeLine, Poll, PollCounts, Replayed, Settlement, SourceState, Work
from tests.contract.ledger_kinds import KINDS, AnyLedger, Ledgers, in_memory, on_postgres, on_sqlite
from tests.contract.ledger_worker import LEASE, NOW
from tests.contract.ledger_worker import POLLED as POLLED_AT_ONCE
from tests.services import Postgres

HOUR = timedelta(hours=1)
WIRE = Source("wire", "https://wire.example/feed")
POST = Source("post", "https://post.example/feed")
POLLED = Poll("ok", NOW + HOUR)

PARAMS = [pytest.param(kind, marks=pytest.mark.postgres if kind == "postgres" else ()) for kind in KINDS]
in_processes = pytest.mark.parametrize("ledgers", PARAMS[1:], indirect=True, scope="module")  # The fake lives in one.


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


# ---- sources ------------------------------------------------------------------------------------------------------------


def test_a_new_source_is_due_at_once_and_comes_back_whole(ledgers: Ledgers) -> None:
    ledger = ledgers.empty()
    source = Source(
        "x", "https://x.example/f", "X", SourceKind.SITEMAP, "ar", "SY", "Asia/Damascus", HOUR / 4, timedelta(seconds=5), ("a", "b"), "why"
    )
    ledger.register_sources([source], now=NOW)
    expected = SourceState(source, "new", None, 0.0, None, None, None, None, NOW, 0)
    assert ledger.due_sources(now=NOW) == [expected]
    assert ledger.source_states() == [expected]


def test_a_poll_is_remembered(ledger: AnyLedger) -> None:
    ledger.record_poll(
        "wire", Poll("failed", NOW + 2 * HOUR, "503", 0.5, '"e"', "Sun", "hash"), [FeedEntry("https://a.example/1")], now=NOW
    )
    assert ledger.source_states()[1] == SourceState(WIRE, "failed", "503", 0.5, '"e"', "Sun", "hash", NOW, NOW + 2 * HOUR, 1)


def test_registering_again_keeps_the_memory_but_takes_the_new_settings(ledger: AnyLedger) -> None:
    ledger.record_poll("wire", replace(POLLED, etag='"e"'), [], now=NOW)
    renamed = replace(WIRE, name="The Wire")
    ledger.register_sources([renamed], now=NOW + HOUR / 2)
    assert [state.source.id for state in ledger.source_states()] == ["post", "wire"]
    assert ledger.source_states()[1] == SourceState(renamed, "ok", None, 0.0, '"e"', None, None, NOW, NOW + HOUR, 0)


def test_a_source_that_moved_starts_over(ledger: AnyLedger) -> None:
    ledger.record_poll("wire", replace(POLLED, etag='"e"'), [FeedEntry("https://a.example/1")], now=NOW)
    moved = replace(WIRE, url="https://wire.example/new")
    ledger.register_sources([moved], now=NOW)
    assert ledger.source_states()[1] == SourceState(moved, "new", None, 0.0, None, None, None, None, NOW, 1)


def test_due_sources_are_leased_longest_due_first(ledgers: Ledgers, ledger: AnyLedger) -> None:
    ledger.record_poll("post", Poll("ok", NOW + HOUR), [], now=NOW)
    ledger.record_poll("wire", Poll("ok", NOW + HOUR / 2), [], now=NOW)
    later = NOW + HOUR
    assert ledger.due_sources(now=NOW) == []
    assert [state.source.id for state in ledger.due_sources(now=later, limit=1)] == ["wire"]
    assert [state.source.id for state in ledgers.another().due_sources(now=later)] == ["post"]
    assert ledger.due_sources(now=later + timedelta(minutes=9)) == []
    assert [state.source.id for state in ledger.due_sources(now=later + timedelta(minutes=10), ids=["post"])] == ["post"]
    assert ledger.due_sources(now=later + HOUR, ids=[]) == []


def test_a_poll_of_an_unknown_source_is_refused(ledger: AnyLedger) -> None:
    with pytest.raises(LedgerError, match="nobody is not registered"):
        announce(ledger, "https://a.example/1", source="nobody")
    with pytest.raises(LedgerError, match="nobody is not registered"):
        ledger.record_pages("nobody", [], now=NOW)
    assert list(ledger.outcomes()) == []


# ---- entries ------------------------------------------------------------------------------------------------------------


def test_an_entry_is_one_canonical_url(ledger: AnyLedger) -> None:
    assert announce(ledger, "https://A.example/1?utm_source=x", "https://a.example/1#top", "https://a.example/2") == PollCounts(2, 0)
    assert announce(ledger, "https://a.example/1", "https://a.example/3", source="post") == PollCounts(1, 1)
    assert announce(ledger, "https://a.example/1") == PollCounts(0, 1)
    lines = {line.url: line for line in ledger.outcomes()}
    assert lines["https://a.example/1"] == OutcomeLine(
        "https://a.example/1", "wire", Outcome.PENDING, None, None, 0, NOW, sources=("wire", "post")
    )
    assert {state.source.id: state.entries for state in ledger.source_states()} == {"wire": 2, "post": 2}
    assert {line.url for line in ledger.outcomes(source="post")} == {"https://a.example/1", "https://a.example/3"}


def test_what_the_first_feed_claimed_is_kept(ledger: AnyLedger) -> None:
    first = FeedEntry(
        "https://a.example/1?utm_source=x",
        title="Häuser \x00 \ud800 \U0001f600",
        published=datetime(2016, 10, 15, 9, 30, tzinfo=timezone(timedelta(hours=3))),
        summary="<b>bold</b>",
        authors=("A", "B"),
        language="en",
        source_id="ignored",
    )
    ledger.record_poll("wire", POLLED, [first], now=NOW)
    ledger.record_poll("post", POLLED, [replace(first, title="Another")], now=NOW)
    (work,) = claim(ledger)
    expected = Work(
        entry_id=entry_id(first.url),
        url="https://a.example/1",
        host="a.example",
        token=work.token,
        attempt=1,
        entry=replace(first, source_id="wire"),
        source_ids=("wire", "post"),
    )
    assert work == expected
    assert work.entry.published is not None
    assert work.entry.published.utcoffset() == timedelta(hours=3)


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "http://[bad",
        "/relative",
        "",
        "http://x.example:99999999/",
        "folder:mine/secret.txt",
        "mailto:a\x00\ud800@b",
        f"http://{'a' * 5000}.example/",
    ],
)
def test_a_url_that_cannot_be_fetched_is_settled_not_lost(ledger: AnyLedger, url: str) -> None:
    assert announce(ledger, url, "https://a.example/1") == PollCounts(2, 0)
    assert announce(ledger, url) == PollCounts(0, 1)
    (line,) = [line for line in ledger.outcomes() if line.outcome is Outcome.SKIPPED_UNSAFE_URL]
    assert line.url == url.replace("\x00", "\ufffd").replace("\ud800", "\ufffd")
    assert line.reason
    assert [work.url for work in claim(ledger)] == ["https://a.example/1"]
    assert ledger.replay(outcome=Outcome.SKIPPED_UNSAFE_URL, now=NOW) == 0


def test_a_long_poll_is_recorded_whole(ledger: AnyLedger) -> None:
    urls = [f"https://h{n % 7}.example/{n}" for n in range(2300)]
    assert announce(ledger, *urls) == PollCounts(2300, 0)
    assert announce(ledger, *urls, "https://new.example/", source="post") == PollCounts(1, 2300)
    assert {line.url for line in ledger.outcomes()} == {*urls, "https://new.example/"}
    assert [line.sources for line in ledger.outcomes(source="wire")] == [("wire", "post")] * 2300
    assert ledger.open_counts(now=NOW) == {"pending": 2301}


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


def test_the_newest_page_of_an_article_and_what_was_claimed_of_it_are_known(ledger: AnyLedger) -> None:
    claims = FeedEntry("https://a.example/1", title="One", published=NOW, authors=("A",), language="en")
    ledger.record_poll("wire", POLLED, [claims], now=NOW)
    end(ledger, claim(ledger), Outcome.FETCHED, page="warc#1")
    (work,) = claim(ledger, "process")
    ledger.hold([("article", work.entry_id)], now=NOW)
    end(ledger, [work], Outcome.INDEXED, article_id="article", content_hash="h")
    assert ledger.page_of("article") == ("warc#1", replace(claims, source_id="wire"))
    with pytest.raises(ArchiveError, match="nobody has no page"):
        ledger.page_of("nobody")


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
    told = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True, timeout=60).stdout
    claims = [json.loads(line) for line in told.splitlines()]
    entries = [entry for _, works in claims for entry, _ in works]
    assert len(entries) == len(set(entries))
    if mode == "hold":
        owners = Counter(host for token, works in claims for host in {host for _, host in works})
        assert set(owners.values()) == {1}
    else:
        assert standing(ledger) == dict.fromkeys((f"https://h{n % 40}.example/{n}" for n in range(400)), Outcome.SKIPPED_ROBOTS)
        assert {line.attempts for line in ledger.outcomes()} == {1}


@in_processes
@pytest.mark.parametrize("mode", ["hold", "settle"])
def test_eight_processes_get_no_page_twice(ledgers: Ledgers, ledger: AnyLedger, mode: str) -> None:
    """Of any host: who computes bothers nobody."""
    assert ledgers.url
    ledger.record_pages("wire", [(FeedEntry(f"https://h{n % 3}.example/{n}"), f"warc#{n}", "hash") for n in range(400)], now=NOW)
    command = [sys.executable, "-m", "tests.contract.ledger_worker", ledgers.url, "8", "20", "process", mode]
    told = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True, timeout=60).stdout
    entries = [entry for line in told.splitlines() for entry, _ in json.loads(line)[1]]
    assert (len(entries), len(set(entries))) == (400, 400)
    assert set(standing(ledger).values()) == {Outcome.LEASED if mode == "hold" else Outcome.SKIPPED_NOT_ARTICLE}
    assert {line.attempts for line in ledger.outcomes()} == {0 if mode == "hold" else 1}


@in_processes
def test_eight_processes_take_entries_through_both_steps_once(ledgers: Ledgers, ledger: AnyLedger) -> None:
    assert ledgers.url
    announce(ledger, *(f"https://h{n % 40}.example/{n}" for n in range(400)))
    command = [sys.executable, "-m", "tests.contract.ledger_worker", ledgers.url, "8", "20", "both", "settle"]
    told = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True, timeout=60).stdout
    given = Counter(entry for line in told.splitlines() for entry, _ in json.loads(line)[1])
    assert (len(given), set(given.values())) == (400, {2})
    steps = [[(step, outcome) for _, step, outcome, _ in ledger.history(entry)] for entry in given]
    assert steps == [[("fetch", Outcome.FETCHED), ("process", Outcome.SKIPPED_NOT_ARTICLE)]] * 400


@in_processes
def test_sources_that_announce_the_same_at_once_make_it_once(ledgers: Ledgers, ledger: AnyLedger) -> None:
    assert ledgers.url
    command = [sys.executable, "-m", "tests.contract.ledger_worker", ledgers.url, "4", "20", "fetch", "poll"]
    told = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True, timeout=60).stdout
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
    worker.communicate(timeout=60)
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
    assert {line.attempts for line in ledger.outcomes()} == {1}


# ---- settling -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("outcome", [one for one in Outcome if not one.is_open])
def test_every_final_outcome_ends_the_work(ledger: AnyLedger, outcome: Outcome) -> None:
    announce(ledger, "https://a.example/1")
    (work,) = claim(ledger)
    assert end(ledger, [work], outcome, now=NOW + HOUR, reason="because \ud800", article_id="x") == 1
    (line,) = ledger.outcomes()
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


# ---- articles -----------------------------------------------------------------------------------------------------------


def test_the_first_entry_holds_an_article_and_others_are_told(ledger: AnyLedger) -> None:
    one, two = fetched(ledger, "https://a.example/1", "https://b.example/1")
    assert ledger.hold([("x", one.entry_id)], now=NOW) == [Holding("x", one.entry_id, 1, None)]
    assert ledger.hold([("x", two.entry_id), ("y", two.entry_id)], now=NOW) == [
        Holding("x", one.entry_id, 1, None),
        Holding("y", two.entry_id, 1, None),
    ]
    assert list(ledger.revisions()) == []
    end(ledger, [one], Outcome.INDEXED, article_id="x", content_hash="h")
    end(ledger, [two], Outcome.DUPLICATE, article_id="x", content_hash="other")
    assert list(ledger.revisions()) == [("x", 1)]
    assert ledger.hold([("x", two.entry_id)], now=NOW) == [Holding("x", one.entry_id, 1, "h")]


def test_revisions_only_grow(ledger: AnyLedger) -> None:
    (work,) = fetched(ledger, "https://a.example/1")
    revisions = [ledger.hold([("x", work.entry_id)], now=NOW)[0].revision, ledger.next_revision("x"), ledger.next_revision("x")]
    revisions += [ledger.hold([("x", work.entry_id)], now=NOW)[0].revision]
    assert revisions == sorted(set(revisions))
    ledger.acknowledge([("x", revisions[2])])
    ledger.acknowledge([("x", revisions[1]), ("never held", 5)])
    assert list(ledger.revisions()) == [("x", revisions[2])]
    end(ledger, [work], Outcome.UPDATED, article_id="x", content_hash="h")
    assert list(ledger.revisions()) == [("x", revisions[3])]
    with pytest.raises(LedgerError, match="never held"):
        ledger.next_revision("never held")


def test_unchanged_acknowledges_nothing(ledger: AnyLedger) -> None:
    """Nothing was written: the index still has the revision before."""
    (work,) = fetched(ledger, "https://a.example/1")
    ledger.hold([("x", work.entry_id)], now=NOW)
    end(ledger, [work], Outcome.INDEXED, article_id="x", content_hash="h")
    ledger.replay(outcome=Outcome.INDEXED, now=NOW)
    (again,) = fetched(ledger, "https://a.example/1")
    assert ledger.hold([("x", again.entry_id)], now=NOW)[0].revision == 2
    end(ledger, [again], Outcome.UNCHANGED, article_id="x", content_hash="h")
    assert list(ledger.revisions()) == [("x", 1)]


def test_a_holder_that_never_came_into_the_index_gives_way(ledger: AnyLedger) -> None:
    one, two = fetched(ledger, "https://a.example/1", "https://b.example/1")
    ledger.hold([("x", one.entry_id)], now=NOW)
    end(ledger, [one], Outcome.FAILED_PERMANENT, reason="refused", article_id="x")
    assert ledger.hold([("x", two.entry_id)], now=NOW) == [Holding("x", two.entry_id, 2, None)]
    end(ledger, [two], Outcome.INDEXED, article_id="x", content_hash="h")
    assert list(ledger.revisions()) == [("x", 2)]


def test_acknowledged_revisions_come_in_the_order_of_ids(ledger: AnyLedger) -> None:
    works = fetched(ledger, *(f"https://a.example/{n}" for n in range(30)))
    ids = [stable_id(n) for n in range(28)] + ["Zz", "a-b"]
    ledger.hold([(article, work.entry_id) for article, work in zip(ids, works, strict=True)], now=NOW)
    ledger.settle([Settlement(w, Outcome.INDEXED, article_id=a) for a, w in zip(ids, works, strict=True)], now=NOW)
    assert list(ledger.revisions()) == [(article, 1) for article in sorted(ids)]


# ---- folders and replays ------------------------------------------------------------------------------------------------


def test_folder_pages_go_straight_to_the_process_step(ledger: AnyLedger) -> None:
    page = FeedEntry("folder:wire/a.txt", title="One")
    key = entry_id(page.url)
    assert ledger.page_hashes([key, "unknown"]) == {}
    assert ledger.record_pages("wire", [(page, "warc#1", "h1")], now=NOW) == PollCounts(1, 0)
    assert (ledger.page_hashes([key]), claim(ledger), ledger.open_counts(now=NOW)) == ({key: "h1"}, [], {"fetched": 1})
    (work,) = claim(ledger, "process")
    assert work == Work(key, page.url, "folder", work.token, 1, replace(page, source_id="wire"), ("wire",), page="warc#1")
    end(ledger, [work], Outcome.INDEXED, article_id="x")
    changed = replace(page, title="Two")
    assert ledger.record_pages("wire", [(changed, "warc#2", "h2")], now=NOW) == PollCounts(0, 1)
    assert standing(ledger) == {page.url: Outcome.FETCHED}
    (work,) = claim(ledger, "process")
    assert (work.page, work.entry, ledger.page_hashes([key])) == ("warc#2", replace(changed, source_id="wire"), {key: "h2"})


def test_a_file_that_changes_while_it_is_processed_is_processed_again(ledger: AnyLedger) -> None:
    ledger.record_pages("wire", [(FeedEntry("https://a.example/1"), "warc#1", "h1")], now=NOW)
    old = claim(ledger, "process")
    ledger.record_pages("wire", [(FeedEntry("https://a.example/1"), "warc#2", "h2")], now=NOW)
    assert end(ledger, old, Outcome.INDEXED, article_id="x") == 0
    assert [work.page for work in claim(ledger, "process")] == ["warc#2"]


def test_a_file_of_an_entry_that_is_being_fetched_frees_the_host(ledger: AnyLedger) -> None:
    announce(ledger, "https://a.example/1", "https://a.example/2")
    old = [work for work in claim(ledger) if work.url.endswith("1")]
    other = [work for work in claim(ledger, now=NOW + LEASE) if work.url.endswith("2")]
    end(ledger, other, Outcome.DEAD, now=NOW + LEASE)
    ledger.record_pages("post", [(FeedEntry("https://a.example/1"), "warc#1", "h1")], now=NOW + LEASE)
    announce(ledger, "https://a.example/3", now=NOW + LEASE)
    assert end(ledger, old, Outcome.DEAD, now=NOW + LEASE) == 0
    assert [work.url for work in claim(ledger, now=NOW + LEASE)] == ["https://a.example/3"]


def test_replay_takes_the_failed_and_only_those(ledger: AnyLedger) -> None:
    ends = [Outcome.INDEXED, Outcome.DEAD, Outcome.FAILED_PERMANENT, Outcome.SKIPPED_ROBOTS]
    announce(ledger, *(f"https://{one}.example/" for one in ends))
    works = {work.url: work for work in claim(ledger)}
    for one in ends:
        end(ledger, [works[f"https://{one}.example/"]], one, reason="old", etag='"e"')
    assert ledger.replay(source="post", now=NOW) == 0
    assert ledger.replay(now=NOW + HOUR) == 2
    again = claim(ledger, now=NOW + HOUR)
    assert {(work.url, work.attempt, work.etag) for work in again} == {
        ("https://dead.example/", 1, None),
        ("https://failed_permanent.example/", 1, None),
    }
    assert ledger.replay(now=NOW) == 0
    assert ledger.replay(outcome=Outcome.SKIPPED_ROBOTS, source="wire", now=NOW) == 1
    assert end(ledger, again, Outcome.INDEXED) == 2
    assert sorted(line.attempts for line in ledger.outcomes()) == [1, 1, 2, 2]


def test_what_was_indexed_is_indexed_again_after_a_replay(ledger: AnyLedger) -> None:
    (work,) = fetched(ledger, "https://a.example/1")
    ledger.hold([("x", work.entry_id)], now=NOW)
    end(ledger, [work], Outcome.INDEXED, article_id="x", content_hash="h")
    assert ledger.replay(outcome=Outcome.INDEXED, now=NOW) == 1
    assert list(ledger.revisions()) == [("x", 1)]
    (again,) = fetched(ledger, "https://a.example/1")
    assert ledger.hold([("x", again.entry_id)], now=NOW) == [Holding("x", work.entry_id, 2, None)]


def test_a_file_is_replayed_from_the_archive(ledger: AnyLedger) -> None:
    ledger.record_pages("wire", [(FeedEntry("folder:wire/a.txt"), "warc#1", "h1")], now=NOW)
    end(ledger, claim(ledger, "process"), Outcome.DEAD)
    assert ledger.replay(now=NOW) == 1
    assert [work.page for work in claim(ledger, "process")] == ["warc#1"]


def indexed(ledger: AnyLedger, *urls: str) -> list[Work]:
    """These, fetched and written to an index under their URLs as article ids."""
    works = fetched(ledger, *urls)
    ledger.hold([(work.url, work.entry_id) for work in works], now=NOW)
    ledger.settle([Settlement(work, Outcome.INDEXED, article_id=work.url, content_hash="h") for work in works], now=NOW)
    return works


def test_a_lost_index_is_filled_again_from_the_archive(ledger: AnyLedger) -> None:
    """What was in it is processed again with a higher revision, and no host is asked."""
    (work,) = indexed(ledger, "https://a.example/1")
    ledger.record_pages("wire", [(FeedEntry("folder:wire/a.txt"), "warc#2", "h1")], now=NOW)
    end(ledger, claim(ledger, "process"), Outcome.UNCHANGED)
    announce(ledger, "https://b.example/not-modified")
    end(ledger, claim(ledger), Outcome.UNCHANGED)
    announce(ledger, "https://b.example/never-there")
    end(ledger, claim(ledger), Outcome.DEAD)
    assert ledger.replay_archived(now=NOW + HOUR) == Replayed(opened=2, without_page=1)
    assert claim(ledger, now=NOW + HOUR) == []
    again = claim(ledger, "process", now=NOW + HOUR)
    assert {(one.url, one.page, one.attempt) for one in again} == {(work.url, "warc#1", 1), ("folder:wire/a.txt", "warc#2", 1)}
    assert ledger.hold([(work.url, work.entry_id)], now=NOW) == [Holding(work.url, work.entry_id, 2, None)]
    assert standing(ledger)["https://b.example/not-modified"] is Outcome.UNCHANGED
    assert ledger.replay_archived(now=NOW + HOUR) == Replayed(opened=0, without_page=1)


def test_a_later_visit_that_failed_leaves_the_article_to_the_archive(ledger: AnyLedger) -> None:
    indexed(ledger, "https://a.example/1", "https://b.example/1")
    ledger.replay(outcome=Outcome.INDEXED, now=NOW)
    end(ledger, claim(ledger), Outcome.DEAD, reason="404")
    assert ledger.replay_archived(now=NOW) == Replayed(opened=2, without_page=0)
    assert [work.page for work in claim(ledger, "process")] == ["warc#1", "warc#1"]


def test_a_replay_from_the_archive_is_narrowed_by_outcome_and_source(ledger: AnyLedger) -> None:
    indexed(ledger, "https://a.example/1")
    announce(ledger, "https://b.example/1", source="post")
    end(ledger, claim(ledger), Outcome.FETCHED, page="warc#3")
    end(ledger, claim(ledger, "process"), Outcome.SKIPPED_NOT_ARTICLE)
    announce(ledger, "javascript:1")
    assert ledger.replay_archived(outcome=Outcome.DEAD, now=NOW) == Replayed(0, 0)
    assert ledger.replay_archived(outcome=Outcome.SKIPPED_UNSAFE_URL, now=NOW) == Replayed(0, 1)
    assert ledger.replay_archived(outcome=Outcome.SKIPPED_NOT_ARTICLE, source="wire", now=NOW) == Replayed(0, 0)
    assert ledger.replay_archived(outcome=Outcome.SKIPPED_NOT_ARTICLE, source="post", now=NOW) == Replayed(1, 0)
    assert [work.page for work in claim(ledger, "process")] == ["warc#3"]
    assert ledger.replay_archived(source="post", now=NOW) == Replayed(0, 0)
    assert ledger.replay_archived(source="wire", now=NOW) == Replayed(1, 0)


def test_a_page_that_is_processed_now_is_not_opened_again(ledger: AnyLedger) -> None:
    works = fetched(ledger, "https://a.example/1")
    assert ledger.replay_archived(now=NOW) == Replayed(0, 0)
    assert end(ledger, works, Outcome.INDEXED, article_id="x") == 1


def test_all_is_remembered_by_the_next_process(ledgers: Ledgers, ledger: AnyLedger) -> None:
    announce(ledger, "https://a.example/1")
    works = claim(ledger)
    reopened = ledgers.another()
    assert list(reopened.outcomes(now=NOW)) == list(ledger.outcomes(now=NOW))
    assert end(reopened, works, Outcome.DEAD) == 1
    assert {line.at.astimezone(UTC) for line in ledger.outcomes()} == {NOW}
