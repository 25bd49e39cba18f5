"""Groupings -> incidents: the reports of a group, what they claim, and what they claim together. Pure.

Figures stand side by side by voice; nothing is added up. Copies of a text are one voice. Ids hang on the first report's article and
sentence; where some of the reports had an id already, that one stays and the others lead to it.
"""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from dateline.identity import stable_id
from dateline.incidents.claims import day_in, figures_in, stance_in, voice_in, voice_key
from dateline.incidents.grouping import Course, Grouping, Happening, anchor_of
from dateline.incidents.items import DISTANT, Item, Told
from dateline.incidents.joining import Link
from dateline.incidents.lexicon import Lexicon
from dateline.incidents.rarity import Weighed, cosine
from dateline.incidents.tellings import Quote
from dateline.models import Actor, Incident, IncidentKind, Place, Report, Stance, Status, TollClaim

MOST_PARTIES = 8
MOST_REASONS = 40
AROUND = timedelta(days=7)  # A day told that is farther from publication belongs to something else.
APART = 2.0  # Figures of one day of which the lowest of one voice is so many times another's highest contradict each other.

_CERTAIN = (
    Status.HAPPENED,
    Status.ONGOING,
    Status.PLANNED,
    Status.THREATENED,
    Status.DEMANDED,
    Status.HYPOTHETICAL,
    Status.UNCLEAR,
    Status.DENIED,
)
_STANCES = {"denial": Stance.DENIES, "accusation": Stance.ACCUSES, "confirmation": Stance.CONFIRMS}
_EVERYBODY = frozenset({"people", "persons", "others"})
_VIOLENT = frozenset({"ASSAULT", "COERCE", "PROTEST"})


@dataclass(frozen=True, slots=True)
class Known:
    """What was there before: the ids that incidents of a kind had with a report, by (kind, anchor), and copies (article -> original)."""

    ids: Mapping[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)
    copies: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Draft:
    """An incident before it has its id and its episode."""

    incident: Incident
    theatre: str | None
    mark: str
    items: frozenset[str]


def build(found: Grouping, items: Iterable[Item], lexicon: Lexicon, known: Known) -> list[Incident]:
    """Incidents and episodes, in order of time. An item that two drafts share is in both; no two have one id."""
    by_id = {item.id: item for item in items}
    courses = [_course(course, by_id, lexicon, known) for course in found.courses]
    titles: set[str] = set()
    drafts = list(courses)
    for happening in sorted(found.happenings, key=lambda one: -len(one.tellings)):
        drafts.append(_happening(happening, by_id, lexicon, known, titles))
        titles.add(drafts[-1].incident.title)
    named = _identify(drafts, known.ids)
    episodes = [draft for draft in named if draft.incident.kind is IncidentKind.EPISODE]
    return [_within(draft, episodes) for draft in named]


# ---- drafts -------------------------------------------------------------------------------------------------------------


def _happening(found: Happening, items: Mapping[str, Item], lexicon: Lexicon, known: Known, titles: set[str]) -> _Draft:
    reports, tolls, told = [], [], []
    seen: set[str] = set()
    for one in found.tellings:
        item = items[one.telling.item]
        if item.id in seen:
            continue
        seen.add(item.id)
        quote = one.telling.quote
        event = _event_of(item, quote)
        told += [event] if event else []
        status = event.status if event else _status_of(one, lexicon)
        reports.append(_report(item, quote, event, status, _type_of(one, lexicon) or (event.type if event else None), known))
        if any(lexicon.traits.get(act) == "weak" for act in one.acts):  # Else the figure of its sentence is of something else.
            tolls += _tolls(item, one.quotes, event, scope="event")
    clearest = _clearest(found.tellings, titles)
    types = Counter(kind for one in found.tellings if (kind := _type_of(one, lexicon))) or Counter(one.type for one in told)
    first, last = _days(reports)
    quotes = [(items[one.telling.item], quote) for one in found.tellings for quote in one.quotes]
    why = tuple(_explained(found, link) for link in found.links[:MOST_REASONS])
    incident = _incident(
        IncidentKind.INCIDENT,
        title=clearest.text,
        kind_of=_most(types),
        span=(first, last),
        place=_place(quotes, found.theatre),
        where=_named(quotes, found.theatre, lexicon),
        reports=reports,
        tolls=tolls,
        told=told,
        lexicon=lexicon,
        why=why,
        parties=_parties(told, quotes, found.theatre, lexicon),
    )
    acts = "-".join(sorted(found.tellings[0].acts))
    return _Draft(incident, found.theatre, acts, frozenset(seen))


