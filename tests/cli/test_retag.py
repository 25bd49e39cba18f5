"""`dateline retag`: kept pages are read again, a feed's claims still count; from one reader to the next, also when it is killed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from dateline import wiring
from dateline.cli.progress import Pace
from dateline.limits import CpuLimitExceeded
from dateline.models.articles import Article, Page
from dateline.query import Query
from dateline.runs import joining
from tests.cli.conftest import TEXT, Run


def articles(run: Run) -> list[dict[str, Any]]:
    _, out, _ = run("search", "--format", "jsonl", "--sort", "oldest")
    return [json.loads(line) for line in out.splitlines()]


def test_what_the_feed_claimed_is_kept(run: Run, folder: Path) -> None:
    run("ingest", "--folder", folder, "--published", "2016-10-15", "--timezone", "Asia/Damascus")
    (before,) = articles(run)
    code, _, err = run("retag", "--re-extract")
    (after,) = articles(run)
    assert (code, "1 articles stored" in err) == (0, True), err
    names = ("published", "published_from", "source", "timezone", "event_ids")
    assert {name: after.get(name) for name in names} == {name: before.get(name) for name in names}
    assert after["published"]


def test_a_page_that_takes_too_long_is_kept_as_it_was_and_the_rest_goes_on(run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "slow.txt").write_text(TEXT.replace("Aleppo", "Homs"), encoding="utf-8")
    run("ingest", "--folder", folder, "--published", "2016-10-15")

    extract = wiring.extractor(wiring.settings())

    def limited(page: Page, **known: Any) -> Article:
        if "slow" in page.url:
            raise CpuLimitExceeded("more than 5 s of processor time")
        return extract(page, **known)

    monkeypatch.setattr(wiring, "extractor", lambda _: limited)
    code, _, err = run("retag", "--re-extract")
    assert code == 0, err
    assert "slow.txt: kept as it was: more than 5 s of processor time" in err
    assert "1 articles kept, 1 articles stored" in err
    assert len(articles(run)) == 2


# ---- from one reader to the next ----------------------------------------------------------------------------------------


OTHER = {"DATELINE_READER": str(Path(__file__).resolve().parents[1] / "data" / "reader-tiny")}


def two(folder: Path) -> None:
    (folder / "homs.txt").write_text(TEXT.replace("Aleppo", "Homs"), encoding="utf-8")


def rules_of(run: Run) -> list[str]:
    return [one["rules"] for one in articles(run)]


def test_only_what_other_rules_tagged_is_tagged_again_and_a_second_run_finds_nothing(run: Run, folder: Path) -> None:
    two(folder)
    run("ingest", "--folder", folder, "--published", "2016-10-15", **OTHER)
    old = rules_of(run)
    code, _, err = run("retag", "--rules-not-current", DATELINE_READER="")
    assert (code, "2 articles stored" in err) == (0, True), err
    assert not set(rules_of(run)) & set(old)
    before = articles(run)
    assert "nothing to tag again" in run("retag", "--rules-not-current")[2]
    assert articles(run) == before


def test_a_run_that_is_killed_between_index_and_ledger_is_gone_on_with(run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    two(folder)
    run("ingest", "--folder", folder, "--published", "2016-10-15", **OTHER)
    monkeypatch.setattr("dateline.pipeline.retagging.BATCH", 1)
    with monkeypatch.context() as patch:
        patch.setattr("dateline.ledger.sql.SqlLedger.acknowledge", _interrupted)
        code, _, err = run("retag", "--rules-not-current", DATELINE_READER="")
    assert (code, len(err.splitlines())) == (1, 1), err
    assert err.startswith("dateline: stopped; ")
    assert "`dateline retag --rules-not-current` goes on from here" in err
    assert len(set(rules_of(run))) == 2  # Old and new stand together; each article is whole.
    for one in articles(run):
        held = wiring.index(wiring.settings()).events(Query(article_ids=(one["id"],))).hits
        assert {(hit.id, hit.body["rules"], hit.body["revision"]) for hit in held} == {
            (name, one["rules"], one["revision"]) for name in one["event_ids"]
        }
    code, _, err = run("retag", "--rules-not-current")
    assert (code, "1 articles stored" in err) == (0, True), err
    assert len(set(rules_of(run))) == 1
    assert run("index", "check")[0] == 0


def _interrupted(*_: object, **__: object) -> None:
    raise KeyboardInterrupt


def test_incidents_that_a_stopped_run_left_behind_are_joined_by_the_next(run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    two(folder)
    run("ingest", "--folder", folder, "--published", "2016-10-15", **OTHER)
    with monkeypatch.context() as patch:
        patch.setattr(joining, "rebuild_incidents", _interrupted)
        assert run("retag", "--rules-not-current", DATELINE_READER="")[0] == 130
    code, _, err = run("retag", "--rules-not-current")
    assert (code, err.splitlines()[0]) == (0, "nothing to tag again")
    assert len(err.splitlines()) == 2  # What joining gave.
    index = wiring.index(wiring.settings())
    events = {hit.id for hit in index.scan("events")}
    told = {name for hit in index.scan("incidents") for name in hit.body["event_ids"]}
    assert told
    assert told <= events
    assert len(run("retag", "--rules-not-current")[2].splitlines()) == 1


def test_the_pace_tells_rate_and_time_left_and_keeps_to_what_was_asked() -> None:
    now, told = [0.0], list[str]()

    def sleep(seconds: float) -> None:
        now[0] += seconds

    pace = Pace(1000, what="articles looked at", at_most=2.0, clock=lambda: now[0], sleep=sleep, tell=told.append)
    for _ in pace.over(range(100)):
        pace.work()
    assert now[0] == 50.0
    assert told == ["60 of 1000 articles looked at, 2.0 a second, 8 min left"]
    assert str(pace) == "100 of 1000 articles looked at, 2.0 a second, 8 min left"


@pytest.mark.parametrize(("seconds", "said"), [(5, "5 s left"), (600, "10 min left"), (40_000, "11 h 7 min left")])
def test_time_left_in_words(seconds: int, said: str) -> None:
    now = [0.0]
    pace = Pace(seconds + 1, what="articles", clock=lambda: now[0], tell=lambda _: None)
    for _ in pace.over([1]):
        now[0] = 1.0
    assert str(pace).endswith(said)
