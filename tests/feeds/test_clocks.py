"""A clock that is a month off is told by the servers, before it costs dates."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest

from dateline.archive import WarcArchive
from dateline.errors import StepError
from dateline.feeds.clocks import Clocks
from dateline.fetching.client import HttpFetcher
from dateline.ledger import open_ledger
from dateline.models.articles import Page
from dateline.models.sources import Source
from dateline.pipeline import polling
from dateline.pipeline.given import Gathering
from dateline.settings import load
from tests.manysites import ManySites

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)


def said(*days: float, headers: tuple[tuple[str, str], ...] = ()) -> str | None:
    clocks = Clocks()
    for host, off in enumerate(days):
        date = ("date", format_datetime(NOW + timedelta(days=off), usegmt=True))
        clocks.hear(Page("", f"https://h{host}.example/feed", 200, (date, *headers), b"", NOW))
    return clocks.wrong()


def test_servers_that_agree_are_believed() -> None:
    told = said(31, 31, 30.9)
    assert told is not None
    assert told.startswith("the clock of this machine is 31 days behind that of 3 servers")
    assert "ahead of" in (said(-40, -400) or "")


@pytest.mark.parametrize("days", [(), (31,), (0, 0, 0), (0.9, 0.9), (31, 0), (31, 31, 31, 0)])
def test_one_server_or_one_that_disagrees_proves_nothing(days: tuple[float, ...]) -> None:
    assert said(*days) is None


@pytest.mark.parametrize("header", [("age", "3000000")])
def test_a_cache_tells_old_times(header: tuple[str, str]) -> None:
    assert said(-31, -31, headers=(header,)) is None


@pytest.mark.parametrize("date", ["", "yesterday", "Mon, 99 Nov 2026", None])
def test_no_date_is_no_witness(date: str | None) -> None:
    clocks = Clocks()
    for host in "ab":
        clocks.hear(Page("", f"https://{host}.example/", 200, (("date", date),) if date is not None else (), b"", NOW))
    clocks.hear(None)
    assert clocks.wrong() is None


def test_a_poll_stops_before_dates_are_lost(tmp_path: Path) -> None:
    month_ago = datetime.now(UTC) - timedelta(days=31)
    with ManySites(20, hosts=3) as sites:
        ledger = open_ledger(f"sqlite:///{tmp_path / 'ledger.db'}")
        ledger.register_sources([Source(name, f"http://{name}/feed.xml") for name in sites.names], now=month_ago)
        web_map = dict(load(sites.environment).host_map)

        async def poll() -> None:
            web = HttpFetcher(user_agent="T/1", spacing=timedelta(0), host_map=web_map, clock=lambda: month_ago)
            try:
                archive = WarcArchive(f"file://{tmp_path}")
                using = Gathering(ledger, web, archive, lambda: month_ago)
                await polling.poll(sites.names, using, everything=True, clocks=Clocks())
            finally:
                await web.aclose()

        with pytest.raises(StepError, match=r"the clock of this machine is 3[01] days behind"):
            asyncio.run(poll())
