"""TaggedArticle -> index documents and lines of JSON. Pure; `docs/data-model.md` lists the fields.

A document is its article's or event's display form (nested objects that no index looks into) beside flat keys that every
index filters, counts and sorts by. Both indexes store the same bodies, so nothing about an answer depends on the engine.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from dateline.lines import (
    actor_line,
    article_fields,
    article_line,
    event_line,
    finite,
    iso,
    mention_line,
    place_line,
    share,
    tag_line,
)
from dateline.models import (
    EXACT_PRECISIONS,
    Actor,
    Article,
    Basis,
    Casualties,
    Category,
    Claim,
    Document,
    Event,
    Incident,
    Kind,
    Mention,
    Outcome,
    Place,
    Position,
    Precision,
    Report,
    Stance,
    Status,
    TaggedArticle,
    TimeValue,
    Timing,
    TollClaim,
    TollKind,
    TollScope,
)
from dateline.protocols import Bundle
from dateline.text import fold, search_words

__all__ = ["article_line", "build_bundle", "evidence_text", "figures_document", "incident_document", "tag_line", "tagged_from_document"]

LONGEST_KEY = 256  # Longer names are mistakes; Lucene refuses keywords over 32,766 bytes.
LARGEST_COUNT = 2**31 - 1  # What an `integer` field holds.
SOURCE_STATES = ("new", "ok", "unchanged", "failed", "gone")

_POSITIONS = {Position.HEADLINE: 40, Position.LEAD: 30, Position.BODY: 20}
_ARTICLES = re.compile(r"^(?:the|a|an|its|their|his|her|some|several|many) (?=\S)")
_REAL = (Status.HAPPENED, Status.ONGOING)
_VIOLENT = (Category.ASSAULT, Category.COERCE, Category.PROTEST)


def build_bundle(tagged: TaggedArticle, *, revision: int, now: datetime) -> Bundle:
    """The article's document and its events', all of the same revision. `now` is kept as the time of ingestion."""
    article = _article_body(tagged, revision, now)
    events = [_event_body(tagged, rank, revision, now) for rank in range(len(tagged.events))]
    return Bundle(
        Document("articles", tagged.article.id, revision, article),
        tuple(Document("events", body["id"], revision, body) for body in events),
    )


def figures_document(figures: Mapping[str, Any]) -> Document:
    """A day's figures (`dateline.pages.daily.figures_of`) as numbers that dashboards add up; the day is the id."""
    coverage = figures["coverage"]
    body = {
        "@timestamp": f"{figures['day']}T00:00:00Z",
        "articles": coverage["articles"],
        "articles_with_events": coverage["articles_with_events"],
        "events": coverage["events"],
        "entries": {str(outcome): coverage["entries_by_outcome"].get(str(outcome), 0) for outcome in Outcome},
        "sources": {state: coverage["sources_by_state"].get(state, 0) for state in SOURCE_STATES},
        "minutes_to_index": figures["freshness"]["median_minutes_from_publication_to_index"],
        "share": dict(figures["quality"]),
    }
    return Document("figures", figures["day"], 1, body)


def incident_document(incident: Incident, *, revision: int, now: datetime, rules: str | None = None) -> Document:
    """An incident with its reports and figures. `rules` is of the newest reading among its articles."""
    body = {
        "id": incident.id,
        "former_ids": list(incident.former),
        "kind": str(incident.kind),
        "title": incident.title,
        **_incident_days(incident, now),
        "type": incident.type,
        "types": _keys([incident.type, *(report.type for report in incident.reports)]),
        "mode": incident.mode,
        "status": str(incident.status),
        "statuses": _keys(str(report.status) for report in incident.reports),
        **_incident_place(incident.place),
        "where": _incident_where(incident),
        **_incident_parties(incident),
        **_incident_reports(incident),
        "tolls": [_claim_line(claim) for claim in incident.tolls],
        **{f"{kind}_{bound}": value for kind in TollKind for bound, value in _toll_range(incident.tolls, kind).items()},
        **_incident_marks(incident),
        "within": incident.within,
        "scope": incident.scope,
        "confidence": finite(incident.confidence),
        "importance": _incident_importance(incident),
        "history": [],
        "why": list(incident.why),
        "rules": rules,
        "revision": revision,
    }
    return Document("incidents", incident.id, revision, body)


