"""What a robots.txt asks for, and how far we follow."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from dateline.fetching.robots import read_robots

NOW = datetime(2016, 10, 14, tzinfo=UTC)


@pytest.mark.parametrize(("asked", "kept"), [("0.5", 0.5), ("10", 10.0), ("11", 10.0), ("86400", 10.0)])
def test_a_host_is_given_the_pause_that_it_asks_for_up_to_ten_seconds(asked: str, kept: float) -> None:
    robots = read_robots(200, f"User-agent: *\nCrawl-delay: {asked}\n".encode(), now=NOW)
    assert robots.delay("Dateline") == kept
