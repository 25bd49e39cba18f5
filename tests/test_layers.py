"""The import rules of the architecture page hold, and only DAGs and their helpers import Airflow."""

import ast
import functools
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
LIBRARY = sorted((ROOT / "plugins" / "dateline").rglob("*.py"))


@functools.cache
def imported(path: Path) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    names = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    return names | {str(node.module) for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}


def test_imports_point_down() -> None:
    linter = Path(sys.executable).parent / "lint-imports"
    done = subprocess.run([linter, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_the_library_never_imports_airflow() -> None:
    assert [path.name for path in LIBRARY if any(name.split(".")[0] == "airflow" for name in imported(path))] == []


# A step may use one third-party library and hides it: nothing outside these folders speaks to it.
HIDDEN = {
    "feedparser": ("feeds",),
    "httpx": ("fetching",),
    "newspaper": ("articles",),
    "trafilatura": ("articles",),
    "spacy": ("tagging",),
    "threadpoolctl": ("tagging",),
    "sqlalchemy": ("ledger",),
    "alembic": ("ledger",),
    "elasticsearch": ("indexes",),
    "warcio": ("archive.py",),
    "jinja2": ("pages", "newsroom"),
}


@pytest.mark.parametrize("library", sorted(HIDDEN))
def test_a_library_stays_in_its_room(library: str) -> None:
    rooms = tuple(ROOT / "plugins" / "dateline" / room for room in HIDDEN[library])
    users = [path for path in LIBRARY if any(name.split(".")[0] == library for name in imported(path))]
    strangers = [str(path.relative_to(ROOT)) for path in users if not any(path == room or room in path.parents for room in rooms)]
    assert users, f"nothing uses {library} any more: take it out of the requirements"
    assert strangers == []
