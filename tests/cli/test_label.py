"""`dateline label`: a labeller types into it, stops, goes on; the result is what training and the codebook's checker read."""

from __future__ import annotations

import io
import json
import os
import pty
import select
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from training.dataset import read_labels

from tests.cli.conftest import Run

CALM = "Nobody in the markets had seen anything of it, and the shops were open until the evening. " * 3
ACT = "shelled ; ASSAULT happened artillery ; a=Gunmen ; p=Azaz ; w=Friday ; toll=killed 2 ; by=governor ; k=report ; cc=SY"


@pytest.fixture
def home(run: Run, tmp_path: Path) -> Path:
    """A home with two articles."""
    folder = tmp_path / "articles"
    folder.mkdir()
    for place in ("Azaz", "Marea"):
        text = f"Port of {place} shelled\n\nGunmen shelled the port of {place} on Friday, killing two drivers, the governor said. {CALM}\n"
        (folder / f"{place}.txt").write_text(text, encoding="utf-8")
    run("ingest", "--folder", folder, "--published", "2016-10-15")
    return tmp_path / "home"


def typed(run: Run, monkeypatch: pytest.MonkeyPatch, words: str, *options: str | Path) -> tuple[int, str, str]:
    monkeypatch.setattr(sys, "stdin", io.StringIO(words))
    return run("label", *options)


def rows(home: Path, name: str = "labels") -> list[dict[str, Any]]:
    return [json.loads(line) for line in (home / "labels" / f"{name}.jsonl").read_text().splitlines()]


def test_wrong_lines_are_refused_at_once_and_the_right_ones_kept(run: Run, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    wrong = ["", "shelled", "shelled ; WAR happened", "sank ; ASSAULT happened", "none war"]
    lines = [*wrong, ACT.replace("Azaz", "Marea"), "none sport", "show", "", "quit"]
    code, out, err = typed(run, monkeypatch, "\n".join(lines), "Marea")
    assert code == 0
    assert out.count("  ! ") == 6
    assert "type and status are missing" in out
    assert "the trigger does not stand there" in out
    assert "1 labelled now, 1 in all" in err
    (row,) = rows(home)
    assert (row["t"], row["a"], row["toll"]) == ("shelled", ["Gunmen"], [["killed", 2, 2]])
    (item,) = read_labels([home / "labels" / "gold.jsonl"])
    assert item["text"].startswith("Port of Marea shelled")
    assert item["events"][0]["actors"]


def test_an_answer_that_is_no_utf_8_ends_in_one_line_and_what_is_done_is_kept(
    run: Run, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        sys, "stdin", io.TextIOWrapper(io.BytesIO(b"none other\nshelled ; ASSAULT happened ; p=Caf\xe9\n"), encoding="latin-1")
    )
    code, _, err = run("label")
    (row,) = rows(home)
    assert (code, row["none"]) == (2, "other")
    assert err.splitlines()[-1].startswith("dateline: label: answer 1 of ")
    assert "byte 35 is not UTF-8" in err


def test_it_is_blind_unless_asked_otherwise(run: Run, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _, out, _ = typed(run, monkeypatch, "quit\n")
    assert "reader:" not in out
    _, out, _ = typed(run, monkeypatch, "none other\nquit\n", "--shown")
    assert "reader: ASSAULT happened" in out
    assert [item["blind"] for item in rows(home, "items")] == [False]


def test_it_goes_on_where_it_was_left_and_what_was_begun_is_asked_again(run: Run, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    typed(run, monkeypatch, "none other\nshelled ; ASSAULT happened\n")  # The input ends within the second article.
    assert [row.get("none") for row in rows(home)] == ["other"]
    _, _, err = typed(run, monkeypatch, "shelled ; ASSAULT happened\nundo\nnone politics\n")
    assert "2 of 2 articles, 1 of them labelled" in err
    assert sorted(row["none"] for row in rows(home)) == ["other", "politics"]
    _, out, err = typed(run, monkeypatch, "")
    assert (out, "0 labelled now, 2 in all" in err) == ("", True)


def test_those_in_doubt_and_those_of_the_last_days(run: Run, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "2 of 2 articles" in typed(run, monkeypatch, "", "--uncertain")[2]
    assert "0 of 0 articles" in typed(run, monkeypatch, "", "--days", "3")[2]
    code, _, err = typed(run, monkeypatch, "", "--days", "3", "--since", "2016-10-01")
    assert (code, err) == (2, "dateline: label: either --days or --since and --until\n")


def test_labels_of_another_text_are_refused_before_anything_is_asked(run: Run, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    typed(run, monkeypatch, f"{ACT}\n\nquit\n", "--place", "Azaz")
    file = home / "labels" / "items.jsonl"
    file.write_text(file.read_text().replace("Gunmen", "Raiders"))
    code, out, err = typed(run, monkeypatch, "quit\n")
    assert (code, out, len(err.splitlines())) == (2, "", 1)
    assert f"{home / 'labels' / 'labels.jsonl'}:1: " in err
    assert "'Gunmen' does not stand there" in err


def test_a_folder_that_cannot_be_made_is_said_before_anything_is_asked(run: Run, home: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    code, out, err = run("label", "Azaz", "--into", tmp_path / "file" / "labels")
    assert (code, out) == (2, "")
    assert "labels cannot be kept there: Not a directory" in err


def test_an_editor_is_shown_the_faults_until_there_are_none(run: Run, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    editor = tmp_path / "editor.py"
    editor.write_text(
        "#!/usr/bin/env python3\n"  # A path with a blank may not stand there.
        "import sys; from pathlib import Path; page = Path(sys.argv[1]); text = page.read_text()\n"
        "page.write_text(text.replace('sank', 'shelled') if '# !' in text else text + 'sank ; ASSAULT happened\\n')\n"
    )
    editor.chmod(0o755)
    monkeypatch.setenv("EDITOR", str(editor))
    monkeypatch.delenv("VISUAL", raising=False)
    code, _, err = run("label", "--editor", "--place", "Azaz")
    assert (code, "1 labelled now" in err) == (0, True), err
    assert [row["t"] for row in rows(home)] == ["shelled"]


def test_at_a_real_terminal(home: Path) -> None:
    """What a person sees and types, through a pseudo-terminal."""
    ours, theirs = pty.openpty()
    command = [sys.executable, "-c", "from dateline.cli import main; main()", "label", "--place", "Azaz"]
    process = subprocess.Popen(command, stdin=theirs, stdout=theirs, stderr=theirs, env={**os.environ, "DATELINE_HOME": str(home)})
    os.close(theirs)
    try:
        seen = _until(ours, "1> ")
        assert "Gunmen shelled the port of Azaz" in seen
        os.write(ours, f"{ACT}\n".encode())
        _until(ours, "2> ")
        os.write(ours, b"\n")
        assert "1 labelled now" in _until(ours, "in all")
        assert process.wait(timeout=60) == 0
    finally:
        process.kill()
        process.wait()
        os.close(ours)
    assert [row["t"] for row in rows(home)] == ["shelled"]


def _until(terminal: int, words: str) -> str:
    seen, end = "", time.monotonic() + 60
    while words not in seen and time.monotonic() < end:
        if select.select([terminal], [], [], 1)[0]:
            seen += os.read(terminal, 4096).decode(errors="replace")
    assert words in seen
    return seen
