"""A happening, or a course -> incidents that have no id yet: the reports of each, and what they claim together. Pure.

What an incident is hangs on its own reports alone, so that it is the same whatever else was read beside it.
"""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from dateline.incidents.claims import counts_on
from dateline.incidents.episodes import PAUSE, runs
from dateline.incidents.grouping import Course, Happening
from dateline.incidents.items import Item, Told
from dateline.incidents.joining import Link
from dateline.incidents.lexicon import Lexicon
from dateline.incidents.reporting import clearest, days_of, event_of, joint_status, pointed, report_of, status_of, type_of
from dateline.incidents.sentences import Quote, quotes_of
from dateline.incidents.surroundings import most, names_of, parties_of, place_of
from dateline.incidents.tolls import contradict, standing, tolls_of, voices_of
from dateline.models.codebook import Status
from dateline.models.events import Actor
from dateline.models.incidents import Incident, IncidentKind, Report, Stance, TollClaim
from dateline.models.places import Place

MOST_REASONS = 40
NOW = timedelta(days=1)  # Of an episode's course before its last report: where it goes on and who takes part is told by these days.
VIOLENT = frozenset({"ASSAULT", "COERCE", "PROTEST"})

Anchor = tuple[str, str]  # Of what (an incident, or an episode by its course; with the act told, too), and a report's own anchor.


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """What stored episodes of one course know from days that were not read, and their facts as they were last told."""

    reports: tuple[Report, ...] = ()
    tolls: tuple[TollClaim, ...] = ()
    facts: tuple[Facts, ...] = ()


@dataclass(frozen=True, slots=True)
class Facts:
    """What the newest days of an episode say of it; `last` is the anchor of its last report then."""

    last: str
    place: Place | None
    where: tuple[str, ...]
    actors: tuple[Actor, ...]
    targets: tuple[Actor, ...]
    mode: str | None
    scope: str | None
    confidence: float | None


@dataclass(frozen=True, slots=True)
class Draft:
    """An incident before it has its id; `of` is what its reports are anchored in, `mark` what tells it from others of one sentence."""

    incident: Incident
    theatre: str | None
    of: str
    mark: str

    def anchors(self) -> list[Anchor]:
        """What its id hangs on: its sentences, and first of all what it tells in them, as one sentence may tell of two."""
        return [anchor for report in self.incident.reports for anchor in anchors_of(self.of, report.anchor, report.act)]


def anchors_of(of: str, anchor: str, act: str | None) -> tuple[Anchor, Anchor]:
    """What one report says of an id."""
    return (of, anchor), (f"{of} {act}", anchor)


def draft_of(found: Happening, items: Mapping[str, Item], copies: Mapping[str, str], lexicon: Lexicon) -> Draft:
    """The incident of a happening: its reports, oldest first, and what they claim together."""
    reports, tolls, told = [], [], []
    seen: set[str] = set()
    for one in found.tellings:
        item = items[one.telling.item]
        if item.id in seen:
            continue
        seen.add(item.id)
        quote = one.telling.quote
        kind = type_of(one, lexicon)
        event = event_of(item, quote, kind)
        told += [event] if event else []
        asserted = event.status if event else status_of(one, lexicon)
        kind = kind or (event.type if event else None)
        reports.append(report_of(item, quote, event, asserted, kind, act="-".join(sorted(one.acts)), copy_of=copies.get(item.id)))
        if any(lexicon.traits.get(act) == "weak" for act in one.acts):  # Else the figure of its sentence is of something else.
            tolls += tolls_of(item, one.quotes, event, scope="event")
    reports = pointed(reports)
    types = Counter(kind for one in found.tellings if (kind := type_of(one, lexicon))) or Counter(one.type for one in told)
    quotes = [(items[one.telling.item], quote) for one in found.tellings for quote in one.quotes]
    kind_of = most(types)
    status = joint_status(reports)
    incident = _incident(
        IncidentKind.INCIDENT,
        clearest(found.tellings, items, kind_of, status).text,
        kind_of,
        days_of(reports),
        reports,
        tolls if kind_of is None or kind_of in VIOLENT else [],  # Of a truce or a halt it is said beside it how many died elsewhere.
        _facts(reports, told, quotes, found.theatre, kind_of, lexicon),
        found.theatre,
        lexicon,
    )
    why = (*found.by_hand, *(_explained(found, link) for link in found.links[:MOST_REASONS]))
    incident = dataclasses.replace(incident, status=status, why=why, by_hand=bool(found.by_hand))
    return Draft(incident, found.theatre, "incident", "-".join(sorted(found.tellings[0].acts)))


