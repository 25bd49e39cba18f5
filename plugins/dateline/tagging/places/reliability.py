"""Whether a name that only the gazetteer knows is a place here: most capitalised words that are some village's name are not. Pure."""

from __future__ import annotations

import re

from dateline.seeds.language import Language
from dateline.tagging.places.names import Name
from dateline.tagging.places.resolution import Sense

_SURE = frozenset({"region", "capital", "sea", "area", "historic", "river", "desert", "mountains", "island", "water", "site"})
_COMPOUND = re.compile(r"[-–](?!wide\b|based\b|administered\b)[a-z]")  # "U.S.-led", "Iran-backed" are said of something else.
CITY = 100_000  # People; a smaller town needs a word before it.
METROPOLIS = 1_000_000
CERTAIN = 0.9  # The place is well known.
LIKELY, POSSIBLE = 0.8, 0.5
TOWN = 600
LONGEST_ACRONYM = 4


def is_reliable(text: str, name: Name, sense: Sense, language: Language, *, linked: bool, doubted: bool = False) -> bool:
    """Whether to call it a place without another tagger's word for it; `doubted` when another tagger calls it something else."""
    place = sense.place
    acronym = place.feature in ("city", "capital") and len(name.key) <= LONGEST_ACRONYM and text[name.start : name.end].isupper()
    if acronym or _COMPOUND.match(text, name.end) or language.pattern("text-as-person").match(text, name.end):
        return False
    if is_foreign(name, language):
        return not doubted and _has_office(text, name, sense, language)
    if linked or (place.feature in ("country", "continent") and not doubted):
        return True
    before = text[max(0, name.start - 32) : name.start]
    inside, after = language.pattern("places-before").search(before), language.pattern("places-after").match(text, name.end)
    known = place.feature in _SURE or place.population >= CITY or place.id < 0
    ambiguous = name.key in language.set("places-ambiguous")
    if doubted or (ambiguous and place.population < METROPOLIS):  # Said as a place, or well known and nothing but doubted.
        return bool(inside) or (doubted and not ambiguous and known and sense.confidence > CERTAIN)
    located = bool(inside or after or language.pattern("places-perhaps-before").search(before))
    if place.rank and not (located or sense.home or place.feature == "capital"):
        return False  # Casablanca is also called White House.
    if known:
        return located or sense.confidence > LIKELY
    return located and place.population >= TOWN and sense.confidence > POSSIBLE


def _has_office(text: str, name: Name, sense: Sense, language: Language) -> bool:
    """ "Texas Governor Exampleton": the run goes on with an office of the place."""
    sure = sense.place.feature in ("country", "region", "capital") or sense.place.population >= CITY
    return sure and name.start == name.run[0] and bool(language.pattern("places-office-after").match(text, name.end))


def is_foreign(name: Name, language: Language) -> bool:
    """Whether the run holds words that are neither places nor what stands beside places."""
    return any(word.lower() not in language.set("places-beside") for word in name.rest)
