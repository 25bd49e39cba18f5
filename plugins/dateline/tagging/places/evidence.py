"""What a text says about where its names lie: one in another, some in a row, "province of", and how often each country is meant. Pure."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from dateline.tagging.places.gazetteer import Candidate
from dateline.tagging.places.names import Name
from dateline.tagging.places.words import PlaceWords

_LIST = re.compile(r", |,? and |,? or |; | & |/")
SMALLER = frozenset({"city", "capital", "district", "region", "site", "island", "area", "historic"})
LEVELS = {"region": "region", "district": "region", "area": "region", "city": "city", "capital": "city"}


@dataclass(slots=True)
class Links:
    """By the name's place in the list: `inside` the candidates of which the text itself says where they lie, `parents` the ones named as
    larger, `peers` those named in a row with others of their rank, `level` whether the text calls it a region or a city."""

    inside: dict[int, tuple[Candidate, ...]] = field(default_factory=dict)
    parents: dict[int, tuple[Candidate, ...]] = field(default_factory=dict)
    peers: dict[int, frozenset[int]] = field(default_factory=dict)
    level: dict[int, str] = field(default_factory=dict)

    def said(self, at: int) -> tuple[Candidate, ...]:
        """The candidates that the text itself points out."""
        return (*self.inside.get(at, ()), *self.parents.get(at, ()))


def find_links(text: str, names: Sequence[Name], words: PlaceWords) -> Links:
    """What neighbouring names and words say, as far as the gazetteer confirms it."""
    links = Links()
    for at, name in enumerate(names):
        if level := _level(text, name, words):
            links.level[at] = level
        for far in (at + 1, at + 2):
            if far >= len(names) or names[far].start - name.end > 60:
                break
            other, gap = names[far], text[name.end : names[far].start]
            if far == at + 2 and not all(text[names[n].end : names[n + 1].start] == ", " for n in (at, at + 1)):
                break
            peers = _peers(name, other) if far == at + 1 and _LIST.fullmatch(gap) else frozenset()
            for one in (at, far) if peers else ():
                links.peers[one] = links.peers.get(one, frozenset()) | peers
            if far == at + 1 and words.around.fullmatch(gap):
                _link(links, far, at, other.candidates, name.candidates)
            if not peers and not (far == at + 2 and _peers(name, other)) and (far == at + 2 or words.inside_of.fullmatch(gap)):
                _link(links, at, far, name.candidates, other.candidates)
    return links


def _level(text: str, name: Name, words: PlaceWords) -> str | None:
    before, after = text[max(0, name.start - 24) : name.start], text[name.end : name.end + 14]
    if words.region_after.match(after) or words.region_before.search(before):
        return "region"
    return "city" if words.city_after.match(after) or words.city_before.search(before) else None


def _peers(name: Name, other: Name) -> frozenset[int]:
    """The candidates of two names that are of one rank: countries both, or regions of one country."""
    return frozenset(
        place.id
        for one in name.candidates
        for two in other.candidates
        if one.id != two.id
        and one.feature == two.feature
        and (one.feature == "country" or (one.feature == "region" and one.country == two.country))
        for place in (one, two)
    )


def _link(links: Links, small: int, large: int, smaller: Iterable[Candidate], larger: Sequence[Candidate]) -> None:
    pairs = [(child, parent) for child in smaller for parent in larger if lies_in(child, parent)]
    if not pairs:
        return
    links.inside[small] = tuple(dict.fromkeys((*links.inside.get(small, ()), *(child for child, _ in pairs))))
    links.parents[large] = tuple(dict.fromkeys((*links.parents.get(large, ()), *(parent for _, parent in pairs))))


def lies_in(child: Candidate, parent: Candidate) -> bool:
    """Whether the gazetteer says that one place is in another."""
    if child.id == parent.id or child.feature not in SMALLER:
        return False
    if parent.feature == "country":
        return child.country == parent.country
    return parent.id in (child.admin1, child.admin2)


_IN = re.compile(r" in (?:the )?(?:(?:north|south|east|west|central)[\w-]* )?")
_PART = r"(?:district|neighbou?rhood|quarter|suburb|area|square|market|camp)"
_PART_OF = re.compile(rf"(?:['’]s? {_PART})?['’]s? | {_PART},? (?:of|in) (?:the )?")
_PART_AFTER = re.compile(rf" {_PART}s?\b")
_KNOWN_ANYWHERE = 1_000_000  # People: "talks on Moscow in Georgia".


def strangers(text: str, names: Sequence[Name], senses: Sequence[Candidate]) -> dict[int, int]:
    """Names of which the text says that they lie where the gazetteer has no such place, each with the name of the larger one.

    "Giza's Haram district" is not in Norway, nor is "Palma in Cabo Delgado" in Spain. `senses` are what the names would mean alone.
    """
    found: dict[int, int] = {}
    for at in range(len(names) - 1):
        first, second = names[at], names[at + 1]
        if second.key.isdigit():  # A shortened region (short.py): no part of the world has another place so called.
            if not any(lies_in(one, senses[at + 1]) for one in first.candidates):
                found[at] = at + 1
            continue
        gap = text[first.end : second.start]
        if _PART_OF.fullmatch(gap) and _PART_AFTER.match(text, second.end) and "s" in gap[:3]:
            small, large = at + 1, at
        elif _IN.fullmatch(gap) or _PART_OF.fullmatch(gap):
            small, large = at, at + 1
        else:
            continue
        child, parent = senses[small], senses[large]
        big = parent.feature in ("country", "region") if _IN.fullmatch(gap) else parent.feature in ("city", "capital", "region", "district")
        if (
            big
            and child.feature in ("city", "district", "site", "region")
            and child.population < _KNOWN_ANYWHERE
            and child.country != parent.country
            and not any(lies_in(one, parent) for one in names[small].candidates)
        ):
            found[small] = large
    return found


class Votes:
    """How much of the article speaks of each country and of each first-level region."""

    def __init__(self) -> None:
        self._countries: dict[str, float] = defaultdict(float)
        self._regions: dict[int, float] = defaultdict(float)

    def copy(self) -> Votes:
        """The same votes, to be added to."""
        other = Votes()
        other._countries.update(self._countries)
        other._regions.update(self._regions)
        return other

    def add(self, country: str, weight: float, *, region: int | None = None) -> None:
        """Count a place, a nationality, the dateline or the outlet."""
        if country:
            self._countries[country] += weight
        if region is not None:
            self._regions[region] += weight

    def most(self) -> float:
        """The share of the country that most is said of."""
        return max(self._countries.values(), default=0.0) / (sum(self._countries.values()) + 1.0)

    def country_share(self, country: str) -> float:
        """The country's share of all votes, shy while there are few."""
        return self._countries.get(country, 0.0) / (sum(self._countries.values()) + 1.0)

    def region_share(self, region: int | None) -> float:
        """The region's share of all votes for regions, shy while there are few."""
        return self._regions.get(region, 0.0) / (sum(self._regions.values()) + 1.0) if region is not None else 0.0
