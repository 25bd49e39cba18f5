"""Which happenings a stretch of days can have changed, and which stored incidents are theirs. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from dateline.chronicle.scene import Scene, Stretch, day_of
from dateline.incidents.candidates import WITHIN
from dateline.incidents.grouping import Happening, anchor_of
from dateline.incidents.hands import Hand
from dateline.incidents.items import moment
from dateline.stories import original_of

_COPIED = timedelta(days=WITHIN)

Telling = tuple[str, str | None]  # A report's anchor, and the act that it tells.


@dataclass(frozen=True, slots=True)
class Group:
    """A happening that was found, or a stored incident: the reports it hangs on, each with the day on which it was published, and the
    anchors of all sentences that tell it."""

    reports: Mapping[Telling, date]
    anchors: frozenset[str]

    @property
    def days(self) -> Collection[date]:
        """Those of its reports."""
        return self.reports.values()

    def may_change(self, stretch: Stretch, asked: Collection[str]) -> bool:
        """Whether what came in a stretch, or what analysts asked of its sentences, may have changed it."""
        return any(map(stretch.may_change, self.days)) or not self.anchors.isdisjoint(asked)

    def seen(self, scene: Scene) -> frozenset[Telling]:
        """Its reports of days that were read whole."""
        return frozenset(told for told, day in self.reports.items() if scene.is_whole(day))


@dataclass(frozen=True, slots=True)
class Touched:
    """Happenings that may have changed and the stored incidents of their reports, all of both; `outside` are days of theirs that were
    not read whole, `standing` stored incidents that stay as they are."""

    happenings: tuple[Happening, ...]
    former: Mapping[str, Mapping[str, Any]]
    outside: tuple[date, ...]
    standing: frozenset[str]


def touched_by(scene: Scene, stretch: Stretch, hands: Sequence[Hand]) -> Touched:
    """What may have changed by what came in a stretch, and by what analysts say."""
    bodies = {key: body for key, body in scene.stored.items() if body["kind"] == "incident"}
    found: dict[int, Group] = {number: _found_group(one) for number, one in enumerate(scene.found.happenings)}
    stored = {key: _stored_group(body) for key, body in bodies.items()}
    asked = {anchor for hand in hands for anchor in (hand.anchor, hand.other)}
    standing = standing_of(scene, stretch, found, stored, asked)
    groups: dict[int | str, Group] = {key: own for key, own in found.items() if key not in standing}
    groups |= {key: own for key, own in stored.items() if key not in standing}
    touched = _chained(groups, {key for key, own in groups.items() if own.may_change(stretch, asked if isinstance(key, int) else ())})
    outside = [day for key in touched for day in groups[key].days if not scene.is_whole(day)] + _cut_copies(scene, stretch)
    return Touched(
        happenings=tuple(scene.found.happenings[number] for number in sorted(key for key in touched if isinstance(key, int))),
        former={key: bodies[key] for key in bodies if key in touched},
        outside=tuple(outside),
        standing=frozenset(key for key in standing if isinstance(key, str)),
    )


def standing_of(
    scene: Scene, stretch: Stretch, found: Mapping[int, Group], stored: Mapping[str, Group], asked: Collection[str]
) -> set[int | str]:
    """What reaches beyond the days that were read whole and is within them as it was, nothing of it new: found, and as it is stored.

    Nothing else can have changed: who is one by days that were not read is so still. Without this, what has been told each day for
    weeks would have all these weeks read again.
    """
    before = {seen: key for key, own in stored.items() if (seen := own.seen(scene))}  # What was not seen at all is like anything.
    kept: set[int | str] = set()
    for number, own in found.items():
        key = before.get(own.seen(scene))
        if key is None or any(map(stretch.is_fresh, own.days)) or not own.anchors.isdisjoint(asked):
            continue
        if not all(map(scene.is_whole, (*own.days, *stored[key].days))):
            kept |= {number, key}
    return kept


def _found_group(happening: Happening) -> Group:
    reports: dict[str, tuple[Telling, date]] = {}
    anchors = [anchor_of(one.telling.item, one.telling.quote) for one in happening.tellings]
    for anchor, one in zip(anchors, happening.tellings, strict=True):
        reports.setdefault(one.telling.item, ((anchor, "-".join(sorted(one.acts))), day_of(one.telling.published)))
    return Group(dict(reports.values()), frozenset(anchors))


def _stored_group(body: Mapping[str, Any]) -> Group:
    published = [((report["anchor"], report.get("act")), moment(report["published"])) for report in body["reports"]]
    return Group({told: day_of(at) for told, at in published if at}, frozenset(anchor for (anchor, _), _ in published))


def _chained(groups: Mapping[int | str, Group], touched: Iterable[int | str]) -> set[int | str]:
    """These groups, and all that reports of theirs stand in, found or stored, and so on."""
    holders: defaultdict[str, list[int | str]] = defaultdict(list)
    for key, own in groups.items():
        for anchor in own.anchors:
            holders[anchor].append(key)
    reached = set(touched)
    waiting = list(reached)
    while waiting:
        for anchor in groups[waiting.pop()].anchors:
            new = [key for key in holders.pop(anchor, ()) if key not in reached]
            reached.update(new)
            waiting += new
    return reached


def _cut_copies(scene: Scene, stretch: Stretch) -> list[date]:
    """Days of texts whose originals may lie before what was read."""
    copies = scene.found.copies
    days = {key: day_of(scene.items[key].published) for key in copies}
    return [
        origin
        for key, day in days.items()
        if stretch.may_change(day) and (origin := day_of(scene.items[original_of(key, copies)].published)) < scene.first + _COPIED
    ]
