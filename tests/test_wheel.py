"""The package as it is installed elsewhere: the wheel carries seeds, gazetteer, templates and migrations, and needs no checkout."""

from __future__ import annotations

import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
CARRIED = (
    "dateline/_seeds/sources/world.yml",
    "dateline/_seeds/events/overrides.yml",
    "dateline/_seeds/newsroom/wire/outlet.yml",
    "dateline/_data/gazetteer.db",
    "dateline/_models/case-en.json",
    "dateline/_models/countries-en.json",
    "dateline/indexes/templates/events.json",
    "dateline/ledger/migrations/env.py",
    "dateline/pages/templates/timeline.html",
    "dateline/pages/world.json",
    "dateline/py.typed",
)


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(ROOT)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    return next(folder.glob("*.whl"))


def test_the_wheel_carries_what_the_library_reads(wheel: Path) -> None:
    seeds = {f"dateline/_seeds/{path.name}" for path in (ROOT / "seeds").iterdir() if path.name != "labels"}
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    assert [name for name in CARRIED if name not in names] == []
    assert seeds <= {"/".join(name.split("/")[:3]) for name in names}
    assert [name for name in names if name.startswith(("tests/", "dags/"))] == []
    assert [name for name in names if name.startswith("dateline/_seeds/labels")] == []


def test_an_installed_wheel_works_far_from_any_checkout(wheel: Path, tmp_path: Path) -> None:
    venv.create(tmp_path / "env", with_pip=False)
    python = tmp_path / "env" / "bin" / "python"
    place = subprocess.run(
        [python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"], capture_output=True, text=True, check=True
    ).stdout.strip()
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(place)
    # The dependencies of this environment, as plain folders: its own editable install of Dateline stays unseen.
    (Path(place) / "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    run = [str(python), "-c", "from dateline.cli import main; main()", "doctor"]
    environment = {"DATELINE_HOME": str(tmp_path / "home"), "HOME": str(tmp_path), "PATH": "/usr/bin:/bin"}
    done = subprocess.run(run, cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=300, check=False)
    assert (done.returncode, "FAILED" in done.stdout) == (0, False), done.stdout + done.stderr
    assert "(installed package)" in done.stdout
