"""A telling -> a report: what one article says of a happening, and what all of its reports say of its day and status. Pure."""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from dateline.incidents.claims import day_in, goes_on, stance_in, voice_in
from dateline.incidents.grouping import anchor_of
from dateline.incidents.items import DISTANT, Item, Told
from dateline.incidents.lexicon import Lexicon
from dateline.incidents.rarity import Weighed, cosine
from dateline.incidents.sentences import Quote
from dateline.models.codebook import REAL, Status
from dateline.models.incidents import Report, Stance

AROUND = timedelta(days=7)  # A day told that is farther from publication belongs to something else.
LIKENED = 50  # Tellings among which the clearest is looked for.
SURE = 0.6  # Confidence from which an event that was read shows what it is read as.

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


def report_of(item: Item, quote: Quote, event: Told | None, status: Status, kind: str | None, *, act: str, copy_of: str | None) -> Report:
    """The report of one sentence; `act` is what it is a report of."""
    voice = (event.voice if event else None) or voice_in(quote.text)
    stance = _stance(event, quote)
    day = event.day if event and event.day and abs(event.day - item.published.date()) <= AROUND else day_in(quote.text, item.published)
    if goes_on(quote.text):
        day = None
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
        position=event.position if event and quote.start is not None else quote.position,
        day=day,
        status=Status.DENIED if stance is Stance.DENIES else status,
        stance=stance,
        voice=voice,
        type=kind,
        event=event.id if event else None,
        copy_of=copy_of,
        confidence=event.confidence if event else None,
        act=act,
        trigger=trigger_in(item, quote, event) if event else None,
        rule=event.rule if event else None,
    )


def _stance(event: Told | None, quote: Quote) -> Stance:
    """How a sentence stands to what it tells: by the voice of the event that was read in it, else by its words."""
    return _STANCES.get((event.voice_kind if event else None) or "") or stance_in(quote.text)


def trigger_in(item: Item, quote: Quote, event: Told) -> tuple[int, int] | None:
    """Where the word that tells the event stands in the quote, whose blanks are single ones."""
    for start, end in event.triggers:
        word = " ".join(item.text[start:end].split())
        if quote.start is None:  # A headline, which is no part of the text.
            at = f" {' '.join(quote.text.split())} ".find(f" {word} ") if word else -1
        elif quote.start <= start < end <= quote.start + len(quote.text):
            before = quote.text[: start - quote.start]
            at = len(" ".join(before.split())) + (1 if before.strip() and before[-1].isspace() else 0)
        else:
            continue
        if word and at >= 0:
            return at, at + len(word)
    return None


def pointed(reports: Sequence[Report]) -> list[Report]:
    """The same reports, oldest first, each that answers another with the one that it is about: the first that told it elsewhere."""
    telling = [report for report in reports if report.stance in (Stance.TELLS, Stance.ACCUSES) and report.copy_of is None]
    found = []
    for report in reports:
        answers = report.stance is not Stance.TELLS
        first = next((one for one in telling if one.article != report.article), None) if answers else None
        found.append(dataclasses.replace(report, about=first.anchor) if first else report)
    return found


def event_of(item: Item, quote: Quote, kind: str | None = None) -> Told | None:
    """The event of a sentence: the one that was read in it.

    A headline in which none was read is told again where the text begins: the first event of its kind there has its day and its voice.
    """
    below = (event for event in item.events if event.position == "lead" and event.type == kind)
    return read_in(item, quote, kind) or (next(below, None) if quote.start is None else None)


def read_in(item: Item, quote: Quote, kind: str | None) -> Told | None:
    """The event that the tagger read in a sentence: the first of this kind, else the first, events being in order of importance;
    of a sentence that denies the first that is denied goes before one of another kind.
    """
    found = [event for event in item.events if event.position not in DISTANT and _is_in(event, quote)]
    denied = [event for event in found if event.status is Status.DENIED] if stance_in(quote.text) is Stance.DENIES else []
    return next((event for event in found if event.type == kind), next(iter([*denied, *found]), None))


def _is_in(event: Told, quote: Quote) -> bool:
    if quote.start is None:
        return event.position == "headline"
    return any(start < quote.start + len(quote.text) and end > quote.start for start, end in event.spans)


def status_of(one: Weighed, lexicon: Lexicon) -> Status:
    """What the sentence itself asserts, where no event was read in it."""
    if any(lexicon.traits.get(act) == "wish" for act in one.acts) and len(one.acts) > 1:
        return Status.DEMANDED
    return Status.PLANNED if one.planned else Status.HAPPENED


def type_of(one: Weighed, lexicon: Lexicon) -> str | None:
    """The category of what a telling tells: that of its rarest act which has one."""
    acts = sorted(
        (act for act in one.acts if act in lexicon.types), key=lambda act: (lexicon.traits.get(act) == "weak", -one.rarity.of(act), act)
    )
    return lexicon.types[acts[0]] if acts else None


def clearest(tellings: Sequence[Weighed], items: Mapping[str, Item], kind: str | None, status: Status) -> Quote:
    """The sentence that shows best what happened, of all that tell it.

    First those in which an act of the happening's own kind was read (not one that only the text below a headline tells), as far done as
    the happening is, and surely; then those that tell nothing else, headlines, those that count the victims; of these the sentence most
    like all the others.
    """
    some = tellings[:LIKENED]
    ranked = []
    for one in some:
        like = round(sum(cosine(one, other) for other in some), 2)
        quote = one.telling.quote
        *shows, counts = _shown(read_in(items[one.telling.item], quote, kind), quote, kind, status)
        rank = (*shows, one.sole, quote.position == "headline", counts, like, -len(quote.text), quote.text)
        ranked.append((rank, quote))
    return max(ranked, key=lambda ranking: ranking[0])[1]


def _shown(event: Told | None, quote: Quote, kind: str | None, status: Status) -> tuple[bool, bool, bool, bool]:
    """Whether the event of a sentence is of a kind, as far done as a status says, read surely, and with a toll."""
    if event is None or event.type != kind:
        return False, False, False, False
    told = Status.DENIED if _stance(event, quote) is Stance.DENIES else event.status
    return True, _done(told) == _done(status), (event.confidence or 0.0) >= SURE, bool(event.casualties)


def _done(status: Status) -> bool | None:
    """Whether an act is told as one that was done; None where it is denied."""
    return None if status is Status.DENIED else status in REAL


def days_of(reports: Sequence[Report]) -> tuple[date | None, date | None]:
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


def joint_status(reports: Sequence[Report]) -> Status:
    """What most reports assert that do not deny; the more certain of two."""
    counts: Counter[Status] = Counter(report.status for report in reports if report.status is not Status.DENIED)
    if not counts:
        return Status.DENIED
    return max(_CERTAIN, key=lambda status: counts[status])
