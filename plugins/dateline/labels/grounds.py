"""Day and country of what was found, and whether what is told as real can be believed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from dateline.labels.matching import Label, Matched, is_core
from dateline.labels.tellings import Told
from dateline.models.codebook import REAL


def count_grounds(m: Matched) -> Iterator[str]:
    """What `figures` makes its shares of right days, right countries and believable tellings of."""
    by_telling = {id(told): label for label, told in m.hits}
    for told in m.told:
        yield from _of_telling(told, by_telling.get(id(told)), m.item.get("published"))
    for label in m.labels:
        if is_core(label):
            yield from _of_label(label, m.met(label), m.item.get("published"))


def _of_telling(told: Told, label: Label | None, published: str | None) -> Iterator[str]:
    if told.status in REAL and (label is None or _is_fixed(label)):
        yield "told_real"
        if label is not None and believable(label, told, published):
            yield "believable"


def _of_label(label: Label, met: Told | None, published: str | None) -> Iterator[str]:
    if label["status"] in REAL and _is_fixed(label):
        yield "real_wanted"
        if met is not None and believable(label, met, published):
            yield "believable_core"
    if met is not None and label.get("day"):
        yield "dated"
        if within(label["day"], _days(met.time, published), slack=1):
            yield "day_right"
    if met is not None and label.get("country"):
        yield "placed"
        if met.country == label["country"]:
            yield "country_right"


def _is_fixed(label: Label) -> bool:
    """Whether it says when or where."""
    return bool(label.get("day") or label.get("country"))


def believable(label: Label, told: Told, published: str | None) -> bool:
    """Right type, rightly real, and the right week and country where these are fixed: what an analyst may rely on."""
    if label["type"] != told.type or label["status"] not in REAL or told.status not in REAL:
        return False
    if label.get("day") and not within(label["day"], _days(told.time, published), slack=6):
        return False
    return not label.get("country") or told.country == label["country"]


def within(day: Sequence[str], found: tuple[date, date] | None, *, slack: int) -> bool:
    """Whether the days found meet the labelled ones within `slack` days and are not vaguer by more than a month."""
    if found is None:
        return False
    first, last = (date.fromisoformat(one) for one in day)
    near = found[0] <= last + timedelta(days=slack) and found[1] >= first - timedelta(days=slack)
    return near and (found[1] - found[0]).days <= (last - first).days + 31


def _days(time: Mapping[str, Any] | None, published: str | None) -> tuple[date, date] | None:
    """First and last day of a time; the day of publication where none is told, as the timeline has it."""
    try:
        if not time or not time.get("start"):
            return (_instant(published).date(),) * 2 if published else None
        first = _instant(time["start"])
        last = _instant(time.get("end") or time["start"])
    except ValueError:
        return None
    return first.date(), max(first, last - timedelta(seconds=1)).date()


def _instant(value: Any) -> datetime:
    return value if isinstance(value, datetime) else datetime.fromisoformat(str(value).replace("Z", "+00:00").replace(" ", "T"))
