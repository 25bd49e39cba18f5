"""Whether a name that only the gazetteer knows is a place here: most capitalised words that are some village's name are not. Pure."""

from __future__ import annotations

from dateline.seeds.language import Language
from dateline.tagging.places.gazetteer import Candidate
from dateline.tagging.places.names import Name
from dateline.tagging.places.resolution import Sense

_SURE = frozenset({"region", "capital", "sea", "area", "historic", "river", "desert", "mountains", "island", "water", "site"})
_LANDS = frozenset({"country", "continent"})
CITY = 100_000  # People; a smaller town needs a word before it.
METROPOLIS = 1_000_000
CERTAIN = 0.9  # The place is well known.
LIKELY, POSSIBLE = 0.8, 0.5
TOWN = 600
LONGEST_ACRONYM = 4


def is_reliable(text: str, name: Name, sense: Sense, language: Language, *, linked: bool, doubted: bool = False) -> bool:
    """Whether to call it a place without another tagger's word for it; `doubted` when another tagger calls it something else."""
    if _is_said_of_others(text, name, sense.place, language):
        return False
    if any(word.lower() not in language.set("places-beside") for word in name.rest):  # The run holds words that are no places.
        return not doubted and _has_office(text, name, sense.place, language)
    if linked or (sense.place.feature in _LANDS and not doubted):
        return True
    before = text[max(0, name.start - 32) : name.start]
    inside = bool(language.pattern("places-before").search(before))
    ambiguous = name.key in language.set("places-ambiguous")
    if doubted or (ambiguous and sense.place.population < METROPOLIS):  # Said as a place, or well known and nothing but doubted.
        return inside or (doubted and not ambiguous and _is_known(sense.place) and sense.confidence > CERTAIN)
    after = language.pattern("places-after").match(text, name.end)
    return _is_likely(sense, located=bool(inside or after or language.pattern("places-perhaps-before").search(before)))


def _is_said_of_others(text: str, name: Name, place: Candidate, language: Language) -> bool:
    """Whether the words are no name of a place here: an acronym, "U.S.-led", a person who speaks."""
    acronym = place.feature in ("city", "capital") and len(name.key) <= LONGEST_ACRONYM and text[name.start : name.end].isupper()
    return acronym or any(language.pattern(said).match(text, name.end) for said in ("places-compound", "text-as-person"))


def _is_known(place: Candidate) -> bool:
    """Whether it is more than a town, or a large one, or one of ours."""
    return place.feature in _SURE or place.population >= CITY or place.id < 0


def _is_likely(sense: Sense, *, located: bool) -> bool:
    """Whether the sense is sure enough, by the words around it (`located`) or without."""
    place = sense.place
    if place.rank and not (located or sense.home or place.feature == "capital"):
        return False  # Casablanca is also called White House.
    if _is_known(place):
        return located or sense.confidence > LIKELY
    return located and place.population >= TOWN and sense.confidence > POSSIBLE


def _has_office(text: str, name: Name, place: Candidate, language: Language) -> bool:
    """ "Texas Governor Exampleton": the run goes on with an office of the place."""
    sure = place.feature in ("country", "region", "capital") or place.population >= CITY
    return sure and name.start == name.run[0] and bool(language.pattern("places-office-after").match(text, name.end))
