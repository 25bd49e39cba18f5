"""Homes and folders with blanks, umlauts and what means something in a URL: everything lands where it was asked for."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from dateline.settings import load, local_path, local_url
from tests.cli.conftest import TEXT, Run

OLD = os.fsdecode("Grüße".encode("latin-1"))  # From a disk whose names are not UTF-8.
NAMES = ["with space", "ü", "a#b", "what?", "100%", "50%41", "a;b&c='d'", "x::y", "[a]*", "sqlite:", "a\\b", OLD]


@pytest.mark.parametrize("name", NAMES)
def test_a_path_is_read_back_from_its_address(tmp_path: Path, name: str) -> None:
    path = tmp_path / name / "ledger.db"
    assert (local_path(local_url("sqlite:///", path)), local_path(local_url("file://", path))) == (path, path)
    config = load({"DATELINE_HOME": str(tmp_path / name)})
    assert local_path(config.archive_url) == tmp_path / name / "archive"
    path.parent.mkdir()
    path.touch()
    assert local_path(f"sqlite:///{path}") == path  # Written by hand, as it stands.


@pytest.mark.parametrize("name", ["with space/ü", "a#b?c", "50%41 100%", "[x]*", OLD])
def test_a_home_of_any_name_holds_everything(run: Run, tmp_path: Path, name: str) -> None:
    home, articles = tmp_path / "homes" / name, tmp_path / "articles" / name
    articles.mkdir(parents=True)
    (articles / "raid 100% #1?.txt").write_text(TEXT, encoding="utf-8")
    for given in ((), ("--id", "mine")):
        assert run("ingest", "--folder", articles, "--published", "2016-10-15", *given, DATELINE_HOME=str(home))[0] == 0
    (first, second) = map(json.loads, run("outcomes", "--format", "jsonl")[1].splitlines())
    assert {first["outcome"], second["outcome"]} == {"indexed"}
    code, out, _ = run("doctor")
    assert code == 0, out
    assert run("ledger", "check")[0] == run("index", "check")[0] == 0
    kept = [path.relative_to(home).parts[0] for path in (tmp_path / "homes").rglob("*") if path.is_file()]
    assert {"ledger.db", "index.db", "archive"} <= set(kept)
    assert [path.name for path in (tmp_path / "homes").iterdir()] == [Path(name).parts[0]]
