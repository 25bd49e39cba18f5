"""Which of its candidates a name means: one sense for a name in an article, by the sum of the evidence, and the place on the map. Pure.

Everything is counted in powers of ten of people: a piece of evidence of 2 outweighs a hundred times the population.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

from dateline.geo import distance_km
from dateline.models.places import Place
from dateline.tagging.places.evidence import LEVELS, Links, Votes, share
from dateline.tagging.places.gazetteer import Candidate
from dateline.tagging.places.names import Name

# The weights were set by hand on news about epidemics and wars and are the same for every kind of text.
FEATURE = {"country": 4.0, "continent": 4.0, "capital": 0.8, "region": 0.4, "district": -0.7}
OWN = 6.5  # What a place of our seeds weighs that has no people: as a city of three millions.
RANK = (0.0, -0.6, -1.6)
SAME_NAME = -1.2  # A region beside a city of the same name in the same country: the bare name is the city.
COUNTRY, REGION, PEER, LEVEL = 3.0, 2.0, 2.0, 2.5
SAID_ELSEWHERE = 3.0  # "Palauig, Zambales", said of another mention of the same name.
UNKNOWN, UNKNOWN_NEAR = 3.5, 1.5  # The weight of a place of this name that the gazetteer does not have; more so where the story is at home.
SHARPNESS = 1.6  # From evidence to probability.
RIVAL = 4.0  # Candidates this far behind the best are out: a ten-thousandth of its weight.
HOME = 0.3  # The share of a country that a story is about;
ABOUT = 0.8  # what that share must weigh to be the reason.
SAME_PLACE_KM = 60.0
LARGEST_KM = 300.0  # "A village in Siberia" is not on the map.


@dataclass(frozen=True, slots=True)
class Sense:
    """What a name means, how sure, and why; `home` says that the story is about its country anyway."""

    place: Candidate
    confidence: float
    why: str
    home: bool = False


def resolve_names(names: Sequence[Name], links: Links, votes: Votes) -> list[Sense]:
    """A sense for each name, in order. Each name is decided alone, then by what the others mean: their votes stay in `votes`."""
    mentions: dict[str, list[int]] = defaultdict(list)
    for at, name in enumerate(names):
        mentions[name.key].append(at)
    priors = {key: _priors(names[found[0]].candidates) for key, found in mentions.items()}
    alone = {key: _decide(priors[key], found, links, votes) for key, found in mentions.items()}
    weights = {key: 1 + math.log2(len(found)) for key, found in mentions.items()}
    for key, sense in alone.items():
        _vote(votes, sense, weights[key])
    senses: dict[str, Sense] = {}
    for key, found in mentions.items():
        _vote(votes, alone[key], -weights[key])  # No name speaks for itself.
        senses[key] = _decide(priors[key], found, links, votes)
        _vote(votes, alone[key], weights[key])
    return [_of_mention(at, senses[name.key], priors[name.key], links) for at, name in enumerate(names)]


def _priors(candidates: Sequence[Candidate]) -> list[tuple[Candidate, float]]:
    """The candidates of a name with what they weigh before the text is read."""
    cities = {candidate.country for candidate in candidates if candidate.feature in ("city", "capital") and candidate.population > 10_000}
    return [(candidate, _prior(candidate, cities)) for candidate in candidates]


def _prior(candidate: Candidate, cities: set[str]) -> float:
    people = math.log10(candidate.population + 300) if candidate.population or candidate.id > 0 else OWN
    same = SAME_NAME if candidate.feature in ("region", "district") and candidate.country in cities else 0.0
    return people + FEATURE.get(candidate.feature, 0.0) + RANK[candidate.rank] + same


def _vote(votes: Votes, sense: Sense, weight: float) -> None:
    votes.add(sense.place.country, weight * sense.confidence, region=_region_of(sense.place))


def _region_of(place: Candidate) -> int | None:
    return place.id if place.feature == "region" else place.admin1


def _decide(priors: Sequence[tuple[Candidate, float]], found: Sequence[int], links: Links, votes: Votes) -> Sense:
    """What a name means that was found at these places of the list."""
    most = max((share(votes.countries, country) for country in votes.countries), default=0.0)
    said, peers = (set[int]().union(*(ids.get(at, ()) for at in found)) for ids in (links.said, links.peers))
    levels = {links.level[at] for at in found if at in links.level}
    scored = []
    for place, prior in priors:
        country = share(votes.countries, place.country)
        score = prior + COUNTRY * country + REGION * share(votes.regions, _region_of(place))
        score += SAID_ELSEWHERE * (place.id in said) + PEER * (place.id in peers) + LEVEL * (LEVELS.get(place.feature) in levels)
        scored.append((score, place, country))
    least = max(row[0] for row in scored) - RIVAL
    rivals = [row for row in scored if row[0] >= least]
    score, best, country = max(rivals, key=lambda row: row[0])
    reasons = [
        "named together with the place it lies in" if best.id in said else "",
        "named in a row with its like" if best.id in peers else "",
        f"the story is about {best.country}" if COUNTRY * country > ABOUT else "",
    ]
    # Places at the same spot count to the best one; a lone small namesake may still be an unknown other.
    weights = [(place, math.exp(SHARPNESS * (other - score))) for other, place, _ in rivals]
    unknown = math.exp(SHARPNESS * (UNKNOWN + UNKNOWN_NEAR * most - score))
    confidence = sum(weight for place, weight in weights if _is_same(place, best)) / (sum(weight for _, weight in weights) + unknown)
    why = "; ".join(filter(None, reasons)) or "the largest place of this name"
    return Sense(best, round(confidence, 3), why, home=country > HOME)


def _is_same(one: Candidate, best: Candidate) -> bool:
    within = best.id in (one.id, one.admin1) or one.id == best.admin1
    return within or distance_km(one.lat, one.lon, best.lat, best.lon) < SAME_PLACE_KM


def _of_mention(at: int, sense: Sense, priors: Sequence[tuple[Candidate, float]], links: Links) -> Sense:
    """The article's sense, unless this very mention says another one."""
    said = links.said.get(at)
    if not said or sense.place.id in said:
        return sense
    place = max((row for row in priors if row[0].id in said), key=lambda row: row[1])[0]
    return Sense(place, 0.9, "the text says where it lies", home=True)


def placed(sense: Sense) -> Place:
    """A sense as a place: the point, its honest size, how sure and why."""
    found = sense.place
    return Place(
        found.name,
        found.lat,
        found.lon,
        country=found.country or None,
        admin1=found.name if found.feature == "region" else found.region,
        geonames_id=found.id if found.id > 0 else None,
        precision_km=found.radius,
        confidence=sense.confidence,
        why=sense.why,
        feature=found.feature,
        timezone=found.timezone,
    )


def place_within(name: str, sense: Sense) -> Place | None:
    """A place that is not in the gazetteer, somewhere in one that is; None where that says too little."""
    found = sense.place
    if found.radius > LARGEST_KM or found.feature in ("country", "continent", "sea"):
        return None
    within = Sense(found, round(sense.confidence * 0.6, 3), f"not in the gazetteer; somewhere in {found.name}")
    return replace(placed(within), name=name, geonames_id=None, precision_km=round(found.radius * 1.5, 1), feature="area")
