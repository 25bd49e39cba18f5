"""What each expression means on the calendar: publication, the last date told, or its own words. Pure; one pass in text order.

News hangs relative times on the publication date. Histories, and background paragraphs of news, hang a bare month or "the next day"
on the last date told. Which text is a history is read off the text itself (`story.is_narrative`). Dates have a module of their own; here
are times that are so many units away (last week, two years ago), and durations and sets, which are nowhere.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import date

from dateutil.relativedelta import relativedelta

from dateline.models.times import Basis
from dateline.tagging.times.calendars import MONTHS, SECONDS, Stamp, of_day, of_week, shift_days, shifted, weekday_near
from dateline.tagging.times.context import PUBLISHED, UNKNOWN, Anchored, Context, Where
from dateline.tagging.times.dates import STEPS, resolve_date
from dateline.tagging.times.expressions import Expression, duration
from dateline.tagging.times.tense import FUTURE

_UNRESOLVED = {"D": "XXXX-XX-XX", "W": "XXXX-WXX", "WE": "XXXX-WXX-WE", "M": "XXXX-XX", "Q": "XXXX-QX"}


def anchor(found: Expression, where: Where, context: Context) -> Anchored | None:
    """The meaning of one expression, None if it is no time here; remembers what later ones hang on."""
    if not _belongs(found, where, context):
        return None
    if found.kind == "date":
        result = resolve_date(found, where, context)
    elif found.kind == "shift":
        result = _shift(found, where, context)
    else:
        result = Anchored(_nowhere(found), UNKNOWN)
    _remember(found, result, where, context)
    return result


def _belongs(found: Expression, where: Where, context: Context) -> bool:
    """Words that say a time only in some texts: "former" in histories, "soon" of what is to come."""
    if found.word == "former":
        return context.narrative
    if found.word == "soon":
        return where.tense == FUTURE and not context.narrative
    return True


def _remember(found: Expression, result: Anchored, where: Where, context: Context) -> None:
    stamp = result.stamp
    if stamp is None or stamp.year is None:
        return
    if not _aside(found, stamp, where, context):
        context.told, context.told_paragraph = stamp, where.paragraph
    if day := stamp.date:
        context.day, context.day_sentence, context.day_basis = day, where.sentence, result.basis


def _aside(found: Expression, stamp: Stamp, where: Where, context: Context) -> bool:
    """Whether a date does not move the story: its bare year again, a look back, a far date in passing (`story.moves`)."""
    if not where.moves or (found.sign < 0 and found.kind == "shift") or found.toward == "l":
        return True
    told = context.told
    return told is not None and stamp == Stamp(year=told.year)


def _nowhere(found: Expression) -> str:
    """The value of what is on no calendar: now and recently, every Friday and daily, two days."""
    if found.kind == "fixed":
        return found.value or ("PRESENT_REF" if found.mod == "current" else "PAST_REF")
    if found.kind == "set":
        if found.weekday and not found.value:
            return f"XXXX-WXX-{found.weekday}"
        part = found.clock or found.part
        return found.value or (f"XXXX-XX-XXT{part}" if part else duration(found.count or 1, found.unit))
    if found.word == "these" and found.unit == "D":  # "These days" and "the coming weeks" are said like a span, and mean now and then.
        return "PRESENT_REF"
    if found.rule == "toward_units" and found.mod in ("coming", "upcoming"):
        return "FUTURE_REF"
    return duration(1 if found.rule == "first_of" else None if found.fuzzy else found.count, found.unit)


def _shift(found: Expression, where: Where, context: Context) -> Anchored:
    """A unit so many steps from publication or from the last date told."""
    if found.rule == "ago_day" or (found.rule == "from_now" and found.weekday):
        return _from_a_day(found, context)
    if found.rule in ("ago", "ago_fuzzy", "later", "later_fuzzy", "years_on", "from_now"):
        return _moved(found, where, context)
    if found.rule == "unit_before":
        return _stepped(found, found.sign or 1, context.base(told=True))
    if found.rule == "the_unit":
        return _stepped(found, 0, context.base(told=True, near=where))
    if found.rule == "the_quarter":  # The last one that is over; or this year.
        return _stepped(found, -1 if found.unit == "Q" else 0, context.base(told=False))
    if found.mod == "present":
        return Anchored("PRESENT_REF", UNKNOWN)
    if found.whole or (found.mod == "past" and found.unit != "WE"):
        return Anchored(duration(1, found.unit), UNKNOWN)
    base = context.base(told=found.toward == "H" or found.anaphoric or context.narrative)
    return _stepped(found, STEPS.get(found.toward, 0), base)


def _from_a_day(found: Expression, context: Context) -> Anchored:
    """A week ago today, a week from Thursday, a year ago this week: as exact as the day, or as the unit that "this" names."""
    steps = int(found.count or 1) * (found.sign or 1)
    start = shift_days(context.today, STEPS.get(found.toward, 0)) if context.today else None
    if start and found.weekday:  # "A week ago Thursday" is a week before the Thursday that was last, "a week from Thursday" after the next.
        start = weekday_near(start, found.weekday, direction=found.sign or 1)
    with suppress(ValueError, OverflowError):  # Off the calendar.
        if start:
            day = start + relativedelta(seconds=SECONDS.get(found.unit, 0) * steps, months=MONTHS.get(found.unit, 0) * steps)
            stamp = {"W": of_week(day), "M": Stamp(day.year, day.month), "Y": Stamp(day.year)}.get(found.inner, of_day(day))
            return Anchored(stamp.value, PUBLISHED, stamp)
    return Anchored(_ref(steps), UNKNOWN)


def _ref(sign: int) -> str:
    return "PAST_REF" if sign < 0 else "FUTURE_REF"


def _moved(found: Expression, where: Where, context: Context) -> Anchored:
    """Two weeks ago, three days later."""
    from_today = found.rule in ("ago", "from_now") and not context.narrative
    sign = found.sign or 1  # "From now" and "five years on" say none.
    if found.fuzzy or found.count is None or found.count != int(found.count):
        return Anchored(_ref(sign), UNKNOWN)
    step = sign * int(found.count)
    result = _stepped(found, step, context.base(told=not from_today))
    if step > 0 and not from_today and result.stamp and _lies_ahead(result.stamp, context.today) and where.tense != FUTURE:
        # "Five years later, memories of the attack still haunt": the day of writing is the later one, and what is told lies before it.
        return _stepped(found, -step, context.base(told=False))
    return result if result.stamp else Anchored(_ref(sign), UNKNOWN)


def _lies_ahead(stamp: Stamp, today: date | None) -> bool:
    if today is None or stamp.year is None:
        return today is not None and (stamp.decade or 0) > today.year // 10
    return (stamp.year, stamp.month or today.month, stamp.day or today.day) > (today.year, today.month, today.day)


def _stepped(found: Expression, step: int, base: tuple[Stamp | None, Basis]) -> Anchored:
    """So many units away from a stamp, as coarse as the unit."""
    stamp, basis = base
    moved = shifted(stamp, found.unit, step) if stamp else None
    if moved is None:
        return Anchored(_UNRESOLVED.get(found.unit, "XXXX"), UNKNOWN)
    return Anchored(moved.value, basis, moved)
