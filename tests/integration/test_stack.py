"""The whole stack as real processes: PostgreSQL, Redis, Elasticsearch and Airflow's own, from the settings that Compose uses.

The sample newsroom runs through the scheduled DAGs, first with the LocalExecutor, then with one Celery worker; worker,
Elasticsearch and PostgreSQL are killed in the middle. At the end every entry is settled, and ledger and index agree.

Run by `make integration`; too long for the test suite.
"""

from __future__ import annotations

import json
import os
import secrets
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from dateline import settings, wiring
from dateline.newsroom import Newsroom
from dateline.seeds import shipped
from tests.services import Postgres, free_port
from tests.services_elasticsearch import Server

pytestmark = pytest.mark.stack
ROOT = Path(__file__).resolve().parents[2]
AIRFLOW = Path(sys.executable).parent / "airflow"
DAGS = ("poll_feeds", "fetch_pages", "process_articles")
DONE = {"indexed": 40, "duplicate": 2, "skipped_robots": 1, "skipped_not_article": 1, "failed_retryable": 1}
PATIENCE = 300.0


class Stack:
    """Airflow's processes over given services; stopped by process group."""

    def __init__(self, home: Path, environment: dict[str, str]) -> None:
        self.home = home
        self.environment = {**os.environ, **environment}
        self.processes: dict[str, subprocess.Popen[bytes]] = {}
        self.arguments: dict[str, tuple[str, ...]] = {}

    def run(self, *arguments: str) -> None:
        done = subprocess.run([AIRFLOW, *arguments], env=self.environment, capture_output=True, text=True, timeout=180, check=False)
        assert done.returncode == 0, f"airflow {' '.join(arguments)}\n{done.stdout[-1500:]}\n{done.stderr[-1500:]}"

    def start(self, name: str, *arguments: str) -> None:
        self.arguments[name] = arguments
        log = (self.home / f"{name}.log").open("ab")
        command = [str(AIRFLOW), *(arguments or (name,))]
        self.processes[name] = subprocess.Popen(command, env=self.environment, stdout=log, stderr=log, start_new_session=True)

    def revive(self) -> None:
        """Start again what ended, as `restart: unless-stopped` does: Airflow's processes end when their database goes away."""
        for name, process in list(self.processes.items()):
            if process.poll() is not None:
                self.start(name, *self.arguments[name])

    def kill(self, name: str) -> None:
        """`kill -9` of a process and its children."""
        process = self.processes.pop(name)
        os.killpg(process.pid, signal.SIGKILL)
        process.wait(timeout=30)

    def stop(self) -> None:
        for process in self.processes.values():
            os.killpg(process.pid, signal.SIGTERM)
        end = time.monotonic() + 20
        for process in self.processes.values():
            try:
                process.wait(timeout=max(end - time.monotonic(), 0.1))
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait(timeout=10)


def wait_for(answers: Callable[[], bool], what: str, *, patience: float = PATIENCE) -> None:
    end = time.monotonic() + patience
    while time.monotonic() < end:
        if answers():
            return
        time.sleep(1)
    pytest.fail(f"{what} did not come within {patience:.0f} s")


def healthy(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/api/v2/monitor/health", timeout=5) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def shared_settings() -> dict[str, str]:
    """docker/airflow.env, the file that Compose gives every component."""
    lines = (ROOT / "docker" / "airflow.env").read_text(encoding="utf-8").splitlines()
    return dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))


