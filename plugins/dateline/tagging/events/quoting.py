"""Quotations: what stands between quotation marks, in each paragraph. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from dateline.text import Span

OPENING, CLOSING = '“«"', '”»"'


def quotations(text: str, start: int, end: int) -> Iterator[Span]:
    """The spans between quotation marks in a paragraph, in order. One that it leaves open ends with it."""
    opened: int | None = None
    for n in range(start, end):
        if opened is None and text[n] in OPENING:
            opened = n
        elif opened is not None and text[n] in CLOSING:
            yield opened, n + 1
            opened = None
    if opened is not None:
        yield opened, end
