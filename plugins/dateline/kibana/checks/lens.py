"""Lens charts: layers name only columns that they have, and every column is shown."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from dateline.kibana import SavedObject
from dateline.kibana.checks.fitting import Fields, fields_of, misfits, unsearchable
from dateline.kibana.fields import NUMBERS

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
_RECORDS = "___records___"


def layers_of(item: SavedObject) -> Mapping[str, Any]:
    """The layers of a chart, by name."""
    layers: Mapping[str, Any] = item.attributes["state"]["datasourceStates"]["formBased"]["layers"]
    return layers


def lens_faults(item: SavedObject, views: Mapping[str, Fields]) -> Iterator[str]:
    """Layers, what is shown of them, and their columns."""
    state, layers = item.attributes["state"], layers_of(item)
    shown: dict[str, set[str]] = {name: set() for name in layers}
    for layer, column in _shown(state["visualization"]):
        if layer not in layers:
            yield f"the visualization shows the layer {layer}, which is not there"
        elif column not in layers[layer]["columns"]:
            yield f"the visualization shows {column}, which is no column of the layer {layer}"
        else:
            shown[layer].add(column)
    for name, layer in layers.items():
        columns, fields = layer["columns"], fields_of(item, f"indexpattern-datasource-layer-{name}", views)
        if sorted(layer["columnOrder"]) != sorted(columns):
            yield f"layer {name}: columnOrder and columns differ"
        yield from (f"layer {name}: the column {column} is shown nowhere" for column in columns if column not in shown[name])
        yield from unsearchable(fields, state["query"], "query")
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
            yield from unsearchable(fields, each["input"], use)
    elif operation == "count":
        if column["sourceField"] != _RECORDS:
            yield from misfits(fields, column["sourceField"], None, use)
    elif operation in OPERATIONS:
        yield from misfits(fields, column["sourceField"], OPERATIONS[operation], use)
    else:
        yield f"{use}: the operation {operation} is not one that we check"
    if column["isBucketed"] is not (operation in ("terms", "filters", "date_histogram")):
        yield f"{use}: isBucketed is wrong for {operation}"
    if operation == "terms" and params["orderBy"]["type"] == "column" and params["orderBy"]["columnId"] not in columns:
        yield f"{use}: is ordered by {params['orderBy']['columnId']}, which is no column of its layer"
