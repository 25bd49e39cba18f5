"""What stands around a place and changes which area is meant: eastern Aleppo, north of Mosul, 20 km from Raqqa, Syria's border; and areas
of a place that is named before: "the northern and southern edges of the city". Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from dateline.geo import shifted
from dateline.models.mentions import Kind, Mention
from dateline.models.places import Place
from dateline.seeds.language import Language

LARGEST_MOVE = 120.0  # "Southern" California is no town: a large area is cut rather than moved.
TOWNS = frozenset({"city", "capital", "site"})
_QUALIFIERS = ("distance", "beside", "border", "line", "areas", "own", "compass", "near")
_BEHIND = ("line", "own")
_BEFORE, _AFTER = 80, 60  # Characters around a name that are looked at.


@dataclass(frozen=True, slots=True)
class Part:
    """A qualifier: its words, the direction of the area it means (degrees), a distance, and whether the area lies outside the place."""

    words: str
    bearing: float | None = None
    km: float | None = None
    outside: bool = False


class Parts:
    """The qualifiers of a language: patterns over its sides, units, nouns of areas and lines; the most particular is asked first."""

    def __init__(self, language: Language) -> None:
        self._sides, self._km = language.numbers("places-sides"), language.numbers("places-units")
        self._patterns = [(language.pattern(f"places-part-{name}"), name in _BEHIND) for name in _QUALIFIERS]
        self._side_word = language.pattern("places-side-word")
        # Of a town that is named before: "the northern and southern edges of the city", "the city".
        self.of_town, self.bare_town = language.pattern("places-of-town"), language.pattern("places-bare-town")

    def find(self, text: str, start: int, end: int) -> Part | None:
        """The qualifier of the place named at these offsets."""
        before, after = text[max(0, start - _BEFORE) : start], text[end : end + _AFTER]
        match = next((m for pattern, behind in self._patterns if (m := pattern.search(after if behind else before))), None)
        if match is None:
            return None
        said = match.groupdict()
        if words := said.get("words"):
            return self.named(words)
        if line := said.get("line"):
            return Part(line.lower())
        bearing = None if said.get("other") else self._sides.get((said.get("side") or "").lower())
        unit, near = said.get("unit"), said.get("near")
        km = round(float(said["km"].replace(",", ".")) * self._km[unit.lower()], 1) if unit else None
        return Part(near.lower() if near else match[0].strip(), bearing, km, outside=True)

    def named(self, words: str) -> Part:
        """A qualifier given by itself: "northern and southern edges". Of two directions it has none."""
        words, sides = words.strip(" ,"), self._side_word.findall(words)
        return Part(words, self._sides.get(sides[0].lower()) if len(sides) == 1 else None)


def apply_part(place: Place, part: Part | None) -> Place:
    """The place with its qualifier: the point moved where the words say so, the radius as large as they leave it."""
    if part is None:
        return place
    away, radius = _reach(part, place.precision_km or 1.0)
    lat, lon = (place.lat, place.lon) if part.bearing is None else shifted(place.lat, place.lon, part.bearing, away)
    return replace(place, lat=lat, lon=lon, part=part.words, precision_km=round(radius, 1))


def _reach(part: Part, radius: float) -> tuple[float, float]:
    """How far from the place the area of a qualifier lies in the direction it says, if any, and its radius."""
    turned = part.bearing is not None
    if part.km is not None:
        return part.km, max(3.0, part.km * 0.35) if turned else radius + part.km
    if part.outside:
        reach = max(radius, 8.0)
        return reach * 1.2, reach * 1.5 if turned else radius + max(8.0, radius * 0.5)
    if not turned:
        return 0.0, radius
    move = min(0.45 * radius, LARGEST_MOVE)
    return move, max(1.0, radius - 0.6 * move)


def with_anaphors(mentions: Iterable[Mention], parts: Parts) -> Iterator[Mention]:
    """The mentions, in order of the text, with locations that name no place ("the city", "southern edges of the city") at the town named
    last."""
    town: Place | None = None
    for mention in mentions:
        place, words = mention.place, parts.of_town.search(mention.text)
        if place and place.feature in TOWNS and place.part is None:
            town = replace(place, confidence=round((place.confidence or 0.0) * 0.8, 3), why=f"{place.name} is the town named last")
        elif town and place is None and mention.kind is Kind.LOCATION and (words or parts.bare_town.fullmatch(mention.text)):
            mention = replace(mention, place=apply_part(town, parts.named(words["words"]) if words else None))
        yield mention
