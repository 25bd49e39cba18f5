"""Checking and rebuilding, on both indexes."""

from __future__ import annotations

import contextlib
import signal
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from dateline.errors import IndexRefused
from dateline.indexes import maintenance
from dateline.indexes.maintenance import Report, check, rebuild, switch_back
from dateline.indexes.meaning import SCHEMA
from dateline.indexes.sqlite.index import SqliteIndex
from dateline.models.documents import Document
from dateline.protocols.index import Bundle
from dateline.query import Query
from tests.bundles import article, bundle, event
from tests.services_elasticsearch import Server

Make = Callable[[], Any]


@pytest.fixture(params=["sqlite", pytest.param("elasticsearch", marks=pytest.mark.elasticsearch)])
def make(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Make]:
    """Opens one and the same index, again and again."""
    opened: list[Any] = []
    server = request.getfixturevalue("elasticsearch_index") if request.param == "elasticsearch" else None

    def open_it() -> Any:
        if server is None:
            index: Any = SqliteIndex(tmp_path / "index.db")
        else:
            index = server()
            index.__init__(index.client, prefix=opened[0].prefix if opened else index.prefix)
        opened.append(index)
        index.init()
        return index

    yield open_it
    for index in opened:
        index.close()


def stored(index: Any) -> dict[str, tuple[int, list[str]]]:
    """Version and event ids of each article; every event that is there must be listed."""
    index.refresh()
    articles = {hit.id: sorted(hit.body["event_ids"]) for hit in index.scan("articles")}
    assert sorted(key for ids in articles.values() for key in ids) == [key for key, _ in index.versions("events")]
    return {key: (version, articles[key]) for key, version in index.versions("articles")}


def numbered(number: int, *, revision: int = 1, events: int = 2) -> Bundle:
    """Article `a<number>` with events."""
    own = [event(f"e{number:04d}-{n}") for n in range(events)]
    return bundle(*own, of=article(f"a{number:04d}"), revision=revision)


# ---- check --------------------------------------------------------------------------------------------------------------


def test_a_whole_index_agrees_with_the_ledger(make: Make) -> None:
    index = make()
    index.write([numbered(1), numbered(2, revision=3)])
    index.refresh()
    report = check(index, [("a0001", 1), ("a0002", 2)])
    assert report == Report(articles=2, events=4)
    assert report.clean
    assert str(report) == "2 articles, 4 events and 0 incidents: ledger and index agree"


def break_on_purpose(index: Any) -> None:
    """Lose one event, leave one that no article lists, and change the revision of a third, behind the index's back."""
    if isinstance(index, SqliteIndex):
        with contextlib.closing(sqlite3.connect(index.path)) as file, file:
            file.execute("DELETE FROM events WHERE id = 'e0001-0'")
            file.execute("UPDATE events SET article = 'a0008' WHERE id = 'e0002-0'")
            file.execute("UPDATE events SET id = 'stray' WHERE id = 'e0002-0'")
            file.execute("UPDATE events SET version = 1 WHERE id = 'e0003-1'")
    else:
        stray = index.client.get(index=index.alias("events"), id="e0002-0")["_source"]
        index.client.delete(index=index.alias("events"), id="e0001-0")
        index.client.delete(index=index.alias("events"), id="e0002-0")
        index.client.index(index=index.alias("events"), id="stray", document={**stray, "id": "stray"})
        older = index.client.get(index=index.alias("events"), id="e0003-1")["_source"]
        index.client.delete(index=index.alias("events"), id="e0003-1")
        index.client.index(index=index.alias("events"), id="e0003-1", document=older, version=9, version_type="external")
    index.refresh()


def test_check_finds_what_was_broken_on_purpose_both_ways(make: Make) -> None:
    index = make()
    index.write([numbered(number, revision=2) for number in range(1, 4)])
    break_on_purpose(index)
    report = check(index, [("a0001", 2), ("a0002", 5), ("a0009", 1)])
    assert report == Report(
        articles=3,
        events=5,
        missing=("a0009",),
        extra=("a0003",),
        stale=("a0002",),
        orphans=("stray",),
        lost=("e0001-0", "e0002-0"),
        outdated=("e0003-1",),
    )
    assert not report.clean
    assert str(report).splitlines() == [
        "3 articles, 5 events and 0 incidents: differences",
        "  1 missing from the index: a0009",
        "  1 not in the ledger: a0003",
        "  1 older than the ledger: a0002",
        "  1 events of no article: stray",
        "  2 events lost: e0001-0, e0002-0",
        "  1 events of another revision than their article: e0003-1",
    ]


