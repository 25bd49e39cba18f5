"""`make run` from a fresh clone in a folder with a blank and an umlaut, as an ordinary user. It installs everything: `make integration`."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.compose import ROOT

pytestmark = pytest.mark.long
NOBODY = 65534


def test_the_sample_runs_in_a_folder_with_a_blank_and_an_umlaut() -> None:
    # Below a folder that an ordinary user can reach, which pytest's own is not.
    base = Path("/var/tmp") / f"dateline {os.getpid()}"
    clone = base / "with space" / "ü"
    try:
        subprocess.run(["git", "clone", "-q", str(ROOT), str(clone)], check=True)
        as_user: list[str] = []
        if os.geteuid() == 0:
            for path in [base, *base.rglob("*")]:
                os.chown(path, NOBODY, NOBODY, follow_symlinks=False)
            as_user = ["setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups"]
        environment = {name: value for name, value in os.environ.items() if not name.startswith(("DATELINE_", "AIRFLOW"))}
        environment |= {"HOME": str(base / "home"), "UV_CACHE_DIR": str(base / "cache"), "UV_LINK_MODE": "copy"}
        done = subprocess.run(
            [*as_user, "make", "run"], cwd=clone, env=environment, capture_output=True, text=True, timeout=1500, check=False
        )
        assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
        assert "entries indexed                        0      40" in done.stdout
        assert not [path for path in base.rglob("*%*") if ".venv" not in path.parts and "cache" not in path.parts]
        assert (clone / "var" / "sample" / "ledger.db").is_file()
        assert list((clone / "var" / "sample" / "archive").rglob("*.warc.gz"))
    finally:
        shutil.rmtree(base, ignore_errors=True)
