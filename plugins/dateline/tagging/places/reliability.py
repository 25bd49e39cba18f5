"""Whether a name that only the gazetteer knows is a place here: most capitalised words that are some village's name are not. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from dateline.tagging.places.names import Name
from dateline.tagging.places.resolution import Sense
from dateline.tagging.places.words import AMBIGUOUS, BESIDE

_KINDS = (
    r"(?:city|town|village|districts?|neighbou?rhoods?|quarters|suburbs?|province|region|state|areas?|parts?|port|outskirts|edges?"
    r"|north|south|east|west|people|residents|capital|island)"
)
_INSIDE = re.compile(
    rf"\b(?:in|at|near|over|into|outside|around|across|inside|throughout|leave|left|reached|visited|{_KINDS} of) (?:the )?(?:\w+ern )?$",
    re.IGNORECASE,
)
_BEFORE = re.compile(
    rf"(?:(?<!according )(?<!due )\b(?:from|to|toward|towards|via|between|and)|,|{_KINDS}) (?:the )?(?:\w+ern )?$", re.IGNORECASE
)
_AFTER = re.compile(
    r"(?:, (?:a|the) (?:\w+ ){0,3}(?:town|city|village|suburb|district|port|stronghold|capital)"
    r"| (?:residents?|wom[ae]n|m[ae]n|couple|family|native|area|suburb|officials|authorities|province|region|state"
    r"|county|district|city|town|camps?|hospital|airport)\b)"
)
_SURE = frozenset({"region", "capital", "sea", "area", "historic", "river", "desert", "mountains", "island", "water", "site"})
_TITLE = re.compile(
    r"(?:['’]s)? (?:President|Premier|Prime Minister|Governor|Gov\.|Mayor|Senator|Sen\.|Rep\.|Sheriff|King|Queen|Attorney General"
    r"|Chancellor|Foreign|Health"
    r"|Minister|Secretary|State|Police|Representative|Ambassador|Army|Navy)\b"
)
_COMPOUND = re.compile(r"[-–](?!wide\b|based\b|administered\b)[a-z]")  # "U.S.-led", "Iran-backed" are said of something else.
CITY = 100_000  # People; a smaller town needs a word before it.
METROPOLIS = 1_000_000
CERTAIN = 0.9  # Nobody with this surname is introduced, and the place is well known.
TOWN = 600


def surnames(names: Sequence[Name]) -> frozenset[str]:
    """Names that stand at the end of longer runs with words that are no place: Mr Houston, Charlotte Paris."""
    return frozenset(n.key for n in names if n.end == n.run[1] and n.start > n.run[0] and is_foreign(n) and " " not in n.key)


def is_reliable(text: str, name: Name, sense: Sense, *, linked: bool, surnames: frozenset[str], doubted: bool = False) -> bool:
    """Whether to call it a place without another tagger's word for it; `doubted` when another tagger calls it something else."""
    place = sense.place
    if (text[name.start : name.end].isupper() and place.feature in ("city", "capital") and len(name.key) < 5) or _COMPOUND.match(
        text, name.end
    ):
        return False
    great = place.feature in ("country", "continent")
    if is_foreign(name):
        if _opens_sentence(text, name) and is_owner(text, name.start):
            return True  # "Residents of Kherson"
        if great and ((name.end == name.run[1] and is_owner(text, name.start)) or _opens_sentence(text, name)):
            return True
        sure = great or place.feature in ("region", "capital") or place.population >= CITY
        return sure and (great or not doubted) and name.start == name.run[0] and bool(_TITLE.match(text, name.end))
    if linked or (great and not doubted):
        return True
    before = text[max(0, name.start - 32) : name.start]
    inside = bool(_INSIDE.search(before))
    after = bool(_AFTER.match(text, name.end))
    if great:
        return inside or after  # "Chad said he saw the gunman": a person, as far as another tagger can tell.
    if doubted or name.key in surnames or (name.key in AMBIGUOUS and place.population < METROPOLIS):
        known = place.feature in _SURE or place.population >= CITY or place.id < 0
        alone = doubted and name.key not in surnames and name.key not in AMBIGUOUS
        return inside or (place.feature == "region" and after) or (alone and known and sense.confidence > CERTAIN)
    located = inside or after or bool(_BEFORE.search(before))
    if place.rank and not (located or sense.home or place.feature == "capital"):
        return False  # Casablanca is also called White House.
    if place.feature in _SURE or place.population >= CITY or place.id < 0:
        return located or sense.confidence > 0.8
    return located and place.population >= TOWN and sense.confidence > 0.5


def is_owner(text: str, start: int) -> bool:
    """Whether what stands before belongs to the place: "Health Minister of Peru", "Government of Iraq"."""
    return text[max(0, start - 8) : start].endswith((" of ", " of the "))


def _opens_sentence(text: str, name: Name) -> bool:
    """Whether the one strange word of its run is the first word of a sentence, which is always in capitals: "Current Hong Kong law"."""
    start = name.run[0]
    first = start == 0 or text[:start].rstrip(" \"“'‘")[-1:] in (".", "\n", "?", "!", ":")
    return first and len(name.rest) == 1 and text.startswith(name.rest[0], start) and name.key not in AMBIGUOUS


def is_foreign(name: Name) -> bool:
    """Whether the run holds words that are neither places nor what stands beside places."""
    return any(word.lower() not in BESIDE for word in name.rest)
