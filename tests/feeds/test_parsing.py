"""Feed bytes -> Feed: real variety with the expected value beside each file, and documents that mean harm."""

from __future__ import annotations

import dataclasses
import gzip
import html
import json
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dateline.errors import FeedError
from dateline.feeds import Feed, parse_feed, xml_feed
from dateline.feeds.parsing import MAX_BYTES
from dateline.feeds.texts import MAX_SUMMARY, MAX_TITLE, plain_text
from dateline.limits import cpu_limit
from dateline.moments import Locale

NOW = datetime(2026, 11, 23, 20, tzinfo=UTC)
URL = "https://feed.example/dir/feed"
DATA = Path(__file__).parents[1] / "data" / "feeds"
SHARED = Path(os.environ.get("SHARED") or Path(__file__).parents[3] / "shared") / "feeds" / "rss"


def parse(body: bytes | str, content_type: str | None = None) -> Feed:
    raw = body.encode() if isinstance(body, str) else body
    return parse_feed(raw, url=URL, content_type=content_type, now=NOW, source_id="paper")


def plain(feed: Feed) -> dict[str, object]:
    """As JSON, without what is unset, so that expected values are short to read."""
    value = dataclasses.asdict(feed)
    value["refused"] = [one.url for one in feed.refused]
    value = {k: v for k, v in value.items() if k not in ("refused", "truncated") or v}
    value["entries"] = [{k: v for k, v in entry.items() if v} for entry in value["entries"]]
    return json.loads(json.dumps(value, default=lambda one: one.isoformat() if isinstance(one, datetime) else one.total_seconds()))


@pytest.mark.parametrize("path", sorted(p for p in DATA.iterdir() if not p.name.endswith(".expected.json")), ids=lambda p: p.name)
def test_a_feed_says_what_stands_beside_it(path):
    expected = json.loads(path.with_name(path.name + ".expected.json").read_text(encoding="utf-8"))
    assert plain(parse(path.read_bytes())) == expected


@pytest.mark.parametrize(
    ("body", "what"),
    [
        (b"", "nothing was sent"),
        (b" \n\t ", "nothing was sent"),
        (b"<!DOCTYPE html><html><body>Not found</body></html>", "an HTML page"),
        (b"<html><body>Not found</body></html>", "an HTML page"),
        (b"<sitemapindex><sitemap/></sitemapindex>", "XML with the root sitemapindex"),
        (b"Service unavailable", "plain text or data"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 100, "a picture"),
        (b'{"error": "no such feed"}', "JSON, but not JSON Feed"),
        (b'{"version": "https://jsonfeed.org/version/1", "items": "none"}', "JSON, but not JSON Feed"),
        (b'{"a": ' * 100_000, "JSON that cannot be read"),
        (b"\x1f\x8b broken", "damaged gzip data"),
        (gzip.compress(b"<rss version='2.0'><channel></channel></rss>", mtime=0)[:-12], "is not a whole feed"),
        (gzip.compress(b"\0" * (MAX_BYTES + 1), mtime=0), "is larger than"),
        (b"<rss>" + b" " * MAX_BYTES, "is larger than"),
        (b"/etc/passwd", "plain text or data"),
        (b"https://feed.example/other", "plain text or data"),
    ],
)
def test_what_is_not_a_feed_is_named(body, what):
    with pytest.raises(FeedError) as caught:
        parse(body)
    assert str(caught.value).startswith(URL)
    assert what in str(caught.value)


def rss(items: str, head: str = "") -> str:
    return f'{head}<rss version="2.0"><channel><title>T</title>{items}</channel></rss>'


ITEM = "<item><title>A</title><link>https://a.example/{}</link></item>"


def test_entities_neither_grow_nor_read_files():
    grown = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
    bombs = [
        f'<!DOCTYPE x [<!ENTITY e0 "ha">{grown}]>',
        f'<!DOCTYPE x [<!ENTITY e11 "{"ha" * 50_000}">]>',
        '<!DOCTYPE x [<!ENTITY e11 SYSTEM "file:///etc/passwd">]>',
    ]
    for head in bombs:
        for encoding in ("utf-8", "utf-16"):
            body = rss(f"<item><title>{'&e11;' * 1000}</title><link>https://a.example/</link></item>", head).encode(encoding)
            (entry,) = parse(body).entries
            assert len(entry.title or "") <= MAX_TITLE
            assert "root:" not in (entry.title or "")


