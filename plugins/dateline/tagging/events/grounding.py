"""Where and when an act was: what the reader points at, else what the sentences before it set; none is an answer. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from dateline.models import Category, Kind, Mention, Place, Status, TimeValue
from dateline.tagging.reader.decode import Pointer
from dateline.tagging.times.intervals import localise

HOME = 0.4  # How sure the country of a party is as an act's place: a little less than the story's.
STORY = 0.5  # How sure the place is of an act that is only known to belong to a story: four of five were right on articles at hand.
# Who speaks, frees or imposes does it at home; what force or help does shows at those it is done to. Which of them was right most often
# was counted on 1,902 labelled acts without a place of their own (.59 right before, .71 with it).
AT_HOME = frozenset({Category.ACCUSE, Category.REJECT, Category.THREATEN, Category.CONCEDE, Category.SANCTION})
AT_TARGET = frozenset({Category.ASSAULT, Category.COERCE, Category.AID, Category.REQUEST})
MOST = 0.6  # Share of a text's places from which on it is about their country.
PAST = frozenset({Status.HAPPENED, Status.ONGOING})


@dataclass(slots=True)
class Scene:
    """What the paragraph has set so far: the time and place told last."""

    paragraph: int = -1
    time: TimeValue | None = None
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class Parties:
    """The countries of an act's first actor and target, as places."""

    actor: Place | None = None
    target: Place | None = None


@dataclass(frozen=True, slots=True)
class Ground:
    """Time and place of an event, with what gave each."""

    time: TimeValue | None
    place: Place | None
    why: tuple[str, ...]


def ground(
    *,
    times: Iterable[Pointer],
    places: Iterable[Pointer],
    mentions: Sequence[Mention],
    scene: Scene,
    kind: Category,
    status: Status,
    background: bool,
    story: Place | None,
    parties: Parties,
    published: datetime | None,
) -> Ground:
    """The time and place of one act. What happened never begins after publication; history takes no time from the scene.

    An act that no place is told of is set where its paragraph is, where its story is or where its `parties` are at home, as its kind
    has it.
    """
    why: list[str] = []
    told_time = _time(times, mentions)
    told_place = _place(places, mentions)
    place = told_place.place if told_place else None
    if told_place:
        why.append(f"place: pointed at ({told_place.text!r})")
    elif scene.place is not None and not background:
        place = scene.place
        why.append("place: told before in the paragraph")
    elif (assumed := _assumed(kind, story, parties)) is not None:
        place = assumed
        why.append(f"place: {assumed.why}")
    time = told_time.time if told_time else None
    if told_time:
        why.append(f"time: pointed at ({told_time.text!r})")
    elif scene.time is not None and not background:
        time = scene.time
        why.append("time: told before in the paragraph")
    if time is not None and place is not None and place.timezone:
        time = localise(time, ZoneInfo(place.timezone))
    if time is not None and time.start is not None and published is not None and status in PAST and time.start > published:
        time = None
        why.append("time: left, since it lies after publication and this happened")
    return Ground(time, place, tuple(why))


def _assumed(kind: Category, story: Place | None, parties: Parties) -> Place | None:
    """Where an act without any place is set."""
    about = replace(story, confidence=STORY, why="the country that the story is about") if story is not None else None
    actor, target = (
        replace(home, confidence=HOME, why=f"where {who} is at home") if home is not None else None
        for who, home in (("the actor", parties.actor), ("the target", parties.target))
    )
    if kind in AT_HOME:
        return actor or about or target
    return about or (target or actor if kind in AT_TARGET else actor)


def _time(pointers: Iterable[Pointer], mentions: Sequence[Mention]) -> Mention | None:
    """The dated time under the surest pointer."""
    dated = [m for m in mentions if m.kind is Kind.TIME and m.time is not None and m.time.start is not None]
    return next(_under(pointers, dated), None)


def _place(pointers: Iterable[Pointer], mentions: Sequence[Mention]) -> Mention | None:
    """The place under the surest pointer, or a finer one of its country that is pointed at too: Mosul in northern Iraq."""
    found = list(_under(pointers, [m for m in mentions if m.place is not None]))
    if not found:
        return None
    country = found[0].place.country if found[0].place else None
    return min((m for m in found if m.place and m.place.country == country), key=_size)


def _under(pointers: Iterable[Pointer], mentions: Sequence[Mention]) -> Iterator[Mention]:
    """For each pointer, the surest first, the finest mention that it touches."""
    for pointer in sorted(pointers, key=lambda p: -p.chance):
        touched = [m for m in mentions if m.start < pointer.end and pointer.start < m.end]
        if touched:
            yield min(touched, key=_size)


def _size(mention: Mention) -> tuple[float, int]:
    """Finer places and longer names first."""
    radius = mention.place.precision_km if mention.place and mention.place.precision_km is not None else 0.0
    return radius, mention.start - mention.end


def story_place(mentions: Sequence[Mention]) -> Place | None:
    """The place that stands for the country a text is about: most of its places lie there. No finer than the coarsest that is named."""
    places = [m.place for m in mentions if m.place is not None and m.place.country]
    counts = Counter(place.country for place in places)
    if not counts:
        return None
    country, number = counts.most_common(1)[0]
    if number < MOST * len(places):
        return None
    return max((place for place in places if place.country == country), key=lambda place: place.precision_km or 0.0)


def remembered(scene: Scene, paragraph: int) -> Scene:
    """The scene for a paragraph: what another one told is forgotten."""
    return scene if scene.paragraph == paragraph else Scene(paragraph)
