"""What analysts make of the machine's groups: merges and splits, which win over it. Pure.

A hand holds on to reports (an article and its sentence), as ids do, so that it survives another reading and another joining. It is
applied after the machine has grouped, in the order in which it was asked for, and says so; taken back, the machine's groups return.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from dateline.incidents.grouping import Happening, anchor_of
from dateline.incidents.joining import Link
from dateline.incidents.rarity import Weighed

MARK = "by hand"


@dataclass(frozen=True, slots=True)
class Hand:
    """One analyst's word. A merge makes one of the happenings that two reports stand in; a split takes the report `other` out of the
    happening of `anchor`. `articles` are those of the two reports, `days` those on which they were published."""

    number: int
    merges: bool
    anchor: str
    other: str
    who: str
    asked: date
    articles: tuple[str, ...] = ()
    days: tuple[date, ...] = ()

    def line(self) -> str:
        """How an incident says that it was made by hand."""
        return f"{MARK} {self.number}: {'merged' if self.merges else 'split'} by {self.who} on {self.asked.isoformat()}"


def numbers_in(why: Iterable[str]) -> set[int]:
    """The hands that an incident says it was made by."""
    return {int(line.removeprefix(MARK).split(":", 1)[0]) for line in why if line.startswith(MARK)}


def heeded(happenings: Sequence[Happening], hands: Iterable[Hand]) -> list[Happening]:
    """The happenings as analysts want them; what they ask of reports that are not there waits until they are."""
    found = list(happenings)
    for hand in sorted(hands, key=lambda one: one.number):
        found = _merged(found, hand) if hand.merges else _parted(found, hand)
    return found


def _merged(happenings: list[Happening], hand: Hand) -> list[Happening]:
    left, right = _holder(happenings, hand.anchor), _holder(happenings, hand.other)
    if left is None or right is None:
        return happenings
    if left is right:
        return [_said(one, hand) if one is left else one for one in happenings]
    first, second = sorted((left, right), key=lambda one: (one.tellings[0].telling.published, one.tellings[0].telling.item))
    tellings = sorted((*first.tellings, *second.tellings), key=lambda one: (one.telling.published, one.telling.item))
    places = {id(one): place for place, one in enumerate(tellings)}
    links = tuple(
        Link(places[id(one.tellings[link.left])], places[id(one.tellings[link.right])], link.score, link.reasons)
        for one in (first, second)
        for link in one.links
    )
    whole = Happening(tuple(tellings), links, first.theatre, (*first.by_hand, *second.by_hand))
    return [_said(whole, hand) if one is first else one for one in happenings if one is not second]


def _parted(happenings: list[Happening], hand: Hand) -> list[Happening]:
    whole = _holder(happenings, hand.anchor, beside=hand.other)
    if whole is None or hand.anchor == hand.other:
        return happenings
    out = [one for one in whole.tellings if _anchor(one) == hand.other]
    kept = [one for one in whole.tellings if _anchor(one) != hand.other]
    places = {id(one): place for place, one in enumerate(kept)}
    links = tuple(
        Link(places[id(left)], places[id(right)], link.score, link.reasons)
        for link in whole.links
        if id(left := whole.tellings[link.left]) in places and id(right := whole.tellings[link.right]) in places
    )
    rest = _said(Happening(tuple(kept), links, whole.theatre, whole.by_hand), hand)
    alone = _said(Happening(tuple(out), (), whole.theatre), hand)
    return [part for one in happenings for part in ((rest, alone) if one is whole else (one,))]


def _holder(happenings: Sequence[Happening], anchor: str, *, beside: str | None = None) -> Happening | None:
    """The happening that a report stands in, the largest where its sentence tells of several."""
    found = []
    for one in happenings:
        anchors = {_anchor(telling) for telling in one.tellings}
        if anchor in anchors and (beside is None or beside in anchors):
            found.append(one)
    return max(found, key=lambda one: (len(one.tellings), sorted(map(_anchor, one.tellings))), default=None)


def _anchor(one: Weighed) -> str:
    return anchor_of(one.telling.item, one.telling.quote)


def _said(one: Happening, hand: Hand) -> Happening:
    return dataclasses.replace(one, by_hand=(*one.by_hand, hand.line()))
