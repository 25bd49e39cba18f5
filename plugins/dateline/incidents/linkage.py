"""Scores of pairs -> groups: from the surest pair on, as long as the mean over all pairs of two groups says yes. Pure.

What is one on a day is told by the BLOCK days on each side of it, taken alone; groups of two days that share a telling are one.
"""

from __future__ import annotations

import heapq
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from dateline.incidents.likeness import Weights

BLOCK = 3  # Days before and after a day that are grouped together to say what is one on that day.


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
