"""The rules that make one address of many spellings. A row that changes here changes ids: that is a migration."""

from __future__ import annotations

import re

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from dateline.identity import canonical_url, content_hash, entry_id, host_of, request_url, stable_id, without_tracking

SPELLINGS = [
    # scheme, host, port
    ("HTTP://News.Example/Path", "http://news.example/Path"),
    ("https://a.example", "https://a.example/"),
    ("http://a.example:80/x", "http://a.example/x"),
    ("https://a.example:443/x", "https://a.example/x"),
    ("https://a.example:/x", "https://a.example/x"),
    ("https://a.example:8443/x", "https://a.example:8443/x"),
    ("http://a.example:443/x", "http://a.example:443/x"),
    ("https://a.example./x", "https://a.example/x"),
    ("https://bücher.example/", "https://xn--bcher-kva.example/"),
    ("https://XN--bcher-kva.example/", "https://xn--bcher-kva.example/"),
    ("http://192.0.2.1/x", "http://192.0.2.1/x"),
    ("http://[2001:DB8::1]/x", "http://[2001:db8::1]/x"),
    ("http://[2001:db8::1]:80/x", "http://[2001:db8::1]/x"),
    ("http://[2001:db8::1]:8080/x", "http://[2001:db8::1]:8080/x"),
    ("https://user:word@a.example/x", "https://a.example/x"),
    # path
    ("https://a.example/%e4", "https://a.example/%E4"),
    ("https://a.example/ä b", "https://a.example/%C3%A4%20b"),
    ("https://a.example/100%", "https://a.example/100%"),
    ("https://a.example/a%2fb", "https://a.example/a%2Fb"),
    ("https://a.example/%7euser", "https://a.example/~user"),
    ("https://a.example/%41%2d%5f", "https://a.example/A-_"),
    ("https://a.example/%%34%31", "https://a.example/A"),
    ("https://a.example/a/../b/./c", "https://a.example/b/c"),
    ("https://a.example/../../a/..", "https://a.example/"),
    ("https://a.example/a/%2e%2e/b.html", "https://a.example/b.html"),
    ("https://a.example/.well-known/a..b/c", "https://a.example/.well-known/a..b/c"),
    ("https://a.example/a//b/", "https://a.example/a//b/"),
    ("https://a.example/a;x=1", "https://a.example/a;x=1"),
    # fragment
    ("https://a.example/x#top", "https://a.example/x"),
    ("https://a.example/#!/x", "https://a.example/"),
    # query
    ("https://a.example/?b=2&a=1", "https://a.example/?b=2&a=1"),
    ("https://a.example/?a=1&a=1", "https://a.example/?a=1&a=1"),
    ("https://a.example/?&&a", "https://a.example/?a"),
    ("https://a.example/?a=", "https://a.example/?a="),
    ("https://a.example/?", "https://a.example/"),
    ("https://a.example/?q=a b&r=c%20d&s=ä/", "https://a.example/?q=a%20b&r=c%20d&s=%C3%A4/"),
    ("https://a.example/?/news/123", "https://a.example/?/news/123"),
    ("https://a.example/q?x=%e4", "https://a.example/q?x=%E4"),
    ("https://a.example/q?x=%F6", "https://a.example/q?x=%F6"),
    ("https://a.example/?g=%u0627&h=1+2", "https://a.example/?g=%u0627&h=1+2"),
    ("https://a.example/?utm_source=x&id=7&utm_campaign=y", "https://a.example/?id=7"),
    ("https://a.example/?UTM_Source=x", "https://a.example/"),
    ("https://a.example/?fbclid=x&gclid=y&at_medium=z", "https://a.example/"),
    ("https://a.example/?ref=x", "https://a.example/?ref=x"),  # Some sites find their articles by it.
    # what stands around it
    (" https://a.example/\n", "https://a.example/"),
    ("https://a.example/a\tb", "https://a.example/ab"),
    ("folder:wire/Raid 1.txt", "folder:wire/Raid 1.txt"),
]


