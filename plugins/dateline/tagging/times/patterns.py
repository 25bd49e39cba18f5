"""The grammar of time expressions: regular expressions over token classes (see `lexicon`), tried longest idea first. Pure.

`read` finds every expression of a text and fills in what its words say (`Expression`); what it means on the calendar is decided
in `anchoring`.
"""

from __future__ import annotations

import re

from dateline.tagging.times.expressions import Expression, fill, trim
from dateline.tagging.times.filters import is_time
from dateline.tagging.times.ranges import lend, read_tail
from dateline.tagging.times.tokens import Tokens

_YEAR = r"(?:Yb?|bY|[3d]b|b[3d])"
_OF_YEAR = rf"(?:,?o?t?{_YEAR}|o?t?H?[Hxl]u|o?hu)"
_PRE = r"(?:t?[jeOl]{0,2}Eo|t?[eL]-?(?:it)?i?)?t?"
_PART_OF = r"(?:(?:t?(?:e-?)?(?:it)?PU?|t?eU)o?i?t?|De?(?:i(?=W))?)?"
_WEEKDAY = r"(?:[Wv]\.?,?t?)?"
_COUNT = r"(?:[nd3N](?:-?[n]){0,2}(?:[-g&][nd])?(?:&aE)?|a?-?f(?:o|n)?|an|aE-?|E-?a?|a|n?fo?)"

