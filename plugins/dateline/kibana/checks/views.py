"""Data views."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from dateline.kibana import SavedObject
from dateline.kibana.checks.fitting import Fields, misfits

_SCRIPTED = re.compile(r"doc\['([^']+)'\]")


def view_faults(item: SavedObject, indexes: Mapping[str, Fields], views: Mapping[str, Fields]) -> Iterator[str]:
    """Its title is an alias, and every field that it names is there."""
    attributes, fields = item.attributes, views[item.id]
    if attributes["title"] not in indexes:
        yield f"title {attributes['title']} is not one of the aliases {', '.join(sorted(indexes))}"
    yield from misfits(fields, attributes["timeFieldName"], frozenset({"date"}), "timeFieldName")
    for key in ("fieldFormatMap", "fieldAttrs"):
        yield from (f"{key}: the field {name} is in no template" for name in attributes.get(key, {}) if name not in fields)
    for name, definition in attributes.get("runtimeFieldMap", {}).items():
        for used in _SCRIPTED.findall(definition["script"]["source"]):
            yield from misfits(fields, used, None, f"runtime field {name}")
