"""The document of an article, whole, and back."""

from __future__ import annotations

import json

from hypothesis import given

from dateline.documents.articles import article_from_document
from dateline.documents.bundles import build_bundle
from dateline.lines import article_line, tag_line
from dateline.models.events import TaggedArticle
from dateline.models.outcomes import Outcome
from tests import strategies
from tests.documents.raid import AIR_FORCE, ARTICLE, NOW, TAGGED, WHO


def test_an_article_document() -> None:
    article = build_bundle(TAGGED, revision=7, now=NOW).article
    line = article_line(ARTICLE, Outcome.INDEXED)
    del line["outcome"]
    assert (article.index, article.id, article.version) == ("articles", "a1", 7)
    assert dict(article.body) == line | {
        "@timestamp": "2016-10-14T06:30:00Z",
        "event": {"ingested": "2026-11-23T12:00:00Z"},
        "url": {"full": "https://wire.example/raid", "domain": "wire.example"},
        "words": "raid on aleppo jet struck aleppo overnight a monitor said at least four died",
        "tagged_language": "en",
        "mentions": tag_line(TAGGED)["mentions"],
        "mention_count": 3,
        "kinds": ["location", "organisation", "time"],
        "entity": AIR_FORCE,
        "places": ["Aleppo"],
        "countries": ["SY"],
        "points": [{"lat": 36.20124, "lon": 37.16117}],
        "event_ids": ["e1"],
        "event_count": 1,
        "types": ["ASSAULT"],
        "statuses": ["happened"],
        "confidence": 0.8765,
        "who": WHO,
        "where": ["aleppo", "sy", "sy/aleppo"],
        "from": ["the wire", "wire"],
        "rules": "0.1.0+abcd1234",
        "relevance": "air raid",
        "not_tagged": None,
        "revision": 7,
    }


@given(strategies.tagged())
def test_the_article_comes_back_from_its_document(tagged: TaggedArticle) -> None:
    body = build_bundle(tagged, revision=1, now=NOW).article.body
    assert article_from_document(json.loads(json.dumps(body))) == tagged.article
