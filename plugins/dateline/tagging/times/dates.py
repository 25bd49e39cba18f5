"""Dates: what is said, with what is left out taken from publication or from the last date told."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from dateline.models.times import Basis
from dateline.seeds.times import Holiday
from dateline.tagging.times.calendars import Stamp, middle_of, of_day, of_week, real, shift_days, shifted, weekday_near
from dateline.tagging.times.context import EXPLICIT, NARRATIVE, PUBLISHED, UNKNOWN, Anchored, Context, Where
from dateline.tagging.times.expressions import DEICTIC, Expression
from dateline.tagging.times.holidays import Holidays, days_in
from dateline.tagging.times.tense import FUTURE, OPEN, PAST

NEW_YEAR = 8  # Months back that mean the year has turned; on the narratives 6 to 10 differ by half a point.
SOON = 2  # Days within which a weekday without any verb to tell is to come: "Talks Saturday".
STEPS = {"l": -1, "x": 1, "yesterday": -1, "tomorrow": 1}  # What a direction word counts.
_Found = tuple[Stamp, Basis]
_NOWHERE: _Found = (Stamp(), UNKNOWN)


def resolve_date(found: Expression, where: Where, context: Context) -> Anchored:
    """What the words say, completed."""
    if found.holiday:
        return _holiday(found, where, context)
    if found.toward in DEICTIC:
        return _deictic(found, where, context)
    return finish(found, *_date(found, where, context))


def _date(found: Expression, where: Where, context: Context) -> _Found:
    if found.rule == "weekend":
        return _weekend(where, context)
    if found.decade is not None:
        return Stamp(decade=found.decade * (found.era or 1)), EXPLICIT
    if found.century is not None:
        return Stamp(century=(found.century - 1) * (found.era or 1)), EXPLICIT
    if found.either and _is_day_first(found, context):
        found.day, found.month = found.month, found.day
    if found.year is not None:
        return _plain(found, found.year), EXPLICIT
    if found.year_toward:
        return _toward_year(found, context)
    if found.month or found.season:
        return _yearless(found, where, context)
    if found.weekday:
        return _weekday(found, found.weekday, where, context)
    if found.day:
        return _bare_day(found, where, context)
    return _part(found, where, context)


def _is_day_first(found: Expression, context: Context) -> bool:
    """Whether 12/05/2023 is the 12th of May: where only one reading is over, that one, else as the outlet's part of the world writes."""
    said, swapped = (found.year, found.month, found.day), (found.year, found.day, found.month)
    today = context.today and (context.today.year, context.today.month, context.today.day)
    if today and (said > today) != (swapped > today):
        return said > today
    return context.day_first


def _plain(found: Expression, year: int | None) -> Stamp:
    """The stamp of what is said, with a year; without a day that its month does not have."""
    said = Stamp(season=found.season) if found.season else Stamp(month=found.month, day=found.day)
    return real(replace(said, year=year))


def finish(found: Expression, stamp: Stamp, basis: Basis) -> Anchored:
    """A stamp with the part of the day or the clock time that is said; without a year it hangs on nothing."""
    stamp = replace(stamp, part=found.part, clock=found.clock)
    if stamp.year is not None or stamp.decade is not None or stamp.century is not None:
        return Anchored(stamp.value, basis, stamp)
    if found.weekday and stamp.month is None:
        part = found.clock or found.part
        return Anchored(f"XXXX-WXX-{found.weekday}{part and 'T'}{part}", UNKNOWN)
    return Anchored(stamp.value, UNKNOWN)


def _toward_year(found: Expression, context: Context) -> _Found:
    """March of that year, the spring of next year."""
    base, basis = context.base(told=found.year_toward == "H" or context.narrative)
    if base is None or base.year is None:
        return _plain(found, None), UNKNOWN
    return _plain(found, base.year + STEPS.get(found.year_toward, 0)), basis


def _yearless(found: Expression, where: Where, context: Context) -> _Found:
    """A month, day, season or quarter without its year."""
    told, today = context.told, context.today
    ahead = today and found.toward == "h" and where.tense == FUTURE  # This spring, whatever year was told.
    year = told.year if told and not ahead else None
    if told and year is not None and (context.narrative or found.toward == "H" or _background(year, where, context)):
        return _plain(found, _told_year(found, told, year)), NARRATIVE
    if today is None:
        return _plain(found, None), UNKNOWN
    return _plain(found, _news_year(found, today, where.tense)), PUBLISHED


def _background(year: int, where: Where, context: Context) -> bool:
    """In news: an earlier year was told in this paragraph and the verbs are past."""
    if context.today is None:
        return True
    return year < context.today.year and context.told_paragraph == where.paragraph and where.tense != FUTURE


def _told_year(found: Expression, told: Stamp, year: int) -> int:
    """The year of the last date told, or the next one when the month lies far before it: a few months back are a step back in the story,
    January after October is the new year."""
    month, before = middle_of(_plain(found, year)), middle_of(told)
    return year + 1 if month and before and month - before <= -NEW_YEAR else year


