"""Stored articles -> incidents in the index. Works on windows of days, and may be killed at any moment and called again.

A window is read with the days around it, joined anew, and compared with what is stored: incidents keep their ids by their reports, what
changed is written with a higher revision, what is no more is deleted. Doing it twice changes nothing.
"""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from typing import Any

from dateline import stories
from dateline.documents import incident_document
from dateline.incidents.building import Known, build
from dateline.incidents.grouping import group
from dateline.incidents.items import Item, item_of, moment
from dateline.incidents.joining import Weights
from dateline.incidents.lexicon import Lexicon
from dateline.indexes.maintenance import Stored
from dateline.models import Document, Incident, IncidentKind, Report, Stance, Status, TollClaim
from dateline.query import Query

AROUND = timedelta(days=6)  # More than two tellings of one happening lie apart.
STEP = timedelta(days=14)  # Days joined at once in a rebuild.
PAGE = 500
MOST_HISTORY = 20  # Former memberships that an incident keeps.

_OWN = ("revision", "event", "history", "former_ids", "rules")  # What differs without anything having changed.

Clock = Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class Joined:
    """What a window gave: incidents and episodes there now, how many of them were written, and how many are no more."""

    incidents: int = 0
    written: int = 0
    gone: int = 0

    def __add__(self, other: Joined) -> Joined:
        return Joined(self.incidents + other.incidents, self.written + other.written, self.gone + other.gone)

    def __str__(self) -> str:
        return f"{self.incidents} incidents, {self.written} new or changed, {self.gone} gone"


def join_all(
    index: Stored,
    lexicon: Lexicon,
    weights: Weights,
    *,
    clock: Clock,
    told: Callable[[Joined], None] | None = None,
    only: Callable[[datetime], bool] = lambda _: True,
) -> Joined:
    """Every stored article (published `only` then), window by window from the oldest on."""
    index.refresh()
    moments = (published for hit in index.scan("articles") if (published := moment(hit.body["published"])))
    days = sorted({published.astimezone(UTC).date() for published in moments if only(published)})
    done, at = Joined(), 0
    while at < len(days):
        until = days[at] + STEP
        done += _join(index, _Window(_midnight(days[at]), _midnight(until), by_first=True), lexicon, weights, clock=clock)
        if told:
            told(done)
        at = next((number for number in range(at, len(days)) if days[number] >= until), len(days))
    return done


def join_window(index: Stored, since: datetime, until: datetime, lexicon: Lexicon, weights: Weights, *, clock: Clock) -> Joined:
    """Join what was published in [since, until), with the days around it, and bring the index to it."""
    return _join(index, _Window(since, until), lexicon, weights, clock=clock)


@dataclass(frozen=True, slots=True)
class _Window:
    """The times whose incidents are brought up to date: those with a report in it, or in a rebuild those that begin in it (episodes: that
    end in it), so that two windows side by side never both decide about one incident."""

    since: datetime
    until: datetime
    by_first: bool = False

    def decides(self, incident: Incident, before: Mapping[str, Any] | None) -> bool:
        """Whether an incident is written here; an episode also where it was told and its stored form does not know of that yet."""
        told = {report.anchor: report.published for report in incident.reports}
        stored = {line["anchor"]: moment(line["published"]) for line in before["reports"]} if before else {}
        if self._holds(str(incident.kind), [*told.values(), *stored.values()]):
            return True
        news = [published for anchor, published in told.items() if anchor not in stored]
        return incident.kind is IncidentKind.EPISODE and any(self.since <= one < self.until for one in news if one)

    def decided(self, body: Mapping[str, Any]) -> bool:
        """Whether a stored incident is written or deleted here."""
        return self._holds(body["kind"], [moment(line["published"]) for line in body["reports"]])

    def _holds(self, kind: str, told: Sequence[datetime | None]) -> bool:
        moments = sorted(one for one in told if one)
        if self.by_first:
            moments = moments[:1] if kind == "incident" else moments[-1:]
        return any(self.since <= one < self.until for one in moments)


def _join(index: Stored, window: _Window, lexicon: Lexicon, weights: Weights, *, clock: Clock) -> Joined:
    index.refresh()
    items = {item.id: item for item in _items(index, window.since - AROUND, window.until + AROUND)}
    stored = {hit.id: hit.body for hit in _stored(index, window.since - AROUND, window.until + AROUND)}
    copies = stories.copies_of(stories.text_of(item.id, item.published, f"{item.title}\n{item.text}") for item in items.values())
    known = Known(ids=_ids(stored.values()), copies=copies)
    found = build(group(items.values(), lexicon, weights, copies=copies), items.values(), lexicon, known)
    mine = [one for one in found if window.decides(one, stored.get(one.id))]
    absorbed = {former for one in mine for former in one.former}
    elsewhere = {one.id for one in found} - {one.id for one in mine}
    open_to_us = {key: body for key, body in stored.items() if key not in elsewhere and (key in absorbed or window.decided(body))}
    return _bring(index, mine, open_to_us, items, clock())


