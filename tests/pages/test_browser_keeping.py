"""What is taken away and kept, in a real browser: exports, searches that are watched, flags, merge and split, the archived page."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.pages.browsing import HOSTILE, WEEK, sentences

if TYPE_CHECKING:
    from playwright.sync_api import Browser
    from playwright.sync_api import Page as Tab

pytestmark = [pytest.mark.browser, pytest.mark.enable_socket]


def test_what_is_seen_can_be_taken_away(page: Tab) -> None:
    page.goto(WEEK)
    with page.expect_download() as download:
        page.get_by_role("link", name="CSV", exact=True).click()
    rows = list(csv.DictReader(Path(download.value.path()).read_text(encoding="utf-8").splitlines()))
    assert download.value.suggested_filename == "dateline-events.csv"
    assert [row["day"] for row in rows if row["day"]] == sorted(row["day"] for row in rows if row["day"])
    assert {row["evidence"] for row in rows} > {"Residents accused the RSF of burning a market."}
    assert len(rows) == len(sentences(page))
    feed = page.locator("link[type='application/atom+xml']").get_attribute("href")
    assert page.request.get(str(feed)).text().count("<entry>") == len(rows)


def test_happenings_are_taken_away_as_happenings(page: Tab, joined: str) -> None:
    page.goto(f"{joined}{WEEK}")
    assert "2 incidents" in page.locator(".summary").inner_text()
    with page.expect_download() as download:
        page.get_by_role("link", name="CSV", exact=True).click()
    rows = list(csv.DictReader(Path(download.value.path()).read_text(encoding="utf-8").splitlines()))
    assert download.value.suggested_filename == "dateline-incidents.csv"
    assert {row["id"]: row["voices"] for row in rows} == {"n1": "2", "n2": "1"}


def test_two_happenings_are_said_to_be_one_and_a_report_not_to_belong(page: Tab, joined: str) -> None:
    page.goto(f"{joined}{WEEK}")
    row = page.locator(".row", has_text="Fighters attacked the airport")
    row.locator("summary").click()
    row.get_by_role("link", name="same as another").click()
    page.get_by_label("Of these days").select_option(index=1)
    page.get_by_role("button", name="They are one").click()
    expect(page.locator(".flags")).to_contain_text("same as another")
    page.get_by_label("Report that does not belong").select_option("r2")
    page.get_by_role("button", name="It does not belong").click()
    expect(page.locator(".flags")).to_contain_text("does not belong: It denied that.")
    page.get_by_role("button", name="take back").first.click()
    expect(page.locator(".flags")).not_to_contain_text("same as another")


def test_a_search_is_saved_and_watched(page: Tab) -> None:
    page.goto(WEEK)
    page.get_by_text("save and watch").click()
    page.get_by_label("Name of this search").fill("A week in Sudan")
    page.get_by_role("button", name="Save").click()
    page.wait_for_url("**/watch")
    assert "nothing new" in page.locator(".watch li").inner_text()
    page.get_by_role("button", name="Open, and mark as seen").click()
    page.wait_for_url("**place=Sudan**")


def test_a_row_is_flagged(page: Tab) -> None:
    page.goto(WEEK)
    row = page.locator(".row", has_text="burning a market")
    row.locator("summary").click()
    row.get_by_role("link", name="flag: star").click()
    page.get_by_label("What should others know?").fill("Check with the aid groups.")
    page.get_by_role("button", name="Keep the note").click()
    expect(page.locator(".flags")).to_contain_text("Check with the aid groups.")
    page.goto(WEEK)
    expect(page.locator(".row", has_text="burning a market").locator(".flag")).to_have_attribute(
        "title", "note (analyst, Check with the aid groups.)"
    )


def test_the_archived_page_is_read_and_does_nothing(browser: Browser, address: str) -> None:
    """By a real browser: no script of it runs, nothing is loaded for it, it leads nowhere, and its form sends nothing."""
    context = browser.new_context(base_url=address)
    page = context.new_page()
    failed: dict[str, str | None] = {}
    page.on("requestfailed", lambda request: failed.update({request.url: request.failure}))
    page.goto(WEEK)
    row = page.locator(".row", has_text="at least 97 people")
    row.locator("summary").click()
    row.get_by_role("link", name="archived page").click()
    expect(page.locator("h1")).to_have_text("Archived page as it was on 2023-04-25 08:00 UTC")
    expect(page.locator("pre")).to_contain_text("<h1 id=said>Shells fell</h1>")
    page.get_by_role("link", name="as a page").click()
    page.wait_for_url("**/article/a4/page-as-sent")
    page.wait_for_timeout(300)
    expect(page.locator("#said")).to_have_text("Shells fell")
    page.get_by_role("button", name="Win").click()
    page.wait_for_timeout(200)
    assert page.url.endswith("/article/a4/page-as-sent")
    assert failed == dict.fromkeys(("https://evil.example/x.css", "https://evil.example/x.png"), "csp")  # Stopped before they were sent.
    page.go_back()
    with page.expect_download() as download:
        page.get_by_role("link", name="the bytes").click()
    assert Path(download.value.path()).read_text() == HOSTILE
    assert page.goto("/article/a1/page").status == 404  # type: ignore[union-attr]
    assert "article a1 has no page in the archive" in page.locator("main").inner_text()
    context.close()
