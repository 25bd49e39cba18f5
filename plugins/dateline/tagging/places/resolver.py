"""Reading -> mentions with places: joins what earlier taggers found with the names of the gazetteer, resolves them, qualifies them."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace

from dateline.models import Kind, Mention, Place
from dateline.seeds.places import PlaceSeed
from dateline.seeds.places import load_places as load_seeds
from dateline.settings import Settings
from dateline.tagging.places.evidence import Links, Votes, find_links
from dateline.tagging.places.gazetteer import DATABASE, Candidate, Gazetteer
from dateline.tagging.places.keys import key_of
from dateline.tagging.places.names import Name, find_names
from dateline.tagging.places.parts import apply_part, find_part
from dateline.tagging.places.reliability import is_reliable, surnames
from dateline.tagging.places.resolution import Sense, resolve_names
from dateline.tagging.reading import Reading

RULE = "places.gazetteer"
PLACED = (Kind.LOCATION, Kind.FACILITY)
# What else in the article speaks of a country, in mentions of it.
DATELINE, OUTLET, NATIONALITY = 4.0, 0.7, 0.6


class PlaceResolver:
    """Puts the places of an article on the map. One for a process; holds no article."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._gazetteer = gazetteer

    def resolve(self, reading: Reading) -> list[Mention]:
        """All mentions of the reading in order of offset: locations and facilities with their place, where one is known, everything else
        as it was, and besides them the places that only the gazetteer knows. Give it back as `reading.mentions`."""
        text = reading.text
        mentions = sorted(reading.mentions, key=lambda m: (m.start, -m.end))
        names = self._readable(text, mentions)
        links = find_links(text, names)
        senses = resolve_names(names, links, self._votes(reading))
        placed = self._place_mentions(text, mentions, names, senses)
        people = surnames(text, names)
        found = [
            self._mention(text, name, sense)
            for at, (name, sense) in enumerate(zip(names, senses, strict=True))
            if not _covered(name, mentions) and is_reliable(text, name, sense, linked=_is_linked(at, links), surnames=people)
        ]
        return sorted([*placed, *found], key=lambda m: (m.start, -m.end, m.kind))

    def _readable(self, text: str, mentions: Sequence[Mention]) -> list[Name]:
        """The names of the text, without those that are part of a person's, a body's or a people's name."""
        others = [m for m in mentions if m.kind in (Kind.PERSON, Kind.ORGANISATION, Kind.NATIONALITY, Kind.TIME)]
        places = [m for m in mentions if m.kind in PLACED]
        names = find_names(text, self._gazetteer.candidates)
        return [n for n in names if _covering(n, places) or not _covering(n, others)]

    def _votes(self, reading: Reading) -> Votes:
        votes = Votes()
        article = reading.article
        for name in find_names(article.dateline or "", self._gazetteer.candidates)[:1]:
            votes.add(name.candidates[0].country, DATELINE, region=name.candidates[0].admin1)
        if article.country:
            votes.add(article.country.upper(), OUTLET)
        for mention in reading.mentions:
            if mention.entity and mention.entity.country and mention.kind in (Kind.NATIONALITY, Kind.ORGANISATION, Kind.PERSON):
                votes.add(mention.entity.country, NATIONALITY)
        return votes

    def _place_mentions(self, text: str, mentions: Sequence[Mention], names: Sequence[Name], senses: Sequence[Sense]) -> list[Mention]:
        starts = [name.start for name in names]
        placed = []
        for mention in mentions:
            if mention.kind not in PLACED or mention.place is not None:
                placed.append(mention)
                continue
            first = bisect_right(starts, mention.start - 1)
            inside = [at for at in range(first, len(names)) if names[at].end <= mention.end]
            placed.append(self._placed(text, mention, names[inside[0]], senses[inside[0]]) if inside else mention)
        return placed

    def _placed(self, text: str, mention: Mention, name: Name, sense: Sense) -> Mention:
        return replace(mention, place=_place(text, name, sense))

    def _mention(self, text: str, name: Name, sense: Sense) -> Mention:
        return Mention(name.start, name.end, text[name.start : name.end], Kind.LOCATION, RULE, place=_place(text, name, sense))


def load_places(settings: Settings) -> PlaceResolver:
    """Open the gazetteer and lay our own places over it. Raises SeedError for a bad seed, UsageError when the gazetteer is not built."""
    return PlaceResolver(
        Gazetteer(DATABASE, own=[_candidate(seed, number) for number, seed in enumerate(load_seeds(settings.seeds), start=1)])
    )


def _candidate(seed: PlaceSeed, number: int) -> tuple[Candidate, tuple[str, ...]]:
    """A place of ours and its keys. Those that GeoNames does not have get ids below zero, which nothing outside sees."""
    place = Candidate(
        id=seed.geonames_id or -10_000_000 - number,
        name=seed.name,
        lat=seed.lat,
        lon=seed.lon,
        country=seed.country or "",
        feature=seed.feature,
        population=0,
        admin1=None,
        admin2=None,
        radius=seed.radius_km,
        timezone=seed.timezone,
    )
    return place, tuple(dict.fromkeys(key_of(name) for name in (seed.name, *seed.names)))


def _place(text: str, name: Name, sense: Sense) -> Place:
    found = sense.place
    place = Place(
        found.name,
        found.lat,
        found.lon,
        country=found.country or None,
        admin1=found.region if found.feature != "region" else found.name,
        geonames_id=found.id if found.id > 0 else None,
        precision_km=found.radius,
        confidence=sense.confidence,
        why=sense.why,
        feature=found.feature,
        timezone=found.timezone,
    )
    return apply_part(place, find_part(text, name.start, name.end))


def _covering(name: Name, mentions: Sequence[Mention]) -> bool:
    return any(m.start <= name.start and name.end <= m.end for m in mentions)


def _covered(name: Name, mentions: Sequence[Mention]) -> bool:
    return any(m.start < name.end and name.start < m.end and m.kind in PLACED for m in mentions)


def _is_linked(at: int, links: Links) -> bool:
    return at in links.inside or at in links.parents
