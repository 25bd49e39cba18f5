"""Stored articles -> incidents in the index, day by day. May be killed at any moment and called again.

Days are read with those around them, joined anew, and compared with what is stored: incidents keep their ids by their reports, what
changed is written with a higher revision, what is no more is deleted. Joining is local (`incidents.joining`): only groups that a new
article can have changed are decided, each seen whole, so that articles that come in any order and in any batches end as if all had
been joined at once. Doing it twice changes nothing.
"""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from typing import Any

from dateline.documents.incidents import incident_document
from dateline.incidents import hands as by_hand
from dateline.incidents.building import Elsewhere, Facts, Known, anchors_of, build
from dateline.incidents.developments import WITHIN as ONE_DEVELOPMENT
from dateline.incidents.developments import retold, steps_of
from dateline.incidents.episodes import PAUSE
from dateline.incidents.grouping import Course, Grouping, Happening, anchor_of, anchor_of_text, group
from dateline.incidents.hands import Hand, numbers_in
from dateline.incidents.items import Item, actor_of, item_of, moment, place_of
from dateline.incidents.joining import REACH, WITHIN, Weights
from dateline.incidents.readings import Readings
from dateline.indexes.maintenance import Stored
from dateline.models.codebook import Status
from dateline.models.documents import Document
from dateline.models.incidents import Incident, IncidentKind, Report, Stance, TollClaim
from dateline.protocols.desk import Flag, FlagKind
from dateline.protocols.shelf import Shelf
from dateline.query import Query
from dateline.stories import original_of

STEP = 14  # Days joined at once.
WIDER = REACH  # Days by which more are read where a group reaches beyond those that were.
WIDEST = 5  # Times that it is; a chain of tellings that goes on for longer is cut there.
ASIDE = timedelta(days=8)  # The day that an incident is told for may lie so far from that of a report.
PAGE = 500
FARTHEST = timedelta(days=60)  # Between two reports that an analyst may make one: what lies between is read whole.
MOST_HISTORY = 20  # Former memberships that an incident keeps.

_REACH = timedelta(days=REACH)
_DAY = timedelta(days=1)
_COPIED = timedelta(days=WITHIN)
_GOES_ON = ONE_DEVELOPMENT
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


def join_all(
    index: Stored,
    readings: Readings,
    weights: Weights,
    *,
    clock: Clock,
    hands: Callable[[], Sequence[Hand]] = tuple,
    shelf: Shelf | None = None,
    told: Callable[[Joined], None] | None = None,
    only: Callable[[datetime], bool] = lambda _: True,
) -> Joined:
    """Every stored article (published `only` then), from the oldest on."""
    index.refresh()
    moments = (published for hit in index.scan("articles") if (published := moment(hit.body["published"])))
    days = {_day_of(published) for published in moments if only(published)}
    return join_days(index, days, readings, weights, clock=clock, hands=hands, shelf=shelf, told=told)


def join_days(
    index: Stored,
    days: Iterable[date],
    readings: Readings,
    weights: Weights,
    *,
    clock: Clock,
    hands: Callable[[], Sequence[Hand]] = tuple,
    shelf: Shelf | None = None,
    told: Callable[[Joined], None] | None = None,
) -> Joined:
    """Join what was published on these days with what is around it, and bring the index to it, and the stories on the shelf.

    With a shelf one process joins at a time, so that the last one that joins a day has seen everything: what was read before an
    article was tagged again, or before an analyst said a word, is never written after it for good. What analysts said (`hands`) is
    asked for anew with each stretch of days.
    """
    done = Joined()
    for first, last in _stretches(sorted(set(days))):
        with shelf.alone() if shelf else nullcontext():
            done += _join(index, _Stretch(first, last), readings, weights, hands(), shelf, clock())
        if told:
            told(done)
    return done


def _stretches(days: Sequence[date]) -> Iterator[tuple[date, date]]:
    """Days near each other, together."""
    if not days:
        return
    first = days[0]
    for one, following in pairwise([*days, date.max]):
        if (following - one).days > REACH or (following - first).days >= STEP:
            yield first, one
            first = following


