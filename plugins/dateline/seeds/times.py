"""Days and periods with names: the schema of `seeds/times/*.yml`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import MAXYEAR, date
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import Field, field_validator, model_validator

from dateline.errors import SeedError
from dateline.seeds import Seed, load, stands, where

_RULES = ("every", "nth", "easter", "after", "date", "dates")
_FAR = 366  # Days that one named day may lie from another, or last.
_Month = Annotated[int, Field(ge=1, le=12)]
_Weekday = Annotated[int, Field(ge=1, le=7)]
_Offset = Annotated[int, Field(ge=-_FAR, le=_FAR)]


class Holiday(Seed):
    """A named day; exactly one of the rules says when it is. `length` is in days."""

    names: tuple[str, ...] = Field(min_length=1)
    every: str | None = None
    nth: tuple[_Month, _Weekday, Literal[-1, 1, 2, 3, 4]] | None = None
    easter: Literal["western", "orthodox"] | None = None
    after: tuple[str, _Offset] | None = None
    date: str | None = None
    dates: tuple[str, ...] | None = None
    length: int = Field(default=1, ge=1, le=_FAR)

    @field_validator("every")
    @classmethod
    def _month_day(cls, value: str | None) -> str | None:
        if value is not None and not re.fullmatch(r"\d\d-\d\d", value):
            raise ValueError("must be month-day, such as 12-25")
        if value is not None:
            date.fromisoformat(f"2000-{value}")
        return value

    @field_validator("date")
    @classmethod
    def _day(cls, value: str | None) -> str | None:
        if value is not None:
            _on_calendar(value)
        return value

    @field_validator("dates")
    @classmethod
    def _days(cls, values: tuple[str, ...] | None) -> tuple[str, ...] | None:
        for value in values or ():
            _on_calendar(value)
        return values

    @model_validator(mode="after")
    def _one_rule(self) -> Self:
        said = [rule for rule in _RULES if getattr(self, rule) is not None]
        if len(said) != 1:
            raise ValueError(f"needs exactly one of {', '.join(_RULES)}; has {', '.join(said) or 'none'}")
        return self


def _on_calendar(value: str) -> None:
    """Raise ValueError for a day that is none, or so near an end of the calendar that what lies a year from it is none."""
    if not 1 < date.fromisoformat(value).year < MAXYEAR - 1:
        raise ValueError(f"must be of the years 2 to {MAXYEAR - 2}")


def load_holidays(overlays: Sequence[Path] = (), base: Path | None = None) -> tuple[Holiday, ...]:
    """All named days; with one that an overlay removes go those that are so many days after it.

    Raises SeedError, also for a day that is so many days after one that never was, or that hangs on another.
    """
    days = load("times", Holiday, overlays=overlays, base=base)
    hanging = {day.id: day.after[0] for day in days if day.after}
    for name, first in hanging.items():
        if first in hanging or not stands("times", first, overlays=overlays, base=base):
            place = where("times", name, overlays=overlays, base=base)
            raise SeedError(f"{place}: {name}.after: {first} is no named day with a date of its own")
    left = {day.id for day in days}
    return tuple(day for day in days if day.after is None or day.after[0] in left)
