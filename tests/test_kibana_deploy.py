"""Deploying the dashboards to a small server that plays Kibana's API, and the command over it."""

import json
import ssl
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from dateline import wiring
from dateline.cli.kibana import kibana
from dateline.errors import KibanaError, SettingsError
from dateline.kibana import compile_ndjson, load_objects
from dateline.kibana.api import TRIES, Deployed, Server, deploy
from dateline.settings import load

ROOT = Path(__file__).resolve().parents[1]
SHIPPED = ROOT / "docker" / "kibana"


# ---- deploying -----------------------------------------------------------------------------------------------------------

OBJECTS = '{"type":"lens","id":"a"}\n{"type":"lens","id":"b"}\n'
IMPORT, INTERNAL, PUBLIC = "/api/saved_objects/_import?overwrite=true", "/internal/kibana/settings", "/api/kibana/settings"
PASSWORD = "not-to-be-shown"


class FakeKibana:
    """Plays the status, import and settings API on the loopback interface; `scripted` answers come first."""

    def __init__(self) -> None:
        self.version = "9.5.3"
        self.objects: dict[str, str] = {}
        self.settings: dict[str, Any] = {"buildNum": {"userValue": 1}}
        self.settings_path = INTERNAL
        self.scripted: dict[str, list[tuple[int, dict[str, Any]]]] = {}
        self.requests: list[tuple[str, str]] = []
        self.headers: list[dict[str, str]] = []
        fake = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self._answer(b"")

            def do_POST(self) -> None:
                self._answer(self.rfile.read(int(self.headers["Content-Length"])))

            def _answer(self, body: bytes) -> None:
                fake.requests.append((self.command, self.path))
                fake.headers.append({name.lower(): value for name, value in self.headers.items()})
                status, answer = fake.answer(self.command, self.path, body)
                content = json.dumps(answer).encode()
                self.send_response(status)
                if 300 <= status < 400:
                    self.send_header("Location", "http://127.0.0.1:9/")
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, *_: Any) -> None:
                """Keep the test's output clean."""

        self.http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.thread = threading.Thread(target=self.http.serve_forever, kwargs={"poll_interval": 0.02})
        self.thread.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.http.server_port}"

    def answer(self, method: str, path: str, body: bytes) -> tuple[int, dict[str, Any]]:
        if self.scripted.get(path):
            return self.scripted[path].pop(0)
        if path == "/api/status":
            return 200, {"version": {"number": self.version}, "status": {"overall": {"level": "available"}}}
        if path == IMPORT:
            lines = [json.loads(line) for line in body.decode().splitlines() if line.startswith("{")]
            self.objects |= {f"{line['type']}/{line['id']}": json.dumps(line) for line in lines}
            return 200, {"success": True, "successCount": len(lines)}
        if path == self.settings_path:
            if method == "POST":
                self.settings |= {name: {"userValue": value} for name, value in json.loads(body)["changes"].items()}
            return 200, {"settings": self.settings}
        return 404, {"message": "Not Found"}

    def stop(self) -> None:
        self.http.shutdown()
        self.thread.join()
        self.http.server_close()


@pytest.fixture
def fake() -> Iterator[FakeKibana]:
    playing = FakeKibana()
    yield playing
    playing.stop()


@pytest.fixture
def pauses() -> list[float]:
    return []


@pytest.fixture
def server(fake: FakeKibana, pauses: list[float]) -> Server:
    return Server(fake.url, "desk", PASSWORD, None, pauses.append)


def test_deploying_imports_and_sets_utc_and_again_changes_nothing(fake: FakeKibana, server: Server, pauses: list[float]) -> None:
    assert deploy(server, OBJECTS) == Deployed("9.5.3", 2, ("dateFormat:tz",))
    before = dict(fake.objects)
    assert sorted(before) == ["lens/a", "lens/b"]
    assert fake.settings["dateFormat:tz"] == {"userValue": "UTC"}
    assert deploy(server, OBJECTS) == Deployed("9.5.3", 2, ())
    assert fake.objects == before
    assert pauses == []
    assert {headers["kbn-xsrf"] for headers in fake.headers} == {"dateline"}
    assert {headers["authorization"] for headers in fake.headers} == {"Basic ZGVzazpub3QtdG8tYmUtc2hvd24="}


