"""Which texts are worth the reader's time, and which of their sentences a parse: a linear look at words, trained with it. Pure.

A text is judged by how much of it is likely to tell an act, and then read whole: judged one by one, sentences of a war report are lost
that tell an act in plain words; judged by its best sentence, every long page is read. What a word is worth is measured, not listed.
"""

from __future__ import annotations

import math
import re
import zlib
from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from dateline.text import Span

BUCKETS = 1 << 15
SHORT = 2_500  # Characters. Below this, all is read and parsed: it costs little, and finds the names that only a parse tells apart.
FAINTEST = -30.0  # Log-odds; beyond, a float cannot hold the odds.
_WORD = re.compile(r"\w+(?:['’]\w+)?")


class Gate:
    """`weights` [BUCKETS + 1], the last is the bias. A text is read when it is short, or when the mean chance of its sentences to tell an
    act reaches `share`; of what was read a sentence whose chance reaches `sentence` is worth a parse."""

    def __init__(self, weights: NDArray[np.float32], *, share: float, sentence: float) -> None:
        self._weights: list[float] = weights.tolist()  # Plain numbers: one look-up a word is quicker without arrays.
        self.share, self.sentence = share, sentence

    def look(self, text: str, sentences: Sequence[Span]) -> tuple[bool, list[bool]]:
        """Whether a text of these sentences is worth reading, and which of them a parse."""
        if is_short(text):
            return True, [True] * len(sentences)
        chances = [self.chance(text[start:end]) for start, end in sentences]
        return self.passes(text, chances), [chance >= self.sentence for chance in chances]

    def passes(self, text: str, chances: Sequence[float]) -> bool:
        """Whether a text whose sentences have these chances is worth reading."""
        return is_short(text) or share_of(chances) >= self.share

    def chance(self, sentence: str) -> float:
        """How likely a sentence is to tell an act, from 0 to 1."""
        weights = self._weights
        score = sum(weights[n] for n in hashed(sentence)) + weights[BUCKETS]
        return 1 / (1 + math.exp(-max(score, FAINTEST)))


def is_short(text: str) -> bool:
    """Whether a text is read whatever it says."""
    return len(text) <= SHORT


def share_of(chances: Sequence[float]) -> float:
    """The share of its sentences that a text may be expected to tell an act in; none without sentences."""
    return sum(chances) / len(chances) if chances else 0.0


def hashed(sentence: str) -> list[int]:
    """The buckets of a sentence's words and pairs of words, each once."""
    words = [word.lower() for word in _WORD.findall(sentence)]
    pairs = [f"{a} {b}" for a, b in pairwise(words)]
    return sorted({zlib.crc32(term.encode()) % BUCKETS for term in (*words, *pairs)})
