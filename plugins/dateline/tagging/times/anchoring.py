"""What each expression means on the calendar: publication, the last date told, or its own words. Pure; one pass in text order.

News hangs relative times on the publication date. Histories, and background paragraphs of news, hang a bare month or "the next day"
on the last date told. Which text is a history is read off the text itself (`is_narrative`).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from dateline.tagging.times.calendars import (
    Stamp,
    clamp_day,
    of_day,
    of_week,
    season_of,
    shift_days,
    shift_months,
    weekday_near,
    with_part,
)
from dateline.seeds.times import Holiday
from dateline.tagging.times.expressions import DEICTIC, Expression, duration
from dateline.tagging.times.holidays import Holidays, days_in
from dateline.tagging.times.tense import FUTURE, OPEN, PAST, Tenses

SOON = 2  # Days within which a weekday without any verb to tell is to come: "Talks Saturday".
PUBLISHED, NARRATIVE, EXPLICIT, UNKNOWN = "published", "narrative", "explicit", "unknown"


@dataclass(slots=True)
class Context:
    """What has been read so far. `told` is the last date told, `day` the last day told; both with the paragraph they stand in."""

    published: datetime | None
    narrative: bool
    holidays: Holidays
    told: Stamp | None = None
    told_paragraph: int = -1
    day: date | None = None
    day_sentence: int = -1
    day_basis: str = UNKNOWN
    era: int = 1

    @property
    def today(self) -> date | None:
        """The local day of publication."""
        return self.published.date() if self.published else None


@dataclass(frozen=True, slots=True)
class Where:
    """Where an expression stands and what its sentence's verbs say."""

    sentence: int
    paragraph: int
    start: int
    end: int
    tenses: Tenses
    lead: str = ""
    moves: bool = True

    @property
    def tense(self) -> int:
        """PAST, FUTURE or OPEN; "since" and "until" before the time say more than any verb."""
        if self.lead == "since":
            return PAST
        if self.lead in ("until", "till"):
            return FUTURE
        found = self.tenses.at(self.start, self.end)
        return FUTURE if found == OPEN and self.lead == "by" else found


@dataclass(frozen=True, slots=True)
class Anchored:
    """A value, what it hangs on, and its stamp where it is a point on the calendar."""

    value: str
    basis: str
    stamp: Stamp | None = None


def anchor(found: Expression, where: Where, context: Context) -> Anchored | None:
    """The meaning of one expression, None if it is no time here; remembers what later ones hang on."""
    if not _belongs(found, where, context):
        return None
    result = _RESOLVE[found.kind](found, where, context)
    _remember(found, result, where, context)
    return result


def _belongs(found: Expression, where: Where, context: Context) -> bool:
    """Words that say a time only in some texts: "former" and "future" in histories, "soon" of what is to come, 477 before Christ."""
    if found.rule == "year_bc" or (found.decade is not None and found.decade < 100 and not found.sign):
        return context.era < 0
    if found.rule == "reference" and found.word == "former":
        return context.narrative
    if found.rule == "reference" and found.word == "soon":
        return where.tense == FUTURE and not context.narrative
    return True


def _remember(found: Expression, result: Anchored, where: Where, context: Context) -> None:
    stamp = result.stamp
    if stamp is None or stamp.year is None and stamp.decade is None:
        return
    if stamp.year is not None:
        context.era = -1 if stamp.year < 0 else 1
        if not _aside(found, stamp, where, context):
            context.told, context.told_paragraph = stamp, where.paragraph
    if day := stamp.date:
        context.day, context.day_sentence, context.day_basis = day, where.sentence, result.basis


def _aside(found: Expression, stamp: Stamp, where: Where, context: Context) -> bool:
    """Whether a date does not move the story: its bare year again, a look back, a far date in passing (`story.moves`)."""
    if not where.moves or found.sign < 0 and found.kind == "shift" or found.toward == "l":
        return True
    told = context.told
    return told is not None and stamp.year == told.year and stamp == Stamp(year=stamp.year)


# ---- spans, sets and fixed references -----------------------------------------------------------------------------------


def _span(found: Expression, where: Where, context: Context) -> Anchored:
    if found.toward == "H" and found.unit == "D" and found.word == "these":
        return Anchored("PRESENT_REF", UNKNOWN)
    if found.rule == "toward_units" and found.mod in ("coming", "upcoming"):
        return Anchored("FUTURE_REF", UNKNOWN)
    return Anchored(duration(None if found.fuzzy else found.count, found.unit), UNKNOWN)


