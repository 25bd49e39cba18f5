"""All-capitals wire copy in sentence case, character by character, so that offsets hold. Pure.

A word keeps its capital when it begins a sentence, is a known name, or follows a title; acronyms that are known stay as they
are. Everything else goes to lower case.
"""

from __future__ import annotations

import re
from collections.abc import Collection

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_STARTS = re.compile(r"(?:^|[.!?:]\s+|\n\s*|--\s*)[\"'“‘(\[]*$")
SAMPLE = 4_000  # Characters that decide; case does not change in the middle of a story.
SHARE = 0.8  # Of letters that are capitals; headlines and acronyms alone never reach it over a whole text.


def is_all_capitals(text: str) -> bool:
    """Whether a text of some length is written in capitals throughout."""
    letters = [c for c in text[:SAMPLE] if c.isalpha() and (c.isupper() or c.islower())]
    return len(letters) >= 40 and sum(c.isupper() for c in letters) >= SHARE * len(letters)


def truecase(text: str, *, names: Collection[str], acronyms: Collection[str], ranks: Collection[str]) -> str:
    """The same text, of the same length, with capitals only where they say something.

    `names` are lower-case words that are written with a capital, `acronyms` lower-case words that are written in capitals,
    `ranks` those that a name follows.
    """
    pieces: list[str] = []
    position, title = 0, False
    for match in _WORD.finditer(text):
        pieces.append(text[position : match.start()])
        word = match[0].lower()
        if len(word) != len(match[0]):
            pieces.append(match[0])  # A letter whose lower case is two characters: offsets come first.
        elif word in acronyms:
            pieces.append(match[0])
        elif word in names or title or _STARTS.search(text, max(match.start() - 6, 0), match.start()):
            pieces.append(word[:1].upper() + word[1:] if len(word[:1].upper()) == 1 else word)
        else:
            pieces.append(word)
        title = word in ranks and text[match.end() : match.end() + 1] in (" ", ".")
        position = match.end()
    pieces.append(text[position:])
    return "".join(pieces)
