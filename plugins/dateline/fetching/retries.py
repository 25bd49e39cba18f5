"""When a failed fetch is tried again, and how it ends. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from dateline.errors import FetchError
from dateline.models.outcomes import Outcome
from dateline.settings import MAX_ATTEMPTS

# First try, then three more over three days: a page that is late is there within the hour, a site that fell over within the day.
PAUSES = (timedelta(hours=1), timedelta(hours=23), timedelta(hours=48))
LONGEST_WISH = timedelta(days=7)  # A server may ask for a longer pause than ours, but not for ever.
LONGEST_WAIT = timedelta(days=30)  # After which RFC 9309 no longer calls a robots.txt that cannot be read a passing trouble.


@dataclass(frozen=True, slots=True)
class Decision:
    """What the ledger records; `at` is set exactly when `outcome` is FAILED_RETRYABLE.

    `tried` is false when the entry only waits; `rests_until` is how long the host is left alone, for all its entries.
    """

    outcome: Outcome
    reason: str
    at: datetime | None = None
    tried: bool = True
    rests_until: datetime | None = None


def next_try(attempt: int, error: FetchError, now: datetime, *, waits_since: datetime | None = None) -> Decision:
    """How an entry goes on after its fetch number `attempt` (from 1) ended in `error`.

    Errors that cannot pass are final at once. Others are tried again after an hour, a day and three days, later if the server
    asked for it, and are `dead` after the last. When no request for the page was made, that was no try: the entry waits.
    """
    reason = str(error)
    if error.outcome is not Outcome.FAILED_RETRYABLE:
        return Decision(error.outcome, reason)
    wish = timedelta(seconds=min(max(error.retry_after or 0.0, 0.0), LONGEST_WISH.total_seconds()))
    if not error.asked:
        return _wait(reason, wish, now, waited=now - (waits_since or now))
    rests_until = now + wish if wish else None
    if attempt >= MAX_ATTEMPTS:
        return Decision(Outcome.DEAD, f"{reason} (tried {attempt} times)", rests_until=rests_until)
    pause = PAUSES[min(max(attempt, 1), len(PAUSES)) - 1]
    return Decision(Outcome.FAILED_RETRYABLE, reason, now + max(pause, wish), rests_until=rests_until)


def _wait(reason: str, wish: timedelta, now: datetime, *, waited: timedelta) -> Decision:
    """As long as the host asked for; without a wish (nobody there, a robots.txt that cannot be read) longer each time, up to a month."""
    if not wish and waited >= LONGEST_WAIT:
        return Decision(Outcome.DEAD, f"{reason} (for {waited.days} days)")
    until = now + (wish or min(max(waited / 2, PAUSES[0]), PAUSES[1]))
    return Decision(Outcome.FAILED_RETRYABLE, reason, until, tried=False, rests_until=until)


def read_retry_after(value: str | None, *, now: datetime) -> float | None:
    """Seconds that a server asks us to wait, from either form of Retry-After; None when it says nothing that can be read."""
    text = (value or "").strip()
    if text.isdecimal() and text.isascii():
        return min(float(text[:12]), LONGEST_WISH.total_seconds())
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, OverflowError):
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return min(max((moment - now).total_seconds(), 0.0), LONGEST_WISH.total_seconds())
