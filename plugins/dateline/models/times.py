"""When: an interval, how exact it is, and what it was reckoned from."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from datetime import datetime


class Precision(enum.StrEnum):
    """How exact a time is."""

    MINUTE = "minute"
    HOUR = "hour"
    PART_OF_DAY = "part_of_day"
    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    SEASON = "season"
    QUARTER = "quarter"
    YEAR = "year"
    DECADE = "decade"
    DURATION = "duration"
    SET = "set"
    UNKNOWN = "unknown"


class Basis(enum.StrEnum):
    """What a time was reckoned from: the day of publication, the date told before, or its own words."""

    PUBLISHED = "published"
    NARRATIVE = "narrative"
    EXPLICIT = "explicit"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class TimeValue:
    """A TIMEX3 value and its half-open UTC interval. Durations, sets and unresolved expressions have no interval."""

    value: str
    start: datetime | None = None
    end: datetime | None = None
    precision: Precision = Precision.UNKNOWN
    basis: Basis = Basis.UNKNOWN


class Timing(enum.StrEnum):
    """How well the day of an event is known: told exactly; told as a week, month or longer; only as the news of a day; not at all."""

    EXACT = "exact"
    COARSE = "coarse"
    PUBLISHED = "published"
    UNDATED = "undated"


EXACT_PRECISIONS = (Precision.DAY, Precision.PART_OF_DAY, Precision.HOUR, Precision.MINUTE)
"""Precisions that put an event on its day; others only near it."""
