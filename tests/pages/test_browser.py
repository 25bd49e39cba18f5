"""The pages in a real browser: the opening question by clicks, and everything that only a browser can show."""

from __future__ import annotations

import csv
import itertools
import os
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import uvicorn

from dateline.errors import ArchiveError
from dateline.ledger import open_desk
from dateline.models.articles import Page
from dateline.models.incidents import Stance
from dateline.pages.access import Access
from dateline.pages.app import application
from dateline.pages.server import config, listen
from dateline.pages.site import Site
from tests.bundles import REPORT, incident
from tests.fakes import FakeIndex
from tests.pages.coded import CODES, NAMES, filled
from tests.pages.story import KHARTOUM, NOW, story

if TYPE_CHECKING:
    from playwright.sync_api import Browser
    from playwright.sync_api import Page as Tab

pytestmark = [pytest.mark.browser, pytest.mark.enable_socket]
CHROMIUM = Path("/usr/bin/chromium")
WEEK = "/?place=Sudan&since=2023-04-15&until=2023-04-20"
HOSTILE = (
    "<html><head><meta http-equiv='refresh' content='0;url=/flags'><link rel=stylesheet href='https://evil.example/x.css'></head>"
    "<body><h1 id=said>Shells fell</h1><script>document.getElementById('said').textContent = 'changed'</script>"
    "<img src='https://evil.example/x.png'>"
    "<form action='/flag/e4' method=post><button name=kind value=star>Win</button></form></body></html>"
)
PAGES = [
    "/",
    WEEK,
    "/?q=a+%22b",
    "/?place=Nowhereville",
    "/article/a1",
    "/article/a4/page",
    "/article/a1/page",
    "/flag/e1",
    "/flags",
    "/watch",
    "/?when=coarse",
    "/none",
]


@contextmanager
def served(index: FakeIndex, folder: Path) -> Iterator[str]:
    """The pages over an index, on a port of their own, with a desk and an archive."""
    desk = open_desk(f"sqlite:///{folder / 'ledger.db'}")
    listening = listen("127.0.0.1", 0)
    site = Site(index, NAMES, CODES, sample=True, desk=desk, kept=kept)
    server = uvicorn.Server(config(application(site, access=Access(), clock=lambda: NOW)))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    server.should_exit = True
    thread.join(10)
    listening.close()


def kept(article_id: str) -> Page:
    """The archive: a page that would like to do something, of one article."""
    if article_id != "a4":
        raise ArchiveError(f"article {article_id} has no page in the archive")
    return Page("https://wire.example/4", "https://wire.example/4", 200, (("content-type", "text/html"),), HOSTILE.encode(), NOW)


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with served(story(), tmp_path_factory.mktemp("desk")) as root:
        yield root


