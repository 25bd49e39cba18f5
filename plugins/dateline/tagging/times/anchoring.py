"""What each expression means on the calendar: publication, the last date told, or its own words. Pure; one pass in text order.

News hangs relative times on the publication date. Histories, and background paragraphs of news, hang a bare month or "the next day"
on the last date told. Which text is a history is read off the text itself (`story.is_narrative`).
"""

from __future__ import annotations

from dateline.tagging.times.calendars import Stamp
from dateline.tagging.times.context import Anchored, Context, Where
from dateline.tagging.times.dates import resolve_date
from dateline.tagging.times.expressions import Expression
from dateline.tagging.times.shifts import reference, resolve_shift, set_of, span_of
from dateline.tagging.times.tense import FUTURE


def anchor(found: Expression, where: Where, context: Context) -> Anchored | None:
    """The meaning of one expression, None if it is no time here; remembers what later ones hang on."""
    if not _belongs(found, where, context):
        return None
    result = _meaning(found, where, context)
    _remember(found, result, where, context)
    return result


def _meaning(found: Expression, where: Where, context: Context) -> Anchored:
    if found.kind == "shift":
        return resolve_shift(found, where, context)
    if found.kind == "span":
        return span_of(found)
    if found.kind == "set":
        return set_of(found)
    if found.kind == "fixed":
        return reference(found)
    return resolve_date(found, where, context)


def _belongs(found: Expression, where: Where, context: Context) -> bool:
    """Words that say a time only in some texts: "former" in histories, "soon" of what is to come."""
    if found.word == "former":
        return context.narrative
    if found.word == "soon":
        return where.tense == FUTURE and not context.narrative
    return True


def _remember(found: Expression, result: Anchored, where: Where, context: Context) -> None:
    stamp = result.stamp
    if stamp is None or stamp.year is None:
        return
    if not _aside(found, stamp, where, context):
        context.told, context.told_paragraph = stamp, where.paragraph
    if day := stamp.date:
        context.day, context.day_sentence, context.day_basis = day, where.sentence, result.basis


def _aside(found: Expression, stamp: Stamp, where: Where, context: Context) -> bool:
    """Whether a date does not move the story: its bare year again, a look back, a far date in passing (`story.moves`)."""
    if not where.moves or (found.sign < 0 and found.kind == "shift") or found.toward == "l":
        return True
    told = context.told
    return told is not None and stamp == Stamp(year=told.year)
