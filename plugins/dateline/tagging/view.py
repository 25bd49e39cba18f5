"""The text as the taggers see it: without invisible characters, and back to the offsets of the article. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import accumulate
from typing import TypeVar

from dateline.models.articles import Article
from dateline.models.events import Actor, Attribution, Casualties, Event, Evidence
from dateline.models.mentions import Mention
from dateline.text import Span

PartT = TypeVar("PartT", Actor, Attribution, Casualties)

# Zero-width spaces and joiners, directional marks and isolates, soft hyphens, variation selectors: they split names.
_INVISIBLE = re.compile("[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff]+")
_BROKEN = re.compile("[\ud800-\udfff]")  # Half of a pair: no encoder takes it, neither does the language model.


class View:
    """`article` to tag instead of `original`, and the way back for what was found in it."""

    def __init__(self, original: Article) -> None:
        gaps = [(m.start(), m.end()) for m in _INVISIBLE.finditer(original.text)]
        seen = _BROKEN.sub("\ufffd", _INVISIBLE.sub("", original.text))
        self.original = original
        self.article = replace(original, text=seen) if seen != original.text else original
        removed = [0, *accumulate(end - start for start, end in gaps)]
        self._gaps = gaps
        self._positions = [start - before for (start, _), before in zip(gaps, removed, strict=False)]
        self._removed = removed

    def mentions(self, mentions: Sequence[Mention]) -> tuple[Mention, ...]:
        """The mentions with offsets and text of the original."""
        text = self.original.text
        moved = (self.span(m.start, m.end) for m in mentions)
        return tuple(replace(m, start=s, end=e, text=text[s:e]) for m, (s, e) in zip(mentions, moved, strict=True))

    def events(self, events: Sequence[Event]) -> tuple[Event, ...]:
        """The events with offsets of the original."""
        return tuple(moved_event(event, self.span) for event in events) if self._gaps else tuple(events)

    def span(self, start: int, end: int) -> Span:
        """A span of `article` as the span of the original."""
        if not self._gaps:
            return start, end
        last = self._offset(end - 1) + 1 if end > start else self._offset(start)
        return self._offset(start), last

    def _offset(self, position: int) -> int:
        low, high = 0, len(self._positions)
        while low < high:
            middle = (low + high) // 2
            if self._positions[middle] <= position:
                low = middle + 1
            else:
                high = middle
        return position + self._removed[low]


def moved_event(event: Event, move: Callable[[int, int], Span]) -> Event:
    """The event with every offset in it moved."""
    return replace(
        event,
        actors=tuple(_moved(actor, move) for actor in event.actors),
        targets=tuple(_moved(target, move) for target in event.targets),
        casualties=tuple(replace(_moved(toll, move), attribution=_moved_voice(toll.attribution, move)) for toll in event.casualties),
        attribution=_moved_voice(event.attribution, move),
        evidence=tuple(_moved_evidence(one, move) for one in event.evidence),
    )


def _moved_evidence(evidence: Evidence, move: Callable[[int, int], Span]) -> Evidence:
    return Evidence(
        sentence=move(*evidence.sentence),
        trigger=move(*evidence.trigger),
        actors=tuple(_moved(actor, move) for actor in evidence.actors),
        targets=tuple(_moved(target, move) for target in evidence.targets),
        attribution=_moved_voice(evidence.attribution, move),
    )


def _moved_voice(source: Attribution | None, move: Callable[[int, int], Span]) -> Attribution | None:
    return source and replace(_moved(source, move), voice=source.voice and move(*source.voice))


def _moved(part: PartT, move: Callable[[int, int], Span]) -> PartT:
    start, end = move(part.start, part.end)
    return replace(part, start=start, end=end)
