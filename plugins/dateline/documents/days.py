"""When an event is put on the timeline: its interval, its local days, and how well these are known."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from dateline.models.articles import Article
from dateline.models.codebook import Position
from dateline.models.events import Event
from dateline.models.times import EXACT_PRECISIONS, Basis, Precision, TimeValue, Timing
from dateline.moments import zone_named


def time_of(event: Event, article: Article, zone: ZoneInfo) -> TimeValue | None:
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


def interval_of(time: TimeValue | None) -> tuple[datetime | None, datetime | None]:
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


def zone_of(event: Event, article: Article) -> ZoneInfo:
    """Where days begin: at the place, else the outlet's zone, else UTC."""
    return zone_named(event.place.timezone if event.place else None) or zone_named(article.timezone) or ZoneInfo("UTC")


def timing_of(time: TimeValue | None, event: Event) -> Timing:
    """How well the day is known of an event that `time` puts on the timeline."""
    if time is None or time.start is None:
        return Timing.UNDATED
    if event.time is not time:
        return Timing.PUBLISHED
    return Timing.EXACT if time.precision in EXACT_PRECISIONS else Timing.COARSE


def day_fields(timing: Timing, start: datetime | None, end: datetime | None, zone: ZoneInfo) -> dict[str, str | None]:
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
