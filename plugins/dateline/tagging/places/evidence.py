"""What a text says about where its names lie: one name inside another, and how often each country is meant. Pure."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from dateline.tagging.places.gazetteer import Candidate
from dateline.tagging.places.names import Name

# What stands between a place and the larger one that it lies in: "Palauig, Zambales", "Mosul in Iraq", "Austin (Texas)".
_INSIDE = re.compile(
    r",? ?\(|, |, in | in (?:the )?(?:\w+ )?(?:(?:province|state|district|region|governorate|county|prefecture) of )?"
    r"|,? (?:a|the) (?:\w+ ){0,3}(?:in|of) (?:the )?(?:\w+ )?|,? (?:city|town|village|district|suburb|county|county of)?,? ?(?:in|of) (?:the )?"
)
# The larger one first: "Syria's Aleppo", "Texas city of Austin", "Iraqi city" is a nationality's business.
_AROUND = re.compile(
    r"['’]s? (?:\w+ ){0,3}|(?:['’]s?)? (?:\w+ )?(?:city|town|village|port|capital|state|province|district|region|county|suburb|island)"
    r"(?:,| of| city of)? "
)
SMALLER = frozenset({"city", "capital", "district", "region", "site", "island", "area", "historic"})


@dataclass(slots=True)
class Links:
    """`inside` gives, for the place of a name in the list, the candidates that the text itself says it is; `parents` the ones named as larger."""

    inside: dict[int, tuple[Candidate, ...]] = field(default_factory=dict)
    parents: dict[int, tuple[Candidate, ...]] = field(default_factory=dict)


def find_links(text: str, names: Sequence[Name]) -> Links:
    """Pairs of neighbouring names of which one lies in the other, as the text says and the gazetteer confirms."""
    links = Links()
    for at, name in enumerate(names):
        for far in (at + 1, at + 2):
            if far >= len(names) or names[far].start - name.end > 60:
                break
            other, gap = names[far], text[name.end : names[far].start]
            if far == at + 2 and not _is_list(text, names, at):
                break
            if far == at + 1 and _AROUND.fullmatch(gap):
                _link(links, far, at, other.candidates, name.candidates)
            if far == at + 2 or _INSIDE.fullmatch(gap):
                _link(links, at, far, name.candidates, other.candidates)
    return links


def _is_list(text: str, names: Sequence[Name], at: int) -> bool:
    return all(text[names[n].end : names[n + 1].start] == ", " for n in (at, at + 1))


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
        return child.country == parent.country and child.feature != "country"
    return parent.id in (child.admin1, child.admin2)


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

    def country_share(self, country: str) -> float:
        """The country's share of all votes, shy while there are few."""
        return self._countries.get(country, 0.0) / (sum(self._countries.values()) + 1.0)

    def region_share(self, region: int | None) -> float:
        """The region's share of all votes for regions, shy while there are few."""
        return self._regions.get(region, 0.0) / (sum(self._regions.values()) + 1.0) if region is not None else 0.0