def _set(found: Expression, where: Where, context: Context) -> Anchored:
    if found.value:
        return Anchored(found.value, UNKNOWN)
    if found.weekday:
        return Anchored(f"XXXX-WXX-{found.weekday}", UNKNOWN)
    if found.part:
        return Anchored(f"XXXX-XX-XXT{found.part}", UNKNOWN)
    if found.count and found.count > 1:
        return Anchored(duration(found.count, found.unit), UNKNOWN)
    return Anchored("XXXX-WXX-WE" if found.unit == "WE" else duration(1, found.unit), UNKNOWN)


def _fixed(found: Expression, where: Where, context: Context) -> Anchored:
    return Anchored(found.value or ("PRESENT_REF" if found.mod == "current" else "PAST_REF"), UNKNOWN)


# ---- shifts: so many units from somewhere -------------------------------------------------------------------------------


def _shift(found: Expression, where: Where, context: Context) -> Anchored:
    if found.rule in ("ago", "ago_fuzzy", "later", "later_fuzzy", "from_now"):
        return _moved(found, where, context)
    if found.rule == "unit_before":
        step = found.sign or 1
        return _stepped(found, step, _told_or_published(where, context, near=False), context)
    if found.rule == "the_unit":
        return _stepped(found, 0, _told_or_published(where, context, near=True), context)
    if found.rule == "the_quarter":
        return _the_quarter(found, where, context)
    if found.mod == "present":
        return Anchored("PRESENT_REF", UNKNOWN)
    if found.mod == "past" or found.whole:
        return Anchored(duration(1, found.unit), UNKNOWN)
    step = {"l": -1, "x": 1}.get(found.toward, 0)
    if found.toward == "H":
        base = _told_or_published(where, context, near=False)
    elif found.anaphoric or context.narrative:
        base = _told_or_published(where, context, near=False)
    else:
        base = _published(context), PUBLISHED
    return _stepped(found, step, base, context)


def _published(context: Context) -> Stamp | None:
    return of_day(context.today) if context.today else None


def _told_or_published(where: Where, context: Context, *, near: bool) -> tuple[Stamp | None, str]:
    """The last date told (in news only one of the same paragraph when `near`), else publication."""
    if context.told and (context.narrative or not near or context.told_paragraph == where.paragraph):
        return context.told, NARRATIVE
    return _published(context), PUBLISHED


def _moved(found: Expression, where: Where, context: Context) -> Anchored:
    """Two weeks ago, three days later."""
    if found.fuzzy or found.count is None:
        return Anchored("PAST_REF" if found.sign < 0 else "FUTURE_REF", UNKNOWN)
    from_today = found.rule in ("ago", "from_now")
    if from_today and not context.narrative:
        base, basis = _published(context), PUBLISHED
    else:
        base, basis = _told_or_published(where, context, near=False)
    sign = 1 if found.rule == "from_now" else found.sign
    step = int(found.count) if found.count == int(found.count) else None
    if base is None or step is None:
        return Anchored("PAST_REF" if found.sign < 0 else "FUTURE_REF", UNKNOWN)
    result = _stepped(found, sign * step, (base, basis), context)
    if result.stamp is None and result.value.startswith("X"):
        return Anchored("PAST_REF" if sign < 0 else "FUTURE_REF", UNKNOWN)
    return result


def _stepped(found: Expression, step: int, base: tuple[Stamp | None, str], context: Context) -> Anchored:
    """So many units away from a stamp, as coarse as the unit."""
    stamp, basis = base
    moved = _step(stamp, found.unit, step, base=basis, context=context) if stamp else None
    if moved is None and stamp and stamp.year is not None and found.unit == "D" and step == 0 and stamp.month:
        return Anchored(f"{Stamp(year=stamp.year, month=stamp.month).value}-XX", UNKNOWN)
    if moved is None:
        return Anchored(_unresolved(found), UNKNOWN)
    if found.part and moved.day:
        moved = with_part(moved, found.part)
    return Anchored(moved.value, basis, moved)


