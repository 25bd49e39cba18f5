"""A damaged or lost ledger, and an archive with a file that was cut: seen, named with the repair, and put right under the same ids."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from dateline import wiring
from dateline.runs import steps
from tests.cli.conftest import TEXT, Run, call
from tests.manysites import ManySites

Lines = dict[str, dict[str, object]]


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home that has read twelve pages of the web and two files, with the files and the sources beside it."""
    folder = tmp_path_factory.mktemp("filled")
    articles = folder / "articles"
    articles.mkdir()
    for town in ("Aleppo", "Homs"):
        (articles / f"{town}.txt").write_text(TEXT.replace("Aleppo", town), encoding="utf-8")
    with ManySites(12) as sites, pytest.MonkeyPatch.context() as patch:
        sources = sites.write_sources(folder / "sources.json")
        own = {"DATELINE_HOME": folder / "home", "DATELINE_WORKERS": "1", "DATELINE_SOURCES": sources, **sites.environment}
        for name, value in own.items():
            patch.setenv(name, str(value))
        assert call(patch, "ingest", "--once") == 0
        assert call(patch, "ingest", "--folder", articles, "--published", "2016-10-15") == 0
    return folder


@pytest.fixture
def home(run: Run, filled: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of that home, for one test."""
    monkeypatch.setenv("DATELINE_SOURCES", str(filled / "sources.json"))
    return Path(shutil.copytree(filled / "home", tmp_path / "home"))


def outcomes(run: Run) -> Lines:
    code, out, err = run("outcomes", "--format", "jsonl")
    assert code == 0, err
    kept = ("outcome", "source", "article_id")
    return {line["url"]: {name: line[name] for name in kept} for line in map(json.loads, out.splitlines())}


def damage(ledger: Path) -> None:
    """Overwrite a part of the file, as a disk or a copy that was cut does."""
    with ledger.open("r+b") as file:
        file.seek(8192)
        file.write(b"\x5a" * 40_000)


def forget(home: Path) -> None:
    for file in home.glob("ledger.db*"):
        file.unlink()


def test_a_damaged_ledger_is_named_with_its_repair_and_never_used_on(run: Run, home: Path) -> None:
    ledger = home / "ledger.db"
    damage(ledger)
    before = ledger.read_bytes()
    for command in (("outcomes",), ("sources", "list"), ("ingest", "--once"), ("replay",), ("index", "check"), ("ledger", "backup")):
        code, out, err = run(*command)
        assert (code in (1, 2), out, len(err.splitlines())) == (True, "", 1), err
        assert err.startswith(f"dateline: ledger {ledger}: is damaged: ")
        assert "`dateline ledger repair`" in err
    code, out, _ = run("doctor")
    assert code == 1
    assert any(line.startswith("FAILED  ledger") and "`dateline ledger repair`" in line for line in out.splitlines())
    assert ledger.read_bytes() == before


@pytest.mark.parametrize("how", ["damaged", "lost"])
def test_a_ledger_is_made_again_from_archive_and_index_under_the_same_ids(run: Run, home: Path, filled: Path, how: str) -> None:
    before = outcomes(run)
    revisions = dict(wiring.ledger(wiring.settings()).revisions())
    damage(home / "ledger.db") if how == "damaged" else forget(home)
    code, _, err = run("ledger", "repair")
    assert (code, "14 entries from archive and index" in err) == (0, True), err
    assert bool(list(home.glob("ledger.db.damaged-*"))) == (how == "damaged")
    assert outcomes(run) == before
    assert dict(wiring.ledger(wiring.settings()).revisions()) == revisions
    assert run("index", "check")[0] == 0
    assert "0 new" in run("ingest", "--folder", filled / "articles", "--published", "2016-10-15")[2]
    assert run("replay", "--from-archive")[2].startswith("14 entries will be processed again")
    steps.process(wiring.settings())
    assert {line["outcome"] for line in outcomes(run).values()} == {"indexed"}
    assert run("index", "check")[0] == 0


def test_what_was_changed_after_the_ledger_was_lost_reaches_the_index_without_a_repair(run: Run, folder: Path, tmp_path: Path) -> None:
    read = ("ingest", "--folder", folder, "--published", "2016-10-15")
    assert run(*read)[0] == 0
    assert run("retag")[0] == 0  # The index is at revision 2.
    forget(tmp_path / "home")
    with (folder / "raid.txt").open("a", encoding="utf-8") as file:
        file.write("\nA convoy with medicine reached the hospital in Idlib on Saturday.\n")
    assert "1 indexed" in run(*read)[2]
    (hit,) = wiring.index(wiring.settings()).scan("articles")
    assert "medicine" in hit.body["text"]
    assert run("index", "check")[0] == 0
    assert "already settled" in run(*read)[2]


def test_a_lost_ledger_is_told_before_its_pages_are_fetched_again(run: Run, home: Path) -> None:
    forget(home)
    (told,) = [line for line in run("doctor")[1].splitlines() if line.startswith("FAILED")]
    assert "of its 14 articles the ledger knows none" in told
    assert "`dateline ledger repair`" in told
    assert run("ledger", "repair")[0] == 0
    assert run("doctor")[0] == 0


@pytest.mark.parametrize("how", ["missing", "empty"])
def test_a_ledger_that_was_lost_beside_its_index_is_named_with_its_repair(run: Run, home: Path, how: str) -> None:
    forget(home)
    if how == "empty":
        (home / "ledger.db").touch()
    for command in (("outcomes",), ("index", "check")):
        _, _, err = run(*command)
        assert "`dateline ledger repair`" in err.splitlines()[-1], err
    assert run("ledger", "repair")[0] == 0
    assert run("index", "check")[0] == 0


def test_where_nothing_was_ever_read_ingest_is_named(run: Run, tmp_path: Path) -> None:
    assert run("outcomes") == (0, "", "No entry yet: run `dateline ingest --once`.\n")
    assert not list((tmp_path / "home").glob("index.db*"))


def test_the_backup_is_put_in_the_place_of_an_empty_ledger(run: Run, home: Path) -> None:
    assert run("ledger", "backup")[0] == 0
    for file in (home / "ledger.db", home / "ledger.db-wal", home / "ledger.db-shm"):
        file.unlink(missing_ok=True)
    (home / "ledger.db").touch()
    assert "restored from" in run("ledger", "repair")[2]


def test_pages_that_were_not_processed_yet_are_processed(run: Run, home: Path) -> None:
    before = outcomes(run)
    forget(home)
    for file in home.glob("index.db*"):
        file.unlink()
    assert run("ledger", "repair")[0] == 0
    assert {line["outcome"] for line in outcomes(run).values()} == {"fetched"}
    steps.process(wiring.settings())
    assert {url: line["article_id"] for url, line in outcomes(run).items()} == {url: line["article_id"] for url, line in before.items()}
    assert run("index", "check")[0] == 0


def test_a_backup_is_put_back_and_what_came_later_is_added(run: Run, home: Path, tmp_path: Path) -> None:
    assert run("ledger", "backup")[0] == 0
    (tmp_path / "articles").mkdir()
    (tmp_path / "articles" / "late.txt").write_text(TEXT.replace("Aleppo", "Hama"), encoding="utf-8")
    assert run("ingest", "--folder", tmp_path / "articles", "--published", "2016-10-15")[0] == 0
    before = outcomes(run)
    damage(home / "ledger.db")
    code, _, err = run("ledger", "repair")
    assert (code, "restored from" in err, "1 entries from archive and index" in err) == (0, True, True), err
    assert outcomes(run) == before
    assert run("index", "check")[0] == 0


def test_a_sound_ledger_is_not_replaced(run: Run, home: Path) -> None:
    assert run("ledger", "check")[:2] == (0, "")
    assert run("ledger", "backup", "--out", home / "copy.db")[0] == 0
    code, _, err = run("ledger", "repair", "--from", home / "copy.db")
    assert (code, "is sound" in err) == (2, True)
    assert "0 entries from archive and index" in run("ledger", "repair")[2]


@pytest.mark.parametrize("name", ["ledger.db", "index.db", "index.db.1", "notes.txt", "empty"])
def test_a_backup_replaces_no_other_file(run: Run, home: Path, name: str) -> None:
    (home / "notes.txt").write_text("mine", encoding="utf-8")
    (home / "empty").touch()
    before = {file.name: file.read_bytes() for file in home.iterdir() if file.is_file()}
    code, out, err = run("ledger", "backup", "--out", home / name)
    assert (code, out, len(err.splitlines())) == (2, "", 1), err
    assert str(home / name) in err
    assert {file.name: file.read_bytes() for file in home.iterdir() if file.is_file()} == before


def test_a_backup_replaces_an_earlier_one(run: Run, home: Path) -> None:
    for _ in range(2):
        assert run("ledger", "backup", "--out", home / "copy.db")[0] == 0


@pytest.mark.parametrize("name", ["index.db", "empty"])
@pytest.mark.parametrize("how", ["damaged", "lost"])
def test_a_file_that_is_no_ledger_is_not_put_in_its_place(run: Run, home: Path, how: str, name: str) -> None:
    (home / "empty").touch()
    damage(home / "ledger.db") if how == "damaged" else forget(home)
    before = {file.name: file.read_bytes() for file in home.glob("ledger.db*")}
    code, out, err = run("ledger", "repair", "--from", home / name)
    assert (code, out, len(err.splitlines())) == (2, "", 1), err
    assert f"{home / name} is no ledger" in err
    assert {file.name: file.read_bytes() for file in home.glob("ledger.db*") if not file.name.endswith(("-shm", "-wal"))} == before
    assert run("ledger", "repair")[0] == 0


@pytest.mark.parametrize("command", [("replay", "--from-archive"), ("retag", "--re-extract")])
def test_what_needs_the_archive_says_that_it_is_gone_and_leaves_all_as_it_is(run: Run, home: Path, command: tuple[str, ...]) -> None:
    before = outcomes(run)
    shutil.rmtree(home / "archive")
    code, out, err = run(*command)
    assert (code, out, len(err.splitlines())) == (1, "", 1), err
    assert err.startswith(f"dateline: archive file://{home}/archive: holds no page that can be read; ")
    assert outcomes(run) == before


@pytest.mark.parametrize("lost", [1, 100, 3000])
def test_a_file_of_the_archive_that_was_cut_is_seen_and_costs_no_indexed_entry(run: Run, home: Path, lost: int) -> None:
    assert run("doctor")[1].count("FAILED") == 0
    cut = max((home / "archive").rglob("*.warc.gz"), key=lambda file: file.stat().st_size)
    cut.write_bytes(cut.read_bytes()[:-lost])
    code, out, _ = run("doctor")
    (line,) = [line for line in out.splitlines() if line.startswith("FAILED")]
    assert (code, cut.name in line) == (1, True)
    assert run("replay", "--from-archive")[0] == 0
    summary = steps.process(wiring.settings())
    assert any("kept as it is in the index" in note for note in summary.notes)
    assert {line["outcome"] for line in outcomes(run).values()} == {"indexed", "unchanged"}
    assert run("index", "check")[0] == 0
