"""The pages as a browser gets them, through the real application."""

import re
from html.parser import HTMLParser
from typing import Any

import pytest
from starlette.testclient import TestClient

from dateline.errors import IndexRefused, SettingsError
from dateline.pages.access import Access, check_listening
from dateline.pages.app import application
from dateline.pages.site import render_report, safe_url
from dateline.query import Query
from tests.fakes import FakeIndex
from tests.pages.coded import NAMES, NOW, filled


def client(index: Any = None, *, access: Access | None = None, host: str = "127.0.0.1:8765") -> TestClient:
    app = application(index or filled(), NAMES, sample=True, access=access or Access(), clock=lambda: NOW)
    return TestClient(app, base_url=f"http://{host}", follow_redirects=False)


def ask(path: str, query: str = "", *, index: Any = None, method: str = "GET", host: str = "127.0.0.1:8765") -> tuple[int, Any, str]:
    answer = client(index).request(method, f"{path}?{query}", headers={"host": host})
    return answer.status_code, answer.headers, answer.text


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
    assert status == 200
    assert_sound(html)
    assert "Thursday 13 October 2016" in html
    assert "<mark>bombed</mark>" in html
    assert "reported by a monitor, in Harbour Wire" in html
    assert "&lt;b&gt;Raid&lt;/b&gt; on Aleppo" in html
    assert "SAMPLE" in html
    assert headers["Content-Security-Policy"].startswith("default-src 'none'")


def test_the_article_page_marks_its_evidence() -> None:
    status, _, html = ask("/article/a1")
    assert status == 200
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
    assert status == 200
    assert "Nothing matches" in html


@pytest.mark.parametrize(
    ("path", "query", "expected"),
    [
        ("/article/none", "", 404),
        ("/etc/passwd", "", 404),
        ("/", "since=yesterday", 400),
        ("/", "near=here", 400),
        ("/", "near=nan,37,5", 400),
        ("/", "near=136,37,5", 400),
        ("/", "status=maybe", 400),
        ("/", "q=" + "a" * 5000, 400),
    ],
)
def test_wrong_requests_get_a_page_that_says_so(path: str, query: str, expected: int) -> None:
    status, _, html = ask(path, query)
    assert status == expected
    assert_sound(html)


def test_only_reading_and_only_under_this_machines_names() -> None:
    assert ask("/", method="POST")[0] == 403
    assert ask("/", host="evil.example")[0] == 421
    assert [ask("/", host=host)[0] for host in ("localhost:1", "[::1]:1", "10.0.0.7")] == [200] * 3
    assert ask("/", method="HEAD")[2] == ""


def test_an_index_out_of_reach_is_a_page() -> None:
    class Broken(FakeIndex):
        def timeline(self, query: Query, *, by: str = "day", top: int = 5) -> Any:
            raise IndexRefused("http://search.example: no answer; is it running?")

    status, _, html = ask("/", index=Broken())
    assert status == 503
    assert "is it running?" in html


def test_every_answer_forbids_what_no_page_needs() -> None:
    policy = ask("/")[1]["content-security-policy"]
    assert "unsafe" not in policy
    assert "default-src 'none'" in policy
    for path in ("/", "/nothing", "/static/pages.css", "/static/none.css", "/health"):
        assert {"content-security-policy", "x-content-type-options", "referrer-policy"} <= set(ask(path)[1])


def test_pages_are_zipped_and_files_kept_by_the_browser() -> None:
    assert ask("/")[1]["content-encoding"] == "gzip"
    address = re.findall(r'href="(/static/pages[^"]+)"', ask("/")[2])[0]
    answer = client().get(address)
    assert (answer.status_code, "immutable" in answer.headers["cache-control"]) == (200, True)


def test_a_token_opens_the_pages_by_header_or_by_the_form() -> None:
    browser = client(access=Access(token="s3cret"))
    assert browser.get("/").status_code == 401
    assert browser.get("/", headers={"accept": "text/html"}).headers["location"] == "/enter"
    assert browser.get("/health").status_code == 200
    assert browser.get("/", headers={"authorization": "Bearer s3cret"}).status_code == 200
    assert browser.get("/", headers={"authorization": "Bearer other"}).status_code == 401
    here = {"origin": "http://127.0.0.1:8765"}
    assert browser.post("/enter", data={"token": "other"}, headers=here).status_code == 401
    answer = browser.post("/enter", data={"token": "s3cret"}, headers=here)
    assert (answer.status_code, "s3cret" in answer.headers["set-cookie"], "httponly" in answer.headers["set-cookie"].lower()) == (
        303,
        False,
        True,
    )
    assert browser.get("/").status_code == 200


def test_a_proxy_names_the_user() -> None:
    browser = client(access=Access(user_header="X-Forwarded-User"))
    assert browser.get("/").status_code == 401
    assert browser.get("/", headers={"x-forwarded-user": "ana"}).status_code == 200


@pytest.mark.parametrize("headers", [{}, {"origin": "https://evil.example"}, {"sec-fetch-site": "cross-site"}, {"origin": "null"}])
def test_forms_of_other_pages_are_refused(headers: dict[str, str]) -> None:
    assert client(access=Access(token="t")).post("/enter", data={"token": "t"}, headers=headers).status_code == 403


def test_names_of_this_server_are_listed() -> None:
    assert client(access=Access(hosts=("news.example",)), host="news.example").get("/").status_code == 200
    assert client(access=Access(hosts=("news.example",)), host="other.example").get("/").status_code == 421


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "10.0.0.7", "news.example"])
def test_listening_for_others_needs_a_token_or_a_proxy(host: str) -> None:
    with pytest.raises(SettingsError, match="DATELINE_PAGES_TOKEN"):
        check_listening(host, Access())
    check_listening(host, Access(token="t"))
    check_listening(host, Access(user_header="X-User"))


@pytest.mark.parametrize("host", ["127.0.0.1", "::1", "localhost", "127.8.8.8"])
def test_this_machine_is_asked_for_nothing(host: str) -> None:
    check_listening(host, Access())


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", "folder:seed/a.txt", "//evil.example"])
def test_only_web_addresses_are_linked(url: str) -> None:
    assert safe_url(url) is None
