"""Dates: what is said, with what is left out taken from publication or from the last date told."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from dateline.models.times import Basis
from dateline.tagging.times.calendars import Stamp, is_day, of_day, of_week, season_of, shift_days, weekday_near
from dateline.tagging.times.context import EXPLICIT, NARRATIVE, PUBLISHED, UNKNOWN, Anchored, Context, Where, published, told_or_published
from dateline.tagging.times.expressions import DEICTIC, Expression
from dateline.tagging.times.tense import FUTURE, OPEN, PAST

NEW_YEAR = 8  # Months back that mean the year has turned; on the narratives 6 to 10 differ by half a point.
SOON = 2  # Days within which a weekday without any verb to tell is to come: "Talks Saturday".


def resolve_date(found: Expression, where: Where, context: Context) -> Anchored:
    """What the words say, completed."""
    if found.rule == "weekend":
        return finish(found, *_weekend(found, where, context))
    if found.toward in DEICTIC:
        return _deictic(found, where, context)
    if found.decade is not None:
        christian = found.sign >= 0 and found.decade >= 100
        return finish(found, Stamp(decade=found.decade, christian=christian), EXPLICIT)
    if found.century is not None:
        return finish(found, Stamp(century=found.century - 1, christian=found.sign >= 0), EXPLICIT)
    if found.either and _is_day_first(found, where, context):
        found.day, found.month = found.month, found.day
    if found.year is not None:
        return finish(found, _plain(found, found.year), EXPLICIT)
    if found.year_toward:
        return finish(found, *_toward_year(found, where, context))
    if found.month or found.season or found.quarter or found.half:
        return finish(found, *_yearless(found, where, context))
    if found.weekday:
        return finish(found, *_weekday(found, where, context))
    if found.day:
        return finish(found, *_bare_day(found, where, context))
    return finish(found, *_part(found, where, context))


def _is_day_first(found: Expression, where: Where, context: Context) -> bool:
    """Whether 12/05/2023 is the 12th of May: as the text writes its dates, but nothing that is over lies after publication."""
    first, swapped = context.day_first, (found.year, found.day, found.month)
    said = (found.year, found.month, found.day)
    if context.today is None or where.tense == FUTURE:
        return first
    today = (context.today.year, context.today.month, context.today.day)
    if (said > today) != (swapped > today):
        return said > today
    return first


def _plain(found: Expression, year: int | None) -> Stamp:
    """The stamp of what is said, with a year."""
    if found.season:
        return Stamp(year=year, season=found.season)
    if found.quarter:
        return Stamp(year=year, quarter=found.quarter)
    if found.half:
        return Stamp(year=year, half=found.half)
    day = found.day
    if day and found.month and year is not None and year > 0 and not is_day(year, found.month, day):
        day = None
    return Stamp(year=year, month=found.month, day=day)


def finish(found: Expression, stamp: Stamp, basis: Basis) -> Anchored:
    """A stamp with the part of the day or the clock time that is said; without a year it hangs on nothing."""
    if (found.part or found.clock) and stamp.week is None and not stamp.season:
        part = found.part if not found.clock else ""
        stamp = replace(stamp, part=part, clock=found.clock)
    known = stamp.year is not None or stamp.decade is not None or stamp.century is not None
    value = stamp.value
    if found.weekday and not known and stamp.month is None:
        value = f"XXXX-WXX-{found.weekday}" + (f"T{found.clock or found.part}" if found.clock or found.part else "")
    return Anchored(value, basis if known else UNKNOWN, stamp if known else None)


def _toward_year(found: Expression, where: Where, context: Context) -> tuple[Stamp, Basis]:
    """March of that year, the spring of next year."""
    step = {"l": -1, "x": 1}.get(found.year_toward, 0)
    if found.year_toward == "H" or context.narrative:
        base, basis = told_or_published(where, context, near=False)
    else:
        base, basis = published(context), PUBLISHED
    if base is None or base.year is None:
        return _plain(found, None), UNKNOWN
    return _plain(found, base.year + step), basis


def _yearless(found: Expression, where: Where, context: Context) -> tuple[Stamp, Basis]:
    """A month, day, season or quarter without its year."""
    told = context.told
    hangs = told is not None and told.year is not None and (context.narrative or _background(told, where, context))
    if found.toward == "H" and told is not None and told.year is not None:
        hangs = True
    if found.toward == "h" and where.tense == FUTURE and context.today is not None:
        hangs = False
    if hangs and told is not None and told.year is not None:
        return _plain(found, _told_year(found, told)), NARRATIVE
    today = context.today
    if today is None:
        return _plain(found, None), UNKNOWN
    return _plain(found, news_year(found, today, where.tense)), PUBLISHED


def _background(told: Stamp, where: Where, context: Context) -> bool:
    """In news: an earlier year was told in this paragraph and the verbs are past."""
    if context.today is None:
        return True
    return told.year is not None and told.year < context.today.year and context.told_paragraph == where.paragraph and where.tense != FUTURE


def _told_year(found: Expression, told: Stamp) -> int:
    """The year of the last date told, or the next one when the month lies far before it: a few months back are a step back in the story,
    January after October is the new year."""
    assert told.year is not None
    month, before = season_of(_plain(found, told.year)), season_of(told)
    if month is None or before is None:
        return told.year
    if month - before <= -NEW_YEAR:
        return told.year + 1
    return told.year


def news_year(found: Expression, today: date, tense: int) -> int:
    """The year of a month, season or quarter by direction word, tense, and nearness to publication."""
    stamp = _plain(found, today.year)
    month, day = season_of(stamp) or 1, found.day or 0
    said, now = (month, day), (today.month, today.day if day else 0)
    if found.toward == "h" or said == now:
        return today.year + {"l": -1, "x": 1}.get(found.toward, 0)
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
    return today.year + 1 if day and tense == OPEN and today.month - month > 6 else today.year


def _weekday(found: Expression, where: Where, context: Context) -> tuple[Stamp, Basis]:
    base, basis = context.today, PUBLISHED
    if context.narrative or base is None:
        base, basis = (context.day, NARRATIVE) if context.narrative else (None, UNKNOWN)
    if base is None or found.weekday is None:
        return Stamp(), UNKNOWN
    direction = 1 if where.tense == FUTURE else -1
    if basis == NARRATIVE:
        direction = 1
    start: date | None = base
    if found.toward == "l":
        start, direction = shift_days(base, -1), -1
    elif found.toward == "x":
        start, direction = shift_days(base, 1), 1
    elif found.toward == "h":
        direction = 0
    elif where.tense == OPEN and basis == PUBLISHED and (found.weekday - base.isoweekday()) % 7 <= SOON:
        direction = 1
    day = weekday_near(start, found.weekday, direction=direction) if start else None
    return (of_day(day), basis) if day else (Stamp(), UNKNOWN)


def _weekend(found: Expression, where: Where, context: Context) -> tuple[Stamp, Basis]:
    """The weekend: the last one after past verbs, else this week's; "last" and "next" count from publication."""
    base, basis = (context.day, NARRATIVE) if context.narrative or found.toward == "H" else (context.today, PUBLISHED)
    if base is None:
        return Stamp(week=None), UNKNOWN
    step = {"l": -1, "x": 1}.get(found.toward, 0)
    if not found.toward and where.tense != FUTURE and base.isoweekday() < 6:
        step = -1
    day = shift_days(base, 7 * step)
    return (of_week(day, weekend=True), basis) if day else (Stamp(), UNKNOWN)


