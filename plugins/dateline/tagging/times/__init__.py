"""Time expressions: found, read, and put on the calendar. No language model; runs over the whole text of every article.

text -> tokens -> patterns (expressions) -> anchoring (TIMEX3 values) -> intervals (UTC)
"""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from dateline.models.mentions import Kind, Mention
from dateline.models.times import Precision, TimeValue
from dateline.tagging.near import last_from
from dateline.tagging.times.anchoring import anchor
from dateline.tagging.times.context import Context, Where
from dateline.tagging.times.dates import resolve_date
from dateline.tagging.times.expressions import Expression
from dateline.tagging.times.holidays import Holidays
from dateline.tagging.times.intervals import as_one_night, localise, to_local
from dateline.tagging.times.lexicon import Lexicon
from dateline.tagging.times.patterns import read
from dateline.tagging.times.story import is_narrative, moves, only_year
from dateline.tagging.times.tense import OPEN, cues_in, tense_at
from dateline.tagging.times.tokens import Tokens, tokenise
from dateline.text import Span

LONGEST_HEADING = 90  # Characters.
LONGEST_PLACE_LINE = 70  # Characters.
MONTH_FIRST = ("America/", "US/")  # Zones where 12/05 is the 5th of December.
_PLACE_LINE = re.compile(r"\s*(?:[^\W\d_a-z][^\W\d_]*[^\w\n]+)+")  # Names alone: "PORT MARROW, Estland (AP), ".
_LINE_ENDS = re.compile(r"[\s,.)]*(?:\([^()\n]{1,40}\)\s*)?(?:[-–—]{1,2}\s|:\s)")
_PRECISION = {"span": Precision.DURATION, "set": Precision.SET}


def find_times(
    text: str,
    *,
    sentences: Sequence[Span],
    paragraphs: Sequence[Span],
    published: datetime | None,
    zone: ZoneInfo,
    holidays: Holidays,
    lexicon: Lexicon,
) -> list[Mention]:
    """Every time expression inside the sentences, in order, not overlapping; `zone` is where days begin and end."""
    tokens = tokenise(text, sentences, holidays, lexicon)
    found = read(tokens)
    if not found:
        return []
    local = to_local(published, zone) if published else None
    local = _written(text, tokens, found[0], Context(local, False, holidays)) if local else None
    narrative = is_narrative(found, tokens.starts, local.date() if local else None)
    day_first = zone.key != "UTC" and not zone.key.startswith(MONTH_FIRST)
    context = Context(local, narrative, holidays, day_first=day_first, told=None if local else only_year(found))
    stands = [last_from(paragraphs, tokens.starts[expression.first]) for expression in found]
    headings = [0 <= place < len(paragraphs) and _is_heading(text, paragraphs[place]) for place in stands]
    mentions: list[Mention] = []
    verbs, one_night = (lexicon.language.pattern(f"times-{name}") for name in ("tense", "one-night"))
    cues = functools.cache(lambda sentence: cues_in(text, sentences[sentence], verbs))  # Once a sentence, and only where one is asked for.
    leads = {word: int(tense) for word, tense in lexicon.language.numbers("times-leads").items()}
    for expression, paragraph, moving in zip(found, stands, moves(found, headings), strict=True):
        start, end = tokens.starts[expression.first], tokens.ends[expression.last]
        sentence = last_from(sentences, start)
        tense = leads.get(tokens.words[expression.first - 1].code) if expression.first else None
        if tense is None:  # A word before the time ("since", "until") says more than any verb.
            tense = tense_at(text, cues(sentence), start, end)
        anchored = anchor(expression, Where(sentence, paragraph, tense, moving), context)
        if anchored is None:
            continue
        precision = _PRECISION.get(expression.kind, Precision.UNKNOWN)
        value = localise(TimeValue(value=anchored.value, basis=anchored.basis, precision=precision), zone)
        mention = Mention(start=start, end=end, text=text[start:end], kind=Kind.TIME, rule=f"time.{expression.rule}", time=value)
        if mentions and not narrative and (night := as_one_night(text, mentions[-1], mention, zone, one_night)):
            mentions[-1] = night
        else:
            mentions.append(mention)
    return mentions


def _written(text: str, tokens: Tokens, first: Expression, context: Context) -> datetime | None:
    """When the text was written: on the day of its dateline ("KABUL, Oct 3 - ...") where that lies before its publication."""
    start, end = tokens.starts[first.first], tokens.ends[first.last]
    named = start <= LONGEST_PLACE_LINE and _PLACE_LINE.fullmatch(text, 0, start) and _LINE_ENDS.match(text, end)
    if not (named and first.month and first.day):
        return context.published
    stamp = resolve_date(replace(first), Where(0, 0, OPEN), context).stamp
    day, published = stamp.date if stamp else None, context.published
    return published.replace(year=day.year, month=day.month, day=day.day) if day and published and day < published.date() else published


def _is_heading(text: str, paragraph: Span) -> bool:
    start, end = paragraph
    return end - start <= LONGEST_HEADING and text[end - 1] not in '.!?"”'
