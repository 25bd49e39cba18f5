"""One happening told several times is one event; the main one comes first; the same text always gives the same ids. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from dateline.identity import stable_id
from dateline.models import Actor, Event, Place, Position, Status

POSITIONS = tuple(Position)  # The most prominent first.
_REAL = frozenset({Status.HAPPENED, Status.ONGOING})


@dataclass(frozen=True, slots=True)
class Draft:
    """An event of one sentence before merging. `depth` is how far below the main clause it stands."""

    event: Event
    depth: float
    refers: bool = False  # "The airstrikes ended": speaks of something told already, if anything was.


def merged(drafts: Sequence[Draft]) -> tuple[Event, ...]:
    """The drafts as events: those of one happening joined, ordered by importance."""
    kept: list[Draft] = []
    for draft in drafts:
        if (index := _meant(kept, draft)) is not None:
            kept[index] = _told_again(kept[index], draft)
            continue
        for index, other in enumerate(kept):
            if same_happening(other.event, draft.event):
                kept[index] = Draft(_joined(other.event, draft.event), min(other.depth, draft.depth), other.refers and draft.refers)
                break
        else:
            kept.append(draft)
    kept.sort(key=_importance)
    events = tuple(draft.event for draft in kept)
    return tuple(_pointing(event, events) for event in events)


def _pointing(event: Event, events: Sequence[Event]) -> Event:
    """A denial with the id of what it denies: the asserted event of its category that shares a target, an actor or the accused."""
    if event.status is not Status.DENIED or event.attribution is None:
        return event
    asserted = [other for other in events if other.type == event.type and other.status is not Status.DENIED]
    shared = [other for other in asserted if _shared(event.targets, other.targets)] or [
        o for o in asserted if _shared(event.actors, o.actors)
    ]
    return replace(event, about=shared[0].id, why=(*event.why, f"denies: {shared[0].rule}")) if shared else event


def _meant(kept: Sequence[Draft], draft: Draft) -> int | None:
    """The event told before that a definite noun means, or the one that a definite noun before it announced in this sentence."""
    sentence = draft.event.evidence[0].sentence
    for index in range(len(kept) - 1, -1, -1):
        other = kept[index].event
        if (
            other.type != draft.event.type
            or other.type != "ASSAULT"
            or (other.mode and draft.event.mode and other.mode != draft.event.mode)
        ):
            continue
        near = other.evidence[-1].sentence == sentence
        if draft.refers and not draft.event.actors and (near or _same_place(other.place, draft.event.place)):
            return index
        if kept[index].refers and near and not other.actors:
            return index
    return None


def _told_again(first: Draft, second: Draft) -> Draft:
    """Both tellings as one; the fuller one, which is not the reference, leads."""
    if first.refers and not second.refers:
        joined = _joined(second.event, first.event)
        evidence = tuple(sorted(joined.evidence, key=lambda one: one.trigger))
        return Draft(replace(joined, evidence=evidence, position=first.event.position), min(first.depth, second.depth))
    return Draft(_joined(first.event, second.event), first.depth, first.refers)


def same_happening(one: Event, other: Event) -> bool:
    """Whether two tellings can be of one event: same category and status, and nothing that tells them apart."""
    if one.type != other.type or one.status is not other.status or one.evidence[0].sentence == other.evidence[0].sentence:
        return False
    if _voice(one) != _voice(other):
        return False
    if _voice(one) != "report" and _name(one.attribution) != _name(other.attribution):
        return False
    if one.mode and other.mode and one.mode != other.mode:
        return False
    if not _same_time(one, other) or not _same_place(one.place, other.place):
        return False
    actors, targets = _shared(one.actors, other.actors), _shared(one.targets, other.targets)
    if actors is False or targets is False:
        return False
    return bool(actors or targets)


def _voice(event: Event) -> str:
    """What is claimed, alleged or denied stays apart from what is reported and from each other."""
    kind = event.attribution.kind if event.attribution else "report"
    return "report" if kind == "confirmation" else kind


def _name(attribution: object) -> str:
    return str(getattr(attribution, "entity", None) or getattr(attribution, "source", "")).lower()


def _same_time(one: Event, other: Event) -> bool:
    a, b = one.time, other.time
    if a is None or b is None or a.start is None or b.start is None or a.end is None or b.end is None:
        return True
    return a.start < b.end and b.start < a.end


def _same_place(one: Place | None, other: Place | None) -> bool:
    if one is None or other is None:
        return True
    return one.name == other.name or one.geonames_id == other.geonames_id is not None or one.country == other.country is not None


def _shared(ones: Sequence[Actor], others: Sequence[Actor]) -> bool | None:
    """True where an actor stands on both, False where both name somebody and nobody is shared, None where one names nobody."""
    if not ones or not others:
        return None
    keys = {_key(actor) for actor in ones}
    return any(_key(actor) in keys for actor in others)


def _key(actor: Actor) -> str:
    return actor.entity or actor.text.lower()


def _joined(first: Event, second: Event) -> Event:
    """The first telling, filled up from the second."""
    return replace(
        first,
        mode=first.mode or second.mode,
        acled=first.acled or second.acled,
        actors=first.actors or second.actors,
        targets=first.targets or second.targets,
        place=first.place or second.place,
        time=first.time or second.time,
        casualties=tuple(dict.fromkeys((*first.casualties, *second.casualties))),
        attribution=first.attribution or second.attribution,
        evidence=(*first.evidence, *second.evidence),
        position=min(first.position, second.position, key=POSITIONS.index),
        why=(*first.why, f"told again: {second.rule}"),
    )


def _importance(draft: Draft) -> tuple[int, int, float, int]:
    event = draft.event
    where = event.evidence[0]
    return (POSITIONS.index(event.position), where.sentence[0], draft.depth, where.trigger[0])


def event_id(article: str, kind: str, trigger: tuple[int, int], place: str | None = None) -> str:
    """The id of an event: the same for the same article, category and trigger."""
    return stable_id(article, kind, trigger[0], trigger[1], place)
