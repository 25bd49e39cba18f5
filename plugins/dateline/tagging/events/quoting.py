"""Quotations: what stands between quotation marks, over paragraphs where one goes on. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dateline.text import Span

OPENING, CLOSING, STRAIGHT = "“«", "”»", '"'
LONGEST = 3000  # Characters. A mark that is closed later than this was never closed.


def quotations(text: str, paragraphs: Sequence[Span]) -> list[Span]:
    """The spans between quotation marks, in order. One that its paragraph leaves open goes on where the next paragraph opens one again."""
    found: list[Span] = []
    left_open = False
    for start, end in paragraphs:
        here = list(_within(text, start, end))
        if here and left_open and not text[start : here[0][0]].strip():
            here[0] = (found.pop()[0], *here[0][1:])
        found.extend((first, last) for first, last, _ in here)
        left_open = bool(here) and not here[-1][2]
    return [span for span in found if span[1] - span[0] <= LONGEST]


def _within(text: str, start: int, end: int) -> Iterator[tuple[int, int, bool]]:
    """The quotations of one paragraph: where each begins and ends, and whether it was closed."""
    opened: int | None = None
    for n in range(start, end):
        mark = text[n]
        if opened is None and mark in OPENING + STRAIGHT:
            opened = n
        elif opened is not None and mark in CLOSING + STRAIGHT:
            yield opened, n + 1, True
            opened = None
    if opened is not None:
        yield opened, end, False
