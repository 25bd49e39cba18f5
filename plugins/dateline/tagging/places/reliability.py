"""Whether a name that only the gazetteer knows is a place in this text: most capitalised words that are some village's name are not. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from dateline.tagging.places.names import Name
from dateline.tagging.places.resolution import Sense

_BEFORE = re.compile(
    r"(?:(?<!according )(?<!due )\b(?:in|at|near|from|to|into|outside|around|across|toward|towards|via|inside|throughout|between|leave|left|reached|visited)|"
    r"\b(?:city|town|village|district|suburb|province|region|state|areas?|parts?|port|outskirts|north|south|east|west|people|residents|capital) of|,|\band)"
    r" (?:the )?(?:\w+ern )?$",
    re.IGNORECASE,
)
_SURE = frozenset({"region", "capital", "sea", "area", "historic", "river", "desert", "mountains", "island", "water", "site"})
_TITLE = re.compile(
    r"(?:['’]s)? (?:President|Premier|Prime Minister|Governor|Gov\.|Mayor|Senator|Sen\.|Rep\.|Sheriff|King|Queen|Attorney General|Chancellor|Foreign|Health"
    r"|Minister|Secretary|State|Police|Representative|Ambassador|Army|Navy)\b"
)
_COMPOUND = re.compile(r"[-–](?!wide\b|based\b)[a-z]")  # "U.S.-led", "Iran-backed" are said of something else.
CITY = 100_000  # People; a smaller town needs a word before it.
TOWN = 600


def surnames(text: str, names: Sequence[Name]) -> frozenset[str]:
    """Names that stand at the end of longer runs with words that are no place: Mr Houston, Charlotte Paris."""
    return frozenset(n.key for n in names if n.end == n.run[1] and n.start > n.run[0] and _foreign(n) and " " not in n.key)


def is_reliable(text: str, name: Name, sense: Sense, *, linked: bool, surnames: frozenset[str]) -> bool:
    """Whether to call it a place without another tagger's word for it."""
    place = sense.place
    if name.key in COMMON or (place.rank and len(name.key) < 4) or _COMPOUND.match(text, name.end):
        return False
    great = place.feature in ("country", "continent")
    if _foreign(name):
        return (great or place.feature == "region") and name.start == name.run[0] and bool(_TITLE.match(text, name.end))
    if linked or great:
        return True
    if name.key in surnames:
        return False
    located = bool(_BEFORE.search(text[max(0, name.start - 30) : name.start]))
    if place.feature in _SURE or place.population >= CITY:
        return located or sense.confidence > 0.8
    return located and place.population >= TOWN and sense.confidence > 0.5


def _foreign(name: Name) -> bool:
    """Whether the run holds words that are neither places nor what stands beside places."""
    return any(word.lower() not in BESIDE for word in name.rest)


# English words that are also towns.
COMMON = frozenset(
    "of we but and the this that they he she it his her in on at for from to as an a i you my our who what when where why how not no yes so if or by "
    "is are was were be been has have had do did does will would can could may might must shall should than then there here all any some many most "
    "more monday tuesday wednesday thursday friday saturday sunday january february march april june july august september october november december "
    "mr mrs ms dr sir lord lady president minister police army security union university college hospital church street road park market industry "
    "center centre republic region state province district city town village north south east west northern southern eastern western central see "
    "one two three four five six seven eight nine ten first second third last next new old good best big long same such other another each every both "
    "mobile reading nice bath sandwich hope union liberty independence orange bay hill lake river mountain valley".split()
)
# What may stand beside a place in one run and takes nothing from it.
BESIDE = frozenset(
    "in at on from to near of the a an this that since after before while when during as for with by but and or until although meanwhile however its "
    "monday tuesday wednesday thursday friday saturday sunday january february march april may june july august september october november december "
    "north south east west northern southern eastern western central upper lower northeast northwest southeast southwest northeastern northwestern "
    "southeastern southwestern greater mainland neighbouring neighboring nearby both all most many other now also today yesterday "
    "city town village state province region governorate county district oblast area port republic island islands".split()
)
