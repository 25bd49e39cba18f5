"""Areas of a place that is named before: "the northern and southern edges of the city". Pure."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import replace

from dateline.models import Kind, Mention, Place
from dateline.tagging.places.parts import AREA, SIDE, apply_part, part_of

RULE = "places.anaphor"
TOWNS = frozenset({"city", "capital", "site"})
_NOUN = r"(?:city|town|village|port|capital|enclave)"
_AREA_OF = re.compile(
    rf"\b(?P<words>(?:(?:\w+-held|besieged|{SIDE}(?:ern)?)(?:,? and |, | ))+{AREA}|outskirts|suburbs)"
    rf" of the (?:besieged )?{_NOUN}\b",
    re.IGNORECASE,
)
_BARE = re.compile(rf"(?:the|this) (?:besieged )?{_NOUN}", re.IGNORECASE)


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


def find_anaphors(text: str, towns: Towns) -> list[Mention]:
    """Areas of "the city", placed at the city last named."""
    return [
        Mention(match.start(), match.end(), match[0], Kind.LOCATION, RULE, place=apply_part(city, part_of(match["words"])))
        for match in _AREA_OF.finditer(text)
        if (city := towns.before(match.start()))
    ]


def place_anaphor(mention: Mention, towns: Towns) -> Mention:
    """A location that names no place ("the city", "southern edges of the city") at the town last named; else as it was."""
    words = _AREA_OF.search(mention.text)
    if not (words or _BARE.fullmatch(mention.text)) or not (city := towns.before(mention.start)):
        return mention
    return replace(mention, place=apply_part(city, part_of(words["words"]) if words else None))
