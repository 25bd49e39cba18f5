"""Tellings -> happenings: which tellings are one. Pure, and the same for the same tellings in whatever order they come.

Every telling is compared with those of the days before it that share its rarest terms (at most KEPT of them, so that no step grows
with the square), a pair's features are weighed (`weights.json`, learned on pairs labelled by reading), and pairs are joined from the
surest on as long as the mean over all pairs of two groups says yes.

What is decided hangs on few days. A telling's groups are those of the BLOCK days on each side of its own day, taken alone; two of
which one is in the other's group are one, and so is who is one with either. A new telling can therefore change nothing that is more
than REACH days away, unless by a chain of tellings that are one, and whoever joins a part of all days (`chronicle`) can tell which
groups it sees whole.
"""

from __future__ import annotations

import heapq
import json
import math
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC
from functools import cache
from importlib.resources import files

from dateline.incidents.lexicon import Lexicon
from dateline.incidents.rarity import Weighed

WITHIN = 3.0  # Days between two tellings that are compared: a follow-up of next week names the happening by its own means.
BLOCK = 3  # Days before and after a day that are grouped together to say what is one on that day.
REACH = BLOCK + 3  # Days up to which a telling may change what is one: it is compared with WITHIN of the last day of a block.
DISTINCT = 0.5  # Weight from which a term leads to candidates.
KEPT = 24  # Candidates of one telling that are compared in full.
ALIKE = 0.7  # Cosine of the first candidate left out from which others that were left out may be the same happening.
REMEMBERED = 2_000_000  # Scores of pairs that a process keeps, a hundred megabytes or two.
WALKED = 400  # Tellings looked at for one term, the nearest in time.

FEATURES = (
    "cosine",
    "acts_differ",
    "parties",
    "parties_differ",
    "days",
    "plan_differs",
    "shared",
    "lasting",
    "singular",
    "wish_differs",
    "acts_weight",
)


@dataclass(frozen=True, slots=True)
class Weights:
    """What each feature counts. `strangers` is what a pair counts that was not even compared; `join` the mean from which groups join."""

    features: Mapping[str, float]
    intercept: float
    join: float
    strangers: float


@dataclass(frozen=True, slots=True)
class Link:
    """Why two tellings are one: their numbers, the score, and what spoke most for it."""

    left: int
    right: int
    score: float
    reasons: tuple[str, ...]


@cache
def load_weights() -> Weights:
    """The shipped weights."""
    raw = json.loads((files("dateline.incidents") / "weights.json").read_text(encoding="utf-8"))
    return Weights(raw["features"], raw["intercept"], raw["join"], raw["strangers"])


def features(left: Weighed, right: Weighed, lexicon: Lexicon) -> dict[str, float]:
    """What speaks for and against two tellings being one."""
    rare = left.rarity
    acts = left.acts & right.acts
    parties = left.parties & right.parties
    days = abs(left.at - right.at) / 86_400
    small, large = (left.weights, right.weights) if len(left.weights) <= len(right.weights) else (right.weights, left.weights)
    products = [weight * large[term] for term, weight in small.items() if term in large]
    return {
        "cosine": sum(products) / (left.norm * right.norm),
        "acts_differ": 0.0 if acts else 1.0,
        "parties": rare.sum(parties) / max(0.1, rare.sum(left.parties | right.parties)) if parties else 0.0,
        "parties_differ": 1.0 if left.parties and right.parties and not parties else 0.0,
        "days": min(days, 6.0),
        "plan_differs": 1.0 if left.planned != right.planned else 0.0,
        "shared": min(3.0, sum(map(math.sqrt, products))),
        "lasting": (1.0 if left.lasting & right.lasting else -1.0) if left.lasting and right.lasting else 0.0,
        "singular": 1.0 if acts and any(lexicon.traits.get(act) == "singular" for act in acts) else 0.0,
        "wish_differs": 1.0 if acts and left.wishes != right.wishes else 0.0,
        "acts_weight": min(3.0, rare.sum(acts)) if acts else 0.0,
    }


def score(found: Mapping[str, float], weights: Weights) -> float:
    """The log-odds that a pair is one happening."""
    total = 0.0
    for name, weight in weights.features.items():
        total += weight * found[name]
    return weights.intercept + total


class Compared:
    """What was compared before: a telling's candidates as long as the days before it hold the same tellings, and the scores of pairs.

    Tellings are told apart by their serial numbers. It only saves time: with one or without, the same is found.
    """

    def __init__(self) -> None:
        self.candidates: dict[int, tuple[int, tuple[int, ...], bool]] = {}
        self.scores: dict[tuple[int, int], float] = {}

    def bound(self) -> None:
        """Forget everything when it has grown too large: the next joining fills it again."""
        if len(self.scores) > REMEMBERED:
            self.candidates.clear()
            self.scores.clear()


