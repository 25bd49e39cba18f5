"""Reading -> mentions with places: joins what earlier taggers found with the names of the gazetteer, resolves them, qualifies them."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import replace

from dateline.geo import distance_km
from dateline.models.mentions import Kind, Mention
from dateline.models.places import Place
from dateline.seeds.language import Language
from dateline.seeds.places import PlaceSeed, ShortSeed
from dateline.tagging.near import Near, Spanned
from dateline.tagging.places.evidence import Votes, dateline_of, find_links, strangers, with_short
from dateline.tagging.places.gazetteer import DATABASE, Candidate, Gazetteer
from dateline.tagging.places.keys import key_of
from dateline.tagging.places.names import Name, NameFinder
from dateline.tagging.places.parts import Parts, apply_part, with_anaphors
from dateline.tagging.places.reliability import is_reliable
from dateline.tagging.places.resolution import Sense, place_within, placed, resolve_names
from dateline.tagging.reading import Reading

RULE = "places.gazetteer"
PLACED = (Kind.LOCATION, Kind.FACILITY)
OTHERS = (Kind.PERSON, Kind.ORGANISATION, Kind.NATIONALITY)
DOUBTFUL = 0.3  # Below it a mention stays without a point: an empty map is better than a wrong one.
# What else in the article speaks of a country, in mentions of it.
DATELINE, OUTLET, NATIONALITY = 4.0, 0.7, 0.6


class PlaceResolver:
    """Puts the places of an article on the map. One for a process; holds no article."""

    def __init__(self, gazetteer: Gazetteer, language: Language) -> None:
        self._gazetteer = gazetteer
        self._language = language
        self._parts = Parts(language)
        self._beside = language.set("places-beside") | language.set("places-sites")
        self._names = NameFinder(gazetteer.candidates, language).find

    def resolve(self, reading: Reading) -> list[Mention]:
        """All mentions of the reading in order of offset: locations and facilities with their place, where one is known, everything else
        as it was, and besides them the places that only the gazetteer knows. Give it back as `reading.mentions`.

        A person or body without an entry of ours whose whole name is a place, and that the text treats as one, becomes a location.
        """
        text = reading.text
        if reading.opens:
            reading.dateline = self._dateline(reading)
        near = Near(reading.mentions)
        names = [name for name in with_short(text, self._names(text), self._gazetteer) if _readable(name, near)]
        links = find_links(text, names, self._language)
        senses = resolve_names(names, links, _votes(reading))
        within = strangers(text, names, [sense.place for sense in senses], self._language)
        kept, used = self._place_mentions(text, reading.mentions, names, senses, within)
        found = [
            Mention(name.start, name.end, text[name.start : name.end], Kind.LOCATION, RULE, place=self._qualified(text, name, sense))
            for at, (name, sense) in enumerate(zip(names, senses, strict=True))
            if at not in used
            and at not in within
            and is_reliable(text, name, sense, self._language, linked=at in links.said, doubted=_is_doubted(name, near))
        ]
        corrected = Near(found)
        kept = [m for m in kept if not (_is_guess(m) and any(_is_all_of(m, one) for one in corrected.around(m.start, m.end)))]
        in_order = sorted([*kept, *found], key=lambda one: (one.start, -one.end, one.kind))
        return list(with_anaphors(in_order, self._parts))

    def _dateline(self, reading: Reading) -> tuple[str, int | None]:
        """Country and region where a text says that it was written: no word of a longer name, no country alone in capitals."""
        told = None if reading.article.dateline else dateline_of(reading.text, reading.paragraphs, self._language)
        line = told["place"] if told else reading.article.dateline or ""
        names, parts = self._names(line), re.split(r" ?[,/()] ?", line)
        for name, sense in zip(names, resolve_names(names, find_links(line, names, self._language), Votes()), strict=True):
            sure = told is None or told["sure"] or len(parts) > 1 or sense.place.feature != "country"
            if sure and (told is None or line[name.start : name.end] in parts):
                return sense.place.country, sense.place.admin1
        return "", None

    def _place_mentions(
        self, text: str, mentions: Sequence[Mention], names: Sequence[Name], senses: Sequence[Sense], within: Mapping[int, int]
    ) -> tuple[list[Mention], set[int]]:
        """The mentions, locations among them placed; and which of the names were used for it."""
        ends = [name.end for name in names]
        kept: list[Mention] = []
        used: set[int] = set()
        for mention in mentions:
            if mention.kind in PLACED:
                first = bisect_left(ends, mention.start + 1)
                touching = [at for at in range(first, len(names)) if names[at].start < mention.end]
                used.update(touching)
                anchor = _finest([at for at in touching if self._is_anchor(mention, names[at])], senses)
                if anchor is not None and anchor in within:
                    mention = replace(mention, place=place_within(mention.text, senses[within[anchor]]))
                elif anchor is None or senses[anchor].confidence < DOUBTFUL:
                    mention = replace(mention, place=self._unknown(text, mention, names, senses, first))
                else:
                    name = names[anchor]
                    start, end = min(mention.start, name.start), max(mention.end, name.end)
                    place = self._qualified(text, name, senses[anchor])
                    mention = replace(mention, start=start, end=end, text=text[start:end], place=place)
            kept.append(mention)
        return kept, used

    def _is_anchor(self, mention: Mention, name: Name) -> bool:
        """Whether a name says where a mention is: it is not only the half of a longer name which the gazetteer does not have."""
        return all(word.lower() in self._beside for word in name.rest if word in mention.text)

    def _unknown(self, text: str, mention: Mention, names: Sequence[Name], senses: Sequence[Sense], following: int) -> Place | None:
        """For a place that the gazetteer does not have: the one that the text says it lies in, with its size."""
        lies_in = self._language.pattern("places-somewhere")
        said = following < len(names) and lies_in.fullmatch(text, mention.end, names[following].start)
        return place_within(mention.text, senses[following]) if said else None

    def _qualified(self, text: str, name: Name, sense: Sense) -> Place:
        return apply_part(placed(sense), self._parts.find(text, name.start, name.end))


def _votes(reading: Reading) -> Votes:
    votes = Votes()
    votes.add(reading.dateline[0], DATELINE, region=reading.dateline[1])
    votes.add((reading.article.country or "").upper(), OUTLET)
    for mention in reading.mentions:
        if mention.entity and mention.entity.country and mention.kind in OTHERS:
            votes.add(mention.entity.country, NATIONALITY)
    return votes


def load_gazetteer(places: Sequence[PlaceSeed], shortened: Sequence[ShortSeed] = ()) -> Gazetteer:
    """The gazetteer with our own places and short forms over it. Raises UsageError when it is not built."""
    short: dict[str, list[tuple[str, str]]] = {}
    for seed in shortened:
        for word in seed.words:
            short.setdefault(word, []).append((seed.country, key_of(seed.region)))
    own = [_candidate(place, number) for number, place in enumerate(places, start=1)]
    return Gazetteer(DATABASE, own=own, short=short)


def placed_country(gazetteer: Gazetteer, code: str) -> Place | None:
    """The place of a country by its ISO code."""
    return next((placed(Sense(found, 1.0, "its code")) for found in gazetteer.inside(code, "country")), None)


def _candidate(seed: PlaceSeed, number: int) -> tuple[Candidate, tuple[str, ...]]:
    """A place of ours and its keys. Those that GeoNames does not have get ids below zero, which nothing outside sees."""
    identity, country = seed.geonames_id or -10_000_000 - number, seed.country or ""
    place = Candidate(identity, seed.name, seed.lat, seed.lon, country, seed.feature, radius=seed.radius_km, timezone=seed.timezone)
    return place, tuple(dict.fromkeys(key_of(name) for name in (seed.name, *seed.names)))


def _readable(name: Name, near: Near[Mention]) -> bool:
    """Whether a name is not merely a part of a person's, a body's, a people's name or of a date."""
    mentions = near.around(name.start, name.end)
    places = any(m.kind in PLACED for m in mentions)
    return places or not any(_hides(name, m) for m in mentions if m.kind in (*OTHERS, Kind.TIME))


