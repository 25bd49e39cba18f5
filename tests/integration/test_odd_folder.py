"""`make run` in a folder with a blank and an umlaut, as a user without root's rights.

With the environment that is installed here, in every run of the tests; installed there, from a fresh clone, by `make integration`.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.compose import ROOT

NOBODY = 65534
ODD = Path("with space") / "ü"


def clean(home: Path) -> dict[str, str]:
    """This environment without our settings and Airflow's, with another home folder."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("DATELINE_", "AIRFLOW", "MAKE", "MFLAGS"))}
    return kept | {"HOME": str(home)}


def check_sample(clone: Path, done: subprocess.CompletedProcess[str]) -> None:
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    assert "entries indexed                        0      40" in done.stdout
    assert (clone / "var" / "sample" / "ledger.db").is_file()
    assert list((clone / "var" / "sample" / "archive").rglob("*.warc.gz"))


def escaped(base: Path) -> list[Path]:
    """Files and folders that were made under a name as an address has it."""
    return [path for path in base.rglob("*%*") if ".venv" not in path.parts and "cache" not in path.parts]


def test_the_sample_runs_there_with_the_environment_that_is_installed(tmp_path: Path) -> None:
    clone = tmp_path / ODD
    tracked = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split("\0")
    for name in filter(None, tracked):
        (clone / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, clone / name, follow_symlinks=False)
    shutil.copytree(ROOT / "plugins" / "dateline" / "_data", clone / "plugins" / "dateline" / "_data")
    # A console script of the environment may be asked for; the library is the one of this folder.
    (clone / ".venv").symlink_to(Path(sys.prefix))
    installed = [option for made in (".venv/bin/uv", ".venv/.run", "plugins/dateline/_data/gazetteer.db") for option in ("-o", made)]
    without_rights = ["setpriv", "--inh-caps=-all", "--bounding-set=-all"] if os.geteuid() == 0 else []
    done = subprocess.run(
        [*without_rights, "make", *installed, "run"],
        cwd=clone,
        env=clean(tmp_path / "home") | {"PYTHONPATH": str(clone / "plugins")},
        capture_output=True,
        text=True,
        timeout=1200,
        check=False,
    )
    check_sample(clone, done)
    assert escaped(tmp_path) == []
    assert not (tmp_path / "home").exists()  # Nothing is written to the home folder.


@pytest.mark.long
def test_the_sample_runs_there_from_a_fresh_clone() -> None:
    # Below a folder that an ordinary user can reach, which pytest's own is not.
    base = Path("/var/tmp") / f"dateline {os.getpid()}"
    clone = base / ODD
    try:
        subprocess.run(["git", "clone", "-q", str(ROOT), str(clone)], check=True)
        as_user: list[str] = []
        if os.geteuid() == 0:
            for path in [base, *base.rglob("*")]:
                os.chown(path, NOBODY, NOBODY, follow_symlinks=False)
            as_user = ["setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups"]
        environment = clean(base / "home") | {"UV_CACHE_DIR": str(base / "cache"), "UV_LINK_MODE": "copy"}
        done = subprocess.run(
            [*as_user, "make", "run"], cwd=clone, env=environment, capture_output=True, text=True, timeout=1500, check=False
        )
        check_sample(clone, done)
        assert escaped(base) == []
    finally:
        shutil.rmtree(base, ignore_errors=True)
