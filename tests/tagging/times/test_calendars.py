"""Calendar arithmetic: values to local intervals, moving feasts, weekdays."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline.errors import SeedError
from dateline.seeds.times import load_holidays
from dateline.tagging.times.calendars import Stamp, bounds, middle_of, of_day, of_week, real, shifted, weekday_near
from dateline.tagging.times.holidays import days_in
from tests.known import holidays


@pytest.mark.parametrize(
    ("value", "start", "end", "precision"),
    [
        ("2016", "2016-01-01T00:00", "2017-01-01T00:00", "year"),
        ("2016-12", "2016-12-01T00:00", "2017-01-01T00:00", "month"),
        ("2016-W53", None, None, ""),
        ("2015-W53", "2015-12-28T00:00", "2016-01-04T00:00", "week"),
        ("2016-W41-WE", "2016-10-15T00:00", "2016-10-17T00:00", "week"),
        ("2016-WI", "2015-12-01T00:00", "2016-03-01T00:00", "season"),
        ("2016-Q4", "2016-10-01T00:00", "2017-01-01T00:00", "quarter"),
        ("198", "1980-01-01T00:00", "1990-01-01T00:00", "decade"),
        ("19", "1900-01-01T00:00", "2000-01-01T00:00", "unknown"),
        ("2016-10-13TNI", "2016-10-13T18:00", "2016-10-14T06:00", "part_of_day"),
        ("2016-10-13T24:00", "2016-10-14T00:00", "2016-10-14T00:01", "minute"),
        ("2016-10-14/2016-10-13", None, None, ""),
        ("00", None, None, ""),
    ],
)
def test_bounds_of_values(value: str, start: str | None, end: str | None, precision: str) -> None:
    expected = (datetime.fromisoformat(start), datetime.fromisoformat(end), precision) if start and end else None
    assert bounds(value) == expected


@given(st.text(alphabet="0123456789-/TWQHXMONIBC:", max_size=20))
def test_bounds_of_anything_are_ordered_or_none(value: str) -> None:
    found = bounds(value)
    assert found is None or found[0] < found[1]


@given(st.dates(min_value=date(1, 1, 10), max_value=date(9999, 12, 20)), st.integers(1, 7), st.sampled_from([-1, 1]))
def test_the_near_weekday_is_one_and_near(day: date, weekday: int, direction: int) -> None:
    found = weekday_near(day, weekday, direction=direction)
    assert found is not None
    assert found.isoweekday() == weekday
    assert 0 <= (found - day).days * direction <= 6


@given(st.dates())
def test_a_day_lies_in_its_week(day: date) -> None:
    found = bounds(of_week(day).value)
    assert found is None or found[0].date() <= day < found[1].date()
    assert Stamp(day.year, day.month, day.day) == of_day(day)


@pytest.mark.parametrize(("season", "month"), [("SP", 4), ("WI", 1), ("Q1", 2), ("Q4", 11), ("H1", 4), ("H2", 10), ("", 12)])
def test_the_month_in_the_middle(season: str, month: int) -> None:
    assert middle_of(Stamp(2016, season=season) if season else Stamp(2016, 12)) == month


@pytest.mark.parametrize(
    ("stamp", "left"),
    [
        (Stamp(2016, 2, 29), Stamp(2016, 2, 29)),
        (Stamp(2015, 2, 29), Stamp(2015, 2)),
        (Stamp(None, 2, 29), Stamp(None, 2, 29)),
        (Stamp(None, 2, 30), Stamp(None, 2)),
        (Stamp(-480, 6, 31), Stamp(-480, 6)),
        (Stamp(0, 6, 30), Stamp(None, 6, 30)),
        (Stamp(10_000), Stamp()),
    ],
)
def test_a_real_stamp_holds_what_a_calendar_has(stamp: Stamp, left: Stamp) -> None:
    assert real(stamp) == left


def test_months_roll_over_years() -> None:
    assert [shifted(Stamp(2016, 11), "M", n) for n in (-11, 0, 2, 14)] == [Stamp(2015, 12), Stamp(2016, 11), Stamp(2017, 1), Stamp(2018, 1)]


@pytest.mark.parametrize(
    ("name", "year", "days"),
    [
        ("ramadan", 2016, ["2016-06-06"]),
        ("ramadan", 2023, ["2023-03-23"]),
        ("ramadan", 2030, ["2030-01-05", "2030-12-26"]),
        ("eid_al_fitr", 2016, ["2016-07-06"]),
        ("eid_al_adha", 2023, ["2023-06-28"]),
        ("yom_kippur", 2023, ["2023-09-25"]),
        ("passover", 2024, ["2024-04-23"]),
        ("yom_kippur", 1973, ["1973-10-06"]),
        ("ashura", 2009, ["2009-01-07", "2009-12-27"]),
        ("rosh_hashanah", 2016, ["2016-10-03"]),
        ("thanksgiving", 2016, ["2016-11-24"]),
        ("memorial_day", 2016, ["2016-05-30"]),
        ("good_friday", 2013, ["2013-03-29"]),
        ("lunar_new_year", 2016, ["2016-02-08"]),
        ("lunar_new_year", 1800, []),
        ("christmas", 1000, []),
        ("d_day", 2016, ["1944-06-06"]),
    ],
)
def test_named_days_fall_where_they_fell(name: str, year: int, days: list[str]) -> None:
    assert [day.isoformat() for day in days_in(holidays(), name, year)] == days


@given(st.integers(1900, 2099))
def test_easter_is_a_spring_sunday_in_both_churches(year: int) -> None:
    (west,), (east,) = (days_in(holidays(), name, year) for name in ("easter_sunday", "orthodox_easter"))
    assert (west.isoweekday(), east.isoweekday()) == (7, 7)
    assert date(year, 3, 22) <= west <= date(year, 4, 25)
    assert 0 <= (east - west).days <= 35


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        ("{id: x, names: [X]}", "exactly one of"),
        ("{id: x, names: [X], easter: western, every: '12-25'}", "exactly one of"),
        ("{id: x, names: [X], every: '13-01'}", "every"),
        ("{id: x, names: [], easter: western}", "names"),
        ("{id: x, names: [X], dates: ['2016-02-30']}", "dates"),
        ("{id: x, names: [X], dates: ['9999-12-31']}", "dates: .*years 2 to 9997"),
        ("{id: x, names: [X], date: '0001-01-01'}", "date: .*years 2 to 9997"),
        ("{id: x, names: [X], after: [easter_sunday, 999999999]}", "after.1: .*less than or equal to 366"),
        ("{id: x, names: [X], after: [easter_sunday, -367]}", "after.1: .*greater than or equal to -366"),
        ("{id: x, names: [X], nth: [13, 1, 1]}", "nth.0: "),
        ("{id: x, names: [X], nth: [1, 0, 1]}", "nth.1: "),
        ("{id: x, names: [X], nth: [1, 1, 0]}", "nth.2: "),
    ],
)
def test_wrong_named_days_are_refused_by_file_and_key(tmp_path, entry: str, said: str) -> None:
    (tmp_path / "times").mkdir()
    (tmp_path / "times" / "bad.yml").write_text(f"- {entry}\n")
    with pytest.raises(SeedError, match=rf"bad\.yml:1: x.*{said}"):
        load_holidays(base=tmp_path)


@pytest.mark.parametrize("base", ["nowhere", "y"])
def test_a_day_after_one_without_a_date_of_its_own_is_refused(tmp_path, base: str) -> None:
    (tmp_path / "times").mkdir()
    (tmp_path / "times" / "bad.yml").write_text(f"- {{id: x, names: [X], after: [{base}, 1]}}\n- {{id: y, names: [Y], after: [x, 1]}}\n")
    with pytest.raises(SeedError, match=rf"bad\.yml:1: x\.after: {base} is no named day"):
        load_holidays(base=tmp_path)


def test_with_a_day_that_is_removed_go_those_that_hang_on_it(tmp_path) -> None:
    (tmp_path / "times").mkdir()
    (tmp_path / "times" / "mine.yml").write_text("- {id: passover, disabled: true}\n- {id: eid_al_adha, disabled: true}\n")
    gone = {day.id for day in load_holidays()} - {day.id for day in load_holidays([tmp_path])}
    assert gone == {"passover", "shavuot", "eid_al_adha", "hajj", "arafat"}


def test_a_day_of_an_overlay_after_one_that_never_was_is_refused_with_its_place(tmp_path) -> None:
    (tmp_path / "times").mkdir()
    (tmp_path / "times" / "mine.yml").write_text("- {id: passover, disabled: true}\n- {id: x, names: [X], after: [pasover, 1]}\n")
    with pytest.raises(SeedError, match=r"mine\.yml:2: x\.after: pasover is no named day"):
        load_holidays([tmp_path])
