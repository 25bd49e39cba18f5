"""The scorer counts as the shared one does, and the shared narratives stay above their floors."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
import yaml
from benchmarks.gold_times import score, tag_times

ROOT = Path(__file__).resolve().parents[3]
SHARED = Path(os.environ.get("SHARED") or ROOT.parent / "shared")


def test_own_examples_are_all_right_and_narratives_are_named_when_not_measured(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert score(tmp_path, tag_times) == {"times.own_value_f1": 1.0}
    assert "narratives not measured" in capsys.readouterr().out


@pytest.mark.shared
@pytest.mark.skipif(not (SHARED / "gold").is_dir(), reason="the shared data sets are not here (set SHARED)")
def test_narratives_stay_above_their_floors() -> None:
    floors = yaml.safe_load((ROOT / "benchmarks" / "floors.yml").read_text())
    figures = score(SHARED, tag_times)
    assert {name: figures[name] >= floor for name, floor in floors.items() if name.startswith("times.")} == dict.fromkeys(figures, True)
