"""Dates as people and machines write them: one reader for feeds and pages. Pure.

What a date means may hang on where it was written: zone-less times are local, `IST` is Israel's, Ireland's or India's, and
03/04/2016 is March or April. `Locale` says so; where it does not and the date could be two days, it is none.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from dateline.month_names import MONTHS
from dateline.text import fold

MONTH_FIRST = frozenset({"US", "PH", "FM", "PW", "MH"})  # Who writes 10/13/2016 in English. Canada writes both.
EITHER_WAY = frozenset({"CA"})
LONGEST = 200  # Characters that are looked at.

# North American zones are in RFC 822; the rest is what outlets use.
_ZONES = {
    "z": 0, "ut": 0, "utc": 0, "gmt": 0, "wet": 0, "bst": 1, "west": 1, "cet": 1, "cest": 2, "mez": 1, "mesz": 2,
    "eet": 2, "eest": 3, "sast": 2, "cat": 2, "wat": 1, "eat": 3, "msk": 3, "trt": 3, "ast": 3, "idt": 3, "gst": 4, "pkt": 5, "ist": 5.5,
    "npt": 5.75, "wib": 7, "ict": 7, "hkt": 8, "sgt": 8, "pht": 8, "awst": 8, "jst": 9, "kst": 9, "acst": 9.5, "aest": 10, "acdt": 10.5,
    "aedt": 11, "nzst": 12, "nzdt": 13,
    "est": -5, "edt": -4, "cst": -6, "cdt": -5, "mst": -7, "mdt": -6, "pst": -8, "pdt": -7, "akst": -9, "akdt": -8, "hst": -10,
}  # fmt: skip
# Abbreviations that mean something else in one country; a zone of the source that uses the abbreviation itself needs no row.
_BY_COUNTRY = {
    ("IL", "ist"): "Asia/Jerusalem", ("IL", "idt"): "Asia/Jerusalem", ("IE", "ist"): "Europe/Dublin", ("PH", "pst"): "Asia/Manila",
    ("CN", "cst"): "Asia/Shanghai", ("TW", "cst"): "Asia/Taipei", ("CU", "cst"): "America/Havana", ("AU", "est"): "Australia/Sydney",
    ("AU", "cst"): "Australia/Adelaide", ("BD", "bst"): "Asia/Dhaka", ("CA", "ast"): "America/Halifax", ("BR", "amt"): "America/Manaus",
}  # fmt: skip

_WORD = r"[^\s\d_,.:;/()|\[\]-]{2,20}"
_OF = r"(?:(?:of|de|di|da|del|den|ta'|\u03c4\u03bf\u03c5)\s+)?"
_NAMED = rf"(?P<name>{_WORD}(?:\s{_WORD})??)"
_YEAR = r"(?P<year>(?:19|20)\d{2})"
_FORMS = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        r"(?<![\d.])(?P<year>\d{4})[-/.](?P<month>\d{1,2})[-/.](?P<day>\d{1,2})(?!\d)",
        rf"(?<!\d){_YEAR}(?P<month>\d{{2}})(?P<day>\d{{2}})(?=T?\d{{4,6}}(?:\b|Z)|[Z\s]|$)",
        r"(?<!\d)(?P<year>\d{4})\s?[年년]\s?(?P<month>\d{1,2})\s?[月월]\s?(?P<day>\d{1,2})\s?[日일]",
        rf"(?<![\d:])(?P<day>\d{{1,2}})(?:st|nd|rd|th|er|[.º°ªa]|-?(?:го|е))?[\s-]+{_OF}{_NAMED}[.,]?[\s,-]+{_OF}{_YEAR}(?!\d)",
        rf"\b{_NAMED}[.,]?\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th|[.])?[\s,]+{_YEAR}(?![\d:])",
        rf"(?<!\d){_YEAR}[.,]?\s+{_NAMED}[.,]?\s+(?P<day>\d{{1,2}})(?!\d)",
        r"(?<![\d.])(?P<first>\d{1,2})(?P<sign>[./-])(?P<second_number>\d{1,2})(?P=sign)(?P<year>(?:19|20)\d{2})(?!\d)",
        rf"\b{_NAMED}\s+(?P<day>\d{{1,2}})\s+(?P<middle>\d{{1,2}}:\d{{2}}.{{0,40}}?)\s{_YEAR}$",
        rf"(?<!\d)(?P<day>\d{{1,2}})[\s-]+{_NAMED}\.?[\s-]+(?P<year>\d{{2}})(?=\s+\d{{1,2}}:)",
    )
)
_CLOCK = re.compile(
    r"(?<![\d.:])(?P<hour>\d{1,2})(?:[:.h](?P<minute>\d{1,2})(?::(?P<second>\d{1,2})(?:[.,](?P<fraction>\d{1,9}))?)?(?!\d)"
    r"(?:\s*(?P<half>[ap]\.?\s?m\b\.?))?|\s*(?P<half_only>[ap]\.?\s?m\b\.?))"
    r"|(?<!\d)T?(?P<packed>\d{4}(?:\d{2})?)(?=Z|[+-]\d|$)",
    re.IGNORECASE,
)
_ZONE = re.compile(
    r"\s*(?P<region>[A-Z][A-Za-z]+/[A-Za-z_]+(?:/[A-Za-z_]+)?)"
    r"|\s*\(?(?P<zone>[A-Za-z]{1,5})?\)?\s*(?P<sign>[+\u2212-])(?P<hours>\d{1,2})(?::?(?P<minutes>\d{2}))?(?!\d)"
    r"|\s*\(?(?P<only>[A-Za-z]{1,5})\b\)?"
)
_EPOCH = re.compile(r"[12]\d{9}(?:\d{3})?")
_LEFT_OVER = re.compile(r"[\W_]*(?:T|at|um|uhr|a las|kl|klo|le|г|года|год|\([^)]{1,40}\)|[\W_])*[\W_]*", re.IGNORECASE)
_WEEKDAY = re.compile(r"^[\W_]*[^\W\d_][^\s\d,]{1,15}")  # In any language: one word.


class NoSuchDate(ValueError):
    """It looks like a date, and no calendar has it."""


@dataclass(frozen=True, slots=True)
class Locale:
    """Where a date was written, as far as that is known."""

    zone: tzinfo = UTC
    country: str | None = None
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Moment:
    """A date; `exact` is false for a bare day, whose time is then midnight in the zone. `zoned` when the text named its zone."""

    when: datetime
    exact: bool = True
    zoned: bool = False


def zone_of(name: str | None) -> tzinfo:
    """An IANA zone, UTC when there is none by that name."""
    return zone_named(name) or UTC


def zone_named(name: str | None) -> ZoneInfo | None:
    """A zone of the tz database; None where there is none of this name."""
    try:
        return ZoneInfo(name) if name else None
    except (KeyError, ValueError, OSError):  # No such zone (its error is a KeyError), or a name that is a path.
        return None


def read_moment(text: str, where: Locale) -> Moment | None:
    """The date that a text is, with nothing beside it but a weekday. Raises NoSuchDate for one that cannot be."""
    text = " ".join(text.split())
    if len(text) > LONGEST:
        return None
    if _EPOCH.fullmatch(text):
        return _epoch(text)
    for match, day in _days(text, where):
        before, after = text[: match.start()], text[match.end() :]
        if "middle" in match.re.groupindex:
            after = match["middle"]  # Sat Oct 15 21:40:00 EDT 2016
        clock = _CLOCK.search(after) or _CLOCK.search(before)
        zone = _zone(clock.string, clock.end()) if clock else None
        if clock is None:
            gaps, tail = [before, after], ""
        else:
            tail = clock.string[zone.end() if zone else clock.end() :]
            ahead = clock.string[: clock.start()]
            gaps = [before, ahead] if clock.string is after else [ahead, after]
            tail = tail if clock.string is after or not tail.strip(" ,") else "?"
        if all(_LEFT_OVER.fullmatch(_WEEKDAY.sub("", gap, count=1)) for gap in gaps):
            if _LEFT_OVER.fullmatch(tail):
                return _at(day, clock, zone, where)
            if re.match(r"\W*[a-z]", tail, re.IGNORECASE):
                raise NoSuchDate("a zone that means several, or none")
    return None


def find_moment(text: str, where: Locale) -> Moment | None:
    """The first date in a text. None when there is none, or none that can be."""
    text = " ".join(text[:LONGEST].split())
    if _EPOCH.fullmatch(text):
        return _epoch(text)
    for match, day in _days(text, where):
        clock = _CLOCK.search(text, match.end()) or _CLOCK.search(text[: match.start()])
        zone = _zone(clock.string, clock.end()) if clock else None
        try:
            return _at(day, clock, zone, where)
        except NoSuchDate:
            try:
                return _at(day, None, None, where)
            except NoSuchDate:
                continue
    return None


def is_date_like(text: str) -> bool:
    """Whether a date by the name of its month stands there: what a stamp near the headline looks like."""
    return any("name" in match.re.groupindex for match, _ in _days(text[:LONGEST], Locale()))


@functools.lru_cache(maxsize=2_000)
def month_of(name: str, language: str | None) -> int | None:
    """The month of this name, in that language or in any; a name that is two months in two languages needs the language."""
    folded = fold(name).replace("\u0131", "i").strip(". ")
    if len(folded) == 3 and (english := _months("en", folded)):
        return english.pop()  # RFC 822 is English in every language.
    if language in MONTHS and (own := _months(language, folded)):
        return own.pop() if len(own) == 1 else None
    found = set().union(*(_months(code, folded) for code in MONTHS))
    return found.pop() if len(found) == 1 else None


def _months(language: str, folded: str) -> set[int]:
    """Which months a name, or its beginning of three letters and more, can be in a language."""
    table = [row.replace("_", " ").split("/") for row in MONTHS[language].split(" ")]
    whole = {number for number, names in enumerate(table, 1) if folded in names}
    if whole or len(folded) < 3:
        return whole
    return {number for number, names in enumerate(table, 1) if any(name.startswith(folded) for name in names)}


def _days(text: str, where: Locale) -> Iterator[tuple[re.Match[str], tuple[int, int, int]]]:
    """(match, (year, month, day)) of every form that the text holds, surest form first."""
    for form in _FORMS:
        for match in form.finditer(text):
            part = match.groupdict()
            year = int(part["year"])
            if len(part["year"]) == 2:
                year += 2000 if year < 70 else 1900
            if part.get("name"):
                words = part["name"].split()
                month = month_of(part["name"], where.language) or (month_of(words[-1], where.language) if len(words) > 1 else None)
                if month:
                    yield match, (year, month, int(part["day"]))
            elif part.get("first"):
                if pair := _pair(int(part["first"]), int(part["second_number"]), part["sign"], where):
                    yield match, (year, *pair)
            else:
                yield match, (year, int(part["month"]), int(part["day"]))


def _pair(first: int, second: int, sign: str, where: Locale) -> tuple[int, int] | None:
    """(month, day) of two numbers; None where it could be two days and nobody says which."""
    if first > 12 or first == second or sign == ".":
        return second, first
    if second > 12:
        return first, second
    if where.country in MONTH_FIRST:
        return first, second
    known = where.country not in (None, *EITHER_WAY) or where.language not in (None, "en")
    return (second, first) if known else None


def _at(day: tuple[int, int, int], clock: re.Match[str] | None, zone: re.Match[str] | None, where: Locale) -> Moment:
    """The moment. Raises NoSuchDate."""
    try:
        midnight = datetime(*day)  # noqa: DTZ001 - the zone follows
        if clock is None:
            return Moment(midnight.replace(tzinfo=where.zone), exact=False)
        local = midnight + _time(clock)
    except (ValueError, OverflowError) as error:
        raise NoSuchDate(str(error)) from error
    there = _tzinfo(zone, local, where) if zone else None
    return Moment(local.replace(tzinfo=there or where.zone), zoned=there is not None)


def _time(clock: re.Match[str]) -> timedelta:
    part = {name: value or "" for name, value in clock.groupdict().items()}
    if packed := part["packed"]:
        part |= {"hour": packed[:2], "minute": packed[2:4], "second": packed[4:]}
    hour, minute, second = int(part["hour"]), int(part["minute"] or 0), int(part["second"] or 0)
    if half := part["half"] or part["half_only"]:
        if not 1 <= hour <= 12:
            raise NoSuchDate("no such hour")
        hour = hour % 12 + (12 if half[0] in "pP" else 0)
    if hour > 24 or minute > 59 or second > 60 or (hour == 24 and (minute or second)):
        raise NoSuchDate("no such time")
    # 24:00 is the midnight that ends the day; a leap second is the last of its minute.
    return timedelta(
        hours=hour, minutes=minute, seconds=min(second, 59), microseconds=int(part["fraction"].ljust(6, "0")[:6]) if part["fraction"] else 0
    )


def _zone(text: str, position: int) -> re.Match[str] | None:
    """A zone behind a clock, if what stands there is one."""
    match = _ZONE.match(text, position)
    if match and match["only"] and match["only"].lower() not in _ZONES:
        return None
    return match


def _tzinfo(zone: re.Match[str], local: datetime, where: Locale) -> tzinfo:
    """Raises NoSuchDate."""
    if region := zone["region"]:
        try:
            return ZoneInfo(region)
        except (ZoneInfoNotFoundError, ValueError, OSError) as error:
            raise NoSuchDate("no such zone") from error
    name = (zone["only"] or zone["zone"] or "").lower()
    offset = timedelta(0)
    if name:
        if not zone["sign"] and name in _names_of(where.zone, local.year):
            return where.zone
        if not zone["sign"] and (named := _BY_COUNTRY.get((where.country or "", name))):
            return ZoneInfo(named)
        if name not in _ZONES:
            raise NoSuchDate("a zone that means several")
        offset = timedelta(hours=_ZONES[name])
    if zone["sign"]:
        given = timedelta(hours=int(zone["hours"]), minutes=int(zone["minutes"] or 0))
        offset += given if zone["sign"] == "+" else -given
    if abs(offset) > timedelta(hours=14):
        raise NoSuchDate("no such zone")
    return timezone(offset) if offset else UTC


@functools.lru_cache(maxsize=1_000)
def _names_of(zone: tzinfo, year: int) -> frozenset[str]:
    """What a zone is called in winter and summer. People write the winter name all year."""
    return frozenset((datetime(year, month, 1, tzinfo=zone).tzname() or "").lower() for month in (1, 7))


def _epoch(text: str) -> Moment:
    return Moment(datetime.fromtimestamp(int(text[:10]), UTC) + timedelta(milliseconds=int(text[10:] or 0)), zoned=True)


def at_noon(moment: Moment) -> Moment:
    """A bare day as noon: whatever the reader's zone, it stays on the day that was meant."""
    return moment if moment.exact else replace(moment, when=moment.when.replace(hour=12))
