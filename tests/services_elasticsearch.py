"""A real Elasticsearch for the tests: started once per run on a port of its own, stopped by its process id.

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
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from dateline.indexes.elasticsearch.index import ElasticsearchIndex

NOBODY = 65534  # Elasticsearch refuses to run as root.
PATIENCE = 600.0  # Seconds for a start; it takes ten, on a machine that does little else.


class Server:
    """One node in a temporary folder, with the settings given as `-E` options."""

    def __init__(self, home: Path, jdk: Path, *, options: Mapping[str, str] | None = None, heap: str = "512m") -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="dateline-es-", dir=_quick_folder()))
        self.port = _free_port()
        self._home, self._jdk, self._heap = home, jdk, heap
        self._options = {"xpack.security.enabled": "false", **(options or {})}
        self._process: subprocess.Popen[bytes] | None = None
        self.config = self.folder / "config"
        shutil.copytree(home / "config", self.config)
        for name in ("data", "logs", "repo"):
            (self.folder / name).mkdir()
        self.own()

    @property
    def url(self) -> str:
        """Where it answers."""
        scheme = "https" if self._options.get("xpack.security.http.ssl.enabled") == "true" else "http"
        return f"{scheme}://localhost:{self.port}"

    def run(self, program: str, *arguments: str) -> str:
        """Run one of the server's own programs; what it printed."""
        done = subprocess.run(
            [*self._user(), str(self._home / "bin" / program), *arguments], env=self._environment(), capture_output=True, check=True
        )
        return done.stdout.decode()

    def start(self, *, wait: bool = True) -> None:
        """Start, and wait until it answers at all (an answer 401 is one)."""
        self.own()
        options = {
            "discovery.type": "single-node",
            "http.port": str(self.port),
            "http.host": "127.0.0.1",
            "transport.port": str(_free_port()),
            "path.data": str(self.folder / "data"),
            "path.logs": str(self.folder / "logs"),
            "path.repo": str(self.folder / "repo"),
            "cluster.routing.allocation.disk.threshold_enabled": "false",
            "action.auto_create_index": "false",
            **self._options,
        }
        command = [*self._user(), str(self._home / "bin" / "elasticsearch"), *(f"-E{k}={v}" for k, v in options.items())]
        with (self.folder / "console.log").open("ab") as log:
            self._process = subprocess.Popen(command, env=self._environment(), stdout=log, stderr=log, start_new_session=True)
        if wait:
            self.wait()

    def wait(self) -> None:
        """Until the port is open; then the node has elected itself."""
        stop = time.monotonic() + PATIENCE
        while time.monotonic() < stop:
            if self._process is not None and self._process.poll() is not None:
                break
            try:
                with socket.create_connection(("127.0.0.1", self.port), timeout=1):
                    return
            except OSError:
                time.sleep(0.2)
        raise RuntimeError(f"Elasticsearch did not start:\n{(self.folder / 'console.log').read_text()[-3000:]}")

    def kill(self) -> None:
        """`kill -9` of the server's processes, as a power cut would."""
        if self._process is not None:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
            self._process = None

    def pids(self) -> list[int]:
        """All processes of the server."""
        group = str(self._process.pid) if self._process else ""
        listed = subprocess.run(["ps", "-o", "pid=", "-g", group], capture_output=True, text=True, check=True).stdout
        return [int(pid) for pid in listed.split()]

    def remove(self) -> None:
        """Stop and forget."""
        self.kill()
        shutil.rmtree(self.folder, ignore_errors=True)

    def own(self) -> None:
        """Give all files to the user that the server runs as."""
        if os.geteuid() == 0:
            for path in (self.folder, *self.folder.rglob("*")):
                os.chown(path, NOBODY, NOBODY)

    def _user(self) -> Sequence[str]:
        """As nobody when we are root; and it dies with us, however we die (its child sees the pipe close and goes too)."""
        if not shutil.which("setpriv"):
            return []
        user = [f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups"] if os.geteuid() == 0 else []
        return ["setpriv", "--pdeathsig", "KILL", *user]

    def _environment(self) -> dict[str, str]:
        heap = f"-Xms{self._heap} -Xmx{self._heap}"
        return {
            "PATH": os.environ["PATH"],
            "HOME": str(self.folder),
            "ES_JAVA_HOME": str(self._jdk),
            "ES_PATH_CONF": str(self.config),
            # What lives for minutes is not worth the second compiler: half of a test server's processor time went there.
            "ES_JAVA_OPTS": f"{heap} -XX:TieredStopAtLevel=1 -XX:-AlwaysPreTouch",
            "CLI_JAVA_OPTS": "-XX:TieredStopAtLevel=1",
        }


def installed() -> tuple[Path, Path]:
    """The folders of Elasticsearch and of its JDK. Skips the test when they are not there; fails it in CI."""
    services = Path(os.environ.get("DATELINE_SERVICES") or Path.home() / ".cache" / "dateline-services")
    home, jdk = services / "elasticsearch", services / "jdk"
    if not (home / "bin" / "elasticsearch").exists() or not (jdk / "bin" / "java").exists():
        missing = f"no Elasticsearch in {services}: run tests/setup-services.sh"
        if os.environ.get("CI") == "true":
            pytest.fail(missing)
        pytest.skip(missing)
    return home.resolve(), jdk.resolve()


def _quick_folder() -> str | None:
    """Memory, where there is enough: every new index is synced to disk a dozen times."""
    memory = Path("/dev/shm")
    return str(memory) if memory.is_dir() and os.access(memory, os.W_OK) and shutil.disk_usage(memory).free > 4e9 else None


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="session")
def elasticsearch_server() -> Iterator[Server]:
    """A plain server that all tests of a run share; each test takes index names of its own."""
    server = Server(*installed())
    try:
        server.start()
        yield server
    finally:
        server.remove()


@pytest.fixture
def elasticsearch_index(elasticsearch_server: Server) -> Iterator[Callable[[], ElasticsearchIndex]]:
    """Makes indexes under names of their own on the shared server, and removes them again."""
    from dateline.indexes.elasticsearch.connect import connect
    from dateline.indexes.elasticsearch.index import ElasticsearchIndex
    from dateline.indexes.meaning import KINDS

    made: list[str] = []

    def new() -> ElasticsearchIndex:
        made.append(f"t{os.getpid()}-{next(_NAMES)}")
        return ElasticsearchIndex(connect(elasticsearch_server.url), prefix=made[-1])

    yield new
    with connect(elasticsearch_server.url) as client:
        for prefix in made:
            for kind in KINDS:
                if names := list(client.options(ignore_status=404).indices.get(index=f"{prefix}-{kind}-*")):
                    client.indices.delete(index=names)
                client.options(ignore_status=404).indices.delete_index_template(name=f"{prefix}-{kind}")


_NAMES = itertools.count()
