"""Items -> which of them tell the same happening, and which the same episode. Pure, and the same in whatever order they come."""

from __future__ import annotations

import dataclasses
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from dateline.identity import stable_id
from dateline.incidents.episodes import Glimpse, episodes, glimpses
from dateline.incidents.items import Item
from dateline.incidents.joining import Link, Weights, join
from dateline.incidents.lexicon import Lexicon
from dateline.incidents.rarity import Weighed, theatres_of, weigh
from dateline.incidents.tellings import Quote, read
from dateline.text import fold


@dataclass(frozen=True, slots=True)
class Happening:
    """Tellings that are one, oldest first and copies last, with the links that joined them (by position in `tellings`)."""

    tellings: tuple[Weighed, ...]
    links: tuple[Link, ...]
    theatre: str | None


@dataclass(frozen=True, slots=True)
class Course:
    """An episode: its theme, theatre and party, and the glimpses of it, oldest first."""

    key: tuple[str, str, str]
    glimpses: tuple[Glimpse, ...]


@dataclass(frozen=True, slots=True)
class Grouping:
    """What items tell together."""

    happenings: tuple[Happening, ...]
    courses: tuple[Course, ...]


def group(items: Iterable[Item], lexicon: Lexicon, weights: Weights, *, copies: Mapping[str, str] | None = None) -> Grouping:
    """All items into happenings and episodes. An item may tell several, or none; two items of one id are one.

    `copies` (article -> the article whose text it is) tell what their originals tell, and are not compared.
    """
    known = {item.id: item for item in items}
    ordered = sorted(known.values(), key=lambda item: (item.published, item.id))
    copies = copies or {}
    reads = {item.id: read(item, lexicon) for item in ordered}
    theatres = theatres_of(list(reads.values()), lexicon)
    tellings = weigh([one for one in reads.values() if one.item not in copies], lexicon)
    groups, links = join(tellings, lexicon, weights)
    copied: defaultdict[str, list[Item]] = defaultdict(list)
    for copy, original in sorted(copies.items()):
        if copy in known:
            copied[original].append(known[copy])
    happenings = []
    for members in _worth_keeping(groups, tellings):
        places = {number: position for position, number in enumerate(members)}
        own = tuple(Link(places[one.left], places[one.right], one.score, one.reasons) for one in links if one.right in places)
        told = [tellings[n] for n in members]
        told += [_copied(one, copy) for one in told for copy in copied[one.telling.item]]
        happenings.append(Happening(tuple(told), own, theatres[told[0].telling.item]))
    seen = [one for item in ordered for one in glimpses(item, theatres[item.id], lexicon)]
    return Grouping(tuple(happenings), tuple(Course(key, tuple(run)) for key, run in episodes(seen)))


def anchor_of(item: str, quote: Quote) -> str:
    """What a report hangs on: the article and its sentence, whatever was read in it and wherever it stands."""
    return stable_id(item, fold(" ".join(quote.text.split())))


def _copied(one: Weighed, copy: Item) -> Weighed:
    """What an original tells, told by a copy of its text."""
    quote = one.telling.quote
    start = copy.text.find(quote.text)
    quote = Quote(quote.text, start if start >= 0 else None, quote.position)
    telling = dataclasses.replace(one.telling, item=copy.id, published=copy.published, quote=quote)
    return dataclasses.replace(one, telling=telling, quotes=(quote,))


def _worth_keeping(groups: Sequence[Sequence[int]], tellings: Sequence[Weighed]) -> list[list[int]]:
    """Groups of several items, and what an item alone tells: its headline, or the first thing where nothing else is told of it.

    An aside that nobody else tells is part of the item's own story, not a happening beside it.
    """
    shared: Counter[str] = Counter()
    for members in groups:
        items = {tellings[n].telling.item for n in members}
        if len(items) > 1:
            shared.update(items)
    kept = []
    for members in sorted(list(group) for group in groups):
        items = {tellings[n].telling.item for n in members}
        if len(items) == 1:
            (item,) = items
            if shared[item]:
                continue
            shared[item] += 1
        kept.append(sorted(members))
    return kept
