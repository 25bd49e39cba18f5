"""Where and when an act was: what the reader points at, else what the sentences before set, else a likely country; or none. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from dateline.models.codebook import REAL
from dateline.models.mentions import Kind, Mention
from dateline.models.places import Place
from dateline.models.times import TimeValue
from dateline.tagging.reader.decode import Act, Pointer
from dateline.tagging.times.intervals import localise


@dataclass(slots=True)
class Scene:
    """What the paragraph has set so far: the time and place told last."""

    paragraph: int = -1
    time: TimeValue | None = None
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class Ground:
    """Time and place of an event, with what gave each; `placed` where the text gives it the place, which is not assumed."""

    time: TimeValue | None
    place: Place | None
    placed: bool
    why: tuple[str, ...]


def ground(
    act: Act, mentions: Sequence[Mention], *, told: Mention | None, assumed: Place | None, scene: Scene, published: datetime | None
) -> Ground:
    """The time and place of one act. What happened never begins after publication; history takes no time from the scene.

    `told` is the act's `told_place`. An act without one is in the country that is `assumed` of it: where its paragraph was last, if that
    lies there. So is one whose place is less likely than that country, and elsewhere: the town of another country has the same name.
    """
    why: list[str] = []
    if told and told.place and assumed and _is_elsewhere(told.place, assumed):
        why.append(f"place: not {told.text!r} ({told.place.country} {told.place.confidence or 0.0:.2f}), which lies elsewhere")
        told = None
    background = is_background(act)
    told_time = _time(act.roles.get("time", ()), mentions)
    place = told.place if told else None
    if told:
        why.append(f"place: pointed at ({told.text!r})")
    elif assumed is not None and scene.place is not None and scene.place.country == assumed.country and not background:
        place = scene.place
        why.append("place: told before in the paragraph")
    elif assumed is not None:
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
    if time is not None and time.start is not None and published is not None and act.status in REAL and time.start > published:
        time = None
        why.append("time: left, since it lies after publication and this happened")
    return Ground(time, place, told is not None, tuple(why))


def _is_elsewhere(told: Place, assumed: Place) -> bool:
    """Whether a place is less likely than a country that it does not lie in."""
    return told.country not in (None, assumed.country) and (told.confidence or 0.0) < (assumed.confidence or 0.0)


def is_background(act: Act) -> bool:
    """Whether an act is told to explain what is new."""
    return act.background >= 0.5


def _time(pointers: Iterable[Pointer], mentions: Sequence[Mention]) -> Mention | None:
    """The dated time under the surest pointer."""
    dated = [m for m in mentions if m.kind is Kind.TIME and m.time is not None and m.time.start is not None]
    return next(_under(pointers, dated), None)


def told_place(pointers: Iterable[Pointer], mentions: Sequence[Mention]) -> Mention | None:
    """The mention of a place under the surest pointer, or a finer one of its country that is pointed at too: Mosul in northern Iraq."""
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