def _explained(found: Happening, link: Link) -> str:
    left, right = (found.tellings[number].telling.item for number in (link.left, link.right))
    return f"{right} with {left}: {', '.join(link.reasons)} ({link.score:+.1f})"


def drafts_of(
    course: Course, items: Mapping[str, Item], copies: Mapping[str, str], lexicon: Lexicon, elsewhere: Mapping[str, Elsewhere]
) -> list[Draft]:
    """The episodes of a course: its reports here and elsewhere, parted where they pause."""
    theme, theatre, party = course.key
    name = "/".join(course.key)
    process = next(one for one in lexicon.processes if one.theme == theme)
    others = elsewhere.get(name, Elsewhere())
    made = {}
    for glimpse in course.glimpses:
        item = items[glimpse.item]
        event = event_of(item, glimpse.quote)
        report = report_of(item, glimpse.quote, event, Status.ONGOING, process.type, act=name, copy_of=copies.get(item.id))
        made[report.anchor] = (report, event, (item, glimpse.quote))
    reports = [*(report for report in others.reports if report.anchor not in made), *(report for report, _, _ in made.values())]
    country = lexicon.countries.get(theatre, theatre)
    drafts = []
    for run in runs(sorted(reports, key=lambda one: (_published(one), one.anchor)), lambda one: one.published):
        own = {report.article for report in run}
        tolls = [claim for claim in others.tolls if claim.article in own]
        here = [made[report.anchor] for report in run if report.anchor in made]
        for _, event, (item, quote) in here if process.tolls else ():
            counting = (other for other in quotes_of(item) if other != quote and counts_on(other.text))
            tolls += tolls_of(item, (quote, *counting), event, scope="cumulative")
        newest = [one for one in here if one[0].published and run[-1].published and run[-1].published - one[0].published <= NOW]
        told = [event for _, event, _ in newest if event]
        facts = next((one for one in others.facts if one.last == run[-1].anchor), None) if run[-1].anchor not in made else None
        facts = facts or _facts(run, told, [at for _, _, at in newest], theatre, process.type, lexicon)
        title = process.title.format(place=country, party=lexicon.countries.get(party, party))
        span = tuple(one.published.astimezone(UTC).date() if one.published else None for one in (run[0], run[-1]))
        incident = _incident(IncidentKind.EPISODE, title, process.type, (span[0], span[1]), run, tolls, facts, theatre, lexicon)
        why = (f"theme {theme} in {country}, told without a pause of more than {PAUSE.days} days",)
        incident = dataclasses.replace(incident, status=joint_status(run), why=why)
        drafts.append(Draft(incident, theatre, f"episode:{name}", name))
    return drafts


def _facts(
    reports: Sequence[Report],
    told: Sequence[Told],
    quotes: Sequence[tuple[Item, Quote]],
    theatre: str | None,
    kind_of: str | None,
    lexicon: Lexicon,
) -> Facts:
    actors, targets = parties_of(told, quotes, theatre, lexicon)
    return Facts(
        last=reports[-1].anchor,
        place=place_of(quotes, theatre),
        where=names_of(quotes, theatre, lexicon),
        actors=actors,
        targets=targets,
        mode=most(Counter(event.mode for event in told if event.mode and event.type == kind_of)),
        scope=most(Counter(event.scope for event in told if event.scope)),
        confidence=max((event.confidence for event in told if event.confidence is not None), default=None),
    )


def _incident(
    kind: IncidentKind,
    title: str,
    kind_of: str | None,
    span: tuple[date | None, date | None],
    reports: Sequence[Report],
    tolls: Sequence[TollClaim],
    facts: Facts,
    theatre: str | None,
    lexicon: Lexicon,
) -> Incident:
    figures = standing(tolls, lexicon, theatre=theatre, when={report.article: report.published for report in reports})
    return Incident(
        id="",
        kind=kind,
        title=" ".join(title.split()),
        type=kind_of,
        mode=facts.mode,
        status=Status.HAPPENED,
        first=span[0],
        last=span[1],
        place=facts.place,
        actors=facts.actors,
        targets=facts.targets,
        reports=tuple(reports),
        tolls=tuple(figures),
        voices=voices_of(reports, lexicon, theatre),
        disputed=any(report.stance is Stance.DENIES for report in reports) or contradict(figures, lexicon, theatre),
        corrected=any(report.stance is Stance.CORRECTS for report in reports),
        scope=facts.scope,
        confidence=facts.confidence,
        where=facts.where,
    )


def _published(report: Report) -> datetime:
    """When a report came; after all others where nobody knows."""
    return report.published or datetime.max.replace(tzinfo=UTC)
