import itertools
from datetime import date, timedelta

import pytest

from dateline.pages.histogram import HEIGHT, WIDTH, bar_kind, histogram, start_of
from dateline.query import Bucket

FIRST, LAST = date(2016, 10, 10), date(2016, 11, 20)
DAYS = [Bucket(date(2016, 10, 13), 4, {"ASSAULT": 3, "CONSULT": 1}, ()), Bucket(date(2016, 11, 15), 1, {}, ())]


def test_a_gap_is_a_gap_however_long_it_is() -> None:
    drawn = histogram(DAYS, FIRST, LAST, by="day", form={"place": ["Sudan"]})
    assert drawn is not None
    assert [bar.first for bar in drawn.bars] == [FIRST + timedelta(days=n) for n in range(42)]
    assert [bar.label for bar in drawn.bars if bar.height] == [
        "13 Oct 2016: 4 events, 3 of them violent",
        "15 Nov 2016: 1 event",
    ]
    full = drawn.bars[3]
    assert full.violent == pytest.approx(full.height * 3 / 4, abs=0.1)
    assert full.href == "/?since=2016-10-13&until=2016-10-13&place=Sudan"
    assert all(0 <= bar.height <= HEIGHT and bar.x + bar.width <= WIDTH for bar in drawn.bars)


@pytest.mark.parametrize("days", [1, 2, 30, 42, 92, 200, 500, 3000])
def test_labels_under_the_axis_never_touch(days: int) -> None:
    last = FIRST + timedelta(days=days - 1)
    by = bar_kind(FIRST, last)
    drawn = histogram([Bucket(start_of(FIRST, by), 1, {}, ())], FIRST, last, by=by, form={})
    assert drawn is not None
    assert len(drawn.bars) <= 130
    ends = [(tick.x, tick.x + 6.2 * len(tick.text)) for tick in drawn.ticks]
    assert ends
    assert all(end <= start for (_, end), (start, _) in itertools.pairwise(ends))
    assert ends[-1][1] <= WIDTH + 4


@pytest.mark.parametrize("buckets", [[], [Bucket(date(2016, 10, 14), 0, {}, ())]])
def test_no_events_no_bars(buckets: list[Bucket]) -> None:
    assert histogram(buckets, FIRST, LAST, by="day", form={}) is None