def _explained(found: Happening, link: Link) -> str:
    left, right = (found.tellings[number].telling.item for number in (link.left, link.right))
    return f"{right} with {left}: {', '.join(link.reasons)} ({link.score:+.1f})"


def _course(course: Course, items: Mapping[str, Item], lexicon: Lexicon, known: Known) -> _Draft:
    theme, theatre, party = course.key
    process = next(one for one in lexicon.processes if one.theme == theme)
    reports, tolls, told = [], [], []
    for glimpse in course.glimpses:
        item = items[glimpse.item]
        event = _event_of(item, glimpse.quote)
        told += [event] if event else []
        reports.append(_report(item, glimpse.quote, event, Status.ONGOING, process.type, known))
        if process.tolls:
            tolls += _tolls(item, (glimpse.quote,), event, scope="cumulative")
    quotes = [(items[glimpse.item], glimpse.quote) for glimpse in course.glimpses]
    country = lexicon.countries.get(theatre, theatre)
    incident = _incident(
        IncidentKind.EPISODE,
        title=process.title.format(place=country, party=lexicon.countries.get(party, party)),
        kind_of=process.type,
        span=(course.glimpses[0].published.date(), course.glimpses[-1].published.date()),
        place=_place(quotes, theatre),
        where=_named(quotes, theatre, lexicon),
        reports=reports,
        tolls=tolls,
        told=told,
        lexicon=lexicon,
        why=(f"theme {theme} in {country}, told without a pause of more than ten days",),
        parties=_parties(told, quotes, theatre, lexicon),
    )
    return _Draft(incident, theatre, "/".join(course.key), frozenset(report.article for report in reports))


def _incident(
    kind: IncidentKind,
    *,
    title: str,
    kind_of: str | None,
    span: tuple[date | None, date | None],
    place: Place | None,
    where: tuple[str, ...],
    reports: Sequence[Report],
    tolls: Sequence[TollClaim],
    told: Sequence[Told],
    lexicon: Lexicon,
    why: tuple[str, ...],
    parties: tuple[tuple[Actor, ...], tuple[Actor, ...]],
) -> Incident:
    standing = _standing(tolls, lexicon)
    confidence = [event.confidence for event in told if event.confidence is not None]
    return Incident(
        id="",
        kind=kind,
        title=" ".join(title.split()),
        type=kind_of,
        mode=_most(Counter(event.mode for event in told if event.mode and event.type == kind_of)),
        status=_joint_status(reports),
        first=span[0],
        last=span[1],
        place=place,
        actors=parties[0],
        targets=parties[1],
        reports=tuple(reports),
        tolls=tuple(standing),
        voices=_voices(reports, lexicon),
        disputed=any(report.stance is Stance.DENIES for report in reports) or _contradict(standing, lexicon),
        corrected=any(report.stance is Stance.CORRECTS for report in reports),
        scope=_most(Counter(event.scope for event in told if event.scope)),
        confidence=max(confidence, default=None),
        where=where,
        why=why,
    )


# ---- reports ------------------------------------------------------------------------------------------------------------


def _report(item: Item, quote: Quote, event: Told | None, status: Status, kind: str | None, known: Known) -> Report:
    voice = (event.voice if event else None) or voice_in(quote.text)
    stance = _STANCES.get((event.voice_kind if event else None) or "") or stance_in(quote.text)
    day = event.day if event and event.day and abs(event.day - item.published.date()) <= AROUND else day_in(quote.text, item.published)
    return Report(
        anchor=anchor_of(item.id, quote),
        article=item.id,
        title=item.title or None,
        url=item.url,
        outlet=item.outlet,
        source=item.source,
        published=item.published,
        quote=" ".join(quote.text.split()),
        start=quote.start,
        end=None if quote.start is None else quote.start + len(quote.text),
        position=event.position if event else quote.position,
        day=day,
        status=Status.DENIED if stance is Stance.DENIES else status,
        stance=stance,
        voice=voice,
        type=kind,
        event=event.id if event else None,
        copy_of=known.copies.get(item.id),
        confidence=event.confidence if event else None,
    )


