import itertools
from datetime import date, timedelta

import pytest

from dateline.pages import charts
from dateline.pages.charts import HEIGHT, MAP_HEIGHT, MAP_WIDTH, WIDTH, Spot, bar_kind, histogram, merged, place_map, read_box, read_spots
from dateline.query import Bucket

FIRST, LAST = date(2016, 10, 10), date(2016, 11, 20)
DAYS = [Bucket(date(2016, 10, 13), 4, {"ASSAULT": 3, "CONSULT": 1}, ()), Bucket(date(2016, 11, 15), 1, {}, ())]


def test_a_gap_is_a_gap_however_long_it_is() -> None:
    drawn = histogram(DAYS, FIRST, LAST, by="day", form={"place": ["Sudan"]})
    assert drawn is not None
    assert [bar.first for bar in drawn.bars] == [FIRST + timedelta(days=n) for n in range(42)]
    assert [bar.label for bar in drawn.bars if bar.height] == [
        "13 Oct 2016: 4 events, 3 of them violent",
        "15 Nov 2016: 1 event, 0 of them violent",
    ]
    full = drawn.bars[3]
    assert full.violent == pytest.approx(full.height * 3 / 4, abs=0.1)
    assert full.href == "/?since=2016-10-13&until=2016-10-13&place=Sudan"
    assert all(0 <= bar.height <= HEIGHT and bar.x + bar.width <= WIDTH for bar in drawn.bars)


@pytest.mark.parametrize("days", [1, 2, 30, 42, 92, 200, 500, 3000])
def test_labels_under_the_axis_never_touch(days: int) -> None:
    last = FIRST + timedelta(days=days - 1)
    by = bar_kind(FIRST, last)
    drawn = histogram([Bucket(charts.start_of(FIRST, by), 1, {}, ())], FIRST, last, by=by, form={})
    assert drawn is not None
    assert len(drawn.bars) <= 130
    ends = [(tick.x, tick.x + 6.2 * len(tick.text)) for tick in drawn.ticks]
    assert ends
    assert all(end <= start for (_, end), (start, _) in itertools.pairwise(ends))
    assert ends[-1][1] <= WIDTH + 4


@pytest.mark.parametrize("buckets", [[], [Bucket(date(2016, 10, 14), 0, {}, ())]])
def test_no_events_no_bars(buckets: list[Bucket]) -> None:
    assert histogram(buckets, FIRST, LAST, by="day", form={}) is None


ALEPPO = Spot("Aleppo, SY", 36.2, 37.16, 10.0, "city", 4)
LAUSANNE = Spot("Lausanne, CH", 46.5, 6.63, 5.0, "city", 1)
SYRIA = Spot("Syria", 35.0, 38.5, 240.0, "country", 2)


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
    near = Spot("Azaz, SY", 36.6, 37.05, 5.0, "city", 1)
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
    drawn = place_map([Spot("Darfur, SD", 13, 25, 150, "area", 1), Spot("Sahel", 15, 10, 1500, "continent", 1)], form={}, box=None)
    assert drawn is not None
    assert {dot.name: (dot.halo > 0, dot.hollow) for dot in drawn.dots} == {"Darfur": (True, False), "Sahel": (False, True)}


def test_one_line_a_place() -> None:
    spots = read_spots([("Aleppo, SY|36.2|37.16|10|city", 3), ("Aleppo, SY|36.2|37.16|25|city", 2), ("Idlib, SY|35.9|36.6|5|city", 4)])
    assert [(spot.label, spot.count, spot.radius_km) for spot in merged(spots)] == [("Aleppo, SY", 5, 10.0), ("Idlib, SY", 4, 5.0)]


@pytest.mark.parametrize("value", [None, "", "1,2,3", "a,b,c,d", "5,0,1,1", "nan,0,1,1", "-999,0,1,1"])
def test_a_box_that_is_none_is_left_out(value: str | None) -> None:
    assert read_box(value) is None


@pytest.mark.parametrize("point", [(90.0, 180.0), (-90.0, -180.0), (0.0, 0.0)])
def test_the_edges_of_the_world_can_be_drawn(point: tuple[float, float]) -> None:
    assert place_map([Spot("somewhere", *point, 0.0, "", 1)], form={}, box=None) is not None


def test_no_places_no_map() -> None:
    assert place_map([], form={}, box=None) is None
