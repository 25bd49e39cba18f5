"""Vega panels: they read what their own request would answer."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from dateline.kibana import SavedObject
from dateline.kibana.checks.fitting import Fields, misfits
from dateline.kibana.fields import NUMBERS
from dateline.kibana.vega import aggregated, inlined

_AGGREGATED = {
    "date_histogram": frozenset({"date"}),
    "sum": NUMBERS,
    "avg": NUMBERS,
    "terms": None,
    "value_count": None,
    "cardinality": None,
    "filter": None,
}


def vega_faults(item: SavedObject, indexes: Mapping[str, Fields]) -> Iterator[str]:
    """The request of a panel, and what its spec reads of the answer."""
    spec = vega_spec(item)
    url = spec["data"]["url"]
    if url["index"] not in indexes:
        yield f"asks the index {url['index']}, which is not one of {', '.join(sorted(indexes))}"
        return
    fields = indexes[url["index"]]
    yield from misfits(fields, url["%timefield%"], frozenset({"date"}), "%timefield%")
    if url.get("%context%") is not True:
        yield "%context% is not true, so that it would not follow the dashboard's filters"
    elif "query" in url["body"]:
        yield "a body with a query of its own cannot have %context%"
    for operation, name in aggregated(url["body"]["aggs"]):
        if operation not in _AGGREGATED:
            yield f"the aggregation {operation} is not one that we check"
        else:
            yield from misfits(fields, name, _AGGREGATED[operation], operation)
    try:
        inlined(spec)
    except ValueError as error:
        yield str(error)


def vega_spec(item: SavedObject) -> dict[str, Any]:
    """The Vega-Lite spec of a visualization, whether it is packed already or not."""
    spec = item.attributes["visState"]["params"]["spec"]
    parsed: dict[str, Any] = json.loads(spec) if isinstance(spec, str) else spec
    return parsed
