"""Labelled news: the split, the log of first sight, the card, and our counts beside the set's own scorer."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from benchmarks.first_sight import Refused, print_pooled, read_log, score_once
from benchmarks.gold_news import SCORER, annotated
from benchmarks.gold_status import Case, answers, status_of, voice_of
from benchmarks.news import counted, intervals, pooled, read_items
from training.card import DIFFERENT, differing, measured, write
from training.split import is_article, is_development

from dateline.labels.figures import figures

ROOT = Path(__file__).resolve().parents[2]
OWN = ROOT / "seeds" / "labels" / "items.jsonl"
TINY = ROOT / "tests" / "data" / "reader-tiny"


def as_labelled(items: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Lines of a tagger that finds every other event."""
    return [
        {
            "id": item["id"],
            "rules": "test",
            "events": [
                {
                    "type": event["type"],
                    "status": "happened",
                    "confidence": 0.9,
                    "scope": "political",
                    "actors": [{"text": item["text"][a:b]} for a, b in event["actors"]],
                    "evidence": [{"trigger": event["trigger"]}],
                }
                for event in item["events"][::2]
            ],
        }
        for item in items
    ]


def tagger(gold: Path) -> Any:
    lines = {line["id"]: line for line in as_labelled(read_items(gold))}
    return lambda given: [lines[one["id"]] for one in given]


@pytest.mark.parametrize(
    ("item", "kept"),
    [
        ({"id": "ta-1", "published": "2022-08-31T10:00:00Z", "source": "a"}, True),
        ({"id": "ta-1", "published": "2022-07-31T10:00:00Z", "source": "a"}, False),
        ({"id": "fa-1", "published": "2023-04-20T00:00:00Z", "source": "http://www.aljazeera.com/x"}, True),
        ({"id": "fa-1", "published": "2023-04-19T23:00:00Z", "source": "http://www.aljazeera.com/x"}, False),
        ({"id": "ar-1", "published": None}, True),
        ({"id": "pr-1"}, True),
        ({"id": "own-0001", "published": "2023-08-17T12:00:00Z"}, False),
    ],
)
def test_the_split_is_by_source_and_month(item: dict[str, Any], kept: bool) -> None:
    assert is_development(item) is kept


def test_articles_are_told_from_headlines_with_their_summary() -> None:
    assert [is_article({"id": i, "text": "word " * n}) for i, n in (("x", 151), ("x", 20), ("aa-1", 20))] == [True, False, True]


def test_a_batch_is_scored_once_and_logged_in_numbers_only(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    log = tmp_path / "log.jsonl"
    line = score_once(OWN, name="first", seed=5, date="2026-11-25", tag=tagger(OWN), log=log)
    (kept,) = read_log(log)
    assert kept == json.loads(json.dumps(line))
    assert len(kept["counts"]) == kept["items"] == len(read_items(OWN))
    assert all(isinstance(number, int) for one in kept["counts"] for number in one.values())
    assert kept["figures"] == figures(pooled(kept["counts"]))
    print_pooled(log)
    assert "first: " in capsys.readouterr().out
    with pytest.raises(Refused, match="first was scored before"):
        score_once(OWN, name="first", seed=6, date="2026-11-26", tag=tagger(OWN), log=log)


@pytest.mark.parametrize(("content", "named"), [("", "no item"), ("{", "Expecting"), ('{"id": "a", "text": "b"}', "item 1 .a.: needs")])
def test_a_file_that_is_no_batch_is_refused_in_one_line(tmp_path: Path, content: str, named: str) -> None:
    gold = tmp_path / "gold.jsonl"
    gold.write_text(content)
    with pytest.raises(Refused, match=named):
        score_once(gold, name="x", seed=1, date="2026-11-25", tag=lambda _: [], log=tmp_path / "log.jsonl")
    assert not (tmp_path / "log.jsonl").exists()


def test_intervals_hold_the_figure() -> None:
    items = read_items(OWN)
    counts = counted(items, as_labelled(items))
    bounds = intervals(counts, samples=200)
    for name, value in figures(pooled(counts)).items():
        assert bounds[name][0] <= value <= bounds[name][1], name


def test_the_card_says_what_the_artefact_reaches(tmp_path: Path) -> None:
    folder = shutil.copytree(TINY, tmp_path / "reader")
    items = read_items(OWN)[:4]
    said = write(folder, items)
    assert json.loads((folder / "reader.json").read_text())["card"]["figures"] == said
    assert differing(said, measured(folder, items)) == (0.0, [])
    most, lines = differing(said | {"items": 9}, measured(folder, items))
    assert most > DIFFERENT
    assert lines == ["items is 4, and the card says 9"]
    assert differing({}, {"f1": 0.5})[0] == 1.0


def test_a_marked_sentence_is_scored_by_the_event_at_its_trigger() -> None:
    case = Case("[raid]", "A raid", "happened", (2, 6), None, scored_only=False)
    event = {"status": "denied", "attribution": {"source": "he", "kind": "denial"}, "evidence": [{"trigger": [2, 6]}]}

    def tag(found: list[dict[str, Any]]) -> Any:
        def lines(given: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
            return [{"events": found} for _ in given]

        return lines

    (hit,), (miss,) = answers([case], tag([event])), answers([case], tag([event | {"evidence": [{"trigger": [0, 1]}]}]))
    assert (status_of(hit), voice_of(hit)) == ("denied", ("he", "denial"))
    assert (status_of(miss), voice_of(miss)) == ("missed", None)


@pytest.mark.shared
def test_our_counts_give_the_figures_of_the_sets_own_scorer() -> None:
    scorer = Path(os.environ.get("SHARED") or ROOT.parent / "shared") / SCORER
    if not scorer.is_file():
        pytest.skip("the shared data sets are not beside the checkout; set SHARED")
    items = read_items(OWN)
    lines = as_labelled(items)
    theirs, ours = annotated(scorer, items, lines), figures(pooled(counted(items, lines)))
    compared = {name: value for name, value in theirs.items() if name in ours and name != "calibration_error"}
    assert len(compared) > 10
    assert {name: ours[name] for name in compared} == pytest.approx(compared, abs=0.006)
