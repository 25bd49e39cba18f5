"""`dateline ingest` when something is away: what is there is done all the same, and without --once it goes on."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from dateline import wiring
from dateline.cli.ingest import LONGEST_WAIT, no_answer
from dateline.errors import IndexRefused
from dateline.indexes.sqlite.index import SqliteIndex
from dateline.models.sources import Source, SourceKind
from dateline.pipeline.summary import Summary
from dateline.protocols.index import Bundle, Written
from dateline.runs import joining, steps
from dateline.settings import Settings
from tests.cli.conftest import TEXT, Run


@pytest.fixture
def dead(tmp_path: Path) -> Path:
    """A sources file of which nobody answers."""
    sources = tmp_path / "sources.yml"
    sources.write_text("- id: dead\n  url: https://127.0.0.1:9/feed\n", encoding="utf-8")
    return sources


@pytest.fixture
def pauses(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """How long the loop wanted to sleep; the second time it is stopped as by Ctrl-C."""
    told: list[float] = []

    def sleep(seconds: float) -> None:
        told.append(seconds)
        if len(told) == 2:
            raise KeyboardInterrupt

    monkeypatch.setattr("dateline.cli.ingest.time.sleep", sleep)
    return told


def test_work_from_before_is_done_although_no_source_answers(run: Run, folder: Path, dead: Path) -> None:
    run("ingest", "--folder", folder, "--published", "2016-10-15")
    run("replay", "--from-archive")
    code, _, err = run("ingest", "--sources", dead, "--once")
    assert code == 1
    assert err.splitlines()[-1].startswith("dateline: no source answered; dead: ")
    (line,) = [json.loads(line) for line in run("outcomes", "--format", "jsonl")[1].splitlines()]
    assert line["outcome"] == "indexed"


def test_a_network_that_is_down_is_said_and_tried_again(run: Run, dead: Path, pauses: list[float]) -> None:
    code, _, err = run("ingest", "--sources", dead)
    assert (code, len(pauses)) == (130, 2)
    assert "no source answered; dead: " in err


def test_an_index_that_goes_away_is_said_and_tried_again(
    run: Run, dead: Path, pauses: list[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(_: Settings) -> Summary:
        raise IndexRefused("https://search.example: read-only; free some disk")

    monkeypatch.setattr(steps, "process", away)
    code, _, err = run("ingest", "--sources", dead)
    assert (code, pauses) == (130, [LONGEST_WAIT] * 2)
    assert err.count("dateline: https://search.example: read-only; free some disk; trying again in 60 s") == 2


@pytest.mark.parametrize(
    ("counts", "sources", "told"),
    [
        ({"sources failed": 2}, 2, "no source answered; a: 503"),
        ({"sources failed": 1, "sources gone": 1}, 2, "no source answered; a: 503"),
        ({"sources gone": 2}, 2, "no source answered; a: 503"),
        ({"sources failed": 1, "sources unchanged": 1}, 2, None),
        ({"sources failed": 1}, 2, None),  # The other one was not due.
        ({}, 0, None),
    ],
)
def test_a_source_that_is_gone_does_not_answer(counts: dict[str, int], sources: int, told: str | None) -> None:
    assert no_answer(Summary(counts, ("a: 503", "b: 410")), sources) == told


def test_two_folders_of_one_name_are_both_kept(run: Run, tmp_path: Path) -> None:
    for name, town in (("x", "Aleppo"), ("y", "Mosul")):
        (tmp_path / name / "arts").mkdir(parents=True)
        (tmp_path / name / "arts" / "a.txt").write_text(TEXT.replace("Aleppo", town), encoding="utf-8")
        assert run("ingest", "--folder", tmp_path / name / "arts", "--published", "2016-10-15")[0] == 0
    lines = [json.loads(line) for line in run("outcomes", "--format", "jsonl")[1].splitlines()]
    assert [line["outcome"] for line in lines] == ["indexed", "indexed"]
    assert len({line["source"] for line in lines}) == 2


def test_a_folder_that_an_older_ledger_knows_keeps_its_name_and_another_is_told(run: Run, tmp_path: Path) -> None:
    arts, others = tmp_path / "x" / "arts", tmp_path / "y" / "arts"
    for path in (arts, others):
        path.mkdir(parents=True)
        (path / "a.txt").write_text(TEXT, encoding="utf-8")
    run("outcomes")
    older = Source("folder-arts", f"file://{arts}", name="arts", kind=SourceKind.FOLDER)
    wiring.ledger(wiring.settings()).register_sources([older], now=wiring.now())
    assert "folder-arts" not in run("ingest", "--folder", arts)[2]
    assert f"folder-arts in this ledger is {arts}; this folder is a source of its own: folder-arts-" in run("ingest", "--folder", others)[2]
    sources = [json.loads(line)["source"] for line in run("outcomes", "--format", "jsonl")[1].splitlines()]
    assert sources[0] == "folder-arts"
    assert sources[1].startswith("folder-arts-")


@pytest.mark.parametrize("wrong", ["Mine", "a b", ""])
def test_a_stated_id_is_an_id(run: Run, folder: Path, wrong: str) -> None:
    code, _, err = run("ingest", "--folder", folder, "--id", wrong or "-")
    assert (code, len(err.splitlines())) == (2, 1)
    assert "--id" in err


# ---- killed between index and incidents -----------------------------------------------------------------------------------


def told_events() -> tuple[set[str], set[str]]:
    """The events that are stored, and those that incidents tell."""
    index = wiring.index(wiring.settings())
    return {hit.id for hit in index.scan("events")}, {name for hit in index.scan("incidents") for name in hit.body["event_ids"]}


def read(folder: Path) -> tuple[str | Path, ...]:
    return "ingest", "--folder", folder, "--published", "2016-10-15"


@pytest.fixture
def stopped(run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An ingest that wrote its article and was stopped before the article's day was joined."""
    with monkeypatch.context() as patch:
        patch.setattr(joining, "join_incidents", _interrupted)
        assert run(*read(folder))[0] == 130
    events, told = told_events()
    assert events
    assert not told


