"""When a source is polled again."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from dateline.errors import FeedError, FetchError
from dateline.feeds import Feed, next_poll
from dateline.models.articles import Page
from dateline.models.outcomes import Outcome
from dateline.models.sources import Source
from dateline.protocols.ledger import Poll, SourceState

NOW = datetime(2026, 11, 23, 20, tzinfo=UTC)
URL = "https://paper.example/rss"
SOURCE = Source("paper", URL, every=timedelta(hours=1))
FRESH = SourceState(SOURCE, "new", None, 0.0, None, None, None, None, NOW, 0)
KNOWN = replace(FRESH, state="ok", etag='"a"', last_modified="then", body_hash="hash", last_polled=NOW - timedelta(hours=2))
FEED = Feed(URL, "The Paper", "en", "rss20", ())
BODY = b"<rss/>"
DIGEST = hashlib.blake2b(BODY, digest_size=16).hexdigest()


def page(status: int = 200, **headers: str) -> Page:
    named = tuple((key.replace("_", "-"), value) for key, value in headers.items())
    return Page(URL, URL, status, named, BODY if status == 200 else b"", NOW)


def polled(state: SourceState = KNOWN, *, answer: Page | None = None, feed: Feed | None = None, error=None) -> Poll:
    return next_poll(state, page=answer, feed=feed, error=error, now=NOW)


def failure(outcome: Outcome = Outcome.FAILED_RETRYABLE, **more) -> FetchError:
    return FetchError("paper: broken", outcome=outcome, **more)


def test_success_keeps_validators_and_clears_failures():
    result = polled(replace(KNOWN, failures=3.0), answer=page(etag='"b"', last_modified="now"), feed=FEED)
    assert result == Poll("ok", NOW + timedelta(hours=1), None, 0.0, '"b"', "now", DIGEST)


def test_the_same_bytes_are_unchanged():
    assert polled(replace(KNOWN, body_hash=DIGEST), answer=page(), feed=FEED) == Poll(
        "unchanged", NOW + timedelta(hours=1), "same bytes", body_hash=DIGEST
    )


def test_a_304_keeps_what_is_known():
    assert polled(answer=page(304)) == Poll("unchanged", NOW + timedelta(hours=1), "not modified (304)", 0.0, '"a"', "then", "hash")


def test_the_first_304_of_a_day_is_not_trusted_for_long():
    yesterday = replace(KNOWN, last_polled=NOW - timedelta(days=1))
    assert polled(yesterday, answer=page(304)) == Poll("unchanged", NOW + timedelta(hours=1), "not modified (304)", body_hash="hash")


@pytest.mark.parametrize(
    ("ttl", "headers", "pause"),
    [
        (None, {}, timedelta(hours=1)),
        (timedelta(minutes=15), {}, timedelta(hours=1)),
        (timedelta(hours=3), {}, timedelta(hours=3)),
        (timedelta(days=365), {}, timedelta(hours=6)),
        (None, {"cache_control": "public, max-age=7200"}, timedelta(hours=2)),
        (timedelta(hours=3), {"cache_control": "max-age=7200"}, timedelta(hours=3)),
        (None, {"cache_control": "no-cache, max-age=7200"}, timedelta(hours=1)),
        (None, {"cache_control": "max-age=7200", "expires": "Tue, 24 Nov 2026 01:00:00 GMT"}, timedelta(hours=2)),
        (None, {"expires": "Tue, 24 Nov 2026 00:00:00 GMT"}, timedelta(hours=4)),
        (None, {"expires": "0"}, timedelta(hours=1)),
        (None, {"expires": "Nov +99999999999 +0000 20:05:00 9999 23"}, timedelta(hours=1)),
    ],
)
def test_feed_and_server_may_ask_to_be_left_alone_for_longer(ttl, headers, pause):
    assert polled(answer=page(**headers), feed=replace(FEED, ttl=ttl)).next_poll == NOW + pause


@pytest.mark.parametrize(
    ("before", "error", "state", "failures", "pause"),
    [
        (0.0, failure(status=404), "failed", 0.5, timedelta(hours=2**0.5)),
        (0.0, failure(passing=True), "failed", 0.25, timedelta(hours=2**0.25)),
        (0.0, FeedError("not a feed"), "failed", 0.5, timedelta(hours=2**0.5)),
        (0.0, failure(Outcome.SKIPPED_ROBOTS), "failed", 0.5, timedelta(hours=2**0.5)),
        (2.5, failure(status=500), "failed", 3.0, timedelta(hours=8)),
        (0.0, failure(Outcome.FAILED_PERMANENT, status=410), "gone", 1.0, timedelta(days=1)),
        (0.0, failure(Outcome.FAILED_PERMANENT, status=403), "failed", 0.5, timedelta(hours=2**0.5)),
        (500.0, failure(status=500), "failed", 500.5, timedelta(days=7)),
        (0.0, failure(status=429, retry_after=36000), "failed", 0.5, timedelta(hours=10)),
        (0.0, failure(status=429, retry_after=10), "failed", 0.5, timedelta(hours=2**0.5)),
        (0.0, failure(status=429, retry_after=1e12), "failed", 0.5, timedelta(days=7)),
    ],
)
def test_failures_add_up_and_stretch_the_pause_but_never_for_ever(before, error, state, failures, pause):
    result = polled(replace(KNOWN, failures=before), error=error)
    assert result == Poll(state, result.next_poll, str(error), failures, '"a"', "then", "hash")
    assert abs(result.next_poll - (NOW + pause)) < timedelta(seconds=1)


def test_a_folder_is_read_again_after_its_interval():
    assert polled(FRESH) == Poll("ok", NOW + timedelta(hours=1))
