"""Dates as feeds write them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline.feeds.dates import AHEAD, EARLIEST, read_date
from dateline.moments import Locale

NOW = datetime(2026, 11, 23, 20, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Sat, 15 Oct 2016 21:40:00 +0100", "2016-10-15T21:40:00+01:00"),
        ("Sat, 15 Oct 2016 21:40:00 GMT", "2016-10-15T21:40:00+00:00"),
        ("15 Oct 16 21:40 EST", "2016-10-15T21:40:00-05:00"),
        ("Sat,15 Oct 2016 4:5:6 GMT+9", "2016-10-15T04:05:06+09:00"),
        ("Sat, 15 Oct 2016 21:40:00 IST", "2016-10-15T21:40:00+05:30"),
        ("Saturday, 15-Oct-16 21:40:00 UTC", "2016-10-15T21:40:00+00:00"),
        ("Sat Oct 15 21:40:00 2016", "2016-10-15T21:40:00+00:00"),
        ("Sat Oct 15 21:40:00 EDT 2016", "2016-10-15T21:40:00-04:00"),
        ("October 15, 2016 9:40 PM EDT", "2016-10-15T21:40:00-04:00"),
        ("15th October 2016", "2016-10-15T00:00:00+00:00"),
        ("2016-10-15T21:40:00Z", "2016-10-15T21:40:00+00:00"),
        ("2016-10-15T21:40:00.123456789+03:00", "2016-10-15T21:40:00.123456+03:00"),
        ("2016-10-15 21:40", "2016-10-15T21:40:00+00:00"),
        ("20161015T214000Z", "2016-10-15T21:40:00+00:00"),
        ("2016-10-15", "2016-10-15T00:00:00+00:00"),
        ("  Sat, 15 Oct\n 2016 21:40:00 +0000 (UTC) ", "2016-10-15T21:40:00+00:00"),
        ("2016-12-31T23:59:60Z", "2016-12-31T23:59:59+00:00"),
        ("2026-11-24T10:00:00Z", "2026-11-24T10:00:00+00:00"),
        ("٢٠١٦-١٠-١٥", "2016-10-15T00:00:00+00:00"),
        ("Sa, 15 Oct 2016 21:40:36", "2016-10-15T21:40:36+00:00"),
        ("Sat, 15 Oct 2016 21:40:00 America/New_York", "2016-10-15T21:40:00-04:00"),
        ("sam., 15 octobre 2016 21:40:00 +0200", "2016-10-15T21:40:00+02:00"),
        ("Сб, 15 окт 2016 21:40:00 +0300", "2016-10-15T21:40:00+03:00"),
        ("15 Ekim 2016 Cumartesi 21:40", "2016-10-15T21:40:00+00:00"),
        ("السبت، 15 تشرين الأول 2016 21:40", "2016-10-15T21:40:00+00:00"),
        ("2016年10月15日 21:40", "2016-10-15T21:40:00+00:00"),
        ("1476567600", "2016-10-15T21:40:00+00:00"),
        ("1476567600000", "2016-10-15T21:40:00+00:00"),
        ("15/10/2016 21:40", "2016-10-15T21:40:00+00:00"),
        ("10/15/2016 9:40 PM", "2016-10-15T21:40:00+00:00"),
        ("15.10.2016", "2016-10-15T00:00:00+00:00"),
        ("Fri, 14 Oct 2016 24:00:00 +0000", "2016-10-15T00:00:00+00:00"),
    ],
)
def test_a_date_keeps_its_offset(text, expected):
    moment, reason = read_date(text, now=NOW)
    assert (moment and moment.isoformat(), reason) == (expected, None)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("2024-13-45", "no such date"),
        ("Sun, 31 Feb 2016 10:00:00 GMT", "no such date"),
        ("2016-10-15T25:00:00Z", "no such date"),
        ("2016-10-15T10:00:99Z", "no such date"),
        ("2016-10-15 13:00 pm", "no such date"),
        ("Sat, 15 Oct 2016 21:40:00 +9900", "no such date"),
        ("Sat, 15 Oct 2016 21:40:00 XYZ", "no such date"),
        ("0000-00-00", "no such date"),
        ("2199-01-01", "in the future"),
        ("2026-11-25T00:00:00Z", "in the future"),
        ("9999-12-31T23:59:59-14:00", "in the future"),
        ("1970-01-01T00:00:00Z", "before 1990"),
        ("0001-01-01T00:00:00+14:00", "before 1990"),
        ("03/04/2016", "not a date that we can read"),
        ("2016", "not a date that we can read"),
        ("yesterday", "not a date that we can read"),
        ("1" * 5000, "not a date that we can read"),
    ],
)
def test_a_date_that_cannot_be_is_none_and_says_why(text, reason):
    moment, why = read_date(text, now=NOW)
    assert moment is None
    assert why.startswith(reason)
    assert len(why) < 150


@pytest.mark.parametrize(
    ("text", "where", "expected"),
    [
        ("Thu, 13 Oct 2016 23:30:00 IST", Locale(zone=ZoneInfo("Asia/Jerusalem")), "2016-10-13T23:30:00+03:00"),
        ("Thu, 13 Oct 2016 23:30:00 IST", Locale(country="IL"), "2016-10-13T23:30:00+03:00"),
        ("Thu, 13 Oct 2016 23:30:00 IST", Locale(country="IE"), "2016-10-13T23:30:00+01:00"),
        ("Thu, 13 Oct 2016 23:30:00 IST", Locale(country="IN"), "2016-10-13T23:30:00+05:30"),
        ("Thu, 13 Oct 2016 23:30:00 PST", Locale(zone=ZoneInfo("Asia/Manila")), "2016-10-13T23:30:00+08:00"),
        ("2016-10-13 23:30", Locale(zone=ZoneInfo("Asia/Beirut")), "2016-10-13T23:30:00+03:00"),
        ("2016-10-13 23:30Z", Locale(zone=ZoneInfo("Asia/Beirut")), "2016-10-13T23:30:00+00:00"),
        ("03/04/2016", Locale(country="US"), "2016-03-04T00:00:00+00:00"),
        ("03/04/2016", Locale(country="GB"), "2016-04-03T00:00:00+00:00"),
        ("03/04/2016", Locale(language="fr"), "2016-04-03T00:00:00+00:00"),
        ("13. listopada 2016", Locale(language="hr"), "2016-10-13T00:00:00+00:00"),
        ("13 listopada 2016", Locale(language="pl"), "2016-11-13T00:00:00+00:00"),
        ("13 listopada 2016", Locale(), None),
        ("03/04/2016", Locale(country="CA"), None),
    ],
)
def test_what_a_date_means_may_hang_on_where_it_was_written(text, where, expected):
    moment, _ = read_date(text, now=NOW, where=where)
    assert (moment and moment.isoformat()) == expected


@pytest.mark.parametrize("text", [None, "", "  \n"])
def test_nothing_said_is_nothing_wrong(text):
    assert read_date(text, now=NOW) == (None, None)


@given(st.text(max_size=60) | st.from_regex(r"[0-9:T+ ,./-]{0,40}", fullmatch=True))
def test_any_text_is_a_sane_date_or_a_reason(text):
    moment, _ = read_date(text, now=NOW)
    assert moment is None or EARLIEST <= moment <= NOW + AHEAD


@given(st.datetimes(datetime(1990, 1, 2), datetime(2026, 11, 23)), st.integers(-14 * 4, 14 * 4))  # noqa: DTZ001 - Hypothesis wants naive bounds
def test_what_iso_writes_is_read(naive, quarters):
    minutes = quarters * 15
    text = f"{naive.replace(microsecond=0).isoformat()}{'+' if minutes >= 0 else '-'}{abs(minutes) // 60:02}:{abs(minutes) % 60:02}"
    moment, reason = read_date(text, now=NOW)
    if moment is None:
        assert reason.startswith("before 1990")
    else:
        assert (moment.replace(tzinfo=None), moment.utcoffset()) == (naive.replace(microsecond=0), timedelta(minutes=minutes))
