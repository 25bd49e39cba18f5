"""Spans by where they stand."""

from __future__ import annotations

import pytest

from dateline.tagging.entities.spans import Found, Kind
from dateline.tagging.near import Near


def found(start: int, end: int) -> Found:
    return Found(start, end, Kind.LOCATION, "test")


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        (0, 5, []),
        (4, 6, [(5, 10)]),
        (9, 10, [(5, 10)]),
        (10, 12, []),
        (11, 13, [(12, 40), (12, 20)]),
        (39, 60, [(12, 40)]),
        (40, 60, []),
    ],
)
def test_what_shares_a_character_is_near_however_long_it_is(start: int, end: int, expected: list[tuple[int, int]]) -> None:
    near = Near([found(12, 20), found(12, 40), found(5, 10)])
    assert [(one.start, one.end) for one in near.around(start, end)] == expected


def test_nothing_is_near_in_an_empty_text() -> None:
    assert Near[Found]([]).around(0, 100) == []
