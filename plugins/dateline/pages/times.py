"""When an event was, in words: local to its place, as precise as it is, and no more. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

Body = Mapping[str, Any]

EVENING = 16  # The hour from which what goes over midnight is a night.
_PARTS = {"TMO": "morning", "TMI": "midday", "TAF": "afternoon", "TEV": "evening", "TNI": "night", "TDT": "daytime"}


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
    return days(start.date(), last.date())


def days(first: date, last: date) -> str:
    """`Sat 15 Apr 2023`, `15 to 20 Apr 2023`, `28 Apr to 2 May 2023`."""
    if last <= first:
        return _day(first)
    if first.year != last.year:
        return f"{first.day} {first:%b %Y} to {last.day} {last:%b %Y}"
    month = "" if first.month == last.month else f" {first:%b}"
    return f"{first.day}{month} to {last.day} {last:%b %Y}"


def _part_of_day(body: Body, start: datetime, end: datetime) -> str:
    """`Thu 13 Oct 2016, night`; what goes over midnight says so: `night of Thu 13 into Fri 14 Oct 2016`."""
    part = next((word for suffix, word in _PARTS.items() if str(body["time"]["value"]).endswith(suffix)), None)
    last = end - timedelta(microseconds=1)
    if last.date() == start.date():
        return f"{_day(start)}, {part}" if part else f"{_day(start)}, {start:%H:%M} to {end:%H:%M}"
    eve = f"{start:%a} {start.day}" + ("" if start.month == last.month else f" {start:%b}")
    if start.hour < EVENING or last.date() - start.date() > timedelta(days=1):
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
        return "overnight" if start.hour >= EVENING else f"from {start:%H:%M}"
    return part or f"{start:%H:%M}"


def _day(moment: date) -> str:
    return f"{moment:%a} {moment.day} {moment:%b %Y}"


def utc(body: Body) -> str:
    interval = body["event"]
    if not (body.get("time") or {}).get("start") or not interval.get("start"):
        return ""
    start, end = (datetime.fromisoformat(interval[edge]).astimezone(UTC) for edge in ("start", "end"))
    return f"{start:%Y-%m-%d %H:%M} to {end:%Y-%m-%d %H:%M} UTC"
