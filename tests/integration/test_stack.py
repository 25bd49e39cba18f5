"""The whole stack as real processes: PostgreSQL, Redis, Elasticsearch and Airflow's own, with the files that Compose uses.

Airflow's processes pass through docker/entrypoint.sh; passwords, roles and certificates are those of the production stack. The
sample newsroom runs through the scheduled DAGs, first with the LocalExecutor, then with one Celery worker; the worker or a
task, Elasticsearch and PostgreSQL are killed in the middle. At the end every entry is settled, ledger and index agree, and
nothing is there twice.

Run by `make integration`; too long for the test suite.
"""

from __future__ import annotations

import functools
import json
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import psycopg
import pytest

from dateline import settings, wiring
from dateline.models.sources import Source
from dateline.newsroom.server import Newsroom
from dateline.runs import upkeep
from dateline.seeds import shipped
from tests.compose import DOCKER, ROOT, SERVICES, elasticsearch, make_roles, make_secrets, mount, running_redis
from tests.services import Postgres, free_port, missing
from tests.services_elasticsearch import Server

pytestmark = pytest.mark.stack
ENTRYPOINT = DOCKER / "entrypoint.sh"
DONE = {"indexed": 40, "duplicate": 2, "skipped_robots": 1, "skipped_not_article": 1, "failed_retryable": 1}
PATIENCE = 600.0
T = TypeVar("T")


class Stack:
    """Airflow's processes over given services, each through the entrypoint; stopped by process group."""

    def __init__(self, home: Path, environment: dict[str, str]) -> None:
        self.home = home
        self.environment = {**os.environ, **environment, "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"}
        self.processes: dict[str, subprocess.Popen[bytes]] = {}

    def run(self, *command: str) -> str:
        done = subprocess.run([ENTRYPOINT, *command], env=self.environment, capture_output=True, text=True, timeout=600, check=False)
        assert done.returncode == 0, f"{' '.join(command)}\n{done.stdout[-1500:]}\n{done.stderr[-1500:]}"
        return done.stdout

    def settings(self) -> settings.Settings:
        """What the entrypoint makes of the environment, as Dateline reads it."""
        return settings.load(dict(line.split("=", 1) for line in self.run("env").splitlines() if line.startswith("DATELINE_")))

    def start(self, name: str) -> None:
        """Start a service by its command in the Compose file."""
        command = [ENTRYPOINT, *SERVICES[name]["command"]]
        if name == "worker":  # Of all the tests on this machine.
            command[-1] = str(self.home / "worker.pid")
        log = (self.home / f"{name}.log").open("ab")
        self.processes[name] = subprocess.Popen(command, env=self.environment, stdout=log, stderr=log, start_new_session=True)

    def check(self, name: str) -> bool:
        """Whether a service passes its health check of the Compose file."""
        kind, *command = [word.replace("$$", "$") for word in SERVICES[name]["healthcheck"]["test"]]
        assert kind == "CMD"
        port = self.environment["AIRFLOW__API__PORT"]
        command = [str(ENTRYPOINT) if word == "entrypoint" else word.replace("api-server:8080", f"127.0.0.1:{port}") for word in command]
        return subprocess.run(command, env=self.environment, capture_output=True, timeout=300, check=False).returncode == 0

    def revive(self) -> None:
        """Start again what ended, as `restart: unless-stopped` does: Airflow's processes end when their database goes away."""
        for name, process in list(self.processes.items()):
            if process.poll() is not None:
                self.start(name)

    def kill(self, name: str) -> None:
        """`kill -9` of a process and its children."""
        process = self.processes.pop(name)
        os.killpg(process.pid, signal.SIGKILL)
        process.wait(timeout=30)

    def stop(self) -> None:
        for process in self.processes.values():
            os.killpg(process.pid, signal.SIGTERM)
        end = time.monotonic() + 10  # The scheduler waits for an api-server that is stopped as well.
        for process in self.processes.values():
            try:
                process.wait(timeout=max(end - time.monotonic(), 0.1))
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait(timeout=10)


def wait_for(answers: Callable[[], T], what: str, *, patience: float = PATIENCE, every: float = 1.0) -> T:
    """The first answer that is true."""
    end = time.monotonic() + patience
    while time.monotonic() < end:
        if answer := answers():
            return answer
        time.sleep(every)
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


