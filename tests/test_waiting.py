"""Waiting is not failing: hosts that ask to be left alone, over real HTTP, with the real fetcher and ledger and a clock of our own."""

from __future__ import annotations

import asyncio
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from dateline.archive import WarcArchive
from dateline.feeds import parse_feed
from dateline.fetching.client import HttpFetcher
from dateline.ledger import open_ledger
from dateline.models.sources import Source
from dateline.pipeline import fetching
from dateline.pipeline.given import Gathering
from dateline.protocols.ledger import Poll
from dateline.settings import load
from tests.manysites import ManySites

ENTRIES = 40
NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


class Week:
    """A site with forty entries that is visited again and again while time goes by."""

    def __init__(self, sites: ManySites, home: Path) -> None:
        self.ledger = open_ledger(f"sqlite:///{home / 'ledger.db'}")
        self.archive = WarcArchive(f"file://{home / 'archive'}")
        self.now = NOON
        self._map = dict(load(sites.environment).host_map)
        self.ledger.register_sources([Source("wire", "http://site0.example/feed.xml")], now=self.now)
        _, _, body = sites.answer("site0.example", "/feed.xml")
        feed = parse_feed(body, url="http://site0.example/feed.xml", content_type=None, now=self.now, source_id="wire")
        self.ledger.record_poll("wire", Poll("ok", self.now), feed.entries, now=self.now)

    def visit(self) -> None:
        """One run of the fetch step, in a process that remembers nothing."""

        async def go() -> None:
            web = HttpFetcher(user_agent="Test/1", spacing=timedelta(0), host_map=self._map, clock=lambda: self.now)
            try:
                await fetching.fetch_due("w", Gathering(self.ledger, web, self.archive, lambda: self.now))
            finally:
                await web.aclose()

        asyncio.run(go())

    def outcomes(self) -> Counter[str]:
        return Counter(str(line.outcome) for line in self.ledger.outcomes(now=self.now))

    def tries(self) -> dict[str, int]:
        return {line.url.removeprefix("http://"): line.attempts for line in self.ledger.outcomes(now=self.now)}


def too_many(host: str, path: str) -> tuple[int, dict[str, str], bytes] | None:
    return (429, {"Retry-After": "900"}, b"") if "/article/" in path else None


def broken_robots(host: str, path: str) -> tuple[int, dict[str, str], bytes] | None:
    return (503, {}, b"") if path == "/robots.txt" else None


def test_entries_of_a_host_that_says_later_wait_and_each_request_is_a_try(tmp_path: Path) -> None:
    with ManySites(ENTRIES, hosts=1, say=too_many) as sites:
        week = Week(sites, tmp_path)
        for _ in range(30):
            week.visit()
            week.now += HOUR
        assert week.outcomes() == {"failed_retryable": ENTRIES}
        asked = sites.pages_asked()
    assert asked.total() == 30  # One request each time; nobody else's turn comes before the host has rested.
    assert week.tries() == {url: asked[url] for url in week.tries()}


def test_nobody_is_given_up_while_robots_txt_cannot_be_read(tmp_path: Path) -> None:
    with ManySites(ENTRIES, hosts=1, say=broken_robots) as sites:
        week = Week(sites, tmp_path)
        for _ in range(20):
            week.visit()
            week.now += timedelta(hours=12)
        assert week.outcomes() == {"failed_retryable": ENTRIES}
        assert set(week.tries().values()) == {0}
        assert sites.asked["site0.example/robots.txt"] <= 20
        sites.say = None
        week.now += timedelta(days=1)
        week.visit()
        assert week.outcomes() == {"fetched": ENTRIES}
        assert sites.pages_asked().total() == ENTRIES


@pytest.mark.parametrize("days", [29, 31])
def test_a_host_whose_robots_txt_is_gone_for_a_month_is_given_up(tmp_path: Path, days: int) -> None:
    with ManySites(ENTRIES, hosts=1, say=broken_robots) as sites:
        week = Week(sites, tmp_path)
        week.visit()
        week.now += timedelta(days=days)
        week.visit()
        assert week.outcomes() == {"dead" if days > 30 else "failed_retryable": ENTRIES}
        assert not sites.pages_asked()