def _bare_day(found: Expression, where: Where, context: Context) -> tuple[Stamp, Basis]:
    """The 10th: of the month last told here, else of the month of publication."""
    base, basis = told_or_published(where, context, near=True)
    if base is None or base.year is None or base.month is None:
        return Stamp(day=found.day), UNKNOWN
    return Stamp(year=base.year, month=base.month, day=found.day), basis


def _deictic(found: Expression, where: Where, context: Context) -> Anchored:
    if context.narrative:
        part = {"tonight": "TNI", "overnight": "TNI"}.get(found.toward, "")
        return Anchored("PRESENT_REF" if found.toward == "today" else f"XXXX-XX-XX{part}", UNKNOWN)
    today, basis = context.today, PUBLISHED
    if found.toward == "overnight":
        return _overnight(found, where, context)
    if today is None:
        part = "TNI" if found.toward == "tonight" else f"T{found.part}" if found.part else ""
        return Anchored(f"XXXX-XX-XX{part}", UNKNOWN)
    step = {"yesterday": -1, "tomorrow": 1}.get(found.toward, 0)
    day = shift_days(today, 2 * step if found.rule == "before_yesterday" else step)
    if day is None:
        return Anchored("XXXX-XX-XX", UNKNOWN)
    if found.toward == "tonight":
        found.part = "NI"
    return finish(found, of_day(day), basis)


def _overnight(found: Expression, where: Where, context: Context) -> Anchored:
    """The night before the day that the sentence names, else before publication; ahead of it when the sentence looks ahead."""
    base, basis = context.today, PUBLISHED
    if context.day is not None and context.day_sentence == where.sentence:
        base, basis = context.day, context.day_basis
    day = shift_days(base, 0 if where.tense == FUTURE else -1) if base else None
    found.part = "NI"
    return finish(found, of_day(day), basis) if day else Anchored("XXXX-XX-XXTNI", UNKNOWN)


def _part(found: Expression, where: Where, context: Context) -> tuple[Stamp, Basis]:
    """This morning, last night, that evening, the next morning, at dawn."""
    told = context.day
    if found.toward in ("h", "l") and not context.narrative and found.rule == "toward_part":
        day = context.today
        step = -1 if found.toward == "l" else 0
        basis = PUBLISHED
    elif found.toward or (told is not None and _near_day(found, where, context)):
        day, basis = told, context.day_basis if context.day_basis == PUBLISHED else NARRATIVE
        step = {"l": -1, "x": 1}.get(found.toward, 0)
    elif found.clock and not context.narrative:
        day, basis, step = context.today, PUBLISHED, 0
    else:
        return Stamp(), UNKNOWN
    moved = shift_days(day, step) if day else None
    return (of_day(moved), basis) if moved else (Stamp(), UNKNOWN)


def _near_day(found: Expression, where: Where, context: Context) -> bool:
    """A clock time or "the afternoon" hangs on a day told in its sentence or the one before; "at night" is any night."""
    if found.part == "NI" and not found.clock:
        return context.day_sentence == where.sentence
    return where.sentence - context.day_sentence <= 1
