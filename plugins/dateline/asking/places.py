"""Place names -> keys of the index. What lies in a place is found with it: a country by its code, a region by its name within it."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from dateline.asking.countries import by_code, foreign_names
from dateline.asking.values import Meaning
from dateline.documents.places import place_keys
from dateline.geo import distance_km
from dateline.seeds.entities import Entity
from dateline.seeds.places import PlaceSeed
from dateline.tagging.places.gazetteer import Candidate, Gazetteer
from dateline.tagging.places.keys import key_of, without_article
from dateline.text import fold

OTHERS = 4  # Next best that are offered.
WIDER = 1.25  # Of an area's radius: its regions' middles lie within.
NEAR_ENOUGH = 0.78  # Of difflib's ratio: one letter wrong in five.
RIVAL = 10  # How many times smaller a namesake elsewhere may be and still be worth a word.
_FEATURES = ("country", "area", "continent", "capital", "region", "historic", "city", "district")
_WIDE = frozenset({"area", "continent", "historic", "desert", "mountains", "island", "sea", "water", "river"})
_CAPITAL = re.compile(
    r"(?:the )?capital(?: city)? of (?:the )?(?P<of>.+)|(?P<whose>(?!the$|the capital)\w.+?)(?:['’]s?)? capital(?: city)?", re.IGNORECASE
)


class Places:
    """Names of places, as one process knows them."""

    def __init__(self, gazetteer: Gazetteer, seeds: Sequence[PlaceSeed], states: Iterable[Entity]) -> None:
        self._gazetteer = gazetteer
        self._seeds = seeds
        self._countries = {seed.country: seed for seed in seeds if seed.feature == "country" and seed.country}
        self._words: dict[str, str] = {}
        for state in states:
            if state.kind == "state" and state.country:
                for word in (*state.names(), *state.demonyms, *state.people):
                    self._words.setdefault(key_of(word), state.country)
        self._foreign = {key_of(name): code for name, code in foreign_names().items()}
        names = {seed.name for seed in seeds} | {name for seed in seeds for name in seed.names}
        self._suggested = sorted(names | set(gazetteer.notable()))

    def country(self, code: str) -> str:
        """The name of a country by its two letters."""
        seed = self._countries.get(code.upper())
        return seed.name if seed else code

    def meaning(self, asked: str) -> Meaning:
        """What a name means. A comma narrows it: "Tripoli, Lebanon"; the finest place named wins."""
        name, _, rest = (part.strip() for part in asked.partition(","))
        within = self._code(rest) if rest else None
        if rest and within is None:
            found = self._find(rest, None)
            within = found[0].country if found else None
            if within is None:
                return self._unknown(asked, f"no country or region is called {rest}")
        if code := self._code(name) if not rest else None:
            return self._of_country(asked, code)
        if (capital := _CAPITAL.fullmatch(name)) or key_of(name) in ("capital", "capital city"):
            return self._capital(asked, (capital["of"] or capital["whose"]) if capital else rest)
        found = self._find(name, within)
        if within and len(rest) == 2:  # As our own labels are written: they must find what they were counted of, whatever they are called.
            literal = f"{fold(within)}/{fold(name)}"
            meant = self._of_place(asked, found) if found else Meaning(asked, (), asked)
            return replace(meant, keys=tuple(dict.fromkeys((literal, *meant.keys))))
        if not found:
            return self._unknown(asked, f"no place is called {name}" + (f" in {self.country(within)}" if within else ""))
        return self._of_place(asked, found)

    def suggestions(self, typed: str, *, most: int) -> list[str]:
        """Names that begin so, for the box."""
        start = fold(typed)
        return [name for name in self._suggested if fold(name).startswith(start)][:most]

    # ---- which place ----

    def _code(self, name: str) -> str | None:
        """The country that a code, a name in any of the languages, or the name of its people means."""
        key = key_of(name)
        if len(name) in (2, 3) and (code := by_code().get(name.upper())) and not self._own_country(key):
            return code
        if found := self._own_country(key):
            return found
        return self._foreign.get(key) or self._words.get(key)

    def _own_country(self, key: str) -> str | None:
        first = next(iter(self._gazetteer.candidates(key)), None)
        return first.country if first and first.feature == "country" else None

    def _find(self, name: str, within: str | None) -> list[Candidate]:
        """Every place that a name may mean, the likeliest first."""
        key = key_of(name)
        found = list(self._gazetteer.candidates(key))
        if not found and (bare := without_article(key)):
            found = list(self._gazetteer.candidates(bare))
        found = [one for one in found if within is None or one.country == within]
        best = max((one.population for one in found), default=0)
        order = {feature: number for number, feature in enumerate(_FEATURES)}
        return sorted(found, key=lambda c: (c.rank, c.population * 20 < best and c.id > 0, order.get(c.feature, 9), -c.population))

    # ---- what it holds ----

    def _of_country(self, asked: str, code: str) -> Meaning:
        label = self.country(code)
        namesakes = self._find(asked, None) if len(asked) > 3 else []
        others = [self._label(c) for c in namesakes if c.country != code and (c.feature in ("country", "region") or c.population > 500_000)]
        return Meaning(asked, (fold(code),), label, "all that lies in it", tuple(dict.fromkeys(others))[:OTHERS])

    def _capital(self, asked: str, of: str) -> Meaning:
        if not of:
            return Meaning(asked, (), asked, "the capital of which country? Write for example: capital of Sudan", known=False)
        code = self._code(of)
        seats = self._gazetteer.inside(code, "capital") if code else []
        if not seats:
            return self._unknown(asked, f"no country is called {of}")
        return self._of_place(asked, seats[:1])

    def _of_place(self, asked: str, found: Sequence[Candidate]) -> Meaning:
        first = found[0]
        keys, hint = self._keys(first), "all that lies in it" if first.feature in ("region", *_WIDE) else ""
        region = next((one for one in found if one.feature == "region" and one.id == first.admin1), None)
        if region:  # Who asks for a town that its region is called by means both, and often does not know which.
            keys, hint = tuple(dict.fromkeys([*keys, *self._keys(region)])), f"with {region.name}, the region around it"
        rivals = [one for one in found[1:] if self._rivals(first, one)]
        return Meaning(asked, keys, self._label(first), hint, tuple(dict.fromkeys(self._label(one) for one in rivals))[:OTHERS])

    def _rivals(self, first: Candidate, other: Candidate) -> bool:
        if (other.country, fold(other.name)) == (first.country, fold(first.name)) or other.id == first.admin1:
            return False  # The region that is called as its town is found with it.
        if first.feature in _WIDE and other.country == first.country:
            return False
        return other.feature == "country" or other.population * RIVAL >= max(first.population, 100_000)

    def _keys(self, place: Candidate) -> tuple[str, ...]:
        if place.feature == "country":
            return (fold(place.country),)
        own = place_keys(place.name, None, place.country or None)[-1]
        if place.feature not in _WIDE or not place.radius:
            return (own,)
        return tuple(dict.fromkeys([own, *self._inside(place)]))

    def _inside(self, area: Candidate) -> list[str]:
        """What lies in an area that no index knows the border of: whole countries of a continent, regions and sites of an area."""

        def within(lat: float, lon: float, reach: float = WIDER) -> bool:
            return distance_km(area.lat, area.lon, lat, lon) <= area.radius * reach

        if not area.country:
            return [
                fold(code) for code, seed in self._countries.items() if seed.radius_km < area.radius and within(seed.lat, seed.lon, 1.0)
            ]
        places = [(one.name, one.lat, one.lon) for one in self._gazetteer.inside(area.country, "region")]
        named = [name for name, lat, lon in places if within(lat, lon) or key_of(area.name) in key_of(name).split()]
        sites = [s.name for s in self._seeds if s.country == area.country and s.feature != "country" and s.radius_km < area.radius]
        near = [s.name for s in self._seeds if s.name in set(sites) and s.country == area.country and within(s.lat, s.lon, 1.0)]
        return [place_keys(name, None, area.country)[-1] for name in (*named, *near)]

    def _label(self, place: Candidate) -> str:
        return f"{place.name}, {place.country}" if place.country and place.feature != "country" else place.name

    def _unknown(self, asked: str, why: str) -> Meaning:
        near = difflib.get_close_matches(asked.split(",")[0], self._suggested, n=OTHERS, cutoff=NEAR_ENOUGH)
        return Meaning(asked, (fold(asked),), asked, why, tuple(near), known=False)