def candidates(tellings: Sequence[Weighed], compared: Compared | None = None) -> tuple[list[tuple[int, int]], frozenset[int]]:
    """Pairs worth comparing, by number, of tellings in order of time; and the tellings of which like ones were left out."""
    compared = compared or Compared()
    pairs: set[tuple[int, int]] = set()
    crowded: set[int] = set()
    numbers = {one.serial: number for number, one in enumerate(tellings)}
    posted: defaultdict[str, list[tuple[int, float]]] = defaultdict(list)
    before = _before(tellings)
    for number, (one, (start, digest)) in enumerate(zip(tellings, before, strict=True)):
        known = compared.candidates.get(one.serial)
        if known is None or known[0] != digest:
            nearest, full = _nearest(one, tellings, posted, start)
            known = (digest, tuple(tellings[other].serial for other in nearest), full)
            compared.candidates[one.serial] = known
        for term, weight in one.weights.items():
            if weight > DISTINCT:
                posted[term].append((number, weight))
        if known[2]:
            crowded.add(number)
        pairs.update((numbers[other], number) for other in known[1])
    return sorted(pairs), frozenset(crowded)


def _before(tellings: Sequence[Weighed]) -> list[tuple[int, int]]:
    """For each telling the first of those that it may be compared with, which are the last so many, and a digest of them."""
    digests = [0]
    for one in tellings:
        digests.append(digests[-1] ^ hash((one.serial, "telling")))
    found, start = [], 0
    for number, one in enumerate(tellings):
        while one.at - tellings[start].at >= WITHIN * 86_400:
            start += 1
        found.append((start, hash((number - start, digests[number] ^ digests[start]))))
    return found


def _nearest(
    one: Weighed, tellings: Sequence[Weighed], posted: Mapping[str, Sequence[tuple[int, float]]], start: int
) -> tuple[list[int], bool]:
    """The earlier tellings, from `start` on, that share most with one, and whether like ones had to be left out."""
    near: defaultdict[int, float] = defaultdict(float)
    for term, weight in one.weights.items():
        if weight <= DISTINCT:
            continue
        for other, own in reversed(posted.get(term, ())[-WALKED:]):
            if other < start:
                break
            near[other] += weight * own
    ranked = sorted(((value, n) for n, value in near.items() if tellings[n].telling.item != one.telling.item), reverse=True)[: KEPT + 1]
    full = len(ranked) > KEPT and ranked[-1][0] > ALIKE * one.norm * tellings[ranked[-1][1]].norm
    return [other for _, other in ranked[:KEPT] if _share_ground(one, tellings[other])], full


def _share_ground(left: Weighed, right: Weighed) -> bool:
    """Tellings of countries that have nothing in common are never one; where a country is named by neither, the terms decide."""
    return not left.countries or not right.countries or bool(left.countries & right.countries)


def join(
    tellings: Sequence[Weighed], lexicon: Lexicon, weights: Weights, compared: Compared | None = None
) -> tuple[list[list[int]], list[Link]]:
    """Groups of tellings in order of time, by number, and the links that explain them."""
    compared = compared or Compared()
    pairs, crowded = candidates(tellings, compared)
    scores = {}
    for pair in pairs:
        left, right = (tellings[number] for number in pair)
        key = (left.serial, right.serial)
        value = compared.scores.get(key)
        if value is None:
            value = compared.scores[key] = score(features(left, right, lexicon), weights)
        scores[pair] = value
    compared.bound()
    groups = grouped([one.telling.published.astimezone(UTC).toordinal() for one in tellings], scores, weights, crowded)
    return groups, _links(groups, tellings, scores, lexicon, weights)


def grouped(
    days: Sequence[int], scores: Mapping[tuple[int, int], float], weights: Weights, crowded: frozenset[int] = frozenset()
) -> list[list[int]]:
    """Groups of tellings, given the day of each in order of time: what is one on each day by the days around it, chained."""
    near: defaultdict[int, dict[int, float]] = defaultdict(dict)
    for (left, right), value in scores.items():
        near[left][right] = near[right][left] = value
    chained = Chained(len(days))
    known: dict[tuple[int, ...], list[list[int]]] = {}
    for number, day in enumerate(days):
        if number and days[number - 1] == day:
            continue
        start, end = bisect_left(days, day - BLOCK), bisect_right(days, day + BLOCK)
        for members in _connected(number, bisect_right(days, day), start, end, near, weights.join):
            if members not in known:
                known[members] = _linked(members, near, weights, crowded)
            for group in known[members]:
                present = [one for one in group if days[one] == day]
                for other in group:
                    if present and days[other] <= day:
                        chained.join(present[0], other)
    return chained.groups()