def _incident_days(incident: Incident, now: datetime) -> dict[str, Any]:
    start, end = _span_of(incident, _zone(incident.place.timezone if incident.place else None) or ZoneInfo("UTC"))
    exact = any(report.day == incident.first and report.day for report in incident.reports)
    known = Timing.EXACT if exact else Timing.PUBLISHED
    return {
        "@timestamp": iso(start),
        "event": {"start": iso(start), "end": iso(end), "ingested": iso(now)},
        "date_range": {"gte": iso(start), "lt": iso(end)} if start else None,
        "day_local": _day(incident.first),
        "last_day": _day(incident.last),
        "precision": "day" if exact else "unknown",
        "timing": str(known if incident.first else Timing.UNDATED),
    }


def _incident_place(place: Place | None) -> dict[str, Any]:
    geo = _geo(place)
    return {"place": place_line(place), "geo": geo["geo"], "precision_km": geo["precision_km"], "spot": spot_of(place) if place else None}


def _incident_parties(incident: Incident) -> dict[str, Any]:
    people = (*incident.actors, *incident.targets)
    return {
        "actors": [actor_line(actor) for actor in incident.actors],
        "targets": [actor_line(actor) for actor in incident.targets],
        "names": _keys(actor.name or actor.text for actor in people),
        "parties": _keys(party_key(actor) for actor in people),
        "who": _who(people),
    }


def _incident_reports(incident: Incident) -> dict[str, Any]:
    reports = incident.reports
    originals = [report for report in reports if report.copy_of is None]
    quotes = " … ".join(dict.fromkeys(report.quote for report in originals))
    return {
        "reports": [_report_line(report) for report in reports],
        "outlets": _keys(_key(report.outlet) for report in reports),
        "sources": _keys(report.source or report.outlet for report in reports),
        "from": _keys(fold(key) for report in reports for key in (report.source, report.outlet) if key),
        "report_count": len(reports),
        "article_count": len({report.article for report in reports}),
        "copy_count": len(reports) - len(originals),
        "article_ids": _keys(report.article for report in reports),
        "event_ids": _keys(report.event for report in reports),
        "evidence_text": quotes,
        "words": " ".join(search_words(f"{incident.title} {quotes}")),
    }


def _incident_marks(incident: Incident) -> dict[str, Any]:
    """Who says it, who denies it, and what a reader should know before believing it."""
    denied = sorted({report.voice or report.outlet or report.article for report in incident.reports if report.stance is Stance.DENIES})
    marks = {"disputed": incident.disputed, "single_voice": len(incident.voices) == 1, "corrected": incident.corrected}
    return {
        "voices": _keys(incident.voices),
        "voice_count": len(incident.voices),
        "denied_by": _keys(denied),
        **marks,
        "marks": [*(name for name, is_set in marks.items() if is_set), *(["by_hand"] if incident.by_hand else [])],
    }


def _span_of(incident: Incident, zone: ZoneInfo) -> tuple[datetime | None, datetime | None]:
    """From the start of the first day to the end of the last, where it happened."""
    if incident.first is None:
        return None, None
    last = incident.last or incident.first
    try:
        return datetime.combine(incident.first, time(), zone), datetime.combine(last + timedelta(days=1), time(), zone)
    except OverflowError:
        return None, None


def _report_line(report: Report) -> dict[str, Any]:
    return {
        "anchor": report.anchor,
        "article": report.article,
        "title": report.title,
        "url": report.url,
        "outlet": report.outlet,
        "source": report.source,
        "published": iso(report.published),
        "quote": report.quote,
        "start": report.start,
        "end": report.end,
        "position": report.position,
        "day": _day(report.day),
        "status": str(report.status),
        "stance": str(report.stance),
        "voice": report.voice,
        "type": report.type,
        "event": report.event,
        "copy_of": report.copy_of,
        "confidence": finite(report.confidence),
        "act": report.act,
        "trigger": list(report.trigger) if report.trigger else None,
        "rule": report.rule,
        "about": report.about,
    }


