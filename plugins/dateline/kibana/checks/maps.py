"""Maps."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from dateline.kibana import SavedObject
from dateline.kibana.checks.fitting import Fields, fields_of, misfits
from dateline.kibana.fields import NUMBERS

_COMPUTED = frozenset({"doc_count"})  # What a map's grid counts by itself.


def map_sources(item: SavedObject) -> Iterator[Mapping[str, Any]]:
    """The layers' sources that are indexes."""
    return (layer["sourceDescriptor"] for layer in item.attributes["layerListJSON"] if layer["sourceDescriptor"]["type"].startswith("ES_"))


def map_faults(item: SavedObject, views: Mapping[str, Fields]) -> Iterator[str]:
    """Layers, and the fields that they draw."""
    names = [layer["id"] for layer in item.attributes["layerListJSON"]]
    if len(set(names)) < len(names):
        yield "two layers have the same id"
    for layer in item.attributes["layerListJSON"]:
        source, use = layer["sourceDescriptor"], f"layer {layer['id']}"
        if not source["type"].startswith("ES_"):
            continue
        fields = fields_of(item, source["indexPatternRefName"], views)
        yield from misfits(fields, source["geoField"], frozenset({"geo_point"}), use)
        yield from (f"{use}: the field {name} is in no template" for name in source.get("tooltipProperties", ()) if name not in fields)
        if "sortField" in source:
            yield from misfits(fields, source["sortField"], NUMBERS | {"date"}, use)
        for metric in source.get("metrics", ()):
            if metric["type"] != "count":
                yield from misfits(fields, metric["field"], NUMBERS, use)
        for style in layer["style"].get("properties", {}).values():
            name = style.get("options", {}).get("field", {}).get("name")
            if name and name not in _COMPUTED:
                yield from misfits(fields, name, None, use)
