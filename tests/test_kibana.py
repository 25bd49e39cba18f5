"""The dashboards: compiled the same each time, proven without a Kibana, and deployed to a small server that plays its API."""

import copy
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
from dateline.kibana import SavedObject, compile_ndjson, load_objects
from dateline.kibana.api import TRIES, Deployed, Server, deploy
from dateline.kibana.checks import faults, vega_spec
from dateline.kibana.fields import Field, fields_of_kql, indexes_of
from dateline.kibana.vega import canned_answer, fields_read, inlined, render
from dateline.settings import load

ROOT = Path(__file__).resolve().parents[1]
SHIPPED = ROOT / "docker" / "kibana"
TEMPLATES = {
    path.name: json.loads(path.read_text(encoding="utf-8")) for path in (ROOT / "plugins/dateline/indexes/templates").glob("*.json")
}


@pytest.fixture
def objects() -> list[SavedObject]:
    return load_objects(SHIPPED)


# ---- compiling -----------------------------------------------------------------------------------------------------------


def test_the_shipped_objects_have_no_fault(objects: list[SavedObject]) -> None:
    assert faults(objects, TEMPLATES) == []


def test_both_dashboards_are_there(objects: list[SavedObject]) -> None:
    titles = {item.attributes["title"]: item for item in objects if item.type == "dashboard"}
    assert sorted(titles) == ["Operations", "Timeline"]
    timeline = titles["Timeline"].attributes
    assert {panel["type"] for panel in timeline["panelsJSON"]} == {"lens", "map", "search", "visualization"}
    assert list(timeline["controlGroupInput"]["panelsJSON"]) == ["place", "actor", "type", "status", "source"]


def test_compiling_packs_what_kibana_keeps_as_text_and_is_the_same_each_time(objects: list[SavedObject]) -> None:
    ndjson = compile_ndjson(objects)
    lines = [json.loads(line) for line in ndjson.splitlines()]
    assert ndjson == compile_ndjson(reversed(objects))
    assert [(line["type"], line["id"]) for line in lines] == sorted((item.type, item.id) for item in objects)
    for line in lines:
        assert line["references"] == sorted(line["references"], key=lambda reference: reference["name"])
        for packed in ("panelsJSON", "visState", "layerListJSON", "fieldFormatMap"):
            assert isinstance(line["attributes"].get(packed, ""), str)
    vega = next(line for line in lines if line["type"] == "visualization")
    assert json.loads(json.loads(vega["attributes"]["visState"])["params"]["spec"]) == vega_spec(
        next(item for item in objects if item.type == "visualization")
    )


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("{", "lens/a.json: cannot be read as JSON"),
        ("[]", "lens/a.json: must be an object with exactly the keys"),
        ('{"type": "lens"}', "lens/a.json: must be an object with exactly the keys"),
        (
            '{"type": "lens", "id": "a", "coreMigrationVersion": "8.8.0", "typeMigrationVersion": "8.9.0",'
            ' "attributes": {}, "references": [1]}',
            "lens/a.json: references must be a list",
        ),
        (
            '{"type": 1, "id": "a", "coreMigrationVersion": "8.8.0", "typeMigrationVersion": "8.9.0", "attributes": {}, "references": []}',
            "lens/a.json: type, id and versions must be texts",
        ),
    ],
)
def test_a_file_that_is_no_saved_object_is_named(tmp_path: Path, content: str, message: str) -> None:
    (tmp_path / "lens").mkdir()
    (tmp_path / "lens" / "a.json").write_text(content, encoding="utf-8")
    with pytest.raises(KibanaError, match=message):
        load_objects(tmp_path)


def test_a_folder_without_objects_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(KibanaError, match="holds no saved objects"):
        load_objects(tmp_path)


# ---- faults that somebody could make --------------------------------------------------------------------------------------

TIMELINE, BY_TYPE, MAP = "dashboard/dateline-timeline", "lens/dateline-events-by-type", "map/dateline-map"
EVIDENCE, DEATHS, VIEW = "search/dateline-evidence", "visualization/dateline-deaths-by-day", "index-pattern/dateline-events"
ARTICLES, PLACES, PLACED = "index-pattern/dateline-articles-ingested", "lens/dateline-top-places", "lens/dateline-share-placed"
LAYER = ("state", "datasourceStates", "formBased", "layers", "main")
COLUMNS = (*LAYER, "columns")
SPEC = ("visState", "params", "spec")
MADE_UP_FIELD = "the field geo.nmae is in no template"