def _news_year(found: Expression, today: date, tense: int) -> int:
    """The year of a month, season or quarter by direction word, tense, and nearness to publication."""
    month, day = middle_of(_plain(found, today.year)) or 1, found.day or 0
    said, now = (month, day), (today.month, today.day if day else 0)
    if found.toward == "h" or said == now:
        return today.year + STEPS.get(found.toward, 0)
    ahead = said > now
    if found.toward == "l" or (tense == PAST and not found.toward):
        return today.year - 1 if ahead else today.year
    if found.toward == "x":
        return today.year if ahead else today.year + 1
    if tense == FUTURE:
        return today.year if ahead or today.month - month <= 3 else today.year + 1
    if ahead:
        # News leaves the year out of days near by; a month ahead without a verb that looks ahead is the last one of that name.
        return today.year - 1 if month - today.month > (6 if day else 2) else today.year
    return today.year + 1 if day and today.month - month > 6 else today.year


def _day(context: Context) -> tuple[date | None, Basis]:
    """What a day of the week hangs on."""
    return (context.day, NARRATIVE) if context.narrative else (context.today, PUBLISHED)


def _weekday(found: Expression, weekday: int, where: Where, context: Context) -> _Found:
    """The last one, the next one where verbs look ahead or a history goes on; "last" and "next" leave the day itself out."""
    base, basis = _day(context)
    if base is None:
        return _NOWHERE
    direction = 1 if where.tense == FUTURE or context.narrative else -1
    start: date | None = base
    if step := STEPS.get(found.toward):
        start, direction = shift_days(base, step), step
    elif where.tense == OPEN and (weekday - base.isoweekday()) % 7 <= SOON:
        direction = 1
    day = weekday_near(start, weekday, direction=direction) if start else None
    return (of_day(day), basis) if day else _NOWHERE


def _weekend(where: Where, context: Context) -> _Found:
    """The weekend: the last one, but this week's where verbs look ahead or it has begun."""
    base, basis = _day(context)
    over = base is not None and where.tense != FUTURE and base.isoweekday() < 6
    day = shift_days(base, -7 if over else 0) if base else None
    return (of_week(day, weekend=True), basis) if day else _NOWHERE


def _bare_day(found: Expression, where: Where, context: Context) -> _Found:
    """The 10th: of the month last told here, else of the month of publication; of no month that has no such day. The first day of next
    month, of the year."""
    base, basis = context.base(told=not found.toward, near=where)
    if base and found.inner:
        base = shifted(base, found.inner, STEPS.get(found.toward, 0))
    month = base and (base.month or (1 if found.inner else None))
    stamp = Stamp(base.year, month, found.day) if base and month else None
    return (stamp, basis) if stamp and stamp == real(stamp) else (Stamp(day=found.day), UNKNOWN)


def _deictic(found: Expression, where: Where, context: Context) -> Anchored:
    if found.toward in ("tonight", "overnight"):
        found.part = "NI"
    if context.narrative and found.toward == "today":
        return Anchored("PRESENT_REF", UNKNOWN)
    today, basis, step = context.today, PUBLISHED, STEPS.get(found.toward, 0) * (2 if found.rule == "before_yesterday" else 1)
    if found.toward == "overnight":  # The night before the day that the sentence names, else before publication; or the one to come.
        if context.day is not None and context.day_sentence == where.sentence:
            today, basis = context.day, context.day_basis
        step = 0 if where.tense == FUTURE else -1
    day = shift_days(today, step) if today and not context.narrative else None
    return finish(found, of_day(day), basis) if day else Anchored(f"XXXX-XX-XX{found.part and 'T'}{found.part}", UNKNOWN)


def _holiday(found: Expression, where: Where, context: Context) -> Anchored:
    """A named day in the year that is said, told, or nearest to publication."""
    holidays, holiday = context.holidays, context.holidays.by_id[found.holiday]
    base, basis = context.base(told=True, near=where)
    days: list[date] = []
    if found.year is not None or holiday.date:
        days, basis = days_in(holidays, holiday.id, found.year or 0), EXPLICIT
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


def _part(found: Expression, where: Where, context: Context) -> _Found:
    """This morning, last night, that evening, the next morning, at dawn."""
    day, basis, step = context.day, context.day_basis, STEPS.get(found.toward, 0)
    if found.toward in ("h", "l") and not context.narrative:
        day, basis = context.today, PUBLISHED
    elif found.toward or (day is not None and _near_day(found, where, context)):
        basis = PUBLISHED if basis == PUBLISHED else NARRATIVE
    elif found.clock and not context.narrative:
        day, basis = context.today, PUBLISHED
    else:
        return _NOWHERE
    moved = shift_days(day, step) if day else None
    return (of_day(moved), basis) if moved else _NOWHERE


def _near_day(found: Expression, where: Where, context: Context) -> bool:
    """A clock time or "the afternoon" hangs on a day told in its sentence or the one before; "at night" is any night."""
    return where.sentence - context.day_sentence <= (0 if found.part == "NI" else 1)
