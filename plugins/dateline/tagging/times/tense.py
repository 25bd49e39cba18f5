"""Whether a sentence speaks of the past or of what is to come, told from the verbs next to a time. Pure, no parser.

Good enough to choose between last Friday and next Friday: in news an undated weekday is past unless something says otherwise.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence

from dateline.text import Span

PAST, OPEN, FUTURE = -1, 0, 1
REACH = 160  # Characters to each side; longer sentences hold several clauses with tenses of their own.
LOOK = 3  # Cues to each side that are weighed.
AFTER = 1.5  # A cue after the time counts as further off than one before it,
NEXT_CLAUSE = 3.0  # and further still behind a comma, where another clause begins.
REPORT_NEAR = 9  # "said late on Friday" dates the saying; a reporting verb further off says little of what is reported.
REPORT_FAR = 4

_KINDS = {"future": FUTURE, "report": PAST, "past": PAST}
Cue = tuple[int, int, str]  # Where a verb begins and ends, and which tense it is of.


def cues_in(text: str, sentence: Span, cues: re.Pattern[str]) -> list[Cue]:
    """The cues of a sentence in order, for all the times in it."""
    return [(*cue.span(), cue.lastgroup or "") for cue in cues.finditer(text, *sentence)]


def tense_at(text: str, cues: Sequence[Cue], start: int, end: int) -> int:
    """PAST, FUTURE or OPEN for a span of a sentence: the nearest cue decides, one before it rather than one after."""
    place = bisect_left(cues, (start, 0, ""))
    best, tense = float(REACH), OPEN
    for begin, stop, kind in cues[max(0, place - LOOK) : place + LOOK]:
        distance = float(start - stop) if stop <= start else (begin - end) * AFTER
        if stop > start and re.search("[,;]", text[end:begin]):
            distance *= NEXT_CLAUSE
        if kind == "report" and distance > REPORT_NEAR:
            distance *= REPORT_FAR
        if distance <= best:
            best, tense = distance, _KINDS.get(kind, OPEN)
    return tense