def test_a_kibana_that_is_starting_is_waited_for(fake: FakeKibana, server: Server, pauses: list[float]) -> None:
    fake.scripted = {"/api/status": [(503, {})], IMPORT: [(503, {}), (429, {})]}
    assert deploy(server, OBJECTS).objects == 2
    assert pauses == [1.0, 1.0, 2.0]


def test_an_older_kibana_has_its_settings_elsewhere(fake: FakeKibana, server: Server) -> None:
    fake.version, fake.settings_path = "8.19.0", PUBLIC
    assert deploy(server, OBJECTS) == Deployed("8.19.0", 2, ("dateFormat:tz",))
    assert fake.requests[-2:] == [("GET", PUBLIC), ("POST", PUBLIC)]


def _refused(kind: str, count: int = 1) -> dict[str, Any]:
    return {"success": False, "errors": [{"type": "lens", "id": f"a{n}", "error": {"type": kind}} for n in range(count)]}


def test_a_conflict_with_another_writer_is_tried_again(fake: FakeKibana, server: Server, pauses: list[float]) -> None:
    fake.scripted = {IMPORT: [(200, _refused("conflict")), (409, {})]}
    assert deploy(server, OBJECTS).objects == 2
    assert pauses == [1.0, 1.0]


def test_a_conflict_that_stays_names_the_object(fake: FakeKibana, server: Server, pauses: list[float]) -> None:
    fake.scripted = {IMPORT: [(200, _refused("conflict"))] * TRIES}
    with pytest.raises(KibanaError, match=r"did not import lens/a0 \(conflict\)"):
        deploy(server, OBJECTS)
    assert len(pauses) == TRIES - 1


ANSWERS: list[tuple[str, int, dict[str, Any], type[Exception], str]] = [
    ("/api/status", 401, {}, SettingsError, "did not accept the login; check DATELINE_KIBANA_USER and DATELINE_KIBANA_PASSWORD"),
    (IMPORT, 403, {}, SettingsError, "this user may not use the import; give DATELINE_KIBANA_USER the role kibana_admin"),
    (INTERNAL, 403, {}, SettingsError, "this user may not use the advanced settings"),
    ("/api/status", 404, {}, SettingsError, "answered 404 for /api/status; is DATELINE_KIBANA_URL the address of Kibana"),
    ("/api/status", 302, {}, SettingsError, "answered 302 for /api/status"),
    ("/api/status", 200, {}, SettingsError, "does not say its version"),
    ("/api/status", 200, {"version": {"number": "8.18.2"}}, SettingsError, "is Kibana 8.18.2; the dashboards need 8.19 or newer"),
    (IMPORT, 400, {"message": "wrong\nfile"}, KibanaError, "answered 400 for the import: wrong file"),
    (IMPORT, 500, {}, KibanaError, "answered 500 for the import"),
    (IMPORT, 200, {}, KibanaError, "did not import the objects, without saying why"),
    (IMPORT, 200, _refused("missing_references", 5), KibanaError, r"lens/a2 \(missing_references\) and 2 more"),
]


@pytest.mark.parametrize(("path", "status", "answer", "error", "message"), ANSWERS)
def test_an_answer_that_does_not_pass_is_one_line_without_the_secret(
    fake: FakeKibana,
    server: Server,
    pauses: list[float],
    path: str,
    status: int,
    answer: dict[str, Any],
    error: type[Exception],
    message: str,
) -> None:
    fake.scripted = {path: [(status, answer)]}
    with pytest.raises(error, match=message) as raised:
        deploy(server, OBJECTS)
    assert PASSWORD not in str(raised.value)
    assert "\n" not in str(raised.value)
    assert pauses == []


def test_a_kibana_that_never_answers_is_given_up(fake: FakeKibana, pauses: list[float]) -> None:
    with pytest.raises(KibanaError, match=f"does not answer .* after {TRIES} tries; is Kibana up"):
        deploy(Server("http://127.0.0.1:9", None, None, None, pauses.append), OBJECTS)
    assert pauses == [1.0, 2.0, 4.0, 8.0, 16.0, 16.0, 16.0]


