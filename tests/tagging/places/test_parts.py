"""Qualifiers: what stands around a name, and what it does to point and size. Sentences are our own."""

from __future__ import annotations

import pytest

from dateline.geo import distance_km
from dateline.models.places import Place
from dateline.tagging.places.parts import Part, Parts, apply_part
from tests.known import knowledge

MOSUL = Place("Mosul", 36.34, 43.13, "IQ", precision_km=10.0)


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("Strikes hit *Mosul* again.", None),
        ("Strikes hit eastern *Mosul*.", Part("eastern", 90.0)),
        ("Strikes hit north-western *Mosul*.", Part("north-western", 315.0)),
        ("A camp north of *Mosul* burned.", Part("north of", 0.0, outside=True)),
        ("A camp north and west of *Mosul* burned.", Part("north and west of", None, outside=True)),
        ("A convoy 20 km from *Mosul* was hit.", Part("20 km from", None, 20.0, outside=True)),
        ("A convoy 20 km south of *Mosul* was hit.", Part("20 km south of", 180.0, 20.0, outside=True)),
        ("A convoy 10 miles (16 km) south-east of *Mosul* was hit.", Part("10 miles (16 km) south-east of", 135.0, 16.1, outside=True)),
        ("A convoy 1,5 kilometres outside *Mosul* was hit.", Part("1,5 kilometres outside", None, 1.5, outside=True)),
        ("They hold rebel-held areas of *Mosul*.", Part("rebel-held areas")),
        ("They hold the northern outskirts of *Mosul*.", Part("northern outskirts", 0.0)),
        ("They hold *Mosul*'s eastern neighborhood.", Part("eastern neighborhood", 90.0)),
        ("They hold *Mosul*’s old city.", Part("old city")),
        ("They met near *Mosul*.", Part("near", outside=True)),
        ("They crossed the border with *Mosul*.", Part("border")),
        ("They crossed *Mosul*'s border.", Part("border")),
        ("They crossed the *Mosul* border.", Part("border")),
        ("They Crossed the *Mosul* Border.", Part("border")),
        ("Border With *Mosul* Closed.", Part("border")),
        ("They left for *Mosul* yesterday.", None),
    ],
)
def test_the_qualifier_of_a_name(text: str, part: Part | None) -> None:
    start = text.index("*")
    end = text.index("*", start + 1) - 1
    assert Parts(knowledge().language).find(text.replace("*", ""), start, end) == part


@pytest.mark.parametrize(
    ("part", "bearing", "away", "radius"),
    [
        (None, None, 0.0, 10.0),
        (Part("eastern", 90.0), 90, 4.5, 7.3),
        (Part("rebel-held areas"), None, 0.0, 10.0),
        (Part("near", outside=True), None, 0.0, 18.0),
        (Part("north of", 0.0, outside=True), 0, 12.0, 15.0),
        (Part("20 km from", None, 20.0, outside=True), None, 0.0, 30.0),
        (Part("20 km south of", 180.0, 20.0, outside=True), 180, 20.0, 7.0),
        (Part("border"), None, 0.0, 10.0),
    ],
)
def test_what_a_qualifier_does(part: Part | None, bearing: int | None, away: float, radius: float) -> None:
    place = apply_part(MOSUL, part)
    assert place.part == (part.words if part else None)
    assert place.precision_km == radius
    assert round(distance_km(MOSUL.lat, MOSUL.lon, place.lat, place.lon), 1) == away
    assert (place.lat > MOSUL.lat, place.lat < MOSUL.lat - 0.001, place.lon > MOSUL.lon) == (bearing == 0, bearing == 180, bearing == 90)


def test_a_large_area_is_cut_rather_than_moved() -> None:
    california = Place("California", 37.2, -119.5, "US", precision_km=600.0)
    southern = apply_part(california, Part("southern", 180.0))
    assert southern.precision_km == 528.0
    assert round(distance_km(37.2, -119.5, southern.lat, southern.lon)) == 120
