"""A home that may be read and not written: of another user, on a file system that takes no writes, while its owner works or was killed.

What reads works there; what would have to write says so in one line. The commands run in processes without root's rights.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from dateline import wiring
from dateline.indexes.sqlite.index import SqliteIndex
from dateline.ledger import open_ledger
from dateline.models.sources import Source
from tests.cli.conftest import TEXT, Run

NOBODY = 65534
# Many commands in one process: each is (exit code, stdout, stderr).
DRIVER = """
import contextlib, io, json, sys
from dateline.cli import main
told = []
for command in json.loads(sys.argv[1]):
    sys.argv = ["dateline", *command]
    out, err, code = io.StringIO(), io.StringIO(), 0
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            main()
        except SystemExit as ended:
            code = int(ended.code or 0)
    told.append((code, out.getvalue(), err.getvalue()))
print(json.dumps(told))
"""
READING = [
    ["search", "bombed"],
    ["search", "--events", "--format", "csv"],
    ["timeline"],
    ["timeline", "--events"],
    ["sources", "list"],
    ["outcomes", "--format", "jsonl"],
    ["report", "--out", "-"],
    ["index", "check"],
    ["ledger", "check"],
    ["flags", "list"],
    ["brief"],
    ["doctor"],
]
WRITING = [
    ["ingest", "--once"],
    ["replay"],
    ["retag"],
    ["daily", "2016-10-14"],
    ["index", "rebuild"],
    ["ledger", "backup"],
]


@pytest.fixture
def home(run: Run, folder: Path, tmp_path: Path) -> Iterator[Path]:
    """A home with an article in it."""
    assert run("ingest", "--folder", folder, "--published", "2016-10-15")[0] == 0
    yield tmp_path / "home"
    for path in (tmp_path / "home", *(tmp_path / "home").rglob("*")):
        path.chmod(0o755)


def closed(home: Path) -> None:
    """Take the right to write away, as of a home that another user owns; of root's only what root's rights do not matter to."""
    for path in (home, *home.rglob("*")):
        if not path.is_symlink():
            path.chmod(path.stat().st_mode & ~0o222)
        if os.geteuid() == 0:
            os.chown(path, NOBODY, NOBODY, follow_symlinks=False)


def told(home: Path, commands: list[list[str]], *prefix: str) -> list[tuple[int, str, str]]:
    """What a process that has no more rights than its user says to these."""
    mine = ["setpriv", "--inh-caps=-all", "--bounding-set=-all"] if os.geteuid() == 0 else []
    environment = {name: value for name, value in os.environ.items() if not name.startswith("DATELINE_")}
    done = subprocess.run(
        [*prefix, *mine, sys.executable, "-c", DRIVER, json.dumps(commands)],
        env={**environment, "DATELINE_HOME": str(home), "DATELINE_WORKERS": "1"},
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    answers: list[tuple[int, str, str]] = [(code, out, err) for code, out, err in json.loads(done.stdout)]
    return answers


def check_reading(home: Path, *prefix: str) -> None:
    answers = dict(zip((" ".join(command) for command in READING), told(home, READING, *prefix), strict=True))
    assert {command: (code, err) for command, (code, _, err) in answers.items() if code} == {}
    assert all("Traceback" not in err for _, _, err in answers.values())
    assert json.loads(answers["outcomes --format jsonl"][1])["outcome"] == "indexed"
    assert "Aleppo" in answers["search --events --format csv"][1]
    assert "Aleppo" in answers["timeline"][1]
    assert answers["report --out -"][1].startswith("<!doctype html>")
    assert answers["ledger check"][2].endswith("sound\n")
    assert "may only be read here" in answers["doctor"][1]


def test_a_home_of_another_user_is_read(home: Path) -> None:
    closed(home)
    before = sorted(path.name for path in home.rglob("*"))
    check_reading(home)
    for command, (code, out, err) in zip(WRITING, told(home, WRITING), strict=True):
        assert (code in (1, 2), out, len(err.splitlines())) == (True, "", 1), (command, err)
        assert str(home) in err
    assert sorted(path.name for path in home.rglob("*")) == before


def test_a_home_on_a_file_system_that_takes_no_writes_is_read(home: Path) -> None:
    apart = ["unshare", "--mount", *([] if os.geteuid() == 0 else ["--map-root-user"])]
    mounted = 'mount --bind "$0" "$0" && mount -o remount,bind,ro "$0" && exec "$@"'
    if subprocess.run([*apart, "sh", "-c", mounted, str(home), "true"], capture_output=True, check=False).returncode:
        pytest.skip("this machine lets nobody mount: run as root")
    check_reading(home, *apart, "sh", "-c", mounted, str(home))


def test_what_its_owner_writes_meanwhile_is_seen(home: Path) -> None:
    ledger = open_ledger(f"sqlite:///{home / 'ledger.db'}")
    ledger.register_sources([Source("late", "https://late.example/feed")], now=wiring.now())
    index = SqliteIndex(home / "index.db")
    index.init()
    assert (home / "ledger.db-wal").stat().st_size
    closed(home)
    ((code, out, _), *_) = told(home, [["sources", "list"], ["search"]])
    assert (code, "late" in out) == (0, True)
    index.close()
    ledger.close()


@pytest.mark.parametrize("left", [("-wal", "-shm"), ("-wal",)])
def test_a_home_whose_owner_was_killed_is_read_or_says_what_it_lacks(home: Path, tmp_path: Path, left: tuple[str, ...]) -> None:
    ledger = open_ledger(f"sqlite:///{home / 'ledger.db'}")
    ledger.register_sources([Source("late", "https://late.example/feed")], now=wiring.now())
    copy = tmp_path / "copy"
    copy.mkdir()
    for end in ("", *left):  # As they stand on the disk when a process is killed.
        shutil.copy(home / f"ledger.db{end}", copy)
    ledger.close()
    closed(copy)
    ((code, out, err), (checked, _, said)) = told(copy, [["sources", "list"], ["ledger", "check"]])
    if "-shm" in left:
        assert (code, "late" in out, checked) == (0, True, 0), err
    else:  # Its last changes cannot be read without writing beside them.
        assert (code, len(err.splitlines()), checked) == (2, 1, 1)
        assert "unable to open database file" in err
        assert "cannot be checked" in said


def test_an_older_ledger_that_cannot_be_migrated_here_says_so(home: Path) -> None:
    with open_ledger(f"sqlite:///{home / 'ledger.db'}")._database.write() as connection:
        connection.exec_driver_sql("UPDATE ledger_version SET version_num = '0002'")
    closed(home)
    ((code, _, err),) = told(home, [["outcomes"]])
    assert (code, len(err.splitlines())) == (2, 1)
    assert "is not at schema" in err


def test_a_report_is_written_to_stdout(run: Run, folder: Path, tmp_path: Path) -> None:
    assert run("ingest", "--folder", folder, "--published", "2016-10-15")[0] == 0
    code, out, err = run("report", "--out", "-")
    assert (code, out.startswith("<!doctype html>"), "Aleppo" in out, TEXT[:20] in out) == (0, True, True, True), err
