"""What `dateline tag` and `dateline extract` print, as whole lines."""

from __future__ import annotations

from typing import Any

from dateline.lines import article_line, tag_line
from dateline.models.outcomes import Outcome
from tests.documents.raid import ARTICLE, EVENT_LINE, PLACE_LINE, TAGGED, TEXT, TIME_LINE


def test_a_line_of_tag() -> None:
    mention: dict[str, Any] = {"entity": None, "place": None, "time": None}
    entity = {"id": "syria-air-force", "name": "Syrian Air Force", "role": None, "country": "SY", "code": "SYRMIL", "sector": "MIL"}
    assert tag_line(TAGGED) == {
        "id": "a1",
        "published": "2016-10-14T09:30:00+03:00",
        "title": "Raid on Aleppo",
        "text": "Jets struck Aleppo overnight, a monitor said. At least four died.",
        "rules": "0.1.0+abcd1234",
        "language": "en",
        "not_tagged": None,
        "relevance": "air raid",
        "mentions": [
            mention | {"start": 0, "end": 4, "text": "Jets", "kind": "organisation", "rule": "names", "entity": entity},
            mention | {"start": 12, "end": 18, "text": "Aleppo", "kind": "location", "rule": "gazetteer", "place": PLACE_LINE},
            mention | {"start": 19, "end": 28, "text": "overnight", "kind": "time", "rule": "times", "time": TIME_LINE},
        ],
        "events": [EVENT_LINE],
    }


def test_a_line_of_extract_keeps_the_offset_of_the_page() -> None:
    assert article_line(ARTICLE, Outcome.INDEXED) == {
        "id": "a1",
        "url": "https://wire.example/raid",
        "title": "Raid on Aleppo",
        "text": TEXT,
        "published": "2016-10-14T09:30:00+03:00",
        "published_from": "feed",
        "title_from": None,
        "modified": None,
        "language": "en",
        "authors": ["A. Writer"],
        "authors_from": None,
        "extractor": None,
        "canonical_url": None,
        "dateline": None,
        "agency": None,
        "outlet": "The Wire",
        "source": "wire",
        "timezone": "Europe/Moscow",
        "country": None,
        "claims": [],
        "elements": [],
        "outcome": "indexed",
    }
