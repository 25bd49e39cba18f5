"""TERM and KILL at random moments, while pages are fetched and while two workers process them, on SQLite and on PostgreSQL.

After all of them: a whole ledger, one outcome for each article, an index that agrees, no process left, few pages fetched again.
`DATELINE_KILLS_SEED` repeats a run; its seed is in the output. A run of 1,500 articles is part of `make integration`.
"""

from __future__ import annotations

import itertools
import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from dateline import processes, wiring
from dateline.pipeline.fetching import KEPT_AT_ONCE
from dateline.settings import BATCH, load
from tests.manysites import ManySites

DATELINE = Path(sys.executable).parent / "dateline"
PATIENCE = 300.0  # Seconds; a whole run takes a tenth of it.
GLANCE = 0.02  # Seconds between looks at the queue.
ARTICLES = 220  # Two batches for two workers, and what a second run finds after one of them.


class Runs:
    """`dateline ingest` again and again, over the same home."""

    def __init__(self, sites: ManySites, home: Path, ledger: str | None) -> None:
        self.sources = sites.write_sources(home / "sources.json")
        own = {"DATELINE_HOME": str(home), "DATELINE_WORKERS": "2", **sites.environment} | (
            {"DATELINE_LEDGER_URL": ledger} if ledger else {}
        )
        self.environment = {name: value for name, value in os.environ.items() if not name.startswith("DATELINE_")} | own
        self.config = load(own)
        self.log = home / "log"

    def start(self, *options: str) -> subprocess.Popen[bytes]:
        command = [str(DATELINE), "ingest", "--sources", str(self.sources), *options]
        with self.log.open("ab") as log:
            return subprocess.Popen(command, env=self.environment, stdout=log, stderr=log, start_new_session=True)

    def kill_in(self, step: str, seconds: float, how: signal.Signals, *, enough: int) -> None:
        """Kill a run so many seconds after its first lease for this step, or as soon as no more than `enough` entries wait for it.

        Without `--once` no run ends by itself: however fast the machine is, a kill hits a living run, and one that has work.
        """
        process = self.start()
        end = time.monotonic() + PATIENCE
        while not any(self.leased(step)):
            assert process.poll() is None, self.told()
            assert time.monotonic() < end, self.told()
            time.sleep(GLANCE)
        end = time.monotonic() + seconds
        while time.monotonic() < end and len(self.leased(step)) > enough:
            time.sleep(GLANCE)
        process.send_signal(how)
        assert process.wait(timeout=PATIENCE) in (-how, 128 + how), self.told()
        wait_until_gone(process.pid)
        assert self.leased(step), f"nothing was left to {step}"

    def leased(self, step: str) -> list[bool]:
        """For each entry that waits for this step, whether a living process holds it: whoever held it in a run before is dead."""
        engine = create_engine(self.config.ledger_url, poolclass=NullPool)
        try:
            with engine.connect() as connection:
                owners = connection.scalars(text("SELECT owner FROM queue WHERE step = :step"), {"step": step}).all()
        except DBAPIError:  # It is not made yet.
            return []
        return [owner is not None and not processes.is_dead(owner) for owner in owners]

    def told(self) -> str:
        return self.log.read_text(encoding="utf-8")[-4000:]

    def dateline(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [str(DATELINE), *arguments], env=self.environment, capture_output=True, text=True, timeout=PATIENCE, check=False
        )


@dataclass(frozen=True)
class After:
    """What stands after the kills and one run to the end: a whole ledger, one outcome an entry, few pages fetched again, no lease."""

    whole: bool
    outcomes: Mapping[str, int]
    entries: int
    pages: int
    few_again: bool
    leaseholders: int

    @classmethod
    def well(cls, articles: int) -> After:
        """As it should be."""
        return cls(True, {"indexed": articles}, articles, articles, True, 0)


def session(leader: int) -> list[int]:
    """Processes that a command has left behind, its workers and their trackers, by the session that they share."""
    listed = subprocess.run(["ps", "-e", "-o", "pid=,sess=,state="], capture_output=True, text=True, check=True).stdout
    rows = [line.split() for line in listed.splitlines()]
    return [int(pid) for pid, sess, state in rows if int(sess) == leader and not state.startswith("Z")]


def wait_until_gone(leader: int) -> None:
    end = time.monotonic() + PATIENCE
    while left := session(leader):
        assert time.monotonic() < end, f"processes outlive their parent: {left}"
        time.sleep(0.05)


def endure(tmp_path: Path, articles: int, ledger: str | None, *, kills: int, longest: Mapping[str, float]) -> After:
    """So many kills while pages are fetched and as many while they are processed, `longest` seconds after the first lease at most;
    then one run to the end. What stands then."""
    seed = int(os.environ.get("DATELINE_KILLS_SEED") or time.time_ns() % 1_000_000)
    sys.stdout.write(f"DATELINE_KILLS_SEED={seed}\n")
    chance = random.Random(seed)
    gate = threading.Event()

    def last_pages_wait(_host: str, path: str) -> None:
        """However fast the pages before them come, there is something left to fetch until the last of those kills."""
        if path in {f"/article/{articles - 1 - number}" for number in range(len(sites.names))}:
            gate.wait(PATIENCE)

    with ManySites(articles, say=last_pages_wait) as sites:
        runs = Runs(sites, tmp_path, ledger)
        for step, number in itertools.product(longest, range(1, kills + 1)):
            how = chance.choice([signal.SIGTERM, signal.SIGKILL])
            # Later kills need work as well: more than a batch, or no second worker is started.
            enough = max(articles - articles * number // (kills + 1), BATCH if step == "process" else 0)
            if step == "process":
                gate.set()
            runs.kill_in(step, chance.uniform(0.0, longest[step]), how, enough=enough)
        last = runs.start("--once")
        assert last.wait(timeout=PATIENCE) == 0, runs.told()
        wait_until_gone(last.pid)
    assert "Traceback" not in runs.log.read_text(encoding="utf-8"), runs.told()
    whole = ledger is not None or sqlite3.connect(tmp_path / "ledger.db").execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    lines = [json.loads(line) for line in runs.dateline("outcomes", "--format", "jsonl").stdout.splitlines()]
    checked = runs.dateline("index", "check")
    assert checked.returncode == 0, checked.stdout + checked.stderr
    asked = sites.pages_asked()
    # Each kill may cost a batch that was not yet in the archive, and what was on its way from each host.
    few = asked.total() <= articles + 2 * kills * (KEPT_AT_ONCE + len(sites.names))
    outcomes = Counter(line["outcome"] for line in lines)
    return After(whole, dict(outcomes), len({line["url"] for line in lines}), len(asked), few, len(wiring.ledger(runs.config).owners()))


@pytest.mark.parametrize("engine", ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def test_kills_in_a_row(tmp_path: Path, request: pytest.FixtureRequest, engine: str) -> None:
    ledger = request.getfixturevalue("postgres_url") if engine == "postgresql" else None
    assert endure(tmp_path, ARTICLES, ledger, kills=2, longest={"fetch": 0.3, "process": 1.0}) == After.well(ARTICLES)


@pytest.mark.long
@pytest.mark.parametrize("engine", ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def test_ten_kills_while_1500_articles_are_worked_on(tmp_path: Path, request: pytest.FixtureRequest, engine: str) -> None:
    ledger = request.getfixturevalue("postgres_url") if engine == "postgresql" else None
    assert endure(tmp_path, 1500, ledger, kills=5, longest={"fetch": 1.5, "process": 6.0}) == After.well(1500)
