"""What only the embedded index has: files, versions of them, writers side by side, and conditions that drive."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from dateline.errors import IndexRefused
from dateline.indexes import open_index
from dateline.indexes.meaning import SCHEMA
from dateline.indexes.sqlite import queries
from dateline.indexes.sqlite.index import SqliteIndex
from dateline.indexes.sqlite.schema import pack, unpack, words_of
from dateline.query import Near, Query
from dateline.settings import load
from tests.bundles import article, bundle, event


@pytest.fixture
def index(tmp_path: Path) -> Iterator[SqliteIndex]:
    """An empty index."""
    made = SqliteIndex(tmp_path / "deep" / "index.db")
    made.init()
    yield made
    made.close()


def refused(index: SqliteIndex) -> str:
    """What an index says when it is opened."""
    with pytest.raises(IndexRefused) as error:
        index.init()
    index.close()
    assert "\n" not in str(error.value)
    return str(error.value)


def test_the_url_of_the_settings_names_the_file(tmp_path: Path) -> None:
    settings = load({"DATELINE_HOME": str(tmp_path)})
    made = open_index(settings)
    assert isinstance(made, SqliteIndex)
    assert made.path == tmp_path / "index.db"
    made.close()


def test_without_init_there_is_no_index(tmp_path: Path) -> None:
    with pytest.raises(IndexRefused, match="no index yet; run `dateline index init`"):
        SqliteIndex(tmp_path / "index.db").articles(Query())
    assert list(tmp_path.iterdir()) == []


def test_another_version_is_refused_in_one_line(index: SqliteIndex) -> None:
    index.close()
    with sqlite3.connect(index.path) as connection:
        connection.execute("PRAGMA user_version = 99")
    connection.close()
    assert refused(SqliteIndex(index.path)) == (
        f"{index.path}: has index version 99, this release needs {SCHEMA}; run `dateline index rebuild`"
    )


def test_something_else_is_refused_and_left_alone(tmp_path: Path) -> None:
    text, other = tmp_path / "text.db", tmp_path / "other.db"
    text.write_text("not a database at all, but long enough to be looked at" * 40)
    with sqlite3.connect(other) as connection:
        connection.execute("CREATE TABLE mine (x)")
    connection.close()
    before = (text.read_bytes(), other.read_bytes())
    assert "file is not a database; move the file away, or change DATELINE_INDEX_URL" in refused(SqliteIndex(text))
    assert "is a database, but not an index of Dateline's" in refused(SqliteIndex(other))
    assert text.read_bytes() == before[0]
    with sqlite3.connect(other) as connection:
        assert connection.execute("SELECT name FROM sqlite_schema").fetchall() == [("mine",)]
    connection.close()


def test_a_folder_that_cannot_be_made_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert "check that the folder exists and may be written" in refused(SqliteIndex(tmp_path / "file" / "index.db"))


def test_a_full_disk_is_told_and_loses_nothing(index: SqliteIndex) -> None:
    index.write([bundle(event())])
    with index.connections.reading() as connection:
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
        connection.execute(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(IndexRefused, match="full; make room on the disk; nothing was lost"):
        index.write([bundle(of=article("a2", text="word " * 50_000 + " ".join(map(str, range(50_000)))))])
    assert [key for key, _ in index.versions("articles")] == ["a1"]


def test_writers_side_by_side_lose_nothing(index: SqliteIndex) -> None:
    failures: list[BaseException] = []

    def write(worker: int) -> None:
        own = SqliteIndex(index.path)
        try:
            for number in range(10):
                own.write([bundle(event(f"e{worker}-{number}"), of=article(f"a{worker}-{number}"))])
        except BaseException as error:  # noqa: BLE001 - looked at below, where the test fails
            failures.append(error)
        finally:
            own.close()

    threads = [threading.Thread(target=write, args=(worker,)) for worker in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert (index.articles(Query()).total, index.events(Query()).total) == (60, 60)


KILLED = """
import os, signal, sys
from pathlib import Path
from dateline.indexes.sqlite import writes
from dateline.indexes.sqlite.index import SqliteIndex
from tests.bundles import article, bundle, event
index = SqliteIndex(Path(sys.argv[1]))
index.write([bundle(event("kept"))])
real = writes.Writer._write_article
def die(*arguments):
    real(*arguments)
    os.kill(os.getpid(), signal.SIGKILL)
