"""Which of its candidates a name means: one sense for a name in an article, by the sum of the evidence. Pure.

Everything is counted in powers of ten of people: a piece of evidence of 2 outweighs a hundred times the population.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from dateline.tagging.places.evidence import LEVELS, Links, Votes
from dateline.tagging.places.gazetteer import Candidate
from dateline.tagging.places.geo import distance_km
from dateline.tagging.places.names import Name

# The weights were set by hand on news about epidemics and wars and are the same for every kind of text.
FEATURE = {"country": 4.0, "continent": 4.0, "capital": 0.8, "region": 0.4, "district": -0.7}
OWN = 6.5  # What a place of our seeds weighs that has no people: as a city of three millions.
RANK = (0.0, -0.6, -1.6)
SAME_NAME = -1.2  # A region beside a city of the same name in the same country: the bare name is the city.
COUNTRY, REGION, PEER, LEVEL = 3.0, 2.0, 2.0, 2.5
SAID = 8.0  # "Palauig, Zambales"
SAID_ELSEWHERE = 3.0  # ... said of another mention of the same name.
UNKNOWN, UNKNOWN_NEAR = 3.5, 1.5  # The weight of a place of this name that the gazetteer does not have; more so where the story is at home.
SHARPNESS = 1.6  # From evidence to probability.
RIVAL = 4.0  # Candidates this far behind the best are out: a ten-thousandth of its weight.
ROUNDS = 2
HOME = 0.3  # The share of a country that a story is about.
SAME_PLACE_KM = 60.0


@dataclass(frozen=True, slots=True)
class Sense:
    """What a name means, how sure, and why; `home` says that the story is about its country anyway."""

    place: Candidate
    confidence: float
    why: str
    home: bool = False


@dataclass(frozen=True, slots=True)
class _Group:
    """All mentions of one name: its places in the list of names, its candidates with what they weigh before the text is read."""

    key: str
    found: tuple[int, ...]
    priors: tuple[tuple[Candidate, float], ...]


def resolve_names(names: Sequence[Name], links: Links, votes: Votes) -> list[Sense]:
    """A sense for each name, in order."""
    members: dict[str, list[int]] = defaultdict(list)
    for at, name in enumerate(names):
        members[name.key].append(at)
    groups = [_Group(key, tuple(found), _priors(names[found[0]].candidates)) for key, found in members.items()]
    senses: dict[str, Sense] = {}
    for _ in range(ROUNDS):
        weighed = _with_places(votes, groups, senses)
        senses = {group.key: _decide_by_others(group, links, weighed, senses.get(group.key)) for group in groups}
    priors = {group.key: group.priors for group in groups}
    return [_of_mention(at, senses[name.key], priors[name.key], links) for at, name in enumerate(names)]


def _priors(candidates: Sequence[Candidate]) -> tuple[tuple[Candidate, float], ...]:
    cities = {candidate.country for candidate in candidates if candidate.feature in ("city", "capital") and candidate.population > 10_000}
    return tuple((candidate, _prior(candidate, cities)) for candidate in candidates)


def _prior(candidate: Candidate, cities: set[str]) -> float:
    people = math.log10(candidate.population + 300) if candidate.population or candidate.id > 0 else OWN
    same = SAME_NAME if candidate.feature in ("region", "district") and candidate.country in cities else 0.0
    return people + FEATURE.get(candidate.feature, 0.0) + RANK[candidate.rank] + same


def _with_places(votes: Votes, groups: Sequence[_Group], senses: dict[str, Sense]) -> Votes:
    """The votes so far with those of the places found in the last round."""
    weighed = votes.copy()
    for group in groups:
        if sense := senses.get(group.key):
            weighed.add(sense.place.country, _vote(group, sense), region=_region_of(sense.place))
    return weighed


def _decide_by_others(group: _Group, links: Links, votes: Votes, before: Sense | None) -> Sense:
    """Decide without the group's own vote: no name speaks for itself. The votes are left as they were."""
    if before is None:
        return _decide(group, links, votes)
    own, region = _vote(group, before), _region_of(before.place)
    votes.add(before.place.country, -own, region=region)
    sense = _decide(group, links, votes)
    votes.add(before.place.country, own, region=region)
    return sense


def _vote(group: _Group, sense: Sense) -> float:
    return sense.confidence * (1 + math.log2(len(group.found)))


def _region_of(place: Candidate) -> int | None:
    return place.id if place.feature == "region" else place.admin1


def _decide(group: _Group, links: Links, votes: Votes) -> Sense:
    unknown = UNKNOWN + UNKNOWN_NEAR * votes.most()
    said = {place.id for at in group.found for place in links.said(at)}
    peers = frozenset[int]().union(*(links.peers.get(at, frozenset()) for at in group.found))
    levels = {links.level[at] for at in group.found if at in links.level}
    scored = []
    for place, prior in group.priors:
        country = COUNTRY * votes.country_share(place.country)
        score = prior + country + REGION * votes.region_share(_region_of(place))
        score += SAID_ELSEWHERE * (place.id in said) + PEER * (place.id in peers) + LEVEL * (LEVELS.get(place.feature) in levels)
        scored.append((score, place, country))
    least = max(row[0] for row in scored) - RIVAL
    rivals = [row for row in scored if row[0] >= least]
    score, best, country = max(rivals, key=lambda row: row[0])
    reasons = [
        "named together with the place it lies in" if best.id in said else "",
        "named in a row with its like" if best.id in peers else "",
        f"the story is about {best.country}" if country > 0.8 else "",
    ]
    confidence = _confidence(score, best, [(row[0], row[1]) for row in rivals], unknown)
    return Sense(
        best, confidence, "; ".join(filter(None, reasons)) or "the largest place of this name", votes.country_share(best.country) > HOME
    )


def _confidence(score: float, best: Candidate, scored: Iterable[tuple[float, Candidate]], unknown: float) -> float:
    """The share of the best place, places at the same spot counted to it; a lone small namesake may still be an unknown other."""
    total = same = 0.0
    for other, place in scored or ((score, best),):
        weight = math.exp(SHARPNESS * (other - score))
        total += weight
        if (
            best.id in (place.id, place.admin1)
            or place.id == best.admin1
            or distance_km(place.lat, place.lon, best.lat, best.lon) < SAME_PLACE_KM
        ):
            same += weight
    return round(same / (total + math.exp(SHARPNESS * (unknown - score))), 3)


def _of_mention(at: int, sense: Sense, priors: Sequence[tuple[Candidate, float]], links: Links) -> Sense:
    """The article's sense, unless this very mention says another one."""
    said = {place.id for place in links.said(at)}
    if not said or sense.place.id in said:
        return sense
    place = max((row for row in priors if row[0].id in said), key=lambda row: row[1])[0]
    return Sense(place, 0.9, "the text says where it lies", home=True)
