"""Two dates that share their words: "May 4 and 5", "3-4 May", "April to June 1955", "1947-54", "499-493 BC". Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from dateline.models.mentions import Mention
from dateline.models.times import Precision
from dateline.tagging.times.expressions import Expression
from dateline.tagging.times.intervals import join, localise
from dateline.tagging.times.lexicon import Lexicon
from dateline.tagging.times.tokens import Tokens

_LINK = re.compile(r"[-&g/,]{1,2}i?t?")
_DAY_TAIL = re.compile(r"[-&g/]t?([dO])(?![uUcMnN]|-?[uUn])")
_YEAR_TAIL = re.compile(r"[-&/](d)(?![uUMcO])")


def read_tail(found: Expression, tokens: Tokens) -> Expression | None:
    """The second date of "May 4 and 5" or "1957-60", which is but a number."""
    if found.kind != "date":
        return None
    if found.day and found.month and found.part in ("", "NI") and tokens.classes[found.last] in "dO":
        match = _DAY_TAIL.match(tokens.classes, found.last + 1)
        if match and not _counts(tokens, match, found.last):
            place = match.end() - 1
            day = int(tokens.words[place].number)
            if 1 <= day <= 31 and tokens.text[tokens.starts[place]].isdigit():
                return replace(found, first=match.end() - 1, last=match.end() - 1, rule="day_tail", day=day, weekday=None, mod="", part="")
    if found.rule in ("year", "month_year") and found.year and found.year > 0 and tokens.classes[found.last] == "Y":
        match = _YEAR_TAIL.match(tokens.classes, found.last + 1)
        if match and tokens.classes[found.last + 1] != "&":
            number, word = int(tokens.words[match.end() - 1].number), tokens.words[match.end() - 1].code
            if len(word) == 2 and number > found.year % 100:
                year = found.year - found.year % 100 + number
                return replace(found, first=match.end() - 1, last=match.end() - 1, rule="year_tail", year=year, month=None, mod="")
    return None


def _counts(tokens: Tokens, match: re.Match[str], last: int) -> bool:
    """Whether the number after "and" counts something: "on May 4 and 5 people died"."""
    if tokens.classes[last + 1] == "-":
        return False
    after = tokens.ends[match.end() - 1]
    follows = re.match(r"\s+([a-z]+)", tokens.text[after : after + 24])
    return follows is not None and follows[1] not in tokens.lexicon.set("after-days")


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
        elif first.month and second.month and second.year and not first.weekday:
            later = (first.month, first.day or 0) > (second.month, second.day or 32)
            first.year = second.year - (1 if later else 0)


def as_one_night(text: str, first: Mention, second: Mention, zone: ZoneInfo, lexicon: Lexicon) -> Mention | None:
    """Both mentions as one time where they tell one night, else None.

    "Thursday night into Friday morning", "late Thursday and early Friday" are from the start of the first to the end of the second; "the
    night of October 13 to 14" is the night that the first names.
    """
    if (
        first.time is None
        or second.time is None
        or not lexicon.language.pattern("times-one-night").fullmatch(text, first.end, second.start)
    ):
        return None
    evening, morning = _day_of(first.time.value), _day_of(second.time.value)
    if evening is None or morning is None or morning - evening != timedelta(days=1):
        return None
    at_night, in_the_morning = first.time.value.endswith("TNI"), second.time.value.endswith("TMO")
    if at_night and second.time.precision is Precision.DAY and not _says(second, lexicon.set("early")):
        time = first.time
    elif (at_night or _says(first, lexicon.set("late"))) and (in_the_morning or _says(second, lexicon.set("early"))):
        # "Late Thursday" and "early Friday" are days to a calendar; between them lies a night.
        begins = first.time if at_night else localise(replace(first.time, value=f"{evening}TNI"), zone)
        ends = second.time if in_the_morning else localise(replace(second.time, value=f"{morning}TMO"), zone)
        time = join(begins, ends, zone)
    else:
        return None
    return replace(first, end=second.end, text=text[first.start : second.end], rule="time.night_into", time=time)


def _says(mention: Mention, words: frozenset[str]) -> bool:
    return mention.text.lower().split(maxsplit=1)[0] in words


def _day_of(value: str) -> date | None:
    try:
        return date.fromisoformat(value[:10])
    except ValueError:
        return None
