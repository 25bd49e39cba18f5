"""Saved searches."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from dateline.kibana import SavedObject
from dateline.kibana.checks.fitting import Fields, fields_of, misfits, unsearchable


def search_faults(item: SavedObject, views: Mapping[str, Fields]) -> Iterator[str]:
    """The question, the columns and the order of a saved search."""
    source = item.attributes["kibanaSavedObjectMeta"]["searchSourceJSON"]
    fields = fields_of(item, source["indexRefName"], views)
    yield from unsearchable(fields, source["query"], "query")
    for name in item.attributes["columns"]:
        if name not in fields:
            yield f"column {name}: is in no template"
    for name, _ in item.attributes["sort"]:
        yield from misfits(fields, name, None, "sort")
