"""A TIMEX3 value in a zone -> a half-open interval in UTC; two times as one. The only module here that knows zones."""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from dateline.models.mentions import Mention
from dateline.models.times import Basis, Precision, TimeValue
from dateline.tagging.times.calendars import bounds


def localise(value: TimeValue, zone: ZoneInfo) -> TimeValue:
    """The same calendar value, its interval worked out in `zone`. Values without an interval come back as they are."""
    found = bounds(value.value) if value.basis is not Basis.UNKNOWN else None
    if found:
        start, end, precision = found
        with suppress(OverflowError):  # At the very ends of the calendar.
            # An hour that the clock jumps over starts when the jump ends; a doubled one counts from its first.
            first, after = start.replace(tzinfo=zone).astimezone(UTC), end.replace(tzinfo=zone).astimezone(UTC)
            if first < after:
                return replace(value, start=first, end=after, precision=precision)
    return replace(value, start=None, end=None)


def to_local(moment: datetime, zone: ZoneInfo) -> datetime:
    """A moment on the clocks of a zone; as it stands at the very ends of the calendar, where the zone's clocks have no date."""
    try:
        return moment.astimezone(zone)
    except OverflowError:
        return moment


def join(first: TimeValue, last: TimeValue, zone: ZoneInfo) -> TimeValue:
    """From the start of one value to the end of another ("between the 10th and the 16th"), as `A/B`."""
    basis = Basis.PUBLISHED if Basis.PUBLISHED in (first.basis, last.basis) else first.basis
    return localise(TimeValue(value=f"{first.value}/{last.value}", basis=basis), zone)


def as_one_night(text: str, first: Mention, second: Mention, zone: ZoneInfo, between: re.Pattern[str]) -> Mention | None:
    """Both mentions as one time where they tell one night, else None; `between` is what stands between the two.

    "Thursday night into Friday morning" is from the start of the first to the end of the second, "the night of October 13 to 14" the night
    that the first names.
    """
    night, morning = first.time, second.time
    if night is None or morning is None or not night.value.endswith("TNI") or not between.fullmatch(text, first.end, second.start):
        return None
    evening, day = bounds(night.value), bounds(morning.value)
    if evening is None or day is None or day[0].date() - evening[0].date() != timedelta(days=1):
        return None
    if morning.value.endswith("TMO"):
        night = join(night, morning, zone)
    elif morning.precision is not Precision.DAY:
        return None
    return replace(first, end=second.end, text=text[first.start : second.end], rule="time.night_into", time=night)
