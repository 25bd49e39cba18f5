"""Plain text as an article: the seed's form and `.txt` drops. One paragraph a line where there is no blank line. Pure."""

from __future__ import annotations

import re

from dateline.text import clean, paragraphs

_SPACE = re.compile(r"\s+")


def read_plain(text: str) -> list[str]:
    """The paragraphs, each on one line."""
    text = clean(text.replace("\r\n", "\n").replace("\r", "\n"))
    return [_SPACE.sub(" ", text[start:end]) for start, end in paragraphs(text)]