@dataclass(frozen=True, slots=True)
class _Stretch:
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
class _Scene:
    """What was read of some days: [first, last]."""

    first: date
    last: date
    items: dict[str, Item] = field(default_factory=dict)
    found: Grouping = field(default_factory=lambda: Grouping((), (), {}))
    stored: dict[str, Mapping[str, Any]] = field(default_factory=dict)

    def is_whole(self, day: date) -> bool:
        """Whether everything that a report of a day can be one with was read."""
        return self.first + _REACH <= day <= self.last - _REACH


def _join(
    index: Stored,
    stretch: _Stretch,
    readings: Readings,
    weights: Weights,
    hands: Sequence[Hand],
    shelf: Shelf | None,
    now: datetime,
) -> Joined:
    index.refresh()
    own = [hand for hand in hands if any(map(stretch.may_change, hand.days))]
    days = [stretch.first, stretch.last, *(day for hand in own for day in hand.days)]
    scene = _Scene(min(days) - 2 * _REACH, max(days) + 2 * _REACH)
    _read(index, scene, scene.first, scene.last)
    for _ in range(WIDEST):
        scene.found = _grouped(scene, readings, weights, own)
        touched = _touched(scene, stretch, own)
        if not touched.outside:
            break
        first, last = min(scene.first, min(touched.outside) - _REACH), max(scene.last, max(touched.outside) + _REACH)
        _read(index, scene, first, scene.first - _DAY)
        _read(index, scene, scene.last + _DAY, last)
        scene.first, scene.last = first, last
    courses, episodes = _courses(scene, stretch)
    found = dataclasses.replace(scene.found, happenings=touched.happenings, courses=tuple(courses))
    items = _with_events(index, scene, found)
    elsewhere = {"/".join(course.key): _elsewhere(course, episodes, stretch) for course in courses}
    known = Known(ids=_ids(body for key, body in scene.stored.items() if key not in touched.standing), elsewhere=elsewhere)
    built = build(found, items.values(), readings.lexicon, known, around=scene.found.courses)
    if shelf:
        _retell(scene, stretch, readings, shelf)
    return _bring(index, built, {**touched.former, **episodes}, items, now)


def _retell(scene: _Scene, stretch: _Stretch, readings: Readings, shelf: Shelf) -> None:
    """Bring the stories of what was published on the days of the stretch, and of what may go on from it, to what they are now."""
    fresh = {key for key, item in scene.items.items() if stretch.first <= _day_of(item.published) <= stretch.last + _GOES_ON}
    near = (
        readings.gist(item)
        for item in scene.items.values()
        if stretch.first - _GOES_ON - _DAY <= _day_of(item.published) <= stretch.last + _GOES_ON
    )
    steps = steps_of(near, fresh, scene.found.copies)
    told = retold(steps, shelf.around({*fresh, *(before for before in steps.values() if before)}))
    if told.steps or told.redirects:
        shelf.keep(told.steps, told.redirects)


def _grouped(scene: _Scene, readings: Readings, weights: Weights, hands: Sequence[Hand]) -> Grouping:
    found = group(map(readings.of, scene.items.values()), readings, weights, items=scene.items)
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


# ---- what is decided ----------------------------------------------------------------------------------------------------


Telling = tuple[str, str | None]  # A report's anchor, and the act that it tells.


@dataclass(frozen=True, slots=True)
class _Group:
    """A happening that was found, or a stored incident: the reports it hangs on, each with the day on which it was published, and the
    anchors of all sentences that tell it."""

    reports: Mapping[Telling, date]
    anchors: frozenset[str]

    @property
    def days(self) -> Collection[date]:
        return self.reports.values()

    def may_change(self, stretch: _Stretch, asked: Collection[str]) -> bool:
        return any(map(stretch.may_change, self.days)) or not self.anchors.isdisjoint(asked)

    def seen(self, scene: _Scene) -> frozenset[Telling]:
        """Its reports of days that were read whole."""
        return frozenset(told for told, day in self.reports.items() if scene.is_whole(day))


