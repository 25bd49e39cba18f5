"""The cheap first stage: which sentences are worth reading. Logistic regression over hashed words; labels may be soft. No torch."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from dateline.tagging.reader.gate import BUCKETS, hashed


def fit(sentences: Sequence[str], wanted: Sequence[float], *, epochs: int = 8, rate: float = 0.3, seed: int = 7) -> NDArray[np.float32]:
    """Weights [BUCKETS + 1], the last is the bias: Adagrad over sentences in random order; `wanted` may be soft."""
    chance = np.random.default_rng(seed)
    weights = np.zeros(BUCKETS + 1, np.float64)
    seen = np.full(BUCKETS + 1, 1e-2)
    rows = [np.array([*hashed(sentence), BUCKETS]) for sentence in sentences]
    for _ in range(epochs):
        for n in chance.permutation(len(rows)):
            row = rows[n]
            slope = 1 / (1 + np.exp(-weights[row].sum())) - wanted[n] + 1e-6 * weights[row]
            np.add.at(seen, row, slope**2)
            weights[row] -= rate * slope / np.sqrt(seen[row])
    return weights.astype(np.float32)


def threshold(scores: Iterable[float], wanted: Iterable[bool], *, recall: float) -> float:
    """The score that lets this share of the wanted sentences through."""
    kept = sorted(score for score, one in zip(scores, wanted, strict=True) if one)
    return kept[int((1 - recall) * len(kept))] - 1e-6 if kept else 0.0
