"""Areas of a place that is named before: "the northern and southern edges of the city". Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
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


def find_anaphors(text: str, mentions: Sequence[Mention]) -> list[Mention]:
    """Areas of "the city" that nobody has marked yet, placed at the city last named."""
    return [
        Mention(start, end, text[start:end], Kind.LOCATION, RULE, place=apply_part(city, part_of(words)))
        for start, end, words in _areas(text)
        if not any(m.start < end and start < m.end and m.kind in (Kind.LOCATION, Kind.FACILITY) for m in mentions)
        and (city := last_town(mentions, start))
    ]


def place_anaphor(mention: Mention, mentions: Sequence[Mention]) -> Mention:
    """A location that names no place ("the city", "southern edges of the city") at the town last named; else as it was."""
    words = _AREA_OF.search(mention.text)
    if not (words or _BARE.fullmatch(mention.text)) or not (city := last_town(mentions, mention.start)):
        return mention
    return replace(mention, place=apply_part(city, part_of(words["words"]) if words else None))


def last_town(mentions: Sequence[Mention], before: int) -> Place | None:
    """The town named last before an offset, without the qualifier that stood there."""
    for mention in sorted(mentions, key=lambda m: m.start, reverse=True):
        place = mention.place
        if mention.start < before and place and place.feature in TOWNS and place.part is None:
            return replace(place, confidence=round((place.confidence or 0.0) * 0.8, 3), why=f"{place.name} is the town named last")
    return None


def _areas(text: str) -> Iterator[tuple[int, int, str]]:
    for match in _AREA_OF.finditer(text):
        yield match.start(), match.end(), match["words"]
