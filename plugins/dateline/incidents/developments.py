"""Which articles tell one development within days, in whatever words: stories, the layer between copies and incidents. Pure.

An article goes on from at most one other: of the days before it, the one that its headline and first sentences are most like, if they are
like enough. What goes on from one another is a story. An article's step hangs on WITHIN days before it and on nothing else, so that
articles in any order make the same stories, and a late one changes only the steps of the days after it. A story tells of several
happenings, and a happening is told in several stories: neither is made from the other.
"""

from __future__ import annotations

import heapq
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from dateline.identity import stable_id
from dateline.incidents.linkage import Chained
from dateline.incidents.readings import Gist
from dateline.protocols.shelf import Step

WITHIN = timedelta(days=2)  # Of a development there is news each day, or it has ended.
ALIKE = 0.42  # Cosine from which an article goes on from another.
WALKED = 200  # Articles looked at for one term, the nearest in time.
COMPARED = 12  # Of those that share most.


@dataclass(frozen=True, slots=True)
class Retold:
    """What has changed: steps by article, and the ids of stories that are no more, each with the one that most of it is in now."""

    steps: Mapping[str, Step]
    redirects: Mapping[str, str]


def steps_of(gists: Iterable[Gist], fresh: Collection[str], copies: Mapping[str, str]) -> dict[str, str | None]:
    """For each fresh article the one that it goes on from. The days WITHIN before a fresh one must be among the gists."""
    ordered = sorted(gists, key=lambda one: (one.published, one.id))
    posted: defaultdict[str, list[int]] = defaultdict(list)
    found: dict[str, str | None] = {}
    for number, one in enumerate(ordered):
        if one.id in fresh:
            found[one.id] = copies.get(one.id) or _most_like(number, ordered, posted)
        for term in one.leading:
            posted[term].append(number)
    return found


def _most_like(number: int, ordered: Sequence[Gist], posted: Mapping[str, list[int]]) -> str | None:
    one = ordered[number]
    shared: defaultdict[int, float] = defaultdict(float)
    first = bisect_left(ordered, one.published - WITHIN, hi=number, key=lambda gist: gist.published)
    for term in one.leading:
        for other in reversed(posted.get(term, ())[-WALKED:]):
            if other < first:
                break
            shared[other] += one.weights[term] * ordered[other].weights[term]
    nearest = heapq.nlargest(COMPARED, shared, key=lambda n: (shared[n], n))
    like = [(cosine(one, ordered[n]), n) for n in nearest]
    best = max(like, key=lambda pair: (pair[0], -pair[1]), default=(0.0, -1))
    return ordered[best[1]].id if best[0] >= ALIKE else None


def cosine(left: Gist, right: Gist) -> float:
    """How alike two articles are in what they say first."""
    small, large = sorted((left.weights, right.weights), key=len)
    return sum(weight * large.get(term, 0.0) for term, weight in small.items()) / (left.norm * right.norm)


def retold(found: Mapping[str, str | None], stored: Mapping[str, Step]) -> Retold:
    """The steps that change when these articles are (again) read. `stored` holds every article of the stories that they, and those
    that they go on from, are or were in."""
    before = dict(stored)
    parents = {article: step.goes_on_from for article, step in before.items()} | dict(found)
    numbers = {article: number for number, article in enumerate(sorted(parents.keys() | {one for one in parents.values() if one}))}
    articles = list(numbers)
    chained = Chained(len(articles))
    for article, parent in parents.items():
        if parent is not None:
            chained.join(numbers[article], numbers[parent])
    groups = [[articles[n] for n in group] for group in chained.groups()]
    story_of = _named([group for group in groups if len(group) > 1], before)
    steps = {article: Step(parents.get(article), story_of.get(article)) for article in articles}
    moved: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for article, step in before.items():
        if step.story and (now := story_of.get(article)):
            moved[step.story][now] += 1
    redirects = {old: min(counts, key=lambda new: (-counts[new], new)) for old, counts in moved.items() if old not in story_of.values()}
    return Retold({article: step for article, step in steps.items() if before.get(article, Step(None)) != step}, redirects)


def _named(groups: Sequence[Sequence[str]], before: Mapping[str, Step]) -> dict[str, str]:
    """The story of each article: the id that most of its group had, else one made of its least article. No id is given twice."""
    had = [Counter(step.story for one in group if (step := before.get(one)) and step.story) for group in groups]
    order = sorted(range(len(groups)), key=lambda n: (-max(had[n].values(), default=0), groups[n][0]))
    taken: set[str] = set()
    named: dict[str, str] = {}
    for number in order:
        known = [old for old in sorted(had[number], key=lambda old: (-had[number][old], old)) if old not in taken]
        own = known[0] if known else stable_id("story", groups[number][0])
        while own in taken:
            own = stable_id("story", own)
        taken.add(own)
        named |= dict.fromkeys(groups[number], own)
    return named
