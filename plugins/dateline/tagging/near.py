"""Spans by where they stand, so that a word of a long text costs no more than one of a short text. Pure."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from operator import itemgetter
from typing import Generic, Protocol, TypeVar

from dateline.text import Span


class Spanned(Protocol):
    """Whatever begins and ends somewhere: a mention, a finding, an act."""

    @property
    def start(self) -> int:
        """The first character."""

    @property
    def end(self) -> int:
        """The character after the last."""


SpannedT = TypeVar("SpannedT", bound=Spanned)


class Near(Generic[SpannedT]):
    """Spans of one text, in their order; of two that begin together the longer comes first."""

    def __init__(self, spans: Iterable[SpannedT]) -> None:
        self._spans = sorted(spans, key=lambda one: (one.start, -one.end))
        self._starts = [one.start for one in self._spans]
        self._longest = max((one.end - one.start for one in self._spans), default=0)

    def around(self, start: int, end: int) -> list[SpannedT]:
        """Those that share a character with a span."""
        first, last = bisect_left(self._starts, start - self._longest), bisect_left(self._starts, end)
        return [one for one in self._spans[first:last] if one.end > start]


def last_from(spans: Sequence[Span], offset: int) -> int:
    """The index of the last span that begins at an offset or before it; -1 before all."""
    return bisect_right(spans, offset, key=itemgetter(0)) - 1


def holding(spans: Sequence[Span], offset: int) -> Span | None:
    """The span that holds an offset, if one does."""
    index = last_from(spans, offset)
    return spans[index] if index >= 0 and offset < spans[index][1] else None
