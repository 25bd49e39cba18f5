"""The text as the taggers see it: without invisible characters, and back to the offsets of the article. Pure."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from itertools import accumulate
from typing import TypeVar

from dateline.models.articles import Article
from dateline.models.events import Actor, Attribution, Casualties, Event, Evidence
from dateline.models.mentions import Mention
from dateline.text import Span

PartT = TypeVar("PartT", Actor, Attribution, Casualties)
ToldT = TypeVar("ToldT", Event, Evidence)

# Zero-width spaces and joiners, directional marks and isolates, soft hyphens, variation selectors: they split names.
_INVISIBLE = re.compile("[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff]+")
_BROKEN = re.compile("[\ud800-\udfff]")  # Half of a pair: no encoder takes it, neither does the language model.


class View:
    """`article` to tag: a stretch of the text of `whole`. And the way back to the offsets of the whole for what was found in it."""

    def __init__(self, whole: Article, begin: int = 0, end: int | None = None) -> None:
        text = whole.text[begin:end]
        gaps = [match.span() for match in _INVISIBLE.finditer(text)]
        seen = _BROKEN.sub("\ufffd", _INVISIBLE.sub("", text))
        self.whole, self.begin = whole, begin
        identity = f"{whole.id}#{begin}" if begin else whole.id
        self.article = replace(whole, id=identity, text=seen) if seen != whole.text else whole
        self._added = list(accumulate((stop - start for start, stop in gaps), initial=begin))
        self._positions = [start + begin - added for (start, _), added in zip(gaps, self._added, strict=False)]

    def mentions(self, mentions: Iterable[Mention]) -> Iterator[Mention]:
        """The mentions with offsets and text of the whole."""
        for mention in mentions:
            start, end = self.span(mention.start, mention.end)
            yield replace(mention, start=start, end=end, text=self.whole.text[start:end])

    def events(self, events: Iterable[Event]) -> Iterator[Event]:
        """The events with offsets of the whole."""
        return (_moved_event(event, self.span) for event in events)

    def span(self, start: int, end: int) -> Span:
        """A span of `article` as the span of the whole."""
        first = self._offset(start)
        return first, self._offset(end - 1) + 1 if end > start else first

    def _offset(self, position: int) -> int:
        return position + self._added[bisect_right(self._positions, position)]


def _moved_event(event: Event, move: Callable[[int, int], Span]) -> Event:
    """The event with every offset in it moved."""
    tolls = (replace(_moved(toll, move), attribution=_moved_voice(toll.attribution, move)) for toll in event.casualties)
    evidence = (replace(_with_parties(one, move), sentence=move(*one.sentence), trigger=move(*one.trigger)) for one in event.evidence)
    return replace(_with_parties(event, move), casualties=tuple(tolls), evidence=tuple(evidence))


def _with_parties(told: ToldT, move: Callable[[int, int], Span]) -> ToldT:
    actors, targets = (tuple(_moved(actor, move) for actor in side) for side in (told.actors, told.targets))
    return replace(told, actors=actors, targets=targets, attribution=_moved_voice(told.attribution, move))


def _moved_voice(source: Attribution | None, move: Callable[[int, int], Span]) -> Attribution | None:
    return source and replace(_moved(source, move), voice=source.voice and move(*source.voice))


def _moved(part: PartT, move: Callable[[int, int], Span]) -> PartT:
    start, end = move(part.start, part.end)
    return replace(part, start=start, end=end)
