"""One happening told several times is one event with several evidences; the main one comes first. Pure.

The reader says which tellings are the same; what is of another kind, status or voice stays apart even so.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from dateline.geo import distance_km
from dateline.models.codebook import AttributionKind, Position, Status
from dateline.models.events import Actor, Event
from dateline.models.places import Place

POSITIONS = tuple(Position)  # The most prominent first.


@dataclass(frozen=True, slots=True)
class Draft:
    """One telling. `same` are the chances of the triggers (by first offset) that the reader takes for the same happening; `main` its
    weight; `placed` whether its place is told of it, and not assumed."""

    event: Event
    main: float
    same: Mapping[int, float]
    placed: bool

    @property
    def at(self) -> int:
        """Where its trigger begins."""
        return self.event.evidence[0].trigger[0]


def merged(drafts: Sequence[Draft]) -> tuple[Event, ...]:
    """The tellings as events: those of one happening joined, ordered by importance."""
    kept = [functools.reduce(_filled_up, tellings) for tellings in _happenings(drafts)]
    kept.sort(key=_importance)
    events = tuple(draft.event for draft in kept)
    return tuple(_pointing(event, events) for event in events)


def _happenings(drafts: Sequence[Draft]) -> list[list[Draft]]:
    """Tellings by happening, in order: complete linkage, the surest first, so that each of them is told again by each other.

    By single links, "strikes" in a row of towns become one, and are set in the first of them.
    """
    number = {draft.at: n for n, draft in enumerate(drafts)}
    links: dict[tuple[int, int], float] = {}
    for n, draft in enumerate(drafts):
        for m in (number[at] for at in draft.same if at in number):
            if _may_be_one(draft.event, drafts[m].event):
                pair = min(n, m), max(n, m)
                links[pair] = max(draft.same[drafts[m].at], links.get(pair, 0.0))
    group = {n: {n} for n in range(len(drafts))}
    shared: dict[int, set[int]] = {n: set() for n in group}  # What every one of a group is linked with.
    for one, other in links:
        shared[one].add(other)
        shared[other].add(one)
    for one, other in sorted(links, key=lambda pair: (-links[pair], pair)):
        first, second, both = group[one], group[other], shared[one]
        if first is not second and second <= both:
            first |= second
            both &= shared[other]
            group.update(dict.fromkeys(second, first))
            shared.update(dict.fromkeys(second, both))
    return [[drafts[m] for m in sorted(held)] for n, held in group.items() if n == min(held)]


def _may_be_one(one: Event, other: Event) -> bool:
    """Whether two tellings are of one kind, status and voice."""
    return one.type == other.type and one.status is other.status and _voice(one) == _voice(other)


def _pointing(event: Event, events: Sequence[Event]) -> Event:
    """A denial with the id of what it denies, and where that was: the asserted act of its category that shares most with it."""
    if event.status is not Status.DENIED:
        return event
    asserted = (other for other in events if other.type == event.type and other.status is not Status.DENIED)
    denied = max(asserted, key=lambda other: _likeness(event, other), default=None)
    if denied is None or not _likeness(event, denied):
        return event
    return replace(event, about=denied.id, place=event.place or denied.place, why=(*event.why, f"denies: {denied.id}"))


def _likeness(one: Event, other: Event) -> int:
    shared = _shares(one.targets, other.targets) + _shares(one.actors, other.actors)
    near = one.evidence[0].sentence == other.evidence[0].sentence
    return 2 * shared + near


def _voice(event: Event) -> tuple[str, str]:
    """What is alleged or denied stays apart from what is reported, and from what another alleges or denies."""
    voice = event.attribution
    if voice is None or voice.kind not in (AttributionKind.ACCUSATION, AttributionKind.DENIAL):
        return "", ""
    return voice.kind, (voice.entity or voice.source).lower()


def _shares(ones: Sequence[Actor], others: Sequence[Actor]) -> bool:
    return not {_key(actor) for actor in ones}.isdisjoint(_key(actor) for actor in others)


def _key(actor: Actor) -> str:
    """An entity, else the last word: "gunmen" and "three gunmen" are one."""
    return actor.entity or (actor.text.lower().split() or [""])[-1]


def _filled_up(first: Draft, second: Draft) -> Draft:
    """The first telling, filled up from the second; each keeps its own roles and voice with its evidence."""
    one, other = first.event, second.event
    event = replace(
        one,
        mode=one.mode or other.mode,
        acled=one.acled or other.acled,
        actors=_together(one.actors, other.actors),
        targets=_together(one.targets, other.targets),
        place=other.place if second.placed and not first.placed else _finer(one.place, other.place),
        time=one.time or other.time,
        casualties=tuple(dict.fromkeys((*one.casualties, *other.casualties))),
        attribution=one.attribution or other.attribution,
        evidence=(*one.evidence, *other.evidence),
        position=min(one.position, other.position, key=POSITIONS.index),
        confidence=max(one.confidence or 0.0, other.confidence or 0.0),
        why=(*one.why, f"told again at {other.evidence[0].trigger[0]}"),
    )
    return replace(first, event=event, main=max(first.main, second.main), placed=first.placed or second.placed)


def _together(ones: Sequence[Actor], others: Sequence[Actor]) -> tuple[Actor, ...]:
    """The parties of both tellings, each once."""
    known = {_key(one) for one in ones}
    return (*ones, *(other for other in others if _key(other) not in known))


def _finer(one: Place | None, other: Place | None) -> Place | None:
    """The first of two places, or the other one where that lies in it."""
    if one is None or other is None:
        return one or other
    finer = (other.precision_km or 1e9) < (one.precision_km or 1e9)
    return other if finer and one.country == other.country and _holds(one, other) else one


def _holds(wide: Place, fine: Place) -> bool:
    """Whether a place of the same country lies in another: countries and regions are no circles."""
    if wide.feature == "country" or (wide.feature == "region" and wide.admin1 == fine.admin1):
        return True
    return distance_km(wide.lat, wide.lon, fine.lat, fine.lon) <= (wide.precision_km or 0.0)


def _importance(draft: Draft) -> tuple[int, float, int]:
    event = draft.event
    return POSITIONS.index(event.position), -draft.main, draft.at