@dataclass(frozen=True, slots=True)
class _Touched:
    """Happenings that may have changed and the stored incidents of their reports, all of both; `outside` are days of theirs that were
    not read whole, `standing` stored incidents that stay as they are."""

    happenings: tuple[Happening, ...]
    former: Mapping[str, Mapping[str, Any]]
    outside: tuple[date, ...]
    standing: frozenset[str]


def _touched(scene: _Scene, stretch: _Stretch, hands: Sequence[Hand]) -> _Touched:
    bodies = {key: body for key, body in scene.stored.items() if body["kind"] == "incident"}
    found: dict[int, _Group] = {number: _found_group(one) for number, one in enumerate(scene.found.happenings)}
    stored = {key: _stored_group(body) for key, body in bodies.items()}
    asked = {anchor for hand in hands for anchor in (hand.anchor, hand.other)}
    standing = _standing(scene, stretch, found, stored, asked)
    groups: dict[int | str, _Group] = {key: own for key, own in found.items() if key not in standing}
    groups |= {key: own for key, own in stored.items() if key not in standing}
    touched = _chained(groups, {key for key, own in groups.items() if own.may_change(stretch, asked if isinstance(key, int) else ())})
    outside = [day for key in touched for day in groups[key].days if not scene.is_whole(day)] + _cut_copies(scene, stretch)
    return _Touched(
        happenings=tuple(scene.found.happenings[number] for number in sorted(key for key in touched if isinstance(key, int))),
        former={key: bodies[key] for key in bodies if key in touched},
        outside=tuple(outside),
        standing=frozenset(key for key in standing if isinstance(key, str)),
    )


def _standing(
    scene: _Scene, stretch: _Stretch, found: Mapping[int, _Group], stored: Mapping[str, _Group], asked: Collection[str]
) -> set[int | str]:
    """What reaches beyond the days that were read whole and is within them as it was, nothing of it new: found, and as it is stored.

    Nothing else can have changed: who is one by days that were not read is so still. Without this, what has been told each day for
    weeks would have all these weeks read again.
    """
    before = {own.seen(scene): key for key, own in stored.items()}
    kept: set[int | str] = set()
    for number, own in found.items():
        key = before.get(own.seen(scene))
        if key is None or any(map(stretch.is_fresh, own.days)) or not own.anchors.isdisjoint(asked):
            continue
        if not all(map(scene.is_whole, (*own.days, *stored[key].days))):
            kept |= {number, key}
    return kept


def _found_group(happening: Happening) -> _Group:
    reports: dict[str, tuple[Telling, date]] = {}
    anchors = [anchor_of(one.telling.item, one.telling.quote) for one in happening.tellings]
    for anchor, one in zip(anchors, happening.tellings, strict=True):
        reports.setdefault(one.telling.item, ((anchor, "-".join(sorted(one.acts))), _day_of(one.telling.published)))
    return _Group(dict(reports.values()), frozenset(anchors))


def _stored_group(body: Mapping[str, Any]) -> _Group:
    published = [((report["anchor"], report.get("act")), moment(report["published"])) for report in body["reports"]]
    return _Group({told: _day_of(at) for told, at in published if at}, frozenset(anchor for (anchor, _), _ in published))


def _chained(groups: Mapping[int | str, _Group], touched: Iterable[int | str]) -> set[int | str]:
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


def _cut_copies(scene: _Scene, stretch: _Stretch) -> list[date]:
    """Days of texts whose originals may lie before what was read."""
    copies = scene.found.copies
    days = {key: _day_of(scene.items[key].published) for key in copies}
    return [
        origin
        for key, day in days.items()
        if stretch.may_change(day) and (origin := _day_of(scene.items[original_of(key, copies)].published)) < scene.first + _COPIED
    ]


