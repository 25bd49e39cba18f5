"""The bars a day, week or month above a timeline, as SVG values. Pure."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from dateline.pages.links import Form, address
from dateline.query import Bucket

VIOLENT = ("ASSAULT", "COERCE")

WIDTH, HEIGHT = 720, 184
_TOP, _BOTTOM, _LEFT = 14, 18, 28
_MOST_BARS = {"day": 92, "week": 120}  # Above it, bars are of the next larger kind.
_TICK_ROOM = 58  # Units that a label is given at least.
_LETTER = 6.2  # Units of one letter.


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar, in SVG units; `violent` is the height of violent events in it. Bars of nothing are kept: a gap is a gap."""

    x: float
    width: float
    height: float
    violent: float
    first: date
    last: date
    label: str
    href: str


@dataclass(frozen=True, slots=True)
class Tick:
    """A label under the axis that has the room it takes."""

    x: float
    text: str


@dataclass(frozen=True, slots=True)
class Histogram:
    """Bars from the first to the last day of the period, whatever was told of them; `most` is the highest."""

    bars: tuple[Bar, ...]
    ticks: tuple[Tick, ...]
    most: int
    by: str
    base: float = HEIGHT - _BOTTOM


def bar_kind(first: date, last: date) -> str:
    """Days, weeks or months: as fine as they can be told apart."""
    days = (last - first).days + 1
    if days <= _MOST_BARS["day"]:
        return "day"
    return "week" if days <= _MOST_BARS["week"] * 7 else "month"


def histogram(
    buckets: Sequence[Bucket], first: date, last: date, *, by: str, form: Form, noun: tuple[str, str] = ("event", "events")
) -> Histogram | None:
    """One bar for each day, week or month of the period; each is the address of its own. `noun` is what is counted."""
    spans = list(_spans(first, last, by))
    held = {bucket.start: bucket for bucket in buckets}
    counted = [held.get(start) for start, _ in spans]
    most = max((bucket.count for bucket in counted if bucket), default=0)
    if not most:
        return None
    step = (WIDTH - _LEFT) / len(spans)
    bars = []
    for number, ((start, end), bucket) in enumerate(zip(spans, counted, strict=True)):
        count = bucket.count if bucket else 0
        violent = sum(bucket.by_type.get(name, 0) for name in VIOLENT) if bucket else 0
        height = max(count / most * (HEIGHT - _TOP - _BOTTOM), 1.5) if count else 0.0
        low, high = max(start, first), min(end, last)
        bars.append(
            Bar(
                x=round(_LEFT + number * step, 2),
                width=round(min(step * 0.82, 48), 2),
                height=round(height, 1),
                violent=round(height * violent / count, 1) if count else 0.0,
                first=low,
                last=high,
                label=f"{_said(low, high)}: {_how_many(count, violent, noun)}",
                href=address(form, since=low.isoformat(), until=high.isoformat()),
            )
        )
    return Histogram(tuple(bars), tuple(_ticks(bars, by)), most, by)


def _spans(first: date, last: date, by: str) -> Iterable[tuple[date, date]]:
    start = start_of(first, by)
    while start <= last:
        if by == "month":
            after = (start.replace(day=28) + timedelta(days=4)).replace(day=1)
        else:
            after = start + timedelta(days=7 if by == "week" else 1)
        yield start, after - timedelta(days=1)
        start = after


def start_of(day: date, by: str) -> date:
    """The first day of the day, week or month that holds a day."""
    if by == "week":
        return day - timedelta(days=min(day.weekday(), day.toordinal() - 1))
    return day.replace(day=1) if by == "month" else day


def _said(first: date, last: date) -> str:
    return f"{first.day} {first:%b %Y}" if first == last else f"{first.day} {first:%b %Y} to {last.day} {last:%b %Y}"


def _ticks(bars: Sequence[Bar], by: str) -> Iterable[Tick]:
    """Labels from the left, each where the one before leaves room. The year stands where it begins or changes."""
    taken, year = -math.inf, 0
    for bar in bars:
        if bar.x < taken:
            continue
        text = f"{bar.first:%b}" if by == "month" else f"{bar.first.day} {bar.first:%b}"
        if bar.first.year != year:
            text, year = f"{text} {bar.first.year}", bar.first.year
        if bar.x + _LETTER * len(text) > WIDTH + 4:
            return
        yield Tick(bar.x, text)
        taken = bar.x + max(_TICK_ROOM, _LETTER * len(text) + 10)


def summed(days: Sequence[Bucket], by: str) -> list[Bucket]:
    """Days as weeks or months."""
    if by == "day":
        return list(days)
    found: dict[date, Bucket] = {}
    for bucket in days:
        start = start_of(bucket.start, by)
        known = found.get(start)
        types = dict(known.by_type) if known else {}
        for name, count in bucket.by_type.items():
            types[name] = types.get(name, 0) + count
        found[start] = Bucket(start, (known.count if known else 0) + bucket.count, types, ())
    return list(found.values())


def _how_many(count: int, violent: int, noun: tuple[str, str]) -> str:
    """`no events`, `1 event`, `4 events, 3 of them violent`."""
    said = f"{count} {noun[count != 1]}" if count else f"no {noun[1]}"
    if not violent:
        return said
    return f"{said}, {violent} of them violent" if count > 1 else f"{said}, violent"
