"""Vega panels without a Kibana: a made-up answer to the panel's own request, put where Kibana's `url` block stands. Pure, but
for `render`, which draws with vl-convert where that is installed (it is a development requirement)."""

from __future__ import annotations

import importlib
import importlib.util
import re
from collections.abc import Iterator, Mapping
from typing import Any

BUCKETS = 4
DAY = 86_400_000  # Milliseconds.
FIRST = 1_476_403_200_000  # 2016-10-14
_DATUM = re.compile(r"\bdatum\.(\w+(?:\.\w+)*)")
_MARK = re.compile(r'aria-roledescription="(?!axis|title|legend)[^"]*(?<!container)"')
_METRICS = frozenset({"sum", "avg", "min", "max", "value_count", "cardinality", "median_absolute_deviation"})


def canned_answer(body: Mapping[str, Any]) -> dict[str, Any]:
    """What Elasticsearch would answer, in shape: every aggregation of the request, buckets and values made up."""
    return {"hits": {"total": {"value": BUCKETS}}, "aggregations": _aggregations(body.get("aggs", {}), BUCKETS)}


def inlined(spec: Mapping[str, Any]) -> dict[str, Any]:
    """The spec with a canned answer in place of the request. Raises ValueError when the request or its format is unsound."""
    data = spec.get("data")
    if not isinstance(data, Mapping) or not isinstance(data.get("url"), Mapping) or "body" not in data["url"]:
        raise ValueError("needs a data.url block with a body")
    rows: Any = canned_answer(data["url"]["body"])
    for step in str(data.get("format", {}).get("property", "")).split("."):
        if not isinstance(rows, Mapping) or step not in rows:
            raise ValueError(f"data.format.property leads nowhere at {step!r}")
        rows = rows[step]
    if not isinstance(rows, list):
        raise ValueError("data.format.property must lead to buckets")
    if strangers := [name for name in fields_read(spec) if not _resolves(rows[0], name)]:
        raise ValueError(f"reads {', '.join(strangers)}, which the answer does not hold")
    return {**spec, "data": {"values": rows}}


def fields_read(spec: Any) -> list[str]:
    """The columns that encodings and expressions read, sorted, each once."""
    return sorted(set(_read(spec)))


def aggregated(aggregations: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Every (operation, field) of a request's aggregations, nested ones too."""
    for aggregation in aggregations.values():
        for operation, options in aggregation.items():
            if operation == "aggs":
                yield from aggregated(options)
            elif operation == "filter":
                yield from (("filter", field) for clause in options.values() for field in clause)
            elif isinstance(options, Mapping) and "field" in options:
                yield operation, options["field"]


def can_render() -> bool:
    """Whether vl-convert is installed."""
    return importlib.util.find_spec("vl_convert") is not None


def render(spec: Mapping[str, Any]) -> str:
    """An SVG of the spec with its canned answer. Raises ValueError when it cannot be drawn."""
    svg: str = importlib.import_module("vl_convert").vegalite_to_svg(inlined(spec))
    if len(_MARK.findall(svg)) < BUCKETS:
        raise ValueError(f"draws fewer than {BUCKETS} marks for {BUCKETS} buckets")
    return svg


def _aggregations(requested: Mapping[str, Any], size: int) -> dict[str, Any]:
    return {name: _aggregation(aggregation, size) for name, aggregation in requested.items()}


def _aggregation(aggregation: Mapping[str, Any], size: int) -> dict[str, Any]:
    below = aggregation.get("aggs", {})
    if "date_histogram" in aggregation:
        return {"buckets": [{"key": FIRST + n * DAY, "doc_count": n + 1, **_aggregations(below, n + 1)} for n in range(BUCKETS)]}
    if "terms" in aggregation:
        return {"buckets": [{"key": f"key {n}", "doc_count": n + 1, **_aggregations(below, n + 1)} for n in range(BUCKETS)]}
    if "filter" in aggregation:
        return {"doc_count": size, **_aggregations(below, size)}
    if _METRICS & set(aggregation):
        return {"value": float(size)}
    raise ValueError(f"no canned answer for the aggregation {', '.join(sorted(aggregation))}")


def _read(value: Any) -> Iterator[str]:
    if isinstance(value, list):
        for item in value:
            yield from _read(item)
    elif isinstance(value, Mapping):
        for key, item in value.items():
            if key == "encoding" and isinstance(item, Mapping):
                yield from _encoded(item)
            elif key != "data":
                yield from _read(item)
    elif isinstance(value, str):
        yield from _DATUM.findall(value)


def _encoded(encoding: Mapping[str, Any]) -> Iterator[str]:
    for channel in encoding.values():
        for each in channel if isinstance(channel, list) else [channel]:
            if isinstance(each, Mapping) and isinstance(each.get("field"), str):
                yield each["field"]


def _resolves(row: Any, path: str) -> bool:
    for step in path.split("."):
        if not isinstance(row, Mapping) or step not in row:
            return False
        row = row[step]
    return True
