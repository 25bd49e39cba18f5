"""Retry-After and Expires come from servers: any text is a number of seconds or nothing."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from dateline.fetching.retries import LONGEST_WISH, read_retry_after

NOW = datetime(2026, 11, 23, 20, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("120", 120.0),
        (" 0 ", 0.0),
        ("99999999999999999999", LONGEST_WISH.total_seconds()),
        ("-5", None),
        ("1.5", None),
        ("٣", None),
        ("Mon, 23 Nov 2026 20:05:00 GMT", 300.0),
        ("Mon, 23 Nov 2026 20:05:00", 300.0),
        ("Mon, 23 Nov 2016 20:05:00 GMT", 0.0),
        ("Mon, 23 Nov 9999 20:05:00 GMT", LONGEST_WISH.total_seconds()),
        ("soon", None),
        (None, None),
    ],
)
def test_both_forms_are_read(value, expected):
    assert read_retry_after(value, now=NOW) == expected


@settings(max_examples=300)
@given(st.text(max_size=30) | st.from_regex(r"[A-Za-z0-9:, +-]{0,30}", fullmatch=True))
@example("Mon, 23 Nov 2026 20:05:00 +9999999999")
@example("Nov +99999999999 +0000 20:05:00 9999 23")
@example("1 Jan 0000 00:00:00 -9999")
def test_any_text_is_bounded_seconds_or_nothing(value):
    seconds = read_retry_after(value, now=NOW)
    assert seconds is None or 0 <= seconds <= LONGEST_WISH.total_seconds()
