"""What stands around a place and changes which area is meant: eastern Aleppo, north of Mosul, 20 km from Raqqa, Syria's border. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from dateline.models import Place
from dateline.tagging.places.geo import shifted

_SIDES = {
    "north": 0.0,
    "northeast": 45.0,
    "east": 90.0,
    "southeast": 135.0,
    "south": 180.0,
    "southwest": 225.0,
    "west": 270.0,
    "northwest": 315.0,
}
SIDE = r"(?:(?:north|south)[ -]?(?:east|west)|north|south|east|west)"
_NUMBER = r"\d{1,4}(?:[.,]\d+)?"
_KM = {
    "km": 1.0,
    "kms": 1.0,
    "kilometer": 1.0,
    "kilometers": 1.0,
    "kilometre": 1.0,
    "kilometres": 1.0,
    "mile": 1.609,
    "miles": 1.609,
    "mi": 1.609,
}
LARGEST_MOVE = 120.0  # "Southern" California is no town: a large area is cut rather than moved.
_UNIT = "|".join(sorted(_KM, key=len, reverse=True))
AREA = (
    r"(?:areas?|parts?|sections?|districts?|neighbou?rhoods?|suburbs?|outskirts|edges?|quarters?|countryside|side|half|fringes?|sectors?"
    r"|villages?|towns?)"
)
_HELD = r"(?:[\w-]+[ -](?:held|controlled|besieged|occupied)|besieged|occupied)"

# Immediately before the name, the longest first.
_DISTANCE = re.compile(
    rf"(?P<km>{_NUMBER})[ -]?(?P<unit>{_UNIT})(?: \((?:about |some )?{_NUMBER}[ -]?(?:{_UNIT})\))?"
    rf"(?: (?:to the )?(?P<side>{SIDE}))?(?: away)? (?:of|from|outside) (?:the (?:city|town|capital) of )?(?:the )?$",
    re.IGNORECASE,
)
_BESIDE = re.compile(
    rf"\b(?:(?:just|further|farther) )?(?:to the )?(?P<side>{SIDE})(?: and (?P<other>{SIDE}))? of (?:the )?$", re.IGNORECASE
)
_AREAS = re.compile(
    rf"\b(?P<words>(?:{_HELD}|{SIDE}ern)(?:(?: and|,)? {SIDE}ern)*(?: {AREA})?|{AREA})"
    rf" (?:of|in|around|outside) (?:the )?(?:city of |town of )?$",
    re.IGNORECASE,
)
_COMPASS = re.compile(rf"\b(?P<side>{SIDE}ern|{SIDE}|central|upper|lower|greater|rural|downtown)[ -]$", re.IGNORECASE)
_NEAR = re.compile(
    r"\b(?P<near>near|around|outside|close to|in and around|on the road to)(?: the)?(?: (?:city|town|village) of)? $", re.IGNORECASE
)
_BORDER = re.compile(r"\b(?P<line>border|frontier|coast)s? (?:with|of|between|to) (?:the )?$", re.IGNORECASE)
# What all of those end in: looked for first, because most names have nothing of it before them.
_LEADS = re.compile(r"\b(?:of|from|outside|in|around|with|between|to|the) $")
_BESIDES = re.compile(
    r"(?:(?:ern|north|south|east|west|central|upper|lower|greater|rural|downtown|near|around|outside|to|the|of)[ -])$", re.IGNORECASE
)
# Immediately after the name.
_OWN_PART = re.compile(
    rf"['’]s? (?P<words>(?:(?:\w+-held|besieged|old|{SIDE}(?:ern)?)[ ,]+(?:and )?)+(?:{AREA}|city)?"
    rf"|(?:{AREA}|border|frontier|coast))\b",
    re.IGNORECASE,
)
_LINE_AFTER = re.compile(r"(?:'s|’s)?(?:[-–]\w+)? (?P<line>border|frontier|coast)\b", re.IGNORECASE)
_SIDE_WORD = re.compile(rf"\b({SIDE})(?:ern)?\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Part:
    """A qualifier: its words, the direction of the area it means (degrees), a distance, and whether the area lies outside the place."""

    words: str
    bearing: float | None = None
    km: float | None = None
    outside: bool = False
    line: bool = False


def find_part(text: str, start: int, end: int) -> Part | None:
    """The qualifier of the place named at these offsets."""
    if part := _part_before(text[max(0, start - 80) : start]):
        return part
    return _part_after(text[end : end + 60]) or _part_beside(text[max(0, start - 30) : start])


def _part_before(before: str) -> Part | None:
    """ "20 km south of", "north of", "the border with", "rebel-held areas of"."""
    if not _LEADS.search(before[-12:]):
        return None
    if match := _DISTANCE.search(before):
        km = float(match["km"].replace(",", ".")) * _KM[match["unit"].lower()]
        return Part(match[0].strip(), _bearing(match["side"]), round(km, 1), outside=True)
    if match := _BESIDE.search(before):
        return Part(match[0].strip(), None if match["other"] else _bearing(match["side"]), outside=True)
    if match := _BORDER.search(before):
        return Part(match["line"].lower(), line=True)
    if match := _AREAS.search(before):
        return Part(match["words"].strip(), _bearing_in(match["words"]))
    return None


def _part_after(after: str) -> Part | None:
    """ "'s eastern neighbourhood", "border"."""
    if match := _OWN_PART.match(after):
        words = match["words"].strip(" ,")
        return Part(words, _bearing_in(words), line=words.lower() in ("border", "frontier", "coast"))
    if match := _LINE_AFTER.match(after):
        return Part(match["line"].lower(), line=True)
    return None


def _part_beside(before: str) -> Part | None:
    """ "eastern", "near"."""
    if not _BESIDES.search(before[-14:]):
        return None
    if match := _COMPASS.search(before):
        return Part(match["side"], _bearing_in(match["side"]))
    if match := _NEAR.search(before):
        return Part(match["near"].lower(), outside=True)
    return None


def part_of(words: str) -> Part:
    """A qualifier given by itself: "northern and southern edges"."""
    return Part(words.strip(), _bearing_in(words))


def apply_part(place: Place, part: Part | None) -> Place:
    """The place with its qualifier: the point moved where the words say so, the radius as large as they leave it."""
    radius = place.precision_km or 1.0
    if part is None:
        return place
    if part.km is not None and part.bearing is not None:
        lat, lon = shifted(place.lat, place.lon, part.bearing, part.km)
        return replace(place, lat=lat, lon=lon, part=part.words, precision_km=round(max(3.0, part.km * 0.35), 1))
    if part.km is not None:
        return replace(place, part=part.words, precision_km=round(radius + part.km, 1))
    if part.line:
        return replace(place, part=part.words, precision_km=radius)
    if part.outside and part.bearing is not None:
        reach = max(radius, 8.0)
        lat, lon = shifted(place.lat, place.lon, part.bearing, reach * 1.2)
        return replace(place, lat=lat, lon=lon, part=part.words, precision_km=round(reach * 1.5, 1))
    if part.outside:
        return replace(place, part=part.words, precision_km=round(radius + max(8.0, radius * 0.5), 1))
    if part.bearing is not None:
        move = min(0.45 * radius, LARGEST_MOVE)
        lat, lon = shifted(place.lat, place.lon, part.bearing, move)
        return replace(place, lat=lat, lon=lon, part=part.words, precision_km=round(max(1.0, radius - 0.6 * move), 1))
    return replace(place, part=part.words)


def _bearing(side: str | None) -> float | None:
    return _SIDES.get(re.sub(r"[ -]", "", side.lower())) if side else None


def _bearing_in(words: str) -> float | None:
    """The one direction in some words; two directions are none."""
    sides = _SIDE_WORD.findall(words)
    return _bearing(sides[0]) if len(sides) == 1 else None
