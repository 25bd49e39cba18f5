"""Reads all expressions of a text by the grammar of its language: regular expressions over token classes (see `lexicon`). Pure.

A candidate stands where its words look in the text as the language says beside its rule. What the words say is filled in here
(`Expression`); what it means on the calendar is decided in `anchoring`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import MAXYEAR
from itertools import pairwise
from math import isfinite

from dateline.tagging.times.calendars import SEASONS
from dateline.tagging.times.expressions import Expression, fill, trim
from dateline.tagging.times.lexicon import Rule
from dateline.tagging.times.tokens import Tokens

REACH = 30  # Characters to each side of a candidate that are looked at.
_RUN = re.compile(r"[^_|]+")
_CORE = re.compile(r"[MWvSuUYPKkDRGICJQZ3h]|tl|tO|dc")
_STARTS = frozenset("".join(chr(n) for n in range(33, 127))) - frozenset("o|_.,)(/&wbi")
_COUNTED = ("age", "ago", "ago_day", "later", "span_toward")
_MOST = {"day": 31, "month": 12, "weekday": 7, "century": 99, "year": MAXYEAR}  # What is counted from one, and how far.
_LINK = re.compile(r"[-&g/,]{1,2}i?t?")
_DAY_TAIL = re.compile(r"[-&g/]t?d(?![uUcMnN]|-?[uUn])")
_YEAR_TAIL = re.compile(r"[-/]d(?![uUMcO])")


def read(tokens: Tokens) -> list[Expression]:
    """All expressions in order, not overlapping."""
    classes = tokens.classes
    expressions: list[Expression] = []
    for run in _RUN.finditer(classes):
        place, stop = run.span()
        if not _CORE.search(classes, place, stop):
            continue
        while place < stop:
            found = _match(tokens, place) if classes[place] in _STARTS else None
            if found is None:
                place += 1
                continue
            expressions.append(found)
            if (tail := read_tail(found, tokens)) and _is_whole(tail):
                expressions.append(tail)
            place = expressions[-1].last + 1
    lend(expressions, tokens)
    return expressions


def _match(tokens: Tokens, place: int) -> Expression | None:
    first = tokens.lexicon.any_rule.match(tokens.classes, place)  # All at once, to fail fast: the group's number is the rule's.
    for rule in tokens.lexicon.rules[first.lastindex - 1 :] if first and first.lastindex else ():
        match = rule.classes.match(tokens.classes, place)
        if match and match.end() > place:
            found = Expression(place, match.end() - 1, rule.name, rule.kind)
            fill(found, tokens)
            trim(found, tokens)
            if _is_whole(found) and _holds(found, rule, tokens):
                return found
    return None


def _is_whole(found: Expression) -> bool:
    """Whether the words fill the fields without which their rule says no time, with what a calendar has."""
    if found.count is not None and not isfinite(found.count):
        return False  # Words of number that multiply beyond all counting.
    if found.rule in _COUNTED:
        return found.count is not None or (found.fuzzy and found.rule != "ago_day")
    if found.rule.startswith("clock"):
        return bool(found.clock)
    if found.decade is not None and found.decade < 100 and not found.era:
        return False  # The 480s, of which century?
    if found.season and found.season not in SEASONS:
        return False  # The 12th quarter, or a season that only an overlay knows.
    return all((number := getattr(found, field)) is None or 1 <= abs(number) <= most for field, most in _MOST.items())


def _holds(found: Expression, rule: Rule, tokens: Tokens) -> bool:
    """Whether its words look in the text as the language says that they must."""
    start, end = tokens.starts[found.first], tokens.ends[found.last]
    shown = f"{tokens.text[max(0, start - REACH) : start]}⟨{tokens.text[start:end]}⟩{tokens.text[end : end + REACH]}"
    return (rule.only is None or rule.only.search(shown) is not None) and not rule.never.search(shown)


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
        dates = first.kind == second.kind == "date" and first.year is None
        if not dates or not _LINK.fullmatch(tokens.classes, first.last + 1, second.first):
            continue
        if first.rule == "day_first":
            first.month = second.month
            first.year, first.year_toward = second.year, second.year_toward
        elif first.month and second.month and second.year:
            later = (first.month, first.day or 0) > (second.month, second.day or 32)
            first.year = second.year - later
