"""Times of two steps: a week ago today, a year ago this week, three weeks from Friday, the first day of next month. Pure."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import replace
from datetime import date

from dateline.models.times import Basis
from dateline.tagging.times.calendars import DAYS, MONTHS, Stamp, of_day, of_week, shift_days, shift_months, weekday_near
from dateline.tagging.times.context import EXPLICIT, PUBLISHED, UNKNOWN, Anchored, Context, Where, published, told_or_published
from dateline.tagging.times.dates import news_year
from dateline.tagging.times.expressions import Expression

_NEAR = {"yesterday": -1, "tomorrow": 1}


def resolve_from_today(found: Expression, context: Context) -> Anchored:
    """So many units from a day that is named: as exact as that day, or as the unit that "this" names."""
    steps = int(found.count or 1)
    sign = -1 if found.sign < 0 else 1
    day = _from_today(found, context.today, sign * steps) if context.today else None
    if day is None:
        return Anchored("PAST_REF" if sign < 0 else "FUTURE_REF", UNKNOWN)
    stamp = {"W": of_week(day), "M": Stamp(year=day.year, month=day.month), "Y": Stamp(year=day.year)}.get(found.inner, of_day(day))
    return Anchored(stamp.value, PUBLISHED, stamp)


def _from_today(found: Expression, today: date, steps: int) -> date | None:
    days = DAYS.get(found.unit)
    start: date | None = today
    if found.weekday and days:  # "A week ago Thursday" is a week before the Thursday that was last, "a week from Thursday" after the next.
        start = weekday_near(today, found.weekday, direction=-1 if steps < 0 else 1)
    elif found.toward in _NEAR:
        start = shift_days(today, _NEAR[found.toward])
    if start is None:
        return None
    if days:
        return shift_days(start, days * steps)
    moved = _months_from(start, MONTHS.get(found.unit, 0) * steps)
    return weekday_near(moved, found.weekday, direction=0) if moved and found.weekday else moved


def _months_from(day: date, months: int) -> date | None:
    """The same day of another month, or its last where it has none."""
    month = shift_months(of_day(day), months)
    if not months or month.year is None or month.month is None or not 1 <= month.year <= 9998:
        return None
    return date(month.year, month.month, min(day.day, monthrange(month.year, month.month)[1]))


def resolve_day_of(found: Expression, where: Where, context: Context) -> Anchored:
    """The first or last day of a month or a year."""
    month, basis = _whole(found, where, context)
    if month.year is None or not 1 <= month.year <= 9998:
        return Anchored("XXXX-XX-XX", UNKNOWN)
    number = month.month or (12 if found.sign < 0 else 1)
    last = monthrange(month.year, number)[1]
    day = last if found.sign < 0 else found.day or 1
    stamp = replace(month, month=number, day=day) if day <= last else month
    return Anchored(stamp.value, basis, stamp)


def _whole(found: Expression, where: Where, context: Context) -> tuple[Stamp, Basis]:
    """The month or year that the day is one of."""
    if found.month or found.year:
        if found.year:
            return Stamp(year=found.year, month=found.month), EXPLICIT
        if context.today is None:
            return Stamp(), UNKNOWN
        return Stamp(year=news_year(found, context.today, where.tense), month=found.month), PUBLISHED
    step = {"l": -1, "x": 1}.get(found.toward, 0)
    base, basis = (published(context), PUBLISHED) if found.toward else told_or_published(where, context, near=True)
    if base is None or base.year is None:
        return Stamp(), UNKNOWN
    if found.inner == "Y":
        return Stamp(year=base.year + step), basis
    return shift_months(base, step), basis