# Order matters: the first pattern that matches at a token wins, so the longer idea stands first.
_RULES: tuple[tuple[str, str, str], ...] = (
    ("iso", "date", r"I"),
    ("day_first", "date", rf"{_PART_OF}t?[dO](?=[-&g]t?[dO](?:uo|o)?-?M)"),
    ("bc_first", "date", rf"{_PRE}[3dY](?=[-g&][3dY]b)"),
    ("slashed", "date", r"J"),
    ("dashed", "date", r"d-M-(?:Y|d)(?![-\w])|d/M/(?:Y|d)(?![/\w])"),
    ("day_of", "date", rf"t?[Ol]uo(?:t?H?[hHlx]?u|M\.?{_OF_YEAR}?|Y)"),
    ("hours_minutes", "date", r"[YN]z"),
    ("clock_date", "date", rf"(?:C|d(?=c))c?z?i?,?{_WEEKDAY}(?:M\.?[dO](?!\w){_OF_YEAR}?|[dO]M{_OF_YEAR}?)"),
    ("clock_day", "date", r"(?:C|d(?=c))c?z?i?[WD]P?"),
    ("day_month", "date", rf"{_PRE}{_PART_OF}{_WEEKDAY}[dO](?:uo|o)?-?M\.?{_OF_YEAR}?P?"),
    ("month_day", "date", rf"{_PRE}{_PART_OF}{_WEEKDAY}M\.?[dO](?![-–]?[uU]){_OF_YEAR}?P?"),
    ("month_year", "date", rf"{_PRE}M\.?{_OF_YEAR}"),
    ("toward_month", "date", rf"{_PRE}h?[lxhH]M(?!\.?\d)"),
    ("month", "date", rf"{_PRE}M"),
    ("weekday_nth", "date", r"W,?tO"),
    ("toward_weekday", "date", rf"{_PRE}{_PART_OF}h?[lxhH]WP?"),
    ("weekday", "date", rf"{_PRE}{_PART_OF}WP?"),
    ("season_year", "date", rf"{_PRE}S{_OF_YEAR}"),
    ("toward_season", "date", rf"{_PRE}h?[lxhH]S"),
    ("season", "date", rf"{_PRE}S"),
    ("quarter_of", "date", rf"(?:t?O(?:j)?-?u|Q){_OF_YEAR}?"),
    ("century", "date", rf"{_PRE}[Oe]-?uo?b?"),
    ("decade", "date", rf"{_PRE}(?:e-?)?[Kk]b?"),
    ("holiday", "date", rf"{_PRE}{_PART_OF}[lxhH]?G(?:{_OF_YEAR})?P?"),
    ("day_part", "date", r"[eL]?DP?"),
    ("toward_part", "date", r"e?t?[lxhHO]P"),
    ("before_yesterday", "date", r"tuBD"),
    ("night_before", "date", r"tPB(?=[.,|)])"),
    ("from_now", "shift", rf"q{{0,3}}{_COUNT}j{{0,2}}[uU]i[RDWv]"),
    ("ago_day", "shift", rf"q{{0,3}}{_COUNT}j{{0,2}}-?[uU]w(?:i?t?[DWv]|hu|gtu)"),
    ("ago", "shift", rf"q{{0,3}}{_COUNT}j{{0,2}}-?[uU]w"),
    ("ago_fuzzy", "shift", r"q{0,3}Uw"),
    ("later", "shift", rf"q{{0,3}}{_COUNT}j{{0,2}}[uU](?:L|B(?=[.,|)]))"),
    ("years_on", "shift", rf"q{{0,3}}{_COUNT}j{{0,2}}[uU]i(?=,)"),
    ("later_fuzzy", "shift", r"q{0,3}U(?:L|B(?=[.,|)]))"),
    ("weekend", "date", r"(?:t?[eL]-?)?t?(?:h?[lxhH]H?)?u"),
    ("seconds", "span", r"[nd3]-O"),
    ("long", "span", rf"{_COUNT}?-?[uU]-j"),
    ("age", "span", rf"q{{0,3}}{_COUNT}(?:-?q)?j{{0,2}}-?[uU](?:-?V)?"),
    ("set", "set", rf"y(?:{_COUNT}|O)?[uUWP]"),
    ("span_toward", "span", rf"t?[lxh](?:{_COUNT})(?:-?q)?j{{0,2}}[uU]"),
    ("half_of", "date", rf"t?[jeOl](?=E)E(?:o(?:{_YEAR}|t?[lxhH]?u))"),
    ("toward_unit", "shift", rf"{_PRE}(?:h?[lxhH]H?)-?j{{0,2}}uP?"),
    ("unit_before", "shift", r"tu[Bx]"),
    ("the_unit", "shift", r"t?[jeOl]{0,2}Eotu|t?[eL]itu|u-E"),
    ("toward_units", "span", r"t?(?:[nd3]j{0,2})?[lxH]U"),
    ("year", "date", rf"{_PRE}u?{_YEAR}"),
    ("year_bc", "date", r"3"),
    ("the_quarter", "shift", r"tu"),
    ("first_of", "span", r"tOu(?=o)"),
    ("the_nth", "date", r"tO"),
    ("clock", "date", r"(?:Cc?|dc)z?"),
    ("part", "date", r"t?(?:e-?)?P"),
    ("daily", "set", r"Z"),
    ("weekdays", "set", r"s"),
    ("reference", "fixed", r"tl|t?j?(?:R[uU]?)|t?h"),
    ("units", "span", r"U"),
)
_PATTERNS = tuple(re.compile(pattern) for _, _, pattern in _RULES)
# All at once, to fail fast: which rule matched is the group's number.
_ANY = re.compile("|".join(f"({pattern})" for _, _, pattern in _RULES))
_RUN = re.compile(r"[^_|]+")
_CORE = re.compile(r"[MWvsSuUYPKkDRGICJQZ3h]|tl|tO|-O|dc")
_STARTS = frozenset("".join(chr(n) for n in range(33, 127))) - frozenset("o|_.,)(/&wbi")


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
            if tail := read_tail(found, tokens):
                expressions.append(tail)
            place = expressions[-1].last + 1
    lend(expressions, tokens)
    return expressions


def _match(tokens: Tokens, place: int) -> Expression | None:
    match = _ANY.match(tokens.classes, place)
    rule = match.lastindex - 1 if match and match.lastindex else len(_RULES)
    while rule < len(_RULES):
        if match and match.end() > place:
            name, kind, _ = _RULES[rule]
            found = Expression(place, match.end() - 1, name, kind)
            fill(found, tokens)
            trim(found, tokens)
            if is_time(found, tokens):
                return found
        rule += 1
        match = _PATTERNS[rule].match(tokens.classes, place) if rule < len(_RULES) else None
    return None
