"""Thresholds and calibration of a trained reader, on labelled text that it was not trained on. No torch here.

Acts: the chance of a trigger with the best F-measure of matched acts, for brief and for long texts; of ordinary acts the chance from which
nearly all are there. Roles: for each the threshold with the
best F1 of words begun. Confidence: logistic in the reader's own log-odds, fitted to whether what is told was there, of that type and
rightly told as real or as not.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dateline.models.codebook import REAL
from dateline.tagging.reader.calibration import Least, features, is_brief
from dateline.tagging.reader.decode import Act
from dateline.tagging.reader.vocabulary import ROLES

_KEYS = {"actor": "actors", "target": "targets", "place": "place", "time": "time", "voice": "source"}
BETA = 2 / 3  # Of the F-measure by which acts are told: precision counts more, since what is told wrongly costs trust.
STEPS = tuple(round(0.05 * n, 2) for n in range(2, 20))
HIGH = (0.96, 0.97, 0.98, 0.99)
THERE = 0.95  # Of the ordinary acts that are told.
MIDDLE, EARLY = 0.5, 0.25  # Early for places: an act without one is set in the likeliest country, which is right less often.
SLACK = 0.01  # Of a figure by which thresholds are chosen: within it some hundred items cannot tell two of them apart.


@dataclass(frozen=True, slots=True)
class Pair:
    """An act that was found in a text, with the labelled event it meets, if any."""

    text: str
    act: Act
    event: Mapping[str, Any] | None

    @property
    def right(self) -> bool:
        """Whether it is there, of that type, and rightly told as real or not."""
        return (
            self.event is not None and self.event["type"] == self.act.type and (self.event["status"] in REAL) == (self.act.status in REAL)
        )


def pairs(items: Iterable[Mapping[str, Any]], found: Mapping[str, Sequence[Act]]) -> list[Pair]:
    """Every act with its event: the one whose trigger it overlaps, of the same type first, each event once."""
    made = []
    for item in items:
        left = list(item["events"])
        for act in sorted(found.get(item["id"], ()), key=lambda act: -act.chance):
            hits = [e for e in left if e["trigger"][0] < act.end and act.start < e["trigger"][1]]
            event = next((e for e in hits if e["type"] == act.type), hits[0] if hits else None)
            if event is not None:
                left.remove(event)
            made.append(Pair(item["text"], act, event))
    return made


def least(items: Sequence[Mapping[str, Any]], found: Mapping[str, Sequence[Act]]) -> Least:
    """From which chance an act is told: a surely ordinary one; with those left out that are not told, any in brief and in long texts."""
    ordinary = ordinary_threshold(pairs(items, found))
    sure = Least(0.0, 0.0, ordinary)
    found = {item["id"]: [act for act in found.get(item["id"], ()) if sure.tells(act, item["text"])] for item in items}
    brief = [item for item in items if is_brief(item["text"])]
    long = [item for item in items if not is_brief(item["text"])]
    bounds = [trigger_threshold(some, found, beta=BETA) if some else 0.5 for some in (brief, long)]
    return Least(*bounds, ordinary)


def ordinary_threshold(every: Sequence[Pair]) -> float:
    """The lowest chance from which of the ordinary acts a share of `THERE` is there; the highest step where there is no such chance.

    No F-measure: a missed one costs an analyst of conflict nothing, a false one is one more line to read.
    """
    ordinary = [pair for pair in every if pair.act.is_ordinary]

    def there(bound: float) -> float:
        told = [pair.event is not None for pair in ordinary if pair.act.chance >= bound]
        return sum(told) / max(1, len(told))

    return next((step for step in (*STEPS, *HIGH) if there(step) >= THERE), HIGH[-1])


def trigger_threshold(items: Sequence[Mapping[str, Any]], found: Mapping[str, Sequence[Act]], *, beta: float) -> float:
    """The chance with a good F-measure over in-scope events (`_steady`); `found` holds all acts down to the lowest threshold tried."""
    wanted = sum(not event["ordinary"] for item in items for event in item["events"])
    every = pairs(items, found)

    def score(threshold: float) -> float:
        told = [pair for pair in every if pair.act.chance >= threshold]
        hit = sum(pair.event is not None and not pair.event["ordinary"] for pair in told)
        extra = sum(pair.event is None for pair in told)
        return (1 + beta**2) * hit / max(1e-9, beta**2 * wanted + hit + extra)

    lowest = min((pair.act.chance for pair in every), default=0.0)
    return _steady({step: score(step) for step in STEPS if step >= lowest} or {STEPS[-1]: 0.0})


def _steady(figures: Mapping[float, float], where: float = MIDDLE) -> float:
    """Of the thresholds that are as good as the best the one so far along: it stays where it is when other items are kept."""
    good = sorted(step for step, figure in figures.items() if figure >= max(figures.values()) - SLACK)
    return good[int(where * len(good))]


def role_thresholds(items: Sequence[Mapping[str, Any]], found: Mapping[str, Sequence[Act]]) -> tuple[float, ...]:
    """For each role a threshold at which most of its spans meet the labelled ones (`_steady`); `found` was decoded at the lowest step."""
    every = [pair for pair in pairs(items, found) if pair.event is not None]

    def best(role: str) -> float:
        figures = {}
        for threshold in STEPS:
            hit = extra = missed = 0
            for pair in every:
                assert pair.event is not None
                wanted = _spans(pair.event, _KEYS[role])
                told = [(p.start, p.end) for p in pair.act.roles.get(role, ()) if p.chance >= threshold]
                met = sum(any(a < d and c < b for c, d in told) for a, b in wanted)
                hit, missed = hit + met, missed + len(wanted) - met
                extra += sum(not any(a < d and c < b for a, b in wanted) for c, d in told)
            figures[threshold] = 2 * hit / max(1, 2 * hit + extra + missed)
        return _steady(figures, EARLY if role == "place" else MIDDLE)

    return tuple(best(role) for role in ROLES)


def fit(every: Sequence[Pair], *, rounds: int = 200, ridge: float = 1.0) -> tuple[float, ...]:
    """The weights of `Calibration`: logistic regression by Newton's method with a little ridge."""
    x: NDArray[np.float64] = np.array([features(pair.act, pair.text) for pair in every])
    y = np.array([pair.right for pair in every], dtype=np.float64)
    w = np.zeros(x.shape[1])
    for _ in range(rounds):
        p = 1 / (1 + np.exp(-x @ w))
        step = np.linalg.solve(x.T @ (x * (p * (1 - p))[:, None]) + ridge * np.eye(len(w)), x.T @ (y - p) - ridge * w)
        w += step
        if float(np.abs(step).max()) < 1e-8:
            break
    return tuple(round(float(one), 4) for one in w)


def calibration_error(confidences: Sequence[float], right: Sequence[bool], *, bins: int = 10) -> float:
    """Expected calibration error: how far the shares are from what was said, weighed by how often it was said."""
    total = 0.0
    for n in range(bins):
        inside = [(c, r) for c, r in zip(confidences, right, strict=True) if min(bins - 1, int(bins * c)) == n]
        total += abs(sum(c for c, _ in inside) - sum(r for _, r in inside))
    return total / max(1, len(confidences))


def _spans(event: Mapping[str, Any], key: str) -> list[Sequence[int]]:
    value = event.get(key)
    if not value:
        return []
    return list(value) if key in ("actors", "targets") else [value]
