"""Characters as they were meant: mojibake is repaired where it is certain, and text is NFC without control characters. Pure."""

from __future__ import annotations

import re

import ftfy

from dateline.text import clean

# UTF-8 read as a one-byte code page leaves these pairs, which no language writes.
_MOJIBAKE = re.compile(
    "[\u00c2\u00c3\u00d0\u00d1\u00d8\u00d9][\u0080-\u00bf\u0152-\u017e\u2018-\u203a\u20ac\u2122]|\u00e2(?:\u20ac|\u0080)[\u0080-\u00bf\u0152-\u2122]"
)


def mended(text: str) -> str:
    """The text repaired and normalised. Without the marks of mojibake it is only normalised."""
    if _MOJIBAKE.search(text):
        text = ftfy.fix_encoding(text)
    return clean(text)
