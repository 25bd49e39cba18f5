"""Areas of a place that is named before: "the northern and southern edges of the city". Pure."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import replace

from dateline.models.mentions import Mention
from dateline.models.places import Place
from dateline.tagging.places.parts import Parts, apply_part

TOWNS = frozenset({"city", "capital", "site"})


class Towns:
    """The towns of an article in order, for "the city"."""

    def __init__(self, mentions: Iterable[Mention]) -> None:
        named = ((m.start, m.place) for m in mentions if m.place and m.place.feature in TOWNS and m.place.part is None)
        self._towns = sorted(named, key=lambda town: town[0])
        self._starts = [start for start, _ in self._towns]

    def before(self, offset: int) -> Place | None:
        """The town named last before an offset."""
        at = bisect_left(self._starts, offset)
        if not at:
            return None
        place = self._towns[at - 1][1]
        return replace(place, confidence=round((place.confidence or 0.0) * 0.8, 3), why=f"{place.name} is the town named last")


def place_anaphor(mention: Mention, towns: Towns, parts: Parts) -> Mention:
    """A location that names no place ("the city", "southern edges of the city") at the town last named; else as it was."""
    words = parts.of_town.search(mention.text)
    if not (words or parts.bare_town.fullmatch(mention.text)) or not (city := towns.before(mention.start)):
        return mention
    return replace(mention, place=apply_part(city, parts.named(words["words"]) if words else None))
