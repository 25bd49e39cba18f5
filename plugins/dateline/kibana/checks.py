"""What can be proven about the saved objects without a Kibana. Pure: objects and shipped templates in, one line a fault out.

References resolve both ways, every field exists in the templates with a type that fits its use, panels lie within the grid
without overlap, Lens layers name only columns that they have, Vega panels read what their own request would answer, and no
object is newer than the oldest Kibana that we support.
"""

from __future__ import annotations

import itertools
import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from dateline.kibana import Reference, SavedObject
from dateline.kibana.fields import NUMBERS, Field, fields_of_kql, indexes_of, runtime_fields
from dateline.kibana.vega import aggregated, inlined

COLUMNS = 48  # The width of Kibana's grid.
CORE = "8.8.0"
# The newest version of each type that Kibana 8.19 can still read; a Kibana never imports downwards.
NEWEST = {"dashboard": "8.9.0", "index-pattern": "8.0.0", "lens": "8.9.0", "map": "8.4.0", "search": "8.0.0", "visualization": "8.5.0"}
TABLES = frozenset({"lens", "map", "search", "visualization"})
# Lens operation -> types that it takes; None stands for whatever can be aggregated.
OPERATIONS: dict[str, frozenset[str] | None] = {
    "terms": None,
    "unique_count": None,
    "date_histogram": frozenset({"date"}),
    "sum": NUMBERS,
    "average": NUMBERS,
    "median": NUMBERS,
    "percentile": NUMBERS,
    "min": NUMBERS | {"date"},
    "max": NUMBERS | {"date"},
}
_SCRIPTED = re.compile(r"doc\['([^']+)'\]")
_AGGREGATED = {
    "date_histogram": frozenset({"date"}),
    "sum": NUMBERS,
    "avg": NUMBERS,
    "terms": None,
    "value_count": None,
    "cardinality": None,
    "filter": None,
}
_RECORDS = "___records___"
_COMPUTED = frozenset({"doc_count"})  # What a map's grid counts by itself.

Fields = Mapping[str, Field]


