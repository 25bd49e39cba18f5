"""Filters as written become one query, or one line that says how to write them."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from dateline.asking.forms import ask, newest_day, with_period
from dateline.errors import QueryRefused
from dateline.models.times import TimeValue
from dateline.query import Near, Query
from tests.bundles import article, bundle, event
from tests.fakes import FakeIndex
from tests.pages.coded import NAMES


def test_filters_become_one_query() -> None:
    form = {
        "q": ["raid"],
        "since": ["2016-10-10"],
        "until": ["2016-10-16"],
        "type": ["assault"],
        "status": ["happened"],
        "near": ["36.2,37.1,50"],
        "place": ["Soudan", "Tripoli"],
        "actor": ["ISIS"],
        "when": ["exact"],
        "conflict": ["1"],
    }
    asked = ask(form, NAMES)
    assert asked.query == Query(
        text="raid",
        first_day=date(2016, 10, 10),
        last_day=date(2016, 10, 16),
        types=("ASSAULT",),
        statuses=("happened",),
        timings=("exact",),
        actors=("isil",),
        places=("sd", "ly/tripoli", "ly/tarabulus"),
        near=Near(36.2, 37.1, 50),
        without_scopes=("ordinary",),
        sort="days",
    )
    assert [meaning.asked for meaning in asked.doubtful] == ["Tripoli"]


def test_instants_stay_a_half_open_interval() -> None:
    query = ask({"since": ["2016-10-13T17:00Z"], "until": ["2016-10-13T20:00+02:00"]}, NAMES).query
    assert (query.since, query.until) == (datetime(2016, 10, 13, 17, tzinfo=UTC), datetime(2016, 10, 13, 18, tzinfo=UTC))
    assert (query.first_day, query.last_day) == (None, None)
    with pytest.raises(QueryRefused, match="after until"):
        ask({"since": ["2016-10-13T18:00Z"], "until": ["2016-10-13T18:00Z"]}, NAMES)


@pytest.mark.parametrize(
    ("form", "hint"),
    [
        ({"since": ["2023-04-20"], "until": ["2023-04-15"]}, "change one for the other"),
        ({"since": ["0023-04-15"]}, "four digits"),
        ({"since": ["yesterday"]}, "neither a date"),
        ({"until": ["9999-12-31"]}, "since/until"),
        ({"near": ["here"]}, "near: 'here' is not LAT,LON,KM"),
        ({"type": ["WAR"]}, "type 'WAR' is none of AGREE"),
        ({"status": ["maybe"]}, "status 'maybe' is none of happened"),
        ({"when": ["soon"]}, "when 'soon' is none of exact"),
        ({"sort": ["size"]}, "sort 'size' is none of oldest"),
        ({"q": ['a "b']}, 'add another "'),
        ({"actor": [" "]}, "actor: there is nothing in it"),
    ],
)
def test_what_cannot_be_used_is_one_line_with_the_repair(form: dict[str, list[str]], hint: str) -> None:
    with pytest.raises(QueryRefused, match=hint) as refused:
        ask(form, NAMES)
    assert "\n" not in str(refused.value)


def test_a_name_that_means_nothing_finds_nothing_and_not_everything() -> None:
    assert ask({"place": ["the capital"]}, NAMES).query.places == ("the capital",)


def test_without_a_period_the_last_thirty_days_that_have_news_are_shown() -> None:
    index, now = FakeIndex(), datetime(2026, 11, 25, tzinfo=UTC)
    old = TimeValue("0023", datetime(23, 1, 1, tzinfo=UTC), datetime(24, 1, 1, tzinfo=UTC), "year", "explicit")
    planned = TimeValue("2016-12-24", datetime(2016, 12, 24, tzinfo=UTC), datetime(2016, 12, 25, tzinfo=UTC), "day", "explicit")
    published = datetime(2016, 10, 14, 9, tzinfo=UTC)
    index.write([bundle(event("news", time=None), event("old", time=old), event("planned", time=planned), of=article(published=published))])
    query = with_period(ask({}, NAMES), index, now=now).query
    assert (query.first_day, query.last_day) == (date(2016, 9, 15), date(2016, 10, 14))
    asked = ask({"since": ["2016-01-01"]}, NAMES)
    assert with_period(asked, index, now=now) == asked
    assert newest_day(FakeIndex(), Query(), now=now) is None