def _bring(
    index: Stored, found: Iterable[Incident], stored: Mapping[str, Mapping[str, Any]], items: Mapping[str, Item], now: datetime
) -> Joined:
    revision = max([int(now.timestamp() * 1000), *(body["revision"] + 1 for body in stored.values())])
    moments = [item.published for item in items.values()]
    read = (min(moments, default=now), max(moments, default=now))
    changed: list[Document] = []
    kept: set[str] = set()
    for incident in found:
        before = stored.get(incident.id)
        whole = _with_others(incident, before, items, read) if before else incident
        kept.add(incident.id)
        rules = max((rules for report in whole.reports if (item := items.get(report.article)) and (rules := item.rules)), default=None)
        document = incident_document(whole, revision=revision, now=now, rules=rules)
        former = sorted({*document.body["former_ids"], *(before["former_ids"] if before else ())} - {incident.id})
        body = {**document.body, "former_ids": former, "history": _history(before, document.body, now)}
        if before is None or _changed(before, body):
            changed.append(dataclasses.replace(document, body=body))
    gone = [(key, revision) for key, body in stored.items() if key not in kept and set(body["article_ids"]) <= items.keys()]
    index.write_incidents(changed, gone)
    return Joined(len(kept), len(changed), len(gone))


# ---- reading ------------------------------------------------------------------------------------------------------------


def _items(index: Stored, since: datetime, until: datetime) -> Iterator[Item]:
    """Articles of an interval with their events, by pages."""
    ids = (hit.id for hit in _pages(index.articles, Query(since=since, until=until, sort="oldest", limit=PAGE)))
    while batch := list(islice(ids, PAGE)):
        for bundle in index.bundles(batch):
            item = item_of(bundle.article.body, events=[event.body for event in bundle.events])
            if item:
                yield item


def _stored(index: Stored, since: datetime, until: datetime) -> Iterator[Any]:
    return _pages(index.incidents, Query(since=since, until=until, sort="oldest", limit=PAGE))


def _pages(ask: Callable[[Query], Any], query: Query) -> Iterator[Any]:
    while True:
        hits = ask(query).hits
        yield from hits
        if len(hits) < query.limit:
            return
        query = dataclasses.replace(query, offset=query.offset + query.limit)


def _ids(bodies: Iterable[Mapping[str, Any]]) -> dict[tuple[str, str], tuple[str, ...]]:
    ids: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    for body in bodies:
        for report in body["reports"]:
            ids[body["kind"], report["anchor"]].add(body["id"])
    return {anchor: tuple(sorted(own)) for anchor, own in ids.items()}


# ---- what was there before ----------------------------------------------------------------------------------------------


def _with_others(incident: Incident, before: Mapping[str, Any], items: Mapping[str, Item], read: tuple[datetime, datetime]) -> Incident:
    """The incident with its stored reports and figures from before and after the days that were read."""
    told = {report["article"]: moment(report["published"]) for report in before["reports"] if report["article"] not in items}
    others = {article for article, published in told.items() if published and not read[0] <= published <= read[1]}
    if not others:
        return incident
    reports = [*(_report(line) for line in before["reports"] if line["article"] in others), *incident.reports]
    tolls = [*(_claim(line) for line in before["tolls"] if line["article"] in others), *incident.tolls]
    voices = (one.voice or one.outlet for one in reports if one.copy_of is None)
    days = [day for day in (_day(before["day_local"]), _day(before["last_day"]), incident.first, incident.last) if day]
    return dataclasses.replace(
        incident,
        first=min(days, default=None),
        last=max(days, default=None),
        reports=tuple(sorted(reports, key=lambda one: (str(one.published), one.anchor))),
        where=tuple(sorted({*incident.where, *before["where"]})),
        tolls=tuple(sorted(tolls, key=lambda one: (one.told or date.max, one.article, one.kind))),
        voices=tuple(sorted({voice for voice in voices if voice})),
        disputed=incident.disputed or any(report.stance is Stance.DENIES for report in reports),
        corrected=incident.corrected or any(report.stance is Stance.CORRECTS for report in reports),
    )


def _report(line: Mapping[str, Any]) -> Report:
    own = dict(line) | {
        "published": moment(line["published"]),
        "day": _day(line["day"]),
        "status": Status(line["status"]),
        "stance": Stance(line["stance"]),
    }
    return Report(**own)


def _claim(line: Mapping[str, Any]) -> TollClaim:
    return TollClaim(**(dict(line) | {"told": _day(line["told"]), "as_of": _day(line["as_of"])}))


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