@pytest.mark.elasticsearch
def test_check_finds_an_orphan_that_a_killed_writer_left_and_the_next_write_removes_it(elasticsearch_index: Make) -> None:
    index = elasticsearch_index()
    index.init()
    left = numbered(1).events[0]
    index.client.index(index=index.alias("events"), id=left.id, document=dict(left.body), version=1, version_type="external")
    index.refresh()
    assert check(index, []).orphans == (left.id,)
    index.write([numbered(1, revision=2, events=0)])
    index.refresh()
    assert check(index, [("a0001", 2)]).clean


# ---- rebuild ------------------------------------------------------------------------------------------------------------


def test_a_rebuild_keeps_everything_and_can_be_repeated(make: Make) -> None:
    index = make()
    index.write([numbered(number) for number in range(5)])
    before = stored(index)
    assert rebuild(index) == 5
    assert stored(index) == before
    index.write([numbered(1, revision=2, events=1)])
    assert rebuild(index) == 5
    assert stored(make()) == before | {"a0001": (2, ["e0001-0"])}


def test_bundles_can_be_made_anew(make: Make) -> None:
    index = make()
    index.write([numbered(1), numbered(2)])

    def without_events(bundles: Iterator[Bundle]) -> Iterator[Bundle]:
        for one in bundles:
            body = {**one.article.body, "event_ids": [], "event_count": 0}
            yield Bundle(Document("articles", one.article.id, one.article.version, body))

    rebuild(index, remake=without_events)
    assert stored(index) == {"a0001": (1, []), "a0002": (1, [])}


def test_there_is_a_way_back_that_takes_along_what_was_written_since(make: Make) -> None:
    index = make()
    index.write([numbered(1), numbered(2)])
    rebuild(index)
    index.write([numbered(2, revision=2, events=0), numbered(3)])
    switch_back(index)
    expected = {"a0001": (1, ["e0001-0", "e0001-1"]), "a0002": (2, []), "a0003": (1, ["e0003-0", "e0003-1"])}
    assert stored(index) == expected
    index.write([numbered(3, revision=2, events=1)])
    rebuild(index)
    assert stored(index) == expected | {"a0003": (2, ["e0003-0"])}


def test_without_a_former_generation_there_is_no_way_back(make: Make) -> None:
    index = make()
    with pytest.raises(IndexRefused, match="no former generation"):
        switch_back(index)


def test_a_bundle_that_is_not_taken_leaves_the_index_in_use_as_it_was(make: Make) -> None:
    index = make()
    index.write([numbered(1)])
    before = stored(index)

    def spoilt(bundles: Iterator[Bundle]) -> Iterator[Bundle]:
        for one in bundles:
            yield replace(one, events=(replace(one.events[0], id="x" * 600),))

    with pytest.raises(IndexRefused, match="a0001 cannot be rebuilt"):
        rebuild(index, remake=spoilt)
    assert stored(index) == before


