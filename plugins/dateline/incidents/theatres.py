"""Where an item's happenings are: one country, told from the item alone. Pure.

Of the countries that it names, a country where something is stands before one that acts or speaks: "the US flies its diplomats out of
Sudan" is news of Sudan, and a raid on Aleppo is one in Syria, whoever flew it. It must not hang on other items, or one new article
would change how all the others are joined.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from dateline.incidents.lexicon import TELLING, Lexicon, Name

# What each naming of a country counts for.
PLACE, LINKED, BARE, ADJECTIVE, PEOPLE, SUBJECT, VOICE = 3.0, 1.5, 1.3, 0.8, 0.5, 0.6, 0.3
GROUP, OTHER = 1.5, 0.7
WITHIN, LOCATED = 1.5, 0.5  # A place in a country, where the item begins; any other.
HEADLINE = 1.5
MOST = 2  # Namings of one country that count: a text about citizens of one abroad names that one most.

_BETWEEN = r"\s+(?:the\s+)?(?:\w+ern\s+|capital\s+|war-torn\s+)?$"
_PLACE = re.compile(
    rf"\b(?:in|from|out of|across|near|around|outside|inside|leav(?:e|es|ing)|left|flee(?:s|ing)?|fled|throughout){_BETWEEN}", re.IGNORECASE
)
_LINKED = re.compile(rf"\b(?:into|to|within|over|of|for){_BETWEEN}", re.IGNORECASE)
_SAYS = re.compile(r"\s+(?:says?|said|warns?|warned|calls|urges|condemns)\b")
_BEFORE, _AFTER = 30, 14  # Characters around a name that are looked at.


@dataclass(frozen=True, slots=True)
class Located:
    """A place that an item names: its country, whether it is one in that country, and in which of the first sentences it stands."""

    country: str
    within: bool
    sentence: int | None


def theatre_of(sentences: Sequence[tuple[str, Sequence[Name]]], located: Iterable[Located], lexicon: Lexicon) -> str | None:
    """The country of an item: its sentences from the headline on with the names in them, and the places found in it."""
    told: defaultdict[str, list[float]] = defaultdict(list)
    for number, (text, names) in enumerate(sentences):
        for name in names:
            if name.country and name.kind not in TELLING:
                told[name.country].append(_worth(text, name, lexicon) * (1.0 if number else HEADLINE))
    for place in located:
        begins = place.within and place.sentence is not None
        told[place.country].append((WITHIN if begins else LOCATED) * (HEADLINE if begins and place.sentence == 0 else 1.0))
    order = list(told)
    return max(told, key=lambda country: (sum(sorted(told[country])[-MOST:]), -order.index(country)), default=None)


def _worth(text: str, name: Name, lexicon: Lexicon) -> float:
    if name.kind != "state":
        return GROUP if name.kind == "group" else OTHER
    before, after = text[max(0, name.start - _BEFORE) : name.start], text[name.end : name.end + _AFTER]
    if _SAYS.match(after):
        return VOICE
    if name.people:
        return PEOPLE
    if text[name.start : name.end] in lexicon.entities[name.id].demonyms:
        return ADJECTIVE
    if _PLACE.search(before) or (name.start == 0 and after.startswith(":")):
        return PLACE
    if name.start == 0:
        return SUBJECT
    return LINKED if _LINKED.search(before) else BARE
