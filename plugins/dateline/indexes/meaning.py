"""What a query means, decided once for both indexes: words, keys, distances, highlights, facets and buckets. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from math import asin, cos, radians, sin
from typing import Any

import msgspec

from dateline.errors import UsageError
from dateline.geo import EARTH_KM
from dateline.language import Node, Phrase, Prefix, leaves, parse
from dateline.models.documents import Document
from dateline.protocols.index import Bundle
from dateline.query import Near, Query
from dateline.text import LONGEST_WORD, fold, search_spans

SCHEMA = 2
"""The version of templates and tables. Raise it with every change that stored documents would not fit."""

KINDS = ("articles", "events", "incidents")
LONGEST_ID = 512  # Bytes. Elasticsearch refuses the whole request for a longer one.
FRAGMENT = 280  # Characters of an article shown around the first word that matched.

FACETS = {
    "type": "type",
    "status": "status",
    "actor": "names",
    "country": "geo.country_iso_code",
    "place": "geo.name",
    "source": "source",
    "outlet": "event.provider",
    "party": "parties",
    "spot": "spot",
    "timing": "timing",
}
"""Facets that can be asked for, and where an event's document keeps their values."""

INCIDENT_FACETS = FACETS | {
    "status": "statuses",
    "source": "sources",
    "kind": "kind",
    "mark": "marks",
    "voice": "voices",
    "outlet": "outlets",
}
"""The same of incidents, with what only they have."""

_CLOSED = {"day", "week", "month"}


def wanted_words(query: Query) -> Node | None:
    """What the query's text asks for. Raises QueryRefused."""
    return parse(query.text) if query.text else None


def folded(values: Iterable[str]) -> list[str]:
    """Keys as documents keep them."""
    return sorted({fold(value) for value in values})


