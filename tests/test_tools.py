"""The Makefile's dangerous target, and what tools say when something fails."""

from __future__ import annotations

import importlib.util
import shutil
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[1]


@pytest.mark.parametrize(("answer", "left"), [("n\n", True), ("", True), ("yes\n", True), ("y\n", False)])
def test_purge_asks_before_it_deletes_anything(tmp_path: Path, answer: str, left: bool) -> None:
    shutil.copy(ROOT / "Makefile", tmp_path)
    for name in ("var", ".venv"):
        (tmp_path / name).mkdir()
    done = subprocess.run(["make", "--no-print-directory", "purge"], cwd=tmp_path, input=answer, capture_output=True, text=True, check=True)
    assert [(tmp_path / name).exists() for name in ("var", ".venv")] == [left, left]
    assert done.stdout == ("nothing was deleted\n" if left else "environment, caches and var/ are gone\n")


@pytest.fixture
def airflow_local(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """`tools/airflow_local.py` as a module."""
    monkeypatch.syspath_prepend(str(ROOT / "tools"))
    spec = importlib.util.spec_from_file_location("airflow_local", ROOT / "tools" / "airflow_local.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_a_set_up_that_fails_names_its_log(airflow_local: ModuleType, tmp_path: Path) -> None:
    log = tmp_path / "setup.log"
    airflow_local.set_up([sys.executable, "-c", "print('fine')"], log)
    with pytest.raises(SystemExit) as ended:
        airflow_local.set_up([sys.executable, "-c", "raise SystemExit('no such table')"], log)
    assert str(ended.value.code).endswith(f"failed; what it said is in {log}")
    assert log.read_text(encoding="utf-8") == "fine\nno such table\n"


def test_an_api_server_that_never_answers_is_said(
    airflow_local: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(airflow_local, "wait_until_healthy", lambda port: False)
    airflow_local._start_rest("airflow", 8080, tmp_path / "setup.log")
    (line,) = capsys.readouterr().out.splitlines()
    assert line.startswith("dateline: the api-server did not answer within 120 s; ")
    assert line.endswith(str(tmp_path / "setup.log"))