def _claim_line(claim: TollClaim) -> dict[str, Any]:
    return {
        "kind": claim.kind,
        "min": claim.min,
        "max": claim.max,
        "scope": claim.scope,
        "group": claim.group,
        "text": claim.text,
        "voice": claim.voice,
        "outlet": claim.outlet,
        "article": claim.article,
        "told": _day(claim.told),
        "as_of": _day(claim.as_of),
        "mark": claim.mark,
        "superseded": claim.superseded,
        "superseded_on": _day(claim.superseded_on),
        "corrects": claim.corrects,
        "wrong": list(claim.wrong),
    }


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _toll_range(tolls: Iterable[TollClaim], kind: str) -> dict[str, int | None]:
    """Lowest and highest of the figures that stand and tell of everybody; where none does, of those that tell of groups."""
    standing = [claim for claim in tolls if claim.kind == kind and not claim.superseded and claim.scope != "side"]
    standing = [claim for claim in standing if not claim.group] or standing
    low = [value for claim in standing if (value := claim.min if claim.min is not None else claim.max) is not None]
    high = [value for claim in standing if (value := claim.max if claim.max is not None else claim.min) is not None]
    return {
        "min": min((value for value in low if 0 <= value <= LARGEST_COUNT), default=None),
        "max": max((value for value in high if 0 <= value <= LARGEST_COUNT), default=None),
    }


def _incident_importance(incident: Incident) -> int:
    """What puts one incident of a day above another: how many tell it, whether a headline does, whether it is real, violent, how deadly."""
    killed = _toll_range(incident.tolls, "killed")["max"] or 0
    deadly = min(10 * len(str(killed)), 40) if killed else 0
    headline = 20 if any(report.position == "headline" for report in incident.reports) else 0
    violent = 10 if incident.type in _VIOLENT else 0
    return min(10 * len(incident.voices), 100) + deadly + headline + violent + (20 if incident.status in _REAL else 0)


def tagged_from_document(body: Mapping[str, Any]) -> Article:
    """The article that a stored article document was built from, so that it can be tagged again: every offset holds."""
    return Article(
        id=body["id"],
        url=body["url"]["full"],
        title=body["title"],
        text=body["text"],
        published=_moment(body["published"]),
        published_from=body["published_from"],
        title_from=body["title_from"],
        modified=_moment(body["modified"]),
        language=body["language"],
        authors=tuple(body["authors"]),
        authors_from=body["authors_from"],
        extractor=body["extractor"],
        canonical_url=body["canonical_url"],
        dateline=body["dateline"],
        agency=body["agency"],
        outlet=body["outlet"],
        source_id=body["source"],
        timezone=body["timezone"],
        country=body["country"],
        claims=tuple(Claim(**claim) for claim in body["claims"]),
        elements=tuple(body["elements"]),
    )


# ---- bodies -------------------------------------------------------------------------------------------------------------


def _article_body(tagged: TaggedArticle, revision: int, now: datetime) -> dict[str, Any]:
    article, mentions, events = tagged.article, tagged.mentions, tagged.events
    people = [*_entities(mentions), *(actor for event in events for actor in (*event.actors, *event.targets))]
    places = [m.place for m in mentions if m.place] + [e.place for e in events if e.place]
    return article_fields(article) | {
        "@timestamp": iso(article.published),
        "event": {"ingested": iso(now)},
        "url": {"full": article.url, "domain": urlsplit(article.url).hostname if "://" in article.url else None},
        "words": " ".join(search_words(f"{article.title or ''}\n\n{article.text}")),
        "tagged_language": tagged.language,
        "mentions": [mention_line(mention) for mention in mentions],
        "mention_count": len(mentions),
        "kinds": _keys(str(mention.kind) for mention in mentions),
        "entity": _entity_keys(people),
        "places": _keys(place.name for place in places),
        "countries": _keys(place.country for place in places),
        "points": _points(places),
        "event_ids": [event.id for event in events],
        "event_count": len(events),
        "types": _keys(str(event.type) for event in events),
        "statuses": _keys(str(event.status) for event in events),
        "confidence": max((sure for event in events if (sure := share(event.confidence)) is not None), default=None),
        "who": _who(people),
        "where": _where(places),
        "from": _from(article),
        "rules": tagged.rules,
        "relevance": tagged.relevance,
        "not_tagged": tagged.not_tagged,
        "revision": revision,
    }


