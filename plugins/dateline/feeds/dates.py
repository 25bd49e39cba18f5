"""Dates as feeds write them. Strict where guessing would be wrong: a date that cannot be is no date. Pure."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from dateline.moments import Locale, NoSuchDate, read_moment

EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)  # Before the web; such dates are defaults of some software (1970-01-01, 0001-01-01).
AHEAD = timedelta(days=1)  # Clocks run wrong and local times are sent as UTC, by up to 14 hours.

_LONGEST = 80
_NOWHERE = Locale()


def read_date(text: str | None, *, now: datetime, where: Locale = _NOWHERE) -> tuple[datetime | None, str | None]:
    """(date, None), or (None, why it is none); (None, None) when nothing was said.

    Understands RFC 822, ISO 8601, seconds since 1970 and what outlets write in their languages. A date without a zone is in the
    zone of `where`; one that no calendar has, that lies before 1990 or more than a day after `now`, or that can be read in two
    ways (03/04/2016 from nowhere) is none.
    """
    text = " ".join((text or "").split())
    if not text:
        return None, None
    shown = text[:_LONGEST]
    try:
        found = read_moment(text, where) if len(text) <= _LONGEST else None
        if found is None:
            return None, f"not a date that we can read: {shown!r}"
        early, late = found.when < EARLIEST, found.when > now + AHEAD
    except (NoSuchDate, OverflowError):
        return None, f"no such date: {shown!r}"
    if early or late:
        return None, f"{'before 1990' if early else 'in the future'}: {shown!r}"
    return found.when, None
