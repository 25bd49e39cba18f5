"""Time expressions: found, read, and put on the calendar. No language model; runs over the whole text of every article.

    text -> tokens -> patterns (expressions) -> anchoring (TIMEX3 values) -> intervals (UTC)
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from dateline.models import Kind, Mention, TimeValue
from dateline.tagging.times.anchoring import Context, Where, anchor, is_narrative
from dateline.tagging.times.intervals import join, localise
from dateline.tagging.times.patterns import read
from dateline.tagging.times.tense import tense_at
from dateline.tagging.times.tokens import tokenise
from dateline.text import Span

__all__ = ["find_times", "join", "localise"]


def find_times(
    text: str, *, sentences: Sequence[Span], paragraphs: Sequence[Span], published: datetime | None, zone: ZoneInfo
) -> list[Mention]:
    """Every time expression inside the sentences, in order, not overlapping; `zone` is where days begin and end."""
    tokens = tokenise(text, sentences)
    found = list(read(tokens))
    if not found:
        return []
    local = published.astimezone(zone) if published else None
    context = Context(local, is_narrative(found, local.date() if local else None))
    sentence_starts = [start for start, _ in sentences]
    paragraph_starts = [start for start, _ in paragraphs]
    mentions = []
    for expression in found:
        start, end = tokens.starts[expression.first], tokens.ends[expression.last]
        sentence = bisect_right(sentence_starts, start) - 1
        where = Where(sentence, bisect_right(paragraph_starts, start) - 1, tense_at(text, start, end, sentences[sentence]))
        anchored = anchor(expression, where, context)
        value = localise(TimeValue(value=anchored.value, basis=anchored.basis, precision=_precision(expression.kind)), zone)
        mentions.append(Mention(start=start, end=end, text=text[start:end], kind=Kind.TIME, rule=f"time.{expression.rule}", time=value))
    return mentions


def _precision(kind: str) -> str:
    return {"span": "duration", "set": "set"}.get(kind, "unknown")
