"""The joining of days: read, group, decide what can have changed, build, and bring the index to it."""

from __future__ import annotations

import dataclasses
import gc
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any

from dateline.chronicle.kept import courses_of, ids_of, known_elsewhere
from dateline.chronicle.scene import Scene, Stretch, day_of, read_days, with_events
from dateline.chronicle.touched import touched_by
from dateline.documents.incidents import incident_document
from dateline.incidents import hands as by_hand
from dateline.incidents.building import Known, build
from dateline.incidents.developments import WITHIN as GOES_ON
from dateline.incidents.developments import retold, steps_of
from dateline.incidents.grouping import Grouping, group
from dateline.incidents.hands import Hand
from dateline.incidents.items import Item, moment
from dateline.incidents.joining import REACH
from dateline.incidents.likeness import Weights
from dateline.incidents.readings import Readings
from dateline.indexes.maintenance import Stored
from dateline.models.documents import Document
from dateline.models.incidents import Incident, IncidentKind
from dateline.protocols.shelf import Shelf

STEP = 14  # Days joined at once.
WIDEST = 5  # Times that more is read where a group reaches beyond what was; a chain of tellings that goes on for longer is cut there.
MOST_HISTORY = 20  # Former memberships that an incident keeps.

_REACH = timedelta(days=REACH)
_DAY = timedelta(days=1)
_OWN = ("revision", "event", "history", "former_ids", "rules")  # What differs without anything having changed.

Clock = Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class Joined:
    """What was decided: incidents and episodes, how many of them were written, and how many are no more."""

    incidents: int = 0
    written: int = 0
    gone: int = 0

    def __add__(self, other: Joined) -> Joined:
        return Joined(self.incidents + other.incidents, self.written + other.written, self.gone + other.gone)

    def __str__(self) -> str:
        return f"{self.incidents} incidents, {self.written} new or changed, {self.gone} gone"


@dataclass(frozen=True, slots=True)
class Means:
    """What is joined with: what reads items, the weights, the clock, what analysts said by now (`hands`), and where stories are kept.

    With a shelf one process joins at a time, so that the last one that joins a day has seen everything: what was read before an
    article was tagged again, or before an analyst said a word, is never written after it for good.
    """

    readings: Readings
    weights: Weights
    clock: Clock
    hands: Callable[[], Sequence[Hand]] = tuple
    shelf: Shelf | None = None


def join_all(
    index: Stored,
    means: Means,
    *,
    told: Callable[[Joined], None] | None = None,
    only: Callable[[datetime], bool] = lambda _: True,
) -> Joined:
    """Every stored article (published `only` then), from the oldest on."""
    index.refresh()
    moments = (published for hit in index.scan("articles") if (published := moment(hit.body["published"])))
    days = {day_of(published) for published in moments if only(published)}
    return join_days(index, days, means, told=told)


def join_days(index: Stored, days: Iterable[date], means: Means, *, told: Callable[[Joined], None] | None = None) -> Joined:
    """Join what was published on these days with what is around it, and bring the index to it, and the stories on the shelf.

    What analysts said is asked for anew with each stretch of days.
    """
    done = Joined()
    for first, last in _stretches(sorted(set(days))):
        with means.shelf.alone() if means.shelf else nullcontext(), _no_search_for_cycles():
            done += _join(index, Stretch(first, last), means, means.hands(), means.clock())
        if told:
            told(done)
    return done


@contextmanager
def _no_search_for_cycles() -> Iterator[None]:
    """Python looks for cycles among all that lives, again and again while it grows. A joining holds a hundred thousand values, and none
    of them is in a cycle: without looking it takes two thirds of the time."""
    looks = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if looks:
            gc.enable()


def _stretches(days: Sequence[date]) -> Iterator[tuple[date, date]]:
    """Days near each other, together."""
    if not days:
        return
    first = days[0]
    for one, following in pairwise([*days, date.max]):
        if (following - one).days > REACH or (following - first).days >= STEP:
            yield first, one
            first = following


