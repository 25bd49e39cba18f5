"""`kill -9` of a real process at any moment, and running again: nothing lost, nothing doubled."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest

from dateline.indexes.sqlite.index import SqliteIndex
from dateline.ledger import open_ledger
from dateline.newsroom.server import Newsroom
from dateline.query import Query
from dateline.seeds import shipped

DATELINE = Path(sys.executable).parent / "dateline"
DONE = {"indexed": 40, "duplicate": 2, "skipped_robots": 1, "skipped_not_article": 1, "failed_retryable": 1}


def start(room: Newsroom, home: Path) -> subprocess.Popen[bytes]:
    sources = home / "sources.json"
    sources.write_text(json.dumps([{"id": s.id, "url": s.url, "name": s.name, "timezone": s.timezone} for s in room.sources]))
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("DATELINE_")},
        "DATELINE_HOME": str(home),
        "DATELINE_HOST_MAP": ",".join(f"{name}={address}:{port}" for name, (address, port) in room.host_map.items()),
        "DATELINE_HOST_SPACING": "PT0S",
        "DATELINE_WORKERS": "1",
    }
    command = [str(DATELINE), "ingest", "--sources", str(sources), "--once", "--now"]
    return subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)


def look(home: Path) -> tuple[Counter[str], dict[str, int], dict[str, int], int]:
    ledger = open_ledger(f"sqlite:///{home / 'ledger.db'}")
    index = SqliteIndex(home / "index.db")
    index.init()
    try:
        outcomes = Counter(str(line.outcome) for line in ledger.outcomes(now=datetime.now(UTC)))
        return outcomes, dict(ledger.revisions()), dict(index.versions("articles")), index.events(Query(limit=1)).total
    finally:
        index.close()


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> int:
    """How many events a run leaves that nobody kills."""
    home = tmp_path_factory.mktemp("calm")
    with Newsroom(shipped() / "newsroom") as room:
        process = start(room, home)
        _, errors = process.communicate(timeout=3000)
        assert process.returncode == 0, errors.decode()
    outcomes, revisions, versions, events = look(home)
    assert outcomes == DONE
    assert revisions == versions
    return events


# While polling, while fetching, while the model is loaded, while tags are made and written.
@pytest.mark.parametrize("moments", [(0.6, 1.0), (1.4, 2.2), (2.8, 3.6)])
def test_killed_twice_and_run_again(undisturbed: int, tmp_path: Path, moments: tuple[float, float]) -> None:
    with Newsroom(shipped() / "newsroom") as room:
        for moment in moments:
            process = start(room, tmp_path)
            time.sleep(moment)
            process.send_signal(signal.SIGKILL)
            process.communicate(timeout=300)
        process = start(room, tmp_path)
        _, errors = process.communicate(timeout=3000)
        assert process.returncode == 0, errors.decode()
    outcomes, revisions, versions, events = look(tmp_path)
    assert outcomes == DONE
    assert revisions == versions
    assert events == undisturbed