def environment_of(home: Path, room: Newsroom, *, executor: str, database: str, ledger: str, index: str, redis: str) -> dict[str, str]:
    port = free_port()
    sources = home / "sources.json"
    sources.write_text(
        json.dumps([{"id": s.id, "url": s.url, "name": s.name, "timezone": s.timezone, "every": "PT5M"} for s in room.sources])
    )
    plain = database.replace("postgresql+psycopg://", "postgresql+psycopg2://")
    return {
        **shared_settings(),
        "AIRFLOW_HOME": str(home / "airflow"),
        "AIRFLOW__CORE__EXECUTOR": executor,
        "AIRFLOW__CORE__PARALLELISM": "2",
        "AIRFLOW__CORE__DAGS_FOLDER": str(ROOT / "dags"),
        "AIRFLOW__CORE__PLUGINS_FOLDER": str(ROOT / "plugins"),
        "AIRFLOW__CORE__EXECUTION_API_SERVER_URL": f"http://127.0.0.1:{port}/execution/",
        "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_ALL_ADMINS": "True",
        "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": plain,
        "AIRFLOW__API__HOST": "127.0.0.1",
        "AIRFLOW__API__PORT": str(port),
        "AIRFLOW__API__BASE_URL": f"http://127.0.0.1:{port}",
        "AIRFLOW__API__SECRET_KEY": secrets.token_hex(64),
        "AIRFLOW__API_AUTH__JWT_SECRET": secrets.token_hex(64),
        "AIRFLOW__SCHEDULER__SCHEDULER_HEALTH_CHECK_SERVER_PORT": str(free_port()),
        "AIRFLOW__DAG_PROCESSOR__REFRESH_INTERVAL": "5",
        "AIRFLOW__CELERY__BROKER_URL": redis,
        "AIRFLOW__CELERY__RESULT_BACKEND": f"db+{plain}",
        "AIRFLOW__CELERY__WORKER_CONCURRENCY": "1",
        "DATELINE_HOME": str(home),
        "DATELINE_SOURCES": str(sources),
        "DATELINE_LEDGER_URL": ledger,
        "DATELINE_INDEX_URL": index,
        "DATELINE_HOST_MAP": ",".join(f"{name}={address}:{port_}" for name, (address, port_) in room.host_map.items()),
        "DATELINE_HOST_SPACING": "PT0S",
    }


@pytest.fixture
def stack_of(
    tmp_path: Path, postgres: Postgres, redis_url: str, elasticsearch_server: Server
) -> Iterator[Callable[[str, Newsroom], tuple[Stack, settings.Settings]]]:
    started: list[Stack] = []

    def start(executor: str, room: Newsroom) -> tuple[Stack, settings.Settings]:
        tag = executor.lower()
        postgres.execute(f"DROP DATABASE IF EXISTS airflow_{tag} WITH (FORCE)", f"CREATE DATABASE airflow_{tag}")
        postgres.execute(f"DROP DATABASE IF EXISTS ledger_{tag} WITH (FORCE)", f"CREATE DATABASE ledger_{tag}")
        environment = environment_of(
            tmp_path,
            room,
            executor=executor,
            database=postgres.url(f"airflow_{tag}"),
            ledger=postgres.url(f"ledger_{tag}"),
            index=elasticsearch_server.url,
            redis=redis_url,
        )
        stack = Stack(tmp_path, environment)
        started.append(stack)
        (tmp_path / "airflow").mkdir()
        stack.run("db", "migrate")
        for pool in ("dateline_fetch", "dateline_process"):
            stack.run("pools", "set", pool, "2", "Dateline")
        stack.start("api-server")
        wait_for(lambda: healthy(int(environment["AIRFLOW__API__PORT"])), "the api-server", patience=120)
        for name in ("scheduler", "dag-processor", "triggerer"):
            stack.start(name)
        if executor == "CeleryExecutor":
            stack.start("worker", "celery", "worker")
        return stack, settings.load(environment)

    yield start
    for stack in started:
        stack.stop()


def outcomes(config: settings.Settings) -> Counter[str]:
    return Counter(str(line.outcome) for line in wiring.ledger(config).outcomes())


@pytest.mark.parametrize("executor", ["LocalExecutor", "CeleryExecutor"])
def test_the_sample_runs_through_the_scheduled_dags_whatever_is_killed(
    stack_of: Callable[[str, Newsroom], tuple[Stack, settings.Settings]],
    executor: str,
    elasticsearch_server: Server,
    postgres: Postgres,
) -> None:
    with Newsroom(shipped() / "newsroom") as room:
        stack, config = stack_of(executor, room)
        wiring.index(config).close()
        # DAGs start unpaused: the scheduler polls, the assets wake the rest, the sweeps take what they missed.
        wait_for(lambda: sum(outcomes(config).values()) > 0, "the first entries")
        if executor == "CeleryExecutor":
            stack.kill("worker")
            stack.start("worker", "celery", "worker")
        wait_for(lambda: outcomes(config)["fetched"] > 0 or outcomes(config)["indexed"] > 0, "the first pages")
        elasticsearch_server.kill()
        postgres.kill()
        time.sleep(2)
        postgres.start()
        elasticsearch_server.start()

        def is_done() -> bool:
            stack.revive()
            return dict(outcomes(config)) == DONE

        wait_for(is_done, "the end of the work", patience=1500)
    assert wiring.check_index(config).clean