def faults(objects: Sequence[SavedObject], templates: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """Everything wrong, one line each that starts with the file; empty when all is sound."""
    indexes = indexes_of(templates)
    known = {(item.type, item.id) for item in objects}
    views = {item.id: _view_fields(item, indexes) for item in objects if item.type == "index-pattern"}
    found = [f"{name}: this id is there twice" for name, count in Counter(f"{i.type}/{i.id}" for i in objects).items() if count > 1]
    for item in objects:
        found += [f"{item.file}: {fault}" for fault in _faults_of(item, known, views, indexes)]
    return found


# ---- every object --------------------------------------------------------------------------------------------------------


def _faults_of(item: SavedObject, known: set[tuple[str, str]], views: Mapping[str, Fields], indexes: Mapping[str, Fields]) -> Iterator[str]:
    """The faults of one object; a shape that is not Kibana's is a fault, not a crash."""
    check = {
        "dashboard": lambda: _dashboard(item, views),
        "index-pattern": lambda: _view(item, indexes, views),
        "lens": lambda: _lens(item, views),
        "map": lambda: _map(item, views),
        "search": lambda: _search(item, views),
        "visualization": lambda: _vega(item, indexes),
    }.get(item.type)
    yield from _identity(item)
    try:
        yield from _references(item, known)
        yield from check() if check else ()
    except (KeyError, TypeError, AttributeError, IndexError) as error:
        yield f"has not the shape that Kibana expects ({type(error).__name__}: {error})"


def _identity(item: SavedObject) -> Iterator[str]:
    if item.file != f"{item.type}/{item.id}.json":
        yield f"belongs into {item.type}/{item.id}.json"
    if item.type not in NEWEST:
        yield f"type {item.type} is not one of {', '.join(sorted(NEWEST))}"
    elif not re.fullmatch(r"\d+\.\d+\.\d+", item.type_version) or _version(item.type_version) > _version(NEWEST[item.type]):
        yield f"typeMigrationVersion {item.type_version} is not a version up to {NEWEST[item.type]}"
    if item.core_version != CORE:
        yield f"coreMigrationVersion {item.core_version} is not {CORE}"
    if not item.attributes.get("title"):
        yield "has no title"


def _version(text: str) -> tuple[int, ...]:
    return tuple(int(part) for part in text.split("."))


def _references(item: SavedObject, known: set[tuple[str, str]]) -> Iterator[str]:
    for name, count in Counter(reference.name for reference in item.references).items():
        if count > 1:
            yield f"two references are named {name}"
    for reference in item.references:
        if (reference.type, reference.id) not in known:
            yield f"reference {reference.name} leads to {reference.type}/{reference.id}, which is not there"
    declared, used = {reference.name for reference in item.references}, set(_used(item))
    for name in sorted(used - declared):
        yield f"uses the reference {name}, which it does not declare"
    for name in sorted(declared - used):
        yield f"declares the reference {name} and uses it nowhere"


def _used(item: SavedObject) -> Iterator[str]:
    """The names of references that the attributes use."""
    attributes = item.attributes
    if item.type == "dashboard":
        yield from (f"{panel['panelIndex']}:{panel['panelRefName']}" for panel in attributes["panelsJSON"])
        yield from (f"controlGroup_{name}:optionsListDataView" for name in _controls(item))
    elif item.type == "lens":
        yield from (f"indexpattern-datasource-layer-{name}" for name in _layers(item))
    elif item.type == "map":
        yield from (source["indexPatternRefName"] for source in _map_sources(item))
    elif item.type == "search":
        yield attributes["kibanaSavedObjectMeta"]["searchSourceJSON"]["indexRefName"]


# ---- fields --------------------------------------------------------------------------------------------------------------


def _view_fields(item: SavedObject, indexes: Mapping[str, Fields]) -> Fields:
    return {**indexes.get(str(item.attributes.get("title")), {}), **runtime_fields(item.attributes.get("runtimeFieldMap") or {})}


def _fits(fields: Fields, name: str, types: frozenset[str] | None, use: str) -> Iterator[str]:
    """Faults of aggregating by a field."""
    field = fields.get(name)
    if field is None:
        yield f"{use}: the field {name} is in no template"
    elif not field.aggregatable:
        yield f"{use}: the field {name} ({field.type}) cannot be aggregated"
    elif types is not None and field.type not in types:
        yield f"{use}: the field {name} is {field.type}, not {' or '.join(sorted(types))}"


def _searchable(fields: Fields, query: Mapping[str, Any], use: str) -> Iterator[str]:
    if query.get("language") != "kuery":
        yield f"{use}: the query is not KQL"
    for name in fields_of_kql(str(query.get("query", ""))):
        if name not in fields:
            yield f"{use}: the field {name} is in no template"
        elif not fields[name].indexed:
            yield f"{use}: the field {name} cannot be searched"


def _fields_of(item: SavedObject, name: str, views: Mapping[str, Fields]) -> Fields:
    """The fields behind one reference; none when it leads nowhere, which is told elsewhere."""
    return next((views.get(reference.id, {}) for reference in item.references if reference.name == name), {})


def _view(item: SavedObject, indexes: Mapping[str, Fields], views: Mapping[str, Fields]) -> Iterator[str]:
    attributes, fields = item.attributes, views[item.id]
    if attributes["title"] not in indexes:
        yield f"title {attributes['title']} is not one of the aliases {', '.join(sorted(indexes))}"
    yield from _fits(fields, attributes["timeFieldName"], frozenset({"date"}), "timeFieldName")
    for key in ("fieldFormatMap", "fieldAttrs"):
        yield from (f"{key}: the field {name} is in no template" for name in attributes.get(key, {}) if name not in fields)
    for name, definition in attributes.get("runtimeFieldMap", {}).items():
        for used in _SCRIPTED.findall(definition["script"]["source"]):
            yield from _fits(fields, used, None, f"runtime field {name}")


# ---- dashboards ----------------------------------------------------------------------------------------------------------


def _dashboard(item: SavedObject, views: Mapping[str, Fields]) -> Iterator[str]:
    panels = item.attributes["panelsJSON"]
    yield from _grid(panels)
    by_name = {reference.name: reference for reference in item.references}
    for panel in panels:
        reference = by_name.get(f"{panel['panelIndex']}:{panel['panelRefName']}")
        if reference and (reference.type != panel["type"] or reference.type not in TABLES):
            yield f"panel {panel['panelIndex']} is {panel['type']}, its reference leads to {reference.type}/{reference.id}"
    for name, control in _controls(item).items():
        yield from _control(name, control, by_name.get(f"controlGroup_{name}:optionsListDataView"), views)


def _grid(panels: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    boxes = []
    for panel in panels:
        grid, name = panel["gridData"], panel["panelIndex"]
        if grid["i"] != name:
            yield f"panel {name}: gridData.i is {grid['i']}"
        if grid["x"] < 0 or grid["y"] < 0 or grid["w"] < 1 or grid["h"] < 1 or grid["x"] + grid["w"] > COLUMNS:
            yield f"panel {name}: lies outside of the {COLUMNS} columns"
        boxes.append((name, grid["x"], grid["y"], grid["x"] + grid["w"], grid["y"] + grid["h"]))
    for (a, ax, ay, aright, abottom), (b, bx, by, bright, bbottom) in itertools.combinations(boxes, 2):
        if a == b:
            yield f"two panels have the index {a}"
        if ax < bright and bx < aright and ay < bbottom and by < abottom:
            yield f"panels {a} and {b} overlap"


def _controls(item: SavedObject) -> Mapping[str, Any]:
    controls: Mapping[str, Any] = item.attributes.get("controlGroupInput", {}).get("panelsJSON", {})
    return controls


def _control(name: str, control: Mapping[str, Any], reference: Reference | None, views: Mapping[str, Fields]) -> Iterator[str]:
    wanted = control["explicitInput"]
    if control["type"] != "optionsListControl":
        yield f"control {name}: {control['type']} is not a kind that we check"
    if wanted["id"] != name:
        yield f"control {name}: its id is {wanted['id']}"
    # Newer releases read the reference, older ones the id itself; both must say the same.
    if reference and wanted["dataViewId"] != reference.id:
        yield f"control {name}: dataViewId {wanted['dataViewId']} is not the reference's {reference.id}"
    yield from _fits(views.get(wanted["dataViewId"], {}), wanted["fieldName"], frozenset({"keyword"}), f"control {name}")


# ---- Lens ----------------------------------------------------------------------------------------------------------------


def _layers(item: SavedObject) -> Mapping[str, Any]:
    layers: Mapping[str, Any] = item.attributes["state"]["datasourceStates"]["formBased"]["layers"]
    return layers


def _lens(item: SavedObject, views: Mapping[str, Fields]) -> Iterator[str]:
    state, layers = item.attributes["state"], _layers(item)
    shown: dict[str, set[str]] = {name: set() for name in layers}
    for layer, column in _shown(state["visualization"]):
        if layer not in layers:
            yield f"the visualization shows the layer {layer}, which is not there"
        elif column not in layers[layer]["columns"]:
            yield f"the visualization shows {column}, which is no column of the layer {layer}"
        else:
            shown[layer].add(column)
    for name, layer in layers.items():
        columns, fields = layer["columns"], _fields_of(item, f"indexpattern-datasource-layer-{name}", views)
        if sorted(layer["columnOrder"]) != sorted(columns):
            yield f"layer {name}: columnOrder and columns differ"
        yield from (f"layer {name}: the column {column} is shown nowhere" for column in columns if column not in shown[name])
        yield from _searchable(fields, state["query"], "query")
        for key, column in columns.items():
            yield from _column(f"column {key}", column, columns, fields)


def _shown(visualization: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """(layer, column) for every column that a chart, table, donut or number shows."""
    for layer in visualization.get("layers", [visualization]):
        name = layer["layerId"]
        for key in ("xAccessor", "splitAccessor", "metricAccessor", "maxAccessor", "breakdownByAccessor"):
            if key in layer:
                yield name, layer[key]
        for key in ("accessors", "primaryGroups", "metrics"):
            yield from ((name, column) for column in layer.get(key, ()))
        yield from ((name, column["columnId"]) for column in layer.get("columns", ()))


def _column(use: str, column: Mapping[str, Any], columns: Mapping[str, Any], fields: Fields) -> Iterator[str]:
    operation, params = column["operationType"], column.get("params", {})
    if operation == "filters":
        for each in params["filters"]:
            yield from _searchable(fields, each["input"], use)
    elif operation == "count":
        if column["sourceField"] != _RECORDS:
            yield from _fits(fields, column["sourceField"], None, use)
    elif operation in OPERATIONS:
        yield from _fits(fields, column["sourceField"], OPERATIONS[operation], use)
    else:
        yield f"{use}: the operation {operation} is not one that we check"
    if column["isBucketed"] is not (operation in ("terms", "filters", "date_histogram")):
        yield f"{use}: isBucketed is wrong for {operation}"
    if operation == "terms" and params["orderBy"]["type"] == "column" and params["orderBy"]["columnId"] not in columns:
        yield f"{use}: is ordered by {params['orderBy']['columnId']}, which is no column of its layer"


# ---- maps, saved searches, Vega ------------------------------------------------------------------------------------------


def _map_sources(item: SavedObject) -> Iterator[Mapping[str, Any]]:
    return (layer["sourceDescriptor"] for layer in item.attributes["layerListJSON"] if layer["sourceDescriptor"]["type"].startswith("ES_"))


def _map(item: SavedObject, views: Mapping[str, Fields]) -> Iterator[str]:
    names = [layer["id"] for layer in item.attributes["layerListJSON"]]
    if len(set(names)) < len(names):
        yield "two layers have the same id"
    for layer in item.attributes["layerListJSON"]:
        source, use = layer["sourceDescriptor"], f"layer {layer['id']}"
        if not source["type"].startswith("ES_"):
            continue
        fields = _fields_of(item, source["indexPatternRefName"], views)
        yield from _fits(fields, source["geoField"], frozenset({"geo_point"}), use)
        yield from (f"{use}: the field {name} is in no template" for name in source.get("tooltipProperties", ()) if name not in fields)
        if "sortField" in source:
            yield from _fits(fields, source["sortField"], NUMBERS | {"date"}, use)
        for metric in source.get("metrics", ()):
            if metric["type"] != "count":
                yield from _fits(fields, metric["field"], NUMBERS, use)
        for style in layer["style"].get("properties", {}).values():
            name = style.get("options", {}).get("field", {}).get("name")
            if name and name not in _COMPUTED:
                yield from _fits(fields, name, None, use)


def _search(item: SavedObject, views: Mapping[str, Fields]) -> Iterator[str]:
    source = item.attributes["kibanaSavedObjectMeta"]["searchSourceJSON"]
    fields = _fields_of(item, source["indexRefName"], views)
    yield from _searchable(fields, source["query"], "query")
    for name in item.attributes["columns"]:
        if name not in fields:
            yield f"column {name}: is in no template"
    for name, _ in item.attributes["sort"]:
        yield from _fits(fields, name, None, "sort")


def _vega(item: SavedObject, indexes: Mapping[str, Fields]) -> Iterator[str]:
    spec = vega_spec(item)
    url = spec["data"]["url"]
    if url["index"] not in indexes:
        yield f"asks the index {url['index']}, which is not one of {', '.join(sorted(indexes))}"
        return
    fields = indexes[url["index"]]
    yield from _fits(fields, url["%timefield%"], frozenset({"date"}), "%timefield%")
    if url.get("%context%") is not True:
        yield "%context% is not true, so that it would not follow the dashboard's filters"
    elif "query" in url["body"]:
        yield "a body with a query of its own cannot have %context%"
    for operation, name in aggregated(url["body"]["aggs"]):
        if operation not in _AGGREGATED:
            yield f"the aggregation {operation} is not one that we check"
        else:
            yield from _fits(fields, name, _AGGREGATED[operation], operation)
    try:
        inlined(spec)
    except ValueError as error:
        yield str(error)


def vega_spec(item: SavedObject) -> dict[str, Any]:
    """The Vega-Lite spec of a visualization, whether it is packed already or not."""
    spec = item.attributes["visState"]["params"]["spec"]
    parsed: dict[str, Any] = json.loads(spec) if isinstance(spec, str) else spec
    return parsed
