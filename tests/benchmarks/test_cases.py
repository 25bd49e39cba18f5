"""The judges of the hard cases: every kind has one, and each tells right from wrong on answers of our own."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
from benchmarks.cases import JUDGES, cases

EVENT: dict[str, Any] = {
    "type": "ASSAULT", "mode": None, "status": "happened", "scope": "political", "position": "lead", "actors": [], "targets": [],
    "place": None, "time": None, "casualties": [], "attribution": None, "evidence": [{"trigger": [0, 3]}],
}  # fmt: skip


def answer(*events: dict[str, Any]) -> dict[str, Any]:
    return {"mentions": [], "events": [EVENT | event for event in events]}


def toll(kind: str, least: int | None, most: int | None) -> dict[str, Any]:
    return {"casualties": [{"kind": kind, "min": least, "max": most, "attribution": None}]}


@pytest.mark.parametrize(
    ("kind", "right", "good", "bad"),
    [
        ("numeric dates in text", "2020-05-04", {"time": {"start": "2020-05-03T21:00:00+00:00"}}, {"time": {"start": "2020-05-05"}}),
        ("accidents", "none", {"type": "AID", "scope": "ordinary"}, {}),
        ("figures of speech", "no ASSAULT", {"status": "denied"}, {}),
        ("state abbreviations", "US", {"place": {"country": "US", "name": "x"}}, {"place": {"country": "SY", "name": "x"}}),
        ("the coarser place wins", "Gao", {"place": {"country": "ML", "name": "Gao"}}, {"place": {"country": "ML", "name": "Mali"}}),
        ("numbers", "1000", toll("killed", 1000, 1000), toll("killed", 1, 1)),
        ("hedge", "killed [null, 100]", toll("killed", None, 100), toll("killed", 100, 100)),
        ("negated toll", "happened, killed 0", toll("killed", 0, 0), {"status": "denied"}),
        ("adjective", "no place", {}, {"place": {"country": "US", "name": "United States"}}),
        ("homonym", "ASSAULT aerial", {"mode": "aerial"}, {"type": "PROTEST"}),
    ],
)
def test_a_judge_tells_right_from_wrong(kind: str, right: str, good: dict[str, Any], bad: dict[str, Any]) -> None:
    case = {"kind": kind, "right": right, "text": "An input."}
    assert JUDGES[kind](case, answer(good))
    assert not JUDGES[kind](case, answer(bad))


def test_only_cases_of_the_tagger_are_taken_and_every_shared_kind_has_a_judge(tmp_path: Path) -> None:
    file = tmp_path / "cases.jsonl"
    rows = [{"area": area, "kind": "numbers", "input": "x", "published": "2020-01-01", "right": "1"} for area in ("feeds", "tolls")]
    file.write_text("".join(json.dumps(row) + "\n" for row in rows))
    assert [case["id"] for case in cases(file)] == ["2"]
    shared = Path(os.environ.get("SHARED") or Path(__file__).resolve().parents[3] / "shared") / "cases"
    found = [case for one in sorted(shared.glob("*.jsonl")) for case in cases(one)]
    assert {case["kind"] for case in found} <= set(JUDGES)
