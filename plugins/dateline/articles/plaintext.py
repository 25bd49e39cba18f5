"""Plain text as an article: the seed's form and `.txt` drops. One paragraph a line where there is no blank line. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from dateline.text import clean, paragraphs

HEADLINE = 20  # Words.
PARAGRAPH = 12  # Words of the text below it.

_SPACE = re.compile(r"\s+")


def read_plain(text: str) -> list[str]:
    """The paragraphs, each on one line."""
    text = clean(text.replace("\r\n", "\n").replace("\r", "\n"))
    return [_SPACE.sub(" ", text[start:end]) for start, end in paragraphs(text)]


def headline_of(lines: Sequence[str]) -> str | None:
    """The first line, when it is short, ends no sentence and stands above a text."""
    if len(lines) < 3:
        return None
    first, second = lines[0], lines[1]
    ends = first.rstrip("\"'”’)»")[-1:]
    short = 2 <= len(first.split()) <= HEADLINE and ends not in ".!:;,…"
    return first if short and max(len(second.split()), len(lines[2].split())) >= PARAGRAPH else None
