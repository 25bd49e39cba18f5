"""Whether a name that only the gazetteer knows is a place here: most capitalised words that are some village's name are not. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass

from dateline.tagging.places.names import Name
from dateline.tagging.places.resolution import Sense
from dateline.tagging.places.words import PlaceWords

_SURE = frozenset({"region", "capital", "sea", "area", "historic", "river", "desert", "mountains", "island", "water", "site"})
_COMPOUND = re.compile(r"[-–](?!wide\b|based\b|administered\b)[a-z]")  # "U.S.-led", "Iran-backed" are said of something else.
CITY = 100_000  # People; a smaller town needs a word before it.
METROPOLIS = 1_000_000
CERTAIN = 0.9  # The place is well known.
LIKELY, POSSIBLE = 0.8, 0.5
TOWN = 600
LONGEST_ACRONYM = 4


@dataclass(frozen=True, slots=True)
class _Seen:
    """A name where it stands: `inside` and `after` are words that only places have beside them, `perhaps` others have too."""

    name: Name
    sense: Sense
    great: bool
    known: bool
    inside: bool
    after: bool
    perhaps: bool


def is_reliable(text: str, name: Name, sense: Sense, words: PlaceWords, *, linked: bool, doubted: bool = False) -> bool:
    """Whether to call it a place without another tagger's word for it; `doubted` when another tagger calls it something else."""
    place = sense.place
    acronym = place.feature in ("city", "capital") and len(name.key) <= LONGEST_ACRONYM and text[name.start : name.end].isupper()
    if acronym or _COMPOUND.match(text, name.end) or words.as_person.match(text, name.end):
        return False
    great = place.feature in ("country", "continent")
    if is_foreign(name, words):
        return _is_whole(text, name, words, great) or _has_office(text, name, sense, words, doubted and not great)
    if linked or (great and not doubted):
        return True
    before = text[max(0, name.start - 32) : name.start]
    seen = _Seen(
        name,
        sense,
        great,
        known=place.feature in _SURE or place.population >= CITY or place.id < 0,
        inside=bool(words.before_place.search(before)),
        after=bool(words.after_place.match(text, name.end)),
        perhaps=bool(words.perhaps_before.search(before)),
    )
    if great:
        return seen.inside or seen.after  # "Chad said he saw the gunman": a person, as far as another tagger can tell.
    ambiguous = name.key in words.ambiguous
    if doubted or (ambiguous and place.population < METROPOLIS):
        return _is_doubtless(seen, alone=doubted and not ambiguous)
    return _is_likely(seen)


def _is_whole(text: str, name: Name, words: PlaceWords, great: bool) -> bool:
    """Whether what is strange in the run is no part of the name: "Government of Iraq", "Residents of Kherson", "Current Hong Kong law"."""
    opens, owned = _opens_sentence(text, name, words), is_owner(text, name.start)
    return (opens and owned) or (great and (opens or (owned and name.end == name.run[1])))


def _has_office(text: str, name: Name, sense: Sense, words: PlaceWords, doubted: bool) -> bool:
    """ "Texas Governor Exampleton": the run goes on with an office of the place."""
    place = sense.place
    sure = place.feature in ("country", "continent", "region", "capital") or place.population >= CITY
    return sure and not doubted and name.start == name.run[0] and bool(words.title_after.match(text, name.end))


def _is_doubtless(seen: _Seen, *, alone: bool) -> bool:
    """Of what may be something else: said as a place, or well known and nothing but doubted."""
    region = seen.sense.place.feature == "region" and seen.after
    return seen.inside or region or (alone and seen.known and seen.sense.confidence > CERTAIN)


def _is_likely(seen: _Seen) -> bool:
    located = seen.inside or seen.after or seen.perhaps
    place, sense = seen.sense.place, seen.sense
    if place.rank and not (located or sense.home or place.feature == "capital"):
        return False  # Casablanca is also called White House.
    if seen.known:
        return located or sense.confidence > LIKELY
    return located and place.population >= TOWN and sense.confidence > POSSIBLE


def is_owner(text: str, start: int) -> bool:
    """Whether what stands before belongs to the place: "Health Minister of Peru", "Government of Iraq"."""
    return text[max(0, start - 8) : start].endswith((" of ", " of the "))


def _opens_sentence(text: str, name: Name, words: PlaceWords) -> bool:
    """Whether the one strange word of its run is the first word of a sentence, which is always in capitals."""
    start = name.run[0]
    first = start == 0 or text[:start].rstrip(" \"“'‘")[-1:] in (".", "\n", "?", "!", ":")
    return first and len(name.rest) == 1 and text.startswith(name.rest[0], start) and name.key not in words.ambiguous


def is_foreign(name: Name, words: PlaceWords) -> bool:
    """Whether the run holds words that are neither places nor what stands beside places."""
    return any(word.lower() not in words.beside for word in name.rest)
