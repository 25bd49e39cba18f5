"""How the spelling of a place name becomes the key that it is looked up by. Pure; builder and reader share it."""

from __future__ import annotations

import re
from functools import lru_cache

from dateline.text import fold

_DROPPED = re.compile(r"[`'’‘ʻʼʿʾ´ʹ\".,]")
_GAPS = re.compile(r"[\s\-–—_/]+")
_LATIN_KEY = re.compile(r"[a-z0-9&() ]+")
# Letters that no decomposition turns into ASCII.
_LETTERS = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ð": "d", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th", "ə": "e", "ħ": "h", "ŋ": "ng"})
_EXPANDED = {"st": "saint", "ste": "sainte", "mt": "mount", "ft": "fort", "sto": "santo"}
# The Arabic article before sun letters, which every style guide writes another way: Ar-Raqqah, al-Raqqah, Al Raqqah.
_ARTICLE = re.compile(r"(?:al|ar|as|ash|at|ad|adh|az|an|el|ed|er|es|esh|et|ez) (?=[a-z]{3})")


@lru_cache(maxsize=32768)
def key_of(name: str) -> str:
    """The key of a name: folded, without accents and apostrophes, hyphens as blanks, St. as saint, without a leading "the"."""
    folded = name.lower() if name.isascii() else fold(name).translate(_LETTERS)
    words = _GAPS.sub(" ", _DROPPED.sub("", folded)).strip().split(" ")
    if len(words) > 1:
        if words[0] == "the":
            del words[0]
        words[0] = _EXPANDED.get(words[0], words[0])
    return " ".join(words)


def without_article(key: str) -> str | None:
    """The key without its Arabic article, or None when it has none."""
    match = _ARTICLE.match(key)
    return key[match.end() :] if match else None


def is_latin(key: str) -> bool:
    """Whether a key can stand in an English text."""
    return len(key) > 1 and _LATIN_KEY.fullmatch(key) is not None
