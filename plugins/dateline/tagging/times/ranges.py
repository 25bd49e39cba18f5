"""Two dates that share their words: "May 4 and 5", "3-4 May", "April to June 1955", "1947-54", "499-493 BC". Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from dateline.models.mentions import Mention
from dateline.models.times import Precision
from dateline.tagging.times.calendars import bounds
from dateline.tagging.times.expressions import Expression
from dateline.tagging.times.intervals import join
from dateline.tagging.times.tokens import Tokens

_LINK = re.compile(r"[-&g/,]{1,2}i?t?")
_DAY_TAIL = re.compile(r"[-&g/]t?d(?![uUcMnN]|-?[uUn])")
_YEAR_TAIL = re.compile(r"[-/]d(?![uUMcO])")


def read_tail(found: Expression, tokens: Tokens) -> Expression | None:
    """The second date of "May 4 and 5" or "1957-60", which is but a number."""
    ends = tokens.classes[found.last]
    by_day = found.kind == "date" and found.day and found.month and found.part in ("", "NI") and ends in "dO"
    by_year = found.rule in ("year", "month_year") and found.year and found.year > 0 and ends == "Y"
    match = (_DAY_TAIL if by_day else _YEAR_TAIL).match(tokens.classes, found.last + 1) if by_day or by_year else None
    if match is None:
        return None
    place = match.end() - 1
    number = int(tokens.words[place].number)
    tail = replace(found, first=place, last=place, weekday=None, mod="", part="")
    if by_day:
        return replace(tail, rule="day_tail", day=number)
    year = (found.year or 0) // 100 * 100 + number
    return replace(tail, rule="year_tail", year=year, month=None) if year > (found.year or 0) else None


def lend(expressions: Sequence[Expression], tokens: Tokens) -> None:
    """Give the first of two linked dates what only the second says: its month, year or era."""
    for first, second in reversed(list(pairwise(expressions))):
        if first.kind != "date" or second.kind != "date" or first.year is not None:
            continue
        if not _LINK.fullmatch(tokens.classes, first.last + 1, second.first):
            continue
        if first.rule == "day_first":
            first.month = second.month
            first.year, first.year_toward = second.year, second.year_toward
        elif first.month and second.month and second.year:
            later = (first.month, first.day or 0) > (second.month, second.day or 32)
            first.year = second.year - later


def as_one_night(text: str, first: Mention, second: Mention, zone: ZoneInfo, between: re.Pattern[str]) -> Mention | None:
    """Both mentions as one time where they tell one night, else None; `between` is what stands between the two.

    "Thursday night into Friday morning" is from the start of the first to the end of the second, "the night of October 13 to 14" the night
    that the first names.
    """
    night, morning = first.time, second.time
    if night is None or morning is None or not night.value.endswith("TNI") or not between.fullmatch(text, first.end, second.start):
        return None
    evening, day = bounds(night.value), bounds(morning.value)
    if evening is None or day is None or day[0].date() - evening[0].date() != timedelta(days=1):
        return None
    if morning.value.endswith("TMO"):
        night = join(night, morning, zone)
    elif morning.precision is not Precision.DAY:
        return None
    return replace(first, end=second.end, text=text[first.start : second.end], rule="time.night_into", time=night)
