"""Figures in words: short for a line, whole for what opens beneath it. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

Body = Mapping[str, Any]


def toll(casualties: Iterable[Body]) -> str:
    """`killed at least 25 (of them 4 children); injured: number unknown`."""
    return "; ".join(dict.fromkeys(_one_toll(item) for item in casualties))


def toll_short(body: Body) -> str:
    """The event's own toll for its line: the dead, else the hurt, else whom it took; `12+` is "at least 12"."""
    for kind in ("killed", "injured", "missing", "captured", "arrested", "displaced"):
        if words := range_of(kind, body.get(f"{kind}_min"), body.get(f"{kind}_max")):
            return words
    told = [item for item in body["casualties"] if item.get("scope") == "cumulative" and item.get("min") is not None]
    return f"{figure(told[0])} {told[0]['kind']} in all" if told else ""


def range_of(kind: str, low: int | None, high: int | None, *, more: bool = False) -> str:
    """`12 killed`, `12+ killed`, `12–16 killed`, `≤16 killed`; nothing when nothing is known. `more`: the highest is "at least"."""
    if low is None and high is None:
        return ""
    said = figure({"min": low, "max": high})
    return f"{said}{'+' if more and not said.endswith('+') else ''} {kind}"


def figure(item: Body) -> str:
    """The bounds of a toll, short."""
    low, high = item.get("min"), item.get("max")
    if low is None and high is None:
        return "?"
    if low is None:
        return f"≤{high:,}"
    if high is None:
        return f"{low:,}+"
    return f"{low:,}" if low == high else f"{low:,}–{high:,}"


def _one_toll(item: Body) -> str:
    low, high = item.get("min"), item.get("max")
    if low is None and high is None:
        number = "number unknown"
    elif low == high:
        number = f"{low:,}"
    elif high is None:
        number = f"at least {low:,}"
    elif low is None:
        number = f"up to {high:,}"
    else:
        number = f"{low:,} to {high:,}"
    group = f" {item['group']}" if item.get("group") else ""
    prefix = "of them " if item.get("part_of_whole") else ""
    suffix = " in all so far" if item.get("scope") == "cumulative" else ""
    return f"{prefix}{item['kind']}: {number}{group}{suffix}"
