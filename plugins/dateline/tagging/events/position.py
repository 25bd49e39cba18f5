"""Where an article tells an event: headline, lead, body or background. Pure.

News is written from the top down, so the place in the text orders the events; what lies far back in time is background wherever it
stands. An event is the headline's when the title names its deed and one of those who do, suffer or house it.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from dateline.models import Position, TimeValue
from dateline.text import search_words

LEAD = 2  # Paragraphs.
HISTORY = timedelta(days=45)  # What ended longer before publication is told to explain, not as news.
SHORTEST = 4  # Letters of a word that tells something.
ENDING = 4  # Letters by which two forms of one word differ: "bomb" and "bombing", "strike" and "striking".


def position_of(
    *, title: str | None, published: datetime | None, paragraph: int, time: TimeValue | None, trigger: str, others: Iterable[str]
) -> Position:
    """`trigger` are the event's own words, `others` the words for its actors, targets and place."""
    if published and time and time.end and published - time.end > HISTORY:
        return Position.BACKGROUND
    if title and _tells(title, trigger, others):
        return Position.HEADLINE
    return Position.LEAD if paragraph < LEAD else Position.BODY


def _tells(title: str, trigger: str, others: Iterable[str]) -> bool:
    words = set(search_words(title))
    deed = any(_alike(word, other) for word in search_words(trigger) for other in words)
    return deed and bool(words & {word for text in others for word in search_words(text) if len(word) >= SHORTEST})


def _alike(one: str, other: str) -> bool:
    pairs = enumerate(zip(one, other, strict=False))
    shared = next((n for n, (a, b) in pairs if a != b), min(len(one), len(other)))
    return shared >= SHORTEST and max(len(one), len(other)) - shared <= ENDING
