"""Where an act is set: pointed at, told before in its paragraph, assumed, or nowhere."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dateline.models.mentions import Kind, Mention
from dateline.models.places import Place
from dateline.models.times import TimeValue
from dateline.tagging.events.grounding import Ground, Scene, ground, told_place
from dateline.tagging.near import Near
from dateline.tagging.reader.decode import Pointer
from tests.tagging.events.conftest import act

PERU, OMAN, MUSCAT = (
    Place(name, 0.0, 0.0, country=code, precision_km=size, why="said so")
    for name, code, size in (("Peru", "PE", 500.0), ("Oman", "OM", 300.0), ("Muscat", "OM", 10.0))
)


def grounds(*, scene: Place | None = None, assumed: Place | None = None, told: Place | None = None) -> Ground:
    happened = act("It happened", "happened")
    pointed = Mention(0, 2, "It", Kind.LOCATION, "test", place=told) if told else None
    return ground(happened, Near(()), told=pointed, assumed=assumed, scene=Scene(0, None, scene), published=None)


def test_what_the_paragraph_told_is_finer_than_its_country() -> None:
    assert grounds(scene=MUSCAT, assumed=OMAN).place == MUSCAT


def test_another_country_is_not_where_the_paragraph_was() -> None:
    found = grounds(scene=MUSCAT, assumed=PERU)
    assert found.place == PERU
    assert found.why == ("place: said so",)


@pytest.mark.parametrize(("is_dated", "time"), [(True, None), (False, TimeValue("2016-10-14"))])
def test_another_paragraph_forgets_the_scene_but_for_the_day_of_a_text_without_one_of_its_own(
    is_dated: bool, time: TimeValue | None
) -> None:
    scene = Scene(0, TimeValue("2016-10-14"), MUSCAT)
    scene.enter(0, is_dated=is_dated)
    assert (scene.time, scene.place) == (TimeValue("2016-10-14"), MUSCAT)
    scene.enter(1, is_dated=is_dated)
    assert (scene.time, scene.place) == (time, None)


def test_nothing_is_made_up() -> None:
    assert grounds(scene=MUSCAT).place is None
    assert grounds().place is None


@pytest.mark.parametrize(
    ("sure", "likely", "country", "kept"),
    [(0.7, 0.6, "PE", True), (0.7, 0.8, "PE", False), (0.7, 0.8, "OM", True), (0.7, 0.8, None, True)],
)
def test_a_place_gives_way_to_a_country_that_is_likelier_and_not_its_own(
    sure: float, likely: float, country: str | None, kept: bool
) -> None:
    town, land = replace(MUSCAT, country=country, confidence=sure), replace(OMAN, confidence=likely)
    found = grounds(told=town, assumed=land)
    assert (found.place, found.placed) == ((town, True) if kept else (land, False))
    assert any("which lies elsewhere" in line for line in found.why) is not kept


def test_of_two_places_in_two_countries_the_surest_pointer_decides() -> None:
    mentions = Near([Mention(n, n + 4, "Name", Kind.LOCATION, "test", place=place) for n, place in ((0, PERU), (9, MUSCAT))])
    for first, second, country in ((0.6, 0.9, "OM"), (0.9, 0.6, "PE")):
        found = told_place([Pointer(0, 4, first), Pointer(9, 13, second)], mentions)
        assert found is not None
        assert found.place is not None
        assert found.place.country == country
