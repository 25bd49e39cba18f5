"""An incident -> its document."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from dateline.documents.importance import incident_importance
from dateline.documents.keys import key_of, keys_of, party_key, who_keys
from dateline.documents.places import geo_fields, spot_of, where_keys
from dateline.documents.tolls import standing_toll
from dateline.lines import actor_line, finite, iso, place_line
from dateline.models.codebook import TollKind
from dateline.models.documents import Document
from dateline.models.incidents import Incident, Report, Stance, TollClaim
from dateline.models.places import Place
from dateline.models.times import Timing
from dateline.moments import zone_named
from dateline.text import fold, search_words


def incident_document(incident: Incident, *, revision: int, now: datetime, rules: str | None = None) -> Document:
    """An incident with its reports and figures. `rules` is of the newest reading among its articles."""
    body = {
        "id": incident.id,
        "former_ids": list(incident.former),
        "kind": str(incident.kind),
        "title": incident.title,
        **_incident_days(incident, now),
        "type": incident.type,
        "types": keys_of([incident.type, *(report.type for report in incident.reports)]),
        "mode": incident.mode,
        "status": str(incident.status),
        "statuses": keys_of(str(report.status) for report in incident.reports),
        **_incident_place(incident.place),
        "where": _incident_where(incident),
        **_incident_parties(incident),
        **_incident_reports(incident),
        "tolls": [_claim_line(claim) for claim in incident.tolls],
        **{f"{kind}_{bound}": value for kind in TollKind for bound, value in standing_toll(incident.tolls, kind).items()},
        **_incident_marks(incident),
        "within": incident.within,
        "scope": incident.scope,
        "confidence": finite(incident.confidence),
        "importance": incident_importance(incident),
        "history": [],
        "why": list(incident.why),
        "rules": rules,
        "revision": revision,
    }
    return Document("incidents", incident.id, revision, body)


def _incident_days(incident: Incident, now: datetime) -> dict[str, Any]:
    start, end = _span_of(incident, zone_named(incident.place.timezone if incident.place else None) or ZoneInfo("UTC"))
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
    geo = geo_fields(place)
    return {"place": place_line(place), "geo": geo["geo"], "precision_km": geo["precision_km"], "spot": spot_of(place) if place else None}


def _incident_parties(incident: Incident) -> dict[str, Any]:
    people = (*incident.actors, *incident.targets)
    return {
        "actors": [actor_line(actor) for actor in incident.actors],
        "targets": [actor_line(actor) for actor in incident.targets],
        "names": keys_of(actor.name or actor.text for actor in people),
        "parties": keys_of(party_key(actor) for actor in people),
        "who": who_keys(people),
    }


def _incident_reports(incident: Incident) -> dict[str, Any]:
    reports = incident.reports
    originals = [report for report in reports if report.copy_of is None]
    quotes = " … ".join(dict.fromkeys(report.quote for report in originals))
    return {
        "reports": [_report_line(report) for report in reports],
        "outlets": keys_of(key_of(report.outlet) for report in reports),
        "sources": keys_of(report.source or report.outlet for report in reports),
        "from": keys_of(fold(key) for report in reports for key in (report.source, report.outlet) if key),
        "report_count": len(reports),
        "article_count": len({report.article for report in reports}),
        "copy_count": len(reports) - len(originals),
        "article_ids": keys_of(report.article for report in reports),
        "event_ids": keys_of(report.event for report in reports),
        "evidence_text": quotes,
        "words": " ".join(search_words(f"{incident.title} {quotes}")),
    }


def _incident_marks(incident: Incident) -> dict[str, Any]:
    """Who says it, who denies it, and what a reader should know before believing it."""
    denied = sorted({report.voice or report.outlet or report.article for report in incident.reports if report.stance is Stance.DENIES})
    marks = {"disputed": incident.disputed, "single_voice": len(incident.voices) == 1, "corrected": incident.corrected}
    return {
        "voices": keys_of(incident.voices),
        "voice_count": len(incident.voices),
        "denied_by": keys_of(denied),
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
        "superseded_by": list(claim.superseded_by) if claim.superseded_by else None,
        "corrected": claim.corrected,
        "corrects": claim.corrects,
        "wrong": list(claim.wrong),
    }


def takes_place(claim: Mapping[str, Any]) -> str:
    """How the figure that took the place of a stored claim relates to it: corrects it, came later, or was there and says it closer."""
    if claim.get("corrected"):
        return "corrected to"
    on, told = claim.get("superseded_on"), claim.get("told")
    return "rather" if on and told and on < told else "later"


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _incident_where(incident: Incident) -> list[str]:
    """The keys of its place and of every place that a report tells it for, so that a denial is found where the act is."""
    country = incident.place.country if incident.place else None
    plain = {fold(name) for name in incident.where} | set(where_keys([incident.place] if incident.place else []))
    plain = {key for key in plain if "/" not in key}
    return keys_of(plain | ({f"{fold(country)}/{key}" for key in plain} if country else set()))
