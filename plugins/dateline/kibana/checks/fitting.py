"""Whether a field of the templates can be used as an object uses it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from dateline.kibana import SavedObject
from dateline.kibana.fields import Field, fields_of_kql, runtime_fields

Fields = Mapping[str, Field]


def view_fields(item: SavedObject, indexes: Mapping[str, Fields]) -> Fields:
    """The fields of a data view's index, and those that it computes."""
    return {**indexes.get(str(item.attributes.get("title")), {}), **runtime_fields(item.attributes.get("runtimeFieldMap") or {})}


def misfits(fields: Fields, name: str, types: frozenset[str] | None, use: str) -> Iterator[str]:
    """Faults of aggregating by a field."""
    field = fields.get(name)
    if field is None:
        yield f"{use}: the field {name} is in no template"
    elif not field.aggregatable:
        yield f"{use}: the field {name} ({field.type}) cannot be aggregated"
    elif types is not None and field.type not in types:
        yield f"{use}: the field {name} is {field.type}, not {' or '.join(sorted(types))}"


def unsearchable(fields: Fields, query: Mapping[str, Any], use: str) -> Iterator[str]:
    """Faults of searching by a query."""
    if query.get("language") != "kuery":
        yield f"{use}: the query is not KQL"
    for name in fields_of_kql(str(query.get("query", ""))):
        if name not in fields:
            yield f"{use}: the field {name} is in no template"
        elif not fields[name].indexed:
            yield f"{use}: the field {name} cannot be searched"


def fields_of(item: SavedObject, name: str, views: Mapping[str, Fields]) -> Fields:
    """The fields behind one reference; none when it leads nowhere, which is told elsewhere."""
    return next((views.get(reference.id, {}) for reference in item.references if reference.name == name), {})
