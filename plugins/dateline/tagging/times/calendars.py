"""Calendar arithmetic on TIMEX3 terms: stamps, their values, and the local interval that a value covers. Pure, no clock, no zone."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import MAXYEAR, date, datetime, timedelta

from dateline.models.times import Precision

# Local hours, wide enough to hold what people mean: the early hours are morning, a night lasts until six. 30 is six the next day.
PART_HOURS = {"MO": (0, 12), "MI": (11, 14), "AF": (12, 18), "EV": (17, 24), "NI": (18, 30), "DT": (6, 18)}
# Seasons, quarters and halves of a year: first month, and how many.
SEASONS = {"SP": (3, 3), "SU": (6, 3), "FA": (9, 3), "WI": (12, 3), "Q1": (1, 3), "Q2": (4, 3), "Q3": (7, 3), "Q4": (10, 3)}
SEASONS |= {"H1": (1, 6), "H2": (7, 6)}
# Units of time as seconds or as months.
A_DAY = 24 * 60 * 60
SECONDS = {"TS": 1, "TM": 60, "TH": 60 * 60, "D": A_DAY, "N": A_DAY, "W": 7 * A_DAY, "WE": 7 * A_DAY, "F": 14 * A_DAY}
MONTHS = {"M": 1, "Q": 3, "Y": 12, "DE": 120, "CE": 1200}
_LEAP = 2000  # A year that has every day.


@dataclass(frozen=True, slots=True)
class Stamp:
    """A point on the calendar as far as it is known: `None` is unknown, years and centuries before Christ are negative (-480), and `season`
    is one of SEASONS."""

    year: int | None = None
    month: int | None = None
    day: int | None = None
    part: str = ""
    clock: str = ""
    season: str = ""
    week: int | None = None
    weekend: bool = False
    decade: int | None = None
    century: int | None = None

    @property
    def value(self) -> str:
        """The TIMEX3 value."""
        if self.century is not None:
            return _counted(self.century, 2)
        if self.decade is not None:
            return _counted(self.decade, 3)
        year = "XXXX" if self.year is None else _counted(self.year, 4)
        if self.week is not None:
            return f"{year}-W{self.week:02d}" + ("-WE" if self.weekend else "")
        if self.season:
            return f"{year}-{self.season}"
        tail = f"T{self.clock or self.part}" if self.clock or self.part else ""
        if self.day is not None or tail:
            return f"{year}-{_two(self.month)}-{_two(self.day)}{tail}"
        return year if self.month is None else f"{year}-{_two(self.month)}"

    @property
    def date(self) -> date | None:
        """The day, when year, month and day are known and Python can count it."""
        if self.year is None or self.month is None or self.day is None or not 1 <= self.year <= MAXYEAR:
            return None
        try:
            return date(self.year, self.month, self.day)
        except ValueError:
            return None


def _counted(years: int, digits: int) -> str:
    return f"{'BC' if years < 0 else ''}{abs(years):0{digits}d}"


def _two(number: int | None) -> str:
    return "XX" if number is None else f"{number:02d}"


def real(stamp: Stamp) -> Stamp:
    """A stamp without a year that no calendar counts (0, 10000), and without a day that its month does not have."""
    if stamp.year is not None and not 1 <= abs(stamp.year) <= MAXYEAR:
        stamp = replace(stamp, year=None)
    if stamp.month is None or stamp.day is None:
        return stamp
    counted = stamp if stamp.year and stamp.year > 0 else replace(stamp, year=_LEAP)
    return stamp if counted.date else replace(stamp, day=None)


def of_day(day: date) -> Stamp:
    """The stamp of a day."""
    return Stamp(year=day.year, month=day.month, day=day.day)


def of_week(day: date, *, weekend: bool = False) -> Stamp:
    """The stamp of the ISO week that holds a day."""
    iso = day.isocalendar()
    return Stamp(year=iso.year, week=iso.week, weekend=weekend)


def shifted(stamp: Stamp, unit: str, steps: int) -> Stamp | None:
    """The unit so many steps from a stamp; hours and minutes come to days.

    None where the stamp is less exact than the unit, off the calendar, and over its first year, which is counted neither way.
    """
    if unit in SECONDS:
        day = stamp.date and shift_days(stamp.date, int(steps * SECONDS[unit] / A_DAY))
        if day is None:
            return None
        return of_week(day, weekend=unit == "WE") if SECONDS[unit] > A_DAY else of_day(day)
    if stamp.year is None or (unit == "M" and stamp.month is None):
        return None
    year, month = divmod(stamp.year * 12 + (stamp.month or 1) - 1 + MONTHS[unit] * steps, 12)
    if not 1 <= abs(year) <= MAXYEAR or (year > 0) != (stamp.year > 0):
        return None
    coarse = {
        "M": Stamp(year, month + 1),
        "Q": Stamp(year, season=f"Q{month // 3 + 1}"),
        "DE": Stamp(decade=int(year / 10)),
        "CE": Stamp(century=int(year / 100)),
    }
    return coarse.get(unit, Stamp(year))


def shift_days(day: date, days: int) -> date | None:
    """A day so many days away, or None off the calendar."""
    try:
        return day + timedelta(days=days)
    except OverflowError:
        return None


def weekday_near(day: date, weekday: int, *, direction: int) -> date | None:
    """The weekday (1 Monday) on or before (-1), on or after (1) a day."""
    return shift_days(day, (weekday - day.isoweekday()) % (7 * direction))


def middle_of(stamp: Stamp) -> int | None:
    """The month in the middle of what is meant (of a half of a year the fourth), for comparing; None where there is none."""
    if not stamp.season:
        return stamp.month
    first, count = SEASONS[stamp.season]
    return (first - 1 + count // 2) % 12 + 1


_VALUE = re.compile(
    r"(?P<years>\d{2,3})|(?P<year>\d{4})(?:-(?:W(?P<week>\d\d)(?P<weekend>-WE)?|(?P<season>SP|SU|FA|WI|Q[1-4]|H[12])"
    r"|(?P<month>\d\d)(?:-(?P<day>\d\d)(?:T(?:(?P<part>MO|MI|AF|EV|NI|DT)|(?P<hour>\d\d):(?P<minute>\d\d)))?)?))?"
)
Bounds = tuple[datetime, datetime, Precision]


def bounds(value: str) -> Bounds | None:
    """The local half-open interval of a TIMEX3 value and its precision; None for durations, sets and anything unresolved.

    Also reads `A/B` (from the start of A to the end of B).
    """
    first, slash, second = value.partition("/")
    if slash:
        begin, stop = bounds(first), bounds(second)
        return (begin[0], stop[1], begin[2]) if begin and stop and begin[0] < stop[1] else None
    match = _VALUE.fullmatch(value)
    try:
        return _bounds(match) if match else None
    except (ValueError, OverflowError):
        return None  # Off the calendar.


def _months(year: int, month: int, count: int, precision: Precision) -> Bounds:
    after = year * 12 + month - 1 + count
    return _at(year, month), _at(after // 12, after % 12 + 1), precision


def _at(year: int, month: int = 1, day: int = 1) -> datetime:
    return datetime(year, month, day)  # noqa: DTZ001 - local calendar time; the zone is added in `intervals`


def _bounds(match: re.Match[str]) -> Bounds:
    if match["years"]:
        count = 10 ** (4 - len(match["years"]))
        return _months(int(match["years"]) * count, 1, 12 * count, Precision.DECADE if count == 10 else Precision.UNKNOWN)
    year = int(match["year"])
    if match["week"]:
        start = datetime.fromisocalendar(year, int(match["week"]), 1)
        return start + timedelta(days=5 if match["weekend"] else 0), start + timedelta(days=7), Precision.WEEK
    if match["season"]:  # A winter bears the year of its January, as histories and annotators count it.
        month, count = SEASONS[match["season"]]
        precision = {"Q": Precision.QUARTER, "H": Precision.UNKNOWN}.get(match["season"][0], Precision.SEASON)
        return _months(year - 1 if month == 12 else year, month, count, precision)
    if not match["month"]:
        return _months(year, 1, 12, Precision.YEAR)
    if not match["day"]:
        return _months(year, int(match["month"]), 1, Precision.MONTH)
    start = _at(year, int(match["month"]), int(match["day"]))
    if match["part"]:
        first, after = PART_HOURS[match["part"]]
        return start + timedelta(hours=first), start + timedelta(hours=after), Precision.PART_OF_DAY
    if not match["hour"]:
        return start, start + timedelta(days=1), Precision.DAY
    start += timedelta(hours=int(match["hour"]), minutes=int(match["minute"]))
    return start, start + timedelta(minutes=1), Precision.MINUTE