def _interrupted(*_: object, **__: object) -> None:
    raise KeyboardInterrupt


@pytest.mark.parametrize("command", [None, ("incidents", "rebuild"), ("retag", "--rules-not-current")])
def test_days_that_a_stopped_run_left_unjoined_are_joined_by_whoever_joins_next(
    run: Run, folder: Path, stopped: None, command: tuple[str, ...] | None
) -> None:
    code, _, err = run(*(command or read(folder)))
    assert (code, "incidents, " in err) == (0, True), err
    events, told = told_events()
    assert told
    assert told <= events
    assert "incidents, " not in run(*read(folder))[2]  # Nothing is left to join.


def test_days_are_joined_although_the_index_went_away_after_a_batch(run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "second.txt").write_text(TEXT.replace("Aleppo", "Homs"), encoding="utf-8")
    monkeypatch.setattr("dateline.pipeline.processing.BATCH", 1)
    write, batches = SqliteIndex.write, list[object]()

    def once(self: SqliteIndex, bundles: Sequence[Bundle]) -> list[Written]:
        batches.append(bundles)
        if len(batches) == 2:
            raise IndexRefused("away")
        return write(self, bundles)

    with monkeypatch.context() as patch:
        patch.setattr(SqliteIndex, "write", once)
        assert run(*read(folder))[0] == 1
    assert not told_events()[1]
    assert "incidents, " in run(*read(folder))[2]
    assert told_events()[1]


def test_a_day_that_is_marked_again_while_it_is_joined_stays_marked(run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    join, day = joining._join, datetime(2016, 10, 15, tzinfo=UTC)

    def meanwhile(config: Settings, days: Collection[date]) -> str | None:
        joined = join(config, days)
        joining.mark_unjoined(config, [day])  # Another process is about to write an article of that day.
        return joined

    with monkeypatch.context() as patch:
        patch.setattr(joining, "_join", meanwhile)
        run(*read(folder))
    assert "incidents, " in run(*read(folder))[2]
    assert "incidents, " not in run(*read(folder))[2]
