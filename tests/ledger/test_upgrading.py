"""A ledger of the first release, opened by today's code: everything that it remembered is there, and its work goes on."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from dateline.identity import entry_id, stable_id
from dateline.ledger import SqlLedger, open_ledger
from dateline.models.outcomes import Outcome
from dateline.models.sources import FeedEntry
from dateline.protocols.ledger import Holding, OutcomeLine, Poll, PollCounts, Replayed, Settlement, SourceState, Work
from tests.ledger.first_release import FILES, FOLDER, HOUR, LEASE, NOON, POST, TOLD, WIRE
from tests.ledger.test_opening import differences
from tests.services import Postgres

A = "https://a.example/indexed"
HELD = "leads to an article already held"
UNSAFE = "not an absolute http(s) URL: javascript:alert(1)"


def line(
    url: str, outcome: Outcome, reason: str | None = None, article: str | None = None, attempts: int = 1, source: str = "wire"
) -> OutcomeLine:
    return OutcomeLine(url, source, outcome, reason, article, attempts, NOON, sources=(source,))


LINES = [
    line("https://c.example/unchanged", Outcome.UNCHANGED, "not modified (304)", "article-c", attempts=3),
    line("https://d.example/dead", Outcome.DEAD, "404 Not Found", attempts=2),
    line("https://e.example/gone", Outcome.FAILED_PERMANENT, "410 Gone"),
    line("javascript:alert(1)", Outcome.SKIPPED_UNSAFE_URL, UNSAFE, attempts=0),
    line("https://f.example/robots", Outcome.SKIPPED_ROBOTS, "robots.txt"),
    line("https://g.example/later", Outcome.FAILED_RETRYABLE, "503"),
    replace(line(A, Outcome.INDEXED, article="article-a", attempts=2), sources=("wire", "post")),
    line("https://b.example/same", Outcome.DUPLICATE, HELD, "article-a", attempts=2, source="post"),
    line("folder:files/one.txt", Outcome.UPDATED, article="article-f", attempts=2, source="files"),
    line("https://k.example/processing", Outcome.LEASED),
    line("https://j.example/fetched", Outcome.FETCHED),
    line("https://h.example/leased", Outcome.LEASED, attempts=0),
    line("https://h.example/second", Outcome.PENDING, attempts=0),
    line("https://i.example/pending", Outcome.PENDING, attempts=0),
]
HISTORY = {
    "https://c.example/unchanged": [
        ("fetch", Outcome.FETCHED, None),
        ("process", Outcome.INDEXED, None),
        ("fetch", Outcome.UNCHANGED, "not modified (304)"),
    ],
    "https://d.example/dead": [("fetch", Outcome.FAILED_RETRYABLE, "404 Not Found"), ("fetch", Outcome.DEAD, "404 Not Found")],
    "https://e.example/gone": [("fetch", Outcome.FAILED_PERMANENT, "410 Gone")],
    "https://f.example/robots": [("fetch", Outcome.SKIPPED_ROBOTS, "robots.txt")],
    "https://g.example/later": [("fetch", Outcome.FAILED_RETRYABLE, "503")],
    A: [("fetch", Outcome.FETCHED, None), ("process", Outcome.INDEXED, None)],
    "https://b.example/same": [("fetch", Outcome.FETCHED, None), ("process", Outcome.DUPLICATE, HELD)],
    "folder:files/one.txt": [("process", Outcome.INDEXED, None), ("process", Outcome.UPDATED, None)],
    "https://k.example/processing": [("fetch", Outcome.FETCHED, None)],
    "https://j.example/fetched": [("fetch", Outcome.FETCHED, None)],
}
REVISIONS = [("article-a", 2), ("article-c", 1), ("article-f", 2)]


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A database that holds exactly what the first release left."""
    left = (FOLDER / f"first-release.{request.param}.sql").read_text(encoding="utf-8")
    if request.param == "sqlite":
        with closing(sqlite3.connect(tmp_path / "ledger.db")) as connection:
            connection.executescript(left)
        return f"sqlite:///{tmp_path / 'ledger.db'}"
    server: Postgres = request.getfixturevalue("postgres")
    address: str = request.getfixturevalue("postgres_url")
    server.execute(left, database=address.rsplit("/", 1)[1])
    return address


@pytest.fixture
def ledger(url: str) -> Iterator[SqlLedger]:
    """That ledger, migrated."""
    opened = open_ledger(url)
    yield opened
    opened.close()


def claim(ledger: SqlLedger, step: str, *, later: bool = False) -> dict[str, Work]:
    """What is due at noon, or when the leases of the first release have ended, by URL."""
    moment = NOON + LEASE if later else NOON
    return {work.url: work for work in ledger.claim(step, worker="new", limit=100, lease=LEASE, now=moment)}


def leased(url: str, token: str) -> Work:
    """Work that was leased before the upgrade, as its worker still holds it."""
    return Work(entry_id(url), url, url.split("/")[2], token, 1, FeedEntry(url), ("wire",))


def test_an_old_ledger_gets_the_schema_of_a_new_one(url: str) -> None:
    open_ledger(url).close()
    assert differences(url) == []