def publish(home: Path, sources: Sequence[Source]) -> None:
    """The sources file as it stands now; every poll reads it anew."""
    listed = [{"id": s.id, "url": s.url, "name": s.name, "timezone": s.timezone, "every": "PT5M"} for s in sources]
    (home / "sources.json").write_text(json.dumps(listed))


def environment_of(
    home: Path, room: Newsroom, secrets: Path, *, executor: str, postgres: Postgres, redis: int, index: str
) -> dict[str, str]:
    """What Compose gives a service of Airflow, with the addresses of this machine."""
    port = free_port()
    given = {name: value for name, value in SERVICES["worker"]["environment"].items() if "${" not in value}
    return {
        **shared_settings(),
        **{name: value.replace("/run/secrets", str(secrets)).replace("/opt/app", str(ROOT)) for name, value in given.items()},
        "SECRETS_DIR": str(secrets),
        "TMPDIR": str(home),
        "POSTGRES_ADDRESS": f"127.0.0.1:{postgres.port}",
        "REDIS_ADDRESS": f"127.0.0.1:{redis}",
        "AIRFLOW_HOME": str(home / "airflow"),
        "AIRFLOW__CORE__EXECUTOR": executor,
        "AIRFLOW__CORE__PARALLELISM": "2",
        "AIRFLOW__CORE__EXECUTION_API_SERVER_URL": f"http://127.0.0.1:{port}/execution/",
        "AIRFLOW__API__HOST": "127.0.0.1",
        "AIRFLOW__API__PORT": str(port),
        "AIRFLOW__API__BASE_URL": f"http://127.0.0.1:{port}",
        "AIRFLOW__SCHEDULER__SCHEDULER_HEALTH_CHECK_SERVER_PORT": str(free_port()),
        "AIRFLOW__DAG_PROCESSOR__REFRESH_INTERVAL": "5",
        # A task whose process is gone is noticed after half a minute, not after Airflow's five.
        "AIRFLOW__SCHEDULER__TASK_INSTANCE_HEARTBEAT_TIMEOUT": "30",
        "AIRFLOW__SCHEDULER__TASK_INSTANCE_HEARTBEAT_TIMEOUT_DETECTION_INTERVAL": "5",
        "AIRFLOW__SCHEDULER__ORPHANED_TASKS_CHECK_INTERVAL": "15",
        # A task that a killed worker had received and not begun is given out again after a minute, not after Airflow's ten. So is
        # one that waits for a busy worker, which therefore may happen often.
        "AIRFLOW__SCHEDULER__TASK_QUEUED_TIMEOUT": "60",
        "AIRFLOW__SCHEDULER__TASK_QUEUED_TIMEOUT_CHECK_INTERVAL": "5",
        "AIRFLOW__SCHEDULER__NUM_STUCK_IN_QUEUED_RETRIES": "50",
        "AIRFLOW__CELERY__WORKER_CONCURRENCY": "1",
        "DATELINE_ARCHIVE_URL": f"file://{home}/archive",
        "DATELINE_HOME": str(home),
        "DATELINE_SEEDS": str(DOCKER / "own"),
        "DATELINE_SOURCES": str(home / "sources.json"),
        "DATELINE_INDEX_URL": index,
        "DATELINE_HOST_MAP": ",".join(f"{name}={address}:{port_}" for name, (address, port_) in room.host_map.items()),
        "DATELINE_HOST_SPACING": "PT0S",
    }


@dataclass(frozen=True)
class Services:
    """What Airflow runs on."""

    secrets: Path
    postgres: Postgres
    redis: int
    elasticsearch: Server


