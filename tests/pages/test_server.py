"""The pages as a browser gets them, through the real application."""

import csv
import io
import json
import re
from datetime import UTC, datetime, timedelta
from html import unescape
from html.parser import HTMLParser
from typing import Any
from urllib.parse import parse_qsl
from xml.etree import ElementTree

import pytest
from starlette.testclient import TestClient

from dateline.asking.forms import Asked
from dateline.documents.bundles import build_bundle
from dateline.errors import IndexRefused, SettingsError
from dateline.models.events import TaggedArticle
from dateline.models.times import TimeValue
from dateline.pages.access import Access, check_listening
from dateline.pages.app import application
from dateline.pages.site import Site, render_report, safe_url
from dateline.pages.static import static_address
from dateline.query import Query
from tests.bundles import article, bundle, event
from tests.fakes import FakeIndex
from tests.pages.coded import CODES, NAMES, NOW, filled


def client(index: Any = None, *, access: Access | None = None, host: str = "127.0.0.1:8765") -> TestClient:
    app = application(Site(index or filled(), NAMES, CODES, sample=True), access=access or Access(), clock=lambda: NOW)
    return TestClient(app, base_url=f"http://{host}", follow_redirects=False)


def ask(path: str, query: str = "", *, index: Any = None, method: str = "GET", host: str = "127.0.0.1:8765") -> tuple[int, Any, str]:
    answer = client(index).request(method, f"{path}?{query}", headers={"host": host})
    return answer.status_code, answer.headers, answer.text


class Outline(HTMLParser):
    """Tags that are open at the end, and headings in order."""

    VOID = frozenset("meta link input br img hr rect circle path line option".split())

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
    assert re.findall(r"<script[^>]*>", html) in ([], [f'<script src="{static_address("pages.js")}" defer>'])
    assert not re.search(r"\son\w+=|style=", html)
    assert '<html lang="en">' in html


def test_the_timeline_shows_sentence_status_and_source() -> None:
    status, headers, html = ask("/")
    assert status == 200
    assert_sound(html)
    assert "Thursday 13 October 2016" in html
    assert "<mark>bombed</mark>" in html
    assert re.search(r"reported by a monitor, in\s+<strong>Harbour Wire", html)
    assert "&lt;b&gt;Raid&lt;/b&gt; on Aleppo" in html
    assert "In the news of this day" in html  # The denial tells no day.
    assert "SAMPLE" in html
    assert headers["Content-Security-Policy"].startswith("default-src 'none'")


def test_the_article_page_marks_its_evidence() -> None:
    status, _, html = ask("/article/a1")
    assert status == 200
    assert_sound(html)
    assert '<mark class="l2">bombed</mark>' in html
    assert "&lt;script&gt;alert" in html


def test_a_report_is_one_page_without_addresses_of_its_own() -> None:
    html = render_report(Site(filled(), NAMES, CODES), Asked(Query(sort="days")), now=NOW)
    assert_sound(html)
    assert not re.findall(r'(?:src|href)="(?!#|https?://)', html)
    for anchor in re.findall(r'href="#([^"]+)"', html):
        assert f'id="{anchor}"' in html, anchor
    assert "<style>" in html
    assert "<script" not in html


def test_filters_are_chips_that_stay_and_are_kept_by_the_form() -> None:
    _, _, html = ask("/", "q=raid&source=wire&near=36.2,37.1,50&type=ASSAULT&place=Soudan&since=2016-10-01&until=2016-10-31")
    chips = re.findall(r'<span class="name">(\w+)</span> ([^<]+) <', html)
    assert chips == [
        ("words", "raid"), ("period", "2016-10-01 to 2016-10-31"), ("place", "Sudan"), ("type", "attack"), ("outlet", "wire"),
        ("near", "50 km around 36.2, 37.1"),
    ]  # fmt: skip
    for name, value in (("source", "wire"), ("near", "36.2,37.1,50"), ("type", "ASSAULT")):
        assert f'<input type="hidden" name="{name}" value="{value}">' in html
    assert 'value="Soudan"' in html


def test_what_is_linked_from_the_front_page_has_its_period_in_the_address() -> None:
    html = ask("/")[2]
    assert "15 September 2016 to 14 October 2016" in html
    assert "since=2016-09-15&amp;until=2016-10-14" in html
    assert '<span class="name">period' not in html