def _step(stamp: Stamp, unit: str, step: int, *, base: str, context: Context) -> Stamp | None:
    day = stamp.date
    if unit in ("D", "N"):
        moved = shift_days(day, step) if day else None
        return of_day(moved) if moved else None
    if unit in ("W", "F", "WE"):
        weeks = step * (2 if unit == "F" else 1)
        moved = shift_days(day, 7 * weeks) if day else None
        return of_week(moved, weekend=unit == "WE") if moved else None
    if unit == "M":
        moved_month = shift_months(stamp, step)
        return moved_month if moved_month.year is not None else None
    if unit == "Q" and stamp.year is not None and stamp.month:
        count = stamp.year * 4 + (stamp.month - 1) // 3 + step
        return Stamp(year=count // 4, quarter=count % 4 + 1)
    if stamp.year is None:
        return None
    if unit == "Y":
        moved_year = stamp.year + step
        return Stamp(year=moved_year) if (moved_year > 0) == (stamp.year > 0) else None
    if unit == "DE":
        return Stamp(decade=abs(stamp.year) // 10 + (step if stamp.year > 0 else -step), christian=stamp.year > 0)
    if unit == "CE":
        return Stamp(century=abs(stamp.year) // 100 + (step if stamp.year > 0 else -step), christian=stamp.year > 0)
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


def _the_quarter(found: Expression, where: Where, context: Context) -> Anchored:
    """The quarter (or year) that the report is on: the last one told, else the last one that is over."""
    told = context.told
    if told is not None and (told.quarter if found.unit == "Q" else told.year) and not context.narrative:
        stamp = told if found.unit == "Q" else Stamp(year=told.year)
        return Anchored(stamp.value, NARRATIVE, stamp)
    return _stepped(found, -1 if found.unit == "Q" else 0, (_published(context), PUBLISHED), context)


def _unresolved(found: Expression) -> str:
    return {"D": "XXXX-XX-XX", "W": "XXXX-WXX", "WE": "XXXX-WXX-WE", "M": "XXXX-XX", "Y": "XXXX", "Q": "XXXX-QX"}.get(found.unit, "XXXX")


# ---- dates --------------------------------------------------------------------------------------------------------------


def _date(found: Expression, where: Where, context: Context) -> Anchored:
    if found.holiday:
        return _holiday(found, where, context)
    if found.rule == "weekend":
        return _finish(found, *_weekend(found, where, context))
    if found.toward in DEICTIC:
        return _deictic(found, where, context)
    if found.decade is not None:
        christian = found.sign >= 0 and found.decade >= 100
        return _finish(found, Stamp(decade=found.decade, christian=christian), EXPLICIT)
    if found.century is not None:
        return _finish(found, Stamp(century=found.century - 1, christian=found.sign >= 0), EXPLICIT)
    if found.year is not None:
        return _finish(found, _plain(found, found.year), EXPLICIT)
    if found.year_toward:
        return _finish(found, *_toward_year(found, where, context))
    if found.month or found.season or found.quarter or found.half:
        return _finish(found, *_yearless(found, where, context))
    if found.weekday:
        return _finish(found, *_weekday(found, where, context))
    if found.day:
        return _finish(found, *_bare_day(found, where, context))
    return _finish(found, *_part(found, where, context))


def _plain(found: Expression, year: int | None) -> Stamp:
    """The stamp of what is said, with a year."""
    if found.season:
        return Stamp(year=year, season=found.season)
    if found.quarter:
        return Stamp(year=year, quarter=found.quarter)
    if found.half:
        return Stamp(year=year, half=found.half)
    day = found.day
    if day and found.month and year is not None and year > 0 and not clamp_day(year, found.month, day):
        day = None
    return Stamp(year=year, month=found.month, day=day)


def _finish(found: Expression, stamp: Stamp, basis: str) -> Anchored:
    if (found.part or found.clock) and stamp.week is None and not stamp.season:
        part = found.part if not found.clock else ""
        stamp = replace(stamp, part=part, clock=found.clock)
    known = stamp.year is not None or stamp.decade is not None or stamp.century is not None
    value = stamp.value
    if found.weekday and not known and stamp.month is None:
        value = f"XXXX-WXX-{found.weekday}" + (f"T{found.clock or found.part}" if found.clock or found.part else "")
    return Anchored(value, basis if known else UNKNOWN, stamp if known else None)


def _toward_year(found: Expression, where: Where, context: Context) -> tuple[Stamp, str]:
    """March of that year, the spring of next year."""
    step = {"l": -1, "x": 1}.get(found.year_toward, 0)
    if found.year_toward == "H" or context.narrative:
        base, basis = _told_or_published(where, context, near=False)
    else:
        base, basis = _published(context), PUBLISHED
    if base is None or base.year is None:
        return _plain(found, None), UNKNOWN
    return _plain(found, base.year + step), basis


def _yearless(found: Expression, where: Where, context: Context) -> tuple[Stamp, str]:
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
    return _plain(found, _news_year(found, today, where.tense)), PUBLISHED


def _background(told: Stamp, where: Where, context: Context) -> bool:
    """In news: an earlier year was told in this paragraph and the verbs are past."""
    if context.today is None:
        return True
    return told.year is not None and told.year < context.today.year and context.told_paragraph == where.paragraph and where.tense != FUTURE


def _told_year(found: Expression, told: Stamp) -> int:
    """The year that brings a month nearest after the last date told; a few months back are a step back in the story."""
    assert told.year is not None
    month, before = season_of(_plain(found, told.year)), season_of(told)
    if month is None or before is None:
        return told.year
    if month - before <= -8:
        return told.year + 1
    return told.year


def _news_year(found: Expression, today: date, tense: int) -> int:
    """The year of a month, season or quarter by direction word, tense, and nearness to publication."""
    stamp = _plain(found, today.year)
    month, day = season_of(stamp) or 1, found.day or 0
    said, now = (month, day), (today.month, today.day if day else 0)
    if found.toward == "h" or said == now:
        return today.year + {"l": -1, "x": 1}.get(found.toward, 0)
    ahead = said > now
    if found.toward == "l" or (tense == PAST and not found.toward and not day):
        return today.year - 1 if ahead else today.year
    if found.toward == "x":
        return today.year if ahead else today.year + 1
    if tense == FUTURE:
        return today.year if ahead or today.month - month <= 3 else today.year + 1
    if ahead:
        # News leaves the year out of days near by; a month ahead without a verb that looks ahead is the last one of that name.
        return today.year - 1 if month - today.month > (6 if day else 2) else today.year
    return today.year + 1 if day and tense == OPEN and today.month - month > 6 else today.year


def _weekday(found: Expression, where: Where, context: Context) -> tuple[Stamp, str]:
    base, basis = context.today, PUBLISHED
    if context.narrative or base is None:
        base, basis = (context.day, NARRATIVE) if context.narrative else (None, UNKNOWN)
    if base is None or found.weekday is None:
        return Stamp(), UNKNOWN
    direction = 1 if where.tense == FUTURE else -1
    if basis == NARRATIVE:
        direction = 1
    if found.toward == "l":
        base, direction = base - timedelta(days=1), -1
    elif found.toward == "x":
        base, direction = base + timedelta(days=1), 1
    elif found.toward == "h":
        direction = 0
    elif where.tense == OPEN and basis == PUBLISHED and (found.weekday - base.isoweekday()) % 7 <= SOON:
        direction = 1
    day = weekday_near(base, found.weekday, direction=direction)
    return (of_day(day), basis) if day else (Stamp(), UNKNOWN)


def _bare_day(found: Expression, where: Where, context: Context) -> tuple[Stamp, str]:
    """The 10th: of the month last told here, else of the month of publication."""
    base, basis = _told_or_published(where, context, near=True)
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
    return _finish(found, of_day(day), basis)


def _overnight(found: Expression, where: Where, context: Context) -> Anchored:
    """The night before the day that the sentence names, else before publication; ahead of it when the sentence looks ahead."""
    base, basis = context.today, PUBLISHED
    if context.day is not None and context.day_sentence == where.sentence:
        base, basis = context.day, context.day_basis
    day = shift_days(base, 0 if where.tense == FUTURE else -1) if base else None
    found.part = "NI"
    return _finish(found, of_day(day), basis) if day else Anchored("XXXX-XX-XXTNI", UNKNOWN)


def _part(found: Expression, where: Where, context: Context) -> tuple[Stamp, str]:
    """This morning, last night, that evening, the next morning, at dawn."""
    told = context.day
    if found.toward in ("h", "l") and not context.narrative and found.rule == "toward_part":
        day = context.today
        step = -1 if found.toward == "l" else 0
        basis = PUBLISHED
    elif found.rule == "night_before":
        day, basis = told or context.today, NARRATIVE if told else PUBLISHED
        step = found.sign
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


def _weekend(found: Expression, where: Where, context: Context) -> tuple[Stamp, str]:
    """The weekend: the last one after past verbs, else this week's; "last" and "next" count from publication."""
    base, basis = (context.day, NARRATIVE) if context.narrative or found.toward == "H" else (context.today, PUBLISHED)
    if base is None:
        return Stamp(week=None), UNKNOWN
    step = {"l": -1, "x": 1}.get(found.toward, 0)
    if not found.toward and where.tense != FUTURE and base.isoweekday() < 6:
        step = -1
    day = shift_days(base, 7 * step)
    return (of_week(day, weekend=True), basis) if day else (Stamp(), UNKNOWN)


def _holiday(found: Expression, where: Where, context: Context) -> Anchored:
    """A named day in the year that is said, told, or nearest to publication."""
    holiday = context.holidays.by_id[found.holiday]
    base, basis = _told_or_published(where, context, near=True)
    if holiday.date:
        found_day = date.fromisoformat(holiday.date)
        return _finish(found, of_day(found_day), EXPLICIT)
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
        return _finish(found, of_day(days[0]), basis)
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


_RESOLVE = {"date": _date, "shift": _shift, "span": _span, "set": _set, "fixed": _fixed}
