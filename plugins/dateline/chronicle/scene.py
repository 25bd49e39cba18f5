"""Which days are joined, and what is read of the days around them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from dateline.incidents.candidates import WITHIN
from dateline.incidents.episodes import PAUSE
from dateline.incidents.grouping import Grouping
from dateline.incidents.items import Item, item_of
from dateline.incidents.joining import REACH
from dateline.indexes.maintenance import Stored
from dateline.query import Query

ASIDE = timedelta(days=8)  # The day that an incident is told for may lie so far from that of a report.
PAGE = 500

_REACH = timedelta(days=REACH)
_DAY = timedelta(days=1)
_COPIED = timedelta(days=WITHIN)


@dataclass(frozen=True, slots=True)
class Stretch:
    """Days on which articles came. A report of the days around them may be one with other reports now."""

    first: date
    last: date

    def may_change(self, day: date) -> bool:
        """Whether a report of a day may have changed its group."""
        return self.first - _REACH <= day <= self.last + _REACH

    def is_fresh(self, day: date) -> bool:
        """Whether reports of episodes are made anew: those of articles that came, of copies of them, and of the days that tell how
        an episode stands."""
        return self.first - _DAY <= day <= self.last + _COPIED


@dataclass(slots=True)
class Scene:
    """What was read of some days: [first, last]."""

    first: date
    last: date
    items: dict[str, Item] = field(default_factory=dict)
    found: Grouping = field(default_factory=lambda: Grouping((), (), {}))
    stored: dict[str, Mapping[str, Any]] = field(default_factory=dict)

    def is_whole(self, day: date) -> bool:
        """Whether everything that a report of a day can be one with was read."""
        return self.first + _REACH <= day <= self.last - _REACH


def read_days(index: Stored, scene: Scene, first: date, last: date) -> None:
    """Articles of some days, without their events, and the incidents that are told for days near them."""
    if first > last:
        return
    since, until = _midnight(first), _midnight(last + _DAY)
    for hit in index.walk("articles", Query(since=since, until=until, sort="oldest", limit=PAGE)):
        if item := item_of(hit.body, events=()):
            scene.items[item.id] = item
    around = Query(since=since - ASIDE, until=until + max(ASIDE, PAUSE), sort="oldest", limit=PAGE)
    scene.stored |= {hit.id: hit.body for hit in index.walk("incidents", around)}


def with_events(index: Stored, scene: Scene, found: Grouping) -> dict[str, Item]:
    """The items of these groups with their events."""
    wanted = {one.telling.item for happening in found.happenings for one in happening.tellings}
    wanted |= {glimpse.item for course in found.courses for glimpse in course.glimpses}
    items = {}
    for bundle in index.bundles(sorted(wanted)):
        item = item_of(bundle.article.body, events=[event.body for event in bundle.events])
        if item:
            items[item.id] = item
    return {key: items.get(key) or scene.items[key] for key in wanted}


def day_of(at: datetime) -> date:
    """The UTC day on which something was published."""
    return at.astimezone(UTC).date()


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)
