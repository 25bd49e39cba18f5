"""A TIMEX3 value in a zone -> a half-open interval in UTC. The only module here that knows zones."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from dateline.models.times import Basis, TimeValue
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
