"""What stands around a place and changes which area is meant: eastern Aleppo, north of Mosul, 20 km from Raqqa, Syria's border. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from dateline.models.places import Place
from dateline.seeds.language import Language
from dateline.tagging.places.geo import shifted

LARGEST_MOVE = 120.0  # "Southern" California is no town: a large area is cut rather than moved.
_NUMBER = r"\d{1,4}(?:[.,]\d+)?"
_BEFORE, _AFTER = 80, 60  # Characters around a name that are looked at.


@dataclass(frozen=True, slots=True)
class Part:
    """A qualifier: its words, the direction of the area it means (degrees), a distance, and whether the area lies outside the place."""

    words: str
    bearing: float | None = None
    km: float | None = None
    outside: bool = False
    line: bool = False


class Parts:
    """The qualifiers of a language: patterns over its sides, units, nouns of areas and lines."""

    def __init__(self, language: Language) -> None:
        def any_of(name: str) -> str:
            return f"(?:{language.any_of(f'places-{name}')})"

        def compiled(pattern: str) -> re.Pattern[str]:
            return re.compile(pattern, re.IGNORECASE)

        self._sides = language.numbers("places-sides")
        self._km = language.numbers("places-units")
        self._lines = language.set("places-lines")
        side, ending, unit = _sides(self._sides), any_of("side-endings"), "|".join(sorted(self._km, key=len, reverse=True)) or "(?!)"
        area, line, town, held = any_of("areas"), any_of("lines"), any_of("towns"), any_of("held")
        shut = any_of("shut")
        held_by = rf"(?:[\w-]+[ -]{held}|{shut})"
        # Immediately before the name, the longest first.
        self._distance = compiled(
            rf"(?P<km>{_NUMBER})[ -]?(?P<unit>{unit})(?: \((?:\w+ )?{_NUMBER}[ -]?(?:{unit})\))?"
            rf"(?: (?:to the )?(?P<side>{side}))?(?: away)? (?:of|from|outside) (?:the {town} of )?(?:the )?$"
        )
        self._beside = compiled(rf"\b(?:(?:just|further|farther) )?(?:to the )?(?P<side>{side})(?: and (?P<other>{side}))? of (?:the )?$")
        self._areas = compiled(
            rf"\b(?P<words>(?:{held_by}|{side}{ending})(?:(?: and|,)? {side}{ending})*(?: {area})?|{area})"
            rf" (?:of|in|around|outside) (?:the )?(?:{town} of )?$"
        )
        self._border = compiled(rf"\b(?P<line>{line})s? (?:with|of|between|to) (?:the )?$")
        self._compass = compiled(rf"\b(?P<side>{side}{ending}|{side}|{any_of('compass')})[ -]$")
        self._near = compiled(rf"\b(?P<near>{any_of('near')})(?: the)?(?: {town} of)? $")
        # Immediately after it.
        self._own = compiled(
            rf"['’]s? (?P<words>(?:(?:\w+-{held}|{shut}|{side}{ending}?|{any_of('old')})[ ,]+(?:and )?)+(?:{area}|{town})?"
            rf"|(?:{area}|{line}))\b"
        )
        self._line_after = compiled(rf"(?:'s|’s)?(?:[-–]\w+)? (?P<line>{line})\b")
        self._side_word = compiled(rf"\b({side}){ending}?\b")
        # Of a town that is named before: "the northern and southern edges of the city", "the city".
        noun = rf"(?:{shut} )?{town}"
        self.of_town = compiled(
            rf"\b(?P<words>(?:(?:\w+-{held}|{shut}|{side}{ending}?)(?:,? and |, | ))+{area}|{any_of('rims')}) of the {noun}\b"
        )
        self.bare_town = compiled(rf"(?:the|this) {noun}")

    def find(self, text: str, start: int, end: int) -> Part | None:
        """The qualifier of the place named at these offsets."""
        before, after = text[max(0, start - _BEFORE) : start], text[end : end + _AFTER]
        if match := self._distance.search(before):
            km = float(match["km"].replace(",", ".")) * self._km[match["unit"].lower()]
            return Part(match[0].strip(), self._bearing(match["side"]), round(km, 1), outside=True)
        if match := self._beside.search(before):
            return Part(match[0].strip(), None if match["other"] else self._bearing(match["side"]), outside=True)
        if match := self._border.search(before) or self._line_after.match(after):
            return Part(match["line"].lower(), line=True)
        if match := self._areas.search(before) or self._own.match(after):
            return self.named(match["words"])
        if match := self._compass.search(before):
            return self.named(match["side"])
        if match := self._near.search(before):
            return Part(match["near"].lower(), outside=True)
        return None

    def named(self, words: str) -> Part:
        """A qualifier given by itself: "northern and southern edges". Of two directions it has none."""
        words, sides = words.strip(" ,"), self._side_word.findall(words)
        return Part(words, self._bearing(sides[0]) if len(sides) == 1 else None, line=words.lower() in self._lines)

    def _bearing(self, side: str | None) -> float | None:
        return self._sides.get(re.sub(r"[ -]", "", side.lower())) if side else None


def _sides(sides: Iterable[str]) -> str:
    """Any side; one that is made of two may be written apart: "north-east"."""
    apart = (re.sub(rf"^({'|'.join(sides)})(?=.)", r"\1[ -]?", side) for side in sides)
    return f"(?:{'|'.join(sorted(apart, key=len, reverse=True)) or '(?!)'})"


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
