"""Which tellings are worth comparing: those of the days before that share a telling's rarest terms. Pure.

At most KEPT of them, so that no step grows with the square.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from dateline.incidents.rarity import Weighed

WITHIN = 3.0  # Days between two tellings that are compared: a follow-up of next week names the happening by its own means.
DISTINCT = 0.5  # Weight from which a term leads to candidates.
KEPT = 24  # Candidates of one telling that are compared in full.
ALIKE = 0.7  # Cosine of the first candidate left out from which others that were left out may be the same happening.
REMEMBERED = 2_000_000  # Scores of pairs that a process keeps, a hundred megabytes or two.
WALKED = 400  # Tellings looked at for one term, the nearest in time.


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
