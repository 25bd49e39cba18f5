"""Dates as people give them, as half-open intervals."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from dateline.query import Query, day_range


def at(*parts: int) -> datetime:
    """A moment in UTC."""
    return datetime(*parts, tzinfo=UTC)  # type: ignore[misc,arg-type]


RANGES = [
    (None, None, (None, None)),
    ("2016-10-13", None, (at(2016, 10, 13), None)),
    ("2016-10-13", "2016-10-13", (at(2016, 10, 13), at(2016, 10, 14))),
    (None, "2016-12-31", (None, at(2017, 1, 1))),
    ("2016-10-13T18:00", "2016-10-13T20:00:00", (at(2016, 10, 13, 18), at(2016, 10, 13, 20))),
    ("2016-10-13T18:00+03:00", "2016-10-13T18:00Z", (at(2016, 10, 13, 15), at(2016, 10, 13, 18))),
]


@pytest.mark.parametrize(("since", "until", "expected"), RANGES)
def test_days_are_included_and_instants_taken_as_they_are(since: str | None, until: str | None, expected: object) -> None:
    assert day_range(since, until) == expected


@pytest.mark.parametrize("value", ["yesterday", "2016-13-01", "13.10.2016", "2016-10-13T25:00"])
def test_what_is_neither_is_named(value: str) -> None:
    with pytest.raises(ValueError, match=value):
        day_range(value, None)


def test_an_empty_query_asks_for_everything_newest_first() -> None:
    assert Query() == Query(text=None, types=(), actors=(), undated=False, sort="newest", limit=50, offset=0)