def _event_body(tagged: TaggedArticle, rank: int, revision: int, now: datetime) -> dict[str, Any]:
    article, event = tagged.article, tagged.events[rank]
    zone = _zone_of(event, article)
    time = _time_of(event, article, zone)
    start, end = _interval(time)
    timing = _timing(time, event) if start else Timing.UNDATED
    people = (*event.actors, *event.targets)
    evidence = evidence_text(article, event)
    return event_line(event) | {
        "@timestamp": iso(start),
        "event": {
            "id": event.id,
            "kind": "event",
            "start": iso(start),
            "end": iso(end),
            "created": iso(article.published),
            "ingested": iso(now),
            "provider": _key(article.outlet),
            "reference": article.url,
            "timezone": zone.key,
        },
        "date_range": {"gte": iso(start), "lt": iso(end)} if start else None,
        **_days(timing, start, end, zone),
        "precision": str(time.precision) if time else None,
        "basis": str(time.basis) if time else None,
        "actor": _entity_keys(event.actors),
        "target": _entity_keys(event.targets),
        "names": _keys(actor.name or actor.text for actor in people),
        "parties": _keys(party_key(actor) for actor in people),
        "who": _who(people),
        "where": _where([event.place] if event.place else []),
        "from": _from(article),
        **_geo(event.place),
        "spot": spot_of(event.place) if event.place else None,
        **{f"{kind}_{bound}": value for kind in TollKind for bound, value in _toll(event.casualties, kind).items()},
        "attribution_source": _key(event.attribution.source) if event.attribution else None,
        "attribution_kind": str(event.attribution.kind) if event.attribution else None,
        "evidence_text": evidence,
        "words": " ".join(search_words(evidence)),
        "article": {
            "id": article.id,
            "title": article.title,
            "url": article.url,
            "outlet": _key(article.outlet),
            "source": _key(article.source_id),
            "published": iso(article.published),
        },
        "source": _source(article),
        "rank": rank,
        "importance": _importance(event, rank),
        "rules": tagged.rules,
        "revision": revision,
    }


def evidence_text(article: Article, event: Event) -> str:
    """The sentences that an event was read from, in order of the text, each once."""
    spans = sorted({tuple(evidence.sentence) for evidence in event.evidence})
    return " … ".join(article.text[start:end] for start, end in spans)


# ---- time ---------------------------------------------------------------------------------------------------------------


def _time_of(event: Event, article: Article, zone: ZoneInfo) -> TimeValue | None:
    """The event's own time; for news that tells none, the day of publication, said to be no more than that.

    The tag stays as it is (`time` is null): only the timeline's keys get the day, with precision `unknown`. Background stays undated.
    """
    if (event.time and event.time.start) or article.published is None or event.position == Position.BACKGROUND:
        return event.time
    try:
        day = article.published.astimezone(zone).replace(hour=0, minute=0, second=0, microsecond=0)
        return TimeValue(day.date().isoformat(), day, day + timedelta(days=1), precision=Precision.UNKNOWN, basis=Basis.PUBLISHED)
    except OverflowError:
        return None


def _interval(time: TimeValue | None) -> tuple[datetime | None, datetime | None]:
    """Start and end on whole milliseconds (what indexes keep), never empty: engines refuse empty ranges."""
    if time is None or time.start is None:
        return None, None
    try:
        start = _whole(time.start)
        shortest = start + timedelta(milliseconds=1)
        return start, max(_whole(time.end), shortest) if time.end else shortest
    except OverflowError:  # The edge of the calendar: no interval.
        return None, None


