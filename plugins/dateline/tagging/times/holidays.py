"""Named days: their pattern for the tokeniser, and the day each falls on in a year. Pure, given the seeds."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from dateutil.easter import EASTER_ORTHODOX, EASTER_WESTERN, easter
from dateutil.relativedelta import relativedelta
from dateutil.relativedelta import weekday as nth_weekday

from dateline.seeds.language import alternatives
from dateline.seeds.times import Holiday
from dateline.tagging.times.calendars import Stamp

FIRST_YEAR, LAST_YEAR = 1583, 2599  # Where the computed days hold.


@dataclass(frozen=True, slots=True)
class Holidays:
    """All named days, ready for look-up: by id, by name (with straight apostrophes), and by the first token of a name."""

    by_id: dict[str, Holiday]
    by_name: dict[str, str]
    first_words: frozenset[str]
    pattern: re.Pattern[str]


def compile_holidays(seeds: Iterable[Holiday]) -> Holidays:
    """Seeds -> look-up. Apostrophes match in both forms; longer names are tried first."""
    by_id = {seed.id: seed for seed in seeds}
    by_name = {name.replace("’", "'"): seed.id for seed in by_id.values() for name in seed.names}
    spelled = alternatives(by_name).replace("'", "['’]")
    first_words = frozenset(re.split(r"[\W_]", name)[0] for name in by_name)
    return Holidays(by_id, by_name, first_words, re.compile(rf"(?:{spelled})(?!\w)"))


def days_in(holidays: Holidays, name: str, year: int) -> list[date]:
    """The first days on which a named day falls within a year: one, but none or two where the moon decides."""
    holiday = holidays.by_id[name]
    if holiday.date:
        return [date.fromisoformat(holiday.date)]
    if holiday.dates:
        return [day for text in holiday.dates if (day := date.fromisoformat(text)).year == year]
    if holiday.after:
        base, days = holiday.after
        near = (first + timedelta(days=days) for other in (year - 1, year, year + 1) for first in days_in(holidays, base, other))
        return [day for day in near if day.year == year]
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return []
    if holiday.every:
        found = Stamp(year, int(holiday.every[:2]), int(holiday.every[3:])).date
        return [found] if found else []
    if holiday.nth:
        month, weekday, which = holiday.nth
        return [date(year, month, 1) + relativedelta(day=31 if which < 0 else 1, weekday=nth_weekday(weekday - 1, which))]
    return [easter(year, EASTER_ORTHODOX if holiday.easter == "orthodox" else EASTER_WESTERN)]
