import pytest

from dateline.pages.maps import MAP_HEIGHT, MAP_WIDTH, Spot, merged, place_map, read_box, read_spots
from dateline.pages.tally import Tally

ALEPPO = Spot("Aleppo, SY", 36.2, 37.16, 10.0, "city", Tally(4))
LAUSANNE = Spot("Lausanne, CH", 46.5, 6.63, 5.0, "city", Tally(1))
SYRIA = Spot("Syria", 35.0, 38.5, 240.0, "country", Tally(2))


def test_every_place_is_on_the_map_among_outlines_and_filters() -> None:
    drawn = place_map([ALEPPO, LAUSANNE, SYRIA], form={}, box=None)
    assert drawn is not None
    assert {dot.label: dot.hollow for dot in drawn.dots} == {
        "Aleppo, SY: 4 events": False,
        "Lausanne, CH: 1 event": False,
        "Syria: 2 events": True,
    }
    assert all(0 <= dot.x <= MAP_WIDTH and 0 <= dot.y <= MAP_HEIGHT for dot in drawn.dots)
    assert next(dot for dot in drawn.dots if dot.name == "Aleppo").href == "/?place=Aleppo%2C+SY"
    assert len(drawn.paths) > 20


def test_places_that_cannot_be_told_apart_are_one_dot_that_zooms() -> None:
    near = Spot("Azaz, SY", 36.6, 37.05, 5.0, "city", Tally(1))
    drawn = place_map([ALEPPO, near, LAUSANNE], form={"q": ["raid"]}, box=None)
    assert drawn is not None
    many = next(dot for dot in drawn.dots if dot.places > 1)
    assert (many.label, many.href.startswith("/?q=raid&map=")) == ("Aleppo, SY and 1 more place: 5 events", True)
    box = read_box(many.href.split("map=")[1].replace("%2C", ","))
    closer = place_map([ALEPPO, near, LAUSANNE], form={"map": ["x"]}, box=box)
    assert closer is not None
    assert closer.whole == "/"
    assert {dot.name for dot in closer.dots} == {"Aleppo", "Azaz"} or any(dot.places > 1 for dot in closer.dots)


def test_the_radius_says_how_exactly_a_place_is_known() -> None:
    drawn = place_map(
        [Spot("Darfur, SD", 13, 25, 150, "area", Tally(1)), Spot("Sahel", 15, 10, 1500, "continent", Tally(1))], form={}, box=None
    )
    assert drawn is not None
    assert {dot.name: (dot.halo > 0, dot.hollow) for dot in drawn.dots} == {"Darfur": (True, False), "Sahel": (False, True)}


def test_one_line_a_place() -> None:
    counted = {"Aleppo, SY|36.2|37.16|10|city": 3, "Aleppo, SY|36.2|37.16|25|city": 2, "Idlib, SY|35.9|36.6|5|city": 4}
    spots = merged(read_spots({key: Tally(count) for key, count in counted.items()}))
    assert [(spot.label, spot.tally, spot.radius_km) for spot in spots] == [("Aleppo, SY", Tally(5), 10.0), ("Idlib, SY", Tally(4), 5.0)]


def test_a_dot_tells_happenings_and_reports_and_is_there_for_reports_alone() -> None:
    spots = [Spot("Aleppo, SY", 36.2, 37.16, 10.0, "city", Tally(1, 4)), Spot("Daraa, SY", 32.6, 36.1, 5.0, "city", Tally(0, 2))]
    drawn = place_map(spots, form={}, box=None, noun=("incident", "incidents"))
    assert drawn is not None
    assert [dot.label for dot in drawn.dots] == ["Aleppo, SY: 1 incident, 4 reports", "Daraa, SY: 2 reports"]


@pytest.mark.parametrize("value", [None, "", "1,2,3", "a,b,c,d", "5,0,1,1", "nan,0,1,1", "-999,0,1,1"])
def test_a_box_that_is_none_is_left_out(value: str | None) -> None:
    assert read_box(value) is None


@pytest.mark.parametrize("point", [(90.0, 180.0), (-90.0, -180.0), (0.0, 0.0)])
def test_the_edges_of_the_world_can_be_drawn(point: tuple[float, float]) -> None:
    assert place_map([Spot("somewhere", *point, 0.0, "", Tally(1))], form={}, box=None) is not None


def test_no_places_no_map() -> None:
    assert place_map([], form={}, box=None) is None


def test_a_continent_does_not_widen_the_map_of_a_town() -> None:
    africa = Spot("Africa", 7.2, 21.1, 4000.0, "continent", Tally(1))
    alone, beside = (place_map(spots, form={}, box=None) for spots in ([ALEPPO], [ALEPPO, africa]))
    assert alone is not None
    assert beside is not None
    assert (alone.out, [dot.name for dot in beside.dots]) == (beside.out, ["Aleppo"])
    only = place_map([africa], form={}, box=None)
    assert only is not None
    assert [dot.name for dot in only.dots] == ["Africa"]


def test_a_name_runs_over_no_dot() -> None:
    drawn = place_map(
        [Spot("Sudan", 16.0, 30.0, 800.0, "country", Tally(20)), Spot("Khartoum, SD", 15.9, 32.5, 10.0, "city", Tally(30))],
        form={},
        box=None,
    )
    assert drawn is not None
    assert [dot.name for dot in drawn.names] == ["Khartoum"]
