"""When an event is put on the timeline."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from dateline.documents.bundles import build_bundle
from dateline.models.events import TaggedArticle
from dateline.models.places import Place
from dateline.models.times import TimeValue
from tests.documents.raid import ALEPPO, ARTICLE, MOSCOW, NOW, RAID, body

START = datetime(2016, 10, 13, 22, 30, tzinfo=UTC)
DAYS = [
    (ALEPPO, "Europe/London", date(2016, 10, 14)),
    (replace(ALEPPO, timezone="America/New_York"), "Asia/Tokyo", date(2016, 10, 13)),
    (replace(ALEPPO, timezone=None), "Asia/Tokyo", date(2016, 10, 14)),
    (replace(ALEPPO, timezone="No/Where"), None, date(2016, 10, 13)),
    (None, "../../etc/passwd", date(2016, 10, 13)),
]


@pytest.mark.parametrize(("place", "zone", "day"), DAYS)
def test_the_local_day_is_the_place_s_else_the_source_s(place: Place | None, zone: str | None, day: date) -> None:
    time = TimeValue("T", START, START + timedelta(hours=1), "hour", "explicit")
    tagged = TaggedArticle(replace(ARTICLE, timezone=zone), (), (replace(RAID, place=place, time=time),), rules="r")
    assert build_bundle(tagged, revision=1, now=NOW).events[0].body["day_local"] == day.isoformat()


UNDATED = [
    None,
    TimeValue("P3D"),
    TimeValue("9999-12-31", datetime.max.replace(tzinfo=UTC), None),
    TimeValue("0001-01-01", datetime.min.replace(tzinfo=MOSCOW), datetime(1, 1, 2, tzinfo=UTC)),
]


@pytest.mark.parametrize("time", UNDATED)
def test_without_an_interval_there_is_no_date_at_all(time: TimeValue | None) -> None:
    made = body(time=time, position="background")
    assert (made["@timestamp"], made["date_range"], made["day_local"]) == (None, None, None)
    assert (made["event"]["start"], made["event"]["end"]) == (None, None)


def test_news_without_a_time_is_kept_on_the_day_of_publication_and_says_so() -> None:
    article = replace(ARTICLE, timezone="Asia/Damascus", published=datetime(2016, 10, 14, 23, tzinfo=UTC))
    raid = replace(RAID, time=None, place=None, position="body")
    made = build_bundle(TaggedArticle(article, (), (raid,), rules="r"), revision=1, now=NOW).events[0].body
    assert (made["day_local"], made["precision"], made["basis"], made["time"]) == ("2016-10-15", "unknown", "published", None)
    assert made["date_range"] == {"gte": "2016-10-14T21:00:00Z", "lt": "2016-10-15T21:00:00Z"}
    undated = build_bundle(TaggedArticle(replace(article, published=None), (), (raid,), rules="r"), revision=1, now=NOW).events[0].body
    assert (undated["@timestamp"], undated["precision"]) == (None, None)


@pytest.mark.parametrize("end", [None, START, START - timedelta(hours=1), START + timedelta(microseconds=3)])
def test_an_interval_is_never_empty(end: datetime | None) -> None:
    made = body(time=TimeValue("T", START, end))
    assert made["date_range"] == {"gte": "2016-10-13T22:30:00Z", "lt": "2016-10-13T22:30:00.001000Z"}
