"""What has been read of a text so far, and what relative times may hang on. Values only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from dateline.models.times import Basis
from dateline.tagging.times.calendars import Stamp, of_day
from dateline.tagging.times.holidays import Holidays

PUBLISHED, NARRATIVE, EXPLICIT, UNKNOWN = Basis.PUBLISHED, Basis.NARRATIVE, Basis.EXPLICIT, Basis.UNKNOWN


@dataclass(slots=True)
class Context:
    """What has been read so far. `told` is the last date told, `day` the last day told; both with the paragraph they stand in."""

    published: datetime | None
    narrative: bool
    holidays: Holidays
    day_first: bool = False
    told: Stamp | None = None
    told_paragraph: int = -1
    day: date | None = None
    day_sentence: int = -1
    day_basis: Basis = UNKNOWN

    @property
    def today(self) -> date | None:
        """The local day of publication."""
        return self.published.date() if self.published else None

    def base(self, *, told: bool, near: Where | None = None) -> tuple[Stamp | None, Basis]:
        """What a time hangs on: the last date told, if `told` (in news only one of the paragraph of what is `near`), else publication."""
        if told and self.told and (self.narrative or near is None or self.told_paragraph == near.paragraph):
            return self.told, NARRATIVE
        return (of_day(self.today) if self.today else None), PUBLISHED


@dataclass(frozen=True, slots=True)
class Where:
    """Where an expression stands, what its sentence's verbs say of it (PAST, FUTURE or OPEN), and whether it moves the story."""

    sentence: int
    paragraph: int
    tense: int
    moves: bool = True


@dataclass(frozen=True, slots=True)
class Anchored:
    """A value, what it hangs on, and its stamp where it is a point on the calendar."""

    value: str
    basis: Basis
    stamp: Stamp | None = None