def _event_of(item: Item, quote: Quote) -> Told | None:
    """The event that the tagger read in a sentence: the first one of it, events being in order of importance."""
    for event in item.events:
        if event.position in DISTANT:
            continue
        if quote.start is None:
            if event.position == "headline":
                return event
        elif any(start < quote.start + len(quote.text) and end > quote.start for start, end in event.spans):
            return event
    return None


def _status_of(one: Weighed, lexicon: Lexicon) -> Status:
    """What the sentence itself asserts, where no event was read in it."""
    if any(lexicon.traits.get(act) == "wish" for act in one.acts) and len(one.acts) > 1:
        return Status.DEMANDED
    return Status.PLANNED if one.planned else Status.HAPPENED


def _type_of(one: Weighed, lexicon: Lexicon) -> str | None:
    """The category of what a telling tells: that of its rarest act which has one."""
    acts = sorted(
        (act for act in one.acts if act in lexicon.types), key=lambda act: (lexicon.traits.get(act) == "weak", -one.rarity.of(act), act)
    )
    return lexicon.types[acts[0]] if acts else None


def _clearest(tellings: Sequence[Weighed], used: set[str]) -> Quote:
    """The sentence most like all the others; a headline before a sentence of the text, and one that is the title of no other."""
    some = tellings[:50]
    ranked = []
    for one in some:
        quote = one.telling.quote
        like = round(sum(cosine(one, other) for other in some), 2)
        fresh = " ".join(quote.text.split()) not in used
        ranked.append((fresh, quote.position == "headline", like, -len(quote.text), quote.text, quote))
    return max(ranked, key=lambda rank: rank[:5])[5]


def _days(reports: Sequence[Report]) -> tuple[date | None, date | None]:
    """The day that most reports tell, else the day that the first was published; the last day told."""
    published = [report.published.date() for report in reports if report.published]
    told = Counter(report.day for report in reports if report.day)
    if not published:
        return None, None
    first = max(sorted(told), key=lambda day: told[day]) if told else published[0]
    if told[first] < 2 < len(reports):  # One report of several is no witness of the day.
        first = published[0]
    later = [day for day in told if first <= day <= published[-1]]
    return first, max(later, default=first)


def _joint_status(reports: Sequence[Report]) -> Status:
    """What most reports assert that do not deny; the more certain of two."""
    counts: Counter[Status] = Counter(report.status for report in reports if report.status is not Status.DENIED)
    if not counts:
        return Status.DENIED
    return max(_CERTAIN, key=lambda status: counts[status])


# ---- voices and figures -------------------------------------------------------------------------------------------------


def _voices(reports: Sequence[Report], lexicon: Lexicon) -> tuple[str, ...]:
    """Independent voices, each by the first name it was given."""
    named: dict[str, str] = {}
    for report in reports:
        if report.copy_of is None and (name := report.voice or report.outlet or report.source):
            named.setdefault(voice_key(name, lexicon), name)
    return tuple(named.values())


def _tolls(item: Item, quotes: Sequence[Quote], event: Told | None, *, scope: str) -> list[TollClaim]:
    """The figures of a report: the tagger's where it read any in these sentences, else the sentences' own."""
    day = item.published.date()
    found: list[TollClaim] = []
    for toll, voice in zip(event.casualties, event.voices, strict=False) if event else ():
        said = voice or (event.voice if event else None) or _voice_of(quotes)
        own = scope if toll.scope == "event" else toll.scope
        if not toll.part_of_whole:
            found.append(
                TollClaim(
                    toll.kind,
                    toll.min,
                    toll.max,
                    own,
                    None if toll.group in _EVERYBODY else toll.group,
                    toll.text,
                    said,
                    item.outlet,
                    item.id,
                    day,
                    event.day if event else None,
                    toll.mark,
                )
            )
    kinds = {claim.kind for claim in found}
    for quote in quotes:
        for figure in figures_in(quote.text):
            if figure.kind not in kinds:
                voice = voice_in(quote.text) or _voice_of(quotes)
                claim = TollClaim(
                    figure.kind,
                    figure.min,
                    figure.max,
                    scope,
                    figure.group,
                    figure.text,
                    voice,
                    item.outlet,
                    item.id,
                    day,
                    None,
                    figure.mark,
                )
                found.append(claim)
    return found