class Chained:
    """Things that are one, by number: what is one with either of two is one with both."""

    def __init__(self, count: int) -> None:
        self._leader = list(range(count))

    def leader(self, number: int) -> int:
        """The least number of those that are one with it."""
        while self._leader[number] != number:
            self._leader[number] = self._leader[self._leader[number]]
            number = self._leader[number]
        return number

    def join(self, left: int, right: int) -> None:
        """Make two one."""
        first, second = sorted((self.leader(left), self.leader(right)))
        self._leader[second] = first

    def groups(self) -> list[list[int]]:
        """All groups in order of their least member."""
        found: defaultdict[int, list[int]] = defaultdict(list)
        for number in range(len(self._leader)):
            found[self.leader(number)].append(number)
        return list(found.values())


def _connected(
    first: int, behind: int, start: int, end: int, near: Mapping[int, Mapping[int, float]], least: float
) -> Iterator[tuple[int, ...]]:
    """Tellings of [start, end) that pairs worth joining connect with those of a day, [first, behind): others cannot be one with them."""
    seen: set[int] = set()
    for origin in range(first, behind):
        if origin in seen or origin not in near:
            continue
        found, waiting = {origin}, [origin]
        while waiting:
            for other, value in near[waiting.pop()].items():
                if value >= least and start <= other < end and other not in found:
                    found.add(other)
                    waiting.append(other)
        seen |= found
        if len(found) > 1:
            yield tuple(sorted(found))


def _linked(
    members: tuple[int, ...], near: Mapping[int, Mapping[int, float]], weights: Weights, crowded: frozenset[int]
) -> list[list[int]]:
    places = {number: place for place, number in enumerate(members)}
    inside = {
        (place, places[other]): value
        for number, place in places.items()
        for other, value in sorted(near[number].items())
        if other > number and other in places
    }
    found = average_linkage(len(members), inside, weights, frozenset(places[number] for number in members if number in crowded))
    return [[members[place] for place in group] for group in found]


def average_linkage(
    count: int, scores: Mapping[tuple[int, int], float], weights: Weights, crowded: frozenset[int] = frozenset()
) -> list[list[int]]:
    """Agglomerative clustering by the mean over all pairs.

    Pairs that were not compared count as strangers, but for those of crowded tellings, which may be alike and were only too many.
    """
    sparse = {number: 0 if number in crowded else 1 for number in range(count)}
    members: dict[int, list[int]] = {number: [number] for number in range(count)}
    sums: dict[int, dict[int, tuple[float, int]]] = {number: {} for number in range(count)}
    for (left, right), value in scores.items():
        sums[left][right] = sums[right][left] = (value, 1)
    heap = [(-value, left, right) for (left, right), value in scores.items() if value >= weights.join]
    heapq.heapify(heap)
    while heap:
        value, left, right = heapq.heappop(heap)
        if left not in members or right not in members or right not in sums[left]:
            continue
        if abs(_mean(left, right, sparse, sums, weights) + value) > 1e-9:
            continue  # An older mean of two groups that have grown since.
        _absorb(left, right, members, sums)
        sparse[left] += sparse[right]
        for other in sums[left]:
            mean = _mean(left, other, sparse, sums, weights)
            if mean >= weights.join:
                heapq.heappush(heap, (-mean, min(left, other), max(left, other)))
    return [sorted(group) for _, group in sorted(members.items())]


def _mean(left: int, right: int, sparse: dict[int, int], sums: dict[int, dict[int, tuple[float, int]]], weights: Weights) -> float:
    total, compared = sums[left][right]
    strangers = max(0, sparse[left] * sparse[right] - compared)
    return (total + weights.strangers * strangers) / (compared + strangers)


def _absorb(left: int, right: int, members: dict[int, list[int]], sums: dict[int, dict[int, tuple[float, int]]]) -> None:
    """Put the right group into the left one."""
    for other, (total, compared) in sums.pop(right).items():
        del sums[other][right]
        if other != left:
            held, count = sums[left].get(other, (0.0, 0))
            sums[left][other] = sums[other][left] = (held + total, count + compared)
    members[left] += members.pop(right)


def _links(
    groups: Sequence[Sequence[int]],
    tellings: Sequence[Weighed],
    scores: Mapping[tuple[int, int], float],
    lexicon: Lexicon,
    weights: Weights,
) -> list[Link]:
    """For each telling of a group but the first, the surest link to an earlier one of it, else the article that it shares with one."""
    links = []
    for group in groups:
        for position, number in enumerate(group[1:], 1):
            earlier = [(scores[pair], pair) for other in group[:position] if (pair := (other, number)) in scores]
            own = [other for other in group[:position] if tellings[other].telling.item == tellings[number].telling.item]
            if earlier:
                value, pair = max(earlier)
                found = features(tellings[pair[0]], tellings[number], lexicon)
                links.append(Link(pair[0], number, value, _reasons(found, weights)))
            elif own:
                links.append(Link(own[0], number, 0.0, ("the same article",)))
    return links


def _reasons(found: Mapping[str, float], weights: Weights) -> tuple[str, ...]:
    spoken = sorted(((weights.features.get(name, 0.0) * value, name) for name, value in found.items()), reverse=True)
    return tuple(f"{name} {value:+.1f}" for value, name in spoken[:3] if value > 0)
