"""Whether a name that only the gazetteer knows is a place in this text: most capitalised words that are some village's name are not. Pure."""

from __future__ import annotations

import re

from dateline.tagging.places.names import Name
from dateline.tagging.places.resolution import Sense

_BEFORE = re.compile(
    r"(?:\b(?:in|at|near|from|to|into|outside|around|across|toward|towards|via|inside|of|leave|left|reached|visited)|,) (?:the )?(?:\w+ern )?$"
)
_KNOWN = frozenset(
    {"country", "continent", "region", "capital", "sea", "area", "historic", "river", "desert", "mountains", "island", "water", "site"}
)
CITY = 100_000  # People; a smaller town needs a word before it.
TOWN = 5_000


def is_reliable(text: str, name: Name, sense: Sense, *, linked: bool) -> bool:
    """Whether to call it a place without another tagger's word for it."""
    place = sense.place
    if name.rest or name.key in COMMON or (place.rank and len(name.key) < 4):
        return False
    if linked or place.feature in ("country", "continent"):
        return True
    located = bool(_BEFORE.search(text[max(0, name.start - 30) : name.start]))
    if place.feature in _KNOWN or place.population >= CITY:
        return located or sense.confidence > 0.8
    return located and place.population >= TOWN and sense.confidence > 0.5


# English words that are also towns.
COMMON = frozenset(
    "of we but and the this that they he she it his her in on at for from to as an a i you my our who what when where why how not no yes so if or by "
    "is are was were be been has have had do did does will would can could may might must shall should than then there here all any some many most more "
    "monday tuesday wednesday thursday friday saturday sunday january february march april june july august september october november december "
    "mr mrs ms dr sir lord lady president minister police army security union university college hospital church street road park market industry center "
    "centre republic region state province district city town village north south east west northern southern eastern western central police see "
    "one two three four five six seven eight nine ten first second third last next new old good best big long same such other another each every both "
    "mobile reading nice bath sandwich hope union liberty independence orange bay hill lake river mountain valley".split()
)
