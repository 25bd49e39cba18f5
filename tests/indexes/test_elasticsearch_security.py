"""Elasticsearch as an operator runs it: TLS, users that may only touch our indexes, and messages that give nothing away."""

from __future__ import annotations

import json
import logging
import subprocess
import threading
import traceback
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any, ClassVar

import pytest

from dateline.errors import IndexRefused, SettingsError
from dateline.indexes import open_index
from dateline.indexes.elasticsearch.connect import connect
from dateline.indexes.elasticsearch.index import ElasticsearchIndex
from dateline.query import Query
from dateline.settings import load
from tests.bundles import bundle, event
from tests.services_elasticsearch import Server, installed

PASSWORD = "correct-horse-battery"
ROLES = """
owner:
  cluster: [manage_index_templates, monitor]
  indices: [{names: ["dateline-*"], privileges: [all]}]
writer:
  indices: [{names: ["dateline-*"], privileges: [read, write, view_index_metadata, maintenance]}]
reader:
  indices: [{names: ["dateline-*"], privileges: [read, view_index_metadata]}]
outsider:
  indices: [{names: ["other-*"], privileges: [all]}]
"""


def certificates(folder: Path, *, days: int = 2) -> None:
    """A CA and a certificate of it for localhost."""
    key = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes")
    if not (folder / "ca.crt").exists():
        _openssl("req", "-x509", *key, "-keyout", folder / "ca.key", "-out", folder / "ca.crt", "-days", "2", "-subj", "/CN=a test's CA")
        _openssl("req", *key, "-keyout", folder / "node.key", "-out", folder / "node.csr", "-subj", "/CN=localhost")
    (folder / "names").write_text("subjectAltName=DNS:localhost")
    signer = ("-CA", folder / "ca.crt", "-CAkey", folder / "ca.key", "-CAcreateserial", "-extfile", folder / "names")
    _openssl("x509", "-req", "-in", folder / "node.csr", *signer, "-days", str(days), "-out", folder / "node.crt")


def _openssl(*arguments: str | Path) -> None:
    subprocess.run(["openssl", *map(str, arguments)], check=True, capture_output=True)


@pytest.fixture(scope="module")
def secure_server() -> Iterator[Server]:
    """A server with TLS and four users of different rights."""
    options = {
        "xpack.security.enabled": "true",
        "xpack.security.http.ssl.enabled": "true",
        "xpack.security.http.ssl.key": "tls/node.key",
        "xpack.security.http.ssl.certificate": "tls/node.crt",
        "resource.reload.interval.high": "1s",
    }
    server = Server(*installed(), options=options)
    try:
        tls = server.config / "tls"
        tls.mkdir()
        certificates(tls)
        (server.config / "roles.yml").write_text(ROLES)
        server.own()
        for user in ("owner", "writer", "reader", "outsider"):
            server.run("elasticsearch-users", "useradd", user, "-p", PASSWORD, "-r", user)
        server.start()
        yield server
    finally:
        server.remove()


Login = Callable[..., ElasticsearchIndex]


@pytest.fixture
def login(secure_server: Server) -> Iterator[Login]:
    """Opens the index as a user."""
    opened: list[ElasticsearchIndex] = []

    def make(user: str | None, password: str | None = PASSWORD, *, ca: bool = True, url: str | None = None) -> ElasticsearchIndex:
        authority = str(secure_server.config / "tls" / "ca.crt") if ca else None
        client = connect(url or secure_server.url, user=user, password=password if user else None, ca=authority)
        opened.append(ElasticsearchIndex(client, sleep=lambda _: None))
        return opened[-1]

    yield make
    for index in opened:
        index.close()


@pytest.mark.elasticsearch
def test_a_user_needs_no_more_than_to_read_and_write_our_indexes(login: Login) -> None:
    login("owner").init()
    writer = login("writer")
    writer.init()
    assert [written.result for written in writer.write([bundle(event())])] == ["stored"]
    writer.refresh()
    assert (writer.events(Query(text="shelled")).total, list(writer.versions("events"))) == (1, [("e1", 1)])
    with pytest.raises(IndexRefused, match=r"does not permit this \(action .indices:admin"):
        writer.generations().next()


