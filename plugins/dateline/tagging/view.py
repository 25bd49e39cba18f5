"""The text as the taggers see it: without invisible characters, and back to the offsets of the article. Pure."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
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
        seen, title = (_BROKEN.sub("\ufffd", _INVISIBLE.sub("", told)) for told in (text, whole.title or ""))
        self.whole, self.begin = whole, begin
        identity = f"{whole.id}#{begin}" if begin else whole.id
        self.article = replace(whole, id=identity, text=seen, title=title) if (seen, title) != (whole.text, whole.title or "") else whole
        self._added = list(accumulate((stop - start for start, stop in gaps), initial=begin))
        self._positions = [start + begin - added for (start, _), added in zip(gaps, self._added, strict=False)]

    def mentions(self, mentions: Iterable[Mention]) -> Iterator[Mention]:
        """The mentions with offsets and text of the whole."""
        for mention in mentions:
            start, end = self.span(mention.start, mention.end)
            yield replace(mention, start=start, end=end, text=self.whole.text[start:end])

    def events(self, events: Iterable[Event]) -> Iterator[Event]:
        """The events with offsets of the whole."""
        for event in events:
            tolls = (replace(self._moved(toll), attribution=self._voice(toll.attribution)) for toll in event.casualties)
            evidence = (
                replace(self._told(one), sentence=self.span(*one.sentence), trigger=self.span(*one.trigger)) for one in event.evidence
            )
            yield replace(self._told(event), casualties=tuple(tolls), evidence=tuple(evidence))

    def span(self, start: int, end: int) -> Span:
        """A span of `article` as the span of the whole."""
        first = self._offset(start)
        return first, self._offset(end - 1) + 1 if end > start else first

    def _offset(self, position: int) -> int:
        return position + self._added[bisect_right(self._positions, position)]

    def _told(self, told: ToldT) -> ToldT:
        actors, targets = (tuple(map(self._moved, side)) for side in (told.actors, told.targets))
        return replace(told, actors=actors, targets=targets, attribution=self._voice(told.attribution))

    def _voice(self, source: Attribution | None) -> Attribution | None:
        return source and replace(self._moved(source), voice=source.voice and self.span(*source.voice))

    def _moved(self, part: PartT) -> PartT:
        start, end = self.span(part.start, part.end)
        return replace(part, start=start, end=end)
