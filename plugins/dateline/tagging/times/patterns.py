"""Reads all expressions of a text by the grammar of its language: regular expressions over token classes (see `lexicon`). Pure.

What the words of an expression say is filled in here (`Expression`); what it means on the calendar is decided in `anchoring`.
"""

from __future__ import annotations

import re

from dateline.tagging.times.expressions import Expression, fill, trim
from dateline.tagging.times.filters import is_time
from dateline.tagging.times.ranges import lend, read_tail
from dateline.tagging.times.tokens import Tokens

_RUN = re.compile(r"[^_|]+")
_CORE = re.compile(r"[MWvSuUYPKkDRGICJQZ3h]|tl|tO|dc")
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
    rules = tokens.lexicon.rules
    match = tokens.lexicon.any_rule.match(tokens.classes, place)  # All at once, to fail fast: the group's number is the rule's.
    for number in range(match.lastindex - 1 if match and match.lastindex else len(rules), len(rules)):
        rule = rules[number]
        match = rule.classes.match(tokens.classes, place)
        if match and match.end() > place:
            found = Expression(place, match.end() - 1, rule.name, rule.kind)
            fill(found, tokens)
            trim(found, tokens)
            if is_time(found, rule, tokens):
                return found
    return None