@pytest.fixture(scope="module")
def joined(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The same with two happenings that its articles tell together."""
    index = story()
    denial = replace(REPORT, anchor="r2", article="a6", outlet="The Other", voice="the army", stance=Stance.DENIES, quote="It denied that.")
    days = {"first": date(2023, 4, 15), "last": date(2023, 4, 15), "place": KHARTOUM}
    one = incident("n1", title="Fighters attacked the airport.", reports=(REPORT, denial), voices=("The Wire", "the army"), **days)
    two = incident("n2", title="Gunmen fired at the airport.", **days)
    index.write_incidents([one, two])
    with served(index, tmp_path_factory.mktemp("desk")) as root:
        yield root


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if not CHROMIUM.exists():
        if os.environ.get("CI") == "true":
            pytest.fail("no Chromium on this machine: run tests/setup-services.sh")
        pytest.skip("no Chromium on this machine: run tests/setup-services.sh")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=str(CHROMIUM), args=["--disable-background-networking", "--no-sandbox"])
        yield opened
        opened.close()


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


def sentences(page: Tab) -> list[str]:
    return [re.sub(r"\s+", " ", text).strip() for text in page.locator("#results .rows .w").all_inner_texts()]


# ---- the opening question -----------------------------------------------------------------------------------------------


def test_the_opening_question_is_answered_by_clicks(page: Tab) -> None:
    """What happened around here between these days, in what order, who says so, how many died, what was only threatened or denied?"""
    page.goto("/")
    page.get_by_label("Place").fill("Soudan")
    page.get_by_label("From").fill("2023-04-15")
    page.get_by_label("Until").fill("2023-04-20")
    page.get_by_role("button", name="Show").click()
    assert page.get_by_role("heading", level=1).inner_text().startswith("Sudan")
    assert page.locator(".day > h2").all_inner_texts()[0].startswith("Saturday 15 April 2023")
    days = [text.split(" 2023")[0] for text in page.locator(".day:not(.aside) > h2").all_inner_texts()]
    assert days == ["Saturday 15 April", "Sunday 16 April", "Monday 17 April", "Tuesday 18 April", "Wednesday 19 April"]
    marks = dict(zip(sentences(page), page.locator("#results .rows .m").all_inner_texts(), strict=False))
    assert {
        words: next(mark for text, mark in marks.items() if words in text) for words in ("would storm", "accused", "denied", "97 people")
    } == {
        "would storm": "only threatened",
        "accused": "alleged",
        "denied": "denied",
        "97 people": "happened",
    }
    assert page.locator(".row .n").all_inner_texts().count("97+ killed") == 1
    assert page.locator("#coarse .row").count() == 1
    row = page.locator(".row", has_text="97 people")
    row.locator("summary").click()
    assert row.locator(".by").inner_text().startswith("reported by syndicate, in")
    row.locator(".report a").first.click()
    assert "Shells killed at least 97 people" in page.locator(".event").first.inner_text()


def test_facets_and_chips_narrow_and_widen_and_the_form_keeps_them(page: Tab) -> None:
    page.goto(WEEK)
    page.locator(".facets").get_by_role("link", name="Denied").click()
    assert len(sentences(page)) == 1
    page.locator(".facets").get_by_role("link", name="The Levant Ledger").click()
    assert [text.replace("\n", " ") for text in page.locator(".chips li").all_inner_texts()[:4]] == [
        "period 2023-04-15 to 2023-04-20 ×",
        "place Sudan ×",
        "status denied ×",
        "outlet The Levant Ledger ×",
    ]
    page.get_by_label("Words").fill("market")
    page.get_by_role("button", name="Show").click()
    assert "source=The" in page.url
    assert "status=denied" in page.url
    page.locator(".chips a", has_text="outlet").click()
    page.locator(".chips a", has_text="status").click()
    assert len(sentences(page)) == 2


def test_after_back_the_boxes_say_what_the_results_are_of(page: Tab) -> None:
    page.goto(WEEK)
    page.get_by_label("Words").fill("truce")
    page.get_by_role("button", name="Show").click()
    page.wait_for_url("**q=truce**")
    page.go_back()
    page.wait_for_url("**place=Sudan**")
    assert page.get_by_label("Words").input_value() == ""
    assert len(sentences(page)) == 9
    page.go_forward()
    assert page.get_by_label("Words").input_value() == "truce"


def test_a_deep_link_opens_the_row_it_names(page: Tab) -> None:
    page.goto(f"{WEEK}#ee4")
    assert page.locator("#ee4 details").get_attribute("open") is not None


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
    assert {text.split(" 2023")[0] for text in page.locator(".day:not(.aside) > h2").all_inner_texts()} == {
        "Sunday 16 April",
        "Monday 17 April",
    }


def test_a_bar_and_a_dot_filter_when_they_are_clicked(page: Tab) -> None:
    page.goto(WEEK)
    page.locator(".chart a[data-first='2023-04-17']").click()
    page.wait_for_url("**since=2023-04-17&until=2023-04-17**")
    page.goto(WEEK)
    page.locator(".map a[aria-label^='Geneina']").click()
    page.wait_for_url("**Geneina**")
    assert len(sentences(page)) == 2
    page.goto(WEEK)
    before = page.locator("svg.map").get_attribute("viewBox")
    page.get_by_role("button", name="Zoom in").click()
    assert page.locator("svg.map").get_attribute("viewBox") != before
    hollow = page.locator(".map a[aria-label^='Sudan'] .dot")
    assert "hollow" in (hollow.get_attribute("class") or "")


def test_the_keyboard_walks_the_rows(page: Tab) -> None:
    page.goto(WEEK)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the results"
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("k")
    page.keyboard.press("Enter")
    assert page.locator("#results details[open]").count() == 1
    assert page.locator("#results summary").first.evaluate("row => row === document.activeElement")
    page.keyboard.press("/")
    page.keyboard.type("truce")
    page.keyboard.press("Enter")
    page.wait_for_url("**q=truce**")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.keyboard.press("e")
    page.wait_for_url("**/article/a7**")


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
    assert "same as another" in page.locator(".flags").inner_text()
    page.get_by_label("Report that does not belong").select_option("r2")
    page.get_by_role("button", name="It does not belong").click()
    assert "does not belong: It denied that." in page.locator(".flags").inner_text()
    page.get_by_role("button", name="take back").first.click()
    assert "same as another" not in page.locator(".flags").inner_text()


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
    assert page.locator("h1").inner_text() == "Archived page as it was on 2023-04-25 08:00 UTC"
    assert "<h1 id=said>Shells fell</h1>" in page.locator("pre").inner_text()
    page.get_by_role("link", name="as a page").click()
    page.wait_for_timeout(300)
    assert page.locator("#said").inner_text() == "Shells fell"
    assert page.url.endswith("/article/a4/page-as-sent")
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


def test_a_day_asked_for_is_that_day(page: Tab) -> None:
    page.goto("/?place=Sudan&since=2023-04-15&until=2023-04-15")
    assert [text.split(" 2023")[0] for text in page.locator(".day:not(.aside) > h2").all_inner_texts()] == ["Saturday 15 April"]
    assert page.locator("#coarse .row").count() == 1  # "In April" has a band of its own, and no day.


@pytest.mark.parametrize("name", ["Sudan", "SD", "SDN", "soudan"])
def test_a_country_is_found_by_any_of_its_names(page: Tab, name: str) -> None:
    page.goto("/?since=2023-04-15&until=2023-04-20")
    page.get_by_label("Place").fill(name)
    page.get_by_role("button", name="Show").click()
    page.wait_for_url(f"**place={name}**")
    assert (page.locator("h1").inner_text().split(" ")[0], len(sentences(page))) == ("Sudan", 9)


def test_a_search_is_saved_and_watched(page: Tab) -> None:
    page.goto(WEEK)
    page.get_by_text("save and watch").click()
    page.get_by_label("Name of this search").fill("A week in Sudan")
    page.get_by_role("button", name="Save").click()
    page.wait_for_url("**/watch")
    assert "nothing new" in page.locator(".watch li").inner_text()
    page.get_by_role("button", name="Open, and mark as seen").click()
    assert "place=Sudan" in page.url


def test_a_row_is_flagged(page: Tab) -> None:
    page.goto(WEEK)
    row = page.locator(".row", has_text="burning a market")
    row.locator("summary").click()
    row.get_by_role("link", name="flag: star").click()
    page.get_by_label("What should others know?").fill("Check with the aid groups.")
    page.get_by_role("button", name="Keep the note").click()
    page.goto(WEEK)
    assert (
        page.locator(".row", has_text="burning a market").locator(".flag").get_attribute("title")
        == "note (analyst, Check with the aid groups.)"
    )


# ---- what was once seen wrong ----------------------------------------------------------------------------------------------


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


def test_a_gap_of_weeks_is_as_wide_as_its_days(page: Tab) -> None:
    page.goto("/?since=2023-03-01&until=2023-04-20")  # News from 15 April on: forty-five days without any.
    bars = page.locator(".chart a[data-first]")
    days = [bar.get_attribute("data-first") for bar in bars.all()]
    assert days == [str(date(2023, 3, 1) + timedelta(days=number)) for number in range(51)]
    empty, full = bars.nth(3).bounding_box(), bars.nth(47).bounding_box()
    assert empty is not None
    assert full is not None
    assert (round(empty["width"], 1), bars.nth(3).get_attribute("aria-label")) == (round(full["width"], 1), "4 Mar 2023: no events")


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


def test_thursday_night_into_friday_morning_reads_so(browser: Browser, tmp_path: Path) -> None:
    with served(filled(), tmp_path) as root:
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


# ---- every reader -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_stands_in_the_way_of_anybody(browser: Browser, address: str, scheme: Any) -> None:
    """axe with the rules of WCAG 2.2 AA and its good practices, contrast in both colour schemes included."""
    from axe_playwright_python.sync_playwright import Axe

    context = browser.new_context(base_url=address, color_scheme=scheme)
    page = context.new_page()
    found = {}
    for path in PAGES:
        page.goto(path)
        with suppress(Exception):
            page.locator("#results summary").first.click(timeout=500)
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
    page.locator(".chart a[data-first='2023-04-18']").click()
    assert page.locator("#results .row").count() == 3  # With the event that is only known to April.
    page.locator("#results summary").first.click()
    assert page.locator("#results .report").first.is_visible()
    page.get_by_role("link", name="flag: star").first.click()
    page.get_by_role("button", name="Star it").click()
    assert "starred" in page.locator(".flags").inner_text()
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