def milliseconds(moment: datetime) -> int:
    """Whole milliseconds since 1970, rounded down: how exactly indexes keep time."""
    return (moment.astimezone(UTC) - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(milliseconds=1)


def window(query: Query) -> tuple[int | None, int | None]:
    """`since` and `until` in milliseconds."""
    return (
        milliseconds(query.since) if query.since else None,
        milliseconds(query.until) if query.until else None,
    )


def is_empty(query: Query) -> bool:
    """Whether the query's interval holds no instant, so that nothing can match."""
    since, until = window(query)
    if query.first_day and query.last_day and query.first_day > query.last_day:
        return True
    return since is not None and until is not None and since >= until


def published_window(query: Query) -> tuple[datetime | None, datetime | None]:
    """The half-open interval that an article's `published` must lie in: the query's own, narrowed to its days in UTC."""
    since = [moment for moment in (query.since, _midnight(query.first_day)) if moment]
    until = [moment for moment in (query.until, _midnight(query.last_day, after=1)) if moment]
    return max(since, default=None), min(until, default=None)


def _midnight(day: date | None, *, after: int = 0) -> datetime | None:
    if day is None:
        return None
    try:
        return datetime.combine(day + timedelta(days=after), time(), UTC)
    except OverflowError:  # The edge of the calendar: no bound.
        return None


def radius_km(near: Near) -> float:
    """A metre at least: engines keep points to the centimetre, so that a circle of nothing would hold nothing."""
    return max(near.km, 0.001)


def boxes(near: Near) -> list[tuple[float, float, float, float]]:
    """One or two (south, north, west, east) boxes around a circle; two where it crosses the date line."""
    arc = radius_km(near) / EARTH_KM
    reach = arc * 57.29578 + 1e-6
    south, north = near.lat - reach, near.lat + reach
    if south <= -90 or north >= 90:
        return [(max(south, -90), min(north, 90), -180, 180)]
    ratio = sin(min(arc, 1.57079)) / cos(radians(near.lat))
    wide = asin(ratio) * 57.29578 + 1e-6 if ratio < 1 else 180.0
    west, east = near.lon - wide, near.lon + wide
    if wide >= 180:
        return [(south, north, -180, 180)]
    if west < -180:
        return [(south, north, west + 360, 180), (south, north, -180, east)]
    if east > 180:
        return [(south, north, west, 180), (south, north, -180, east - 360)]
    return [(south, north, west, east)]


def highlight(kind: str, body: Mapping[str, Any], node: Node | None) -> str | None:
    """The evidence of an event or incident, or a piece of the article's text, with `«»` around the words that matched."""
    if node is None:
        return None
    text = body["text"] if kind == "articles" else body["evidence_text"]
    spans: list[tuple[int, int]] = []
    stop = len(text)
    for start, end in _matched(text, node):
        if start > stop:
            break
        if not spans and kind == "articles":
            stop = start + FRAGMENT
        spans.append((start, end))
    if kind != "articles":
        return _marked(text, 0, len(text), spans)
    first = max(spans[0][0] - FRAGMENT // 4, 0) if spans else 0
    return _marked(text, first, min(first + FRAGMENT, len(text)), spans)


def _matched(text: str, node: Node) -> Iterator[tuple[int, int]]:
    """The spans of tokens that hold what the tree wants, in order, each once."""
    wanted = list(leaves(node, wanted_only=True))
    beginnings = tuple(leaf.start for leaf in wanted if isinstance(leaf, Prefix))
    phrases = {leaf.words for leaf in wanted if isinstance(leaf, Phrase)}
    lengths = {len(words) for words in phrases}
    row: list[tuple[str, tuple[int, int]]] = []
    longest = max(lengths, default=1)
    last = -1
    for span, found in search_spans(text):
        for word in found:
            row.append((word, span))
            hits = [span] if beginnings and word.startswith(beginnings) else []
            for length in lengths:
                if tuple(one for one, _ in row[-length:]) in phrases:
                    hits += [at for _, at in row[-length:]]
            for hit in sorted(set(hits)):
                if hit[0] > last:
                    last = hit[0]
                    yield hit
        del row[:-longest]


def _marked(text: str, start: int, stop: int, spans: Sequence[tuple[int, int]]) -> str:
    """`text[start:stop]`, widened to whole words, with the spans marked and `…` where it was cut."""
    reach = (start - LONGEST_WORD, stop + LONGEST_WORD)
    while start > 0 and not text[start - 1].isspace() and start > reach[0]:
        start -= 1
    while stop < len(text) and not text[stop].isspace() and stop < reach[1]:
        stop += 1
    parts, at = ["… "] if start else [], start
    for left, right in spans:
        if right <= stop:
            parts += [text[at:left], "«", text[left:right], "»"]
            at = right
    parts += [text[at:stop], " …" if stop < len(text) else ""]
    return "".join(parts)


def facet_paths(fields: Sequence[str], kind: str = "events") -> dict[str, str]:
    """Where documents of a kind keep the facets asked for. Raises UsageError for one that does not exist."""
    paths = INCIDENT_FACETS if kind == "incidents" else FACETS
    if wrong := next((field for field in fields if field not in paths), None):
        raise UsageError(f"no facet {wrong!r}; there are {', '.join(paths)}")
    return {field: paths[field] for field in fields}


def bucket_of(day: date, by: str) -> date:
    """The first day of the day, ISO week or month that a day falls in."""
    if by == "week":
        return date.fromordinal(max(day.toordinal() - day.weekday(), 1))
    return day.replace(day=1) if by == "month" else day


def check_by(by: str) -> None:
    """Raises UsageError for a bucket that does not exist."""
    if by not in _CLOSED:
        raise UsageError(f"no timeline by {by!r}; there are day, week and month")


def refusal(bundle: Bundle) -> str | None:
    """Why no index can take a bundle, or None."""
    return next((reason for document in (bundle.article, *bundle.events) if (reason := refused(document))), None)


def refused(document: Document) -> str | None:
    """Why no index can take a document, or None."""
    if 0 < len(document.id.encode("utf-8", "replace")) <= LONGEST_ID:
        return None
    return f"{document.index} id of {len(document.id)} characters: ids have 1 to {LONGEST_ID} bytes"


def to_json(body: Mapping[str, Any]) -> bytes:
    """A body as every index stores it. Lone surrogates, which no index takes, become question marks."""
    try:
        return msgspec.json.encode(body)
    except UnicodeEncodeError:
        return json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")