def test_an_untrusted_certificate_is_said_at_once(fake: FakeKibana, server: Server, pauses: list[float]) -> None:
    tls = ROOT / "tests" / "data" / "tls"
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(tls / "certificate.pem", tls / "key.pem")
    fake.http.socket = context.wrap_socket(fake.http.socket, server_side=True)
    with pytest.raises(SettingsError, match=r"DATELINE_KIBANA_CA: https://.* has a certificate that is not trusted"):
        deploy(replace(server, url=fake.url.replace("http:", "https:")), OBJECTS)
    assert pauses == []


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda s: replace(s, url="ftp://kibana"), "DATELINE_KIBANA_URL: must be the"),
        (lambda s: replace(s, url="http://me:secret@kibana"), "DATELINE_KIBANA_URL: holds a user"),
        (lambda s: replace(s, password=None), "DATELINE_KIBANA_USER: needs DATELINE_KIBANA_PASSWORD"),
        (lambda s: replace(s, ca="ca.pem"), "DATELINE_KIBANA_CA: is of no use without https"),
        (lambda s: replace(s, url="https://kibana", ca="/nowhere/ca.pem"), "DATELINE_KIBANA_CA: /nowhere/ca.pem cannot be used"),
    ],
)
def test_settings_that_cannot_work_are_said_before_anything_is_sent(
    server: Server, change: Callable[[Server], Server], message: str
) -> None:
    with pytest.raises(SettingsError, match=message) as raised:
        deploy(change(server), OBJECTS)
    assert "secret" not in str(raised.value)


# ---- the command ---------------------------------------------------------------------------------------------------------


def test_settings_are_read_from_the_environment(tmp_path: Path) -> None:
    (tmp_path / "password").write_text(f"{PASSWORD}\n", encoding="utf-8")
    settings = load(
        {
            "DATELINE_KIBANA_URL": "https://kibana",
            "DATELINE_KIBANA_USER": "desk",
            "DATELINE_KIBANA_PASSWORD_FILE": str(tmp_path / "password"),
            "DATELINE_KIBANA_CA": "/ca",
        }
    )
    assert (settings.kibana_url, settings.kibana_user, settings.kibana_password, settings.kibana_ca) == (
        "https://kibana",
        "desk",
        PASSWORD,
        "/ca",
    )
    assert PASSWORD not in repr(settings)


def test_build_writes_what_is_imported(tmp_path: Path) -> None:
    objects = load_objects(SHIPPED)
    assert CliRunner().invoke(kibana, ["build", "--out", str(tmp_path / "all.ndjson")]).exit_code == 0
    assert (tmp_path / "all.ndjson").read_text(encoding="utf-8") == compile_ndjson(objects)
    assert CliRunner().invoke(kibana, ["build"]).stdout == compile_ndjson(objects)


def test_check_says_what_it_proved() -> None:
    pytest.importorskip("vl_convert")
    done = CliRunner().invoke(kibana, ["check"])
    assert (done.exit_code, done.stderr.splitlines()) == (
        0,
        ["ok  30 saved objects: references, fields, grids, layers and versions", "ok  1 Vega panels drawn"],
    )


def test_check_names_every_fault(tmp_path: Path) -> None:
    view = json.loads((SHIPPED / "index-pattern" / "dateline-events.json").read_text(encoding="utf-8"))
    view["attributes"]["timeFieldName"] = "when"
    (tmp_path / "index-pattern").mkdir()
    (tmp_path / "index-pattern" / "dateline-events.json").write_text(json.dumps(view), encoding="utf-8")
    done = CliRunner().invoke(kibana, ["check", "--folder", str(tmp_path)])
    assert done.stderr.splitlines() == ["index-pattern/dateline-events.json: timeFieldName: the field when is in no template"]
    assert str(done.exception) == "docker/kibana: 1 faults"


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch) -> Iterator[pytest.MonkeyPatch]:
    """The process's environment, read anew: settings are read once otherwise."""
    wiring.settings.cache_clear()
    yield monkeypatch
    wiring.settings.cache_clear()


def test_deploy_needs_an_address(environment: pytest.MonkeyPatch) -> None:
    environment.delenv("DATELINE_KIBANA_URL", raising=False)
    done = CliRunner().invoke(kibana, ["deploy"])
    assert str(done.exception) == "DATELINE_KIBANA_URL: is not set; give the address of Kibana, such as http://localhost:5601"


def test_deploy_imports_the_shipped_objects(environment: pytest.MonkeyPatch, fake: FakeKibana) -> None:
    environment.setenv("DATELINE_KIBANA_URL", fake.url)
    done = CliRunner().invoke(kibana, ["deploy"])
    assert done.exception is None
    assert done.stderr == f"30 saved objects in Kibana 9.5.3 at {fake.url}; set dateFormat:tz; open the dashboard Timeline\n"
