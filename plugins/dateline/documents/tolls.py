"""Tolls -> the two numbers, lowest and highest, that indexes compare."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from dateline.models.codebook import TollKind, TollScope
from dateline.models.events import Casualties
from dateline.models.incidents import TollClaim

LARGEST_COUNT = 2**31 - 1  # What an `integer` field holds.


def standing_toll(tolls: Iterable[TollClaim], kind: str) -> dict[str, int | None]:
    """Lowest and highest of the figures that stand and tell of everybody; where none does, of those that tell of groups."""
    standing = [claim for claim in tolls if claim.kind == kind and not claim.superseded and claim.scope != "side"]
    standing = [claim for claim in standing if not claim.group] or standing
    low = [value for claim in standing if (value := claim.min if claim.min is not None else claim.max) is not None]
    high = [value for claim in standing if (value := claim.max if claim.max is not None else claim.min) is not None]
    return {
        "min": min((value for value in low if 0 <= value <= LARGEST_COUNT), default=None),
        "max": max((value for value in high if 0 <= value <= LARGEST_COUNT), default=None),
    }


def toll_of(casualties: Iterable[Casualties], kind: TollKind) -> dict[str, int | None]:
    """The event's own toll of one kind: the total where one is told, else the groups added up; sources that differ widen it."""
    own = [c for c in casualties if c.kind == kind and c.scope == TollScope.EVENT and not c.part_of_whole]
    totals = [c for c in own if not c.group] or own
    bounds = {"min": min, "max": max}
    return {bound: _added(totals, bound, pick) for bound, pick in bounds.items()}


def _added(tolls: list[Casualties], bound: str, pick: Any) -> int | None:
    by_group: dict[str | None, list[int]] = {}
    for toll in tolls:
        if (value := getattr(toll, bound)) is not None:
            by_group.setdefault(toll.group, []).append(value)
    if bound == "max" and len(by_group) < len({toll.group for toll in tolls}):
        return None  # Of some it is not told how many they are at most: so it is not of all.
    total = sum(pick(values) for values in by_group.values())
    return total if by_group and 0 <= total <= LARGEST_COUNT else None
