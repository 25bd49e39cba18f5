"""Where and when an act was: what the reader points at, else what the sentences before set, else a likely country; or none. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from dateline.models.codebook import REAL
from dateline.models.mentions import Kind, Mention
from dateline.models.places import Place
from dateline.models.times import TimeValue
from dateline.tagging.near import Near
from dateline.tagging.reader.decode import Act, Pointer
from dateline.tagging.times.intervals import localise


@dataclass(slots=True)
class Scene:
    """What the paragraph has set so far: the time and place told last. News and history have a scene each."""

    paragraph: int = -1
    time: TimeValue | None = None
    place: Place | None = None

    def enter(self, paragraph: int, *, is_dated: bool) -> None:
        """What another paragraph told is forgotten; but a text without a day of its own goes on with the day told last."""
        if paragraph != self.paragraph:
            self.paragraph, self.place, self.time = paragraph, None, None if is_dated else self.time


@dataclass(frozen=True, slots=True)
class Ground:
    """Time and place of an event, with what gave each; `placed` where the text gives it the place, which is not assumed."""

    time: TimeValue | None
    place: Place | None
    placed: bool
    why: tuple[str, ...]


def ground(
    act: Act, mentions: Near[Mention], *, told: Mention | None, assumed: Place | None, scene: Scene, published: datetime | None
) -> Ground:
    """The time and place of one act. What happened never begins after publication.

    `told` is the act's `told_place`. An act without one is in the country that is `assumed` of it: where its paragraph was last, if that
    lies there. So is one whose place is less likely than that country, and elsewhere: the town of another country has the same name.
    """
    place, time = assumed, scene.time
    why: list[str] = []
    if told and told.place and assumed and _is_elsewhere(told.place, assumed):
        why.append(f"place: not {told.text!r} ({told.place.country} {told.place.confidence or 0.0:.2f}), which lies elsewhere")
        told = None
    if told:
        place = told.place
        why.append(f"place: pointed at ({told.text!r})")
    elif assumed and scene.place and scene.place.country == assumed.country:
        place = scene.place
        why.append("place: told before in the paragraph")
    elif assumed:
        why.append(f"place: {assumed.why}")
    if told_time := next(iter(_under(act.roles.get("time", ()), mentions, _is_dated)), None):
        time = told_time.time
        why.append(f"time: pointed at ({told_time.text!r})")
    elif time:
        why.append("time: told before in the paragraph")
    if time and place and place.timezone:
        time = localise(time, ZoneInfo(place.timezone))
    if time and time.start and published and act.status in REAL and time.start > published:
        time = None
        why.append("time: left, since it lies after publication and this happened")
    return Ground(time, place, told is not None, tuple(why))


def _is_elsewhere(told: Place, assumed: Place) -> bool:
    """Whether a place is less likely than a country that it does not lie in."""
    return told.country not in (None, assumed.country) and (told.confidence or 0.0) < (assumed.confidence or 0.0)


def is_background(act: Act) -> bool:
    """Whether an act is told to explain what is new."""
    return act.background >= 0.5


def told_place(pointers: Iterable[Pointer], mentions: Near[Mention]) -> Mention | None:
    """The mention of a place under the surest pointer, or a finer one of its country that is pointed at too: Mosul in northern Iraq."""
    found = [(m, m.place.country) for m in _under(pointers, mentions, lambda m: m.place is not None) if m.place]
    return min((m for m, country in found if country == found[0][1]), key=_size, default=None)


def _is_dated(mention: Mention) -> bool:
    return mention.kind is Kind.TIME and mention.time is not None and mention.time.start is not None


def _under(pointers: Iterable[Pointer], mentions: Near[Mention], wanted: Callable[[Mention], bool]) -> list[Mention]:
    """For each pointer, the surest first, the finest mention of those wanted that it touches."""
    ranked = sorted(pointers, key=lambda pointer: -pointer.chance)
    touched = ([m for m in mentions.around(pointer.start, pointer.end) if wanted(m)] for pointer in ranked)
    return [min(some, key=_size) for some in touched if some]


def _size(mention: Mention) -> tuple[float, int]:
    """Finer places and longer names first."""
    radius = mention.place.precision_km if mention.place and mention.place.precision_km is not None else 0.0
    return radius, mention.start - mention.end
