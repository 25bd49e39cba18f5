"""One Query value that every index understands. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Literal

HALF_AROUND = 20_038  # Kilometres: nothing on the earth is farther away.


@dataclass(frozen=True, slots=True)
class Near:
    """A circle on the earth."""

    lat: float
    lon: float
    km: float


@dataclass(frozen=True, slots=True)
class Query:
    """What an analyst asks for. Every field that is set narrows the answer; values within one field are alternatives.

    `text` is in the language of `dateline.language`, over the search words of the article's title and text, or of the event's
    evidence. `since` and `until` are a half-open UTC interval: events are taken when their interval overlaps it, articles by
    `published`. `first_day` and `last_day` are days, both included, as the timeline heads them: an event is taken by the local day
    that it stands under, one that is known to a week or year when that touches them, articles by the UTC day of `published`.
    `timings` are how well an event's day is known (`models.times.Timing`). `actors` match entity ids, names, countries (ISO code) or
    CAMEO codes of actors and targets, case-folded; `places` match the keys of a place (`documents.places.place_keys`), case-folded.
    `besides` are events for which `places` and `near` hold whatever place they name: a denial stands where what it denies stands.
    `min_confidence` takes events that are at least so sure (a rule's event, which has no number, is not), and articles that have one.
    `without_scopes` leaves out events of these scopes; `added_since` takes what was indexed from then on.
    `kinds` (incident, episode), `marks` (disputed, single_voice, corrected, by_hand) and `within` (an episode's id) are asked of
    incidents only.
    `sort` is newest, oldest, relevance (which only orders, and never filters), or by day with the most important first:
    `days` (oldest day first) and `days-newest`; `importance` knows no day. Without `counted` an answer's total is only what was read
    of it, and without `marked` no words are marked in it: for whoever shows neither.
    """

    text: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    first_day: date | None = None
    last_day: date | None = None
    timings: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    actors: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    near: Near | None = None
    besides: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ()
    min_confidence: float | None = None
    sources: tuple[str, ...] = ()
    article_ids: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    marks: tuple[str, ...] = ()
    within: str | None = None
    undated: bool = False
    without_scopes: tuple[str, ...] = ()
    added_since: datetime | None = None
    sort: Literal["newest", "oldest", "relevance", "days", "days-newest", "importance"] = "newest"
    counted: bool = True
    marked: bool = True
    limit: int = 50
    offset: int = 0


@dataclass(frozen=True, slots=True)
class Hit:
    """One article, event or incident: its document body, and the evidence or text with `«»` around the words that matched."""

    id: str
    body: Mapping[str, Any]
    highlight: str | None = None


@dataclass(frozen=True, slots=True)
class Hits:
    """A page of answers and how many there are in all."""

    total: int
    hits: tuple[Hit, ...]


@dataclass(frozen=True, slots=True)
class Bucket:
    """One day, ISO week (its Monday) or month of the timeline: how many events start in it, by type, and the main ones."""

    start: date
    count: int
    by_type: Mapping[str, int]
    top: tuple[Hit, ...]
    actors: tuple[tuple[str, int], ...] = ()


def circle(value: str) -> Near:
    """`LAT,LON,KM` as a circle. Raises ValueError naming what is wrong with it."""
    try:
        lat, lon, km = (float(part) for part in value.split(","))
    except ValueError as error:
        raise ValueError(f"{value!r} is not LAT,LON,KM; write for example 36.20,37.16,50") from error
    if not (-90 <= lat <= 90 and -180 <= lon <= 180 and 0 < km <= HALF_AROUND):
        raise ValueError(f"{value!r} is not on the earth; latitude within 90, longitude within 180, kilometres within {HALF_AROUND}")
    return Near(lat, lon, km)


def day_range(since: str | None, until: str | None) -> tuple[datetime | None, datetime | None]:
    """Turn `--since` and `--until` into a half-open UTC interval: dates include both days, instants are taken as they are.

    Raises ValueError naming the text that is neither.
    """
    try:
        return (_instant(since, end=False) if since else None, _instant(until, end=True) if until else None)
    except OverflowError as error:
        raise ValueError(f"at the edge of the calendar: {' to '.join(filter(None, (since, until)))}") from error


def _instant(value: str, *, end: bool) -> datetime:
    try:
        day = date.fromisoformat(value)
    except ValueError:
        try:
            moment = datetime.fromisoformat(value)
        except ValueError as error:
            raise ValueError(f"neither a date (2016-10-13) nor an instant (2016-10-13T18:00Z): {value}") from error
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    return datetime.combine(day, time(), UTC) + (timedelta(days=1) if end else timedelta())
