"""Can we read this language? What the page says counts; without a word from it, function words decide."""

from __future__ import annotations

import re
from collections.abc import Collection

_WORD = re.compile(r"[^\W\d_]+")
_SAMPLE = 4000  # Characters.
_ENOUGH_WORDS = 25  # Below this many words function words say nothing, and a brief is taken for English when its letters allow it.
_SHARE = 0.14  # Of the words. English news has .35 to .45; other languages that share some of the words stay below .06.


def other_language(text: str, claimed: str | None, function_words: Collection[str]) -> str | None:
    """The code of the language when it is not English, else None."""
    if claimed:
        code = claimed.lower().replace("_", "-").split("-")[0]
        return None if code in ("en", "eng", "english", "und", "") else code
    sample = text[:_SAMPLE]
    words = [word.lower() for word in _WORD.findall(sample)]
    latin = sum(any("a" <= letter <= "z" for letter in word) for word in words)
    if not words or (len(words) < _ENOUGH_WORDS and 2 * latin >= len(words)):
        return None
    if sum(word in function_words for word in words) >= _SHARE * len(words):
        return None
    import py3langid  # Loaded only when it is needed: most pages say their language.

    code = str(py3langid.classify(sample[:600])[0])
    return None if code == "en" else code
