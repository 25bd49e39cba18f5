"""The sample newsroom: what it serves, what it hides, and what is wrong in its folder."""

from __future__ import annotations

import asyncio
import shutil
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import httpx
import pytest

from dateline.errors import SeedError
from dateline.feeds import Feed, parse_feed
from dateline.fetching.client import HttpFetcher
from dateline.models.articles import Page
from dateline.models.outcomes import Outcome
from dateline.newsroom.server import Newsroom
from dateline.protocols.fetching import Fetched, Request
from dateline.seeds import shipped
from dateline.seeds.newsroom import load_newsroom

TEMPLATES = shipped() / "newsroom" / "templates"
KINDS = {"rss": "agency", "atom": "classic", "rdf": "tabloid", "json": "grid"}
STRIKE = """
- id: strike
  title: Raid on a *market* & its square
  published: 2016-10-14T09:20:00+01:00
  authors: [Ana Example]
  dateline: BEIRUT, Lebanon
  agency: With the wire
  caption: A square.
  paragraphs:
    - "A raid hit the [market](https://x.example/m) on Friday, <script>alert(1)</script> residents said."
    - A second paragraph.
  boxes: [{title: Known, paragraphs: [Little.], after: 1}]
  related: [talks]
  aliases:
    - {path: /short, how: redirect}
    - {path: /amp, how: copy, announced: true}
  revisions:
    - {at: "2016-10-15T12:00:00+01:00", note: The toll was corrected., title: Raid corrected, paragraphs: [Four were hurt.]}
- {id: talks, title: Talks, published: "2016-10-15T10:00:00+01:00", paragraphs: [They met.], robots: disallow}
- {id: lost, title: Lost, published: "2016-10-13T10:00:00+01:00", paragraphs: [Nothing.], serve: missing, feed_date: Lundi}
- {id: removed, title: Removed, published: "2016-10-13T10:00:00+01:00", paragraphs: [Nothing.], serve: gone, announced: false}
- {id: down, title: Down, published: "2016-10-13T10:00:00+01:00", paragraphs: [Nothing.], serve: error, announced: false}
- {id: torn, title: Torn, published: "2016-10-13T10:00:00+01:00", paragraphs: [Never seen.], serve: broken, announced: false}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copytree(TEMPLATES, tmp_path / "templates")
    for kind, layout in KINDS.items():
        articles = tmp_path / f"o-{kind}" / "articles"
        articles.mkdir(parents=True)
        outlet = f"- {{id: o-{kind}, name: The {kind}, host: {kind}.example, feed: {kind}, layout: {layout}, "
        outlet += "timezone: Europe/London, credit: Wire}"
        (articles.parent / "outlet.yml").write_text(outlet, encoding="utf-8")
        (articles / "a.yml").write_text(STRIKE, encoding="utf-8")
    copied = "- {id: copy, published: '2016-10-14T11:00:00+01:00', syndicated_from: o-rss/strike, agency: The rss}"
    (tmp_path / "o-atom" / "articles" / "b.yml").write_text(copied, encoding="utf-8")
    return tmp_path


def fetch(room: Newsroom, *urls: str) -> list[Fetched]:
    async def run() -> list[Fetched]:
        fetcher = HttpFetcher(user_agent="Dateline/1.0", spacing=timedelta(0), host_map=room.host_map)
        try:
            async with asyncio.timeout(20):
                return [one async for one in fetcher.fetch_all([Request(url) for url in urls])]
        finally:
            await fetcher.aclose()

    found = {one.request.url: one for one in asyncio.run(run())}
    return [found[url] for url in urls]


def page(room: Newsroom, url: str) -> Page:
    return fetch(room, url)[0].page


def feed(room: Newsroom, kind: str) -> Feed:
    got = page(room, f"https://{kind}.example/feed")
    return parse_feed(got.body, url=got.final_url, content_type=got.header("content-type"), now=datetime(2026, 1, 1, tzinfo=UTC))


@pytest.mark.parametrize(("kind", "read_as"), [("rss", "rss20"), ("atom", "atom10"), ("rdf", "rss10"), ("json", "json11")])
def test_each_format_announces_the_same(folder, kind, read_as):
    with Newsroom(folder) as room:
        found = feed(room, kind)
    base = f"https://{kind}.example"
    announced = [entry for entry in found.entries if not entry.url.endswith("copy.html")]
    assert (found.kind, found.title, found.language, found.skipped) == (read_as, f"The {kind}", "en", ())
    assert [(entry.url, entry.published.date() if entry.published else None) for entry in announced] == [
        (f"{base}/2016/10/15/talks.html", date(2016, 10, 15)),
        (f"{base}/2016/10/14/strike.html", date(2016, 10, 14)),
        (f"{base}/amp", date(2016, 10, 14)),
        (f"{base}/2016/10/13/lost.html", None),
    ]
    assert announced[1].title == "Raid corrected"


@pytest.mark.parametrize("kind", KINDS)
def test_each_layout_is_a_page_that_says_it_is_a_sample(folder, kind):
    with Newsroom(folder, day=date(2016, 10, 14)) as room:
        html = page(room, f"https://{kind}.example/2016/10/14/strike.html").body.decode()
    assert "ample page written for Dateline" in html
    assert 'BEIRUT, Lebanon (Wire) - A raid hit the <a href="https://x.example/m">market</a>' in html
    assert "&lt;script&gt;alert(1)" in html
    assert "With the wire" in html
    assert f'<link rel="canonical" href="https://{kind}.example/2016/10/14/strike.html">' in html
    assert all(part in html for part in ("A square.", "Advertisement", "Known", "14 October 2016, 09:20 BST"))


def test_a_day_hides_what_came_later(folder):
    with Newsroom(folder, day=date(2016, 10, 14)) as room:
        url = "https://rss.example/2016/10/14/strike.html"
        before = page(room, url).body.decode()
        assert feed(room, "rss").entries[0].title.startswith("Raid on a")
        room.day = date(2016, 10, 15)
        after = page(room, url).body.decode()
    assert ("The toll was corrected." in before, "The toll was corrected." in after) == (False, True)
    assert ("Four were hurt." in after, "second paragraph" in after) == (True, False)


def test_quirks_end_as_their_outcomes(folder):
    day = "https://rss.example/2016/10/13"
    with Newsroom(folder) as room:
        lost, removed, down, torn, talks, short, amp, other = fetch(
            room, f"{day}/lost.html", f"{day}/removed.html", f"{day}/down.html", f"{day}/torn.html",
            "https://rss.example/2016/10/15/talks.html", "https://rss.example/short", "https://rss.example/amp", "https://rss.example/x",
        )  # fmt: skip
    assert [one.error.outcome for one in (lost, removed, down, talks, other)] == [
        Outcome.FAILED_RETRYABLE,
        Outcome.FAILED_PERMANENT,
        Outcome.FAILED_RETRYABLE,
        Outcome.SKIPPED_ROBOTS,
        Outcome.FAILED_RETRYABLE,
    ]
    assert b"Never seen" not in torn.page.body.partition(b"<body")[2]
    assert short.page.final_url == "https://rss.example/2016/10/14/strike.html"
    assert amp.page.final_url == "https://rss.example/amp"
    assert short.page.body == amp.page.body


def test_a_syndicated_copy_has_the_text_of_its_original(folder):
    with Newsroom(folder) as room:
        html = page(room, "https://atom.example/2016/10/14/copy.html").body.decode()
    assert "second paragraph" in html
    assert "The rss" in html


def test_a_page_that_did_not_change_is_304(folder):
    with Newsroom(folder) as room:
        host, port = room.host_map["rss.example"]
        address = f"http://{host}:{port}/2016/10/14/strike.html"
        first = httpx.get(address, headers={"Host": "rss.example"}, trust_env=False)
        again = httpx.get(address, headers={"Host": "rss.example", "If-None-Match": first.headers["etag"]}, trust_env=False)
        stranger = httpx.get(address, headers={"Host": "other.example"}, trust_env=False)
        assert room.requests == ["rss.example/2016/10/14/strike.html"] * 2 + ["other.example/2016/10/14/strike.html"]
    assert (first.status_code, again.status_code, again.content, stranger.status_code) == (200, 304, b"", 421)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("- {id: x, published: '2016-10-14T11:00:00+01:00', titel: A}", r"b\.yml:1: x\.titel: Extra inputs"),
        ("- {id: x, published: '2016-10-14T11:00:00', title: A, paragraphs: [B]}", r"x\.published: .*timezone"),
        ("- {id: x, published: '2016-10-14T11:00:00Z', title: A}", r"x\.entry: .*needs title and paragraphs"),
        ("- {id: x, published: '2016-10-14T11:00:00Z', title: A, paragraphs: [B], related: [y]}", r"x\.related: y is no article"),
        ("- {id: x, published: '2016-10-14T11:00:00Z', title: A, paragraphs: [B], path: /amp}", r"the path /amp is taken by"),
        ("- {id: x, published: '2016-10-14T11:00:00Z', syndicated_from: no/such}", r"x\.syndicated_from: there is no article no/such"),
    ],
)
def test_what_is_wrong_in_the_folder_is_named(folder, text, message):
    (folder / "o-rss" / "articles" / "b.yml").write_text(text, encoding="utf-8")
    with pytest.raises(SeedError, match=message):
        load_newsroom(folder)


def test_the_shipped_newsroom_loads_and_every_announced_page_answers():
    with Newsroom(shipped() / "newsroom") as room:
        feeds = [page(room, source.url) for source in room.sources]
        now = datetime(2026, 1, 1, tzinfo=UTC)
        read = [parse_feed(got.body, url=got.url, content_type=got.header("content-type"), now=now) for got in feeds]
        entries = [entry.url for one in read for entry in one.entries]
        answers = fetch(room, *entries)
    failed = [one.error.outcome for one in answers if one.error]
    assert len(entries) >= 3
    assert set(failed) <= {Outcome.SKIPPED_ROBOTS, Outcome.FAILED_RETRYABLE, Outcome.FAILED_PERMANENT}
    assert len(failed) < len(entries) / 3
