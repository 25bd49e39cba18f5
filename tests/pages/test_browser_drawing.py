"""How things are drawn and worded, in a real browser: what was once seen wrong."""

from __future__ import annotations

import itertools
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from dateline.models.events import Actor
from dateline.models.incidents import TollClaim
from tests.bundles import incident
from tests.pages.browsing import WEEK, pages_over
from tests.pages.coded import filled
from tests.pages.story import KHARTOUM, RSF, story

if TYPE_CHECKING:
    from playwright.sync_api import Browser
    from playwright.sync_api import Page as Tab

pytestmark = [pytest.mark.browser, pytest.mark.enable_socket]


def periods() -> list[str]:
    """Of a day, weeks, months, a year, and over the turn of one."""
    spans = [(4, 15, 1), (4, 1, 30), (2, 1, 90), (1, 1, 200), (1, 1, 365)]
    return [f"/?since={(day := date(2023, month, number))}&until={day + timedelta(days=length - 1)}" for month, number, length in spans]


@pytest.mark.parametrize("width", [1400, 900, 390])
def test_the_labels_of_the_histogram_never_overprint(browser: Browser, address: str, width: int) -> None:
    context = browser.new_context(base_url=address, viewport={"width": width, "height": 900})
    page = context.new_page()
    for path in (WEEK, *periods()):
        page.goto(path)
        boxes = [box for tick in page.locator(".chart .tick:visible").all() if (box := tick.bounding_box())]
        assert boxes, path
        assert all(one["x"] + one["width"] <= other["x"] for one, other in itertools.pairwise(boxes)), path
        numbers = [box for number in page.locator(".chart .num").all() if (box := number.bounding_box())]
        assert numbers[0]["y"] + numbers[0]["height"] <= numbers[1]["y"], path
    context.close()


LONG = (
    "Shells that fell on a crowded market and on two hospitals beside the airport of the capital killed at least 97 people and wounded "
    "hundreds more on Monday, a syndicate of doctors said, as the truce came to an end."
)


@pytest.mark.parametrize("width", [1280, 390])
def test_a_long_sentence_is_seen_whole_beside_its_toll(browser: Browser, tmp_path: Path, width: int) -> None:
    index = story()
    toll = TollClaim("killed", 97, None, "event", None, "97 people", "doctors", "The Wire", "a5", date(2023, 4, 17), None)
    day = date(2023, 4, 17)
    index.write_incidents(
        [incident("n1", title=LONG, first=day, last=day, place=KHARTOUM, tolls=(toll,), actors=(Actor("RSF", 0, 3, **RSF),))]
    )
    with pages_over(index, tmp_path) as root:
        context = browser.new_context(base_url=root, viewport={"width": width, "height": 900})
        page = context.new_page()
        page.goto(WEEK)
        row = page.locator("#en1")
        assert row.locator(".n").inner_text() == "97+ killed"
        assert row.locator(".w").inner_text().endswith(LONG)
        drawn = "node => [node.scrollWidth <= node.clientWidth, node.scrollHeight <= node.clientHeight + 1]"
        assert row.locator(".w").evaluate(drawn) == [True, True]
        context.close()


def test_a_gap_of_weeks_is_as_wide_as_its_days(page: Tab) -> None:
    page.goto("/?since=2023-03-01&until=2023-04-20")  # News from 15 April on: forty-five days without any.
    bars = page.locator(".chart a[data-first]")
    days = [bar.get_attribute("data-first") for bar in bars.all()]
    assert days == [str(date(2023, 3, 1) + timedelta(days=number)) for number in range(51)]
    empty, full = bars.nth(3).bounding_box(), bars.nth(47).bounding_box()
    assert empty is not None
    assert full is not None
    assert (round(empty["width"], 1), bars.nth(3).get_attribute("aria-label")) == (round(full["width"], 1), "4 Mar 2023: no events")


def test_an_allegation_wears_no_red_and_is_not_said_to_have_happened(page: Tab) -> None:
    page.goto(WEEK)

    def worn(words: str) -> tuple[str, bool, bool]:
        row = page.locator(".row", has_text=words)
        red = page.evaluate("getComputedStyle(document.documentElement).getPropertyValue('--red').trim()")
        probe = "(node, red) => { const p = document.createElement('i'); p.style.color = red; document.body.append(p); const its = getComputedStyle(p).color; p.remove(); return getComputedStyle(node).color === its }"  # noqa: E501
        return row.locator(".m").first.inner_text(), row.locator(".w b").evaluate(probe, red), row.locator(".m").first.evaluate(probe, red)

    assert worn("accused the RSF") == ("alleged", False, False)
    assert worn("denied that it") == ("denied", False, False)
    assert worn("would storm") == ("only threatened", False, False)
    assert worn("97 people") == ("happened", True, False)


def test_each_report_wears_its_own_mark_and_not_that_of_its_happening(page: Tab, joined: str) -> None:
    page.goto(f"{joined}{WEEK}")
    row = page.locator(".row", has_text="Fighters attacked the airport")
    row.locator("summary").click()
    drawn = "node => [node.textContent, getComputedStyle(node, '::before').content]"
    worn = [mark.evaluate(drawn) for mark in row.locator(".m").all()]
    assert worn == [["disputed", '"◇"'], ["happened", '"●"'], ["denied", '"✕"']]


def test_thursday_night_into_friday_morning_reads_so(browser: Browser, tmp_path: Path) -> None:
    with pages_over(filled(), tmp_path) as root:
        context = browser.new_context(base_url=root)
        page = context.new_page()
        page.goto("/?since=2016-10-13&until=2016-10-13")
        row = page.locator("#results .day:not(.aside) .row").first
        assert row.locator(".t").inner_text() == "overnight"
        row.locator("summary").click()
        assert row.locator("dd").first.inner_text().startswith("night of Thu 13 into Fri 14 Oct 2016")
        context.close()


def test_the_outlets_are_called_by_their_names_and_as_they_write_them(page: Tab) -> None:
    page.goto(WEEK)
    outlets = page.locator(".facets details", has=page.get_by_role("heading", name="Outlet")).locator("li a span:first-child")
    assert set(outlets.all_inner_texts()) == {"Harbour Wire", "The Levant Ledger"}
    assert "source-" not in page.locator("body").inner_text()