@pytest.mark.parametrize(
    ("name", "path", "value", "fault"),
    [
        (BY_TYPE, (*COLUMNS, "type", "sourceField"), "geo.nmae", MADE_UP_FIELD),
        (BY_TYPE, (*COLUMNS, "type", "sourceField"), "evidence_text", "(text) cannot be aggregated"),
        (BY_TYPE, (*COLUMNS, "type", "sourceField"), "why", "(keyword) cannot be aggregated"),
        (BY_TYPE, (*COLUMNS, "type", "sourceField"), "place", "the field place is in no template"),
        (BY_TYPE, (*COLUMNS, "when", "sourceField"), "date_range", "is date_range, not date"),
        (BY_TYPE, (*COLUMNS, "when", "isBucketed"), False, "isBucketed is wrong"),
        (BY_TYPE, (*COLUMNS, "when", "operationType"), "moving_average", "is not one that we check"),
        (BY_TYPE, (*COLUMNS, "type", "params", "orderBy", "columnId"), "gone", "which is no column of its layer"),
        (BY_TYPE, (*LAYER, "columnOrder"), ["when"], "columnOrder and columns differ"),
        (BY_TYPE, ("state", "visualization", "layers", 0, "splitAccessor"), "gone", "shows gone, which is no column"),
        (BY_TYPE, ("state", "visualization", "layers", 0, "layerId"), "gone", "the layer gone, which is not there"),
        (BY_TYPE, ("state", "visualization", "layers", 0, "accessors"), [], "the column events is shown nowhere"),
        (BY_TYPE, ("state", "query", "query"), 'geo.nmae: "a"', MADE_UP_FIELD),
        (BY_TYPE, ("state", "query", "language"), "lucene", "the query is not KQL"),
        (BY_TYPE, ("title",), "", "has no title"),
        (BY_TYPE, ("state",), [], "has not the shape that Kibana expects"),
        (PLACES, (*COLUMNS, "least", "sourceField"), "status", "is keyword, not"),
        (PLACED, (*COLUMNS, "share", "params", "filters", 0, "input", "query"), "geo.nmae: *", MADE_UP_FIELD),
        (PLACED, (*COLUMNS, "share", "params", "filters", 0, "input", "query"), "why: *", "the field why cannot be searched"),
        (TIMELINE, ("panelsJSON", 0, "gridData", "w"), 49, "lies outside of the 48 columns"),
        (TIMELINE, ("panelsJSON", 0, "gridData", "h"), 6, "panels 1 and 2 overlap"),
        (TIMELINE, ("panelsJSON", 0, "gridData", "i"), "9", "gridData.i is 9"),
        (TIMELINE, ("panelsJSON", 0, "type"), "map", "is map, its reference leads to lens"),
        (TIMELINE, ("panelsJSON", 0, "panelRefName"), "panel_77", "uses the reference 1:panel_77, which it does not declare"),
        (TIMELINE, ("controlGroupInput", "panelsJSON", "place", "explicitInput", "fieldName"), "geo.location", "is geo_point, not keyword"),
        (TIMELINE, ("controlGroupInput", "panelsJSON", "place", "explicitInput", "dataViewId"), "x", "is not the reference's"),
        (TIMELINE, ("controlGroupInput", "panelsJSON", "place", "explicitInput", "id"), "x", "control place: its id is x"),
        (TIMELINE, ("controlGroupInput", "panelsJSON", "place", "type"), "x", "x is not a kind that we check"),
        (MAP, ("layerListJSON", 1, "sourceDescriptor", "geoField"), "geo.name", "is keyword, not geo_point"),
        (MAP, ("layerListJSON", 1, "sourceDescriptor", "indexPatternRefName"), "x", "uses the reference x"),
        (MAP, ("layerListJSON", 2, "sourceDescriptor", "tooltipProperties"), ["geo.nmae"], MADE_UP_FIELD),
        (MAP, ("layerListJSON", 2, "sourceDescriptor", "sortField"), "status", "is keyword, not"),
        (MAP, ("layerListJSON", 1, "sourceDescriptor", "metrics"), [{"type": "sum", "field": "status"}], "is keyword, not"),
        (MAP, ("layerListJSON", 1, "style", "properties", "iconSize", "options", "field", "name"), "geo.nmae", MADE_UP_FIELD),
        (MAP, ("layerListJSON", 1, "id"), "each", "two layers have the same id"),
        (EVIDENCE, ("columns",), ["geo.nmae"], "column geo.nmae: is in no template"),
        (EVIDENCE, ("sort",), [["evidence_text", "asc"]], "(text) cannot be aggregated"),
        (DEATHS, (*SPEC, "data", "url", "index"), "dateline-*", "asks the index dateline-*"),
        (DEATHS, (*SPEC, "data", "url", "%timefield%"), "status", "is keyword, not date"),
        (DEATHS, (*SPEC, "data", "url", "%context%"), False, "would not follow the dashboard's filters"),
        (DEATHS, (*SPEC, "data", "url", "body", "query"), {"match_all": {}}, "with a query of its own cannot have %context%"),
        (DEATHS, (*SPEC, "data", "url", "body", "aggs", "days", "date_histogram", "field"), "geo.nmae", MADE_UP_FIELD),
        (DEATHS, (*SPEC, "data", "url", "body", "aggs", "days"), {"percentiles": {"field": "killed_min"}}, "is not one that we check"),
        (DEATHS, (*SPEC, "data", "url", "body", "aggs"), {"days": {"filter": {"terms": {"geo.nmae": []}}}}, MADE_UP_FIELD),
        (DEATHS, (*SPEC, "data", "format", "property"), "aggregations.day", "leads nowhere at 'day'"),
        (DEATHS, (*SPEC, "data", "format", "property"), "aggregations.days", "must lead to buckets"),
        (DEATHS, (*SPEC, "encoding", "x", "field"), "key.value", "reads key.value, which the answer does not hold"),
        (DEATHS, (*SPEC, "transform"), [{"filter": "datum.gone > 0"}], "reads gone, which the answer does not hold"),
        (DEATHS, (*SPEC, "data", "url"), {}, "has not the shape that Kibana expects"),
        (VIEW, ("title",), "dateline-event", "is not one of the aliases dateline-articles, dateline-events"),
        (VIEW, ("timeFieldName",), "date_range", "is date_range, not date"),
        (VIEW, ("fieldFormatMap",), {"geo.nmae": {}}, MADE_UP_FIELD),
        (ARTICLES, ("runtimeFieldMap", "minutes_to_index", "script", "source"), "emit(doc['geo.nmae'].value)", MADE_UP_FIELD),
    ],
)
def test_a_fault_is_found_and_its_file_named(
    objects: list[SavedObject], name: str, path: tuple[str | int, ...], value: object, fault: str
) -> None:
    broken = [_with(item, path, value) if item.file == f"{name}.json" else item for item in objects]
    found = faults(broken, TEMPLATES)
    assert any(line.startswith(f"{name}.json: ") and fault in line for line in found), found


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"id": "other"}, "belongs into lens/other.json"),
        ({"core_version": "9.0.0"}, "coreMigrationVersion 9.0.0 is not 8.8.0"),
        ({"type_version": "10.1.0"}, "typeMigrationVersion 10.1.0 is not a version up to 8.9.0"),
        ({"type_version": "new"}, "typeMigrationVersion new is not a version"),
        ({"type": "canvas"}, "type canvas is not one of"),
        ({"references": ()}, "uses the reference indexpattern-datasource-layer-main, which it does not declare"),
    ],
)
def test_a_wrong_identity_is_found(objects: list[SavedObject], changes: dict[str, Any], fault: str) -> None:
    broken = [replace(item, **changes) if item.file == f"{BY_TYPE}.json" else item for item in objects]
    assert any(fault in line for line in faults(broken, TEMPLATES))


