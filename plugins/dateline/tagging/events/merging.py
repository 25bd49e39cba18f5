"""One happening told several times is one event with several evidences; the main one comes first. Pure.

The reader says which tellings are the same; what is of another kind, status or voice stays apart even so.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from dateline.models.codebook import Position, Status
from dateline.models.events import Actor, Event
from dateline.models.places import Place

POSITIONS = tuple(Position)  # The most prominent first.


@dataclass(frozen=True, slots=True)
class Draft:
    """One telling. `same` are the triggers (first offsets) that the reader takes for the same happening; `main` its weight."""

    event: Event
    main: float
    same: frozenset[int] = frozenset()

    @property
    def at(self) -> int:
        """Where its trigger begins."""
        return self.event.evidence[0].trigger[0]


def merged(drafts: Sequence[Draft]) -> tuple[Event, ...]:
    """The tellings as events: those of one happening joined, ordered by importance."""
    kept: list[Draft] = []
    for draft in drafts:
        index = next((n for n, other in enumerate(kept) if _one(other, draft)), None)
        if index is None:
            kept.append(draft)
        else:
            other = kept[index]
            kept[index] = Draft(_joined(other.event, draft.event), max(other.main, draft.main), other.same | draft.same)
    kept.sort(key=_importance)
    events = tuple(draft.event for draft in kept)
    return tuple(_pointing(event, events) for event in events)


def _one(first: Draft, second: Draft) -> bool:
    """Whether two tellings are of one happening."""
    one, other = first.event, second.event
    if one.type != other.type or one.status is not other.status:
        return False
    if _voice(one) != _voice(other) or (_voice(one) != "report" and _name(one) != _name(other)):
        return False
    return first.at in second.same or second.at in first.same or any(e.trigger[0] in second.same for e in one.evidence)


def _pointing(event: Event, events: Sequence[Event]) -> Event:
    """A denial with the id of what it denies, and where that was: the asserted act of its category that shares most with it."""
    if event.status is not Status.DENIED:
        return event
    asserted = [other for other in events if other.type == event.type and other.status is not Status.DENIED]
    ranked = sorted(asserted, key=lambda other: -_likeness(event, other))
    if not ranked or _likeness(event, ranked[0]) <= 0:
        return event
    denied = ranked[0]
    return replace(event, about=denied.id, place=event.place or denied.place, why=(*event.why, f"denies: {denied.id}"))


def _likeness(one: Event, other: Event) -> int:
    shared = _shares(one.targets, other.targets) + _shares(one.actors, other.actors)
    near = one.evidence[0].sentence == other.evidence[0].sentence
    return 2 * shared + near


def _voice(event: Event) -> str:
    """What is claimed, alleged or denied stays apart from what is reported and from each other."""
    kind = str(event.attribution.kind) if event.attribution else "report"
    return "report" if kind in ("confirmation", "claim") else kind


def _name(event: Event) -> str:
    voice = event.attribution
    return str((voice.entity or voice.source) if voice else "").lower()


def _shares(ones: Sequence[Actor], others: Sequence[Actor]) -> bool:
    return not {_key(actor) for actor in ones}.isdisjoint(_key(actor) for actor in others)


def _key(actor: Actor) -> str:
    """An entity, else the last word: "gunmen" and "three gunmen" are one."""
    return actor.entity or (actor.text.lower().split() or [""])[-1]


def _joined(first: Event, second: Event) -> Event:
    """The first telling, filled up from the second; each keeps its own roles and voice with its evidence."""
    return replace(
        first,
        mode=first.mode or second.mode,
        acled=first.acled or second.acled,
        actors=_together(first.actors, second.actors),
        targets=_together(first.targets, second.targets),
        place=_finer(first.place, second.place),
        time=first.time or second.time,
        casualties=tuple(dict.fromkeys((*first.casualties, *second.casualties))),
        attribution=first.attribution or second.attribution,
        evidence=(*first.evidence, *second.evidence),
        position=min(first.position, second.position, key=POSITIONS.index),
        confidence=max(first.confidence or 0.0, second.confidence or 0.0),
        why=(*first.why, f"told again at {second.evidence[0].trigger[0]}"),
    )


def _together(ones: Sequence[Actor], others: Sequence[Actor]) -> tuple[Actor, ...]:
    """The parties of both tellings, each once."""
    known = {_key(one) for one in ones}
    return (*ones, *(other for other in others if _key(other) not in known))


def _finer(one: Place | None, other: Place | None) -> Place | None:
    """The finer of two places of one country."""
    if one is None or other is None:
        return one or other
    finer = (other.precision_km or 1e9) < (one.precision_km or 1e9)
    return other if finer and one.country == other.country else one


def _importance(draft: Draft) -> tuple[int, float, int]:
    event = draft.event
    return POSITIONS.index(event.position), -draft.main, draft.at