def test_a_huge_document_is_read_to_its_end_and_what_is_beyond_the_last_cap_is_told(monkeypatch):
    monkeypatch.setattr(xml_feed, "MAX_ITEMS", 5)
    monkeypatch.setattr(xml_feed, "MAX_GLANCED", 20)
    feed = parse(rss("".join(ITEM.format(n) for n in range(30))))
    assert [entry.url for entry in feed.entries] == [f"https://a.example/{n}" for n in range(25)]
    assert {entry.title for entry in feed.entries} == {"A"}
    assert feed.items == 30
    assert feed.truncated == "cut: 5 items beyond the first 25"
    told = [(one.url, one.refusal.reason) for one in feed.refused]
    assert told == [("item:paper/beyond the items that are read", "5 items: beyond the items that are read")]


def test_deep_nesting_and_long_texts_are_bounded():
    long = f"<item><title>{'t' * 5000}</title><description>{'d' * 9000}</description><link>https://a.example/</link></item>"
    (entry,) = parse(rss(long)).entries
    assert (len(entry.title), len(entry.summary)) == (MAX_TITLE, MAX_SUMMARY)
    assert len(parse(rss("<a>" * 20_000 + ITEM.format(1))).entries) in (0, 1)


@pytest.mark.parametrize(
    ("link", "reason"),
    [
        ("", "no address"),
        ("N/A", "not an address"),
        ("(null)", "not an address"),
        ("#", "not an address"),
        ("to be announced", "not an address"),
        ("&lt;base-url-env-var-not-set&gt;/diff/1", "a template that was not filled in"),
        ("{{ item.url }}", "a template that was not filled in"),
        ("https://a.example/${slug}", "a template that was not filled in"),
        ("https://undefined/x", "not a host"),
        ("javascript:void(0)", "not an http(s) address"),
        ("ftp://a.example/x", "not an http(s) address"),
        ("data:text/html,x", "not an http(s) address"),
        ("https://[broken/", "not a usable address"),
        ("https://a.example:99999/", "not a usable address"),
        ("https://a.example/" + "x" * 3000, "an address of more than 2000 characters"),
    ],
)
def test_an_item_without_a_usable_address_is_counted_with_its_reason(link, reason):
    feed = parse(rss(f"<item><title>Odd</title><link>{link}</link></item>" + ITEM.format("good")))
    assert [entry.url for entry in feed.entries] == ["https://a.example/good"]
    assert [(one.item, one.count) for one in feed.skipped] == [("Odd", 1)]
    assert feed.skipped[0].reason.startswith(reason)
    (refused,) = feed.refused
    assert refused.refusal.reason.startswith(reason)
    assert refused.url == (html.unescape(link)[:2000] or "item:paper/Odd")


@pytest.mark.parametrize("link", ["https://a.example/[1]?x={2}", "/none/such", "story.html", "news/na", "https://null.example/"])
def test_odd_addresses_are_addresses(link):
    assert len(parse(rss(f"<item><title>A</title><link>{link}</link></item>")).entries) == 1


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("https://a.example/p?id=1&cat=2&lang=en", "https://a.example/p?id=1&cat=2&lang=en"),
        ("https://a.example/p?id=2&copy=1&reg=3", "https://a.example/p?id=2&copy=1&reg=3"),
        ("https://a.example/p?id=2&amp;copy=1", "https://a.example/p?id=2&copy=1"),
        ("<![CDATA[https://a.example/p?a&lt=1]]>", "https://a.example/p?a&lt=1"),
    ],
)
def test_an_address_is_read_as_it_was_written(written, meant):
    (entry,) = parse(rss(f"<item><title>A &amp; B & C &nbsp;&copy; &bogus; &#0;</title><link>{written}</link></item>")).entries
    assert (entry.url, entry.title) == (meant, "A & B & C © &bogus; \ufffd")


def test_what_damaged_markup_hides_is_read_at_a_glance():
    broken = "<item><title>Lost</title><link>https://a.example/lost</link><pubDate>Sat, 15 Oct 2016 21:40:00 GMT</pubDate>"
    nameless = "<item><description>Nothing else</description>"
    feed = parse(rss(ITEM.format(1) + broken + "</titel>" + nameless + "</item></item>" + ITEM.format(2)))
    assert {"https://a.example/1", "https://a.example/lost", "https://a.example/2"} == {one.url for one in feed.entries}
    assert feed.items == 4


