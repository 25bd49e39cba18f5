"""Named days in the year that is said, told, or nearest to publication."""

from __future__ import annotations

from datetime import date, timedelta

from dateline.seeds.times import Holiday
from dateline.tagging.times.calendars import of_day
from dateline.tagging.times.context import EXPLICIT, NARRATIVE, UNKNOWN, Anchored, Context, Where, told_or_published
from dateline.tagging.times.dates import STEPS, finish
from dateline.tagging.times.expressions import Expression
from dateline.tagging.times.holidays import Holidays, days_in
from dateline.tagging.times.tense import FUTURE, PAST


def resolve_holiday(found: Expression, where: Where, context: Context) -> Anchored:
    """A named day in the year that is said, told, or nearest to publication."""
    holidays, holiday = context.holidays, context.holidays.by_id[found.holiday]
    base, basis = told_or_published(where, context, near=True)
    if holiday.date:
        return finish(found, of_day(date.fromisoformat(holiday.date)), EXPLICIT)
    days: list[date] = []
    if found.year is not None:
        days, basis = days_in(holidays, holiday.id, found.year), EXPLICIT
    elif base and base.year is not None and (found.year_toward or basis == NARRATIVE):
        days = days_in(holidays, holiday.id, base.year + STEPS.get(found.year_toward, 0))
    elif context.today:
        days = _nearest(holidays, holiday, found, context.today, where.tense)
    if not days:
        return Anchored(f"XXXX-{holiday.every or 'XX-XX'}", UNKNOWN)
    if holiday.length == 1:
        return finish(found, of_day(days[0]), basis)
    last = days[0] + timedelta(days=holiday.length - 1)
    return Anchored(f"{days[0]}/{last}", basis, of_day(days[0]))


def _nearest(holidays: Holidays, holiday: Holiday, found: Expression, today: date, tense: int) -> list[date]:
    every = [day for year in (today.year - 1, today.year, today.year + 1) for day in days_in(holidays, holiday.id, year)]
    if found.toward == "l" or (not found.toward and tense == PAST):
        return [day for day in every if day <= today][-1:]
    if found.toward == "x" or (not found.toward and tense == FUTURE):
        return [day for day in every if day + timedelta(days=holiday.length) > today][:1]
    return sorted(every, key=lambda day: abs((day - today).days))[:1]