def test_references_are_checked_both_ways(objects: list[SavedObject]) -> None:
    view = next(item for item in objects if item.file == f"{BY_TYPE}.json")
    reference = view.references[0]
    twice = replace(view, references=(reference, reference, replace(reference, name="spare", id="gone")))
    found = [line.partition(": ")[2] for line in faults([twice if item is view else item for item in objects], TEMPLATES)]
    assert found == [
        "two references are named indexpattern-datasource-layer-main",
        "reference spare leads to index-pattern/gone, which is not there",
        "declares the reference spare and uses it nowhere",
    ]


def test_an_id_that_is_there_twice_is_found(objects: list[SavedObject]) -> None:
    assert f"{BY_TYPE}: this id is there twice" in faults(
        [*objects, objects[[i.file for i in objects].index(f"{BY_TYPE}.json")]], TEMPLATES
    )


def _with(item: SavedObject, path: tuple[str | int, ...], value: object) -> SavedObject:
    attributes: Any = copy.deepcopy(item.attributes)
    inner = attributes
    for step in path[:-1]:
        inner = inner[step]
    inner[path[-1]] = value
    return replace(item, attributes=attributes)


# ---- fields and Vega ------------------------------------------------------------------------------------------------------


def test_fields_come_from_the_mappings() -> None:
    mappings = {
        "when": {"type": "date"},
        "kept": {"type": "object", "enabled": False},
        "hidden": {"type": "keyword", "index": False, "doc_values": False},
        "title": {"type": "text", "fields": {"keyword": {"type": "keyword"}}},
        "geo": {"properties": {"location": {"type": "geo_point"}}},
    }
    assert indexes_of({"x": {"index_patterns": ["things-*"], "template": {"mappings": {"properties": mappings}}}}) == {
        "things": {
            "when": Field("date", True, True),
            "hidden": Field("keyword", False, False),
            "title": Field("text", True, False),
            "title.keyword": Field("keyword", True, True),
            "geo.location": Field("geo_point", True, True),
        }
    }


