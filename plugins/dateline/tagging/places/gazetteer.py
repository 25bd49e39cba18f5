"""The gazetteer: keys -> candidates, from the one read-only file that every process shares. Our own places come before it."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from dateline.errors import UsageError
from dateline.tagging.places.keys import key_of

DATABASE = Path(__file__).resolve().parents[2] / "_data" / "gazetteer.db"
SCHEMA = """
CREATE TABLE place (
    id INTEGER PRIMARY KEY, name TEXT NOT NULL, lat REAL NOT NULL, lon REAL NOT NULL, country TEXT NOT NULL, feature TEXT NOT NULL,
    population INTEGER NOT NULL, admin1 INTEGER, admin2 INTEGER, radius REAL NOT NULL, timezone TEXT
);
CREATE TABLE name (key TEXT NOT NULL, place INTEGER NOT NULL, rank INTEGER NOT NULL, PRIMARY KEY (key, place)) WITHOUT ROWID;
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
"""
CACHED = 16384  # Keys whose candidates are kept, mostly words that are no place: the capitalised words of a thousand articles, 6 MB.
MMAP = 64 * 2**20  # The whole file: pages are shared between processes and belong to nobody's memory.
_NAMED = """
SELECT p.*, n.rank, r.name FROM name n JOIN place p ON p.id = n.place LEFT JOIN place r ON r.id = p.admin1
WHERE n.key = ? ORDER BY n.rank, p.population DESC LIMIT 400
"""
_PLACES = """
SELECT p.*, 0, r.name FROM place p LEFT JOIN place r ON r.id = p.admin1
WHERE p.country = ? AND p.feature = ? ORDER BY p.population DESC
"""
_KNOWN = "SELECT p.*, 0, r.name FROM place p LEFT JOIN place r ON r.id = p.admin1 WHERE p.id = ?"
_NOTABLE = "SELECT DISTINCT name FROM place WHERE feature IN ('capital', 'region') OR population > 100000"


class Candidate(NamedTuple):
    """One place that a name may mean: a row of the file, with `rank` (0 its own name, 1 another name of it, 2 its name without "District"
    and the like) and the name of its region."""

    id: int
    name: str
    lat: float
    lon: float
    country: str
    feature: str
    population: int = 0
    admin1: int | None = None
    admin2: int | None = None
    radius: float = 1.0
    timezone: str | None = None
    rank: int = 0
    region: str | None = None


class Gazetteer:
    """Look-ups by key. `own` are places of ours with their keys: they come first, and over the file's place of the same id.

    `short` are ways to shorten a region behind a place in it, each with country and key of the regions it may mean.
    """

    def __init__(
        self, database: Path, *, own: Iterable[tuple[Candidate, Sequence[str]]], short: Mapping[str, Sequence[tuple[str, str]]]
    ) -> None:
        if not database.is_file():
            raise UsageError(f"{database.name}: the gazetteer is missing; build it with: python -m dateline.gazetteer")
        # immutable: nobody writes this file, so no locks and no look at the disk. Other threads may read: one statement at a time.
        self._connection = sqlite3.connect(f"{database.as_uri()}?mode=ro&immutable=1", uri=True, check_same_thread=False)
        self._connection.execute(f"PRAGMA mmap_size = {MMAP}")
        self._connection.execute("PRAGMA cache_size = -512")
        zones = dict(self._connection.execute("SELECT country, timezone FROM place WHERE feature = 'country'"))
        self._own: dict[str, list[Candidate]] = defaultdict(list)
        self._moved: dict[int, Candidate] = {}
        for place, keys in sorted(own, key=lambda entry: entry[0].feature != "region"):  # Regions first: cities take their names from them.
            completed = self._completed(place, zones)
            if place.id > 0:
                self._moved[place.id] = completed
            for key in keys:
                self._own[key].append(completed)
        self._short = short
        self.candidates = lru_cache(maxsize=CACHED)(self._candidates)

    def _completed(self, place: Candidate, zones: Mapping[str, str | None]) -> Candidate:
        """A place of ours with what the file knows of it besides: people, region, time zone."""
        row = self._connection.execute(_KNOWN, (place.id,)).fetchone()
        known = self._in_our_region(Candidate._make(row)) if row else place
        if known.feature == "capital" and place.feature == "city":
            place = place._replace(feature="capital")
        zone = place.timezone or known.timezone or zones.get(place.country)
        return place._replace(population=known.population, admin1=known.admin1, admin2=known.admin2, timezone=zone, region=known.region)

    def inside(self, country: str, feature: str) -> list[Candidate]:
        """The places of a feature in a country (its regions, its capitals, itself), the largest first, in our words."""
        rows = self._connection.execute(_PLACES, (country, feature))
        return [self._in_our_words(Candidate._make(row)) for row in rows]

    def notable(self) -> list[str]:
        """Names of capitals, regions and larger towns: what a box may suggest."""
        return [name for (name,) in self._connection.execute(_NOTABLE)]

    def knows(self, name: str) -> bool:
        """Whether some place has this as a name of its own."""
        return any(candidate.rank <= 1 for candidate in self.candidates(key_of(name)))

    def regions_short(self, word: str) -> tuple[Candidate, ...]:
        """The regions that a word may shorten: "Md." Maryland."""
        return tuple(
            candidate
            for country, key in self._short.get(word, ())
            for candidate in self.candidates(key)
            if candidate.feature == "region" and candidate.country == country
        )

    def _candidates(self, key: str) -> tuple[Candidate, ...]:
        """What a key may mean, our own places first, then by rank and population."""
        own = self._own.get(key, ())
        known = {candidate.id for candidate in own}
        found = (Candidate._make(row) for row in self._connection.execute(_NAMED, (key,)))
        return (*own, *(self._in_our_words(candidate) for candidate in found if candidate.id not in known))

    def _in_our_words(self, candidate: Candidate) -> Candidate:
        if ours := self._moved.get(candidate.id):
            return ours._replace(rank=candidate.rank)
        return self._in_our_region(candidate)

    def _in_our_region(self, candidate: Candidate) -> Candidate:
        region = self._moved.get(candidate.admin1 or 0)
        return candidate._replace(region=region.name) if region else candidate
