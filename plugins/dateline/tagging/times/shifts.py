"""Times that are so many units away: last week, three days later, two years ago; and durations and sets, which are nowhere."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from dateline.models.times import Basis
from dateline.tagging.times.calendars import DAYS, Stamp, of_day, of_week, shift_days, shift_months
from dateline.tagging.times.composed import resolve_from_today
from dateline.tagging.times.context import NARRATIVE, PUBLISHED, UNKNOWN, Anchored, Context, Where, published, told_or_published
from dateline.tagging.times.expressions import Expression, duration
from dateline.tagging.times.tense import FUTURE


def span_of(found: Expression) -> Anchored:
    """A duration; "these days" and "the coming weeks" are said like one and mean now and then."""
    if found.toward == "H" and found.unit == "D" and found.word == "these":
        return Anchored("PRESENT_REF", UNKNOWN)
    if found.rule == "toward_units" and found.mod in ("coming", "upcoming"):
        return Anchored("FUTURE_REF", UNKNOWN)
    if found.rule == "first_of":
        return Anchored(duration(1, found.unit), UNKNOWN)
    return Anchored(duration(None if found.fuzzy else found.count, found.unit), UNKNOWN)


def set_of(found: Expression) -> Anchored:
    """A repeated time: every Friday, daily."""
    if found.value:
        return Anchored(found.value, UNKNOWN)
    if found.weekday:
        return Anchored(f"XXXX-WXX-{found.weekday}", UNKNOWN)
    if found.part:
        return Anchored(f"XXXX-XX-XXT{found.part}", UNKNOWN)
    if found.count and found.count > 1:
        return Anchored(duration(found.count, found.unit), UNKNOWN)
    return Anchored("XXXX-WXX-WE" if found.unit == "WE" else duration(1, found.unit), UNKNOWN)


def reference(found: Expression) -> Anchored:
    """Now, recently, in the future."""
    return Anchored(found.value or ("PRESENT_REF" if found.mod == "current" else "PAST_REF"), UNKNOWN)


def resolve_shift(found: Expression, where: Where, context: Context) -> Anchored:
    """A unit so many steps from publication or from the last date told."""
    if found.rule == "ago_day" or (found.rule == "from_now" and (found.weekday or found.toward)):
        return resolve_from_today(found, context)
    if found.rule in ("ago", "ago_fuzzy", "later", "later_fuzzy", "years_on", "from_now"):
        return _moved(found, where, context)
    if found.rule == "unit_before":
        step = found.sign or 1
        return _stepped(found, step, told_or_published(where, context, near=False), context)
    if found.rule == "the_unit":
        return _stepped(found, 0, told_or_published(where, context, near=True), context)
    if found.rule == "the_quarter":
        return _the_quarter(found, context)
    if found.mod == "present":
        return Anchored("PRESENT_REF", UNKNOWN)
    if found.mod == "past" or found.whole:
        return Anchored(duration(1, found.unit), UNKNOWN)
    step = {"l": -1, "x": 1}.get(found.toward, 0)
    if found.toward == "H" or found.anaphoric or context.narrative:
        base = told_or_published(where, context, near=False)
    else:
        base = published(context), PUBLISHED
    return _stepped(found, step, base, context)


def _moved(found: Expression, where: Where, context: Context) -> Anchored:
    """Two weeks ago, three days later."""
    if found.fuzzy or found.count is None:
        return Anchored("PAST_REF" if found.sign < 0 else "FUTURE_REF", UNKNOWN)
    from_today = found.rule in ("ago", "from_now")
    if from_today and not context.narrative:
        base, basis = published(context), PUBLISHED
    else:
        base, basis = told_or_published(where, context, near=False)
    sign = 1 if found.rule in ("from_now", "years_on") else found.sign
    step = int(found.count) if found.count == int(found.count) else None
    if base is None or step is None:
        return Anchored("PAST_REF" if found.sign < 0 else "FUTURE_REF", UNKNOWN)
    result = _stepped(found, sign * step, (base, basis), context)
    if sign > 0 and not from_today and not context.narrative and _lies_ahead(result, context) and where.tense != FUTURE:
        # "Five years later, memories of the attack still haunt": the day of writing is the later one, and what is told lies before it.
        return _stepped(found, -step, (published(context), PUBLISHED), context)
    if result.stamp is None and result.value.startswith("X"):
        return Anchored("PAST_REF" if sign < 0 else "FUTURE_REF", UNKNOWN)
    return result


def _lies_ahead(result: Anchored, context: Context) -> bool:
    stamp, today = result.stamp, context.today
    if stamp is None or today is None:
        return False
    if stamp.year is None:
        return (stamp.decade or 0) > today.year // 10
    return (stamp.year, stamp.month or 0, stamp.day or 0) > (today.year, today.month if stamp.month else 0, today.day if stamp.day else 0)


def _the_quarter(found: Expression, context: Context) -> Anchored:
    """The quarter (or year) that the report is on: the last one told, else the last one that is over."""
    told = context.told
    if told is not None and (told.quarter if found.unit == "Q" else told.year) and not context.narrative:
        stamp = told if found.unit == "Q" else Stamp(year=told.year)
        return Anchored(stamp.value, NARRATIVE, stamp)
    return _stepped(found, -1 if found.unit == "Q" else 0, (published(context), PUBLISHED), context)


def _stepped(found: Expression, step: int, base: tuple[Stamp | None, Basis], context: Context) -> Anchored:
    """So many units away from a stamp, as coarse as the unit."""
    stamp, basis = base
    moved = _step(stamp, found.unit, step, base=basis, context=context) if stamp else None
    if moved is None and stamp and stamp.year is not None and found.unit == "D" and step == 0 and stamp.month:
        return Anchored(f"{Stamp(year=stamp.year, month=stamp.month).value}-XX", UNKNOWN)
    if moved is None:
        return Anchored(_unresolved(found), UNKNOWN)
    if found.part and moved.day:
        moved = replace(moved, part=found.part)
    return Anchored(moved.value, basis, moved)


def _step(stamp: Stamp, unit: str, step: int, *, base: str, context: Context) -> Stamp | None:
    day = stamp.date
    if unit in DAYS:
        moved = shift_days(day, DAYS[unit] * step) if day else None
        if moved is None:
            return None
        return of_day(moved) if DAYS[unit] == 1 else of_week(moved, weekend=unit == "WE")
    if unit == "M":
        month = shift_months(stamp, step)
        return month if month.year is not None else None
    if unit == "Q" and stamp.year is not None and stamp.month:
        count = stamp.year * 4 + (stamp.month - 1) // 3 + step
        return Stamp(year=count // 4, quarter=count % 4 + 1)
    if stamp.year is None:
        return None
    if unit == "Y":
        moved_year = stamp.year + step
        return Stamp(year=moved_year) if (moved_year > 0) == (stamp.year > 0) else None
    christian = stamp.year > 0
    onward = step if christian else -step
    if unit == "DE":
        return Stamp(decade=abs(stamp.year) // 10 + onward, christian=christian)
    if unit == "CE":
        return Stamp(century=abs(stamp.year) // 100 + onward, christian=christian)
    if unit in ("TH", "TM", "TS") and day:
        return _hours(day, unit, step, base, context)
    return None


def _hours(day: date, unit: str, step: int, base: str, context: Context) -> Stamp | None:
    if base != PUBLISHED or context.published is None or not (context.published.hour or context.published.minute):
        return of_day(day)
    seconds = {"TH": 3600, "TM": 60, "TS": 1}[unit] * step
    try:
        moment = context.published + timedelta(seconds=seconds)
    except OverflowError:
        return None
    return replace(of_day(moment.date()), clock=f"{moment:%H:%M}" if unit != "TH" else f"{moment:%H}")


def _unresolved(found: Expression) -> str:
    return {"D": "XXXX-XX-XX", "W": "XXXX-WXX", "WE": "XXXX-WXX-WE", "M": "XXXX-XX", "Y": "XXXX", "Q": "XXXX-QX"}.get(found.unit, "XXXX")
