"""Which telling meets which label, and which labels may be found or not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from dateline.labels.tellings import Told
from dateline.models.codebook import UNREAL

Label = Mapping[str, Any]
Counts = Counter[str]

SPEECH = frozenset({"REQUEST", "THREATEN", "REJECT", "ACCUSE"})
SPOKEN = frozenset({"REQUEST", "THREATEN", "REJECT"})
NEAR = 60  # Characters between two triggers that may still tell the same act.
BESIDE = 120  # Characters between a speech act and the act it speaks of.


@dataclass(frozen=True, slots=True)
class Matched:
    """An item with what was told of it: pairs of label and telling, labels that were missed, tellings too many."""

    item: Mapping[str, Any]
    told: Sequence[Told]
    hits: Sequence[tuple[Label, Told]]
    missed: Sequence[Label]
    extra: Sequence[Told]

    @property
    def labels(self) -> Sequence[Label]:
        """All labelled events of the item."""
        labels: Sequence[Label] = self.item["events"]
        return labels

    def met(self, label: Label) -> Told | None:
        """The telling that meets a label."""
        return next((told for one, told in self.hits if one is label), None)


def match(labels: Sequence[Label], told: Sequence[Told]) -> tuple[list[tuple[Label, Told]], list[Label], list[Told]]:
    """One to one: same type over the trigger first, then over the trigger, then the same type close by. The rest is missed, or extra."""
    open_labels, left, pairs = list(labels), list(told), []
    for fits in (_same_there, _there, _same_near):
        for label in list(open_labels):
            one = next((one for one in left if fits(label, one)), None)
            if one is not None:
                left.remove(one)
                open_labels.remove(label)
                pairs.append((label, one))
    return pairs, open_labels, left


def _there(label: Label, one: Told) -> bool:
    start, end = label["trigger"]
    return bool(start < one.trigger[1] and one.trigger[0] < end)


def _same_there(label: Label, one: Told) -> bool:
    return _there(label, one) and bool(label["type"] == one.type)


def _same_near(label: Label, one: Told) -> bool:
    return bool(label["type"] == one.type and abs(label["trigger"][0] - one.trigger[0]) < NEAR)


def is_core(label: Label) -> bool:
    """Whether an event must be found: in scope and not told before."""
    return not label.get("ordinary") and not label.get("same")


def is_free(label: Label, labels: Sequence[Label]) -> bool:
    """Whether an event may be found or not."""
    if not is_core(label):
        return True
    acts = (one for one in labels if one["type"] not in SPEECH and one["status"] in UNREAL)
    return label["type"] in SPOKEN and any(abs(label["trigger"][0] - act["trigger"][0]) < BESIDE for act in acts)