def _voice_of(quotes: Sequence[Quote]) -> str | None:
    return next((voice for quote in quotes if (voice := voice_in(quote.text))), None)


def _standing(tolls: Iterable[TollClaim], lexicon: Lexicon) -> list[TollClaim]:
    """Each figure of each voice once, by the day it was told; a voice's later figure supersedes its earlier ones."""
    once: dict[tuple[object, ...], TollClaim] = {}
    for claim in sorted(tolls, key=lambda one: (one.told or date.max, one.article, one.kind)):
        once.setdefault((_who(claim, lexicon), claim.kind, claim.group, claim.scope, claim.min, claim.max), claim)
    latest = {(_who(claim, lexicon), claim.kind, claim.group, claim.scope): number for number, claim in enumerate(once.values())}
    return [
        claim if latest[_who(claim, lexicon), claim.kind, claim.group, claim.scope] == number else _superseded(claim)
        for number, claim in enumerate(once.values())
    ]


def _superseded(claim: TollClaim) -> TollClaim:
    return dataclasses.replace(claim, superseded=True)


def _who(claim: TollClaim, lexicon: Lexicon) -> str:
    return voice_key(claim.voice or claim.outlet or claim.article, lexicon)


def _contradict(tolls: Sequence[TollClaim], lexicon: Lexicon) -> bool:
    """Whether two voices told figures of one day for the same people that cannot both be."""
    standing = [claim for claim in tolls if not claim.superseded and claim.mark is None]
    for number, left in enumerate(standing):
        for right in standing[number + 1 :]:
            same = (left.kind, left.group, left.scope, left.told) == (right.kind, right.group, right.scope, right.told)
            if same and _who(left, lexicon) != _who(right, lexicon) and (_far(left, right) or _far(right, left)):
                return True
    return False


def _far(low: TollClaim, high: TollClaim) -> bool:
    return low.max is not None and high.min is not None and high.min >= APART * max(low.max, 1)


# ---- where and who ------------------------------------------------------------------------------------------------------


def _place(quotes: Sequence[tuple[Item, Quote]], theatre: str | None) -> Place | None:
    """The place that most sentences name, the finest of those; outside the theatre only where none in it is named."""
    counts: Counter[str] = Counter()
    places: dict[str, Place] = {}
    for item, quote in quotes:
        start = quote.start if quote.start is not None else -1
        here = {place.name: place for at, _, place in item.places if start <= at < start + len(quote.text)}
        here |= {place.name: place for event in item.events[:3] if (place := event.place) and _covers(event, quote)}
        for name, place in here.items():
            counts[name] += 1
            places.setdefault(name, place)
    inside = [name for name in places if places[name].country == theatre] or list(places)
    fine = [name for name in inside if (places[name].precision_km or 1e4) <= 100] or inside
    return places[max(sorted(fine), key=lambda name: counts[name])] if fine else None


def _named(quotes: Sequence[tuple[Item, Quote]], theatre: str | None, lexicon: Lexicon) -> tuple[str, ...]:
    """Every place that the sentences name, and the country that it is about: what an incident is asked for by."""
    names = {lexicon.countries.get(theatre, theatre), theatre} if theatre else set()
    for item, quote in quotes:
        if quote.start is not None:
            names |= {place.name for at, _, place in item.places if quote.start <= at < quote.start + len(quote.text)}
    return tuple(sorted(name for name in names if name))


def _covers(event: Told, quote: Quote) -> bool:
    return quote.start is not None and any(
        start <= quote.start < end or quote.start <= start < quote.start + len(quote.text) for start, end in event.spans
    )