def _courses(scene: _Scene, stretch: _Stretch) -> tuple[list[Course], dict[str, Mapping[str, Any]]]:
    """Courses that were told of on the days of the stretch, with their fresh glimpses; and the stored episodes of them."""
    episodes = {key: body for key, body in scene.stored.items() if body["kind"] == "episode"}
    touched = {
        report.get("act")
        for body in episodes.values()
        for report in body["reports"]
        if (at := moment(report["published"])) and stretch.first <= _day_of(at) <= stretch.last
    }
    courses = {}
    for course in scene.found.courses:
        fresh = tuple(one for one in course.glimpses if stretch.is_fresh(_day_of(one.published)))
        name = "/".join(course.key)
        if name in touched or any(stretch.first <= _day_of(one.published) <= stretch.last for one in fresh):
            courses[name] = Course(course.key, fresh)
    for name in touched - courses.keys():
        theme, theatre, party = (str(name) if name else "//").split("/")
        courses[name] = Course((theme, theatre, party), ())
    own = {key: body for key, body in episodes.items() if body["reports"][0].get("act") in courses}
    return [course for name, course in courses.items() if name], own


def _elsewhere(course: Course, episodes: Mapping[str, Mapping[str, Any]], stretch: _Stretch) -> Elsewhere:
    reports, tolls, facts = [], [], []
    for body in episodes.values():
        if body["reports"][0].get("act") != "/".join(course.key):
            continue
        lines = [report for report in body["reports"] if not stretch.is_fresh(_day_of(_known_moment(report["published"])))]
        articles = {line["article"] for line in lines}
        reports += [_report(line) for line in lines]
        tolls += [_claim(line) for line in body["tolls"] if line["article"] in articles]
        facts.append(_facts(body))
    return Elsewhere(tuple(reports), tuple(tolls), tuple(facts))


# ---- reading ------------------------------------------------------------------------------------------------------------


def _read(index: Stored, scene: _Scene, first: date, last: date) -> None:
    """Articles of some days, without their events, and the incidents that are told for days near them."""
    if first > last:
        return
    since, until = _midnight(first), _midnight(last + _DAY)
    for hit in index.walk("articles", Query(since=since, until=until, sort="oldest", limit=PAGE)):
        if item := item_of(hit.body, events=()):
            scene.items[item.id] = item
    around = Query(since=since - ASIDE, until=until + max(ASIDE, PAUSE), sort="oldest", limit=PAGE)
    scene.stored |= {hit.id: hit.body for hit in index.walk("incidents", around)}


def _with_events(index: Stored, scene: _Scene, found: Grouping) -> dict[str, Item]:
    """The items of these groups with their events."""
    wanted = {one.telling.item for happening in found.happenings for one in happening.tellings}
    wanted |= {glimpse.item for course in found.courses for glimpse in course.glimpses}
    items = {}
    for bundle in index.bundles(sorted(wanted)):
        item = item_of(bundle.article.body, events=[event.body for event in bundle.events])
        if item:
            items[item.id] = item
    return {key: items.get(key) or scene.items[key] for key in wanted}


def _ids(bodies: Iterable[Mapping[str, Any]]) -> dict[tuple[str, str], tuple[str, ...]]:
    ids: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    for body in bodies:
        for report in body["reports"]:
            of = "incident" if body["kind"] == "incident" else f"episode:{report.get('act')}"
            for anchor in anchors_of(of, report["anchor"], report.get("act")):
                ids[anchor].add(body["id"])
    return {anchor: tuple(sorted(own)) for anchor, own in ids.items()}


# ---- what analysts ask for ----------------------------------------------------------------------------------------------


