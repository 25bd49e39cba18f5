"""What wiring says of an installation."""

from __future__ import annotations

import importlib
from pathlib import Path

import pytest

from dateline import wiring
from dateline.settings import load

ROOT = Path(__file__).resolve().parents[1]


def test_the_home_that_make_run_fills_is_the_sample(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(ROOT / "tools"))
    assert wiring.is_sample(load({"DATELINE_HOME": str(importlib.import_module("run_sample").HOME)}))


def test_another_folder_of_that_name_is_not(tmp_path: Path) -> None:
    assert not wiring.is_sample(load({"DATELINE_HOME": str(tmp_path / "sample")}))