def _join(index: Stored, stretch: Stretch, means: Means, hands: Sequence[Hand], now: datetime) -> Joined:
    index.refresh()
    own = [hand for hand in hands if any(map(stretch.may_change, hand.days))]
    days = [stretch.first, stretch.last, *(day for hand in own for day in hand.days)]
    scene = Scene(min(days) - 2 * _REACH, max(days) + 2 * _REACH)
    read_days(index, scene, scene.first, scene.last)
    for _ in range(WIDEST):
        scene.found = _grouped(scene, means, own)
        touched = touched_by(scene, stretch, own)
        if not touched.outside:
            break
        first, last = min(scene.first, min(touched.outside) - _REACH), max(scene.last, max(touched.outside) + _REACH)
        read_days(index, scene, first, scene.first - _DAY)
        read_days(index, scene, scene.last + _DAY, last)
        scene.first, scene.last = first, last
    courses, episodes = courses_of(scene, stretch)
    found = dataclasses.replace(scene.found, happenings=touched.happenings, courses=tuple(courses))
    items = with_events(index, scene, found)
    elsewhere = {"/".join(course.key): known_elsewhere(course, episodes, stretch) for course in courses}
    known = Known(ids=ids_of(body for key, body in scene.stored.items() if key not in touched.standing), elsewhere=elsewhere)
    built = build(found, items.values(), means.readings.lexicon, known, around=scene.found.courses)
    if means.shelf:
        _retell(scene, stretch, means.readings, means.shelf)
    return _bring(index, built, {**touched.former, **episodes}, items, now)


def _retell(scene: Scene, stretch: Stretch, readings: Readings, shelf: Shelf) -> None:
    """Bring the stories of what was published on the days of the stretch, and of what may go on from it, to what they are now."""
    fresh = {key for key, item in scene.items.items() if stretch.first <= day_of(item.published) <= stretch.last + GOES_ON}
    near = (
        readings.gist(item)
        for item in scene.items.values()
        if stretch.first - GOES_ON - _DAY <= day_of(item.published) <= stretch.last + GOES_ON
    )
    steps = steps_of(near, fresh, scene.found.copies)
    told = retold(steps, shelf.around({*fresh, *(before for before in steps.values() if before)}))
    if told.steps or told.redirects:
        shelf.keep(told.steps, told.redirects)


def _grouped(scene: Scene, means: Means, hands: Sequence[Hand]) -> Grouping:
    found = group(map(means.readings.of, scene.items.values()), means.readings, means.weights, items=scene.items)
    return dataclasses.replace(found, happenings=tuple(by_hand.heeded(found.happenings, hands))) if hands else found


def _bring(
    index: Stored, found: Iterable[Incident], stored: Mapping[str, Mapping[str, Any]], items: Mapping[str, Item], now: datetime
) -> Joined:
    revision = max([int(now.timestamp() * 1000), *(body["revision"] + 1 for body in stored.values())])
    changed: list[Document] = []
    kept: set[str] = set()
    for incident in found:
        before = stored.get(incident.id)
        kept.add(incident.id)
        rules = max((rules for report in incident.reports if (item := items.get(report.article)) and (rules := item.rules)), default=None)
        document = incident_document(incident, revision=revision, now=now, rules=rules)
        former = sorted({*document.body["former_ids"], *(before["former_ids"] if before else ())} - {incident.id})
        body = {**document.body, "former_ids": former, "history": _history(before, document.body, now)}
        if before is None or _changed(before, body):
            changed.append(dataclasses.replace(document, body=body))
        elif incident.kind is IncidentKind.INCIDENT and before.get("rules") != rules:  # Read anew, and the same: it is no news.
            changed.append(dataclasses.replace(document, body={**body, "event": before["event"]}))
    gone = [(key, revision) for key in stored if key not in kept]
    index.write_incidents(changed, gone)
    return Joined(len(kept), len(changed), len(gone))


def _history(before: Mapping[str, Any] | None, body: Mapping[str, Any], now: datetime) -> list[dict[str, Any]]:
    """Former memberships, the newest last: until when which reports stood in it, so that what was cited can be read again."""
    if before is None:
        return []
    history = list(before.get("history") or ())
    if {report["anchor"] for report in before["reports"]} != {report["anchor"] for report in body["reports"]}:
        told = [
            {key: report[key] for key in ("anchor", "article", "outlet", "voice", "quote", "published")} for report in before["reports"]
        ]
        history.append({"until": now.isoformat(), "title": before["title"], "status": before["status"], "reports": told})
    return history[-MOST_HISTORY:]


def _changed(before: Mapping[str, Any], body: Mapping[str, Any]) -> bool:
    return any(before.get(key) != value for key, value in body.items() if key not in _OWN) or before["former_ids"] != body["former_ids"]
