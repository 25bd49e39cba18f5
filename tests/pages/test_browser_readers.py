"""Every reader, in a real browser: axe, no script, phone, dark, print."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from tests.pages.browsing import PAGES, PAGES_OF_HAPPENINGS, WEEK

if TYPE_CHECKING:
    from playwright.sync_api import Browser
    from playwright.sync_api import Page as Tab

pytestmark = [pytest.mark.browser, pytest.mark.enable_socket]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_stands_in_the_way_of_anybody(browser: Browser, address: str, joined: str, scheme: Any) -> None:
    """axe with the rules of WCAG 2.2 AA and its good practices on every kind of page, contrast in both colour schemes included."""
    from axe_playwright_python.sync_playwright import Axe

    context = browser.new_context(color_scheme=scheme)
    page = context.new_page()
    found = {}
    for path in (*(f"{address}{path}" for path in PAGES), *(f"{joined}{path}" for path in PAGES_OF_HAPPENINGS)):
        page.goto(path)
        if (row := page.locator("#results .row summary").first).count():
            row.click()
        results = Axe().run(page)
        if violations := [f"{one['id']}: {one['nodes'][0]['html'][:150]}" for one in results.response["violations"]]:
            found[path] = violations
    context.close()
    assert found == {}


def test_the_pages_are_complete_without_a_script(browser: Browser, address: str) -> None:
    context = browser.new_context(base_url=address, java_script_enabled=False)
    page = context.new_page()
    page.goto("/")
    page.get_by_label("Place").fill("Sudan")
    page.get_by_label("From").fill("2023-04-15")
    page.get_by_label("Until").fill("2023-04-20")
    page.get_by_role("button", name="Show").click()
    expect(page.locator(".chart a[data-first]")).to_have_count(6)  # Else the next click is one on the page before.
    page.locator(".chart a[data-first='2023-04-18']").click()
    expect(page.locator("#results .row")).to_have_count(3)  # With the event that is only known to April.
    page.locator("#results summary").first.click()
    expect(page.locator("#results .report").first).to_be_visible()
    page.get_by_role("link", name="flag: star").first.click()
    page.get_by_role("button", name="Star it").click()
    expect(page.locator(".flags")).to_contain_text("starred")
    context.close()


def test_a_phone_shows_the_first_event_on_its_first_screen(browser: Browser, address: str) -> None:
    context = browser.new_context(base_url=address, viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    page = context.new_page()
    page.goto(WEEK)
    box = page.locator("#results .row").first.bounding_box()
    assert box is not None
    assert box["y"] + box["height"] < 844
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    context.close()


def test_the_page_is_dark_where_the_reader_wants_that(browser: Browser, address: str) -> None:
    grounds = []
    for scheme in ("light", "dark"):
        context = browser.new_context(base_url=address, color_scheme=scheme)  # type: ignore[arg-type]
        page = context.new_page()
        page.goto("/")
        grounds.append(sum(map(int, re.findall(r"\d+", page.evaluate("getComputedStyle(document.body).backgroundColor"))[:3])))
        context.close()
    assert grounds[0] > 600 > 150 > grounds[1]


def test_print_has_summary_period_and_rows_and_nothing_to_click(page: Tab) -> None:
    page.goto(WEEK)
    page.emulate_media(media="print")
    assert page.locator("h1").inner_text() == "Sudan 15 April 2023 to 20 April 2023"
    assert page.locator(".summary").is_visible()
    hidden = {name: page.locator(name).first.is_visible() for name in (".ask", ".facets", ".order", ".chips .x", ".take", ".save", ".hint")}
    assert hidden == dict.fromkeys(hidden, False)
    page.set_viewport_size({"width": 720, "height": 1000})  # A sheet of A4 within its margins.
    for rows in (".rows:not(.dated)", ".rows.dated"):
        cells = [cell.bounding_box() for cell in page.locator(f"#results {rows} .row").first.locator("summary > span").all()]
        words = page.locator(f"#results {rows} .row .w").first.bounding_box()
        assert words is not None
        assert words["width"] > 200
        assert all(cell is None or cell["x"] + cell["width"] <= 720 for cell in cells)
