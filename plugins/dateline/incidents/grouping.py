"""Items -> which of them tell the same happening, and which the same episode. Pure, and the same in whatever order they come."""

from __future__ import annotations

import dataclasses
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from dateline import stories
from dateline.identity import stable_id
from dateline.incidents.episodes import Glimpse, courses
from dateline.incidents.items import Item
from dateline.incidents.joining import Link, join
from dateline.incidents.lexicon import Lexicon
from dateline.incidents.likeness import Weights
from dateline.incidents.rarity import Weighed
from dateline.incidents.readings import Reading, Readings
from dateline.incidents.sentences import Quote
from dateline.text import fold

_VIOLENT = frozenset({"ASSAULT", "COERCE"})


@dataclass(frozen=True, slots=True)
class Happening:
    """Tellings that are one, oldest first and copies last, with the links that joined them (by position in `tellings`)."""

    tellings: tuple[Weighed, ...]
    links: tuple[Link, ...]
    theatre: str | None
    by_hand: tuple[str, ...] = ()  # What an analyst made of the machine's groups.


@dataclass(frozen=True, slots=True)
class Course:
    """A process that goes on: its theme, theatre and party, and all glimpses of it, oldest first. Each run of them is an episode."""

    key: tuple[str, str, str]
    glimpses: tuple[Glimpse, ...]


@dataclass(frozen=True, slots=True)
class Grouping:
    """What items tell together."""

    happenings: tuple[Happening, ...]
    courses: tuple[Course, ...]
    copies: Mapping[str, str]  # Each copy, and the article that it is most likely taken from.


def group(found: Iterable[Reading], readings: Readings, weights: Weights, *, items: Mapping[str, Item] | None = None) -> Grouping:
    """Readings of items into happenings and episodes. An item may tell several, or none; two items of one id are one.

    Copies of a text tell what their original tells, and are not compared; `items` are where their sentences are looked up.
    """
    known = {one.id: one for one in found}
    ordered = sorted(known.values(), key=lambda one: (one.published, one.id))
    copies = stories.copies_of(one.text for one in ordered)
    tellings = [told for one in ordered if one.id not in copies for told in one.tellings]
    tellings.sort(key=lambda one: (one.telling.published, one.telling.item))
    groups, links = _same_articles(*join(tellings, readings.lexicon, weights, readings.compared), tellings, readings.lexicon)
    copied: defaultdict[str, list[Reading]] = defaultdict(list)
    for copy in sorted(copies):
        copied[stories.original_of(copy, copies)].append(known[copy])
    linked = {link.right: link for link in links}
    happenings = []
    for members in _worth_keeping(groups, tellings):
        places = {number: position for position, number in enumerate(members)}
        whys = (linked[number] for number in members if number in linked)
        own = tuple(Link(places[one.left], places[one.right], one.score, one.reasons) for one in whys)
        told = [tellings[n] for n in members]
        told += [_copied(one, copy, (items or {}).get(copy.id)) for one in told for copy in copied[one.telling.item]]
        happenings.append(Happening(tuple(told), own, told[0].theatre))
    seen = [glimpse for one in ordered for glimpse in one.glimpses]
    return Grouping(tuple(happenings), tuple(Course(key, tuple(own)) for key, own in courses(seen)), copies)


def group_items(items: Iterable[Item], readings: Readings, weights: Weights) -> Grouping:
    """Items into happenings and episodes."""
    known = {item.id: item for item in items}
    return group(map(readings.of, known.values()), readings, weights, items=known)


def anchor_of(item: str, quote: Quote) -> str:
    """What a report hangs on: the article and its sentence, whatever was read in it and wherever it stands."""
    return anchor_of_text(item, quote.text)


def anchor_of_text(item: str, text: str) -> str:
    """The same, of a sentence as text."""
    return stable_id(item, fold(" ".join(text.split())))


def _same_articles(
    groups: Sequence[Sequence[int]], links: Sequence[Link], tellings: Sequence[Weighed], lexicon: Lexicon
) -> tuple[list[list[int]], list[Link]]:
    """Violent acts that exactly the same articles tell, two or more, are one happening: gunmen storm a school, and abduct teachers."""
    by_items: defaultdict[frozenset[str], list[Sequence[int]]] = defaultdict(list)
    for members in groups:
        items = frozenset(tellings[n].telling.item for n in members)
        if len(items) > 1 and all(any(lexicon.types.get(act) in _VIOLENT for act in tellings[n].acts) for n in members):
            by_items[items].append(members)
    one = {id(members): own[0] for own in by_items.values() for members in own}
    whole: dict[int, list[int]] = {}
    added = []
    for members in groups:
        first = one.get(id(members), members)
        whole.setdefault(id(first), []).extend(members)
        if first is not members:
            added.append(Link(first[0], members[0], 0.0, ("the same articles tell both",)))
    return [sorted(members) for members in whole.values()], [*links, *added]


def _copied(one: Weighed, copy: Reading, item: Item | None) -> Weighed:
    """What an original tells, told by a copy of its text."""
    quote = one.telling.quote
    start = item.text.find(quote.text) if item else -1
    quote = Quote(quote.text, start if start >= 0 else None, quote.position)
    telling = dataclasses.replace(one.telling, item=copy.id, published=copy.published, quote=quote)
    return dataclasses.replace(one, telling=telling, quotes=(quote,))


def _worth_keeping(groups: Sequence[Sequence[int]], tellings: Sequence[Weighed]) -> list[list[int]]:
    """Groups of several items, and what an item alone tells: its headline, or the first thing where nothing else is told of it.

    An aside that nobody else tells is part of the item's own story, not a happening beside it; and what tells no more than how the war
    goes on is left to the episodes.
    """
    shared: Counter[str] = Counter()
    for members in groups:
        items = {tellings[n].telling.item for n in members}
        if len(items) > 1:
            shared.update(items)
    kept = []
    for members in sorted(list(group) for group in groups):
        if all(tellings[n].general for n in members):
            continue
        items = {tellings[n].telling.item for n in members}
        if len(items) == 1:
            (item,) = items
            if shared[item]:
                continue
            shared[item] += 1
        kept.append(sorted(members))
    return kept
