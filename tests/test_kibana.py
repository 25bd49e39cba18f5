"""The dashboards: compiled the same each time, and proven without a Kibana."""

import copy
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from dateline.documents.figures import figures_document
from dateline.errors import KibanaError
from dateline.indexes.elasticsearch.figures import ElasticsearchFigures
from dateline.indexes.elasticsearch.index import ElasticsearchIndex
from dateline.kibana import SavedObject, compile_ndjson, load_objects
from dateline.kibana.checks.faults import faults
from dateline.kibana.checks.vega_panels import vega_spec
from dateline.kibana.fields import Field, fields_of_kql, indexes_of
from dateline.kibana.vega import canned_answer, fields_read, inlined, render
from dateline.models.events import Casualties
from tests.bundles import FIGURES, bundle, event

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


# ---- against a real Elasticsearch ------------------------------------------------------------------------------------------


@pytest.mark.elasticsearch
def test_a_real_answer_has_the_shape_of_the_canned_one(
    elasticsearch_index: Callable[[], ElasticsearchIndex], objects: list[SavedObject]
) -> None:
    killed = Casualties("killed", 4, 6, "event", None, "four to six", 0, 4)
    index = elasticsearch_index()
    index.init()
    index.write([bundle(event(casualties=(killed,)))])
    index.client.indices.refresh(index=index.alias("events"))
    for panel in (item for item in objects if item.type == "visualization"):
        body = vega_spec(panel)["data"]["url"]["body"]
        answer = index.client.search(index=index.alias("events"), **body).body["aggregations"]
        assert _shape(canned_answer(body)["aggregations"]) <= _shape(answer)
    index.close()


@pytest.mark.elasticsearch
def test_a_real_server_aggregates_every_field_that_a_panel_counts_by(
    elasticsearch_index: Callable[[], ElasticsearchIndex], objects: list[SavedObject]
) -> None:
    views = {item.id: item.attributes for item in objects if item.type == "index-pattern"}
    asked: dict[str, dict[str, Any]] = {"articles": {}, "events": {}, "figures": {}}
    for item in (item for item in objects if item.type == "lens"):
        view = views[item.references[0].id]
        for column in item.attributes["state"]["datasourceStates"]["formBased"]["layers"]["main"]["columns"].values():
            field = column.get("sourceField", "___records___")
            if field != "___records___" and field not in view["runtimeFieldMap"]:
                operation = {"unique_count": "cardinality"}.get(column["operationType"], column["operationType"])
                wanted = {"field": field} | ({"calendar_interval": "1d"} if operation == "date_histogram" else {})
                asked[view["title"].removeprefix("dateline-")][f"{item.id}-{field}"] = {operation: wanted}
    index = elasticsearch_index()
    index.init()
    index.write([bundle(event())])
    figures = ElasticsearchFigures(index.client, prefix=index.prefix)
    figures.write(figures_document(FIGURES))
    for kind, aggregations in asked.items():
        index.client.indices.refresh(index=index.alias(kind))
        answer = index.client.search(index=index.alias(kind), size=0, aggs=aggregations).body["aggregations"]
        assert set(answer) == set(aggregations)
        assert len(answer) > 8
    index.client.indices.delete(index=f"{figures.alias}-1")
    index.close()


def _shape(value: Any, above: str = "") -> set[str]:
    """The paths to every value; of buckets the first."""
    if isinstance(value, dict):
        return {path for key, inner in value.items() for path in _shape(inner, f"{above}.{key}")}
    if isinstance(value, list):
        return _shape(value[0], f"{above}.0")
    return {above}
