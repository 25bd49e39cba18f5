"""Thresholds and calibration are found on examples where the right answer is known."""

from __future__ import annotations

import random
from dataclasses import replace
from typing import Any

import pytest
from training.calibrate import _steady, calibration_error, fit, least, pairs, role_thresholds, trigger_threshold

from dateline.tagging.reader.calibration import Calibration
from dateline.tagging.reader.decode import Act, Pointer
from dateline.tagging.reader.gate import BUCKETS, Gate
from training import gate

ACT = Act(0, 4, 0.9, "ASSAULT", 0.99, "COERCE", "happened", 0.9, 0.99, None, None, 0.0, 0.0, 0.0)


def event(start: int, **changes: Any) -> dict[str, Any]:
    return {"trigger": [start, start + 4], "type": "ASSAULT", "status": "happened", "ordinary": False} | changes


def at(start: int, **changes: Any) -> Act:
    return replace(ACT, start=start, end=start + 4, **changes)


def test_each_event_is_met_once_and_by_its_type_first() -> None:
    items = [{"id": "a", "text": "", "events": [event(0, type="COERCE"), event(2)]}]
    made = pairs(items, {"a": [at(1), at(0, chance=0.5), at(50)]})
    assert [(pair.event or {}).get("type") for pair in made] == ["ASSAULT", None, "COERCE"]
    assert [pair.right for pair in made] == [True, False, False]


def test_telling_an_unreal_act_as_real_is_not_right() -> None:
    (pair,) = pairs([{"id": "a", "text": "", "events": [event(0, status="planned")]}], {"a": [at(0)]})
    assert not pair.right


def test_the_threshold_parts_true_from_false_triggers() -> None:
    items = [{"id": str(n), "text": "", "events": [event(0)]} for n in range(20)]
    found = {str(n): [at(0, chance=0.62), at(90, chance=0.41)] for n in range(20)}
    assert 0.41 < trigger_threshold(items, found, beta=1.0) <= 0.62


def test_long_texts_have_a_bound_of_their_own() -> None:
    brief = [{"id": f"b{n}", "text": "short", "events": [event(0)]} for n in range(9)]
    long = [{"id": f"l{n}", "text": "word " * 200, "events": [event(0), event(90)]} for n in range(9)]
    found = {item["id"]: [at(0, chance=0.8), at(90, chance=0.35)] for item in (*brief, *long)}
    bounds = least([*brief, *long], found)
    assert 0.35 < bounds.brief <= 0.8
    assert bounds.long <= 0.35
    assert (bounds.of(ACT, "short"), bounds.of(ACT, "word " * 200)) == (bounds.brief, bounds.long)


def test_ordinary_acts_are_told_only_where_nearly_all_of_them_are_there() -> None:
    items = [{"id": str(n), "text": "", "events": [event(0), event(50, ordinary=True)]} for n in range(20)]
    found = {str(n): [at(0, chance=0.6), at(50, chance=0.92, ordinary=0.8), at(90, chance=0.83, ordinary=0.8)] for n in range(20)}
    bounds = least(items, found)
    assert 0.83 < bounds.ordinary <= 0.92
    assert bounds.tells(at(0, chance=0.7), "")
    assert not bounds.tells(at(0, chance=0.7, ordinary=1.0), "")
    assert bounds.tells(at(0, chance=0.7, ordinary=0.51), "")
    assert bounds.tells(at(0, chance=0.92, ordinary=1.0), "")


def test_role_thresholds_are_found_for_each_role() -> None:
    items = [{"id": "a", "text": "", "events": [event(0, actors=[[10, 14]])]}]
    act = replace(at(0), roles={"actor": (Pointer(10, 14, 0.33), Pointer(20, 24, 0.22))})
    assert 0.22 < role_thresholds(items, {"a": [act]})[0] <= 0.33


def test_the_fitted_confidence_is_the_share_that_is_right() -> None:
    chance = random.Random(5)
    made = []
    for n in range(3000):
        p = chance.choice([0.3, 0.6, 0.95])
        items = [{"id": str(n), "text": "", "events": [event(0)] if chance.random() < p else []}]
        made += pairs(items, {str(n): [at(0, chance=p)]})
    calibration = Calibration(fit(made))
    confidences = [calibration.confidence(pair.act, pair.text) for pair in made]
    assert calibration_error(confidences, [pair.right for pair in made]) < 0.03
    assert calibration.confidence(at(0, chance=0.95), "") == pytest.approx(0.95, abs=0.04)


def test_calibration_error_of_an_oracle_and_of_a_braggart() -> None:
    assert calibration_error([1.0, 0.0], [True, False]) == 0
    assert calibration_error([0.9] * 10, [True] * 5 + [False] * 5) == pytest.approx(0.4)


def test_the_gate_learns_words_and_lets_the_wanted_share_through() -> None:
    sentences = [f"rebels shelled the town {n}" for n in range(40)] + [f"the film opened to praise {n}" for n in range(40)]
    wanted = [1.0] * 40 + [0.0] * 40
    weights = gate.fit(list(zip(sentences, wanted, strict=True)))
    assert weights.shape == (BUCKETS + 1,)
    scores = [Gate(weights, share=0.0, sentence=0.0).chance(sentence) for sentence in sentences]
    least = gate.threshold(scores, [one > 0 for one in wanted], recall=0.95)
    passed = [score >= least for score in scores]
    assert sum(passed[:40]) >= 38
    assert sum(passed[40:]) == 0


def test_of_thresholds_that_are_as_good_as_the_best_the_middle_one_is_chosen() -> None:
    assert _steady({0.5: 0.6, 0.55: 0.595, 0.6: 0.595, 0.65: 0.3}) == 0.55
    assert _steady({0.2: 0.1, 0.9: 0.6}) == 0.9