def _hides(name: Name, mention: Mention) -> bool:
    """Whether a name is only a part of a mention that is no place, or the whole of one that an entry of ours knows.

    A country is one all the same where it acts as a body: Russia denies.
    """
    inside = mention.start <= name.start and name.end <= mention.end
    acts = mention.kind is Kind.ORGANISATION and name.candidates[0].feature == "country"
    return inside and not (_is_all_of(mention, name) and (acts or _is_guess(mention)))


def _is_guess(mention: Mention) -> bool:
    """Whether only the language model says what it is."""
    return mention.kind in OTHERS and (mention.entity is None or mention.entity.id.startswith("local:"))


def _is_doubted(name: Name, near: Near[Mention]) -> bool:
    return any(_is_guess(m) and m.end - m.start <= name.end - name.start + 4 for m in near.around(name.start, name.end))


def _is_all_of(mention: Mention, name: Spanned) -> bool:
    """Whether a name is all of a mention, but for "the" and "'s"."""
    return 0 <= name.start - mention.start <= 4 and 0 <= mention.end - name.end <= 2


def _finest(anchors: Sequence[int], senses: Sequence[Sense]) -> int | None:
    """The name that says it best: the one that lies in the others, "Rafah" of "the Gaza Strip town of Rafah"."""
    inner = (at for at in anchors if any(_is_inside(senses[at].place, senses[other].place) for other in anchors))
    return next(inner, next(iter(anchors), None))


def _is_inside(small: Candidate, large: Candidate) -> bool:
    return small.radius < large.radius and distance_km(small.lat, small.lon, large.lat, large.lon) < large.radius
