"""Pages for a real browser: a small war, and the same with two happenings; served once for the tests of this folder."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest

from dateline.models.incidents import Stance
from tests.bundles import REPORT, incident
from tests.pages.browsing import pages_over
from tests.pages.story import KHARTOUM, story

if TYPE_CHECKING:
    from playwright.sync_api import Browser
    from playwright.sync_api import Page as Tab


@pytest.fixture(scope="package")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A small war, each report for itself."""
    with pages_over(story(), tmp_path_factory.mktemp("desk")) as root:
        yield root


@pytest.fixture(scope="package")
def joined(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The same with two happenings that its articles tell together."""
    index = story()
    denial = replace(REPORT, anchor="r2", article="a6", outlet="The Other", voice="the army", stance=Stance.DENIES, quote="It denied that.")
    days = {"first": date(2023, 4, 15), "last": date(2023, 4, 15), "place": KHARTOUM}
    one = incident(
        "n1", title="Fighters attacked the airport.", reports=(REPORT, denial), voices=("The Wire", "the army"), disputed=True, **days
    )
    two = incident("n2", title="Gunmen fired at the airport.", **days)
    index.write_incidents([one, two])
    with pages_over(index, tmp_path_factory.mktemp("desk")) as root:
        yield root


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Tab]:
    """A page at a desk; what it complains of fails the test, but for answers that are meant to be errors."""
    context = browser.new_context(base_url=address, viewport={"width": 1400, "height": 900})
    opened = context.new_page()
    complaints: list[str] = []
    opened.on("console", lambda message: complaints.append(message.text) if message.type in ("error", "warning") else None)
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    yield opened
    context.close()
    assert [one for one in complaints if "status of 4" not in one] == []
