"""Feasts that move: Easter, the Islamic and the Hebrew calendar, computed. Pure.

Islamic and Hebrew days begin at sunset; the day given is the one on which most of it lies.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from math import radians, sin

EPOCH_2000 = datetime(2000, 1, 1, 12)  # noqa: DTZ001 - astronomical time, which has no zone
LATEST_CONJUNCTION_HOUR = (
    10  # Universal time. Gives 43 of the 48 days announced for Ramadan and both Eids in 2010-2025, the others but for a day.
)
HEBREW_EPOCH = 1373427


def easter(year: int) -> date:
    """Western Easter Sunday (anonymous Gregorian computus)."""
    a, b, c = year % 19, year // 100, year % 100
    d = (19 * a + b - b // 4 - (b - (b + 8) // 25 + 1) // 3 + 15) % 30
    e = (32 + 2 * (b % 4) + 2 * (c // 4) - d - c % 4) % 7
    f = d + e - 7 * ((a + 11 * d + 22 * e) // 451) + 114
    return date(year, f // 31, f % 31 + 1)


def orthodox_easter(year: int) -> date:
    """Eastern Easter Sunday in Gregorian terms (Meeus' Julian computus and the 13 days of 1900-2099)."""
    d = (19 * (year % 19) + 15) % 30
    e = (2 * (year % 4) + 4 * (year % 7) - d + 34) % 7
    month, day = divmod(d + e + 114, 31)
    return date(year, month, day + 1) + timedelta(days=13)


def islamic_in(year: int, month: int, day: int) -> list[date]:
    """The days on which an Islamic date falls within a Gregorian year: one, rarely none or two.

    A month begins on the day after a conjunction that comes early enough for the crescent of that evening, as Umm al-Qura reckons;
    sightings elsewhere are at most a day later.
    """
    near = round((year - 622) * 33 / 32)
    days = [_islamic_month(hijri, month) + timedelta(days=day - 1) for hijri in range(near - 1, near + 3)]
    return [found for found in days if found.year == year]


def _islamic_month(year: int, month: int) -> date:
    # Months since Muharram 1421, whose conjunction was that of 4 April 2000.
    moon = _new_moon((year - 1421) * 12 + month - 1 + 3)
    conjunction = EPOCH_2000 + timedelta(days=moon)
    late = conjunction.hour >= LATEST_CONJUNCTION_HOUR
    return conjunction.date() + timedelta(days=2 if late else 1)


def _new_moon(lunation: int) -> float:
    """Days from noon of 1 January 2000 to a true conjunction; lunation 0 is that of 6 January 2000.

    Meeus' series with the terms above a quarter of an hour.
    """
    t = lunation / 1236.85
    mean = 5.09766 + 29.530588861 * lunation + 0.00015437 * t * t
    sun = radians(2.5534 + 29.1053567 * lunation)
    moon = radians(201.5643 + 385.81693528 * lunation + 0.0107582 * t * t)
    node = radians(160.7108 + 390.67050284 * lunation - 0.0016118 * t * t)
    return mean - 0.4072 * sin(moon) + 0.17241 * sin(sun) + 0.01608 * sin(2 * moon) + 0.01039 * sin(2 * node)


def hebrew(year: int, month: int, day: int) -> date:
    """A day of Nisan to Elul (months 1-6) or Tishri (7) in a Gregorian year, from the molad of its Tishri with the four postponements."""
    hebrew_year = year + 3761
    new_year = _hebrew_new_year(hebrew_year)
    if month == 7:
        return date.fromordinal(new_year + day - 1)
    # Nisan to Elul have fixed lengths (30, 29, 30, 29, 30, 29), so they are counted back from the new year that ends them.
    return date.fromordinal(new_year - sum((30, 29, 30, 29, 30, 29)[month - 1 :]) + day - 1)


def _hebrew_new_year(year: int) -> int:
    """The ordinal day of 1 Tishri (arithmetic of Dershowitz and Reingold)."""
    return _hebrew_days(year) + _hebrew_delay(year) - HEBREW_EPOCH


def _hebrew_days(year: int) -> int:
    months = (235 * year - 234) // 19
    parts = 12084 + 13753 * months
    days = 29 * months + parts // 25920
    return days + 1 if 3 * (days + 1) % 7 < 3 else days


def _hebrew_delay(year: int) -> int:
    before, here, after = _hebrew_days(year - 1), _hebrew_days(year), _hebrew_days(year + 1)
    return 2 if after - here == 356 else 1 if here - before == 382 else 0
