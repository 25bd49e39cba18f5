"""The gate ranks sentences by their words; the calibration gives shares."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from dateline.tagging.reader.calibration import Calibration
from dateline.tagging.reader.decode import Act
from dateline.tagging.reader.gate import BUCKETS, Gate, hashed

ACT = Act(0, 4, 0.9, "ASSAULT", 0.9, "COERCE", "happened", 0.9, 0.95, None, None, 0.0, 0.0, 0.0)


def test_the_gate_adds_up_words_and_pairs_once() -> None:
    weights = np.zeros(BUCKETS + 1, np.float32)
    weights[hashed("shelled")[0]] = 2.0
    weights[BUCKETS] = -1.0
    gate = Gate(weights, article=0.5, sentence=-0.5)
    assert gate.score("Shelled, shelled!") == 1.0
    assert gate.look(["a quiet day", "rebels shelled it"]) == (True, [False, True])
    assert gate.look(["a quiet day"]) == (False, [False])
    assert gate.look([]) == (False, [])
    assert len(hashed("a b a b")) == 4  # a, b, "a b", "b a"


def test_confidence_rises_with_each_answer_and_keeps_two_digits() -> None:
    calibration = Calibration((-1.0, 0.5, 0.5, 0.5))
    sure = calibration.confidence(ACT)
    assert sure == round(sure, 2)
    for change in ({"chance": 0.5}, {"type_chance": 0.5}, {"happened": 0.5}):
        assert calibration.confidence(replace(ACT, **change)) < sure
    assert calibration.confidence(replace(ACT, happened=0.05)) == sure  # As sure that it is not real.
    assert 0 <= calibration.confidence(replace(ACT, chance=0.0)) < calibration.confidence(replace(ACT, chance=1.0)) <= 1
