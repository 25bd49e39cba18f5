"""Areas of a place that is named before: "the northern and southern edges of the city". Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from dateline.models.mentions import Kind, Mention
from dateline.models.places import Place
from dateline.tagging.places.parts import Parts, apply_part

TOWNS = frozenset({"city", "capital", "site"})


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