writes.Writer._write_article = die
index.write([bundle(event("late"), revision=2)])
"""


def test_a_writer_killed_in_the_middle_leaves_no_half(index: SqliteIndex) -> None:
    root = Path(__file__).parents[2]
    done = subprocess.run([sys.executable, "-c", KILLED, str(index.path)], check=False, cwd=root, env={**os.environ, "PYTHONPATH": "."})
    assert done.returncode == -signal.SIGKILL
    assert list(index.versions("events")) == [("kept", 1)]
    assert [written.result for written in index.write([bundle(event("late"), revision=2)])] == ["stored"]
    assert list(index.versions("events")) == [("late", 2)]


def test_nothing_of_a_replaced_article_is_left_in_any_table(index: SqliteIndex) -> None:
    index.write([bundle(event("e1"), event("e2"))])
    index.write([bundle(of=article(text="Nothing."), revision=2)])
    with index.connections.reading() as connection:
        for table in ("events", "events_bodies", "events_tags", "events_points", "events_boxes", "event_facets", "event_spans"):
            assert connection.execute(f"SELECT count(*) FROM {table}").fetchone() == (0,), table
        for word, found in (("shelled", 0), ("nothing", 1)):
            assert connection.execute("SELECT count(*) FROM articles_words WHERE articles_words MATCH ?", (word,)).fetchone() == (found,)
        connection.execute("INSERT INTO articles_words(articles_words) VALUES ('integrity-check')")


def test_a_document_is_stored_small_and_comes_back_whole() -> None:
    body = {"words": "a b", "text": "ü" * 3000, "odd": "\ud800"}
    assert unpack(pack(body)) == body | {"odd": "?"}
    assert words_of(pack(body)) == "a b"
    assert len(pack(body)) < 200


NARROW = {"since": datetime(2016, 10, 14, tzinfo=UTC), "until": datetime(2016, 10, 15, tzinfo=UTC)}
DRIVERS = [
    (Query(), "FROM events d"),
    (Query(text="shelled", **NARROW), "FROM events_words w"),
    (Query(near=Near(36, 37, 100)), "events_boxes"),
    (Query(types=("ASSAULT",), **NARROW), "FROM (SELECT DISTINCT doc FROM events_tags"),
    (Query(**NARROW), "event_spans"),
]


@pytest.mark.parametrize(("query", "source"), DRIVERS)
def test_what_drives(index: SqliteIndex, query: Query, source: str) -> None:
    index.write([bundle(event())])
    with index.connections.reading() as connection:
        selection = queries.select(connection, "events", query)
    assert selection is not None
    assert source in selection.source


def test_a_key_that_holds_many_rows_does_not_drive(index: SqliteIndex, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "FEW", 3)
    index.write([bundle(*(event(f"e{n}") for n in range(5)))])
    with index.connections.reading() as connection:
        selection = queries.select(connection, "events", Query(types=("ASSAULT",), **NARROW))
    assert selection is not None
    assert "event_spans" in selection.source
    assert index.events(Query(types=("ASSAULT",), **NARROW)).total == 5


def test_a_query_of_a_key_that_nobody_has_is_answered_at_once(index: SqliteIndex) -> None:
    with index.connections.reading() as connection:
        assert queries.select(connection, "events", Query(actors=("nobody",))) is None


@pytest.mark.parametrize("days", [-3_000_000, 0, 2_900_000])
def test_the_edges_of_the_calendar_fit_the_tree(days: int) -> None:
    moment = int(timedelta(days=days).total_seconds() * 1000)
    assert -(2**31) < queries.minute(moment) < 2**31
