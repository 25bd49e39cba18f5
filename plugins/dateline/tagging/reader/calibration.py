"""How sure the reader is, as a share that holds: of what is told at .8, four in five are right. Pure.

Right means: this is an event of that type, and it is rightly told as real or as not. The share is logistic in the log-odds of
the trigger, of the type and of being real (or not), fitted on texts that the weights were not trained on; brief texts, of which most
tell nothing, have a bias of their own.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from dateline.tagging.reader.decode import Act

LEAST = 1e-4
BRIEF = 700  # Characters: headlines and summaries, of which most tell no act; the running text of an article is about one.


@dataclass(frozen=True, slots=True)
class Calibration:
    """`weights` of a brief text, of a long one, and of the trigger's, the type's and the reality's log-odds."""

    weights: tuple[float, ...] = (0.0, 0.0, 1.0, 0.5, 0.5)

    def confidence(self, act: Act, text: str) -> float:
        """Between 0 and 1 for an act of a text, to two digits: more would be noise between processors."""
        score = sum(w * x for w, x in zip(self.weights, features(act, text), strict=True))
        return round(1 / (1 + math.exp(-score)), 2)


@dataclass(frozen=True, slots=True)
class Least:
    """From which chance of its trigger an act is told: in a brief text, and in a long one, where the acts around it make it likelier.
    The surer an act is `ordinary`, one at which no analyst of conflict looks, the surer it must be there, up to that bound.

    The chance and not the confidence: a doubtful status makes an act less sure, and would lose the unreal ones first.
    """

    brief: float = 0.5
    long: float = 0.5
    ordinary: float = 0.5

    def of(self, act: Act, text: str) -> float:
        """The bound for an act of a text."""
        bound = self.brief if is_brief(text) else self.long
        return bound + max(0.0, self.ordinary - bound) * max(0.0, 2 * act.ordinary - 1)

    def tells(self, act: Act, text: str) -> bool:
        """Whether an act of a text is told."""
        return act.chance >= self.of(act, text)


def features(act: Act, text: str) -> tuple[float, ...]:
    """What the confidence is made of."""
    brief = float(is_brief(text))
    return brief, 1 - brief, log_odds(act.chance), log_odds(act.type_chance), log_odds(max(act.happened, 1 - act.happened))


def is_brief(text: str) -> bool:
    """Whether a text is a headline with its summary rather than an article."""
    return len(text) <= BRIEF


def log_odds(p: float) -> float:
    """Bounded, so that a sure answer does not drown the others."""
    p = min(max(p, LEAST), 1 - LEAST)
    return math.log(p / (1 - p))
