"""What a text says about where its names lie: one in another, some in a row, "province of", and how often each country is meant. Pure."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise, product
from typing import TypeVar

from dateline.seeds.language import Language
from dateline.tagging.places.gazetteer import Candidate, Gazetteer
from dateline.tagging.places.names import Name
from dateline.text import Span

VotedT = TypeVar("VotedT")

SMALLER = frozenset({"city", "capital", "district", "region", "site", "island", "area", "historic"})
LEVELS = {"region": "region", "district": "region", "area": "region", "city": "city", "capital": "city"}


@dataclass(slots=True)
class Links:
    """By the name's place in the list: `said` the candidates that the text itself points out, as one in another or as the larger one,
    `peers` those named in a row with others of their rank, `level` whether the text calls it a region or a city."""

    said: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))
    peers: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))
    level: dict[int, str] = field(default_factory=dict)


FARTHEST = 60  # Characters between two names that speak of each other.
OPENING = 2  # Paragraphs that may open with the place line: a headline stands before it.


def dateline_of(text: str, paragraphs: Sequence[Span], language: Language) -> re.Match[str] | None:
    """The place line of an opening paragraph: its `place`, and the date or agency that makes it `sure`; None where none has one."""
    pattern = language.pattern("places-dateline")
    found = (pattern.match(text, *paragraph) for paragraph in paragraphs[:OPENING])
    return next(filter(None, found), None)


def find_links(text: str, names: Sequence[Name], language: Language) -> Links:
    """What neighbouring names and words say, as far as the gazetteer confirms it."""
    links = Links(level={at: level for at, name in enumerate(names) if (level := _level(text, name, language))})
    row, larger_first, inside_of = (language.pattern(f"places-{name}") for name in ("row", "larger-first", "inside-of"))
    gaps = [text[one.end : other.start] for one, other in pairwise(names)]
    for at, (gap, (name, other)) in enumerate(zip(gaps, pairwise(names), strict=True)):
        if len(gap) > FARTHEST:
            continue
        if row.fullmatch(gap) and (peers := _peers(name, other)):
            links.peers[at] |= peers
            links.peers[at + 1] |= peers
        elif inside_of.fullmatch(gap):
            _link(links, at, at + 1, names)
        if larger_first.fullmatch(gap):
            _link(links, at + 1, at, names)
    for at, two in enumerate(pairwise(gaps)):
        if two == (", ", ", ") and not _peers(names[at], names[at + 2]):  # "Austin, Travis County, Texas".
            _link(links, at, at + 2, names)
    return links


def _level(text: str, name: Name, language: Language) -> str | None:
    before, after = text[max(0, name.start - 24) : name.start], text[name.end : name.end + 14]
    for level in ("region", "city"):
        if language.pattern(f"places-{level}-after").match(after) or language.pattern(f"places-{level}-before").search(before):
            return level
    return None


def _peers(name: Name, other: Name) -> set[int]:
    """The candidates of two names that are of one rank: countries both, or regions of one country."""
    return {
        place.id
        for one, two in product(name.candidates, other.candidates)
        if one.id != two.id
        and one.feature == two.feature
        and (one.feature == "country" or (one.feature == "region" and one.country == two.country))
        for place in (one, two)
    }


def _link(links: Links, small: int, large: int, names: Sequence[Name]) -> None:
    for child, parent in product(names[small].candidates, names[large].candidates):
        if lies_in(child, parent):
            links.said[small].add(child.id)
            links.said[large].add(parent.id)


def lies_in(child: Candidate, parent: Candidate) -> bool:
    """Whether the gazetteer says that one place is in another."""
    if child.id == parent.id or child.feature not in SMALLER:
        return False
    if parent.feature == "country":
        return child.country == parent.country
    return parent.id in (child.admin1, child.admin2)


_LAND = frozenset({"country", "region"})
_TOWN = frozenset({"city", "capital", "region", "district"})
_OF_A_NAME = frozenset({"city", "district", "site", "region"})
_KNOWN_ANYWHERE = 1_000_000  # People: "talks on Moscow in Georgia".


def strangers(text: str, names: Sequence[Name], senses: Sequence[Candidate], language: Language) -> dict[int, int]:
    """Names of which the text says that they lie where the gazetteer has no such place, each with the name of the larger one.

    "Giza's Haram district" is not in Norway, nor is "Palma in Cabo Delgado" in Spain. `senses` are what the names would mean alone.
    """
    within, part_of, part_after = (language.pattern(f"places-{name}") for name in ("within", "quarter-of", "quarter-after"))
    found: dict[int, int] = {}
    for at, (first, second) in enumerate(pairwise(names)):
        gap, small, large, larger = text[first.end : second.start], at, at + 1, _TOWN
        if second.key.isdigit():  # A shortened region (with_short): no part of the world has another place so called.
            if not any(lies_in(one, senses[large]) for one in first.candidates):
                found[small] = large
            continue
        if within.fullmatch(gap):
            larger = _LAND
        elif not (part := part_of.fullmatch(gap)):
            continue
        elif part["owner"]:
            small, large = at + 1, at
            if not part_after.match(text, second.end):
                continue
        child, parent = senses[small], senses[large]
        unlike = child.feature in _OF_A_NAME and child.country != parent.country and child.population < _KNOWN_ANYWHERE
        if parent.feature in larger and unlike and not any(lies_in(one, parent) for one in names[small].candidates):
            found[small] = large
    return found


# A region that is shortened behind the name of a place in it: "Damascus, Md.", "London, Ont."
_BEHIND = re.compile(r",\s+((?:[A-Z]\.\s?){1,3}(?:[A-Z][a-z]+\.)?|[A-Z][a-z]{1,4}\.|[A-Z]{2,3}(?![\w-]))")


def with_short(text: str, names: Sequence[Name], gazetteer: Gazetteer) -> list[Name]:
    """The names, with a name for each shortened region that holds a place of the name before it; what else was read there goes."""
    found: list[Name] = []
    closed = 0
    for name in names:
        if name.start < closed:
            continue
        found.append(name)
        match = _BEHIND.match(text, name.end)
        regions = gazetteer.regions_short(match[1].strip()) if match else ()
        holding = tuple(region for region in regions if any(lies_in(place, region) for place in name.candidates))
        if match and "." in match[1]:
            holding = holding or regions  # "Jerusalem, N.Y.": the gazetteer lacks the place, the letters are plain all the same.
        if match and holding:
            start = match.start(1)
            closed = start + len(match[1].rstrip())
            found.append(Name(start, closed, f"{holding[0].id}", holding, (start, closed)))
    return found


@dataclass(slots=True)
class Votes:
    """How much of the article speaks of each country and of each first-level region."""

    countries: dict[str, float] = field(default_factory=dict)
    regions: dict[int | None, float] = field(default_factory=dict)

    def add(self, country: str, weight: float, *, region: int | None = None) -> None:
        """Count a place, a nationality, the dateline or the outlet."""
        if country:
            self.countries[country] = self.countries.get(country, 0.0) + weight
        if region is not None:
            self.regions[region] = self.regions.get(region, 0.0) + weight


def share(votes: Mapping[VotedT, float], one: VotedT) -> float:
    """A country's or region's share of all votes, shy while there are few."""
    return votes.get(one, 0.0) / (sum(votes.values()) + 1.0)
