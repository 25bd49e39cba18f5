"""Where a happening is and who takes part: from the events and places of its sentences. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from dateline.incidents.items import Item, Told
from dateline.incidents.lexicon import Lexicon
from dateline.incidents.sentences import Quote
from dateline.models.events import Actor
from dateline.models.places import Place

MOST_PARTIES = 8
OPENING = 600  # Characters of an article among which its own place stands.


def place_of(quotes: Sequence[tuple[Item, Quote]], theatre: str | None) -> Place | None:
    """The place that most sentences name, the finest of those; where none names one in the theatre, the one that their articles begin
    with; outside the theatre only where those name none either."""
    named = [_places_in(item, quote) for item, quote in quotes]
    inside = [[place for place in own if place.country == theatre] for own in named]
    if theatre and not any(inside):
        inside = [[place for at, _, place in item.places if at < OPENING and place.country == theatre] for item, _ in quotes]
    return _finest(inside if any(inside) else named)


def _places_in(item: Item, quote: Quote) -> list[Place]:
    start = quote.start if quote.start is not None else -1
    here = [place for at, _, place in item.places if start <= at < start + len(quote.text)]
    return here + [place for event in item.events[:3] if (place := event.place) and _covers(event, quote)]


def _finest(named: Iterable[Iterable[Place]]) -> Place | None:
    """The most named of the fine ones, each sentence counting once."""
    counts: Counter[str] = Counter()
    places: dict[str, Place] = {}
    for own in named:
        here = {place.name: place for place in own}
        counts.update(here.keys())
        for name, place in here.items():
            places.setdefault(name, place)
    fine = [name for name in places if (places[name].precision_km or 1e4) <= 100] or list(places)
    return places[max(sorted(fine), key=lambda name: counts[name])] if fine else None


def names_of(quotes: Sequence[tuple[Item, Quote]], theatre: str | None, lexicon: Lexicon) -> tuple[str, ...]:
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


def parties_of(
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


def most(counts: Counter[str]) -> str | None:
    return min(counts, key=lambda key: (-counts[key], key)) if counts else None
