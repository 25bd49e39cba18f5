"""Which texts are worth the reader's time, and which of their sentences a parse: a linear look at words, trained with it. Pure.

A text is judged by its best sentence and then read whole: judged one by one, sentences of a war report are lost that tell an act in
plain words. What it is worth is measured, not listed in words.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

BUCKETS = 1 << 15
_WORD = re.compile(r"\w+(?:['’]\w+)?")


class Gate:
    """`weights` [BUCKETS + 1], the last is the bias. A text is read when its best sentence reaches `article`; of what was read a
    sentence that reaches `sentence` is worth a parse."""

    def __init__(self, weights: NDArray[np.float32], *, article: float, sentence: float) -> None:
        self._weights: list[float] = weights.tolist()  # Plain numbers: one look-up a word is quicker without arrays.
        self.article, self.sentence = article, sentence

    def look(self, sentences: Iterable[str]) -> tuple[bool, list[bool]]:
        """Whether a text of these sentences may tell an act, and which of them may."""
        scores = [self.score(one) for one in sentences]
        return max(scores, default=self.article - 1) >= self.article, [score >= self.sentence for score in scores]

    def score(self, sentence: str) -> float:
        """Log-odds that a sentence tells an act."""
        weights = self._weights
        return sum(weights[n] for n in hashed(sentence)) + weights[BUCKETS]


def hashed(sentence: str) -> list[int]:
    """The buckets of a sentence's words and pairs of words, each once."""
    words = [word.lower() for word in _WORD.findall(sentence)]
    pairs = [f"{a} {b}" for a, b in pairwise(words)]
    return sorted({zlib.crc32(term.encode()) % BUCKETS for term in (*words, *pairs)})
