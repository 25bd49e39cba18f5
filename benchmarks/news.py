"""Labelled news through the tagger: counts of each item, figures with bootstrap intervals, the reliability table.

What is counted is `dateline.labels.counting`, of which the figures of the reader's card are made too.
"""

from __future__ import annotations

import json
import random
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from dateline import wiring
from dateline.cli.parallel import ordered_map
from dateline.cli.steps import _tag_lines, article_of
from dateline.labels.counting import count
from dateline.labels.figures import figures, reliability
from dateline.labels.matching import Counts
from dateline.labels.tellings import told_of

Item = Mapping[str, Any]
Lines = Callable[[Iterable[dict[str, Any]]], list[dict[str, Any]]]
GIVEN = ("id", "text", "published", "timezone")  # What the tagger is told of an item.
SAMPLES = 1000


def read_items(path: Path) -> list[dict[str, Any]]:
    """The labelled items of a file, one a line."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def tagged(items: Sequence[Item], tag: Lines) -> list[dict[str, Any]]:
    """What `dateline tag --jsonl` says of items."""
    return tag({key: item[key] for key in GIVEN if item.get(key)} for item in items)


def tag_lines(given: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """`dateline tag --jsonl` by the tagger of the settings."""
    articles = (article_of(line, number) for number, line in enumerate(given, 1))
    return [dict(line) for line in ordered_map(_tag_lines, articles, workers=wiring.settings().workers)]


def counted(items: Sequence[Item], lines: Sequence[Mapping[str, Any]]) -> list[Counts]:
    """The counts of each item."""
    return [count(item, told_of(line)) for item, line in zip(items, lines, strict=True)]


def pooled(counts: Iterable[Mapping[str, int]]) -> Counts:
    """The sum of counts."""
    total: Counts = Counter()
    for one in counts:
        total.update(one)
    return total


def intervals(counts: Sequence[Mapping[str, int]], *, samples: int = SAMPLES) -> dict[str, tuple[float, float]]:
    """95 % of the figures of samples of items drawn with replacement lie within."""
    keys = sorted({key for one in counts for key in one})
    table = np.array([[one.get(key, 0) for key in keys] for one in counts], dtype=np.int64).reshape(len(counts), len(keys))
    dice = random.Random(7)
    drawn: dict[str, list[float]] = {}
    for _ in range(samples if counts else 0):
        picked = [dice.randrange(len(counts)) for _ in counts]
        sums = table[picked].sum(axis=0)
        for name, value in figures(dict(zip(keys, map(int, sums), strict=True))).items():
            drawn.setdefault(name, []).append(value)
    return {name: (_quantile(values, 0.025), _quantile(values, 0.975)) for name, values in drawn.items()}


def _quantile(values: list[float], share: float) -> float:
    values.sort()
    return values[min(len(values) - 1, int(share * len(values)))]


def report(name: str, counts: Sequence[Mapping[str, int]]) -> dict[str, float]:
    """Print the figures with their intervals and the reliability table; return the figures."""
    total = pooled(counts)
    found, bounds = figures(total), intervals(counts)
    wanted = total["found"] + total["missed"]
    for key, value in found.items():
        low, high = bounds[key]
        print(f"{name} {key:<22} {value:.3f}  [{low:.3f}, {high:.3f}]  of {len(counts)} items, {wanted} events wanted")
    for row in reliability(total):
        print(reliability_row(name, *row))
    return found


def reliability_row(name: str, bounds: str, n: int, said: float, right: float) -> str:
    """One tenth of the reliability table."""
    return f"{name} confidence [{bounds}]  {n:5d} events  said {said:.2f}  right {right:.2f}"
