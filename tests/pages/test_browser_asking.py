"""Asking in a real browser: the opening question by clicks, filters, days, names, the brush, the map, addresses and keys."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.pages.browsing import SENTENCES, WEEK, sentences

if TYPE_CHECKING:
    from playwright.sync_api import Page as Tab

pytestmark = [pytest.mark.browser, pytest.mark.enable_socket]

DAYS = ".day:not(.aside) > h2"


def days(*told: str) -> list[re.Pattern[str]]:
    """Headings of these days."""
    return [re.compile(rf"^{day} 2023\b") for day in told]


def test_the_opening_question_is_answered_by_clicks(page: Tab) -> None:
    """What happened around here between these days, in what order, who says so, how many died, what was only threatened or denied?"""
    page.goto("/")
    page.get_by_label("Place").fill("Soudan")
    page.get_by_label("From").fill("2023-04-15")
    page.get_by_label("Until").fill("2023-04-20")
    page.get_by_role("button", name="Show").click()
    page.wait_for_url("**place=Soudan**")
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile("^Sudan"))
    expect(page.locator(".day > h2").first).to_have_text(re.compile("^Saturday 15 April 2023"))
    expect(page.locator(DAYS)).to_have_text(
        days("Saturday 15 April", "Sunday 16 April", "Monday 17 April", "Tuesday 18 April", "Wednesday 19 April")
    )
    marks = dict(zip(sentences(page), page.locator("#results .rows .m").all_inner_texts(), strict=False))
    assert {
        words: next(mark for text, mark in marks.items() if words in text) for words in ("would storm", "accused", "denied", "97 people")
    } == {
        "would storm": "only threatened",
        "accused": "alleged",
        "denied": "denied",
        "97 people": "happened",
    }
    expect(page.locator(".row .n").get_by_text("97+ killed", exact=True)).to_have_count(1)
    expect(page.locator("#coarse .row")).to_have_count(1)
    row = page.locator(".row", has_text="97 people")
    row.locator("summary").click()
    expect(row.locator(".by")).to_have_text(re.compile("^reported by syndicate, in"))
    row.locator(".report a").first.click()
    expect(page.locator(".event").first).to_contain_text("Shells killed at least 97 people")


def test_a_day_asked_for_is_that_day(page: Tab) -> None:
    page.goto("/?place=Sudan&since=2023-04-15&until=2023-04-15")
    expect(page.locator(DAYS)).to_have_text(days("Saturday 15 April"))
    expect(page.locator("#coarse .row")).to_have_count(1)  # "In April" has a band of its own, and no day.


@pytest.mark.parametrize("name", ["Sudan", "SD", "SDN", "soudan"])
def test_a_country_is_found_by_any_of_its_names(page: Tab, name: str) -> None:
    page.goto("/?since=2023-04-15&until=2023-04-20")
    page.get_by_label("Place").fill(name)
    page.get_by_role("button", name="Show").click()
    page.wait_for_url(f"**place={name}**")
    expect(page.locator("h1")).to_have_text(re.compile("^Sudan "))
    expect(page.locator(SENTENCES)).to_have_count(9)


def test_facets_and_chips_narrow_and_widen_and_the_form_keeps_them(page: Tab) -> None:
    page.goto(WEEK)
    page.locator(".facets").get_by_role("link", name="Denied").click()
    expect(page.locator(SENTENCES)).to_have_count(1)
    page.locator(".facets").get_by_role("link", name="The Levant Ledger").click()
    expect(page.locator(".chips li")).to_have_text(
        ["period 2023-04-15 to 2023-04-20 ×", "place Sudan ×", "status denied ×", "outlet The Levant Ledger ×", "clear all"]
    )
    page.get_by_label("Words").fill("market")
    page.get_by_role("button", name="Show").click()
    page.wait_for_url("**q=market**")
    assert "source=The" in page.url
    assert "status=denied" in page.url
    for filter_ in ("outlet", "status"):
        page.locator(".chips a", has_text=filter_).click()
        expect(page.locator(".chips a", has_text=filter_)).to_have_count(0)
    expect(page.locator(SENTENCES)).to_have_count(2)


def test_after_back_the_boxes_say_what_the_results_are_of(page: Tab) -> None:
    page.goto(WEEK)
    page.get_by_label("Words").fill("truce")
    page.get_by_role("button", name="Show").click()
    page.wait_for_url("**q=truce**")
    page.go_back()
    page.wait_for_url("**place=Sudan**")
    expect(page.get_by_label("Words")).to_have_value("")
    expect(page.locator(SENTENCES)).to_have_count(9)
    page.go_forward()
    expect(page.get_by_label("Words")).to_have_value("truce")


def test_after_back_box_and_results_are_of_one_question_wherever_one_goes(page: Tab) -> None:
    """By a bar, a facet, a chip, the form and an article, and all the way back."""
    steps = [
        lambda: page.get_by_label("Words").fill("truce") or page.get_by_role("button", name="Show").click(),
        lambda: page.locator(".chips a", has_text="words").click(),
        lambda: page.locator(".facets").get_by_role("link", name="Denied").click(),
        lambda: page.locator(".chips a", has_text="status").click(),
        lambda: page.locator(".chart a[data-first='2023-04-17']").click(),
        lambda: page.locator("#results summary").first.click() or page.locator("#results .report a").first.click(),
    ]
    page.goto(WEEK)
    states = [_state(page)]
    for step in steps:
        before = page.url
        step()
        page.wait_for_function("before => location.href !== before", arg=before)
        page.wait_for_load_state()
        states.append(_state(page))
    for state in reversed(states[:-1]):
        page.go_back()
        page.wait_for_load_state()
        page.wait_for_timeout(100)
        assert _state(page) == state


def _state(page: Tab) -> list[object]:
    """What the boxes say and what the results are."""
    boxes = [page.get_by_label(name, exact=True) for name in ("Words", "Place", "From", "Until")]
    return [[box.input_value() for box in boxes if box.count()], sentences(page), page.locator(".chips li").all_inner_texts()]


def test_a_deep_link_opens_the_row_it_names(page: Tab) -> None:
    page.goto(f"{WEEK}#ee4")
    expect(page.locator("#ee4 details[open]")).to_have_count(1)


def test_dragging_across_bars_narrows_the_period(page: Tab) -> None:
    page.goto(WEEK)
    boxes = [bar.bounding_box() for bar in page.locator(".chart a[data-first]").all()]
    first, last = boxes[1], boxes[2]
    assert first
    assert last
    page.mouse.move(first["x"] + 5, first["y"] + 20)
    page.mouse.down()
    page.mouse.move(last["x"] + last["width"] / 2, last["y"] + 20, steps=5)
    page.mouse.up()
    page.wait_for_url("**since=2023-04-16&until=2023-04-17**")
    expect(page.locator(DAYS)).to_have_text(days("Sunday 16 April", "Monday 17 April"))


def test_a_bar_and_a_dot_filter_when_they_are_clicked(page: Tab) -> None:
    page.goto(WEEK)
    page.locator(".chart a[data-first='2023-04-17']").click()
    page.wait_for_url("**since=2023-04-17&until=2023-04-17**")
    page.goto(WEEK)
    page.locator(".map a[aria-label^='Geneina']").click()
    page.wait_for_url("**Geneina**")
    expect(page.locator(SENTENCES)).to_have_count(2)
    page.goto(WEEK)
    before = page.locator("svg.map").get_attribute("viewBox")
    page.get_by_role("button", name="Zoom in").click()
    expect(page.locator("svg.map")).not_to_have_attribute("viewBox", str(before))
    expect(page.locator(".map a[aria-label^='Sudan'] .dot")).to_contain_class("hollow")


def test_the_keyboard_walks_the_rows(page: Tab) -> None:
    page.goto(WEEK)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the results"
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("k")
    page.keyboard.press("Enter")
    expect(page.locator("#results details[open]")).to_have_count(1)
    expect(page.locator("#results summary").first).to_be_focused()
    page.keyboard.press("/")
    page.keyboard.type("truce")
    page.keyboard.press("Enter")
    page.wait_for_url("**q=truce**")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.keyboard.press("e")
    page.wait_for_url("**/article/a7**")
