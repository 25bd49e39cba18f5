"""Our own places: every file loads, points lie where they should, and mistakes are named."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pycountry
import pytest

from dateline.errors import SeedError
from dateline.geo import distance_km
from dateline.seeds.places import load_places
from dateline.tagging.places.gazetteer import DATABASE, Gazetteer
from dateline.tagging.places.keys import key_of


def test_every_country_has_a_point_and_its_code() -> None:
    countries = {seed.country for seed in load_places() if seed.feature == "country"}
    assert {country.alpha_2 for country in pycountry.countries} - countries <= {"GS", "HM", "TF", "UM", "AQ", "BV"}


def test_no_two_countries_share_a_name_but_the_two_congos() -> None:
    names = Counter(
        key for seed in load_places() if seed.feature == "country" for key in {key_of(name) for name in (seed.name, *seed.names)}
    )
    assert [name for name, count in names.items() if count > 1] == ["congo"]


def test_places_laid_over_the_gazetteer_lie_near_what_they_cover() -> None:
    connection = Gazetteer(DATABASE, own=(), short={})._connection
    far = []
    for seed in load_places():
        if seed.feature == "country":
            continue  # The middle of an archipelago's towns may lie far from the middle of its largest island.
        row = connection.execute("SELECT lat, lon, radius, country FROM place WHERE id = ?", (seed.geonames_id,)).fetchone()
        if row and (distance_km(seed.lat, seed.lon, row[0], row[1]) > 1.6 * (seed.radius_km + row[2]) + 20 or row[3] != seed.country):
            far.append(seed.id)
    assert far == []


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        ("{id: x, name: X, feature: city, lat: 91, lon: 0, radius_km: 1}", r"places/a\.yml:1: x\.lat: "),
        ("{id: x, name: X, feature: castle, lat: 1, lon: 0, radius_km: 1}", r"places/a\.yml:1: x\.feature: "),
        ("{id: x, name: X, feature: city, lat: 1, lon: 0, radius_km: 0}", r"places/a\.yml:1: x\.radius_km: "),
        ("{id: x, name: X, feature: city, lat: 1, lon: 0, radius_km: 1, country: Syria}", r"places/a\.yml:1: x\.country: "),
        ("{id: x, name: X, feature: city, lat: 1, lon: 0, radius_km: 1, colour: red}", r"places/a\.yml:1: x\.colour: "),
    ],
)
def test_a_mistake_is_named_with_file_and_key(tmp_path: Path, entry: str, message: str) -> None:
    (tmp_path / "places").mkdir()
    (tmp_path / "places" / "a.yml").write_text(f"- {entry}\n", encoding="utf-8")
    with pytest.raises(SeedError, match=message):
        load_places(base=tmp_path)
