"""The opening question is answered in each place that answers: the pages by clicks, the commands and the report, over both indexes."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from dateline import wiring
from dateline.asking.names import load_names
from dateline.indexes.elasticsearch.connect import connect
from dateline.pages.site import Site
from dateline.settings import load
from tests.cli.conftest import Run, clear
from tests.cli.opening import HOMES, Question
from tests.services_browser import served

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator
    from playwright.sync_api import Page as Tab

# The names of the indexes are not configurable: one after the other, and each home is made once.
pytestmark = [pytest.mark.xdist_group("cli-elasticsearch"), pytest.mark.enable_socket]

ROWS = "#results .rows .row"
HomeOf = Callable[[str], Path]


@dataclass(frozen=True)
class Answering:
    """What is asked, and the settings of the home and index that answer."""

    question: Question
    settings: dict[str, str]


@pytest.fixture(scope="module")
def home_of(tmp_path_factory: pytest.TempPathFactory) -> HomeOf:
    """Makes a home with an embedded index, once."""
    made: dict[str, Path] = {}

    def home(name: str) -> Path:
        if name not in made:
            made[name] = tmp_path_factory.mktemp("opening") / name
            HOMES[name][1](made[name])
        return made[name]

    return home


@pytest.fixture(
    scope="module",
    params=[
        pytest.param((name, engine), id=f"{name}-{engine}", marks=getattr(pytest.mark, engine) if engine == "elasticsearch" else ())
        for engine in ("sqlite", "elasticsearch")
        for name in HOMES
    ],
)
def answering(request: pytest.FixtureRequest, home_of: HomeOf) -> Iterator[Answering]:
    """Each home over each index; the server is given what the embedded index has."""
    name, engine = request.param
    question, _, needs = HOMES[name]
    if needs and not needs.exists():
        pytest.skip(f"no shared data at {needs}: set SHARED to ask the question there")
    settings = {"DATELINE_HOME": str(home_of(name)), "DATELINE_INDEX_URL": ""}
    if engine == "sqlite":
        yield Answering(question, settings)
        return
    server = request.getfixturevalue("elasticsearch_server")
    with connect(server.url) as client:
        clear(client)
        _copy(settings, settings | {"DATELINE_INDEX_URL": server.url})
        yield Answering(question, settings | {"DATELINE_INDEX_URL": server.url})
        clear(client)


def _copy(here: dict[str, str], there: dict[str, str]) -> None:
    source, target = wiring.index(load(here)), wiring.index(load(there))
    target.write(list(source.bundles([key for key, _ in source.versions("articles")])))
    target.write_incidents(source.documents("incidents", [key for key, _ in source.versions("incidents")]))
    target.refresh()
    for index in (source, target):
        index.close()


# ---- the pages, by clicks -----------------------------------------------------------------------------------------------


@pytest.fixture
def page(browser: Browser, answering: Answering) -> Iterator[Tab]:
    """The front page of the home; what the browser complains of fails the test."""
    config = load(answering.settings)
    index = wiring.index(config)
    site = Site(index, load_names(config), wiring.codes(config), desk=wiring.desk(config))
    with served(site, wiring.now) as root:
        context = browser.new_context(base_url=root, viewport={"width": 1400, "height": 900})
        opened = context.new_page()
        complaints: list[str] = []
        opened.on("console", lambda message: complaints.append(message.text) if message.type in ("error", "warning") else None)
        opened.on("pageerror", lambda error: complaints.append(str(error)))
        opened.goto("/")
        yield opened
        context.close()
    index.close()
    assert complaints == []


@pytest.mark.browser
def test_by_clicks(page: Tab, answering: Answering) -> None:
    asked = answering.question
    page.get_by_label("Place", exact=True).fill(asked.place)
    page.get_by_label("From").fill(asked.since)
    page.get_by_label("Until").fill(asked.until)
    page.get_by_role("button", name="Show").click()
    page.wait_for_url("**place=**")
    read(page, asked)
    if asked.whose:
        row = line(page, asked.whose)
        row.locator("summary").click()
        row.get_by_role("link", name="all figures by voice").click()
        page.wait_for_url("**/incident/**")
        assert not absent(asked.figures, page.locator("#results, main").first.inner_text())
        page.go_back()
    view = page.url
    for words, status in asked.unreal.items():
        narrowed(page, status, words)
        page.goto(view)
    if asked.elsewhere:
        page.locator(".chips a", has_text="place").click()
        page.wait_for_url(lambda url: "place=" not in url)
    words, status = next(iter((asked.elsewhere or asked.unreal).items()))
    narrowed(page, status, words)
    opened = line(page, words)
    opened.locator("summary").click()
    opened.locator(".report a").first.click()
    page.wait_for_url("**/article/**")
    assert page.locator("main mark").count()  # The sentences that were read are marked in their article.


def narrowed(page: Tab, status: str, words: str) -> None:
    """Click on a status among the facets, and read all that has it, each report for itself: nothing else is there."""
    page.locator(".facets").get_by_role("link", name=re.compile(status, re.IGNORECASE)).first.click()
    page.wait_for_url("**status=**")
    if (apart := page.get_by_role("link", name="each report for itself")).count():
        apart.click()
        page.wait_for_url("**tell=reports**")
    assert status in line(page, words).locator("summary .m").inner_text()
    assert all(status in mark for mark in page.locator(f"{ROWS} summary .m").all_inner_texts())


def read(page: Tab, asked: Question) -> None:
    """What one look at the timeline must tell."""
    assert page.get_by_role("heading", level=1).inner_text().startswith(asked.heading)
    headings = [text.split("\n")[0] for text in page.locator(".day:not(.aside) > h2").all_inner_texts()]
    days = [next((day for day in asked.days if text.startswith(day)), None) for text in headings]
    assert [day for day in days if day] == list(asked.days), headings
    heights = [box["y"] for words in asked.order if (box := line(page, words).bounding_box())]
    assert heights == sorted(heights)
    for words, voice in asked.says.items():
        assert voice in line(page, words).locator(".v").inner_text(), words
    if asked.whose:
        assert asked.dead in line(page, asked.whose).locator(".n").inner_text()
    else:
        assert "killed" not in " ".join(page.locator(f"{ROWS} .n").all_inner_texts())  # Nobody tells a figure: none is shown.


def line(page: Tab, words: str) -> Locator:
    """The row whose line has these words."""
    return page.locator(ROWS, has=page.locator("summary .w", has_text=words)).first


def absent(patterns: tuple[str, ...], text: str) -> list[str]:
    """Those that are not in the text."""
    return [pattern for pattern in patterns if not re.search(pattern, text)]


# ---- the report, which needs no server ----------------------------------------------------------------------------------


@pytest.mark.browser
def test_in_the_report(run: Run, browser: Browser, answering: Answering, tmp_path: Path) -> None:
    """One file, opened without a network and without a script."""
    out = tmp_path / "report.html"
    code, _, err = run("report", *answering.question.options, "--out", out, **answering.settings)
    assert code == 0, err
    context = browser.new_context(java_script_enabled=False, offline=True, viewport={"width": 1400, "height": 900})
    page = context.new_page()
    page.goto(out.as_uri())
    read(page, answering.question)
    for words, status in answering.question.unreal.items():
        # By itself, or with what it answers.
        assert status in " ".join(page.locator(ROWS, has_text=words).locator(".m").all_text_contents()), words
    context.close()


# ---- the commands -------------------------------------------------------------------------------------------------------


def test_in_the_commands(run: Run, answering: Answering, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = answering.question
    monkeypatch.setenv("COLUMNS", "200")

    def told(*command: str, **more: Any) -> str:
        code, out, err = run(*command, **answering.settings, **more)
        assert code == 0, err
        return " ".join(out.split())

    timeline = told("timeline", *asked.options)
    days = [f"{day[:3]} {int(number):02} {month[:3]} {year}" for day, number, month, year in (one.split() for one in asked.days)]
    found = [timeline.find(words) for words in (*days, *asked.order)]
    assert -1 not in found, dict(zip((*days, *asked.order), found, strict=True))
    assert found[: len(days)] == sorted(found[: len(days)])
    assert found[len(days) :] == sorted(found[len(days) :])
    for words, voice in asked.says.items():
        assert voice[:20] in timeline[timeline.find(words) :][:400], words
    assert not absent(tuple(pattern.split(" killed")[0] for pattern in asked.figures[:1]), timeline)
    for words, status in asked.unreal.items():
        assert words in told("search", "--events", *asked.options, "--status", status)
    for words, status in asked.elsewhere.items():
        assert words in told("search", "--events", "--since", asked.since, "--until", asked.until, "--status", status)
