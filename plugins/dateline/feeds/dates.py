"""Dates as feeds write them. Strict where guessing would be wrong: a date that cannot be is no date. Pure."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone

EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)  # Before the web; such dates are defaults of some software (1970-01-01, 0001-01-01).
AHEAD = timedelta(days=1)  # Clocks run wrong and local times are sent as UTC, by up to 14 hours.

_MONTHS = {m: i for i, m in enumerate("jan feb mar apr may jun jul aug sep oct nov dec".split(), 1)}
# North American zones are in RFC 822; the rest is what outlets use. In feeds IST is India's.
_ZONES = {
    "": 0, "z": 0, "ut": 0, "utc": 0, "gmt": 0, "wet": 0, "bst": 1, "west": 1, "cet": 1, "cest": 2, "mez": 1, "mesz": 2,
    "eet": 2, "eest": 3, "sast": 2, "msk": 3, "trt": 3, "pkt": 5, "ist": 5.5, "wib": 7, "hkt": 8, "sgt": 8, "jst": 9, "kst": 9,
    "aest": 10, "aedt": 11, "nzst": 12, "nzdt": 13,
    "est": -5, "edt": -4, "cst": -6, "cdt": -5, "mst": -7, "mdt": -6, "pst": -8, "pdt": -7, "akst": -9, "hst": -10,
}  # fmt: skip

_CLOCK = (
    r"(?:[T ,]*(?P<hour>\d{1,2}):(?P<minute>\d{1,2})(?::(?P<second>\d{1,2})(?:[.,](?P<fraction>\d{1,9})\d*)?)?\s*(?P<half>[ap]\.?m\.?)?)?"
)
_ZONE = r"\s*(?P<zone>[a-z]{1,5})?\s*(?:(?P<sign>[+-])(?P<zone_hour>\d{1,2}):?(?P<zone_minute>\d{2})?)?\s*(?:\([^)]*\))?"
_WEEKDAY = r"(?:[a-z]{3,9}(?:\.?\s*,\s*|\.?\s+))?"
_FORMS = tuple(
    re.compile(form, re.IGNORECASE | re.ASCII)
    for form in (
        rf"(?P<year>\d{{4}})-(?P<month>\d{{1,2}})-(?P<day>\d{{1,2}}){_CLOCK}{_ZONE}",
        rf"(?P<year>\d{{4}})(?P<month>\d{{2}})(?P<day>\d{{2}})(?:T(?P<hour>\d{{2}}):?(?P<minute>\d{{2}}):?(?P<second>\d{{2}})?)?{_ZONE}",
        rf"{_WEEKDAY}(?P<day>\d{{1,2}})(?:st|nd|rd|th)?[ -]+(?P<name>[a-z]{{3,9}})\.?[ ,-]+(?P<year>\d{{4}}|\d{{2}}){_CLOCK}{_ZONE}",
        rf"{_WEEKDAY}(?P<name>[a-z]{{3,9}})\.?\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<year>\d{{4}}){_CLOCK}{_ZONE}",
        rf"{_WEEKDAY}(?P<name>[a-z]{{3}})\s+(?P<day>\d{{1,2}})\s+(?P<hour>\d{{1,2}}):(?P<minute>\d{{2}}):(?P<second>\d{{2}}){_ZONE}\s+(?P<year>\d{{4}})",
    )
)
_LONGEST = 80


def read_date(text: str | None, *, now: datetime) -> tuple[datetime | None, str | None]:
    """(date, None), or (None, why it is none); (None, None) when nothing was said.

    Understands RFC 822 and ISO 8601 as feeds write them. A date without a zone is UTC; one that no calendar has, that lies before
    1990 or more than a day after `now`, or that can be read in two ways (03/04/2016) is none.
    """
    text = " ".join((text or "").split())
    if not text:
        return None, None
    shown = text[:_LONGEST]
    match = next((m for form in _FORMS if (m := form.fullmatch(text))), None) if len(text) <= _LONGEST else None
    if match is None:
        return None, f"not a date that we can read: {shown!r}"
    try:
        moment = _moment({k: v or "" for k, v in match.groupdict().items()})
    except (ValueError, OverflowError):
        return None, f"no such date: {shown!r}"
    if moment < EARLIEST:
        return None, f"before 1990: {shown!r}"
    if moment > now + AHEAD:
        return None, f"in the future: {shown!r}"
    return moment, None


def _moment(part: dict[str, str]) -> datetime:
    year = int(part["year"])
    if len(part["year"]) == 2:
        year += 2000 if year < 70 else 1900
    hour = int(part.get("hour") or 0)
    if half := part.get("half", "").lower():
        if not 1 <= hour <= 12:
            raise ValueError("no such hour")
        hour = hour % 12 + (12 if half[0] == "p" else 0)
    second = min(int(part.get("second") or 0), 59)  # A leap second is the last of its minute.
    if int(part.get("second") or 0) > 60:
        raise ValueError("no such second")
    micro = int((part.get("fraction") or "").ljust(6, "0")[:6])
    return datetime(year, _month(part), int(part["day"]), hour, int(part.get("minute") or 0), second, micro, tzinfo=_zone(part))


def _month(part: dict[str, str]) -> int:
    if name := part.get("name", ""):
        if name[:3].lower() not in _MONTHS:
            raise ValueError("no such month")
        return _MONTHS[name[:3].lower()]
    return int(part["month"])


def _zone(part: dict[str, str]) -> timezone:
    name = part["zone"].lower()
    if name not in _ZONES:
        raise ValueError("a zone that means several")
    offset = timedelta(hours=_ZONES[name])
    if part["sign"]:
        hours, minutes = part["zone_hour"], part["zone_minute"] or "0"
        given = timedelta(hours=int(hours), minutes=int(minutes))
        offset += given if part["sign"] == "+" else -given
    if abs(offset) > timedelta(hours=14):
        raise ValueError("no such zone")
    return timezone(offset) if offset else UTC
