"""Facts of other stories on a page are not the article's."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from dateline.articles import extract_article
from dateline.models.articles import Article
from dateline.models.sources import Source
from tests.articles.pages import NOW, page, story
from tests.known import extraction

URL = "https://courier.example/world/story"
OWN = {
    "@type": "NewsArticle",
    "headline": "Four killed in the eastern quarter",
    "url": URL,
    "datePublished": "2016-10-13T20:00:00+02:00",
    "author": {"name": "Hana Osei"},
}
OTHER = {
    "@type": "NewsArticle",
    "headline": "Budget passes in the capital",
    "url": "https://courier.example/money/budget",
    "datePublished": "2015-01-02T08:00:00Z",
    "author": {"name": "Karim Vale"},
}


def linked(*nodes: object) -> str:
    return "".join(f'<script type="application/ld+json">{json.dumps(node)}</script>' for node in nodes)


def read(inner: str = "", *, head: str = "", source: Source | None = None) -> Article:
    return extract_article(page(story(inner, head=head), url=URL), source=source, now=NOW, known=extraction())


@pytest.mark.parametrize(
    "nodes",
    [
        (OTHER, OWN),
        (OWN, OTHER),
        ([OTHER, OWN],),
        ({"@graph": [OTHER, OWN]},),
        (OTHER, {**OWN, "url": None, "mainEntityOfPage": {"@id": URL + "#main"}}),
        (OTHER, {**OWN, "url": "https://www.courier.example/world/story/amp"}),
        (OTHER, {key: value for key, value in OWN.items() if key != "url"}),
        (OTHER, {**OWN, "url": "https://courier.example/?p=812"}),
    ],
)
def test_the_node_of_the_page_speaks_for_it_wherever_it_stands(nodes):
    article = read(head=linked(*nodes))
    assert (article.published, article.authors) == (datetime(2016, 10, 13, 18, tzinfo=UTC), ("Hana Osei",))


def test_the_node_of_another_address_is_not_heard_at_all():
    head = '<meta property="article:published_time" content="2016-10-13T18:00:00Z"><meta name="author" content="Hana Osei">'
    for article in (read(head=linked(OTHER) + head), read(head=head + linked(OTHER))):
        assert (article.published, article.authors) == (datetime(2016, 10, 13, 18, tzinfo=UTC), ("Hana Osei",))
    assert (read(head=linked(OTHER)).published, read(head=linked(OTHER)).authors) == (None, ())


@pytest.mark.parametrize(
    "inner",
    [
        '<aside class="related"><time datetime="2012-03-04">4 March 2012</time> Old raid</aside>',
        '<aside><p class="date">4 March 2012</p></aside>',
        '<a class="card" href="/old"><time datetime="2012-03-04">4 March 2012</time><span>An old raid on the market</span></a>',
        '<a href="/old"><span class="date">4 March 2012</span> An old raid on the market is remembered by those who fled</a>',
        '<div class="card"><h3><a href="/old">An old raid</a></h3><time datetime="2012-03-04">4 March 2012</time></div>',
        '<blockquote class="twitter-tweet"><p>Raid!</p><a href="/x">March 4, 2012</a></blockquote>',
        '<div class="comments"><p class="comment"><span class="comment-author">Troll</span><time datetime="2012-03-04"></time></p></div>',
        '<div class="most-popular"><ul><li><span class="date">March 4, 2012</span> Old raid</li></ul></div>',
        '<footer><p class="date">4 March 2012</p></footer>',
    ],
)
def test_a_date_beside_another_story_is_no_date(inner):
    article = read(inner)
    assert (article.published, article.authors) == (None, ())


def test_the_articles_own_date_may_stand_in_a_link():
    article = read('<p class="posted"><a href="/world/story"><time datetime="2016-10-13T18:00:00Z">13 October 2016</time></a></p>')
    assert article.published == datetime(2016, 10, 13, 18, tzinfo=UTC)


@pytest.mark.parametrize(
    ("head", "day"),
    [
        (linked({**OWN, "datePublished": 1476378000000}), "2016-10-13T17:00:00+00:00"),
        ('<meta property="article:published_time" content="Thu, 10/13/2016 - 17:57">', "2016-10-13T17:57:00+00:00"),
        ('<meta name="date" content="13.10.2016">', "2016-10-13T12:00:00+00:00"),
        ('<meta name="date" content="2016年10月13日">', "2016-10-13T12:00:00+00:00"),
        ('<meta name="date" content="October 13, 2016 08:15 IST">', "2016-10-13T08:15:00+05:30"),
        ('<meta name="date" content="13 Ekim 2016 Perşembe 12:30">', "2016-10-13T12:30:00+00:00"),
    ],
)
def test_dates_of_pages_have_many_forms(head, day):
    assert read(head=head).published.isoformat() == day


@pytest.mark.parametrize(
    ("stamp", "source", "day"),
    [
        ("13. Oktober 2016", Source("s", URL, language="de"), "2016-10-13T12:00:00+00:00"),
        ("13 octobre 2016 à 20h15", Source("s", URL, timezone="Europe/Paris"), "2016-10-13T20:15:00+02:00"),
        ("Thursday, October 13, 2016 20:15 IST", Source("s", URL, timezone="Asia/Jerusalem"), "2016-10-13T20:15:00+03:00"),
        ("03/04/2016 20:15", Source("s", URL, country="US"), "2016-03-04T20:15:00+00:00"),
        ("03/04/2016 20:15", Source("s", URL, country="KE", timezone="Africa/Nairobi"), "2016-04-03T20:15:00+03:00"),
    ],
)
def test_a_byline_is_read_in_the_language_and_zone_of_the_source(stamp, source, day):
    assert read(f'<p class="byline">{stamp}</p>', source=source).published.isoformat() == day


@pytest.mark.parametrize(
    ("head", "names"),
    [
        (linked({**OWN, "author": {"name": {"name": "Jane Doe"}}}), ("Jane Doe",)),
        (linked({**OWN, "author": {"givenName": "Jane", "familyName": "Doe"}}), ("Jane Doe",)),
        (linked({**OWN, "author": [{"name": ["Jane Doe", "Karim Vale"]}]}), ("Jane Doe", "Karim Vale")),
        (
            """<meta property="og:author" content="By <a href='/j'>Jane Doe</a>, Karim Vale and Lena Ruiz">""",
            ("Jane Doe", "Karim Vale", "Lena Ruiz"),
        ),
    ],
)
def test_names_are_found_in_every_shape(head, names):
    assert read(head=head).authors == names


def test_a_page_of_years_ago_that_was_written_anew_says_both_and_its_weekdays_are_of_the_new_version():
    article = read(head=linked({**OWN, "datePublished": "2012-03-04T08:00:00Z", "dateModified": "2016-10-13T18:00:00Z"}))
    assert article.published == datetime(2012, 3, 4, 8, tzinfo=UTC)
    assert article.modified == article.told == datetime(2016, 10, 13, 18, tzinfo=UTC)
    corrected = read(head=linked({**OWN, "dateModified": "2016-10-15T18:00:00Z"}))
    assert corrected.told == corrected.published