def test_a_name_in_doubt_says_what_was_understood_and_offers_others() -> None:
    assert re.search(r"Tripoli is understood as Tripoli, LY\. Did you mean <a[^>]+>Tripoli, LB</a>\?", ask("/", "place=Tripoli")[2])


@pytest.mark.parametrize(
    ("asked", "said", "offered"),
    [
        ("from=2016-10-01&to=2016-10-31", "from, to: no filter is called so", "since=2016-10-01 and until=2016-10-31"),
        ("place=Sudan&types=ASSAULT", "types: no filter is called so", "type=ASSAULT"),
        ("to=2016-10-31&until=2016-10-14", "to: no filter is called so", None),
        ("plaza=Sudan", "plaza: no filter is called so", None),
        ("utm_source=letter&fbclid=1&_=2", None, None),  # What others add to an address.
        ("pages=2", "pages: no filter is called so", None),
        ("from=2016-10-01&from=2016-10-31", "from: no filter is called so", "since=2016-10-01"),
        ("from=%20", "from: no filter is called so", None),
        ("&".join(f"a{n}=1" for n in range(9)), "a0, a1, a2, a3, a4, 4 more: no filter is called so", None),
        ("from=2016-10-01&status=maybe", "from: no filter is called so", "since=2016-10-01"),
        ("%3Cb%3E=1", "&lt;b&gt;: no filter is called so", None),
        ("z" * 2000 + "=1", "z" * 30 + "…: no filter is called so", None),
        ("from=", None, None),
    ],
)
def test_what_is_no_filter_is_said_in_one_line(asked: str, said: str | None, offered: str | None) -> None:
    status, _, html = ask("/", asked)
    assert status == (400 if "maybe" in asked else 200)
    assert_sound(html)
    found = re.findall(r'<p class="doubt" role="status">(.*?)(?: Did you mean <a href="([^"]+)">([^<]+)</a>\?)?</p>', html)
    assert [(words, label or None) for words, _, label in found] == (
        [(f"{said}, and this page is made without it.", offered)] if said else []
    )
    for _, href, label in found:
        asked_for = dict(parse_qsl(unescape(href).partition("?")[2]))
        assert all(asked_for[name] == value for name, value in (part.split("=") for part in label.split(" and ") if label))
        assert "no filter is called so" not in ask("/", unescape(href).partition("?")[2])[2]


@pytest.mark.parametrize("path", ["/export.csv", "/feed.atom"])
def test_a_file_has_no_room_for_that_line_and_is_refused(path: str) -> None:
    status, _, text = ask(path, "from=2016-10-01")
    assert (status, text) == (400, "from: no filter is called so; did you mean since=2016-10-01?\n")


def test_a_filter_that_cannot_be_used_keeps_the_form() -> None:
    status, _, html = ask("/", "q=a+%22b&place=Sudan&since=2023-04-20&until=2023-04-15")
    assert status == 400
    assert_sound(html)
    assert re.search(r'role="alert"[^>]*>[^<]+', html)
    assert 'value="a &#34;b"' in html
    assert 'value="Sudan"' in html


def test_events_of_old_and_new_rules_say_so_in_page_and_report() -> None:
    index = FakeIndex()
    said = "read with different rules"
    index.write([bundle(event("e1"))])
    assert said not in ask("/", index=index)[2]
    old = build_bundle(TaggedArticle(article("a2", "Rebels shelled the camp."), (), (event("e2"),), rules="0.0.9+old"), revision=1, now=NOW)
    index.write([old, bundle(event("e3"), of=article("a3", "Rebels shelled the port."))])
    for html in (ask("/", index=index)[2], render_report(Site(index, NAMES, CODES), Asked(Query(sort="days")), now=NOW)):
        (note,) = re.findall(r'role="note">(.*?)</p>', html)
        assert said in note
        assert "2 with 0.1.0+test, 1 with 0.0.9+old" in note
        assert "dateline retag --rules-not-current" in note


def many(count: int) -> FakeIndex:
    """An index of many events on one day."""
    index = FakeIndex()
    text = "Rebels shelled the city. " * 40
    index.write([bundle(*(event(f"e{n}-{m}") for m in range(5)), of=article(f"a{n}", text=f"{n} {text}")) for n in range(count)])
    return index