@pytest.mark.parametrize(
    ("query", "fields"),
    [
        ("", []),
        ("geo.name: *", ["geo.name"]),
        ('event_count: 0 and not source: "a: b"', ["event_count", "source"]),
        ("@timestamp >= 2016 or killed_min>3", ["@timestamp", "killed_min"]),
        ("precision: (day or hour)", ["precision"]),
    ],
)
def test_fields_of_a_query(query: str, fields: list[str]) -> None:
    assert fields_of_kql(query) == fields


def test_a_canned_answer_has_the_shape_of_the_request() -> None:
    body = {"aggs": {"types": {"terms": {"field": "type"}, "aggs": {"toll": {"sum": {"field": "killed_min"}}}}}}
    assert canned_answer(body) == {
        "hits": {"total": {"value": 4}},
        "aggregations": {"types": {"buckets": [{"key": f"key {n}", "doc_count": n + 1, "toll": {"value": n + 1.0}} for n in range(4)]}},
    }


def test_an_aggregation_that_we_do_not_know_is_no_answer() -> None:
    with pytest.raises(ValueError, match="no canned answer for the aggregation geohex_grid"):
        canned_answer({"aggs": {"a": {"geohex_grid": {}}}})


@pytest.mark.parametrize("spec", [{}, {"data": []}, {"data": {"url": "x"}}, {"data": {"url": {}}}])
def test_a_vega_panel_needs_a_request(spec: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="needs a data"):
        inlined(spec)


def test_what_a_spec_reads_is_found_in_layers_channels_and_expressions() -> None:
    spec = {
        "data": {"field": "not me"},
        "transform": [{"filter": "datum.a.b > 0 && datum.c"}],
        "layer": [{"encoding": {"x": {"field": "d"}, "tooltip": [{"field": "e"}, {"value": 1}]}}],
    }
    assert fields_read(spec) == ["a.b", "c", "d", "e"]


def test_the_vega_panels_draw_a_mark_for_every_bucket(objects: list[SavedObject]) -> None:
    pytest.importorskip("vl_convert")
    panels = [item for item in objects if item.type == "visualization"]
    assert len(panels) == 1
    assert "killed, as reported" in render(vega_spec(panels[0]))


def test_a_panel_that_draws_nothing_is_refused(objects: list[SavedObject]) -> None:
    pytest.importorskip("vl_convert")
    spec = vega_spec(next(item for item in objects if item.type == "visualization"))
    with pytest.raises(ValueError, match="draws fewer than 4 marks"):
        render({**spec, "transform": [{"filter": "datum.real.told.value < 0"}]})


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


def test_build_writes_what_is_imported(tmp_path: Path, objects: list[SavedObject]) -> None:
    assert CliRunner().invoke(kibana, ["build", "--out", str(tmp_path / "all.ndjson")]).exit_code == 0
    assert (tmp_path / "all.ndjson").read_text(encoding="utf-8") == compile_ndjson(objects)
    assert CliRunner().invoke(kibana, ["build"]).stdout == compile_ndjson(objects)


def test_check_says_what_it_proved() -> None:
    pytest.importorskip("vl_convert")
    done = CliRunner().invoke(kibana, ["check"])
    assert (done.exit_code, done.stderr.splitlines()) == (
        0,
        ["ok  25 saved objects: references, fields, grids, layers and versions", "ok  1 Vega panels drawn"],
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
    assert done.stderr == f"25 saved objects in Kibana 9.5.3 at {fake.url}; set dateFormat:tz; open the dashboard Timeline\n"
