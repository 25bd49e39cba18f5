"""Document bodies -> what a page shows: words instead of codes, and text cut where evidence is marked. Pure."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from dateline.models import EXACT_PRECISIONS
from dateline.query import Bucket

Body = Mapping[str, Any]

TYPE_WORDS = {
    "AGREE": "agreement",
    "CONSULT": "talks",
    "SUPPORT": "support",
    "CONCEDE": "concession",
    "COOPERATE": "cooperation",
    "AID": "aid",
    "RETREAT": "retreat",
    "REQUEST": "demand or call",
    "ACCUSE": "accusation",
    "REJECT": "rejection",
    "THREATEN": "threat",
    "PROTEST": "protest",
    "SANCTION": "sanction",
    "MOBILIZE": "mobilisation",
    "COERCE": "coercion",
    "ASSAULT": "attack",
}
STATUS_WORDS = {
    "happened": "happened",
    "ongoing": "under way",
    "planned": "planned",
    "threatened": "threatened, not done",
    "demanded": "demanded, not done",
    "hypothetical": "hypothetical",
    "denied": "denied",
    "unclear": "unclear whether it happened",
}
MARK_WORDS = {
    "happened": "happened",
    "ongoing": "under way",
    "confirmed": "confirmed",
    "claimed": "claimed",
    "alleged": "alleged",
    "disputed": "disputed",
    "said": "said",
    "planned": "planned",
    "threatened": "only threatened",
    "demanded": "only demanded",
    "hypothetical": "hypothetical",
    "denied": "denied",
    "unclear": "unclear",
}
"""What a row is marked with: the status, and how the voice stands to it. Only what is told as fact is told as happened."""
_STANDING = {"accusation": "alleged", "claim": "claimed", "confirmation": "confirmed", "denial": "denied"}
_SPEECH = frozenset({"REQUEST", "THREATEN", "REJECT", "ACCUSE"})  # What happened is that it was said.
KIND_WORDS = {
    "report": "reported by",
    "claim": "claimed by",
    "accusation": "alleged by",
    "confirmation": "confirmed by",
    "denial": "denied by",
}
REPEATS = 4  # Mastheads that print the same wire copy on a day.
_PARTS = {"TMO": "morning", "TMI": "midday", "TAF": "afternoon", "TEV": "evening", "TNI": "night", "TDT": "daytime"}


@dataclass(frozen=True, slots=True)
class EventView:
    """One event as a reader sees it. `point` is (lat, lon, precision in km)."""

    id: str
    type: str
    what: str
    status: str
    status_words: str
    mark: str
    actors: str
    targets: str
    where: str
    when: str
    when_utc: str
    toll: str
    toll_short: str
    says: str
    says_kind: str
    evidence: str
    sentence: tuple[tuple[str, bool], ...]
    article_id: str
    article_title: str
    outlet: str
    url: str
    published: str
    rule: str
    about: str | None
    point: tuple[float, float, float] | None


def event_view(body: Body) -> EventView:
    """The words for one event document."""
    article, attribution = body["article"], body.get("attribution")
    what = TYPE_WORDS.get(body["type"], body["type"].lower())
    mode = body.get("mode")
    return EventView(
        id=body["id"],
        type=body["type"],
        what=f"{what} ({mode.replace('_', ' ')})" if mode else what,
        status=body["status"],
        status_words=STATUS_WORDS[body["status"]],
        mark=mark_of(body),
        actors=_people(body["actors"]),
        targets=_people(body["targets"]),
        where=_where(body.get("place")),
        when=when(body),
        when_utc=_utc(body),
        toll=toll(body["casualties"]),
        toll_short=toll_short(body),
        says=attribution["source"] if attribution else "",
        says_kind=KIND_WORDS.get(attribution["kind"], "according to") if attribution else "",
        evidence=body["evidence_text"],
        sentence=_sentence(body),
        article_id=article["id"],
        article_title=article.get("title") or article["url"],
        outlet=article.get("outlet") or article.get("source") or "",
        url=article["url"],
        published=(article.get("published") or "")[:10],
        rule=body["rule"],
        about=body.get("about"),
        point=_point(body.get("place")),
    )


def main_rows(bucket: Bucket, *, most: int) -> list[dict[str, Any]]:
    """Rows of a bucket's main events; what several articles say in the same words stands once. Ask for REPEATS times as many events."""
    told: dict[tuple[str, ...], dict[str, Any]] = {}
    for row in (event_row(hit.body) for hit in bucket.top):
        told.setdefault((row["type"], row["status"], row["evidence"]), row)
    return list(told.values())[:most]