def test_an_atom_link_may_name_its_relation_by_an_address_and_an_entry_its_own_language():
    entry = """<entry xml:lang="en"><id>urn:1</id><title>Raid</title><link rel="enclosure" href="https://a.example/1.mp3"/>
      <link rel="http://www.iana.org/assignments/relation/alternate" href="https://a.example/1"/></entry>"""
    feed = parse(f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="fr"><title>T</title>{entry}</feed>')
    assert [(one.url, one.language) for one in feed.entries] == [("https://a.example/1", "en")]


def test_dates_without_a_zone_are_in_the_zone_of_the_source():
    body = rss("<item><title>A</title><link>https://a.example/1</link><pubDate>15 Oct 2016 21:40 IST</pubDate></item>").encode()
    feed = parse_feed(body, url=URL, content_type=None, now=NOW, where=Locale(ZoneInfo("Asia/Jerusalem"), "IL", "en"))
    assert feed.entries[0].published == datetime(2016, 10, 15, 18, 40, tzinfo=UTC)


HOSTILE = {
    "open CDATA": "<![CDATA[" * 40_000,
    "open comments": "<!--" * 40_000,
    "open declarations": "<!DOCTYPE [" * 40_000,
    "open instructions": "<?x " * 400_000,
    "open quotes": '<a "' * 400_000,
    "attributes": "<a " + " ".join(f"a{n}='1'" for n in range(40_000)) + ">",
    "less than": f"<title>{'<' * 2_000_000}</title>",
    "ampersands": f"<title>{'&' * 2_000_000}</title>",
    "elements": "<b/>" * 300_000,
    "depth": "<b>" * 300_000,
    "items": "<item>" * 300_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_markup_that_means_harm_ends_with_its_neighbours_kept(name):
    # Before the markup was tamed each of these took between ten seconds and minutes: a limit ends the test, not a clock.
    with cpu_limit(20):
        feed = parse(rss(ITEM.format("first") + HOSTILE[name]))
    assert "https://a.example/first" in {entry.url for entry in feed.entries}


@pytest.mark.parametrize(
    ("head", "ttl"),
    [
        ("<ttl>90</ttl>", timedelta(minutes=90)),
        ("<ttl>0</ttl>", None),
        ("<ttl>-5</ttl>", None),
        ("<ttl>99999999999999999999</ttl>", None),
        ("<ttl>soon</ttl>", None),
        ("", None),
    ],
)
def test_how_long_a_feed_asks_to_be_left_alone(head, ttl):
    assert parse(rss(head + ITEM.format(1))).ttl == ttl


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        (None, None),
        ("<p> </p>", None),
        ("3 &lt; 4 &amp; 5 > 2", "3 < 4 & 5 > 2"),
        ("a < b", "a < b"),
        ("one<br>two", "one two"),
        ("<style>p{}</style>x<script>y", "x"),
        ("e\u0301\x00\x07", "é"),
        ("&#0;&#xD800;x", "\ufffd\ufffdx"),
    ],
)
def test_markup_becomes_plain_text(markup, expected):
    assert plain_text(markup, 100) == expected


def test_a_charset_of_the_server_helps_where_the_document_says_nothing():
    body = rss("<item><title>Мир</title><link>https://a.example/</link></item>").encode("windows-1251")
    assert parse(body, "application/rss+xml; charset=windows-1251").entries[0].title == "Мир"
    assert len(parse(body, "application/rss+xml; charset=no-such-thing").entries) == 1


TAGS = (
    "<rss version='2.0'> <channel> <item> </item> <entry> <link> </link> <title> <![CDATA[ ]]> &amp; &x; https://a.example/ < { \x00".split(
        " "
    )
)
SCRAPS = [*TAGS, "<!DOCTYPE a [", "<!ENTITY a 'b'>", "]>", "<feed xmlns='http://www.w3.org/2005/Atom'>", '"items":[']


def addresses_of(body: bytes) -> list[str]:
    """The addresses that a document leads to: those of its entries, or the one that the error names."""
    try:
        return [entry.url for entry in parse(body).entries]
    except FeedError as error:
        return [str(error).split(": ")[0]]


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(SCRAPS) | st.text(max_size=5), max_size=30), st.sampled_from(["utf-8", "utf-16", "latin-1", "utf-7"]))
def test_any_scraps_of_markup_are_a_feed_or_a_feed_error(scraps, encoding):
    found = addresses_of("".join(scraps).encode(encoding, "replace"))
    assert all(url.startswith(("http://", "https://")) for url in found)


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes_are_a_feed_or_a_feed_error(body):
    assert addresses_of(body) in ([], [URL])


@pytest.mark.shared
@pytest.mark.skipif(not SHARED.is_dir(), reason="the shared feeds are not there")
def test_every_item_of_the_captured_feeds_is_accounted_for():
    items, entries, undated = 0, 0, 0
    for path in sorted(SHARED.iterdir()):
        body = path.read_bytes()
        feed = parse(body)
        assert feed.items == body.count(b"<item>") + body.count(b"<item ") + body.count(b"<entry>") + body.count(b"<entry "), path.name
        items, entries = items + feed.items, entries + len(feed.entries)
        undated += sum(entry.published is None for entry in feed.entries)
    assert (items, undated) == (2234, 0)
    assert items - entries <= 4
