"""Named days in the year that is said, told, or nearest to publication."""

from __future__ import annotations

from datetime import date, timedelta

from dateline.seeds.times import Holiday
from dateline.tagging.times.calendars import of_day
from dateline.tagging.times.context import EXPLICIT, NARRATIVE, UNKNOWN, Anchored, Context, Where, told_or_published
from dateline.tagging.times.dates import finish
from dateline.tagging.times.expressions import Expression
from dateline.tagging.times.holidays import days_in
from dateline.tagging.times.tense import FUTURE, PAST


def resolve_holiday(found: Expression, where: Where, context: Context) -> Anchored:
    """A named day in the year that is said, told, or nearest to publication."""
    holiday = context.holidays.by_id[found.holiday]
    base, basis = told_or_published(where, context, near=True)
    if holiday.date:
        found_day = date.fromisoformat(holiday.date)
        return finish(found, of_day(found_day), EXPLICIT)
    if found.year is not None:
        days, basis = days_in(holiday, found.year), EXPLICIT
    elif base is None or base.year is None:
        return Anchored(f"XXXX-{holiday.every}" if holiday.every else "XXXX-XX-XX", UNKNOWN)
    else:
        step = {"l": -1, "x": 1}.get(found.year_toward, 0)
        if found.year_toward or basis == NARRATIVE or context.today is None:
            days = days_in(holiday, base.year + step)
        else:
            days = _nearest_holiday(holiday, found, context.today, where.tense)
    if not days:
        return Anchored("XXXX-XX-XX", UNKNOWN)
    if holiday.length == 1:
        return finish(found, of_day(days[0]), basis)
    last = days[0] + timedelta(days=holiday.length - 1)
    return Anchored(f"{days[0]}/{last}", basis, of_day(days[0]))


def _nearest_holiday(holiday: Holiday, found: Expression, today: date, tense: int) -> list[date]:
    every = [day for year in (today.year - 1, today.year, today.year + 1) for day in days_in(holiday, year)]
    after = timedelta(days=holiday.length)
    if found.toward == "l" or (not found.toward and tense == PAST):
        return [day for day in every if day <= today and (found.toward != "l" or day + after <= today)][-1:]
    if found.toward == "x" or (not found.toward and tense == FUTURE):
        return [day for day in every if day + after > today and (found.toward != "x" or day > today)][:1]
    if found.toward == "h":
        return [day for day in every if day.year == today.year][:1]
    return sorted(every, key=lambda day: abs((day - today).days))[:1]
