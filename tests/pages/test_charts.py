from datetime import date

import pytest

from dateline.pages.charts import HEIGHT, MAP_HEIGHT, MAP_WIDTH, WIDTH, histogram, place_map
from dateline.query import Bucket

DAYS = [
    Bucket(date(2016, 10, 13), 4, {"ASSAULT": 3, "CONSULT": 1}, ()),
    Bucket(date(2016, 10, 14), 0, {}, ()),
    Bucket(date(2016, 10, 15), 1, {}, ()),
]


def test_a_day_without_events_keeps_its_room_and_has_no_bar() -> None:
    first, last = histogram(DAYS)
    assert (first.label, last.label) == ("13 Oct 2016: 4 events, 3 violent", "15 Oct 2016: 1 events, 0 violent")
    assert first.violent == pytest.approx(first.height * 3 / 4, abs=0.1)
    assert last.x > WIDTH / 3 * 2
    assert all(0 <= bar.y <= HEIGHT and bar.x + bar.width <= WIDTH for bar in (first, last))


@pytest.mark.parametrize("days", [[], [Bucket(date(2016, 10, 14), 0, {}, ())]])
def test_no_events_no_bars(days: list[Bucket]) -> None:
    assert histogram(days) == []


def test_every_place_is_on_the_map_among_outlines() -> None:
    points = [(36.2, 37.16, 10.0, "Aleppo"), (36.2, 37.16, 25.0, "Aleppo"), (46.5, 6.63, 5.0, "Lausanne")]
    drawn = place_map(points)
    assert drawn is not None
    assert [dot.label for dot in drawn.dots] == ["Aleppo: 2 events", "Lausanne: 1 events"]
    assert all(0 <= dot.x <= MAP_WIDTH and 0 <= dot.y <= MAP_HEIGHT for dot in drawn.dots)
    assert len(drawn.paths) > 20


def test_no_places_no_map() -> None:
    assert place_map([]) is None


@pytest.mark.parametrize("point", [(90.0, 180.0), (-90.0, -180.0), (0.0, 0.0)])
def test_the_edges_of_the_world_can_be_drawn(point: tuple[float, float]) -> None:
    assert place_map([(*point, 0.0, "somewhere")]) is not None
