"""The pages as a browser gets them, through the real WSGI application."""

import re
from html.parser import HTMLParser
from typing import Any

import pytest

from dateline.errors import IndexRefused
from dateline.pages.server import Application, form_of, query_of
from dateline.pages.site import render_report, safe_url
from dateline.query import Near, Query
from tests.fakes import FakeIndex
from tests.pages.coded import NOW, filled


def ask(
    path: str, query: str = "", *, index: Any = None, method: str = "GET", host: str = "127.0.0.1:8765"
) -> tuple[str, dict[str, str], str]:
    answer: dict[str, Any] = {}

    def start(status: str, headers: list[tuple[str, str]]) -> None:
        answer.update(status=status, headers=dict(headers))

    environ = {"REQUEST_METHOD": method, "PATH_INFO": path, "QUERY_STRING": query, "HTTP_HOST": host}
    body = b"".join(Application(index or filled(), sample=True)(environ, start))
    return answer["status"], answer["headers"], body.decode()


class Outline(HTMLParser):
    """Tags that are open at the end, and headings in order."""

    VOID = frozenset("meta link input br img hr rect circle path".split())

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.headings: list[int] = []

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        if tag not in self.VOID:
            self.open.append(tag)
        if re.fullmatch(r"h[1-6]", tag):
            self.headings.append(int(tag[1]))

    def handle_startendtag(self, tag: str, attrs: Any) -> None:
        """`<rect/>` opens nothing."""

    def handle_endtag(self, tag: str) -> None:
        assert self.open
        assert self.open.pop() == tag


def assert_sound(html: str) -> None:
    outline = Outline()
    outline.feed(html)
    assert outline.open == []
    assert outline.headings[0] == 1
    assert outline.headings.count(1) == 1
    assert all(after - before <= 1 for before, after in zip(outline.headings, outline.headings[1:], strict=False))
    assert "<script" not in html
    assert '<html lang="en">' in html


def test_the_timeline_shows_sentence_status_and_source() -> None:
    status, headers, html = ask("/")
    assert status == "200 OK"
    assert_sound(html)
    assert "Thursday 13 October 2016" in html
    assert "<mark>bombed</mark>" in html
    assert "reported by a monitor, in Harbour Wire" in html
    assert "&lt;b&gt;Raid&lt;/b&gt; on Aleppo" in html
    assert "SAMPLE" in html
    assert headers["Content-Security-Policy"].startswith("default-src 'none'")


def test_the_article_page_marks_its_evidence() -> None:
    status, _, html = ask("/article/a1")
    assert status == "200 OK"
    assert_sound(html)
    assert '<mark class="l2">bombed</mark>' in html
    assert "&lt;script&gt;alert" in html


def test_a_report_is_one_page_without_addresses_of_its_own() -> None:
    html = render_report(filled(), Query(), now=NOW)
    assert_sound(html)
    assert not re.findall(r'(?:src|href)="(?!#|https?://)', html)
    for anchor in re.findall(r'href="#([^"]+)"', html):
        assert f'id="{anchor}"' in html, anchor


def test_an_empty_index_says_so() -> None:
    status, _, html = ask("/", index=FakeIndex())
    assert status == "200 OK"
    assert "Nothing matches" in html


@pytest.mark.parametrize(
    ("path", "query", "expected"),
    [
        ("/article/none", "", "404 Not Found"),
        ("/etc/passwd", "", "404 Not Found"),
        ("/", "since=yesterday", "400 Bad Request"),
        ("/", "near=here", "400 Bad Request"),
        ("/", "near=nan,37,5", "400 Bad Request"),
        ("/", "near=136,37,5", "400 Bad Request"),
        ("/", "status=maybe", "400 Bad Request"),
        ("/", "q=" + "a" * 5000, "400 Bad Request"),
    ],
)
def test_wrong_requests_get_a_page_that_says_so(path: str, query: str, expected: str) -> None:
    status, _, html = ask(path, query)
    assert status == expected
    assert_sound(html)


def test_only_reading_and_only_under_this_machines_names() -> None:
    assert ask("/", method="POST")[0].startswith("405")
    assert ask("/", host="evil.example")[0].startswith("421")
    assert [ask("/", host=host)[0] for host in ("localhost:1", "[::1]:1", "10.0.0.7")] == ["200 OK"] * 3
    assert ask("/", method="HEAD")[2] == ""


def test_an_index_out_of_reach_is_a_page() -> None:
    class Broken(FakeIndex):
        def timeline(self, query: Query, *, by: str = "day", top: int = 5) -> Any:
            raise IndexRefused("http://search.example: no answer; is it running?")

    status, _, html = ask("/", index=Broken())
    assert status.startswith("503")
    assert "is it running?" in html


def test_filters_become_one_query() -> None:
    form = form_of("q=raid&since=2016-10-10&until=2016-10-16&type=assault&status=happened&near=36.2,37.1,50&unknown=1&actor=")
    query = query_of(form)
    assert (query.text, query.types, query.statuses, query.near, query.actors) == (
        "raid",
        ("ASSAULT",),
        ("happened",),
        Near(36.2, 37.1, 50),
        (),
    )
    assert query.until is not None
    assert query.until.isoformat() == "2016-10-17T00:00:00+00:00"


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", "folder:seed/a.txt", "//evil.example"])
def test_only_web_addresses_are_linked(url: str) -> None:
    assert safe_url(url) is None
