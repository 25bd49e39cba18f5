"""When a failed fetch is tried again, and when it is given up."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from dateline.errors import FetchError
from dateline.fetching.retries import Decision, next_try
from dateline.models.outcomes import Outcome

NOW = datetime(2026, 11, 23, 20, tzinfo=UTC)
AGAIN = Outcome.FAILED_RETRYABLE


@pytest.mark.parametrize(
    ("attempt", "retry_after", "pause"),
    [
        (1, None, timedelta(hours=1)),
        (2, None, timedelta(hours=23)),
        (3, None, timedelta(hours=48)),
        (1, 60, timedelta(hours=1)),
        (1, 7200, timedelta(hours=2)),
        (1, -5, timedelta(hours=1)),
        (1, 1e12, timedelta(days=7)),
    ],
)
def test_what_can_pass_is_tried_again_later(attempt, retry_after, pause):
    error = FetchError("https://a.example/: 404", outcome=AGAIN, retry_after=retry_after)
    decided = next_try(attempt, error, NOW)
    assert (decided.outcome, decided.reason, decided.at, decided.tried) == (AGAIN, "https://a.example/: 404", NOW + pause, True)


def test_the_three_further_tries_take_three_days():
    error = FetchError("x", outcome=AGAIN)
    moment = NOW
    for attempt in (1, 2, 3):
        moment = next_try(attempt, error, moment).at
    assert moment - NOW == timedelta(days=3)


@pytest.mark.parametrize("attempt", [4, 5, 99])
def test_what_was_tried_enough_is_dead(attempt):
    decided = next_try(attempt, FetchError("x", outcome=AGAIN, retry_after=5), NOW)
    assert decided == Decision(Outcome.DEAD, f"x (tried {attempt} times)", rests_until=NOW + timedelta(seconds=5))


@pytest.mark.parametrize("outcome", [Outcome.FAILED_PERMANENT, Outcome.SKIPPED_ROBOTS, Outcome.SKIPPED_UNSAFE_URL])
def test_what_cannot_pass_is_final_at_once(outcome):
    assert next_try(1, FetchError("x", outcome=outcome), NOW) == Decision(outcome, "x")


def unasked(seconds: float | None = None) -> FetchError:
    return FetchError("x", outcome=AGAIN, retry_after=seconds, asked=False)


@pytest.mark.parametrize("attempt", [1, 4, 99])
@pytest.mark.parametrize("days", [0, 400])
def test_a_host_that_asks_to_be_left_alone_is_left_alone_and_that_is_no_try(attempt, days):
    decided = next_try(attempt, unasked(900), NOW, waits_since=NOW - timedelta(days=days))
    later = NOW + timedelta(minutes=15)
    assert decided == Decision(AGAIN, "x", later, tried=False, rests_until=later)


@pytest.mark.parametrize(
    ("waited", "pause"),
    [(None, 1), (timedelta(hours=1), 1), (timedelta(hours=8), 4), (timedelta(days=20), 23)],
)
def test_who_says_nothing_is_asked_less_and_less_often(waited, pause):
    decided = next_try(4, unasked(), NOW, waits_since=NOW - waited if waited else None)
    later = NOW + timedelta(hours=pause)
    assert decided == Decision(AGAIN, "x", later, tried=False, rests_until=later)


def test_a_month_of_silence_is_the_end():
    assert next_try(1, unasked(), NOW, waits_since=NOW - timedelta(days=30)) == Decision(Outcome.DEAD, "x (for 30 days)")
