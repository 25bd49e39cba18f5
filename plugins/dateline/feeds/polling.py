"""When to poll a source again. Pure; the place where adaptive polling will go."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime

from dateline.errors import DatelineError, FetchError
from dateline.feeds.values import Feed
from dateline.models.articles import Page
from dateline.protocols.ledger import Poll, SourceState

LONGEST_HINT = timedelta(hours=6)  # Feeds that ask for more (a week, a year) are set up wrong more often than they mean it.
LONGEST_PAUSE = timedelta(days=7)  # However often it failed: nothing dies for ever, a feed may come back.
GONE_PAUSE = timedelta(days=1)

# How much a failure counts; every full point doubles the pause.
GONE, USUAL, PASSING = 1.0, 0.5, 0.25


def next_poll(state: SourceState, *, page: Page | None, feed: Feed | None, error: DatelineError | None, now: datetime) -> Poll:
    """How a poll ended and when to come again.

    Exactly one of `feed` and `error` is set, or neither for a 304 (then `page` is the 304) and for a folder (no page). Success
    clears the failures. A failure keeps what is known for a conditional request, so that the next success may be a 304.
    """
    if error is not None:
        return _failed(state, error, now)
    if page is None:
        return Poll("ok", now + state.source.every)
    if page.status == 304:
        return _not_modified(state, page, now)
    if feed is not None and feed.truncated:
        # What it holds is taken, and the source is asked as often as before; but it is not well.
        return Poll("failed", now + _pause(state, feed, page, now), reason=f"{state.source.url}: {feed.truncated}")
    digest = hashlib.blake2b(page.body, digest_size=16).hexdigest()
    same = digest == state.body_hash
    return Poll(
        "unchanged" if same else "ok",
        now + _pause(state, feed, page, now),
        reason="same bytes" if same else _left_out(feed),
        etag=page.header("etag"),
        last_modified=page.header("last-modified"),
        body_hash=digest,
    )


def _left_out(feed: Feed | None) -> str | None:
    """How many items became no entries, and why: what an operator sees beside the source."""
    if feed is None or not feed.refused:
        return None
    reasons = Counter(re.split(r"[:(]", one.refusal.reason)[0].strip() for one in feed.refused if one.refusal)
    return f"{len(feed.refused)} of {feed.items} items left out: " + ", ".join(f"{n} {why}" for why, n in reasons.most_common(3))


def _not_modified(state: SourceState, page: Page, now: datetime) -> Poll:
    """Some servers answer 304 for ever: after the first 304 of each day the validators are dropped, and the next poll brings bytes."""
    trusted = state.last_polled is not None and state.last_polled.date() == now.date()
    return Poll(
        "unchanged",
        now + _pause(state, None, page, now),
        reason="not modified (304)",
        etag=(page.header("etag") or state.etag) if trusted else None,
        last_modified=(page.header("last-modified") or state.last_modified) if trusted else None,
        body_hash=state.body_hash,
    )


def _failed(state: SourceState, error: DatelineError, now: datetime) -> Poll:
    gone = isinstance(error, FetchError) and error.status == 410
    failures = state.failures + _weight(error, gone=gone)
    pause = state.source.every * 2 ** min(failures, 20)
    if gone:
        pause = max(pause, GONE_PAUSE)
    wish = error.retry_after if isinstance(error, FetchError) else None
    wished = timedelta(seconds=min(max(wish or 0.0, 0.0), LONGEST_PAUSE.total_seconds()))
    longest = max(LONGEST_PAUSE, state.source.every)
    return Poll(
        "gone" if gone else "failed",
        now + min(max(pause, wished), longest),
        reason=str(error),
        failures=failures,
        etag=state.etag,
        last_modified=state.last_modified,
        body_hash=state.body_hash,
    )


def _weight(error: DatelineError, *, gone: bool) -> float:
    """How much it counts: nothing when the source was not asked, since its host rests or does not show its robots.txt."""
    if gone:
        return GONE
    if not isinstance(error, FetchError):
        return USUAL
    if not error.asked:
        return 0.0 if error.retry_after else PASSING
    return PASSING if error.passing else USUAL


def _pause(state: SourceState, feed: Feed | None, page: Page, now: datetime) -> timedelta:
    """The source's own interval, or longer when feed or server ask to be left alone for longer (up to a point)."""
    hints = [hint for hint in (feed.ttl if feed else None, _fresh_for(page, now)) if hint is not None]
    return max(state.source.every, min(max(hints, default=timedelta(0)), LONGEST_HINT))


def _fresh_for(page: Page, now: datetime) -> timedelta | None:
    """How long the server calls its answer fresh (max-age wins over Expires); None when it does not say."""
    control = (page.header("cache-control") or "").lower()
    if "no-store" in control or "no-cache" in control:
        return None
    if match := re.search(r"\bmax-age\s*=\s*\"?(\d{1,9})", control):
        return timedelta(seconds=int(match[1]))
    try:
        expires = parsedate_to_datetime(page.header("expires") or "")
    except (ValueError, OverflowError):
        return None
    return expires - now if expires.tzinfo and expires > now else None
