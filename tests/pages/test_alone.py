"""Reports that stand in no happening are shown beside the happenings: under their day, bounded, and whole in a file."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from html import unescape

import pytest
from starlette.testclient import TestClient

from dateline.asking.forms import Asked
from dateline.models.events import Event
from dateline.models.times import TimeValue
from dateline.pages import alone, board, site
from dateline.pages.access import Access
from dateline.pages.alone import A_DAY, A_PAGE, stretch
from dateline.pages.app import application
from dateline.pages.rows import DayOfRows
from dateline.pages.site import Site, render_report
from dateline.query import Hits, Query
from tests.bundles import REPORT, article, bundle, event, incident
from tests.fakes import FakeIndex
from tests.pages.coded import CODES, NAMES

NOW = datetime(2016, 10, 20, tzinfo=UTC)
FIRST = date(2016, 10, 14)
WEEK = "/?since=2016-10-13&until=2016-10-18"


def on(day: date, event_id: str, **changes: object) -> Event:
    """An event of a day."""
    start = datetime(day.year, day.month, day.day, tzinfo=UTC) - timedelta(hours=3)
    return event(event_id, time=TimeValue(str(day), start, start + timedelta(days=1), "day", "published"), **changes)  # type: ignore[arg-type]


def written(*told: tuple[str, str, date]) -> FakeIndex:
    """Articles of one event each, (id, sentence, day), and a happening that holds `e1`."""
    index = FakeIndex()
    for event_id, text, day in told:
        index.write([bundle(on(day, event_id, evidence=event().evidence), of=article(f"a-{event_id}", text=f"{text:<24}"))])
    index.write_incidents([incident("n1", title="Shells fall on the city", reports=(replace(REPORT, article="a-e1", event="e1"),))])
    return index


def site_of(index: FakeIndex) -> Site:
    return Site(index, NAMES, CODES)


def page(index: FakeIndex, path: str = WEEK) -> str:
    client = TestClient(application(site_of(index), access=Access(), clock=lambda: NOW), base_url="http://127.0.0.1:8765")
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.text


def days(html: str) -> dict[str, list[str]]:
    """The lines of each day by its heading, the headings of bands among them."""
    found = {}
    for section in re.findall(r'<section class="day" id="d.*?</section>', html, re.DOTALL):
        (heading,) = re.findall(r"<h2[^>]*>(.*?)</h2>", section, re.DOTALL)
        lines = re.findall(r'<h3 class="band">(.*?)</h3>|<span class="w">(.*?)</span>', section, re.DOTALL)
        found[plain(heading)] = [plain("".join(one)) for one in lines]
    return found


def plain(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


TOLD = (("e1", "Shells hit the bridge.", FIRST), ("e2", "A bakery was hit.", FIRST), ("e3", "A school burned.", FIRST + timedelta(days=2)))


def test_a_day_shows_what_no_happening_holds_and_counts_all_its_reports() -> None:
    assert days(page(written(*TOLD))) == {
        "Friday 14 October 2016 1 incident · 2 reports": [
            "attack Shells fall on the city",
            "Single reports, in no incident",
            "attack A bakery was hit.",
        ],
        "Sunday 16 October 2016 no incident · 1 report": ["Single reports, in no incident", "attack A school burned."],
    }


def test_the_reports_of_a_day_are_an_address_away_with_the_filters_that_are_on() -> None:
    html = page(written(*TOLD), f"{WEEK}&type=ASSAULT")
    (link,) = re.findall(r'href="([^"]*)">2 reports', html)
    assert days(page(written(*TOLD), unescape(link))) == {
        "Friday 14 October 2016 2 events": ["attack Shells hit the bridge.", "attack A bakery was hit."]
    }
    assert "type=ASSAULT" in link


def test_the_newest_day_comes_first_where_that_is_asked_for() -> None:
    assert next(iter(days(page(written(*TOLD), f"{WEEK}&sort=newest")))).startswith("Sunday 16")


def test_a_filter_that_only_happenings_have_leaves_single_reports_out() -> None:
    assert "Single reports" not in page(written(*TOLD), f"{WEEK}&mark=single_voice")


def test_a_page_shows_no_more_than_it_can_hold_and_says_what_it_leaves_out() -> None:
    many = [(f"e{day:02}{number}", f"Told {day} {number}.", FIRST + timedelta(days=day)) for day in range(12) for number in range(6)]
    html = page(written(TOLD[0], *many), "/?since=2016-10-14&until=2016-11-14")
    shown = days(html)
    assert sum(line.startswith("attack Told") for lines in shown.values() for line in lines) == A_PAGE
    assert max(sum(line.startswith("attack Told") for line in lines) for lines in shown.values()) == A_DAY
    assert len(shown) == A_PAGE // A_DAY
    assert "6 more days have reports, but no incident:" in plain(html)


def test_a_file_holds_every_report() -> None:
    many = [(f"e{number}x", f"Told {number}.", FIRST) for number in range(A_DAY * 3)]
    html = render_report(
        site_of(written(TOLD[0], *many)),
        Asked(Query(first_day=FIRST, last_day=FIRST, sort="days")),
        now=NOW,
        title="Friday 14 October 2016",
    )
    assert sum(line.startswith("attack Told") for line in days(html)["Friday 14 October 2016 1 incident · 13 reports"]) == A_DAY * 3
    assert plain(re.findall(r"<h1>(.*?)</h1>", html, re.DOTALL)[0]) == "Friday 14 October 2016"  # And not once more as its period.


def test_a_file_says_what_it_leaves_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(board, "A_REPORT", 1)
    monkeypatch.setattr(board, "A_FILE", 3)
    monkeypatch.setattr(alone, "A_FILE", 3)
    monkeypatch.setattr(site, "REPORT_ARTICLES", 1)
    index = written(*TOLD, ("e4", "A mill burned.", FIRST + timedelta(days=2)))
    index.write_incidents([incident("n2", title="Smoke rises", first=date(2016, 10, 15), last=date(2016, 10, 15))])
    html = render_report(site_of(index), Asked(Query(first_day=FIRST, last_day=FIRST + timedelta(days=3), sort="days")), now=NOW)
    (said,) = re.findall(r'<p class="doubt" role="note">(.*?)</p>', html, re.DOTALL)
    assert said == (
        "This file holds the first 1 of 2 incidents, and nothing of later days; single reports among the first 3 of 4; "
        "the text of 1 of 2 articles. Narrow the period or the filters for the others."
    )
    links = re.findall(r'<p class="fine">.*?href="([^"]+)"', html)
    held = re.findall(r'<article class="source" id="(\w[^"]*)"', html)
    assert [link for link in links if link.removeprefix("#") not in held] == ["https://wire.example/a-e2"]  # Its outlet's own.
    assert len(links) == 2


def test_a_file_that_has_everything_says_nothing_of_that() -> None:
    html = render_report(site_of(written(*TOLD)), Asked(Query(first_day=FIRST, last_day=FIRST + timedelta(days=3), sort="days")), now=NOW)
    assert "This file holds" not in html


def test_an_article_that_many_happenings_tell_hides_none_of_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(alone, "AT_ONCE", 2)
    index = written(*TOLD)
    index.write_incidents([incident(f"m{n}", reports=(replace(REPORT, article="a-e2", event=f"other{n}"),)) for n in range(5)])
    index.write_incidents([incident("z1", reports=(replace(REPORT, article="a-e2", event="e2"),))])  # The sixth of that article.
    shown = days(page(index))
    assert all("attack A bakery was hit." not in lines for lines in shown.values())


class Counting(FakeIndex):
    """Counts what it is asked."""

    asked = 0

    def incidents(self, query: Query) -> Hits:
        self.asked += 1
        return super().incidents(query)


def test_a_later_page_asks_no_more_than_the_first() -> None:
    index = Counting()
    for number in range(130):
        day = FIRST + timedelta(days=number // 10)
        index.write([bundle(on(day, f"e{number}"), of=article(f"a{number}"))])
        index.write_incidents([incident(f"n{number:03}", first=day, last=day, reports=(replace(REPORT, article=f"a{number}"),))])
    asked = []
    for number in (1, 2, 3):
        index.asked = 0
        page(index, f"/?since=2016-10-14&until=2016-11-14&page={number}")
        asked.append(index.asked)
    assert asked[1:] == [asked[0] - 1] * 2  # What goes on stands on the first page alone.


@pytest.mark.parametrize("more", ["", "&sort=newest", "&tell=reports", "&when=coarse"])
def test_behind_the_last_page_nothing_stands_but_the_way_back(more: str) -> None:
    index = written(*TOLD)
    month = TimeValue("2016-10", datetime(2016, 9, 30, 21, tzinfo=UTC), datetime(2016, 10, 31, 21, tzinfo=UTC), "month", "explicit")
    for number in range(130):
        day = FIRST + timedelta(days=number // 10)
        index.write([bundle(on(day, f"t{number}"), event(f"m{number}", time=month), of=article(f"t{number}"))])
        index.write_incidents([incident(f"t{number:03}", first=day, last=day, reports=(replace(REPORT, article=f"t{number}"),))])
    html = page(index, f"/?since=2016-10-14&until=2016-11-14{more}&page=9")
    assert days(html) == {}
    assert "Nothing matches" not in html
    (link,) = re.findall(r'<p class="empty">Nothing is left for this page: <a href="([^"]+)">page 3 is the last ›</a>', html)
    back = page(index, unescape(link))
    assert re.search(r">12[01] to 13\d of 13\d ·", back) or more == "&when=coarse"
    assert "Nothing is left" not in back


def test_a_page_shows_no_dash_for_what_it_does_not_know(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(board, "MOST_SPOTS", 1)
    index = FakeIndex()
    index.write([bundle(on(FIRST, "e1"), of=article("a-e1", outlet="The Wire"))])
    index.write_incidents([incident("n1", reports=(replace(REPORT, article="a-e9", event="e9", outlet="The Echo"),))])
    html = plain(page(index))
    assert "1 incident, 1 report from at least 2 outlets" in html
    assert "incidents · reports ? not known" in html
    assert "The Echo 1 incident 1 · ?" in html
    assert "The Wire 1 report ? · 1" in html
    assert "–" not in html.split("incidents · reports")[1]


def test_a_page_of_what_nothing_matches_says_so() -> None:
    html = page(written(*TOLD), "/?since=2015-10-14&until=2015-11-14&page=9")
    assert "Nothing matches" in html
    assert "is the last" not in html


@pytest.mark.parametrize(
    ("sort", "ended", "more", "first", "last"),
    [
        ("days", None, False, 10, 20),
        ("days", 12, False, 13, 20),
        ("days", 12, True, 13, 16),
        ("days", None, True, 10, 16),
        ("days-newest", None, True, 14, 20),
        ("days-newest", 18, True, 14, 17),
        ("days-newest", 18, False, 10, 17),
    ],
)
def test_a_page_goes_on_where_the_one_before_ended(sort: str, ended: int | None, more: bool, first: int, last: int) -> None:
    rows = [DayOfRows(date(2016, 10, day), (), (), 1, False) for day in (14, 16)]
    asked = Query(first_day=date(2016, 10, 10), last_day=date(2016, 10, 20), sort=sort)  # type: ignore[arg-type]
    before = date(2016, 10, ended) if ended else None
    covered = stretch(rows if sort == "days" else rows[::-1], asked, ended=before, more=more)
    assert (covered.first_day, covered.last_day) == (date(2016, 10, first), date(2016, 10, last))
