"""Connections of the embedded index do not pile up: not in a reader whom others write under, not where threads come and go."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from dateline.errors import IndexRefused, OtherSchema
from dateline.indexes.sqlite.index import SqliteIndex
from dateline.query import Query
from tests.bundles import article, bundle, event

ROOT = Path(__file__).parents[2]
NOBODY = 65534
# Reads each time that it gets a line, and says what it found and how many files it holds open.
GUEST = """
import os, sys
from pathlib import Path
from dateline.indexes.sqlite.index import SqliteIndex
from dateline.query import Query
from tests.indexes.test_sqlite_connections import open_files
index = SqliteIndex(Path(sys.argv[1]))
for _ in sys.stdin:
    print(index.articles(Query()).total, open_files(index.path), flush=True)
"""

REBUILD = """
import sys
from pathlib import Path
from dateline.indexes.maintenance import rebuild
from dateline.indexes.sqlite.index import SqliteIndex
rebuild(SqliteIndex(Path(sys.argv[1])))
"""


def rebuilt(path: Path) -> None:
    """Have another process rebuild it."""
    subprocess.run([sys.executable, "-c", REBUILD, str(path)], check=True)


def open_files(path: Path) -> int:
    """How many files of an index this process holds open."""
    names = []
    for descriptor in list(Path("/proc/self/fd").iterdir()):
        try:
            names.append(str(descriptor.readlink()))
        except OSError:  # The one that the list itself was read by.
            continue
    return sum(name.startswith(str(path)) for name in names)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """An index of one article."""
    index = SqliteIndex(tmp_path / "index.db")
    index.init()
    index.write([bundle(event())])
    index.close()
    return index.path


def owned(path: Path) -> None:
    """Have the file belong to another user, and be writable by nobody else."""
    for one in (path.parent, *path.parent.iterdir()):
        if not one.is_symlink():
            one.chmod(0o755 if one.is_dir() else 0o644)
        if os.geteuid() == 0:
            os.chown(one, NOBODY, NOBODY, follow_symlinks=False)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can write what a reader without rights may not")
def test_a_reader_holds_no_more_files_the_more_often_its_owner_writes(path: Path) -> None:
    for folder in list(path.parents)[:3]:
        folder.chmod(0o755)
    owned(path)
    reader = subprocess.Popen(
        ["setpriv", "--inh-caps=-all", "--bounding-set=-all", sys.executable, "-c", GUEST, str(path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": "."},
    )
    assert reader.stdin
    assert reader.stdout
    told = []
    with reader:
        for number in range(2, 8):
            reader.stdin.write("\n")
            reader.stdin.flush()
            told.append(tuple(map(int, reader.stdout.readline().split())))
            index = SqliteIndex(path)
            index.write([bundle(event(f"e{number}"), of=article(f"a{number}"))])
            index.close()
            owned(path)
        reader.stdin.close()
    assert [found for found, _ in told] == [1, 2, 3, 4, 5, 6]
    assert {files for _, files in told} == {1}


def test_a_reader_lets_go_of_the_file_that_a_rebuild_replaced(path: Path) -> None:
    reader = SqliteIndex(path)
    counts = set()
    for _ in range(3):
        assert reader.articles(Query()).total == 1
        counts.add(open_files(path))
        rebuilt(path)
    reader.close()
    assert len(counts) == 1
    assert open_files(path) == 0


def test_a_thread_that_has_ended_leaves_nothing_open(path: Path) -> None:
    reader = SqliteIndex(path)
    counts = []
    for _ in range(5):
        thread = threading.Thread(target=reader.articles, args=(Query(),))
        thread.start()
        thread.join()
        counts.append(open_files(path))
    assert len(set(counts)) == 1
    reader.close()
    assert open_files(path) == 0


def test_a_fork_closes_no_connection_of_its_parent(path: Path) -> None:
    index = SqliteIndex(path)
    assert index.articles(Query()).total == 1
    before = open_files(path)
    if (child := os.fork()) == 0:
        index.close()
        os._exit((open_files(path), index.articles(Query()).total) != (before, 1))
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    index.close()
    assert open_files(path) == 0


def test_an_index_of_another_version_is_not_kept_open(path: Path) -> None:
    index = SqliteIndex(path)
    with index.connections.writing() as connection:
        connection.execute("PRAGMA user_version = 99")
    index.close()
    for _ in range(3):
        with pytest.raises(OtherSchema):
            index.articles(Query())
    assert open_files(path) == 0


def test_a_switch_in_the_midst_of_reading_waits_for_its_end(path: Path) -> None:
    """Whoever reads two things together sees both as of one file, although another one is in use by now."""
    reader = SqliteIndex(path)
    with reader.connections.reading() as outer:
        rebuilt(path)
        with reader.connections.reading() as inner:
            assert inner is outer
        assert outer.execute("SELECT count(*) FROM articles").fetchone() == (1,)
    with reader.connections.reading() as after:
        assert after is not outer
    reader.close()


def test_writing_in_the_midst_of_reading_what_a_rebuild_replaced_is_refused(path: Path) -> None:
    """What was read is of the old file, and nothing is written there any more: to try again until the new one serves would never end."""
    index = SqliteIndex(path)
    with index.connections.reading():
        index.write([bundle(event("e2"), of=article("a2"))])
        rebuilt(path)
        with pytest.raises(IndexRefused, match="was rebuilt while it was read"):
            index.write([bundle(event("e3"), of=article("a3"))])
    index.write([bundle(event("e3"), of=article("a3"))])
    assert index.articles(Query()).total == 3
    index.close()