def _whole(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(microsecond=moment.microsecond // 1000 * 1000)


def _zone_of(event: Event, article: Article) -> ZoneInfo:
    """Where days begin: at the place, else the outlet's zone, else UTC."""
    return _zone(event.place.timezone if event.place else None) or _zone(article.timezone) or ZoneInfo("UTC")


def _timing(time: TimeValue | None, event: Event) -> Timing:
    if time is None or time.start is None:
        return Timing.UNDATED
    if event.time is not time:
        return Timing.PUBLISHED
    return Timing.EXACT if time.precision in EXACT_PRECISIONS else Timing.COARSE


def _days(timing: Timing, start: datetime | None, end: datetime | None, zone: ZoneInfo) -> dict[str, str | None]:
    """The local days that an event belongs to. Only a known day is one to stand under: 2023 is not 1 January."""
    if start is None or end is None:
        return {"timing": str(timing), "day_local": None, "day_first": None, "day_last": None}
    first = _local_day(start, zone)
    if timing is not Timing.COARSE:  # A night counts once, on the day that it begins.
        return {"timing": str(timing), "day_local": first, "day_first": first, "day_last": first}
    last = _local_day(end - timedelta(milliseconds=1), zone)
    return {"timing": str(timing), "day_local": None, "day_first": first, "day_last": max(first, last)}


def _local_day(moment: datetime, zone: ZoneInfo) -> str:
    try:
        return moment.astimezone(zone).date().isoformat()
    except OverflowError:
        return moment.date().isoformat()


def _zone(name: str | None) -> ZoneInfo | None:
    try:
        return ZoneInfo(name) if name else None
    except (KeyError, ValueError, OSError):  # No such zone (its error is a KeyError), or a name that is a path.
        return None


def _moment(value: str | None) -> datetime | None:
    return datetime.fromisoformat(value) if value else None


# ---- places -------------------------------------------------------------------------------------------------------------


def _geo(place: Place | None) -> dict[str, Any]:
    return {
        "geo": {
            "name": _key(place.name) if place else None,
            "location": _point(place) if place else None,
            "country_iso_code": _key(place.country) if place else None,
            "region_name": _key(place.admin1) if place else None,
            "timezone": _key(place.timezone) if place else None,
        },
        "precision_km": finite(place.precision_km) if place else None,
        "geonames_id": place.geonames_id if place else None,
        "place_confidence": finite(place.confidence) if place else None,
    }


def _point(place: Place) -> dict[str, float] | None:
    """Five decimals are a metre; a point off the globe is none."""
    if not (-90 <= place.lat <= 90 and -180 <= place.lon <= 180):
        return None
    return {"lat": round(place.lat, 5), "lon": round(place.lon, 5)}


# ---- people, tolls, weight ----------------------------------------------------------------------------------------------


def _entities(mentions: Iterable[Mention]) -> list[Actor]:
    """Mentions of somebody as actors, so that one function makes keys of both; places and times act in no article."""
    return [
        Actor(m.text, m.start, m.end, m.entity.id, m.entity.role, m.entity.name, m.entity.country, m.entity.code, m.entity.sector)
        for m in mentions
        if m.entity and m.kind not in (Kind.LOCATION, Kind.TIME)
    ]


def _entity_keys(actors: Iterable[Actor]) -> dict[str, list[str]]:
    actors = list(actors)
    return {
        "id": _keys(actor.entity for actor in actors),
        "name": _keys(actor.name or actor.text for actor in actors),
        "country": _keys(actor.country for actor in actors),
        "code": _keys(actor.code for actor in actors),
        "sector": _keys(actor.sector for actor in actors),
        "role": _keys(actor.role for actor in actors),
    }


def _who(actors: Iterable[Actor]) -> list[str]:
    return _keys(fold(key) for a in actors for key in (a.entity, a.name, a.text, a.country, a.code, party_key(a)) if key)


def _where(places: Iterable[Place]) -> list[str]:
    return _keys(key for place in places for key in place_keys(place.name, place.admin1, place.country))


def _incident_where(incident: Incident) -> list[str]:
    """The keys of its place and of every place that a report tells it for, so that a denial is found where the act is."""
    country = incident.place.country if incident.place else None
    plain = {fold(name) for name in incident.where} | set(_where([incident.place] if incident.place else []))
    plain = {key for key in plain if "/" not in key}
    return _keys(plain | ({f"{fold(country)}/{key}" for key in plain} if country else set()))


def place_keys(name: str | None, region: str | None, country: str | None) -> list[str]:
    """Every key that a place is found by, folded: its names, and each again within its country (`sd/khartoum`)."""
    plain = [fold(key) for key in (name, region, country) if key]
    within = [f"{fold(country)}/{fold(key)}" for key in (name, region) if key] if country else []
    return [*plain, *within]


def spot_of(place: Place) -> str | None:
    """A place in one word that a facet can count and a map can draw: label, latitude, longitude, radius in km, feature."""
    if (point := _point(place)) is None:
        return None
    radius = finite(place.precision_km)
    parts = (place_label(place), f"{point['lat']:g}", f"{point['lon']:g}", f"{radius or 0:g}", place.feature or "")
    return _key("|".join(part.replace("|", "/") for part in parts))


def place_label(place: Place) -> str:
    """The place with its country's code, unless it is a country itself."""
    return f"{place.name}, {place.country}" if place.country and place.feature != "country" else place.name


def party_key(actor: Actor) -> str:
    """One key a party: the entity where it is known, else the words without article, case and accents."""
    return actor.entity or _ARTICLES.sub("", fold(actor.text))


def _from(article: Article) -> list[str]:
    return _keys(fold(key) for key in (article.source_id, article.outlet) if key)


def _source(article: Article) -> str | None:
    return _key(article.source_id or article.outlet)


def _toll(casualties: Iterable[Casualties], kind: TollKind) -> dict[str, int | None]:
    """The event's own toll of one kind: the total where one is told, else the groups added up; sources that differ widen it."""
    own = [c for c in casualties if c.kind == kind and c.scope == TollScope.EVENT and not c.part_of_whole]
    totals = [c for c in own if not c.group] or own
    bounds = {"min": min, "max": max}
    return {bound: _added(totals, bound, pick) for bound, pick in bounds.items()}


def _added(tolls: list[Casualties], bound: str, pick: Any) -> int | None:
    by_group: dict[str | None, list[int]] = {}
    for toll in tolls:
        if (value := getattr(toll, bound)) is not None:
            by_group.setdefault(toll.group, []).append(value)
    if bound == "max" and len(by_group) < len({toll.group for toll in tolls}):
        return None  # Of some it is not told how many they are at most: so it is not of all.
    total = sum(pick(values) for values in by_group.values())
    return total if by_group and 0 <= total <= LARGEST_COUNT else None


def _importance(event: Event, rank: int) -> int:
    """What puts one event of a day above another: where it is told, whether it is real, how deadly, the article's own order."""
    killed = _toll(event.casualties, TollKind.KILLED)["min"] or 0
    deadly = min(10 * len(str(killed)), 40) if killed else 0
    return _POSITIONS.get(event.position, 0) + (20 if event.status in _REAL else 0) + deadly + max(9 - rank, 0)


# ---- keys ---------------------------------------------------------------------------------------------------------------


def _key(value: str | None) -> str | None:
    return value[:LONGEST_KEY].encode("utf-8", "replace").decode() if value else None


def _keys(values: Iterable[str | None]) -> list[str]:
    return sorted({key for value in values if (key := _key(value))})


def _points(places: Iterable[Place]) -> list[dict[str, float]]:
    points = [point for place in places if (point := _point(place))]
    return [{"lat": lat, "lon": lon} for lat, lon in sorted({(point["lat"], point["lon"]) for point in points})]
