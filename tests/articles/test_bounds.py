"""How much is enough, and what stands first: the bounds and orders by which pages are read, each from both of its sides."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import lxml.html
import pytest

from dateline.articles.authors import choose_authors, names_in
from dateline.articles.choice import Candidate, choose_text, covered, doubt
from dateline.articles.cleaning import Cleaned, clean_blocks
from dateline.articles.dates import DateClaim, choose
from dateline.articles.interstitials import why_interstitial
from dateline.articles.maintext import Block, placed, read_cleared
from dateline.articles.parsing import Markup
from dateline.articles.pruning import is_teaser, prune
from dateline.articles.resolver import _is_article, why_no_article
from dateline.articles.structured import Structured, read_structured
from dateline.articles.titles import choose_title
from dateline.models.articles import Claim
from tests.articles.pages import NOW, SENTENCES
from tests.known import extraction

PROSE = tuple(Block("p", sentence) for sentence in SENTENCES)
DAY = datetime(2021, 5, 6, 12, tzinfo=UTC)
URL = "https://courier.example/world/story"
NOTHING = Structured((), {}, (), None, None, frozenset())


# ---- who, when, under which title -------------------------------------------------------------------------------------------


def test_a_name_has_no_digits() -> None:
    assert list(names_in("Hana Osei and Ward 7 and Piet Roos")) == ["Hana Osei", "Piet Roos"]


def test_a_witness_that_only_names_the_outlet_yields_to_the_next() -> None:
    said = [Claim("author", "The Courier", "json-ld"), Claim("author", "Hana Osei", "byline")]
    assert choose_authors(said, site_names=["The Courier"]) == (("Hana Osei",), "byline")
    assert choose_authors(said[:1], site_names=["The Courier"]) == (("The Courier",), "json-ld")


def test_the_future_is_no_date_and_a_bare_day_is_made_exact_by_a_witness_of_that_day_only() -> None:
    bare = DateClaim(DAY, "url", exact=False)
    same, other = DateClaim(DAY.replace(hour=19), "visible"), DateClaim(DAY + timedelta(days=1), "visible")
    assert choose([DateClaim(NOW + timedelta(seconds=1), "feed"), bare], now=NOW) == bare
    assert choose([DateClaim(NOW, "feed")], now=NOW) == DateClaim(NOW, "feed")
    assert choose([bare, other, same], now=NOW) == same
    assert choose([bare, other], now=NOW) == bare


def title(*told: tuple[str, str]) -> str | None:
    chosen = choose_title([Claim("title", value, source) for source, value in told], site_names=[], host="courier.example")
    return chosen.value if chosen else None


def test_a_heading_that_nobody_else_tells_is_not_the_headline() -> None:
    meta = ("meta", "Four killed as shells fall on the eastern quarter")
    assert title(("visible", "World news and killed hopes of the week"), meta) == meta[1]
    assert title(("visible", "Four killed as shells fall on eastern quarter of port"), meta) == meta[1]  # The shorter of two that agree.


def test_a_fragment_of_three_words_is_no_headline() -> None:
    whole = "Four killed in Selm"
    assert title(("visible", whole), ("meta", "Four killed Selm")) == whole
    assert title(("visible", "Four killed in Selm today"), ("meta", whole)) == whole


# ---- which text -------------------------------------------------------------------------------------------------------------


def test_a_text_must_hold_most_of_what_json_ld_says() -> None:
    body = " ".join(SENTENCES) * 3
    half = Candidate("one", (*PROSE[:1], Block("p", "Weather and sport of the week are told on other pages of this paper. " * 3)))
    assert covered(half, body) == pytest.approx(0.4, abs=0.15)
    assert doubt(half, body=body) == "lacks what JSON-LD says"
    assert doubt(Candidate("one", PROSE), body=body) is None


def test_of_doubtful_texts_that_cover_the_same_the_shorter_is_taken() -> None:
    body = "Wholly other words about harvests, barges and the weather of the northern plain. " * 8
    long, short = Candidate("one", (*PROSE, *PROSE)), Candidate("two", PROSE)
    assert choose_text([long, short], body=body) is short


def test_without_a_body_another_text_wins_only_when_it_is_half_as_long_again() -> None:
    first, longer, much = (Candidate(name, (Block("p", "x" * size),)) for name, size in (("one", 100), ("two", 140), ("three", 160)))
    assert choose_text([first, longer], body="") is first
    assert choose_text([first, much], body="") is much


def test_a_rule_that_takes_a_third_of_a_text_is_not_believed_alone() -> None:
    offers = [Block("p", f"Sign up for our newsletter on ward {n} and have it at breakfast.") for n in range(3)]
    few = clean_blocks([*PROSE, *PROSE, *offers[:1]], headlines=(), authors=(), known=extraction())
    many = clean_blocks([*PROSE, *offers], headlines=(), authors=(), known=extraction())
    assert ([rule for _, rule in few.dropped], many.dropped) == (["newsletter"], ())


def test_the_headline_in_other_words_is_no_text_at_the_top_only() -> None:
    line = Block("p", "Four killed when shells fall on the eastern quarter of the port")
    told = ("Four killed as shells fall on the eastern quarter of the port",)
    top = clean_blocks([line, *PROSE, *PROSE], headlines=told, authors=(), known=extraction())
    below = clean_blocks([*PROSE, line, *PROSE], headlines=told, authors=(), known=extraction())
    assert ([rule for _, rule in top.dropped], below.dropped) == (["headline"], ())


# ---- article or not ---------------------------------------------------------------------------------------------------------


def test_what_is_left_after_cleaning_must_be_half_an_article_too() -> None:
    gone = (Block("row", "Bulk freight of the free port " * 8), "table")
    for text, why in ((SENTENCES[0][:70], "too short: 310 characters of text"), (SENTENCES[0], None)):
        cleaned = Cleaned((Block("p", text),), (gone,))
        assert why_no_article(NOTHING, URL, cleaned, titles=(), gates=(), known=extraction()) == why


@pytest.mark.parametrize(
    ("claimed", "believed"),
    [("/world/other", True), ("/sports/other", False), ("/other", False), ("/sports/shells-fall-in-selm", True), ("/sports/123", True)],
)
def test_a_short_address_is_believed_in_the_same_folder_only(claimed: str, believed: bool) -> None:
    assert _is_article(urlsplit(URL), urlsplit(f"https://courier.example{claimed}")) is believed


def test_a_page_stands_in_front_of_an_article_when_half_of_it_says_so() -> None:
    consent = "We use cookies to improve your experience."
    assert why_interstitial([consent, SENTENCES[0][:30]], titles=(), gates=(), known=extraction()) is not None
    assert why_interstitial([consent, *SENTENCES], titles=(), gates=(), known=extraction()) is None


def test_a_node_that_leads_to_the_front_page_is_not_heard_beside_that_of_the_page() -> None:
    own = {"@type": "NewsArticle", "headline": "Budget passes", "url": URL}
    front = {"@type": "NewsArticle", "headline": "The Courier, every day", "url": "https://courier.example/"}
    bare = {"@type": "NewsArticle", "headline": "Rain in the north"}
    tree = lxml.html.document_fromstring("<html><head><title>Budget passes</title></head><body></body></html>")
    told = read_structured(Markup("", tree, tuple(json.dumps(node) for node in (bare, front, own))), url=URL)
    assert [article.headline for article in told.articles] == ["Budget passes", "Rain in the north"]


# ---- parts of a page --------------------------------------------------------------------------------------------------------


def test_two_entries_make_no_live_blog_and_three_do() -> None:
    entry = "<div class='live-blog-entry'><h3>{n}:00</h3><p>" + SENTENCES[0] + " It was number {n}.</p></div>"
    for count, live in ((2, False), (3, True)):
        told = "".join(entry.format(n=n) for n in range(count))
        tree = lxml.html.document_fromstring(f"<html><body><p>{SENTENCES[1]}</p>{told}</body></html>")
        blocks = read_cleared(tree, url="https://courier.example/live", known=extraction()).blocks
        assert (SENTENCES[1] not in {block.text for block in blocks}) is live


def test_what_holds_much_of_the_prose_stays_whatever_its_name() -> None:
    for share, gone in ((1, True), (3, False)):
        inner = "".join(f"<p>{sentence}</p>" for sentence in SENTENCES[:share])
        outer = "".join(f"<p>{sentence}</p>" for sentence in (*SENTENCES, SENTENCES[0]))
        tree = lxml.html.document_fromstring(f"<html><body><div class='newsletter'>{inner}</div><div>{outer}</div></body></html>")
        assert (prune(tree, extraction()) > 0) is gone


def test_a_card_has_little_text_beside_its_headline() -> None:
    for sentences, teaser in ((1, True), (6, False)):
        card = f"<div><h3><a href='/other'>Four killed in Selm as talks go on</a></h3><p>{' '.join(SENTENCES[:1] * sentences)}</p></div>"
        assert is_teaser(lxml.html.fragment_fromstring(card)) is teaser


def test_a_standfirst_is_no_link() -> None:
    for lead, found in ((SENTENCES[2], True), (f"<a href='/other'>{SENTENCES[2]}</a>", False)):
        page = f"<html><body><h1>Four killed</h1><p>{lead}</p><div><p>{SENTENCES[0]}</p><p>{SENTENCES[1]}</p></div></body></html>"
        blocks = placed(lxml.html.document_fromstring(page), list(PROSE[:2]), description=SENTENCES[2])
        assert ("lead" in {block.kind for block in blocks}) is found
