"""The cheap first stage: which texts are worth reading. Logistic regression over hashed words; labels may be soft. No torch."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dateline.tagging.reader.gate import BUCKETS, Gate, hashed, share_of
from dateline.tagging.sentences import split_sentences
from dateline.text import Span, paragraphs
from training.dataset import english

RECALL = 0.9  # Share of the sentences with acts that are worth a parse; where the reader sees an act there is one anyway.
RECALL_OF_TEXTS = 0.99  # Share of the texts with acts that are read: on whole news pages half of the words, with one act in thirty lost.


def fit(sentences: Sequence[tuple[str, float]], *, epochs: int = 3, rate: float = 0.1, seed: int = 7) -> NDArray[np.float32]:
    """Weights [BUCKETS + 1], the last is the bias: Adagrad over sentences in random order, each with the chance that it tells an act."""
    chance = np.random.default_rng(seed)
    weights = np.zeros(BUCKETS + 1, np.float64)
    seen = np.full(BUCKETS + 1, 1e-2)
    rows = [(np.array([*hashed(sentence), BUCKETS]), wanted) for sentence, wanted in sentences]
    for _ in range(epochs):
        for n in chance.permutation(len(rows)):
            row, wanted = rows[n]
            slope = 1 / (1 + np.exp(-weights[row].sum())) - wanted + 1e-6 * weights[row]
            np.add.at(seen, row, slope**2)
            weights[row] -= rate * slope / np.sqrt(seen[row])
    return weights.astype(np.float32)


def threshold(scores: Iterable[float], wanted: Iterable[bool], *, recall: float) -> float:
    """The score that lets this share of the wanted sentences through."""
    kept = sorted(score for score, one in zip(scores, wanted, strict=True) if one)
    return kept[int((1 - recall) * len(kept))] - 1e-6 if kept else 0.0


def bounds(weights: NDArray[np.float32], kept: Iterable[dict[str, Any]]) -> dict[str, float]:
    """From which share of telling sentences a text is read, and from which chance a sentence is worth a parse.

    Kept headlines set the share too, though they are short and read anyway: of what is labelled they are nearest to the lone act of a page.
    """
    judge = Gate(weights, share=0.0, sentence=0.0)
    looked = [[(judge.chance(sentence), wanted > 0) for sentence, wanted in labelled(item)] for item in kept]
    sentences = [pair for one in looked for pair in one]
    return {
        "share": threshold(
            [share_of([c for c, _ in one]) for one in looked], [any(w for _, w in one) for one in looked], recall=RECALL_OF_TEXTS
        ),
        "sentence": threshold([chance for chance, _ in sentences], [wanted for _, wanted in sentences], recall=RECALL),
    }


def labelled(item: dict[str, Any]) -> Iterator[tuple[str, float]]:
    """The sentences of an item, and whether each tells an act of war, unrest or politics between states."""
    starts = [event["trigger"][0] for event in item["events"] if not event.get("ordinary")]
    for start, end in spans(item["text"]):
        yield item["text"][start:end], float(any(start <= at < end for at in starts))


def spans(text: str) -> list[Span]:
    """The sentences of a text, as the tagger cuts it."""
    return split_sentences(text, paragraphs(text), english())
