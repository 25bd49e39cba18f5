"""The roles and certificates of the production stack on a real Elasticsearch: what each user can do, and what none can."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from elasticsearch import AuthorizationException

from dateline.errors import IndexRefused
from dateline.indexes.elasticsearch.connect import connect
from dateline.indexes.elasticsearch.index import ElasticsearchIndex
from tests.bundles import bundle, event
from tests.compose import ROOT, SERVICES, elasticsearch, make_secrets
from tests.services import free_port, wait_for
from tests.services_elasticsearch import Server

pytestmark = [pytest.mark.elasticsearch, pytest.mark.xdist_group("docker-elasticsearch")]
DATELINE = Path(sys.executable).parent / "dateline"
TEXT = "Rebels shelled the northern district of Aleppo on Thursday, killing six people, officials said. "


@pytest.fixture(scope="module")
def secrets(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_secrets(tmp_path_factory.mktemp("docker") / "secrets")


@pytest.fixture(scope="module")
def server(secrets: Path) -> Iterator[Server]:
    server = elasticsearch(secrets)
    try:
        server.start()
        yield server
    finally:
        server.remove()


def environment_of(home: Path, server: Server, secrets: Path, *, user: str, password: str) -> dict[str, str]:
    """The settings that Compose gives."""
    return {
        **{name: value for name, value in os.environ.items() if not name.startswith("DATELINE_")},
        "DATELINE_HOME": str(home),
        "DATELINE_INDEX_URL": server.url,
        "DATELINE_INDEX_CA": str(secrets / "ca"),
        "DATELINE_INDEX_USER": user,
        "DATELINE_INDEX_PASSWORD_FILE": str(secrets / password),
    }


def dateline(home: Path, server: Server, secrets: Path, *arguments: str, user: str = "dateline", password: str = "index_password") -> str:
    """Run a command; what it printed."""
    environment = environment_of(home, server, secrets, user=user, password=password)
    done = subprocess.run([str(DATELINE), *arguments], env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_each_user_can_do_its_work_and_nothing_else(server: Server, secrets: Path, tmp_path: Path) -> None:
    home, folder = tmp_path / "home", tmp_path / "articles"
    folder.mkdir()
    (folder / "one.txt").write_text(TEXT + "Hospitals in the city were short of blood. " * 10, encoding="utf-8")
    dateline(home, server, secrets, "index", "init")
    dateline(home, server, secrets, "ingest", "--folder", str(folder), "--published", "2016-10-14", "--timezone", "Asia/Damascus")
    for command in (("index", "rebuild"), ("index", "check")):
        dateline(home, server, secrets, *command)
    for user, password in (("dateline", "index_password"), ("pages", "pages_password")):
        assert "2016-10-14" in dateline(home, server, secrets, "search", "shelled", user=user, password=password)
        client = connect(server.url, user=user, password=(secrets / password).read_text(encoding="utf-8"), ca=str(secrets / "ca"))
        with client:
            for refused in (client.indices.create, client.search):
                with pytest.raises(AuthorizationException):
                    refused(index="another")
            if user == "pages":
                with pytest.raises(IndexRefused, match="does not permit"):
                    ElasticsearchIndex(client, sleep=lambda _: None).write([bundle(event())])


def test_the_pages_are_served_to_one_who_may_only_read(server: Server, secrets: Path, tmp_path: Path) -> None:
    dateline(tmp_path, server, secrets, "index", "init")
    pages, port = SERVICES["pages"], free_port()
    command = [word.replace("8765", str(port)) for word in (*pages["entrypoint"], *pages["command"])]
    ask = [word.replace("8765", str(port)) for word in pages["healthcheck"]["test"][1:]]
    environment = environment_of(tmp_path, server, secrets, user=pages["environment"]["DATELINE_INDEX_USER"], password="pages_password")
    environment["DATELINE_PAGES_TOKEN_FILE"] = str(secrets / "pages_token")
    with (tmp_path / "log").open("wb") as log:
        process = subprocess.Popen([str(DATELINE), *command[1:]], env=environment, stdout=log, stderr=log)
    try:
        asked = [sys.executable, *ask[1:]]
        wait_for(lambda: subprocess.run(asked, capture_output=True, check=False).returncode == 0, what="serve", log=tmp_path / "log")
        # As a browser on the host asks, through the published port.
        token = (secrets / "pages_token").read_text(encoding="utf-8")
        request = urllib.request.Request(f"http://localhost:{port}/", headers={"Authorization": f"Bearer {token}"})
        with urllib.request.urlopen(request, timeout=10) as answer:
            assert answer.status == 200
        with pytest.raises(urllib.error.HTTPError, match="401"):
            urllib.request.urlopen(f"http://localhost:{port}/", timeout=10)
    finally:
        process.terminate()
        process.wait(timeout=10)


def test_the_snapshot_of_the_guide_is_taken(server: Server, secrets: Path) -> None:
    """The commands as they stand there, for this server's address, folder and superuser."""
    guide = (ROOT / "docs" / "team.md").read_text(encoding="utf-8")
    (script,) = re.findall(r"```sh\n(es\(\).+?)```", guide, re.S)
    for there, here in {
        "https://localhost:9200": server.url,
        "/usr/share/elasticsearch/backup": str(server.folder / "repo"),
        "docker/secrets": str(secrets),
        "elastic:%s": "operator:%s",
    }.items():
        assert there in script
        script = script.replace(there, here)
    done = subprocess.run(["bash", "-euc", script], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert '"state":"SUCCESS"' in done.stdout