def test_no_page_is_larger_than_300_kb_and_all_rows_are_on_some_page() -> None:
    index, seen, pages, path = many(60), set(), 0, "/?since=2016-10-01&until=2016-10-31"
    while path:
        html = client(index).get(path).text
        assert len(html.encode()) < 300_000
        seen |= set(re.findall(r'<a href="/article/(a\d+)#x', html))
        after = re.search(r'rel="next" href="([^"]+)"', html)
        path, pages = after[1].replace("&amp;", "&") if after else "", pages + 1
    assert (len(seen), pages) == (60, 5)
    assert "continued" in client(index).get("/?since=2016-10-01&until=2016-10-31&page=2").text


EXPORTED = [
    ("export.csv", "text/csv", "id,day,start"),
    ("export.jsonl", "application/jsonl", '{"id"'),
    ("export.geojson", "application/geo+json", '{"type": "FeatureCollection"'),
    ("export-acled.csv", "text/csv", "event_id_cnty,event_date"),
    ("feed.atom", "application/atom+xml", "<?xml"),
]


@pytest.mark.parametrize(("name", "media", "begins"), EXPORTED)
def test_what_is_seen_can_be_taken_away(name: str, media: str, begins: str) -> None:
    asked = "since=2016-10-13&until=2016-10-14&place=Syria"
    assert f"/{name}?since=2016-10-13" in ask("/", asked)[2]
    status, headers, text = ask(f"/{name}", asked)
    assert (status, headers["content-type"].split(";")[0], text.startswith(begins)) == (200, media, True)
    assert "Warplanes bombed" in text
    assert ask(f"/{name}", "since=2016-10-15&until=2016-10-16")[2].count("Warplanes") == 0
    assert ask(f"/{name}", "type=WAR")[0] == 400


def test_exports_are_what_their_readers_take() -> None:
    rows = list(csv.DictReader(io.StringIO(ask("/export.csv", "since=2016-10-13&until=2016-10-14")[2])))
    assert [(row["day"], row["mark"], row["timing"]) for row in rows] == [
        ("2016-10-13", "happened", "exact"),
        ("2016-10-14", "denied", "published"),
    ]
    collection = json.loads(ask("/export.geojson", "since=2016-10-13&until=2016-10-13")[2])
    assert [feature["geometry"]["coordinates"] for feature in collection["features"]] == [[37.16, 36.2]]
    (row,) = csv.DictReader(io.StringIO(ask("/export-acled.csv", "since=2016-10-13&until=2016-10-14")[2]))
    assert (row["event_type"], row["sub_event_type"], row["event_date"]) == ("Explosions/Remote violence", "Air/drone strike", "2016-10-13")
    feed = ElementTree.fromstring(ask("/feed.atom", "since=2016-10-13&until=2016-10-14")[2].encode())
    atom = "{http://www.w3.org/2005/Atom}"
    assert len(feed.findall(f"{atom}entry")) == 2
    assert feed.find(f"{atom}link[@rel='self']").attrib["href"].startswith("http://127.0.0.1:8765/feed.atom?since=")  # type: ignore[union-attr]


def test_a_large_export_is_sent_in_pieces() -> None:
    index = many(60)
    pieces = 0
    with client(index).stream("GET", "/export.csv?since=2016-10-01&until=2016-10-31", headers={"accept-encoding": "identity"}) as answer:
        for _ in answer.iter_raw():
            pieces += 1
    assert pieces > 1


def test_names_are_suggested() -> None:
    assert "Khartoum" in client().get("/suggest?of=place&q=khart").json()
    assert client().get("/suggest?of=actor&q=x").json() == []


def test_coarse_and_undated_events_have_bands_of_their_own() -> None:
    index = FakeIndex()
    start = datetime(2016, 10, 1, tzinfo=UTC)
    month = TimeValue("2016-10", start, start + timedelta(days=31), "month", "explicit")
    index.write(
        [
            bundle(
                event("day"),
                event("month", time=month),
                event("old", time=None, position="background"),
                of=article(published=start + timedelta(13)),
            )
        ]
    )
    html = ask("/", "since=2016-10-14&until=2016-10-14", index=index)[2]
    assert re.findall(r'<h2 id="h(\w[^"]*)"', html) == ["d2016-10-14", "coarse", "undated"]
    assert "1 October 2016" not in html
    flat = ask("/", "since=2016-10-14&until=2016-10-14&when=coarse", index=index)[2]
    assert 'id="emonth"' in flat
    assert 'id="eday"' not in flat


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
        def facets(self, query: Query, **_: Any) -> Any:
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
