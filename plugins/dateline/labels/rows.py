"""A label as it is written down (one act a row, quotes of the item) -> checked, and with offsets. Pure.

Rows are those of the codebook: `i` item, `t` trigger quote, `n` its occurrence, `type`, `mode`, `st` status, `a` actors, `g` targets,
`p` place, `w` time, `by` voice with `k` its kind, `toll`, `pos`, `same`, `ord`, `day`, `cc`; an item without acts is one row with `none`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from dateline.models.codebook import AttributionKind, Category, Mode, Status, TollKind

Row = Mapping[str, Any]
Item = Mapping[str, Any]

TOPICS = ("sport", "market", "culture", "weather", "science", "health", "opinion", "people", "politics", "other")
POSITIONS = ("headline", "news", "background")
KEYS = frozenset("i t n type mode st a g p w by k toll pos same ord day cc".split())
TYPES, STATUSES, MODES, KINDS, TOLLS = (tuple(map(str, kind)) for kind in (Category, Status, Mode, AttributionKind, TollKind))
_CHOICES = (("type", TYPES, True), ("st", STATUSES, True), ("mode", MODES, False), ("k", KINDS, False), ("pos", POSITIONS, True))
_QUOTES = ("a", "g", "p", "w", "by")


def faults(item: Item, rows: Sequence[Row]) -> Iterator[str]:
    """What is wrong with the rows of an item, one line a fault, the row named by its trigger."""
    if any("none" in row for row in rows):
        if len(rows) > 1:
            yield "acts and `none` exclude each other"
        if (topic := rows[0].get("none")) is not None and topic not in TOPICS:
            yield f"none {topic!r} is none of {', '.join(TOPICS)}"
        return
    if not rows:
        yield "neither acts nor `none`; one is needed"
    for number, row in enumerate(rows):
        for fault in _row_faults(item["text"], row, earlier=number):
            yield f"{row.get('t')!r}: {fault}"


def _row_faults(text: str, row: Row, *, earlier: int) -> Iterator[str]:
    for key in sorted(set(row) - KEYS):
        yield f"unknown key {key}"
    if spot(text, row.get("t") or "\0", row.get("n", 1)) is None:
        yield "the trigger does not stand there" + (f" {row['n']} times" if row.get("n", 1) != 1 else "")
    for key, allowed, needed in _CHOICES:
        value = row.get(key)
        if value not in allowed and (needed or value is not None):
            yield f"{key} {value!r} is none of {', '.join(allowed)}"
    if row.get("by") and not row.get("k"):
        yield f"`by` needs `k`, one of {', '.join(KINDS)}"
    for key in _QUOTES:
        for quote in _listed(row.get(key)):
            if spot(text, quote, None) is None:
                yield f"{key} {quote!r} does not stand there"
    same = row.get("same")
    if same is not None and not (isinstance(same, int) and 1 <= same <= earlier):
        yield f"same {same} is no earlier act (there are {earlier})"
    if row.get("ord") not in (None, True, False):
        yield f"ord {row['ord']!r} is neither true nor false"
    yield from (f"toll {toll} is not [kind, least, most]" for toll in row.get("toll") or () if not _is_toll(toll))
    yield from (f"day {day!r} is not 2023-04-15" for day in _listed(row.get("day")) if not _is_day(day))
    if row.get("cc") and not re.fullmatch("[A-Z]{2}", str(row["cc"])):
        yield f"cc {row['cc']!r} is not an ISO code such as SD"


def built(item: Item, rows: Sequence[Row]) -> dict[str, Any]:
    """The item with its `events`, quotes turned into offsets of its text: what training reads. The rows have no faults."""
    if rows and "none" in rows[0]:
        return {**item, "events": [], "none": rows[0]["none"]}
    return {**item, "events": [_event(item["text"], row) for row in rows]}


def _event(text: str, row: Row) -> dict[str, Any]:
    trigger = spot(text, row["t"], row.get("n", 1)) or [0, 0]

    def spans(key: str) -> list[list[int]]:
        return [span for quote in _listed(row.get(key)) if (span := spot(text, quote, None, near=trigger[0]))]

    day = row.get("day")
    return {
        "trigger": trigger,
        "type": row["type"],
        "mode": row.get("mode"),
        "status": row["st"],
        "actors": spans("a"),
        "targets": spans("g"),
        "place": next(iter(spans("p")), None),
        "time": next(iter(spans("w")), None),
        "source": next(iter(spans("by")), None),
        "kind": row.get("k"),
        "toll": list(row.get("toll") or []),
        "position": row["pos"],
        "same": row.get("same"),
        "ordinary": bool(row.get("ord")),
        "day": [day, day] if isinstance(day, str) else day,
        "country": row.get("cc"),
    }


def spot(text: str, quote: str, n: int | None = 1, near: int = 0) -> list[int] | None:
    """Offsets of the n-th occurrence of a quote; without `n` of the one nearest to `near`."""
    found = [match.start() for match in re.finditer(re.escape(quote), text)] if quote else []
    if n is not None:
        found = found[n - 1 : n] if n > 0 else []
    start = min(found, key=lambda at: abs(at - near), default=None)
    return None if start is None else [start, start + len(quote)]


def _listed(value: Any) -> list[Any]:
    if value is None or value == "":
        return []
    return [value] if isinstance(value, str) else list(value)


def _is_toll(toll: Any) -> bool:
    if not isinstance(toll, list) or len(toll) not in (3, 4) or toll[0] not in TOLLS:
        return False
    least, most = toll[1:3]
    if any(value is not None and (not isinstance(value, int) or isinstance(value, bool)) for value in (least, most)):
        return False
    return least is None or most is None or least <= most


def _is_day(day: Any) -> bool:
    try:
        return bool(date.fromisoformat(day))
    except (TypeError, ValueError):
        return False
