"""In-memory doubles for the protocols of `dateline.protocols`: simple enough to be right at a glance."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from dateline.geo import distance_km
from dateline.indexes.meaning import check_by, facet_paths, highlight
from dateline.language import Either, Node, Phrase, Prefix, parse
from dateline.models.documents import Document
from dateline.protocols.index import Bundle, Facets, Written
from dateline.query import Bucket, Hit, Hits, Query
from dateline.text import fold
from tests.fake_ledger import FakeLedger

__all__ = ["FakeIndex", "FakeLedger"]

# ---- index --------------------------------------------------------------------------------------------------------------

_FACETS = {
    "type": lambda body: [body["type"]],
    "status": lambda body: [body["status"]],
    "actor": lambda body: body["names"],
    "country": lambda body: [body["geo"]["country_iso_code"]],
    "place": lambda body: [body["geo"]["name"]],
    "source": lambda body: [body["source"]],
    "outlet": lambda body: [body["event"]["provider"]],
    "party": lambda body: body["parties"],
    "spot": lambda body: [body["spot"]],
    "timing": lambda body: [body["timing"]],
}
_INCIDENT_FACETS = _FACETS | {
    "status": lambda body: body["statuses"],
    "source": lambda body: body["sources"],
    "outlet": lambda body: body["outlets"],
    "kind": lambda body: [body["kind"]],
    "mark": lambda body: body["marks"],
    "voice": lambda body: body["voices"],
}


class FakeIndex:
    """Documents in three dictionaries; every question is a walk over all of them."""

    def __init__(self) -> None:
        self.documents: dict[str, dict[str, Document]] = {"articles": {}, "events": {}, "incidents": {}}

    def init(self) -> None:
        """Nothing to create."""

    def close(self) -> None:
        """Nothing to release."""

    def write(self, bundles: Sequence[Bundle]) -> list[Written]:
        """The highest version of an article wins, with exactly its events."""
        return [self._write(bundle) for bundle in bundles]

    def _write(self, bundle: Bundle) -> Written:
        articles, events = self.documents["articles"], self.documents["events"]
        article = bundle.article
        if any(not 0 < len(one.id.encode()) <= 512 for one in (article, *bundle.events)):
            return Written(article.id, "refused", "id too long or empty")
        if article.id in articles and articles[article.id].version >= article.version:
            return Written(article.id, "stale")
        for event in [one for one in events.values() if one.body["article"]["id"] == article.id]:
            del events[event.id]
        events.update({event.id: event for event in bundle.events})
        articles[article.id] = article
        return Written(article.id, "stored")

    def articles(self, query: Query) -> Hits:
        """Articles that match."""
        return _page("articles", [d for d in self._all("articles") if _article_matches(d.body, query)], query)

    def events(self, query: Query) -> Hits:
        """Events that match."""
        return _page("events", self._events(query), query)

    def walk(self, kind: str, query: Query) -> Iterator[Hit]:
        """Every document that matches, in order."""
        found = {"articles": self.articles, "events": self.events, "incidents": self.incidents}[kind](replace(query, limit=10**9, offset=0))
        return (Hit(hit.id, hit.body) for hit in found.hits)

    def write_incidents(self, documents: Sequence[Document], gone: Sequence[tuple[str, int]] = ()) -> list[Written]:
        """Highest version wins."""
        held = self.documents["incidents"]
        for identifier, version in gone:
            if identifier in held and held[identifier].version <= version:
                del held[identifier]
        written = []
        for document in documents:
            newer = document.id not in held or held[document.id].version < document.version
            if newer:
                held[document.id] = document
            written.append(Written(document.id, "stored" if newer else "stale"))
        return written

    def incidents(self, query: Query) -> Hits:
        """Incidents that match."""
        return _page("incidents", self._incidents(query), query)

    def incident(self, incident_id: str) -> Mapping[str, Any] | None:
        """One incident document, by a former id too."""
        held = self.documents["incidents"]
        found = held.get(incident_id) or next((d for d in self._all("incidents") if incident_id in d.body["former_ids"]), None)
        return found.body if found else None

    def facets(self, query: Query, *, fields: Sequence[str], size: int = 20, kind: str = "events", one_in: int = 1) -> Facets:
        """Counts by value, most first, then by value."""
        found = self._events(query) if kind == "events" else self._incidents(query)
        facet_paths(fields, kind)
        read = _FACETS if kind == "events" else _INCIDENT_FACETS
        counts = {field: Counter(v for d in found for v in read[field](d.body) if v) for field in fields}
        return Facets({field: tuple(sorted(count.items(), key=lambda kv: (-kv[1], kv[0]))[:size]) for field, count in counts.items()})

    def timeline(self, query: Query, *, by: str = "day", top: int = 5, kind: str = "events") -> list[Bucket]:
        """Dated events or incidents by the day, week or month of `day_local`."""
        check_by(by)
        buckets: dict[date, list[Document]] = {}
        for document in self._events(query) if kind == "events" else self._incidents(query):
            if day := document.body["day_local"]:
                buckets.setdefault(_bucket(date.fromisoformat(day), by), []).append(document)
        return [_summed(kind, start, found, query, top) for start, found in sorted(buckets.items())]

    def article(self, article_id: str) -> Mapping[str, Any] | None:
        """One article document."""
        found = self.documents["articles"].get(article_id)
        return found.body if found else None

    def event(self, event_id: str) -> Mapping[str, Any] | None:
        """One event document."""
        found = self.documents["events"].get(event_id)
        return found.body if found else None

    def scan(self, kind: str) -> Iterator[Hit]:
        """Every document, in id order."""
        return (Hit(document.id, document.body) for document in self._all(kind))

    def versions(self, kind: str) -> Iterator[tuple[str, int]]:
        """(id, version), in id order."""
        return ((document.id, document.version) for document in self._all(kind))

    def _all(self, kind: str) -> list[Document]:
        return sorted(self.documents[kind].values(), key=lambda document: document.id)

    def _events(self, query: Query) -> list[Document]:
        return [document for document in self._all("events") if _event_matches(document.body, query)]

    def _incidents(self, query: Query) -> list[Document]:
        return [document for document in self._all("incidents") if _incident_matches(document.body, query)]


def _incident_matches(body: Mapping[str, Any], query: Query) -> bool:
    start, end = _instant(body["event"]["start"]), _instant(body["event"]["end"])
    in_time = not (query.since or query.until)
    if query.undated:
        in_time = start is None and not _bounded(query)
    elif not in_time and start is not None and end is not None:
        in_time = (query.until is None or start < query.until) and (query.since is None or end > query.since) and not _void(query)
    return (
        in_time
        and (query.undated or _within_days(body["day_local"], body["last_day"], query))
        and _is_new(body, query)
        and (not query.timings or body["timing"] in query.timings)
        and body.get("scope") not in query.without_scopes
        and (query.min_confidence is None or (body["confidence"] or 0) >= query.min_confidence)
        and _has_words(body, query)
        and _any([body["type"]], query.types)
        and _any(body["statuses"], query.statuses)
        and _any(body["who"], [fold(v) for v in query.actors])
        and _any(body["where"], [fold(v) for v in query.places])
        and _any(body["from"], [fold(v) for v in query.sources])
        and _any(body["article_ids"], query.article_ids)
        and _any([body["kind"]], query.kinds)
        and _any(body["marks"], query.marks)
        and _any([body["within"]], [query.within] if query.within else [])
        and _is_near([body["geo"]["location"]] if body["geo"]["location"] else [], query)
    )


def _article_matches(body: Mapping[str, Any], query: Query) -> bool:
    published = _instant(body["@timestamp"])
    return (
        _has_words(body, query)
        and (not query.undated or published is None)
        and not query.timings
        and _is_new(body, query)
        and (not _bounded(query) or _within(published, query))
        and _any(body["types"], query.types)
        and _any(body["statuses"], query.statuses)
        and _is_sure(body, query)
        and _any(body["who"], [fold(v) for v in query.actors])
        and _any(body["where"], [fold(v) for v in query.places])
        and _any(body["from"], [fold(v) for v in query.sources])
        and _any([body["id"]], query.article_ids)
        and _is_near(body["points"], query)
    )


def _event_matches(body: Mapping[str, Any], query: Query) -> bool:
    start, end = _instant(body["event"]["start"]), _instant(body["event"]["end"])
    in_time = not (query.since or query.until)
    if query.undated:
        in_time = start is None and (not _bounded(query) or _within(_instant(body["article"]["published"]), query))
    elif not in_time and start is not None and end is not None:
        in_time = (query.until is None or start < query.until) and (query.since is None or end > query.since) and not _void(query)
    return (
        in_time
        and (query.undated or _on_days(body, query))
        and _is_new(body, query)
        and (not query.timings or body["timing"] in query.timings)
        and body.get("scope") not in query.without_scopes
        and _has_words(body, query)
        and _any([body["type"]], query.types)
        and _any([body["status"]], query.statuses)
        and _is_sure(body, query)
        and _any(body["who"], [fold(v) for v in query.actors])
        and (body["id"] in query.besides or _any(body["where"], [fold(v) for v in query.places]))
        and _any(body["from"], [fold(v) for v in query.sources])
        and _any([body["article"]["id"]], query.article_ids)
        and (body["id"] in query.besides or _is_near([body["geo"]["location"]] if body["geo"]["location"] else [], query))
    )


def _any(held: Sequence[str], wanted: Sequence[str]) -> bool:
    return not wanted or not set(held).isdisjoint(wanted)


def _is_sure(body: Mapping[str, Any], query: Query) -> bool:
    sure, least = body["confidence"], query.min_confidence
    return least is None or (sure is not None and sure >= least)


def _has_words(body: Mapping[str, Any], query: Query) -> bool:
    node = parse(query.text or "")
    return node is None or holds(node, body["words"].split(" "))


def holds(node: Node, words: Sequence[str]) -> bool:
    """Whether words, in their order, are what the tree asks for."""
    if isinstance(node, Phrase):
        return any(tuple(words[at : at + len(node.words)]) == node.words for at in range(len(words)))
    if isinstance(node, Prefix):
        return any(word.startswith(node.start) for word in words)
    if isinstance(node, Either):
        return any(holds(option, words) for option in node.options)
    return all(holds(one, words) for one in node.must) and not any(holds(one, words) for one in node.must_not)


def _is_near(points: Sequence[Mapping[str, float]], query: Query) -> bool:
    near = query.near
    return near is None or any(distance_km(p["lat"], p["lon"], near.lat, near.lon) <= max(near.km, 0.001) for p in points)


def _bounded(query: Query) -> bool:
    return any((query.since, query.until, query.first_day, query.last_day))


def _within(moment: datetime | None, query: Query) -> bool:
    if moment is None:
        return False
    day = moment.astimezone(UTC).date()
    return (
        (query.since is None or moment >= query.since)
        and (query.until is None or moment < query.until)
        and (query.first_day is None or day >= query.first_day)
        and (query.last_day is None or day <= query.last_day)
    )


def _on_days(body: Mapping[str, Any], query: Query) -> bool:
    return _within_days(body["day_first"], body["day_last"], query)


def _within_days(first_day: str | None, last_day: str | None, query: Query) -> bool:
    if not (query.first_day or query.last_day):
        return True
    if first_day is None or last_day is None or (query.first_day and query.last_day and query.first_day > query.last_day):
        return False
    first, last = date.fromisoformat(first_day), date.fromisoformat(last_day)
    return (query.first_day is None or last >= query.first_day) and (query.last_day is None or first <= query.last_day)


def _is_new(body: Mapping[str, Any], query: Query) -> bool:
    return query.added_since is None or datetime.fromisoformat(body["event"]["ingested"]) >= query.added_since


def _void(query: Query) -> bool:
    return query.since is not None and query.until is not None and query.since >= query.until


def _instant(value: str | None) -> datetime | None:
    return datetime.fromisoformat(value) if value else None


def _page(kind: str, found: list[Document], query: Query) -> Hits:
    ordered = sorted(found, key=lambda document: document.id)
    undated = datetime.max.replace(tzinfo=UTC) if query.sort == "oldest" else datetime.min.replace(tzinfo=UTC)
    ordered.sort(key=lambda document: _instant(document.body["@timestamp"]) or undated, reverse=query.sort != "oldest")
    if kind != "articles" and query.sort == "importance":
        ordered = sorted(found, key=lambda document: (-document.body["importance"], document.id))
    if kind != "articles" and query.sort in ("days", "days-newest"):
        ordered.sort(key=lambda document: (document.body["timing"], -document.body["importance"]))
        unknown = date.max if query.sort == "days" else date.min
        day = {d.id: date.fromisoformat(d.body["day_local"]) if d.body["day_local"] else unknown for d in ordered}
        ordered.sort(key=lambda document: day[document.id], reverse=query.sort != "days")
    page = ordered[query.offset : query.offset + query.limit]
    return Hits(len(found), tuple(_hit(kind, document, query) for document in page))


def _hit(kind: str, document: Document, query: Query) -> Hit:
    return Hit(document.id, document.body, highlight(kind, document.body, parse(query.text or "") if query.marked else None))


def _bucket(day: date, by: str) -> date:
    if by == "week":
        return day - timedelta(days=day.weekday())
    return day.replace(day=1) if by == "month" else day


def _summed(kind: str, start: date, found: list[Document], query: Query, top: int) -> Bucket:
    main = sorted(found, key=lambda document: (-document.body["importance"], document.id))[:top]
    actors = Counter(name for document in found for name in document.body["names"])
    return Bucket(
        start=start,
        count=len(found),
        by_type=dict(Counter(document.body["type"] for document in found)),
        top=tuple(_hit(kind, document, query) for document in main),
        actors=tuple(sorted(actors.items(), key=lambda kv: (-kv[1], kv[0]))[:top]),
    )