def test_outcomes_and_history_are_kept(ledger: SqlLedger) -> None:
    assert list(ledger.outcomes(now=NOON)) == LINES
    told = {one.url: ledger.history(stable_id(one.url)) for one in LINES}
    assert {key: [(step, outcome, reason) for _, step, outcome, reason in steps] for key, steps in told.items() if steps} == HISTORY
    assert {at for steps in told.values() for at, *_ in steps} == {NOON}


def test_sources_are_kept(ledger: SqlLedger) -> None:
    assert ledger.source_states() == [
        SourceState(FILES, "new", None, 0.0, None, None, None, None, NOON, 1),
        SourceState(POST, "failed", "503 from the proxy", 0.5, None, None, None, NOON, NOON + HOUR / 2, 2),
        SourceState(WIRE, "ok", None, 0.0, '"feed"', "Tue", "0f", NOON, NOON + HOUR, 12),
    ]
    assert [state.source.id for state in ledger.due_sources(now=NOON + HOUR)] == ["files", "wire"]
    assert ledger.page_hashes([entry_id("folder:files/one.txt"), entry_id(A)]) == {entry_id("folder:files/one.txt"): "file-5"}


def test_what_is_known_stays_known(ledger: SqlLedger) -> None:
    entries = [FeedEntry(A), FeedEntry("https://new.example/")]
    assert ledger.record_poll("post", Poll("ok", NOON + HOUR), entries, now=NOON) == PollCounts(new=1, known=1)
    assert [one.url for one in ledger.outcomes(now=NOON)] == [*(one.url for one in LINES), "https://new.example/"]


def test_articles_and_revisions_are_kept(ledger: SqlLedger) -> None:
    assert list(ledger.revisions()) == REVISIONS
    assert [ledger.page_of(one)[0] for one in ("article-a", "article-f")] == ["warc/2#0,10", "warc/5#0,10"]
    assert ledger.next_revision("article-a") == 4
    same = entry_id("https://b.example/same")
    assert ledger.hold([("article-a", same)], now=NOON) == [Holding("article-a", entry_id(A), 4, "aa")]


def test_leases_outlive_an_upgrade(ledger: SqlLedger) -> None:
    assert ledger.owners() == ["host:1", "host:2"]
    assert (set(claim(ledger, "fetch")), set(claim(ledger, "process"))) == ({"https://i.example/pending"}, {"https://j.example/fetched"})
    fetching = leased("https://h.example/leased", "lease-to-fetch")
    processing = leased("https://k.example/processing", "lease-to-process")
    ended = [
        Settlement(fetching, Outcome.FETCHED, page="warc/8#0,10"),
        Settlement(processing, Outcome.INDEXED, article_id="article-k", content_hash="kk"),
    ]
    assert ledger.settle(ended, now=NOON) == 2
    assert list(ledger.revisions()) == [*REVISIONS, ("article-k", 1)]
    assert (set(claim(ledger, "fetch")), set(claim(ledger, "process"))) == ({"https://h.example/second"}, {"https://h.example/leased"})


def test_leases_that_end_are_taken_over_and_settled(ledger: SqlLedger) -> None:
    waiting = {"https://h.example/leased", "https://h.example/second", "https://i.example/pending"}
    fetch, process = claim(ledger, "fetch", later=True), claim(ledger, "process", later=True)
    assert set(fetch) == waiting
    assert {url: (work.page, work.attempt, work.etag, work.last_modified) for url, work in process.items()} == {
        "https://k.example/processing": ("warc/6#0,10", 2, None, None),
        "https://j.example/fetched": ("warc/7#0,10", 1, '"j"', "Wed"),
    }
    assert ledger.settle([Settlement(leased("https://h.example/leased", "lease-to-fetch"), Outcome.DEAD)], now=NOON + LEASE) == 0
    works = [*fetch.values(), *process.values()]
    assert ledger.settle([Settlement(work, Outcome.SKIPPED_NOT_ARTICLE) for work in works], now=NOON + LEASE) == len(works)
    assert (ledger.open_counts(now=NOON + LEASE), ledger.next_due()) == ({"failed_retryable": 1}, NOON + 2 * HOUR)
    (again,) = ledger.claim("fetch", worker="new", limit=100, lease=LEASE, now=NOON + 2 * HOUR)
    assert (again.url, again.attempt) == ("https://g.example/later", 2)


def test_what_ended_is_replayed(ledger: SqlLedger) -> None:
    assert ledger.replay(now=NOON) == 2
    assert {"https://d.example/dead", "https://e.example/gone"} < set(claim(ledger, "fetch"))
    assert ledger.replay_archived(now=NOON) == Replayed(opened=3, without_page=0)
    work = claim(ledger, "process")[A]
    told = replace(TOLD, source_id="wire")
    expected = Work(entry_id(A), A, "a.example", work.token, 1, told, ("wire", "post"), page="warc/2#0,10", article_id="article-a")
    assert work == expected
    assert ledger.hold([("article-a", work.entry_id)], now=NOON) == [Holding("article-a", work.entry_id, 4, None)]
