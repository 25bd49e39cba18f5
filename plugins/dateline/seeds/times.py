"""Days and periods with names: the schema of `seeds/times/*.yml`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Literal, Self

from pydantic import Field, field_validator, model_validator

from dateline.errors import SeedError
from dateline.seeds import Seed, load

_RULES = ("every", "nth", "easter", "after", "date", "dates")


class Holiday(Seed):
    """A named day; exactly one of the rules says when it is. `length` is in days."""

    names: tuple[str, ...] = Field(min_length=1)
    every: str | None = None
    nth: tuple[int, int, int] | None = None
    easter: Literal["western", "orthodox"] | None = None
    after: tuple[str, int] | None = None
    date: str | None = None
    dates: tuple[str, ...] | None = None
    length: int = Field(default=1, ge=1, le=366)

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
            date.fromisoformat(value)
        return value

    @field_validator("dates")
    @classmethod
    def _days(cls, values: tuple[str, ...] | None) -> tuple[str, ...] | None:
        for value in values or ():
            date.fromisoformat(value)
        return values

    @model_validator(mode="after")
    def _one_rule(self) -> Self:
        said = [rule for rule in _RULES if getattr(self, rule) is not None]
        if len(said) != 1:
            raise ValueError(f"needs exactly one of {', '.join(_RULES)}; has {', '.join(said) or 'none'}")
        return self


def load_holidays(overlays: Sequence[Path] = (), base: Path | None = None) -> tuple[Holiday, ...]:
    """All named days. Raises SeedError, also for a day that is so many days after one that is not there, or that hangs on another."""
    days = load("times", Holiday, overlays=overlays, base=base)
    fixed = {day.id for day in days if day.after is None}
    for day in days:
        if day.after and day.after[0] not in fixed:
            raise SeedError(f"times: {day.id}.after: {day.after[0]} is no named day with a date of its own")
    return days
