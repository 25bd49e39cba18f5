"""Which sentences are worth the reader's time: a linear look at their words, trained with it. Pure.

It lets nearly everything through that tells an act and keeps most of the rest away; what it is worth is measured, not listed in words.
"""

from __future__ import annotations

import re
import zlib
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

BUCKETS = 1 << 15
_WORD = re.compile(r"\w+(?:['’]\w+)?")


class Gate:
    """`weights` [BUCKETS + 1], the last is the bias; a sentence whose score reaches `least` passes."""

    def __init__(self, weights: NDArray[np.float32], least: float) -> None:
        self._weights: list[float] = weights.tolist()  # Plain numbers: one look-up a word is quicker without arrays.
        self._least = least

    def passes(self, sentence: str) -> bool:
        """Whether a sentence may tell an act."""
        return self.score(sentence) >= self._least

    def score(self, sentence: str) -> float:
        """Log-odds that a sentence tells an act."""
        weights = self._weights
        return sum(weights[n] for n in hashed(sentence)) + weights[BUCKETS]


def hashed(sentence: str) -> list[int]:
    """The buckets of a sentence's words and pairs of words, each once."""
    words = [word.lower() for word in _WORD.findall(sentence)]
    pairs = [f"{a} {b}" for a, b in pairwise(words)]
    return sorted({zlib.crc32(term.encode()) % BUCKETS for term in (*words, *pairs)})