def hands_of(index: Stored, flags: Iterable[Flag]) -> list[Hand]:
    """Merges and splits among flags, each as the two reports that it is about; those whose other side is not there are left out.

    A merge stands on the first reports of both happenings; one of which only one side is left is found by the other's id.
    """
    asked = [flag for flag in flags if flag.kind in (FlagKind.MERGE, FlagKind.SPLIT) and flag.value]
    sides = {(flag.kind, flag.target, flag.value, flag.at): flag for flag in asked}
    found = []
    for flag in asked:
        own = (anchor_of_text(flag.article_id, flag.quote), flag.article_id)
        mirror = sides.get((flag.kind, flag.value or "", flag.target, flag.at)) if flag.kind is FlagKind.MERGE else None
        if mirror and mirror.number < flag.number:
            continue
        other = (anchor_of_text(mirror.article_id, mirror.quote), mirror.article_id) if mirror else _other_side(index, flag, own[0])
        days = [_published_on(index, article) for _, article in (own, other)] if other else []
        if other is None or other[0] == own[0] or None in days:
            continue
        told = sorted({day for day in days if day})
        if told[-1] - told[0] <= FARTHEST:
            merges = flag.kind is FlagKind.MERGE
            pair = (own, other) if merges else (other, own)
            found.append(Hand(flag.number, merges, pair[0][0], pair[1][0], flag.who, flag.at.date(), (own[1], other[1]), tuple(told)))
    return found


def _other_side(index: Stored, flag: Flag, own: str) -> tuple[str, str] | None:
    """A report (anchor and article) of the other happening of a merge; of a split, one that stays."""
    body = index.incident(flag.value or "") if flag.kind is FlagKind.MERGE else index.incident(flag.target)
    if body is None:
        return None
    former = [report for one in body["history"] for report in one["reports"]]
    return next(((line["anchor"], line["article"]) for line in (*body["reports"], *former) if line["anchor"] != own), None)


def _published_on(index: Stored, article: str) -> date | None:
    body = index.article(article)
    published = moment(body["published"]) if body else None
    return _day_of(published) if published else None


def waiting_for_hands(index: Stored, hands: Iterable[Hand]) -> set[date]:
    """Days of incidents that are not yet as analysts want them, or not any more."""
    wanted = {hand.number: hand for hand in hands}
    days: set[date] = set()
    done: set[int] = set()
    for hit in index.walk("incidents", Query(marks=("by_hand",), limit=PAGE)):
        numbers = numbers_in(hit.body["why"])
        done |= numbers
        if numbers - wanted.keys():
            days |= {_day_of(at) for report in hit.body["reports"] if (at := moment(report["published"]))}
    return days | {day for number, hand in wanted.items() if number not in done and _can_be_heeded(index, hand) for day in hand.days}


def _can_be_heeded(index: Stored, hand: Hand) -> bool:
    """Whether incidents have both reports: one that only an episode has, or none any more, is not waited for."""
    hits = index.incidents(Query(article_ids=hand.articles, kinds=("incident",), limit=PAGE)).hits
    return {hand.anchor, hand.other} <= {report["anchor"] for hit in hits for report in hit.body["reports"]}


# ---- what was there before ----------------------------------------------------------------------------------------------


def _facts(body: Mapping[str, Any]) -> Facts:
    return Facts(
        last=body["reports"][-1]["anchor"],
        place=place_of(body["place"]),
        where=tuple(key for key in body["where"] if "/" not in key),
        actors=tuple(map(actor_of, body["actors"])),
        targets=tuple(map(actor_of, body["targets"])),
        mode=body["mode"],
        scope=body["scope"],
        confidence=body["confidence"],
    )


def _report(line: Mapping[str, Any]) -> Report:
    own = dict(line) | {
        "published": moment(line["published"]),
        "day": _day(line["day"]),
        "status": Status(line["status"]),
        "stance": Stance(line["stance"]),
        "trigger": tuple(line["trigger"]) if line.get("trigger") else None,
    }
    return Report(**own)


def _claim(line: Mapping[str, Any]) -> TollClaim:
    own: dict[str, Any] = {key: _day(line.get(key)) for key in ("told", "as_of", "superseded_on")}
    own |= {"wrong": tuple(line.get("wrong") or ()), "superseded_by": tuple(line["superseded_by"]) if line.get("superseded_by") else None}
    return TollClaim(**(dict(line) | own))


def _day_of(at: datetime) -> date:
    return at.astimezone(UTC).date()


def _known_moment(value: Any) -> datetime:
    return moment(value) or datetime.min.replace(tzinfo=UTC)


def _day(value: str | None) -> date | None:
    return date.fromisoformat(value) if value else None


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


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)
