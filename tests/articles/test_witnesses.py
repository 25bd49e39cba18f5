"""Titles, authors, dates and texts: what each witness says and who is believed."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from dateline.articles import extract_article
from dateline.articles.authors import names_in
from dateline.articles.choice import Candidate, choose_text, doubt
from dateline.articles.dates import parse_moment
from dateline.articles.maintext import Block
from dateline.articles.mending import mended
from dateline.articles.titles import choose_title, without_site
from dateline.errors import ExtractError
from dateline.models.articles import Claim
from dateline.models.sources import FeedEntry, Source
from tests.articles.pages import NOW, SENTENCES, page, story
from tests.known import extraction


@pytest.mark.parametrize(
    ("title", "bare"),
    [
        ("Bridge closed | Daily Orda", "Bridge closed"),
        ("Daily Orda: Bridge closed", "Daily Orda: Bridge closed"),
        ("Bridge closed - World - Daily Orda", "Bridge closed - World"),
        ("Bridge closed – again", "Bridge closed – again"),
        ("Orda.example » Bridge closed", "Bridge closed"),
        ("BUDGET | Tax office hires", "BUDGET | Tax office hires"),
        ("Bridge over the Orda closed for a week | World | Politics", "Bridge over the Orda closed for a week"),
        ("Bridge over the Orda closed for a week - Orda News Online", "Bridge over the Orda closed for a week"),
        ("Bridge closed | Live", "Bridge closed | Live"),
    ],
)
def test_outlets_names_go_from_titles(title, bare):
    assert without_site(title, site_names=("Daily Orda",), host="www.orda.example") == bare


def claims(**said: str) -> list[Claim]:
    return [Claim("title", value, source.replace("_", "-")) for source, value in said.items()]


@pytest.mark.parametrize(
    ("said", "winner"),
    [
        (claims(json_ld="Bridge closed", visible="Bridge closed", meta="Bridge closed"), ("Bridge closed", "visible")),
        (claims(visible="Log in", meta="The bridge is closed again"), ("The bridge is closed again", "meta")),
        (
            claims(
                visible="The bridge over the river is closed again for lorries, here is why",
                meta="The bridge over the river is closed again for lorries",
            ),
            ("The bridge over the river is closed again for lorries", "meta"),
        ),
        (
            claims(visible="The bridge is closed again and again", meta="The bridge is closed again…"),
            ("The bridge is closed again and again", "visible"),
        ),
        (claims(visible="Bridge"), ("Bridge", "visible")),
    ],
)
def test_which_title_is_believed(said, winner):
    chosen = choose_title(said, site_names=(), host="orda.example")
    assert chosen is not None
    assert (chosen.value, chosen.source) == winner


@pytest.mark.parametrize(
    ("byline", "names"),
    [
        ("By Hana Osei and Piet Roos", ["Hana Osei", "Piet Roos"]),
        ("Hana Osei, Piet Roos", ["Hana Osei", "Piet Roos"]),
        ("By Hana Osei in Selm", ["Hana Osei"]),
        ("https://social.example/hosei", []),
        ("Staff", []),
        ("Hana Osei, Defence Correspondent", ["Hana Osei"]),
        ("Written by: Hana Osei (Marran)", ["Hana Osei"]),
        ("Twitter Facebook", []),
    ],
)
def test_names_in_bylines(byline, names):
    assert list(names_in(byline)) == names


@pytest.mark.parametrize(
    ("text", "moment", "exact"),
    [
        ("2021-05-06T21:40:00+02:00", datetime(2021, 5, 6, 21, 40, tzinfo=timezone(timedelta(hours=2))), True),
        ("2021-05-06T21:40:00.123Z", datetime(2021, 5, 6, 21, 40, tzinfo=UTC), True),
        ("2021-05-06", datetime(2021, 5, 6, 12, tzinfo=UTC), False),
        ("1620337200000", datetime(2021, 5, 6, 21, 40, tzinfo=UTC), True),
        ("20210506", datetime(2021, 5, 6, 12, tzinfo=UTC), False),
        ("6 May 2021, 9.40pm", datetime(2021, 5, 6, 21, 40, tzinfo=UTC), True),
        ("Thursday, May 6, 2021", datetime(2021, 5, 6, 12, tzinfo=UTC), False),
        ("Thu, 06 May 2021 21:40:00 +0000", datetime(2021, 5, 6, 21, 40, tzinfo=UTC), True),
    ],
)
def test_moments_as_pages_write_them(text, moment, exact):
    assert parse_moment(text) == (moment, exact)


@pytest.mark.parametrize("text", ["", "yesterday", "2021-13-40", "May 2021", "0000-00-00", "99999999999999"])
def test_what_is_no_moment(text):
    assert parse_moment(text) is None


def test_a_sane_date_of_the_feed_wins():
    told = datetime(2021, 5, 6, 19, tzinfo=UTC)
    head = '<meta property="article:published_time" content="2021-05-05T10:00:00Z">'
    article = extract_article(
        page(story(head=head)), entry=FeedEntry("https://courier.example/world/story", published=told), now=NOW, known=extraction()
    )
    assert (article.published, article.published_from) == (told, "feed")


def test_a_date_of_the_feed_in_the_future_does_not():
    head = '<meta property="article:published_time" content="2021-05-05T10:00:00Z">'
    entry = FeedEntry("https://courier.example/world/story", published=NOW + timedelta(minutes=1))
    article = extract_article(page(story(head=head)), entry=entry, now=NOW, known=extraction())
    assert (article.published, article.published_from) == (datetime(2021, 5, 5, 10, tzinfo=UTC), "meta")


def test_a_day_in_the_address_is_better_than_none():
    article = extract_article(page(story(), url="https://courier.example/2021/05/06/shells"), now=NOW, known=extraction())
    assert (article.published, article.published_from) == (datetime(2021, 5, 6, 12, tzinfo=UTC), "url")


def test_a_bare_time_is_in_the_outlets_zone():
    head = '<meta property="article:published_time" content="2021-05-06 21:40">'
    article = extract_article(
        page(story(head=head)), source=Source("s", "https://courier.example/feed", timezone="Asia/Damascus"), now=NOW, known=extraction()
    )
    assert article.published is not None
    assert article.published.isoformat() == "2021-05-06T21:40:00+03:00"
    assert article.timezone == "Asia/Damascus"


@pytest.mark.parametrize(
    ("claimed", "kept"),
    [
        ("https://www.courier.example/world/other", "https://www.courier.example/world/other"),
        ("/world/other", "https://courier.example/world/other"),
        ("https://elsewhere.test/world/other", "https://courier.example/world/story"),
        ("https://courier.example/", "https://courier.example/world/story"),
        ("https://courier.example/world", "https://courier.example/world/story"),
        ("javascript:alert(1)", "https://courier.example/world/story"),
        ("http://[broken", "https://courier.example/world/story"),
    ],
)
def test_which_canonical_address_is_believed(claimed, kept):
    article = extract_article(page(story(head=f'<link rel="canonical" href="{claimed}">')), now=NOW, known=extraction())
    assert article.canonical_url == kept


LONG = tuple(Block("p", sentence) for sentence in SENTENCES)


def test_a_sane_text_stands():
    assert doubt(Candidate("trafilatura", LONG), body="") is None


@pytest.mark.parametrize(
    ("blocks", "body", "why"),
    [
        (LONG[:1], "", "too short"),
        (tuple(Block("p", f"Short line number {i}") for i in range(40)), "", "no prose"),
        (LONG, "entirely different words about harvests and weather " * 20, "lacks what JSON-LD says"),
    ],
)
def test_what_makes_a_text_doubtful(blocks, body, why):
    assert doubt(Candidate("trafilatura", blocks), body=body) == why


def test_among_doubtful_texts_the_one_nearest_to_json_ld_wins():
    body = " ".join(SENTENCES) * 3
    near, far = Candidate("newspaper", LONG[:2]), Candidate("trafilatura", (Block("p", "Menu and weather"),))
    assert choose_text([far, near], body=body + " further unseen words follow in the body of this text here " * 10) is near


def test_the_other_extractor_speaks_where_one_fails(monkeypatch):
    def fails(*_: object, **__: object) -> list[Block]:
        raise RuntimeError("broken")

    monkeypatch.setattr("dateline.articles.maintext.bare_extraction", fails)
    article = extract_article(page(story()), now=NOW, known=extraction())
    assert article.extractor == "newspaper"
    assert SENTENCES[0] in article.text
    assert Claim("fault", "RuntimeError: broken", "trafilatura") in article.claims


@pytest.mark.parametrize(
    ("broken", "whole"),
    [
        ("Jürgenâ€™s bridge", "Jürgen’s bridge"),
        ("MÃ¼ller left", "Müller left"),
        ("Âge d’or, São Paulo", "Âge d’or, São Paulo"),
        ("cafe\u0301", "café"),
    ],
)
def test_mojibake_is_mended_where_it_is_certain(broken, whole):
    assert mended(broken) == whole


def test_a_folder_page_is_told_by_its_sidecar():
    headers = (("x-dateline-title", "Aid convoy"), ("x-dateline-published", "2016-10-15"), ("x-dateline-timezone", "Asia/Damascus"))
    raw = "\n".join(SENTENCES)
    article = extract_article(page(raw, url="folder:notes/convoy.txt", kind="text/plain", headers=headers), now=NOW, known=extraction())
    assert (article.title, article.title_from, article.text) == ("Aid convoy", "sidecar", "\n\n".join(SENTENCES))
    assert article.published is not None
    assert (article.published.isoformat(), article.published_from) == ("2016-10-15T12:00:00+03:00", "sidecar")
    assert (article.canonical_url, article.extractor, article.language) == ("folder:notes/convoy.txt", "plain", "en")


def test_plain_text_without_a_sidecar_has_no_title_and_no_date():
    article = extract_article(page("\n\n".join(SENTENCES), url="folder:notes/a.txt", kind="text/plain"), now=NOW, known=extraction())
    assert (article.title, article.published, article.text.count("\n\n")) == (None, None, 2)


def test_a_stub_is_refused():
    with pytest.raises(ExtractError, match="too short: 7 characters"):
        extract_article(page("<html><body><p>Nothing</p></body></html>"), now=NOW, known=extraction())
