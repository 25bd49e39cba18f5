"""The countries that a text names, and where: by its places, by people and bodies that have one, by words that may mean one. Pure."""

from __future__ import annotations

import enum
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from dateline.models.mentions import Mention
from dateline.tagging.near import Near
from dateline.tagging.places.gazetteer import Gazetteer
from dateline.tagging.places.keys import key_of

LARGE = 200_000  # People. A smaller place whose name stands inside another name is not worth a guess.
LARGER = 3  # Times as many people as all its namesakes abroad: then the name means this one.
SHORTEST = 4  # Letters of a single word that is looked up.
_CAPITALISED = re.compile(r"[A-Z][\w.’'-]*")
_OWNER = re.compile(r"[’']s?$")


class Naming(enum.Enum):
    """How a country is named."""

    PLACE = enum.auto()
    PARTY = enum.auto()  # A person, body or nationality.
    WORD = enum.auto()  # Inside another name: the Texas of "Texas Shooting".


@dataclass(frozen=True, slots=True)
class Land:
    """`text[start:end]` names the country, by its ISO code."""

    start: int
    end: int
    country: str
    by: Naming


def lands(text: str, mentions: Sequence[Mention], known: Callable[[str], str | None]) -> list[Land]:
    """All of them in order of the text; each span once, as what it surely is."""
    sure: dict[tuple[int, int], Land] = {}
    for mention in mentions:
        if mention.place and mention.place.country:
            sure[mention.start, mention.end] = Land(mention.start, mention.end, mention.place.country, Naming.PLACE)
        elif mention.entity and mention.entity.country:
            sure.setdefault((mention.start, mention.end), Land(mention.start, mention.end, mention.entity.country, Naming.PARTY))
    near = Near(sure.values())
    words = (land for land in _words(text, known) if not near.around(land.start, land.end))
    return sorted((*sure.values(), *words), key=lambda land: (land.start, land.end))


def _words(text: str, known: Callable[[str], str | None]) -> Iterator[Land]:
    """Capitalised words, two together before one alone, that `known` has a country for."""
    words = [(match.start(), match.start() + len(_OWNER.sub("", match[0]))) for match in _CAPITALISED.finditer(text)]
    closed = 0
    for (start, end), (following, last) in zip_longest(words, words[1:], fillvalue=(0, 0)):
        if start < closed:
            continue
        if text[end:following] == " " and (country := known(text[start:last])):
            closed = last
            yield Land(start, last, country, Naming.WORD)
        elif end - start >= SHORTEST and (country := known(text[start:end])):
            yield Land(start, end, country, Naming.WORD)


def known_land(gazetteer: Gazetteer, name: str) -> str | None:
    """The country of a name that means a country, a capital, a region or a large town in one country only; None for others."""
    found = [place for place in gazetteer.candidates(key_of(name)) if place.rank <= 1 and place.country]
    notable = (place for place in found if place.feature in ("country", "capital", "region") or place.population > LARGE)
    best = max(notable, key=lambda place: (place.feature == "country", place.feature == "capital", place.population), default=None)
    if best is None:
        return None
    abroad = sum(place.population for place in found if place.country != best.country)
    return best.country if best.feature == "country" or best.population > LARGER * abroad else None
