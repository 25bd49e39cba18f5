"""Two tellings -> how surely they are one: what speaks for and against it, weighed. Pure.

The weights (`weights.json`) were learned on pairs labelled by reading: `python -m benchmarks.incidents_weights`.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from dateline.incidents.lexicon import Lexicon
from dateline.incidents.rarity import Weighed

FEATURES = (
    "cosine",
    "acts_differ",
    "parties",
    "parties_differ",
    "days",
    "plan_differs",
    "shared",
    "lasting",
    "singular",
    "wish_differs",
    "acts_weight",
)


@dataclass(frozen=True, slots=True)
class Weights:
    """What each feature counts. `strangers` is what a pair counts that was not even compared; `join` the mean from which groups join."""

    features: Mapping[str, float]
    intercept: float
    join: float
    strangers: float


@cache
def load_weights() -> Weights:
    """The shipped weights."""
    raw = json.loads((files("dateline.incidents") / "weights.json").read_text(encoding="utf-8"))
    return Weights(raw["features"], raw["intercept"], raw["join"], raw["strangers"])


def features(left: Weighed, right: Weighed, lexicon: Lexicon) -> dict[str, float]:
    """What speaks for and against two tellings being one."""
    rare = left.rarity
    acts = left.acts & right.acts
    parties = left.parties & right.parties
    days = abs(left.at - right.at) / 86_400
    small, large = (left.weights, right.weights) if len(left.weights) <= len(right.weights) else (right.weights, left.weights)
    products = [weight * large[term] for term, weight in small.items() if term in large]
    return {
        "cosine": sum(products) / (left.norm * right.norm),
        "acts_differ": 0.0 if acts else 1.0,
        "parties": rare.sum(parties) / max(0.1, rare.sum(left.parties | right.parties)) if parties else 0.0,
        "parties_differ": 1.0 if left.parties and right.parties and not parties else 0.0,
        "days": min(days, 6.0),
        "plan_differs": 1.0 if left.planned != right.planned else 0.0,
        "shared": min(3.0, sum(map(math.sqrt, products))),
        "lasting": (1.0 if left.lasting & right.lasting else -1.0) if left.lasting and right.lasting else 0.0,
        "singular": 1.0 if acts and any(lexicon.traits.get(act) == "singular" for act in acts) else 0.0,
        "wish_differs": 1.0 if acts and left.wishes != right.wishes else 0.0,
        "acts_weight": min(3.0, rare.sum(acts)) if acts else 0.0,
    }


def score(found: Mapping[str, float], weights: Weights) -> float:
    """The log-odds that a pair is one happening."""
    total = 0.0
    for name, weight in weights.features.items():
        total += weight * found[name]
    return weights.intercept + total


def reasons(found: Mapping[str, float], weights: Weights) -> tuple[str, ...]:
    """What spoke most for a pair being one."""
    spoken = sorted(((weights.features.get(name, 0.0) * value, name) for name, value in found.items()), reverse=True)
    return tuple(f"{name} {value:+.1f}" for value, name in spoken[:3] if value > 0)
