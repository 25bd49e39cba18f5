"""The gate ranks sentences by their words; the calibration gives shares."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from dateline.tagging.reader.calibration import Calibration
from dateline.tagging.reader.decode import Act
from dateline.tagging.reader.gate import BUCKETS, SHORT, Gate, hashed

ACT = Act(0, 4, 0.9, "ASSAULT", 0.9, "COERCE", "happened", 0.9, 0.95, None, None, 0.0, 0.0, 0.0)


def test_the_gate_adds_up_words_and_pairs_once() -> None:
    weights = np.zeros(BUCKETS + 1, np.float32)
    weights[hashed("shelled")[0]] = 2.0
    weights[BUCKETS] = -1.0
    gate = Gate(weights, share=0.4, sentence=0.5)
    assert gate.chance("Shelled, shelled!") == pytest.approx(1 / (1 + np.exp(-1)))  # 2 - 1, once.
    quiet, act = "a quiet day. " * SHORT, "rebels shelled it"
    text = quiet + act
    calm, loud = (0, len(quiet)), (len(quiet), len(text))
    assert gate.look(text, [calm, loud]) == (True, [False, True])
    assert gate.look(text, [calm]) == (False, [False])
    assert gate.look(text, [calm] * 9 + [loud]) == (False, [False] * 9 + [True])  # One of ten is too little.
    assert gate.look("a quiet day", [(0, 11)]) == (True, [True])  # A short text is read whatever it says.
    assert gate.look(text, []) == (False, [])
    assert len(hashed("a b a b")) == 4  # a, b, "a b", "b a"


def test_confidence_rises_with_each_answer_and_keeps_two_digits() -> None:
    calibration = Calibration((-1.0, -0.5, 0.5, 0.5, 0.5))
    sure = calibration.confidence(ACT, "")
    assert sure == round(sure, 2)
    for change in ({"chance": 0.5}, {"type_chance": 0.5}, {"happened": 0.5}):
        assert calibration.confidence(replace(ACT, **change), "") < sure
    assert calibration.confidence(replace(ACT, happened=0.05), "") == sure  # As sure that it is not real.
    assert calibration.confidence(ACT, "word " * 200) > sure  # A long text has a bias of its own.
    assert 0 <= calibration.confidence(replace(ACT, chance=0.0), "") < calibration.confidence(replace(ACT, chance=1.0), "") <= 1
