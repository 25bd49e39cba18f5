"""Which of its candidates a name means: one sense for a name in an article, by the sum of the evidence. Pure.

Everything is counted in powers of ten of people: a piece of evidence of 2 outweighs a hundred times the population.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from dateline.tagging.places.evidence import Links, Votes
from dateline.tagging.places.gazetteer import Candidate
from dateline.tagging.places.geo import distance_km
from dateline.tagging.places.names import Name

# The weights were set by hand on news about epidemics and wars and are the same for every kind of text.
FEATURE = {
    "country": 3.0, "continent": 4.0, "capital": 0.8, "region": 0.4, "district": -0.7, "city": 0.0, "area": 0.0, "historic": 0.0,
    "island": 0.0, "sea": 0.0, "water": 0.0, "river": 0.0, "desert": 0.0, "mountains": 0.0, "site": 0.0,
}  # fmt: skip
OWN = 6.5  # What a place of our seeds weighs that has no people: as a city of three millions.
RANK = (0.0, -0.6, -1.6)
SAME_NAME = -1.2  # A region beside a city of the same name in the same country: the bare name is the city.
COUNTRY, REGION, NEAR = 3.0, 1.5, 1.0
SAID = 6.0  # "Palauig, Zambales"
SAID_ELSEWHERE = 3.0  # ... said of another mention of the same name.
SHARPNESS = 1.6  # From evidence to probability.
ROUNDS = 3
SAME_PLACE_KM = 60.0
NEAR_KM = 150.0


@dataclass(frozen=True, slots=True)
class Sense:
    """What a name means, how sure, and why."""

    place: Candidate
    confidence: float
    why: str


def resolve_names(names: Sequence[Name], links: Links, votes: Votes) -> list[Sense]:
    """A sense for each name, in order."""
    groups: dict[str, list[int]] = defaultdict(list)
    for at, name in enumerate(names):
        groups[name.key].append(at)
    priors = {key: _priors(names[found[0]].candidates) for key, found in groups.items()}
    senses: dict[str, Sense] = {}
    for _ in range(ROUNDS):
        weighed = _with_places(votes, groups, senses)
        points = [(key, sense.place) for key, sense in senses.items() if sense.place.feature not in ("country", "continent", "sea")]
        senses = {key: _decide(key, priors[key], found, links, weighed, points) for key, found in groups.items()}
    return [_of_mention(at, name, senses, priors, links) for at, name in enumerate(names)]


def _priors(candidates: Sequence[Candidate]) -> list[tuple[Candidate, float]]:
    cities = {candidate.country for candidate in candidates if candidate.feature in ("city", "capital") and candidate.population > 10_000}
    return [(candidate, _prior(candidate, cities)) for candidate in candidates]


def _prior(candidate: Candidate, cities: set[str]) -> float:
    people = math.log10(candidate.population + 300) if candidate.population or candidate.id > 0 else OWN
    same = SAME_NAME if candidate.feature in ("region", "district") and candidate.country in cities else 0.0
    return people + FEATURE[candidate.feature] + RANK[candidate.rank] + same


def _with_places(votes: Votes, groups: dict[str, list[int]], senses: dict[str, Sense]) -> Votes:
    """The votes so far with those of the places found in the last round."""
    weighed = votes.copy()
    for key, sense in senses.items():
        times = 1 + math.log2(len(groups[key]))
        weighed.add(sense.place.country, sense.confidence * times, region=_region_of(sense.place))
    return weighed


def _region_of(place: Candidate) -> int | None:
    return place.id if place.feature == "region" else place.admin1


def _decide(
    key: str,
    priors: Sequence[tuple[Candidate, float]],
    found: Sequence[int],
    links: Links,
    votes: Votes,
    points: Sequence[tuple[str, Candidate]],
) -> Sense:
    said = {place.id for at in found for place in (*links.inside.get(at, ()), *links.parents.get(at, ()))}
    scored = []
    for place, prior in priors:
        country = COUNTRY * votes.country_share(place.country)
        region = REGION * votes.region_share(_region_of(place))
        near = NEAR * _nearness(key, place, points)
        score = prior + country + region + near + (SAID_ELSEWHERE if place.id in said else 0.0)
        scored.append((score, place, country, region, near))
    best = max(scored, key=lambda row: row[0])
    reasons = [
        "named together with the place it lies in" if best[1].id in said else "",
        f"the story is about {best[1].country}" if best[2] > 0.8 else "",
        "near other places of the story" if best[4] > 0.3 else "",
    ]
    why = "; ".join(filter(None, reasons)) or ("the only place of this name" if len(scored) == 1 else "the largest place of this name")
    return Sense(best[1], _confidence(best[0], best[1], [(row[0], row[1]) for row in scored]), why)


def _confidence(score: float, best: Candidate, scored: Iterable[tuple[float, Candidate]]) -> float:
    """The share of the best place, places at the same spot counted to it; a lone small namesake may still be an unknown other."""
    total = same = 0.0
    for other, place in scored:
        weight = math.exp(SHARPNESS * (other - score))
        total += weight
        if place is best or distance_km(place.lat, place.lon, best.lat, best.lon) < SAME_PLACE_KM:
            same += weight
    unknown = math.exp(SHARPNESS * (3.5 - score))
    return round(same / (total + unknown), 3)


def _nearness(key: str, place: Candidate, points: Sequence[tuple[str, Candidate]]) -> float:
    """1 for a place close to another one of the story, 0 beyond reach."""
    if place.feature in ("country", "continent"):
        return 0.0
    best = 0.0
    for other, point in points:
        if other == key or abs(point.lat - place.lat) > 3:
            continue
        away = distance_km(place.lat, place.lon, point.lat, point.lon)
        best = max(best, 1.0 - away / (2 * NEAR_KM))
    return best


def _of_mention(at: int, name: Name, senses: dict[str, Sense], priors: dict[str, list[tuple[Candidate, float]]], links: Links) -> Sense:
    """The article's sense, unless this very mention says another one."""
    sense = senses[name.key]
    said = (*links.inside.get(at, ()), *links.parents.get(at, ()))
    if not said or any(place.id == sense.place.id for place in said):
        return sense
    known = {place.id for place in said}
    best = max(((place, prior) for place, prior in priors[name.key] if place.id in known), key=lambda row: row[1])
    if best[1] + SAID < max(prior for _, prior in priors[name.key]):
        return sense
    return Sense(best[0], 0.9, "the text says where it lies")
