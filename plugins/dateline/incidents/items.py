"""What is joined: an article's headline and text, with what the tagger read in it. Pure values, made of the display form.

The display form (`dateline.lines`) is what `dateline tag` prints and what every index stores, so that joining works alike on lines,
on stored documents and on a fresh reading. Fields that a later reader adds are passed over.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from dateline.models.codebook import Status
from dateline.models.events import Actor, Casualties
from dateline.models.places import Place

T = TypeVar("T")

DISTANT = ("background",)  # Positions that tell no news.


@dataclass(frozen=True, slots=True)
class Told:
    """An event as the joiner uses it; `spans` are the sentences it was read from, `triggers` the words in them that tell it."""

    id: str
    type: str
    mode: str | None
    status: Status
    actors: tuple[Actor, ...]
    targets: tuple[Actor, ...]
    place: Place | None
    day: date | None
    casualties: tuple[Casualties, ...]
    voice: str | None
    voice_kind: str | None
    voices: tuple[str | None, ...]
    spans: tuple[tuple[int, int], ...]
    position: str
    about: str | None
    confidence: float | None
    scope: str | None
    triggers: tuple[tuple[int, int], ...] = ()
    rule: str | None = None


@dataclass(frozen=True, slots=True)
class Item:
    """One article, or one item of a feed. `places` are those that the text names, with their spans; `quiet`: the tagger has read it and
    found no act in it."""

    id: str
    title: str
    text: str
    published: datetime
    url: str | None = None
    outlet: str | None = None
    source: str | None = None
    agency: str | None = None
    places: tuple[tuple[int, int, Place], ...] = ()
    events: tuple[Told, ...] = ()
    rules: str | None = None
    quiet: bool = False


def item_of(line: Mapping[str, Any], *, events: Iterable[Mapping[str, Any]] | None = None) -> Item | None:
    """A line of `dateline tag` (with `published`, and `text` or at least its mentions) or a stored article with its events.

    None without a time of publication: nothing can be said to be near it.
    """
    published = moment(line.get("published"))
    if published is None:
        return None
    mentions = line.get("mentions") or ()
    text = line.get("text") or " . ".join(str(m.get("text")) for m in mentions)
    title = line.get("title") or text.split("\n", 1)[0]
    places = [(m["start"], m["end"], _known(Place, m["place"])) for m in mentions if m.get("place") and m["place"].get("lat") is not None]
    told = line.get("events") or () if events is None else events
    return Item(
        id=str(line["id"]),
        title=title,
        text=text,
        published=published,
        url=_address(line.get("url")),
        outlet=line.get("outlet"),
        source=line.get("source"),
        agency=line.get("agency"),
        places=tuple(places),
        events=tuple(_told(event) for event in told if isinstance(event, Mapping)),
        rules=line.get("rules"),
        quiet=_is_quiet(line),
    )


def _is_quiet(line: Mapping[str, Any]) -> bool:
    """What was not tagged, or by no reader that says what it looked at, may tell anything."""
    return bool(line.get("relevance")) and not line.get("not_tagged") and line.get("event_ids", line.get("events")) == []


def moment(value: Any) -> datetime | None:
    """An aware instant, or None for what is none."""
    try:
        parsed = datetime.fromisoformat(value) if isinstance(value, str) else value
    except ValueError:
        return None
    if not isinstance(parsed, datetime):
        return None
    return parsed if parsed.tzinfo else parsed.replace(tzinfo=UTC)


def _told(event: Mapping[str, Any]) -> Told:
    said = event.get("attribution") or {}
    time = event.get("time") or {}
    start = moment(time.get("start")) if time.get("precision") in (None, "day", "part_of_day", "hour", "minute", "unknown") else None
    tolls = event.get("casualties") or ()
    place = _known(Place, event["place"]) if event.get("place") else None
    return Told(
        id=str(event["id"]),
        type=event["type"],
        mode=event.get("mode"),
        status=Status(event["status"]),
        actors=tuple(_known(Actor, one) for one in event.get("actors") or ()),
        targets=tuple(_known(Actor, one) for one in event.get("targets") or ()),
        place=place,
        day=local_day(start, place) if start else None,
        casualties=tuple(_known(Casualties, toll) for toll in tolls),
        voice=said.get("source"),
        voice_kind=said.get("kind"),
        voices=tuple((toll.get("attribution") or {}).get("source") or toll.get("source") for toll in tolls),
        spans=tuple(tuple(one["sentence"]) for one in event.get("evidence") or ()),
        position=event.get("position") or "body",
        about=event.get("about"),
        confidence=event.get("confidence"),
        scope=event.get("scope"),
        triggers=tuple(tuple(one["trigger"]) for one in event.get("evidence") or () if one.get("trigger")),
        rule=event.get("rule"),
    )


def local_day(moment: datetime, place: Place | None) -> date:
    """The day on the clocks of a place; UTC where it has none."""
    try:
        return moment.astimezone(ZoneInfo(place.timezone) if place and place.timezone else UTC).date()
    except (KeyError, ValueError, OSError, OverflowError):  # No such zone, or the edge of the calendar.
        return moment.date()


def _known(kind: type[T], values: Mapping[str, Any]) -> T:
    """A value of our own, from those keys that it has."""
    names = {field.name for field in dataclasses.fields(kind)}  # type: ignore[arg-type]
    return kind(**{key: value for key, value in values.items() if key in names})


def place_of(line: Mapping[str, Any] | None) -> Place | None:
    """A stored place."""
    return _known(Place, line) if line else None


def actor_of(line: Mapping[str, Any]) -> Actor:
    """A stored party."""
    return _known(Actor, line)


def _address(url: Any) -> str | None:
    return url.get("full") if isinstance(url, Mapping) else url
