"""Times that are so many units away: last week, three days later, two years ago; and durations and sets, which are nowhere."""

from __future__ import annotations

from datetime import date

from dateutil.relativedelta import relativedelta

from dateline.models.times import Basis
from dateline.tagging.times.calendars import MONTHS, SECONDS, Stamp, of_day, of_week, shift_days, shifted, weekday_near
from dateline.tagging.times.context import PUBLISHED, UNKNOWN, Anchored, Context, Where, published, told_or_published
from dateline.tagging.times.dates import STEPS
from dateline.tagging.times.expressions import Expression, duration
from dateline.tagging.times.tense import FUTURE

_UNRESOLVED = {"D": "XXXX-XX-XX", "W": "XXXX-WXX", "WE": "XXXX-WXX-WE", "M": "XXXX-XX", "Q": "XXXX-QX"}


def span_of(found: Expression) -> Anchored:
    """A duration; "these days" and "the coming weeks" are said like one and mean now and then."""
    if found.word == "these" and found.unit == "D":
        return Anchored("PRESENT_REF", UNKNOWN)
    if found.rule == "toward_units" and found.mod in ("coming", "upcoming"):
        return Anchored("FUTURE_REF", UNKNOWN)
    count = 1 if found.rule == "first_of" else None if found.fuzzy else found.count
    return Anchored(duration(count, found.unit), UNKNOWN)


def set_of(found: Expression) -> Anchored:
    """A repeated time: every Friday, daily."""
    if found.value:
        return Anchored(found.value, UNKNOWN)
    if found.weekday:
        return Anchored(f"XXXX-WXX-{found.weekday}", UNKNOWN)
    if part := found.clock or found.part:
        return Anchored(f"XXXX-XX-XXT{part}", UNKNOWN)
    return Anchored(duration(found.count or 1, found.unit), UNKNOWN)


def reference(found: Expression) -> Anchored:
    """Now, recently, in the future."""
    return Anchored(found.value or ("PRESENT_REF" if found.mod == "current" else "PAST_REF"), UNKNOWN)


def resolve_shift(found: Expression, where: Where, context: Context) -> Anchored:
    """A unit so many steps from publication or from the last date told."""
    if found.rule == "ago_day" or (found.rule == "from_now" and found.weekday):
        return _from_a_day(found, context)
    if found.rule in ("ago", "ago_fuzzy", "later", "later_fuzzy", "years_on", "from_now"):
        return _moved(found, where, context)
    if found.rule == "unit_before":
        return _stepped(found, found.sign or 1, told_or_published(context))
    if found.rule == "the_unit":
        return _stepped(found, 0, told_or_published(context, near=where))
    if found.rule == "the_quarter":  # The last one that is over; or this year.
        return _stepped(found, -1 if found.unit == "Q" else 0, published(context))
    if found.mod == "present":
        return Anchored("PRESENT_REF", UNKNOWN)
    if found.whole or (found.mod == "past" and found.unit != "WE"):
        return Anchored(duration(1, found.unit), UNKNOWN)
    hanging = found.toward == "H" or found.anaphoric or context.narrative
    base = told_or_published(context) if hanging else published(context)
    return _stepped(found, STEPS.get(found.toward, 0), base)


def _from_a_day(found: Expression, context: Context) -> Anchored:
    """A week ago today, a week from Thursday, a year ago this week: as exact as the day, or as the unit that "this" names."""
    steps = int(found.count or 1) * (found.sign or 1)
    start = shift_days(context.today, STEPS.get(found.toward, 0)) if context.today else None
    if start and found.weekday:  # "A week ago Thursday" is a week before the Thursday that was last, "a week from Thursday" after the next.
        start = weekday_near(start, found.weekday, direction=found.sign or 1)
    try:
        away = relativedelta(seconds=SECONDS.get(found.unit, 0) * steps, months=MONTHS.get(found.unit, 0) * steps)
        day: date | None = start and start + away
    except (ValueError, OverflowError):
        day = None  # Off the calendar.
    if day is None:
        return Anchored(_ref(steps), UNKNOWN)
    stamp = {"W": of_week(day), "M": Stamp(year=day.year, month=day.month), "Y": Stamp(year=day.year)}.get(found.inner, of_day(day))
    return Anchored(stamp.value, PUBLISHED, stamp)


def _ref(sign: int) -> str:
    return "PAST_REF" if sign < 0 else "FUTURE_REF"


def _moved(found: Expression, where: Where, context: Context) -> Anchored:
    """Two weeks ago, three days later."""
    from_today = found.rule in ("ago", "from_now") and not context.narrative
    base = published(context) if from_today else told_or_published(context)
    sign = 1 if found.rule in ("from_now", "years_on") else found.sign
    if found.fuzzy or found.count is None or found.count != int(found.count) or base[0] is None:
        return Anchored(_ref(sign), UNKNOWN)
    step = sign * int(found.count)
    result = _stepped(found, step, base)
    if step > 0 and not from_today and result.stamp and _lies_ahead(result.stamp, context.today) and where.tense != FUTURE:
        # "Five years later, memories of the attack still haunt": the day of writing is the later one, and what is told lies before it.
        return _stepped(found, -step, published(context))
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