def event_row(body: Body) -> dict[str, Any]:
    """One event as a flat row: for tables, CSV and GeoJSON."""
    view, point = event_view(body), _point(body.get("place"))
    return {
        "id": view.id,
        "start": body["event"].get("start"),
        "end": body["event"].get("end"),
        "precision": body.get("precision"),
        "roughly": "" if body.get("precision") in EXACT_PRECISIONS else view.when,
        "type": view.type,
        "mode": body.get("mode"),
        "status": view.status,
        "confidence": body.get("confidence"),
        "actors": view.actors,
        "targets": view.targets,
        "place": view.where,
        "lat": point[0] if point else None,
        "lon": point[1] if point else None,
        "killed": body.get("killed_min"),
        "attribution": view.says,
        "source": view.outlet,
        "evidence": view.evidence,
        "url": view.url,
    }


def article_row(body: Body) -> dict[str, Any]:
    """One article as a flat row."""
    return {
        "id": body["id"],
        "published": body.get("published"),
        "outlet": body.get("outlet") or body.get("source"),
        "title": body.get("title"),
        "events": body["event_count"],
        "url": body["url"]["full"],
    }


# ---- people, places, tolls ----------------------------------------------------------------------------------------------


def _people(actors: Sequence[Body]) -> str:
    names = dict.fromkeys(actor.get("name") or actor["text"] for actor in actors)
    return ", ".join(names)


def _where(place: Body | None) -> str:
    """The place with its qualifier and, when it is not a country itself, its country's code."""
    if place is None:
        return ""
    name = f"{place['name']} ({place['part']})" if place.get("part") else str(place["name"])
    country = place.get("country")
    return f"{name}, {country}" if country and place.get("feature") != "country" else name


def _point(place: Body | None) -> tuple[float, float, float] | None:
    return (place["lat"], place["lon"], place.get("precision_km") or 0.0) if place else None


def toll(casualties: Iterable[Body]) -> str:
    """`killed at least 25 (of them 4 children); injured: number unknown`."""
    return "; ".join(dict.fromkeys(_one_toll(item) for item in casualties))


def toll_short(body: Body) -> str:
    """The event's own toll for its line: the dead, else the hurt, else whom it took; `12+` is "at least 12"."""
    for kind in ("killed", "injured", "missing", "captured", "arrested", "displaced"):
        if words := range_of(kind, body.get(f"{kind}_min"), body.get(f"{kind}_max")):
            return words
    told = [item for item in body["casualties"] if item.get("scope") == "cumulative" and item.get("min") is not None]
    return f"{figure(told[0])} {told[0]['kind']} in all" if told else ""


def range_of(kind: str, low: int | None, high: int | None) -> str:
    """`12 killed`, `12+ killed`, `12–16 killed`, `≤16 killed`; nothing when nothing is known."""
    if low is None and high is None:
        return ""
    return f"{figure({'min': low, 'max': high})} {kind}"


def figure(item: Body) -> str:
    """The bounds of a toll, short."""
    low, high = item.get("min"), item.get("max")
    if low is None and high is None:
        return "?"
    if low is None:
        return f"≤{high:,}"
    if high is None:
        return f"{low:,}+"
    return f"{low:,}" if low == high else f"{low:,}–{high:,}"


def mark_of(body: Body) -> str:
    """What a row is marked with (a key of MARK_WORDS). An allegation is never told as what happened."""
    status = str(body["status"])
    if status not in ("happened", "ongoing"):
        return status
    kind = (body.get("attribution") or {}).get("kind")
    if body.get("type") in _SPEECH:
        return "said"
    return _STANDING.get(str(kind), status)


def _one_toll(item: Body) -> str:
    low, high = item.get("min"), item.get("max")
    if low is None and high is None:
        number = "number unknown"
    elif low == high:
        number = f"{low:,}"
    elif high is None:
        number = f"at least {low:,}"
    elif low is None:
        number = f"up to {high:,}"
    else:
        number = f"{low:,} to {high:,}"
    group = f" {item['group']}" if item.get("group") else ""
    prefix = "of them " if item.get("part_of_whole") else ""
    suffix = " in all so far" if item.get("scope") == "cumulative" else ""
    return f"{prefix}{item['kind']}: {number}{group}{suffix}"


# ---- time ---------------------------------------------------------------------------------------------------------------


def zone_of(body: Body) -> ZoneInfo:
    """The time zone that the event's days are counted in: of its place, else of the outlet."""
    return ZoneInfo(body["event"]["timezone"])


def when(body: Body) -> str:
    """The interval in words, local to the place: as precise as it is, and no more."""
    interval, zone, precision = body["event"], zone_of(body), body.get("precision")
    if not interval.get("start"):
        return "undated"
    start = datetime.fromisoformat(interval["start"]).astimezone(zone)
    end = datetime.fromisoformat(interval["end"]).astimezone(zone)
    if body.get("time") is None or not body["time"].get("start"):
        return f"not told; published {_day(start)}"
    if precision == "part_of_day":
        return _part_of_day(body, start, end)
    if precision in ("hour", "minute"):
        return f"{_day(start)}, {start:%H:%M}"
    if precision == "month" and start.day == 1:
        return f"{start:%B %Y}"
    if precision == "year" and (start.month, start.day) == (1, 1):
        return f"{start.year}"
    last = end - timedelta(microseconds=1)
    return _day(start) if last.date() <= start.date() else f"{_day(start)} to {_day(last)}"


