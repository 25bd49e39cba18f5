"""Groupings -> incidents: the reports of a group, what they claim together, and their ids. Pure.

Ids hang on the first report's article and sentence; where some of the reports had an id already, that one stays and the others lead to
it. What an incident is hangs on its own reports alone, so that it is the same whatever else was read beside it.
"""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

from dateline.identity import stable_id
from dateline.incidents.claims import counts_on
from dateline.incidents.episodes import PAUSE, runs
from dateline.incidents.grouping import Course, Grouping, Happening, anchor_of
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
BESIDE = timedelta(days=3)  # Between a violent happening and the fighting that it stands in, where no article tells of both.

_VIOLENT = frozenset({"ASSAULT", "COERCE", "PROTEST"})
_ASSAULT = "ASSAULT"

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
class Known:
    """What was there before: the ids that incidents had with a report, and what episodes know from elsewhere, by course."""

    ids: Mapping[Anchor, tuple[str, ...]] = field(default_factory=dict)
    elsewhere: Mapping[str, Elsewhere] = field(default_factory=dict)


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


def build(
    found: Grouping, items: Iterable[Item], lexicon: Lexicon, known: Known, *, around: Sequence[Course] | None = None
) -> list[Incident]:
    """Incidents and episodes, in order of time; no two have one id. Every item that `found` tells of must be among the items.

    `around` are all courses, where `found` has only some of them: what an incident may stand in.
    """
    by_id = {item.id: item for item in items}
    courses = [draft for course in found.courses for draft in _courses(course, by_id, found.copies, lexicon, known)]
    happenings = [_happening(happening, by_id, found.copies, lexicon) for happening in found.happenings]
    named = _identify([*courses, *happenings], known.ids)
    return sorted(_within(named, found.courses if around is None else around, known.ids, lexicon), key=lambda one: (str(one.first), one.id))


# ---- drafts -------------------------------------------------------------------------------------------------------------


def _happening(found: Happening, items: Mapping[str, Item], copies: Mapping[str, str], lexicon: Lexicon) -> Draft:
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
        tolls if kind_of is None or kind_of in _VIOLENT else [],  # Of a truce or a halt it is said beside it how many died elsewhere.
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


def _courses(course: Course, items: Mapping[str, Item], copies: Mapping[str, str], lexicon: Lexicon, known: Known) -> list[Draft]:
    """The episodes of a course: its reports here and elsewhere, parted where they pause."""
    theme, theatre, party = course.key
    name = "/".join(course.key)
    process = next(one for one in lexicon.processes if one.theme == theme)
    elsewhere = known.elsewhere.get(name, Elsewhere())
    made = {}
    for glimpse in course.glimpses:
        item = items[glimpse.item]
        event = event_of(item, glimpse.quote)
        report = report_of(item, glimpse.quote, event, Status.ONGOING, process.type, act=name, copy_of=copies.get(item.id))
        made[report.anchor] = (report, event, (item, glimpse.quote))
    reports = [*(report for report in elsewhere.reports if report.anchor not in made), *(report for report, _, _ in made.values())]
    country = lexicon.countries.get(theatre, theatre)
    drafts = []
    for run in runs(sorted(reports, key=lambda one: (_published(one), one.anchor)), lambda one: one.published):
        own = {report.article for report in run}
        tolls = [claim for claim in elsewhere.tolls if claim.article in own]
        here = [made[report.anchor] for report in run if report.anchor in made]
        for _, event, (item, quote) in here if process.tolls else ():
            counting = (other for other in quotes_of(item) if other != quote and counts_on(other.text))
            tolls += tolls_of(item, (quote, *counting), event, scope="cumulative")
        newest = [one for one in here if one[0].published and run[-1].published and run[-1].published - one[0].published <= NOW]
        told = [event for _, event, _ in newest if event]
        facts = next((one for one in elsewhere.facts if one.last == run[-1].anchor), None) if run[-1].anchor not in made else None
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


# ---- ids and episodes ---------------------------------------------------------------------------------------------------


def _identify(drafts: Sequence[Draft], ids: Mapping[Anchor, tuple[str, ...]]) -> list[Draft]:
    """Give each draft its id: the one that most of its reports had, else a new one of its first report. No id is given twice.

    An id whose reports are all in a draft of another id leads there.
    """
    held = Counter(identifier for own in ids.values() for identifier in own)
    had = [Counter(identifier for anchor in draft.anchors() for identifier in ids.get(anchor, ())) for draft in drafts]
    own = [stable_id("incident", draft.incident.reports[0].anchor, draft.mark) for draft in drafts]
    order = sorted(range(len(drafts)), key=lambda n: (own[n] not in had[n], -sum(had[n].values()), drafts[n].anchors(), drafts[n].mark))
    taken: dict[int, str] = {}
    current: set[str] = set()
    for number in order:
        wanted = sorted(had[number], key=lambda old: (-had[number][old], old != own[number], old))
        free = [old for old in wanted if old not in current]
        taken[number] = free[0] if free else _fresh(own[number], current)
        current.add(taken[number])
    named = []
    for number, draft in enumerate(drafts):
        former = tuple(sorted(old for old, count in had[number].items() if old not in current and 2 * count > held[old]))
        named.append(dataclasses.replace(draft, incident=dataclasses.replace(draft.incident, id=taken[number], former=former)))
    return named


def _fresh(identifier: str, taken: set[str]) -> str:
    while identifier in taken:
        identifier = stable_id("incident", identifier)
    return identifier


def _within(drafts: Sequence[Draft], courses: Sequence[Course], ids: Mapping[Anchor, tuple[str, ...]], lexicon: Lexicon) -> list[Incident]:
    """Each incident in the episode of its theatre that most of its articles tell of too; a violent one at least in fighting near it."""
    episodes = {anchor: own[0] for anchor, own in ids.items() if own}
    episodes |= {anchor: draft.incident.id for draft in drafts for anchor in draft.anchors() if draft.of != "incident"}
    return [_placed(draft, courses, episodes, lexicon) for draft in drafts]


def _placed(draft: Draft, courses: Sequence[Course], episodes: Mapping[Anchor, str], lexicon: Lexicon) -> Incident:
    incident = draft.incident
    if incident.kind is IncidentKind.EPISODE or draft.theatre is None:
        return incident
    articles = {report.article for report in incident.reports}
    best: tuple[int, tuple[str, str, str], Anchor] | None = None
    for course in courses:
        if course.key[1] != draft.theatre:
            continue
        own = [glimpse for glimpse in course.glimpses if glimpse.item in articles]
        if not own and incident.type in _VIOLENT and _is_fighting(course, lexicon):
            beside = [one for one in course.glimpses if abs(one.published - _begun(incident)) <= BESIDE]
            rank = (0, course.key, beside[0]) if beside else None
        else:
            rank = (len(own), course.key, own[0]) if own else None
        if rank and (best is None or (-rank[0], rank[1]) < (-best[0], best[1])):
            best = (rank[0], rank[1], (f"episode:{'/'.join(course.key)}", anchor_of(rank[2].item, rank[2].quote)))
    return dataclasses.replace(incident, within=episodes.get(best[2])) if best else incident


def _published(report: Report) -> datetime:
    """When a report came; after all others where nobody knows."""
    return report.published or datetime.max.replace(tzinfo=UTC)


def _begun(incident: Incident) -> datetime:
    return min(report.published for report in incident.reports if report.published)


def _is_fighting(course: Course, lexicon: Lexicon) -> bool:
    return course.key[0] == next((one.theme for one in lexicon.processes if one.type == _ASSAULT), None)
