"""Tellings -> happenings: which tellings are one. Pure, and the same for the same tellings in whatever order they come.

Every telling is compared with those of the days before it that share its rarest terms (`candidates`), a pair's features are weighed
(`likeness`), and pairs are joined from the surest on as long as the mean over all pairs of two groups says yes (`linkage`).

What is decided hangs on few days. A telling's groups are those of the BLOCK days on each side of its own day, taken alone; two of
which one is in the other's group are one, and so is who is one with either. A new telling can therefore change nothing that is more
than REACH days away, unless by a chain of tellings that are one, and whoever joins a part of all days (`chronicle`) can tell which
groups it sees whole.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC

from dateline.incidents.candidates import WITHIN, Compared, candidates
from dateline.incidents.lexicon import Lexicon
from dateline.incidents.likeness import Weights, features, reasons, score
from dateline.incidents.linkage import BLOCK, grouped
from dateline.incidents.rarity import Weighed

REACH = BLOCK + math.ceil(WITHIN)  # Days up to which a telling may change what is one: it is compared so far beyond a block.


@dataclass(frozen=True, slots=True)
class Link:
    """Why two tellings are one: their numbers, the score, and what spoke most for it."""

    left: int
    right: int
    score: float
    reasons: tuple[str, ...]


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
                links.append(Link(pair[0], number, value, reasons(found, weights)))
            elif own:
                links.append(Link(own[0], number, 0.0, ("the same article",)))
    return links
