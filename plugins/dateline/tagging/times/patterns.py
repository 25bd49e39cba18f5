"""The grammar of time expressions: regular expressions over token classes (see `lexicon`), tried longest idea first. Pure.

`read` finds every expression of a text and fills in what its words say (`Expression`); what it means on the calendar is decided
in `anchoring`.
"""

from __future__ import annotations

import re

from dateline.tagging.times.expressions import Expression, fill, trim
from dateline.tagging.times.ranges import lend, read_tail
from dateline.tagging.times.filters import is_time
from dateline.tagging.times.tokens import Tokens


_YEAR = r"(?:Yb?|bY|[3d]b|b[3d])"
_OF_YEAR = rf"(?:,?o?t?{_YEAR}|ot?H?[Hxl]u|ohu)"
_PRE = r"(?:t?[jeOl]{0,2}Eo|t?[eL]-?(?:it)?i?)?t?"
_PART_OF = r"(?:t?e?(?:it)?-?PU?oi?t?)?"
_WEEKDAY = r"(?:[Wv]\.?,?t?)?"
_COUNT = r"(?:[nd3N](?:-?[n])?(?:g[nd])?|a?-?f(?:o|[nd])?|a|nfo?)"

# Order matters: the first pattern that matches at a token wins, so the longer idea stands first.
_RULES: tuple[tuple[str, str, str], ...] = (
    ("iso", "date", r"I"),
    ("day_first", "date", rf"{_PART_OF}t?[dO](?=[-&g]t?[dO](?:uo|o)?-?M)"),
    ("bc_first", "date", rf"{_PRE}[3dY](?=[-g&][3dY]b)"),
    ("slashed", "date", r"J"),
    ("clock_date", "date", rf"(?:C|d(?=c))c?z?i?,?{_WEEKDAY}(?:M\.?[dO](?!\w){_OF_YEAR}?|[dO]M{_OF_YEAR}?)"),
    ("clock_day", "date", r"(?:C|d(?=c))c?z?i?[WD]P?"),
    ("day_month", "date", rf"{_PRE}{_PART_OF}{_WEEKDAY}[dO](?:uo|o)?-?M\.?{_OF_YEAR}?P?"),
    ("month_day", "date", rf"{_PRE}{_PART_OF}{_WEEKDAY}M\.?[dO](?![-–]?[uU]){_OF_YEAR}?P?"),
    ("month_year", "date", rf"{_PRE}M\.?{_OF_YEAR}"),
    ("toward_month", "date", rf"{_PRE}[lxhH]M(?!\.?\d)"),
    ("month", "date", rf"{_PRE}M"),
    ("weekday_nth", "date", r"W,?tO"),
    ("toward_weekday", "date", rf"{_PRE}{_PART_OF}[lxhH]WP?"),
    ("weekday", "date", rf"{_PRE}{_PART_OF}WP?"),
    ("season_year", "date", rf"{_PRE}S{_OF_YEAR}"),
    ("toward_season", "date", rf"{_PRE}[lxhH]S"),
    ("season", "date", rf"{_PRE}S"),
    ("quarter_of", "date", rf"(?:t?O(?:j)?-?u|Q){_OF_YEAR}?"),
    ("century", "date", rf"{_PRE}[Oe]-?uo?b?"),
    ("decade", "date", rf"{_PRE}(?:e-?)?[Kk]b?"),
    ("holiday", "date", rf"{_PRE}{_PART_OF}[lxhH]?G(?:{_OF_YEAR})?P?"),
    ("day_part", "date", r"DP?"),
    ("toward_part", "date", r"e?t?[lxhHO]P"),
    ("ago", "shift", rf"q*{_COUNT}j*-?[uU]w"),
    ("ago_fuzzy", "shift", r"q*Uw"),
    ("later", "shift", rf"q*{_COUNT}j*[uU](?:L|B(?!_))"),
    ("later_fuzzy", "shift", r"q*U(?:L|B(?!_))"),
    ("age", "span", rf"q*{_COUNT}-?[uU]-?"),
    ("set", "set", rf"y(?:{_COUNT}|O)?[uUWP]"),
    ("span_toward", "span", rf"t?[lxh](?:{_COUNT})j*[uU]"),
    ("half_of", "date", rf"t?[jeOl](?=E)E(?:o(?:{_YEAR}|t?[lxhH]?u))"),
    ("toward_unit", "shift", rf"{_PRE}(?:[lxhH]H?)-?j*uP?"),
    ("unit_before", "shift", r"tu[Bx]"),
    ("the_unit", "shift", r"t?[jeOl]{0,2}Eotu|t?[eL]itu"),
    ("toward_units", "span", r"t?(?:[nd3]j*)?[lxH]U"),
    ("year", "date", rf"{_PRE}u?{_YEAR}"),
    ("year_bc", "date", r"3"),
    ("the_nth", "date", r"tO"),
    ("clock", "date", r"(?:Cc?|dc)z?"),
    ("part", "date", r"t?e?-?P"),
    ("daily", "set", r"Z"),
    ("reference", "fixed", r"tlH?|R"),
    ("units", "span", r"U"),
)
_MASTER = [(name, kind, re.compile(pattern)) for name, kind, pattern in _RULES]
_RUN = re.compile(r"[^_|]+")
_CORE = re.compile(r"[MWvsSuUYPKkDRGICJQZ3]|tl|tO|wd")
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
    for name, kind, pattern in _MASTER:
        match = pattern.match(tokens.classes, place)
        if match and match.end() > place:
            found = Expression(place, match.end() - 1, name, kind)
            fill(found, tokens)
            trim(found, tokens)
            if is_time(found, tokens):
                return found
    return None