@pytest.fixture
def services(tmp_path: Path) -> Iterator[Services]:
    """The three servers as the production stack sets them up, new and empty."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    if not found:
        missing("PostgreSQL")
    secrets = make_secrets(tmp_path / "all-secrets")
    postgres, index = Postgres(found[-1]), elasticsearch(secrets)
    try:
        index.start(wait=False)
        postgres.start()
        postgres.require_passwords()
        make_roles(postgres, mount("postgres", secrets, tmp_path / "postgres-secrets"))
        with running_redis(mount("redis", secrets, tmp_path / "redis-secrets"), tmp_path) as (redis, _):
            index.wait()
            yield Services(mount("worker", secrets, tmp_path / "secrets"), postgres, redis, index)
    finally:
        postgres.remove()
        index.remove()


@pytest.fixture
def stack_of(tmp_path: Path, services: Services) -> Iterator[Callable[[str, Newsroom], Stack]]:
    started: list[Stack] = []

    def start(executor: str, room: Newsroom) -> Stack:
        environment = environment_of(
            tmp_path,
            room,
            services.secrets,
            executor=executor,
            postgres=services.postgres,
            redis=services.redis,
            index=services.elasticsearch.url,
        )
        stack = Stack(tmp_path, environment)
        started.append(stack)
        (tmp_path / "airflow").mkdir()
        stack.run(*SERVICES["setup"]["command"])
        stack.start("api-server")
        wait_for(lambda: healthy(int(environment["AIRFLOW__API__PORT"])), "the api-server")
        for name in ("scheduler", "dag-processor", "triggerer", *(["worker"] if executor == "CeleryExecutor" else [])):
            stack.start(name)
        return stack

    yield start
    for stack in started:
        stack.stop()


def outcomes(config: settings.Settings) -> Counter[str]:
    return Counter(str(line.outcome) for line in wiring.ledger(config).outcomes(now=wiring.now()))


def writer(config: settings.Settings) -> int | None:
    """The process that has leased fetched pages now: it extracts, tags and writes them."""
    with psycopg.connect(config.ledger_url.replace("+psycopg", "")) as connection:
        row = connection.execute("SELECT owner FROM queue WHERE step = 'process' AND token IS NOT NULL LIMIT 1").fetchone()
    return int(row[0].split(":")[1]) if row else None


def twice(config: settings.Settings) -> list[str]:
    """What the index holds more than once, or holds without being listed by its article."""
    index = wiring.index(config)
    try:
        articles, events = list(index.scan("articles")), [hit.id for hit in index.scan("events")]
    finally:
        index.close()
    assert len(articles) == DONE["indexed"]
    addresses = Counter(hit.body["url"]["full"] for hit in articles)
    listed = Counter(event for hit in articles for event in hit.body["event_ids"])
    return [name for name, count in (addresses + listed).items() if count > 1] + sorted(set(listed) ^ set(events))


@pytest.mark.parametrize("executor", ["LocalExecutor", "CeleryExecutor"])
def test_the_sample_runs_through_the_scheduled_dags_whatever_is_killed(
    stack_of: Callable[[str, Newsroom], Stack], services: Services, tmp_path: Path, executor: str
) -> None:
    with Newsroom(shipped() / "newsroom") as room:
        publish(tmp_path, room.sources[:2])
        stack = stack_of(executor, room)
        config = stack.settings()
        # DAGs start unpaused: the scheduler polls, the assets wake the rest, the sweeps take what they missed.
        wait_for(lambda: sum(outcomes(config).values()) > 0, "the first entries")
        if executor == "CeleryExecutor":
            stack.kill("worker")
            stack.start("worker")
        wait_for(lambda: outcomes(config)["indexed"] > 0, "the first articles")
        # The second half of the sample: its articles are leased, and not yet written, when Elasticsearch dies.
        publish(tmp_path, room.sources)
        stack.run("airflow", "dags", "trigger", "poll_feeds")
        task = wait_for(lambda: writer(config), "a task that writes", every=0.1)
        services.elasticsearch.kill()
        assert 0 < outcomes(config)["indexed"] < DONE["indexed"]
        if executor == "LocalExecutor":
            # Its task dies as well; with Celery it lives, and waits for the server to come back.
            assert task
            os.kill(task, signal.SIGKILL)
        services.elasticsearch.start()
        services.postgres.kill()
        time.sleep(2)
        services.postgres.start()

        def is_done() -> bool:
            stack.revive()
            return dict(outcomes(config)) == DONE

        wait_for(is_done, "the end of the work", patience=1500)
    assert upkeep.check_index(config).clean
    assert twice(config) == []
    for name in ("dag-processor", "triggerer", *(["worker"] if executor == "CeleryExecutor" else [])):
        wait_for(functools.partial(stack.check, name), f"a healthy {name}")