def test_writers_go_on_during_a_rebuild(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(maintenance, "BATCH", 10)
    index, other = make(), make()
    index.write([numbered(number) for number in range(60)])
    written = dict.fromkeys(range(60), 1)
    stop = threading.Event()
    failures: list[BaseException] = []

    def keep_writing() -> None:
        revision = 1
        try:
            while not stop.is_set():
                revision += 1
                for number in (revision % 60, 60 + revision):
                    other.write([numbered(number, revision=revision, events=revision % 3)])
                    written[number] = revision
        except BaseException as error:  # noqa: BLE001 - looked at below, where the test fails
            failures.append(error)

    writer = threading.Thread(target=keep_writing)
    writer.start()
    try:
        rebuild(index)
    finally:
        stop.set()
        writer.join()
    assert failures == []
    assert len(written) > 61
    assert {int(key[1:]): version for key, (version, _) in stored(index).items()} == written


KILLED = """
import os, signal, sys
from pathlib import Path
from dateline.indexes import maintenance
from dateline.indexes.elasticsearch.index import ElasticsearchIndex
from dateline.indexes.elasticsearch.connect import connect
from dateline.indexes.elasticsearch.generations import ElasticsearchGenerations
from dateline.indexes.sqlite.index import SqliteIndex
maintenance.BATCH = 10
at, where, prefix = sys.argv[1:]
index = ElasticsearchIndex(connect(where), prefix=prefix) if prefix else SqliteIndex(Path(where))
def kill(*_):
    os.kill(os.getpid(), signal.SIGKILL)
if at == "switch":
    SqliteIndex.settle = kill
elif at == "switched":
    ElasticsearchGenerations.sweep = kill
else:
    kind = type(index)
    real, left = kind.write, int(at)
    def write(self, bundles):
        global left
        left -= 1
        return kill() if left < 0 else real(self, bundles)
    kind.write = write
maintenance.rebuild(index)
"""


def rebuild_killed(at: str, where: str, prefix: str = "") -> None:
    """`kill -9` of a process that rebuilds: at its n-th write, before the switch, or right after it."""
    killed = subprocess.run([sys.executable, "-c", KILLED, at, where, prefix], check=False)
    assert killed.returncode == -signal.SIGKILL


@pytest.mark.parametrize("at", ["0", "3", "switch"])
def test_a_killed_rebuild_goes_on_where_it_was(tmp_path: Path, at: str) -> None:
    index = SqliteIndex(tmp_path / "index.db")
    index.init()
    index.write([numbered(number) for number in range(50)])
    before = stored(index)
    rebuild_killed(at, str(index.path))
    assert stored(index) == before
    (part,) = tmp_path.glob("*.part")
    done = SqliteIndex(part, linked=False)
    done.init()
    assert len(stored(done)) == {"0": 0, "3": 30, "switch": 50}[at]
    done.close()
    assert rebuild(index) == 50
    assert stored(index) == before
    assert sorted(path.name for path in tmp_path.glob("index.db*") if not path.name.endswith(("-wal", "-shm"))) == [
        "index.db",
        "index.db.1",
        "index.db.2",
    ]
    index.close()


@pytest.mark.elasticsearch
@pytest.mark.parametrize("at", ["0", "2", "switched"])
def test_a_killed_rebuild_goes_on_where_it_was_on_the_server(elasticsearch_index: Make, elasticsearch_server: Server, at: str) -> None:
    index = elasticsearch_index()
    index.init()
    index.write([numbered(number) for number in range(30)])
    before = stored(index)
    rebuild_killed(at, elasticsearch_server.url, index.prefix)
    assert stored(index) == before
    index.write([numbered(3, revision=2, events=0)])
    assert rebuild(index) == 30
    assert stored(index) == before | {"a0003": (2, [])}
    assert index.generations_of("events") == [f"{index.prefix}-events-{SCHEMA}-000002"]


# ---- the embedded file --------------------------------------------------------------------------------------------------


def test_readers_of_other_processes_follow_the_link(tmp_path: Path) -> None:
    index, reader = SqliteIndex(tmp_path / "index.db"), SqliteIndex(tmp_path / "index.db")
    index.init()
    index.write([numbered(1)])
    assert reader.events(Query()).total == 2
    rebuild(index)
    index.write([numbered(1, revision=2, events=1)])
    assert reader.events(Query()).total == 1
    assert (tmp_path / "index.db").readlink() == Path("index.db.2")
    index.close()
    reader.close()


def test_an_index_that_was_copied_as_a_plain_file_can_be_rebuilt(tmp_path: Path) -> None:
    made = SqliteIndex(tmp_path / "made.db")
    made.init()
    made.write([numbered(1)])
    made.settle()
    (tmp_path / "index.db").write_bytes((tmp_path / "made.db").read_bytes())
    index = SqliteIndex(tmp_path / "index.db")
    index.init()
    assert rebuild(index) == 1
    switch_back(index)
    assert stored(index) == {"a0001": (1, ["e0001-0", "e0001-1"])}
    index.close()
