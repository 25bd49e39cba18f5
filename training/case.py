"""The words that texts in capitals get back in small letters: `python -m training.case TEXTS... --out FILE`. No torch here.

Counted are the words within sentences of news, not their first, nor those of headlines in title case. A word is small that was seen so
at least twice and no less often than with a capital. TEXTS are JSON Lines (or .gz) with `text` or `description`; nothing but single words
is kept of them.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from dateline.tagging.truecase import SHIPPED, WORD
from dateline.text import is_title_case
from training.dataset import read_texts

OFTEN = 2  # A word seen once may be a slip.
FEWEST = 4  # Words of a sentence that shows how words are written.
_SENTENCES = re.compile(r"(?<=[.!?:])\s+|\n")
_OPENED = frozenset("\"'“‘([")  # What follows may begin a sentence of its own.


def small_words(texts: Iterable[str]) -> list[str]:
    """The words that these texts write small, in order."""
    small: Counter[str] = Counter()
    capital: Counter[str] = Counter()
    for word in (word for text in texts for sentence in _SENTENCES.split(text) for word in _within(sentence)):
        if word.islower():
            small[word] += 1
        elif word[0].isupper():
            capital[word.lower()] += 1
    return sorted(word for word, often in small.items() if often >= OFTEN and often >= capital[word])


def _within(sentence: str) -> Iterator[str]:
    words = list(WORD.finditer(sentence))
    if len(words) >= FEWEST and not is_title_case(sentence):
        yield from (match[0] for match in words[1:] if sentence[match.start() - 1] not in _OPENED)


def texts(paths: Iterable[Path]) -> Iterator[str]:
    """What is said in items with `text` or `description`."""
    yield from (item.get("text") or item.get("description") or "" for item in read_texts(paths))


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="python -m training.case", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("texts", nargs="+", type=Path)
    parser.add_argument("--out", type=Path, default=SHIPPED)
    args = parser.parse_args()
    found = small_words(texts(args.texts))
    args.out.write_text(
        json.dumps({"small": found, "data": [path.name for path in args.texts]}, indent=0, ensure_ascii=False) + "\n", "utf-8"
    )
    print(f"{len(found)} words")
    return 0


if __name__ == "__main__":
    sys.exit(main())
