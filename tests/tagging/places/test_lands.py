"""The countries that a text names: as places, by its parties, and inside other names."""

from __future__ import annotations

import pytest

from dateline.models.mentions import EntityRef, Kind, Mention
from dateline.models.places import Place
from dateline.tagging.places.lands import Naming, known_land, lands
from dateline.tagging.places.resolver import load_gazetteer
from tests.known import knowledge

KNOWN = {"Texas": "US", "New York": "US", "York": "GB", "Oman": "OM"}


def test_words_inside_names_are_taken_where_nothing_surer_stands() -> None:
    text = "Texas Shooting shocks Oman. New York's mayor spoke."
    oman = Mention(text.index("Oman"), text.index("Oman") + 4, "Oman", Kind.LOCATION, "test", place=Place("Oman", 0.0, 0.0, country="OM"))
    assert [(land.country, text[land.start : land.end], land.by) for land in lands(text, [oman], KNOWN.get)] == [
        ("US", "Texas", Naming.WORD),
        ("OM", "Oman", Naming.PLACE),
        ("US", "New York", Naming.WORD),
    ]


def test_a_party_names_its_country_and_a_place_comes_before_it() -> None:
    party = Mention(0, 5, "Tribe", Kind.ORGANISATION, "test", entity=EntityRef("t", "Tribe", country="PE"))
    placed = Mention(0, 5, "Tribe", Kind.LOCATION, "test", place=Place("Tribe", 0.0, 0.0, country="CL"))
    assert [(land.country, land.by) for land in lands("Tribe", [party], KNOWN.get)] == [("PE", Naming.PARTY)]
    assert [(land.country, land.by) for land in lands("Tribe", [placed, party], KNOWN.get)] == [("CL", Naming.PLACE)]


@pytest.mark.parametrize(
    ("name", "country"),
    [("Texas", "US"), ("Tbilisi", "GE"), ("Peru", "PE"), ("Kharkiv", "UA"), ("Shooting", None), ("Springfield", None)],
)
def test_a_name_means_a_country_when_only_one_has_a_place_of_size(name: str, country: str | None) -> None:
    assert known_land(load_gazetteer(knowledge().places), name) == country
