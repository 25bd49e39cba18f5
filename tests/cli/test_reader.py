"""`dateline reader`: shown, scored beside another, compared over articles; bad labels are refused in one line."""

from __future__ import annotations

from pathlib import Path

import pytest

from dateline.tagging.reader.artefact import FORMAT
from tests.cli.conftest import Run

TINY = Path(__file__).resolve().parents[1] / "data" / "reader-tiny"
LABELS = '{"id": "a", "text": "Gunmen shelled a port.", "events": [{"trigger": [7, 14], "type": "ASSAULT", "status": "happened"}]}\n'


def test_the_reader_in_use_is_shown(run: Run) -> None:
    code, out, _ = run("reader", "show", DATELINE_READER=str(TINY))
    assert code == 0
    assert "name      reader-tiny" in out
    assert f"format    {FORMAT}" in out


def test_two_readers_are_scored_side_by_side(run: Run, tmp_path: Path) -> None:
    gold = tmp_path / "gold.jsonl"
    gold.write_text(LABELS)
    code, out, err = run("reader", "compare", gold, "--with", TINY, DATELINE_READER=str(TINY))
    assert (code, err.splitlines()[-1]) == (0, "1 items")
    assert out.splitlines()[0].split() == ["FIGURE", "READER", "OTHER", "DIFFERENCE"]
    assert [line.split()[-1] for line in out.splitlines() if line.startswith("recall")] == ["+0.000"]


@pytest.mark.parametrize(
    ("line", "named"),
    [
        ("{", "not JSON"),
        ("[" * 200_000, "not JSON that can be read"),
        ('{"id": "a"}', "needs `id`"),
        (LABELS.replace("[7, 14]", "[7, 99]"), "no span"),
    ],
    ids=["cut", "deep", "bare", "span"],
)
def test_labels_that_cannot_be_used_are_refused_with_file_and_line(run: Run, tmp_path: Path, line: str, named: str) -> None:
    gold = tmp_path / "gold.jsonl"
    gold.write_text(line)
    code, out, err = run("reader", "compare", gold, DATELINE_READER=str(TINY))
    assert (code, out, len(err.splitlines())) == (2, "", 1)
    assert f"{gold}:1: " in err
    assert named in err


def test_the_same_reader_changes_nothing(run: Run, folder: Path) -> None:
    code, out, err = run("reader", "diff", TINY, "--on", folder, DATELINE_READER=str(TINY))
    assert (code, out) == (0, "")
    assert err.splitlines()[-1] == "0 gained, 0 lost, 0 changed, 0 dated anew, over 1 article"
