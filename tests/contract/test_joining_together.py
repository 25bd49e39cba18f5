"""Articles are tagged again while incidents are rebuilt, by real processes over real indexes: nothing old is left, nothing double."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from dateline.chronicle import Means, join_all
from dateline.incidents.lexicon import load_lexicon
from dateline.incidents.likeness import load_weights
from dateline.incidents.readings import Readings
from dateline.indexes.sqlite.index import SqliteIndex
from dateline.ledger import open_shelf
from tests.contract.joining_worker import opened, stored, told_in
from tests.incidents.items import WEEK
from tests.services import Postgres

ROUNDS = 15
PATIENCE = 300  # Seconds; a machine that is busy takes a minute.


@dataclass(frozen=True)
class World:
    """An index and a ledger, by their addresses."""

    index: str
    ledger: str

    def start(self, task: str, rounds: int) -> subprocess.Popen[str]:
        command = [sys.executable, "-m", "tests.contract.joining_worker", self.index, self.ledger, task, str(rounds)]
        return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


@pytest.fixture(params=["sqlite", pytest.param("elasticsearch", marks=[pytest.mark.elasticsearch, pytest.mark.postgres])])
def world(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[World]:
    """An index that holds the week, joined by nobody yet: files, or servers."""
    if request.param == "sqlite":
        made = World(str(tmp_path / "index.db"), f"sqlite:///{tmp_path / 'ledger.db'}")
    else:
        server: Postgres = request.getfixturevalue("postgres")
        server.execute("DROP DATABASE IF EXISTS joining WITH (FORCE)", "CREATE DATABASE joining")
        url = request.getfixturevalue("elasticsearch_server").url
        made = World(f"{url}#{request.getfixturevalue('elasticsearch_index')().prefix}", server.url("joining"))
    index = opened(made.index)
    index.init()
    index.write([stored(one, revision=1) for one in WEEK])
    open_shelf(made.ledger)
    yield made
    index.close()


def together(index: Any) -> list[tuple[str, ...]]:
    """The articles of each incident and episode, with what they tell."""
    index.refresh()
    return sorted(
        (hit.body["kind"], *(f"{line['article']} {line['quote']}" for line in hit.body["reports"])) for hit in index.scan("incidents")
    )


def as_it_should_be(folder: Path) -> list[tuple[str, ...]]:
    """What comes out where the articles as they were tagged last are joined at once, by one process alone."""
    index = SqliteIndex(folder / "alone.db")
    index.init()
    last = {item.id: item for item in WEEK} | {(one := told_in(number)).id: one for number in range(ROUNDS)}
    index.write([stored(one, revision=1) for one in last.values()])
    join_all(index, Means(Readings(load_lexicon()), load_weights(), clock=lambda: datetime.now(UTC)))
    found = together(index)
    index.close()
    return found


def test_who_joins_last_has_seen_what_was_tagged_last(world: World, tmp_path: Path) -> None:
    at_work = [world.start("retag", ROUNDS), world.start("rebuild", ROUNDS), world.start("rebuild", ROUNDS)]
    assert [one.wait(PATIENCE) for one in at_work] == [0, 0, 0]
    index = opened(world.index)
    assert together(index) == as_it_should_be(tmp_path)
    again = join_all(index, Means(Readings(load_lexicon()), load_weights(), clock=lambda: datetime.now(UTC)))
    assert (again.written, again.gone) == (0, 0)
    index.close()


def test_a_rebuild_that_is_killed_again_and_again_leaves_nothing_double(world: World, tmp_path: Path) -> None:
    draw = random.Random(4)
    tagging = world.start("write", ROUNDS)
    while tagging.poll() is None:
        rebuilding = world.start("rebuild", 1000)
        assert rebuilding.stdout
        rebuilding.stdout.readline()
        time.sleep(draw.uniform(0, 0.5))
        rebuilding.kill()
        rebuilding.wait(PATIENCE)
    assert tagging.returncode == 0
    index, readings, shelf = opened(world.index), Readings(load_lexicon()), open_shelf(world.ledger)
    join_all(index, Means(readings, load_weights(), clock=lambda: datetime.now(UTC), shelf=shelf))
    assert together(index) == as_it_should_be(tmp_path)
    again = join_all(index, Means(readings, load_weights(), clock=lambda: datetime.now(UTC), shelf=shelf))
    assert (again.written, again.gone) == (0, 0)
    index.close()