def _parties(
    told: Sequence[Told], quotes: Sequence[tuple[Item, Quote]], theatre: str | None, lexicon: Lexicon
) -> tuple[tuple[Actor, ...], tuple[Actor, ...]]:
    """Actors and targets of the events, each once, the most named first; without any, those whom headlines and sentences name."""
    actors, targets = _once(actor for event in told for actor in event.actors), _once(one for event in told for one in event.targets)
    if actors or targets:
        return actors, targets
    named = []
    for _, quote in quotes:
        for name in lexicon.names(quote.text):
            entity = lexicon.entities[name.id]
            if name.kind not in ("media", "monitor", "people") and not (name.kind == "state" and name.country == theatre):
                text = quote.text[name.start : name.end]
                named.append(Actor(text, 0, len(text), name.id, None, entity.name, name.country, entity.code, entity.sector))
    return _once(named), ()


def _once(actors: Iterable[Actor]) -> tuple[Actor, ...]:
    counts: Counter[str] = Counter()
    kept: dict[str, Actor] = {}
    for actor in actors:
        key = actor.entity or actor.name or actor.text
        counts[key] += 1
        kept.setdefault(key, actor)
    return tuple(kept[key] for key in sorted(kept, key=lambda key: (-counts[key], key))[:MOST_PARTIES])


def _most(counts: Counter[str]) -> str | None:
    return min(counts, key=lambda key: (-counts[key], key)) if counts else None


# ---- ids and episodes ---------------------------------------------------------------------------------------------------


def _identify(drafts: Sequence[_Draft], ids: Mapping[tuple[str, str], tuple[str, ...]]) -> list[_Draft]:
    """Give each draft its id: the one that most of its reports had, else a new one of its first report. No id is given twice.

    An id whose reports are all in a draft of another id leads there.
    """
    held = Counter(identifier for own in ids.values() for identifier in own)
    had = [Counter(identifier for anchor in _anchors(draft) for identifier in ids.get(anchor, ())) for draft in drafts]
    order = sorted(range(len(drafts)), key=lambda n: (-sum(had[n].values()), _anchors(drafts[n]), drafts[n].mark))
    taken: dict[int, str] = {}
    current: set[str] = set()
    for number in order:
        free = [old for old in sorted(had[number], key=lambda old: (-had[number][old], old)) if old not in current]
        taken[number] = free[0] if free else _new_id(drafts[number], current)
        current.add(taken[number])
    named = []
    for number, draft in enumerate(drafts):
        former = tuple(sorted(old for old, count in had[number].items() if old not in current and 2 * count > held[old]))
        named.append(dataclasses.replace(draft, incident=dataclasses.replace(draft.incident, id=taken[number], former=former)))
    return sorted(named, key=lambda draft: (str(draft.incident.first), draft.incident.id))


def _anchors(draft: _Draft) -> list[tuple[str, str]]:
    return [(str(draft.incident.kind), report.anchor) for report in draft.incident.reports]


def _new_id(draft: _Draft, taken: set[str]) -> str:
    identifier = stable_id("incident", draft.incident.reports[0].anchor, draft.mark)
    while identifier in taken:
        identifier = stable_id("incident", identifier)
    return identifier


def _within(draft: _Draft, episodes: Sequence[_Draft]) -> Incident:
    """The incident, in the episode of its theatre and time that tells of most of its articles; a violent one at least in the fighting."""
    incident = draft.incident
    if incident.kind is IncidentKind.EPISODE or incident.first is None:
        return incident
    near = [
        e
        for e in episodes
        if e.theatre == draft.theatre and e.incident.first and e.incident.last and e.incident.first <= incident.first <= e.incident.last
    ]
    shared = {e.incident.id: len(draft.items & e.items) for e in near}
    best = max(near, key=lambda e: (shared[e.incident.id], len(e.items), e.incident.id), default=None)
    if best is None or (not shared[best.incident.id] and incident.type not in _VIOLENT):
        return incident
    return dataclasses.replace(incident, within=best.incident.id)


def _spans(episode: Incident, day: date) -> bool:
    return episode.first is not None and episode.last is not None and episode.first <= day <= episode.last