def _part_of_day(body: Body, start: datetime, end: datetime) -> str:
    """`Thu 13 Oct 2016, night`; what goes over midnight says so: `night of Thu 13 into Fri 14 Oct 2016`."""
    part = next((word for suffix, word in _PARTS.items() if str(body["time"]["value"]).endswith(suffix)), None)
    last = end - timedelta(microseconds=1)
    if last.date() == start.date():
        return f"{_day(start)}, {part}" if part else f"{_day(start)}, {start:%H:%M} to {end:%H:%M}"
    eve = f"{start:%a} {start.day}" + ("" if start.month == last.month else f" {start:%b}")
    if start.hour < 16 or last.date() - start.date() > timedelta(days=1):
        return f"{_day(start)} {start:%H:%M} to {_day(end)} {end:%H:%M}"
    return f"night of {eve} into {_day(last)}" if last.hour < 7 else f"{eve} night into {_day(last)} morning"


def clock(body: Body) -> str:
    """The time within the day, for a row under its day's heading; nothing where only the day is known."""
    precision, told = body.get("precision"), body.get("time") or {}
    if not told.get("start") or not body["event"].get("start"):
        return ""
    start = datetime.fromisoformat(body["event"]["start"]).astimezone(zone_of(body))
    if precision in ("hour", "minute"):
        return f"{start:%H:%M}"
    if precision != "part_of_day":
        return ""
    end = datetime.fromisoformat(body["event"]["end"]).astimezone(zone_of(body))
    part = next((word for suffix, word in _PARTS.items() if str(told["value"]).endswith(suffix)), None)
    if (end - timedelta(microseconds=1)).date() > start.date():
        return "overnight" if part in ("night", None) else f"from {start:%H:%M}"
    return part or f"{start:%H:%M}"


def _day(moment: datetime) -> str:
    return f"{moment:%a} {moment.day} {moment:%b %Y}"


def _utc(body: Body) -> str:
    interval = body["event"]
    if not (body.get("time") or {}).get("start") or not interval.get("start"):
        return ""
    start, end = (datetime.fromisoformat(interval[edge]).astimezone(UTC) for edge in ("start", "end"))
    return f"{start:%Y-%m-%d %H:%M} to {end:%Y-%m-%d %H:%M} UTC"


# ---- evidence -----------------------------------------------------------------------------------------------------------


def _sentence(body: Body) -> tuple[tuple[str, bool], ...]:
    """The evidence as (text, is the trigger) pieces."""
    text: str = body["evidence_text"]
    spans = sorted({tuple(item["sentence"]) for item in body["evidence"]})
    marks, shift = [], 0
    for start, end in spans:
        for item in body["evidence"]:
            if tuple(item["sentence"]) == (start, end):
                first, last = item["trigger"]
                marks.append((first - start + shift, last - start + shift))
        shift += end - start + len(" … ")
    return pieces(text, marks)


def pieces(text: str, marks: Iterable[tuple[int, int]]) -> tuple[tuple[str, bool], ...]:
    """Cut a text at marked spans; overlapping marks are joined, marks outside are cut off."""
    cut: list[tuple[str, bool]] = []
    at = 0
    for start, end in sorted((max(s, 0), min(e, len(text))) for s, e in marks):
        if end <= at or start >= end:
            continue
        start = max(start, at)
        if start > at:
            cut.append((text[at:start], False))
        cut.append((text[start:end], True))
        at = end
    return (*cut, (text[at:], False)) if at < len(text) else tuple(cut)


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of an article's text: `level` 0 plain, 1 evidence, 2 trigger; `events` are the ids it is evidence of."""

    text: str
    level: int
    events: tuple[str, ...]


def article_paragraphs(text: str, events: Sequence[Body]) -> list[list[Piece]]:
    """The article's paragraphs cut at the borders of evidence sentences and triggers."""
    from dateline.text import paragraphs

    sentences = [(tuple(item["sentence"]), body["id"]) for body in events for item in body["evidence"]]
    triggers = [tuple(item["trigger"]) for body in events for item in body["evidence"]]
    return [_cut_paragraph(text, span, sentences, triggers) for span in paragraphs(text)]


def _cut_paragraph(text: str, span: tuple[int, int], sentences: Sequence[tuple[Any, str]], triggers: Sequence[Any]) -> list[Piece]:
    start, end = span
    borders = {start, end}
    borders.update(edge for (s, e), _ in sentences for edge in (s, e) if start < edge < end)
    borders.update(edge for s, e in triggers for edge in (s, e) if start < edge < end)
    ordered = sorted(borders)
    found = []
    for first, last in itertools.pairwise(ordered):
        ids = tuple(dict.fromkeys(identifier for (s, e), identifier in sentences if s <= first and last <= e))
        level = 2 if ids and any(s <= first and last <= e for s, e in triggers) else 1 if ids else 0
        found.append(Piece(text[first:last], level, ids))
    return found
