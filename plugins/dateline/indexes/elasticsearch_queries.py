"""Query -> Elasticsearch's query language. Pure. Uses only what a server without X-Pack extras has: no scripts, no runtime fields."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from dateline.indexes.meaning import facet_paths, folded, query_words, radius_km
from dateline.lines import iso
from dateline.query import Query

MOST_TYPES = 50  # PLOVER has 16.
MOST_TOP = 100  # What `top_hits` gives at most.

_TIME = {"articles": "published", "events": "article.published"}
_POINTS = {"articles": "points", "events": "geo.location"}
_ARTICLE_ID = {"articles": "id", "events": "article.id"}
_TYPES = {"articles": ("types", "statuses"), "events": ("type", "status")}


def matching(kind: str, query: Query) -> dict[str, Any]:
    """What the query selects. Words score only when the answer is ordered by relevance."""
    types, statuses = _TYPES[kind]
    filters: list[dict[str, Any]] = [
        {"terms": {field: values}}
        for field, values in (
            (types, list(query.types)),
            (statuses, list(query.statuses)),
            ("who", folded(query.actors)),
            ("where", folded(query.places)),
            ("from", folded(query.sources)),
            (_ARTICLE_ID[kind], list(query.article_ids)),
        )
        if values
    ]
    words: list[dict[str, Any]] = [{"term": {"words": word}} for word in query_words(query)]
    if query.near:
        near = query.near
        point = {"lat": near.lat, "lon": near.lon}
        filters.append({"geo_distance": {"distance": f"{radius_km(near):.6f}km", _POINTS[kind]: point}})
    if query.min_confidence is not None:
        filters.append({"range": {"confidence": {"gte": query.min_confidence}}})
    filters += _times(kind, query)
    wanted: dict[str, Any] = {"filter": filters}
    if query.sort == "relevance":
        wanted["must"] = words
    else:
        filters += words
    if query.undated:
        wanted["must_not"] = [{"exists": {"field": "@timestamp"}}]
    return {"bool": wanted}


def order(query: Query) -> list[Any]:
    """By time with undated documents last, then by id."""
    direction = "asc" if query.sort == "oldest" else "desc"
    by_time = [{"@timestamp": {"order": direction, "missing": "_last"}}, {"id": "asc"}]
    return ["_score", *by_time] if query.sort == "relevance" and query_words(query) else by_time


def facets(fields: list[str], size: int) -> dict[str, Any]:
    """Aggregations for facets; ties come by value, as terms do by default."""
    return {field: {"terms": {"field": path, "size": size}} for field, path in facet_paths(fields).items()}


def buckets(by: str, top: int) -> dict[str, Any]:
    """The aggregation behind a timeline."""
    inner: dict[str, Any] = {"types": {"terms": {"field": "type", "size": MOST_TYPES}}}
    if top > 0:
        main_first = [{"importance": "desc"}, {"id": "asc"}]
        inner["top"] = {"top_hits": {"size": min(top, MOST_TOP), "sort": main_first}}
        inner["actors"] = {"terms": {"field": "names", "size": top}}
    return {"buckets": {"date_histogram": {"field": "day_local", "calendar_interval": by, "min_doc_count": 1}, "aggs": inner}}


def _times(kind: str, query: Query) -> list[dict[str, Any]]:
    bounds = {name: _whole(moment) for name, moment in (("gte", query.since), ("lt", query.until)) if moment}
    if not bounds:
        return []
    if kind == "events" and not query.undated:
        return [{"range": {"date_range": {**bounds, "relation": "intersects"}}}]
    return [{"range": {_TIME[kind]: bounds}}]


def _whole(moment: datetime) -> str | None:
    """Whole milliseconds, rounded down, as everywhere."""
    return iso(moment.replace(microsecond=moment.microsecond // 1000 * 1000))