@pytest.mark.elasticsearch
def test_refusals_say_what_to_do_and_never_a_secret(login: Login, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    login("owner").init()
    plain = login("owner").client.transport
    port = next(iter(plain.node_pool.all())).config.port
    cases: list[tuple[ElasticsearchIndex, str]] = [
        (login("owner", "wrong-" + PASSWORD), "did not accept the credentials"),
        (login("nobody"), "did not accept the credentials"),
        (login(None), "did not accept the credentials"),
        (login("outsider"), "does not permit this"),
        (login("owner", ca=False), "certificate of an unknown authority; set DATELINE_INDEX_CA"),
        (login("owner", url=f"https://127.0.0.1:{port}"), "certificate for another name"),
        (login("owner", ca=False, url=f"http://localhost:{port}"), "cannot be reached|something else than Elasticsearch"),
        (login("owner", url="https://localhost:1"), "cannot be reached"),
    ]
    for index, words in cases:
        for call in (index.init, lambda index=index: index.write([bundle()]), lambda index=index: index.events(Query())):
            with pytest.raises(IndexRefused, match=words) as refused:
                call()
            message = str(refused.value)
            assert "\n" not in message
            assert PASSWORD not in "".join(traceback.format_exception(refused.value))
    assert PASSWORD not in caplog.text


@pytest.mark.elasticsearch
def test_an_expired_certificate_is_named(login: Login, secure_server: Server) -> None:
    login("owner").init()
    certificates(secure_server.config / "tls", days=-1)
    secure_server.own()
    with pytest.raises(IndexRefused, match=r"^Elasticsearch shows a certificate that has expired; renew it$"):
        _until_refused(lambda: login("owner").init())
    certificates(secure_server.config / "tls")
    secure_server.own()


def _until_refused(call: Callable[[], None]) -> None:
    for _ in range(60):  # The server looks at its files every second.
        call()
        threading.Event().wait(0.5)


# ---- what answers need not be Elasticsearch -----------------------------------------------------------------------------


class Impostor(BaseHTTPRequestHandler):
    """Answers every request in one way and remembers the credentials."""

    status = 200
    body: Any = None
    more: tuple[tuple[str, str], ...] = ()
    seen: ClassVar[list[str | None]] = []

    def answer(self) -> None:
        """The one answer."""
        self.seen.append(self.headers.get("authorization"))
        self.rfile.read(int(self.headers.get("content-length") or 0))
        data = json.dumps(self.body).encode()
        self.send_response(self.status)
        for name, value in (("content-type", "application/json"), ("content-length", str(len(data))), *self.more):
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(data)

    do_GET = do_POST = do_PUT = do_HEAD = answer  # noqa: N815 - the server's names

    def log_message(self, *_: Any) -> None:
        """Silence."""


@pytest.fixture
def impostor() -> Iterator[Callable[..., str]]:
    """Starts a server that answers in one way; its address."""
    servers: list[HTTPServer] = []

    def start(status: int, body: Any, headers: dict[str, str]) -> str:
        handler = type("Handler", (Impostor,), {"status": status, "body": body, "more": tuple(headers.items())})
        servers.append(HTTPServer(("127.0.0.1", 0), handler))
        threading.Thread(target=servers[-1].serve_forever, daemon=True).start()
        return f"http://127.0.0.1:{servers[-1].server_port}"

    Impostor.seen.clear()
    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


OTHERS = [
    (200, {}, {}, "something else than Elasticsearch answers there"),
    (
        400,
        {"error": {"type": "media_type_header_exception", "reason": "Invalid media-type"}},
        {"x-elastic-product": "Elasticsearch"},
        "older",
    ),
]


@pytest.mark.parametrize(("status", "body", "headers", "words"), OTHERS)
def test_other_servers_are_refused(impostor: Callable[..., str], status: int, body: Any, headers: dict[str, str], words: str) -> None:
    index = ElasticsearchIndex(connect(impostor(status, body, headers)), sleep=lambda _: None)
    for call in (index.init, lambda: index.write([bundle()])):
        with pytest.raises(IndexRefused, match=words):
            call()
    index.close()


def test_an_api_key_is_sent_instead_of_a_user(impostor: Callable[..., str]) -> None:
    url = impostor(200, {}, {})
    settings = load({"DATELINE_HOME": "/nowhere", "DATELINE_INDEX_URL": url, "DATELINE_INDEX_API_KEY": "a2V5OnNlY3JldA=="})
    index = open_index(settings)
    with pytest.raises(IndexRefused):
        index.init()
    assert set(Impostor.seen) == {"ApiKey a2V5OnNlY3JldA=="}
    index.close()


WRONG = [
    ({"url": "ftp://x"}, "DATELINE_INDEX_URL: must be"),
    ({"url": "nonsense"}, "DATELINE_INDEX_URL: must be"),
    ({"url": "https://u:secret/x@localhost:9200"}, "DATELINE_INDEX_URL: is not an address"),
    ({"url": "https://u:secret#x@localhost:9200"}, "DATELINE_INDEX_URL: is not an address"),
    ({"url": "https://localhost:secret"}, "DATELINE_INDEX_URL: is not an address"),
    ({"url": "https://localhost:99999"}, "DATELINE_INDEX_URL: is not an address"),
    ({"url": "https://[::1"}, "DATELINE_INDEX_URL: is not an address"),
    ({"url": "https://local host:9200"}, "DATELINE_INDEX_URL: must be"),
    ({"url": "http://u:secret@localhost:9200"}, "DATELINE_INDEX_URL: holds a user"),
    ({"url": "http://localhost:9200", "user": "u"}, "DATELINE_INDEX_USER: needs"),
    ({"url": "http://localhost:9200", "password": "secret"}, "DATELINE_INDEX_USER: needs"),
    ({"url": "http://localhost:9200", "user": "u", "password": "secret", "api_key": "secret"}, "DATELINE_INDEX_API_KEY: give either"),
    ({"url": "http://localhost:9200", "user": "u", "password": "secretü"}, "DATELINE_INDEX_PASSWORD: holds characters"),
    ({"url": "http://localhost:9200", "api_key": "secret\nkey"}, "DATELINE_INDEX_API_KEY: holds characters"),
    ({"url": "http://localhost:9200", "ca": "/ca.crt"}, "DATELINE_INDEX_CA: is of no use"),
    ({"url": "https://localhost:9200", "ca": "/nowhere/ca.crt"}, "DATELINE_INDEX_CA: /nowhere/ca.crt cannot be used"),
]


@pytest.mark.parametrize(("settings", "words"), WRONG)
def test_settings_that_cannot_work_are_named(settings: dict[str, str], words: str) -> None:
    with pytest.raises(SettingsError, match=words) as error:
        connect(**settings)
    assert "secret" not in "".join(traceback.format_exception(error.value))


def test_a_secret_file_that_is_no_text_is_named_and_not_shown(tmp_path: Path) -> None:
    file = tmp_path / "password"
    file.write_bytes("geheimnis\u00fc".encode("latin-1"))
    with pytest.raises(SettingsError, match=r"DATELINE_INDEX_PASSWORD_FILE: .*password is not UTF-8 text") as error:
        load({"DATELINE_INDEX_PASSWORD_FILE": str(file)})
    assert "geheimnis" not in "".join(traceback.format_exception(error.value))