@pytest.mark.parametrize(("url", "canonical"), SPELLINGS)
def test_one_spelling_stands_for_all(url: str, canonical: str) -> None:
    assert canonical_url(url) == canonical
    assert canonical_url(canonical) == canonical
    assert entry_id(url) == stable_id(canonical)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "/relative",
        "//a.example/x",
        "a.example/x",
        "https:///x",
        "https://./x",
        "https://user@/x",
        "ftp://a.example/x",
        "mailto:a@b.example",
        "javascript:alert(1)",
        "data:text/html,x",
        "file:///etc/passwd",
        "http://a.example:99999/",
        "http://a.example:x/",
        "http://[bad/",
        "http://<base-url>/x",
        "http://a b.example/",
        f"https://{'ä' * 70}.example/",
    ],
)
def test_what_is_no_address_of_a_page_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        canonical_url(url)


HOSTS = st.sampled_from(["a.example", "A.Example.", "bücher.example", "192.0.2.1", "[2001:DB8::1]", "u:p@a.example"])
PORTS = st.sampled_from(["", ":", ":80", ":443", ":8080"])
URLS = st.builds(
    "{}://{}{}/{}?{}#{}".format,
    st.sampled_from(["http", "HTTPS"]),
    HOSTS,
    PORTS,
    st.text(max_size=20),
    st.text(max_size=20),
    st.text(max_size=5),
)


@given(URLS | st.builds("http://{}".format, st.text(max_size=20)) | st.text(max_size=30))
def test_a_canonical_address_is_its_own(url: str) -> None:
    try:
        canonical = canonical_url(url)
    except ValueError:
        assume(False)
    assert canonical_url(canonical) == canonical
    assert host_of(canonical)


@pytest.mark.parametrize(
    ("announced", "asked"),
    [
        ("HTTPS://Bücher.example/?/news/123#top", "https://xn--bcher-kva.example/?/news/123"),
        ("https://a.example/story?12345", "https://a.example/story?12345"),
        ("https://a.example/q?x=%e4&y=%F6&&z", "https://a.example/q?x=%e4&y=%F6&&z"),
        ("https://a.example/%7euser/[1]|{2}?g=%u0627", "https://a.example/%7euser/[1]|{2}?g=%u0627"),
        ("https://a.example/ä b?c=d e", "https://a.example/%C3%A4%20b?c=d%20e"),
        ("https://a.example/a/../b?utm_source=rss", "https://a.example/b?utm_source=rss"),
        ("https://u:p@a.example", "https://a.example/"),
        ("https://%62.example/", "https://b.example/"),
        ("folder:wire/Raid 1.txt", "folder:wire/Raid 1.txt"),
    ],
)
def test_what_is_announced_is_what_is_asked_for(announced: str, asked: str) -> None:
    assert request_url(announced) == asked
    assert request_url(asked) == asked
    assert canonical_url(asked) == canonical_url(announced)


@given(URLS)
def test_an_address_that_is_asked_for_can_be_sent_and_is_the_same_entry(url: str) -> None:
    try:
        asked = request_url(url)
    except ValueError:
        assume(False)
    assert asked.isascii()
    assert not re.search(r"[\s#]", asked)
    assert canonical_url(asked) == canonical_url(url)


def test_readers_are_shown_addresses_without_tracking() -> None:
    assert without_tracking("https://a.example/?/x&utm_source=y&b") == "https://a.example/?/x&b"
    assert without_tracking("https://a.example/x?utm_source=y") == "https://a.example/x"


def test_politeness_counts_by_host_and_port() -> None:
    assert [host_of(url) for url in ("https://a.example/x", "https://a.example:8443/x", "folder:wire/a.txt")] == [
        "a.example",
        "a.example:8443",
        "folder",
    ]


def test_ids_tell_order_and_absence() -> None:
    assert len({stable_id("a", "b"), stable_id("b", "a"), stable_id("ab"), stable_id("a", None), stable_id("a", ""), stable_id("a")}) == 6
    assert content_hash("title", None) != content_hash("title", "")


def test_an_id_is_the_same_in_every_release() -> None:
    assert entry_id("https://a.example/1") == "622f4ab80ac098a824fb"
