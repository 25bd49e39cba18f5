"""`make airflow` as real processes, in a home with a blank and an umlaut, over sources that nobody answers for: `poll_feeds` fails by
name, the repair line in its log works as pasted, and nothing listens beyond this machine."""

from __future__ import annotations

import functools
import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest

from tests.compose import ROOT
from tests.integration.test_stack import wait_for
from tests.services import free_port

pytestmark = pytest.mark.stack
POLL = "airflow/logs/dag_id=poll_feeds/run_id=scheduled__*/task_id=poll/attempt={}.log"


@contextmanager
def airflow_local(home: Path, environment: dict[str, str]) -> Iterator[psutil.Process]:
    """`tools/airflow_local.py`, ended by Ctrl-C."""
    with (home / "log").open("wb") as log:
        command = [sys.executable, str(ROOT / "tools" / "airflow_local.py")]
        process = subprocess.Popen(command, env=os.environ | environment, stdout=log, stderr=log, start_new_session=True)
        running = psutil.Process(process.pid)
        everybody = [running]
        try:
            yield running
        finally:
            everybody += running.children(recursive=True)
            process.send_signal(signal.SIGINT)
            _, left = psutil.wait_procs(everybody, timeout=60)
            for one in left:
                one.kill()
    assert left == [], f"they outlive Ctrl-C: {left}"


def said(home: Path, attempt: int) -> str | None:
    """What our own logger says of the poll, once it has failed."""
    for path in home.glob(POLL.format(attempt)):
        for line in map(json.loads, path.read_text(encoding="utf-8").splitlines()):
            if line["logger"] == "dateline.dags":
                return str(line["event"])
    return None


def test_a_poll_that_nobody_answers_fails_and_its_log_says_how_to_run_it_again(tmp_path: Path) -> None:
    home = tmp_path / "with space" / "ü"
    home.mkdir(parents=True)
    (home / "sources.json").write_text(json.dumps([{"id": "dead", "url": "http://dead.example/feed.xml"}]), encoding="utf-8")
    environment = {
        "DATELINE_HOME": str(home),
        "DATELINE_SOURCES": str(home / "sources.json"),
        "DATELINE_HOST_MAP": f"dead.example=127.0.0.1:{free_port()}",
        "PORT": str(free_port()),
    }
    with airflow_local(home, environment) as running:
        first = wait_for(functools.partial(said, home, 1), "a failed poll")
        assert "failed (try 1): no source answered; dead: http://dead.example/feed.xml: " in first
        assert "no connection" in first
        listening = [
            (place.laddr.ip, " ".join(one.cmdline()))
            for one in (running, *running.children(recursive=True))
            for place in one.net_connections("inet")
            if place.status == psutil.CONN_LISTEN
        ]
        assert {address for address, _ in listening} == {"127.0.0.1"}, listening
        repair = re.search(r"`(.+)` runs it now", first)
        assert repair, first
        # The log is written before the task counts as failed, which is what the line clears.
        wait_for(lambda: "DagRun Finished: dag_id=poll_feeds" in (home / "log").read_text(encoding="utf-8"), "the end of the failed run")
        subprocess.run(["bash", "-c", repair[1]], cwd="/", capture_output=True, timeout=600, check=True)
        second = wait_for(functools.partial(said, home, 2), "the poll again")
    assert "failed (try 2): no source answered; dead: " in second
