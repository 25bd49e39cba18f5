"""Commands where the locale knows no UTF-8: what goes on to another program is UTF-8 all the same, and no terminal stops a command."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import Run

ROOT = Path(__file__).parents[2]
TEXT = (
    "Warplanes bombed the Café Süd in Aleppo on Friday, the rebels’ spokesman Łukasz Çelik said.\n\n"
    "At least 12 people were killed in the raid. The army denied that it had attacked civilians.\n\n"
    "The United Nations called for a ceasefire of 48 hours so that the wounded could leave the besieged part of the city.\n"
)
HEADLINE = "قصف Aleppo – “Café” hit"
SIDECAR = f"title: '{HEADLINE}'\nurl: https://wire.example/raid\noutlet: Zürcher Wire\n"
# Several commands in one process, a line of `=` after each.
DRIVER = """
import sys
from dateline.cli import main
for command in sys.argv[1].split(";"):
    sys.argv = ["dateline", *command.split()]
    try:
        main()
    except SystemExit as ended:
        assert not ended.code, (command, ended.code)
    print("=" * 40, flush=True)
"""
COMMANDS = (
    "search --format jsonl;search --format csv;search --events --format geojson;search --format table;timeline;timeline --events;"
    "report --out -;outcomes --format jsonl"
)
NARROW = {
    "C": {"LC_ALL": "C"},
    "C, taken at its word": {"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"},
    "ascii": {"PYTHONIOENCODING": "ascii"},
    "Latin-1": {"PYTHONIOENCODING": "latin-1"},
}
# From a folder with other letters Python itself does not start in an ASCII locale.
LOCALES = [
    pytest.param(
        name, marks=pytest.mark.skipif(name.startswith("C") and not sys.prefix.isascii(), reason="Python does not start from here")
    )
    for name in NARROW
]


@pytest.fixture
def home(run: Run, tmp_path: Path) -> Path:
    """A home with an article in it that no narrow encoding holds."""
    folder = tmp_path / "articles"
    folder.mkdir()
    (folder / "raid.txt").write_text(TEXT, encoding="utf-8")
    (folder / "raid.yml").write_text(SIDECAR, encoding="utf-8")
    assert run("ingest", "--folder", folder, "--published", "2016-10-15")[0] == 0
    return tmp_path / "home"


def environment(home: Path, narrow: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("LC_", "LANG", "PYTHON", "DATELINE_"))}
    return {**kept, **NARROW[narrow], "DATELINE_HOME": str(home), "DATELINE_WORKERS": "1"}


@pytest.mark.parametrize("narrow", LOCALES)
def test_what_goes_on_to_another_program_is_utf_8(home: Path, narrow: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", DRIVER, COMMANDS], env=environment(home, narrow), cwd=ROOT, capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr[-2000:]
    told = done.stdout.decode("utf-8").split("=" * 40 + "\n")
    lines, table, features, aligned, timeline, events, page, outcomes, rest = told
    assert json.loads(lines)["title"] == HEADLINE
    assert next(csv.DictReader(io.StringIO(table.removeprefix("\ufeff"))))["title"] == HEADLINE
    assert any("Café Süd" in feature["properties"]["evidence"] for feature in json.loads(features)["features"])
    assert HEADLINE in aligned
    assert "Zürcher Wire" in timeline
    assert "rebels’ spokesman" in events
    assert HEADLINE in page
    assert json.loads(outcomes)["outcome"] == "indexed"
    assert rest == ""


@pytest.mark.parametrize("narrow", ["ascii", "Latin-1"])
def test_a_terminal_that_lacks_a_sign_loses_that_sign_alone(home: Path, narrow: str) -> None:
    ours, theirs = os.openpty()
    done = subprocess.run(
        [sys.executable, "-c", DRIVER, "search;timeline"],
        env=environment(home, narrow),
        cwd=ROOT,
        stdout=theirs,
        stderr=theirs,
        check=False,
    )
    os.close(theirs)
    said = os.read(ours, 100_000).decode("utf-8" if narrow == "ascii" else "latin-1")
    os.close(ours)
    assert done.returncode == 0, said
    assert "\\u0642\\u0635\\u0641 Aleppo" in said
    assert "Warplanes bombed" in said
    assert "Traceback" not in said


def piped(narrow: str, given: bytes, *command: str, home: Path) -> subprocess.CompletedProcess[bytes]:
    ours = [sys.executable, "-c", "from dateline.cli import main; main()", *command]
    return subprocess.run(ours, env=environment(home, narrow), cwd=ROOT, input=given, capture_output=True, check=False)


@pytest.mark.parametrize("narrow", LOCALES)
def test_two_commands_in_a_pipe_understand_each_other(tmp_path: Path, narrow: str) -> None:
    item = {"id": "مقال-1", "title": HEADLINE, "text": TEXT, "published": "2016-10-15"}
    tagged = piped(narrow, json.dumps(item, ensure_ascii=False).encode(), "tag", "--jsonl", home=tmp_path)
    assert tagged.returncode == 0, tagged.stderr[-2000:]
    line = json.loads(tagged.stdout)
    assert (line["id"], line["title"], line["text"]) == (item["id"], HEADLINE, TEXT)
    grouped = piped(narrow, tagged.stdout, "incidents", "group", "--jsonl", home=tmp_path)
    assert grouped.returncode == 0, grouped.stderr[-2000:]
    assert json.loads(grouped.stdout)["id"] == item["id"]


@pytest.mark.parametrize("narrow", LOCALES)
def test_a_byte_of_no_utf_8_is_named_in_one_line(tmp_path: Path, narrow: str) -> None:
    given = '{"id": "é", "text": "Shells fell."}\n'.encode() + b'{"id": "\xe9"}\n'
    for command in (("tag", "--jsonl"), ("incidents", "group", "--jsonl")):
        done = piped(narrow, given.splitlines(keepends=True)[1], *command, home=tmp_path)
        said = f"dateline: {' '.join(command[:-1])}: stdin line 1: byte 9 is not UTF-8; write it as UTF-8, for example with iconv\n"
        assert (done.returncode, done.stdout, done.stderr.decode()) == (2, b"", said)
    later = piped(narrow, given, "tag", "--jsonl", home=tmp_path)
    assert later.returncode == 2
    assert b"tag: stdin line 2: byte 9 is not UTF-8" in later.stderr
