"""A real PostgreSQL for the tests: in a temporary folder, on a port of its own, stopped by its process id.

`tests/setup-services.sh` installs what this needs. Without it the tests are skipped with the line that installs it; in CI
that is a failure.
"""

from __future__ import annotations

import itertools
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import psycopg
import pytest

PATIENCE = 300.0  # Seconds for a start; PostgreSQL takes less than one.


class Postgres:
    """One server with a superuser `dateline`, who is trusted without a password, and what a test needs of it."""

    def __init__(self, binaries: Path) -> None:
        self._binaries = binaries
        self._folder = Path(tempfile.mkdtemp(prefix="dateline-pg-"))
        self._process: subprocess.Popen[bytes] | None = None
        self.port = free_port()
        if os.geteuid() == 0:
            shutil.chown(self._folder, "postgres", "postgres")
        # initdb refuses to run as root.
        self._run("initdb", "-D", str(self._folder / "data"), "-U", "dateline", "-A", "trust", "--locale=C.UTF-8", "--no-sync")

    def start(self) -> None:
        """Start, and wait until it answers."""
        # Nothing here outlives a power cut; `kill -9` loses nothing without fsync either.
        options = {"listen_addresses": "127.0.0.1", "port": str(self.port), "unix_socket_directories": str(self._folder), "fsync": "off"}
        command = [*self._user(), str(self._binaries / "postgres"), "-D", str(self._folder / "data")]
        for name, value in options.items():
            command += ["-c", f"{name}={value}"]
        with (self._folder / "log").open("ab") as log:
            self._process = subprocess.Popen(command, stdout=log, stderr=log, cwd=self._folder, start_new_session=True)
        wait_for(self._answers, what="PostgreSQL", log=self._folder / "log")

    def kill(self) -> None:
        """`kill -9` of the server's processes, as a power cut would."""
        self._end(signal.SIGKILL)

    def remove(self) -> None:
        """Stop and forget."""
        self._end(signal.SIGINT)
        shutil.rmtree(self._folder, ignore_errors=True)

    def url(self, database: str, *, user: str = "dateline", password: str | None = None) -> str:
        """A SQLAlchemy URL."""
        secret = f":{password}" if password else ""
        return f"postgresql+psycopg://{user}{secret}@127.0.0.1:{self.port}/{database}"

    def execute(self, *statements: str, database: str = "postgres") -> None:
        """Run statements, each on its own."""
        with psycopg.connect(self._conninfo(database), autocommit=True) as connection:
            for statement in statements:
                connection.execute(statement.encode())

    def require_passwords(self) -> None:
        """From now on everybody but `dateline` needs a password."""
        rules = "host all dateline 127.0.0.1/32 trust\nhost all all 127.0.0.1/32 scram-sha-256\n"
        (self._folder / "data" / "pg_hba.conf").write_text(rules)
        self.execute("SELECT pg_reload_conf()")

    def _conninfo(self, database: str) -> str:
        return f"host=127.0.0.1 port={self.port} user=dateline dbname={database} connect_timeout=2"

    def _answers(self) -> bool:
        if self._process is not None and self._process.poll() is not None:
            raise RuntimeError(f"PostgreSQL ended:\n{(self._folder / 'log').read_text()[-2000:]}")
        try:
            psycopg.connect(self._conninfo("postgres")).close()
        except psycopg.OperationalError:
            return False
        return True

    def _end(self, how: signal.Signals) -> None:
        if self._process is None:
            return
        # Through setpriv the process is the postmaster itself; killed, its children end by themselves.
        os.kill(self._process.pid, how)
        self._process.wait(timeout=PATIENCE)
        self._process = None

    def _run(self, program: str, *arguments: str) -> None:
        done = subprocess.run(
            [*self._user(), str(self._binaries / program), *arguments], cwd=self._folder, capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise RuntimeError(f"{program}: {done.stderr.strip()}")

    def _user(self) -> Sequence[str]:
        return ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"] if os.geteuid() == 0 else []


def free_port() -> int:
    """A port that nobody uses now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(answers: Callable[[], bool], *, what: str, log: Path) -> None:
    """Ask until the server answers. Raises RuntimeError with the end of its log."""
    stop = time.monotonic() + PATIENCE
    while time.monotonic() < stop:
        if answers():
            return
        time.sleep(0.05)
    raise RuntimeError(f"{what} did not start:\n{log.read_text()[-2000:]}")


def missing(what: str) -> None:
    """Skip the test, naming what installs the server; in CI a skip is a failure."""
    said = f"no {what} on this machine: run tests/setup-services.sh"
    if os.environ.get("CI") == "true":
        pytest.fail(said)
    pytest.skip(said)


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """A running PostgreSQL, one for the whole run."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[4]))
    if not found:
        missing("PostgreSQL")
    server = Postgres(found[-1].parent)
    try:
        server.start()
        yield server
    finally:
        server.remove()


_names = itertools.count(1)


@pytest.fixture
def postgres_url(postgres: Postgres) -> Iterator[str]:
    """The URL of an empty database that nobody else uses."""
    name = f"test{next(_names)}"
    postgres.execute(f"CREATE DATABASE {name}")
    yield postgres.url(name)
    postgres.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
