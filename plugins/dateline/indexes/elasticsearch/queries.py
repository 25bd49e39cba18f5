"""Query -> Elasticsearch's query language. Pure. Uses only what a server without X-Pack extras has: no scripts, no runtime fields."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from dateline.indexes.meaning import facet_paths, folded, published_window, radius_km, wanted_words
from dateline.language import Either, Node, Phrase, Prefix
from dateline.lines import iso
from dateline.query import Query

WINDOW = 10_000  # Elasticsearch's `index.max_result_window`: deeper pages are walked to.
WHOLE: dict[str, Any] = {"allow_partial_search_results": False}  # An answer that leaves out what a lost shard holds is a wrong one.
MOST_TYPES = 50  # PLOVER has 16.
MOST_TOP = 100  # What `top_hits` gives at most.

_TIME = {"articles": "published", "events": "article.published", "incidents": "@timestamp"}
_POINTS = {"articles": "points", "events": "geo.location", "incidents": "geo.location"}
_DAYS = {"events": ("day_first", "day_last"), "incidents": ("day_local", "last_day")}
_ARTICLE_ID = {"articles": "id", "events": "article.id", "incidents": "article_ids"}
_TYPES = {"articles": ("types", "statuses"), "events": ("type", "status"), "incidents": ("type", "statuses")}


def matching(kind: str, query: Query) -> dict[str, Any]:
    """What the query selects. Words score only when the answer is ordered by relevance."""
    types, statuses = _TYPES[kind]
    filters: list[dict[str, Any]] = [
        {"terms": {field: values}}
        for field, values in (
            (types, list(query.types)),
            (statuses, list(query.statuses)),
            ("who", folded(query.actors)),
            ("from", folded(query.sources)),
            (_ARTICLE_ID[kind], list(query.article_ids)),
            ("timing", list(query.timings)),
        )
        if values
    ]
    if kind == "incidents":
        within = [query.within] if query.within else []
        own = (("kind", list(query.kinds)), ("marks", list(query.marks)), ("within", within))
        filters += [{"terms": {field: values}} for field, values in own if values]
    besides = list(query.besides) if kind == "events" else []
    if query.places:
        filters.append(_or_besides({"terms": {"where": folded(query.places)}}, besides))
    node = wanted_words(query)
    words = [] if node is None else [_words(node)]
    if query.near:
        near = query.near
        point = {"lat": near.lat, "lon": near.lon}
        filters.append(_or_besides({"geo_distance": {"distance": f"{radius_km(near):.6f}km", _POINTS[kind]: point}}, besides))
    if query.min_confidence is not None:
        filters.append({"range": {"confidence": {"gte": query.min_confidence}}})
    filters += _times(kind, query)
    wanted: dict[str, Any] = {"filter": filters}
    if query.sort == "relevance":
        wanted["must"] = words
    else:
        filters += words
    if query.added_since:
        filters.append({"range": {"event.ingested": {"gte": _whole(query.added_since)}}})
    unwanted: list[dict[str, Any]] = [{"terms": {"scope": list(query.without_scopes)}}] if query.without_scopes else []
    if query.undated:
        unwanted.append({"exists": {"field": "@timestamp"}})
    if unwanted:
        wanted["must_not"] = unwanted
    return {"bool": wanted}


def _or_besides(clause: dict[str, Any], events: list[str]) -> dict[str, Any]:
    """The clause, which these events fulfil in any case."""
    return {"bool": {"should": [clause, {"terms": {"id": events}}], "minimum_should_match": 1}} if events else clause


def _words(node: Node) -> dict[str, Any]:
    """The tree over the field of search words."""
    if isinstance(node, Phrase):
        if len(node.words) == 1:
            return {"term": {"words": node.words[0]}}
        return {"match_phrase": {"words": " ".join(node.words)}}
    if isinstance(node, Prefix):
        return {"prefix": {"words": node.start}}
    if isinstance(node, Either):
        return {"bool": {"should": [_words(one) for one in node.options], "minimum_should_match": 1}}
    return {"bool": {"must": [_words(one) for one in node.must], "must_not": [_words(one) for one in node.must_not]}}


def order(kind: str, query: Query) -> list[Any]:
    """By time with undated documents last, then by id; events by day with the most important first where that is asked for."""
    if kind != "articles" and query.sort in ("days", "days-newest"):
        by_day = {"day_local": {"order": "asc" if query.sort == "days" else "desc", "missing": "_last"}}
        return [by_day, {"timing": "asc"}, {"importance": "desc"}, {"id": "asc"}]
    if kind != "articles" and query.sort == "importance":
        return [{"importance": "desc"}, {"id": "asc"}]
    direction = "asc" if query.sort == "oldest" else "desc"
    by_time = [{"@timestamp": {"order": direction, "missing": "_last"}}, {"id": "asc"}]
    return ["_score", *by_time] if query.sort == "relevance" and wanted_words(query) else by_time


def facets(fields: list[str], size: int, kind: str = "events") -> dict[str, Any]:
    """Aggregations for facets; ties come by value, as terms do by default."""
    return {field: {"terms": {"field": path, "size": size}} for field, path in facet_paths(fields, kind).items()}


def buckets(by: str, top: int) -> dict[str, Any]:
    """The aggregation behind a timeline."""
    inner: dict[str, Any] = {"types": {"terms": {"field": "type", "size": MOST_TYPES}}}
    if top > 0:
        main_first = [{"importance": "desc"}, {"id": "asc"}]
        inner["top"] = {"top_hits": {"size": min(top, MOST_TOP), "sort": main_first}}
        inner["actors"] = {"terms": {"field": "names", "size": top}}
    return {"buckets": {"date_histogram": {"field": "day_local", "calendar_interval": by, "min_doc_count": 1}, "aggs": inner}}


def _times(kind: str, query: Query) -> list[dict[str, Any]]:
    if kind != "articles" and not query.undated:
        wanted: list[dict[str, Any]] = []
        if bounds := _bounds(query.since, query.until):
            wanted.append({"range": {"date_range": {**bounds, "relation": "intersects"}}})
        first, last = _DAYS[kind]
        if query.first_day:
            wanted.append({"range": {last: {"gte": query.first_day.isoformat()}}})
        if query.last_day:
            wanted.append({"range": {first: {"lte": query.last_day.isoformat()}}})
        return wanted
    bounds = _bounds(*published_window(query))
    return [{"range": {_TIME[kind]: bounds}}] if bounds else []


def _bounds(since: datetime | None, until: datetime | None) -> dict[str, Any]:
    return {name: _whole(moment) for name, moment in (("gte", since), ("lt", until)) if moment}


def _whole(moment: datetime) -> str | None:
    """Whole milliseconds, rounded down, as everywhere."""
    return iso(moment.replace(microsecond=moment.microsecond // 1000 * 1000))
