"""End to end over a web that is not well: feeds and pages of our own, the real ledger, archive and index."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from pathlib import Path

import pytest

from dateline.models.articles import Page
from dateline.models.sources import Source
from dateline.pipeline import fetching, polling
from dateline.protocols.fetching import Fetched, Request
from dateline.protocols.ledger import OutcomeLine
from dateline.query import Query
from tests.test_pipeline import START, Bench

FEED = "https://courier.example/rss"
PROSE = "".join(
    f"<p>{sentence}</p>"
    for sentence in (
        "Shells fell on the eastern quarter on Thursday evening and killed at least four people, residents said.",
        "The only clinic that is still open counted eleven wounded before midnight, according to a doctor there.",
        "Talks are to go on in the port city on Monday, although neither side has named its delegation so far.",
    )
)


class Web:
    """Addresses and what they send; remembers what it was asked for."""

    def __init__(self, pages: Mapping[str, str]) -> None:
        self.pages = pages
        self.asked: list[str] = []

    async def fetch_all(self, requests: Sequence[Request]) -> AsyncIterator[Fetched]:
        for request in requests:
            self.asked.append(request.url)
            kind = "application/rss+xml" if request.url == FEED else "text/html"
            page = Page(request.url, request.url, 200, (("content-type", kind),), self.pages[request.url].encode(), START)
            yield Fetched(request, page=page)

    async def aclose(self) -> None:
        """Nothing to close."""


def rss(*items: str) -> str:
    return f"<rss version='2.0'><channel><title>T</title>{''.join(f'<item>{item}</item>' for item in items)}</channel></rss>"


def story(title: str, *, head: str = "", prose: str = PROSE, below: str = "") -> str:
    return f"<html><head>{head}<title>{title}</title></head><body><article><h1>{title}</h1>{prose}</article>{below}</body></html>"


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(tmp_path)


def ingest(bench: Bench, web: Web) -> list[OutcomeLine]:
    using = bench.gathering(web)

    async def run() -> None:
        bench.ledger.register_sources([Source("courier", FEED)], now=bench.now)
        await polling.poll(["courier"], using, everything=True)
        await fetching.fetch_due("test", using)

    asyncio.run(run())
    bench.process()
    return list(bench.ledger.outcomes(now=bench.now))


def test_every_item_of_a_feed_has_an_outcome_and_a_reason(bench: Bench) -> None:
    odd = [
        "<title>No link</title><guid isPermaLink='false'>g1</guid>",
        "<title>Script</title><link>javascript:void(0)</link>",
        "<title>One</title><link>N/A</link>",
        "<title>Other</title><link>N/A</link>",
        "<title>Unset</title><link>{{ permalink }}</link>",
        "<title>Good</title><link>https://courier.example/good</link>",
    ]
    web = Web({FEED: rss(*odd), "https://courier.example/good": story("Four killed in the quarter")})
    told = {line.url if line.url != "N/A" else (line.url, line.reason): line for line in ingest(bench, web)}
    assert sum(1 for _ in bench.ledger.outcomes(now=bench.now)) == 6
    assert {(line.url, str(line.outcome)) for line in bench.ledger.outcomes(now=bench.now)} == {
        ("item:courier/g1", "skipped_not_article"),
        ("javascript:void(0)", "skipped_unsafe_url"),
        ("N/A", "skipped_unsafe_url"),
        ("{{ permalink }}", "skipped_unsafe_url"),
        ("https://courier.example/good", "indexed"),
    }
    assert all(line.reason for line in told.values() if line.outcome != "indexed")
    (state,) = bench.ledger.source_states()
    assert (state.state, state.entries) == ("ok", 6)
    assert state.reason.startswith("5 of 6 items left out: 3 not an address")
    # Again: the same items are the same entries.
    again = ingest(bench, web)
    assert len(again) == 6


def test_a_feed_that_is_not_read_to_its_end_is_not_well(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dateline.feeds.xml_feed.MAX_ITEMS", 1)
    monkeypatch.setattr("dateline.feeds.xml_feed.MAX_GLANCED", 1)
    addresses = [f"https://courier.example/{n}" for n in range(4)]
    pages = {url: story(f"Raid number {n} on the quarter") for n, url in enumerate(addresses)}
    lines = ingest(bench, Web({FEED: rss(*(f"<title>A</title><link>{url}</link>" for url in addresses)), **pages}))
    assert {(line.url, str(line.outcome)) for line in lines} == {
        (addresses[0], "indexed"),
        (addresses[1], "indexed"),
        ("item:courier/beyond the items that are read", "skipped_not_article"),
    }
    (state,) = bench.ledger.source_states()
    assert (state.state, state.reason) == ("failed", f"{FEED}: cut: 2 items beyond the first 2")


INTERSTITIALS = {
    "checking": story("Just a moment...", prose="<p>Checking your browser before accessing the site. This takes a few seconds.</p>" * 3),
    "captcha": story(
        "Access to this page", prose="<p>We have seen unusual traffic from your network.</p><p>Please complete the captcha.</p>" * 3
    ),
    "consent": story(
        "We value your privacy",
        prose="<p>We and our 812 partners store and access information on your device, such as identifiers in cookies.</p>"
        "<p>You can accept all cookies, or manage your preferences, and you can withdraw your consent at any time.</p>",
    ),
    "adblock": story(
        "The Courier",
        prose="<p>Please disable your ad blocker.</p><p>Our journalists are paid by advertising. It looks like you use an ad blocker, so"
        " that we earn nothing. Whitelist our site, then load the page again to go on.</p>",
    ),
    "login": story("Log in to continue", prose="<p>This part of the site is for members only. Sign in with your account.</p>" * 3),
    "gone": story("Page not found", prose="<p>The page you are looking for does not exist. It may have been moved.</p>" * 4),
    "region": story("Unavailable", prose="<p>This content is not available in your region because of the GDPR.</p>" * 4),
    "offer": story(
        "Convoy reaches the quarter",
        prose="<p>A convoy of forty lorries reached the eastern quarter at dawn on Friday after a wait of eleven days at the last post, the"
        " drivers said, and it carried flour, blankets and fuel for the two hospitals that are left.</p>",
        below="<div class='paywall'><p>Get unlimited access for $1 a week</p><a>Subscribe now</a></div>",
    ),
}


def test_pages_in_front_of_articles_are_none(bench: Bench) -> None:
    pages = {f"https://courier.example/{name}": page for name, page in INTERSTITIALS.items()}
    good = {
        "https://courier.example/about-cookies": story(
            "Regulator fines the paper over cookies", prose=PROSE + "<p>We value your privacy, it had said.</p>"
        )
    }
    web = Web({FEED: rss(*(f"<title>A</title><link>{url}</link>" for url in (*pages, *good))), **pages, **good})
    told = {line.url.rpartition("/")[2]: (str(line.outcome), line.reason) for line in ingest(bench, web)}
    assert {name: outcome for name, (outcome, _) in told.items()} == {
        **dict.fromkeys(INTERSTITIALS, "skipped_not_article"),
        "about-cookies": "indexed",
    }
    assert "paywall stub" in told["offer"][1]


def test_a_section_that_every_story_claims_makes_no_duplicate(bench: Bench) -> None:
    head = "<link rel='canonical' href='{}'>"
    claimed = {
        "https://courier.example/one": "/world",
        "https://courier.example/two": "/world",
        "https://courier.example/2016/10/14/raid-on-the-market": "/world/middle-east",
        "https://courier.example/2016/10/14/talks-in-the-port": "/world/middle-east",
        "https://courier.example/story.php?id=7": "/story.php",
        "https://courier.example/story.php?id=8": "/story.php",
        "https://courier.example/topics/a-long-war/raid": "/topics/a-long-war",
        "https://courier.example/topics/a-long-war/talks": "/topics/a-long-war",
        "https://courier.example/raid-on-the-market/amp": "/raid-on-the-market",
        "https://courier.example/raid-on-the-market?page=1": "/raid-on-the-market",
    }
    pages = {url: story(f"Raid number {n}", head=head.format(path)) for n, (url, path) in enumerate(claimed.items())}
    lines = ingest(bench, Web({FEED: rss(*(f"<title>A</title><link>{url}</link>" for url in pages)), **pages}))
    assert sorted(str(line.outcome) for line in lines) == ["duplicate", *["indexed"] * 9]


def test_text_that_stands_only_in_the_data_is_found(bench: Bench) -> None:
    body = " ".join(
        f"On day {n} of the siege the quarter counted its wounded and the mediator asked both sides for a pause." for n in range(9)
    )
    data = f'<script type="application/ld+json">{{"@type":"NewsArticle","headline":"Siege goes on","articleBody":"{body}"}}</script>'
    page = f"<html><head><title>Siege goes on</title>{data}</head><body><div id='app'></div></body></html>"
    (line,) = ingest(
        bench, Web({FEED: rss("<title>A</title><link>https://courier.example/siege</link>"), "https://courier.example/siege": page})
    )
    assert line.outcome == "indexed"
    assert [hit.body["text"] for hit in bench.index.articles(Query()).hits] == [body]


def test_what_was_announced_is_asked_for_and_two_spellings_are_one_entry(bench: Bench) -> None:
    announced = [
        "https://courier.example/?/news/123",
        "https://courier.example/story?12345",
        "https://courier.example/q?x=%E4",
        "https://courier.example/q?x=%F6",
        "https://courier.example/%7euser?utm_source=rss",
        "https://courier.example/~user",
    ]
    web = Web({FEED: rss(*(f"<title>A</title><link>{url}</link>" for url in announced)), **{url: story("A raid") for url in announced}})
    lines = ingest(bench, web)
    assert (web.asked[0], sorted(web.asked[1:])) == (FEED, sorted(announced[:5]))
    assert {line.url for line in lines if line.outcome == "indexed"} == {*announced[:4], announced[5]}
    shown = {hit.body["url"]["full"] for hit in bench.index.articles(Query()).hits}
    assert shown == {*announced[:4], "https://courier.example/%7euser"}
