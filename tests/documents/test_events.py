"""The document of an event, part by part and whole."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dateline.documents.bundles import build_bundle
from dateline.documents.events import evidence_text
from dateline.models.documents import Document
from dateline.models.events import Evidence
from tests.documents.raid import AIR_FORCE, ARTICLE, EVENT_LINE, NO_ONE, NOW, RAID, TAGGED, WHO

UNKNOWN = dict.fromkeys(
    f"{kind}_{bound}" for kind in ("killed", "injured", "missing", "captured", "arrested", "displaced") for bound in ("min", "max")
)
PARTS = {
    "the line that `tag` prints": EVENT_LINE,
    "when": {
        "@timestamp": "2016-10-13T18:00:00Z",
        "date_range": {"gte": "2016-10-13T18:00:00Z", "lt": "2016-10-14T03:00:00Z"},
        "timing": "exact",
        "day_local": "2016-10-13",
        "day_first": "2016-10-13",
        "day_last": "2016-10-13",
        "precision": "part_of_day",
        "basis": "published",
    },
    "where": {
        "spot": "Aleppo, SY|36.2012|37.1612|10|city",
        "where": ["aleppo", "sy", "sy/aleppo"],
        "geo": {
            "name": "Aleppo",
            "location": {"lat": 36.20124, "lon": 37.16117},
            "country_iso_code": "SY",
            "region_name": "Aleppo",
            "timezone": "Asia/Damascus",
        },
        "precision_km": 10.0,
        "geonames_id": 170063,
        "place_confidence": 0.9,
    },
    "who": {"actor": AIR_FORCE, "target": NO_ONE, "names": ["Syrian Air Force"], "parties": ["syria-air-force"], "who": WHO},
    "how many": UNKNOWN | {"killed_min": 4},
    "who says so": {"attribution_source": "a monitor", "attribution_kind": "report", "from": ["the wire", "wire"], "source": "wire"},
    "what is read": {
        "evidence_text": "Jets struck Aleppo overnight, a monitor said. … At least four died.",
        "words": "jet struck aleppo overnight a monitor said at least four died",
    },
    "its article": {
        "article": {
            "id": "a1",
            "title": "Raid on Aleppo",
            "url": "https://wire.example/raid",
            "outlet": "The Wire",
            "source": "wire",
            "published": "2016-10-14T06:30:00Z",
        }
    },
    "for ECS": {
        "event": {
            "id": "e1",
            "kind": "event",
            "start": "2016-10-13T18:00:00Z",
            "end": "2016-10-14T03:00:00Z",
            "created": "2016-10-14T06:30:00Z",
            "ingested": "2026-11-23T12:00:00Z",
            "provider": "The Wire",
            "reference": "https://wire.example/raid",
            "timezone": "Asia/Damascus",
        }
    },
    "its weight and its reading": {"rank": 0, "importance": 69, "rules": "0.1.0+abcd1234", "revision": 7},
}


@pytest.fixture(scope="module")
def event() -> Document:
    (made,) = build_bundle(TAGGED, revision=7, now=NOW).events
    return made


@pytest.mark.parametrize("part", PARTS)
def test_a_part_of_an_event_document(event: Document, part: str) -> None:
    assert {key: event.body.get(key, "missing") for key in PARTS[part]} == PARTS[part]


def test_an_event_document_has_these_parts_and_no_more(event: Document) -> None:
    assert (event.index, event.id, event.version) == ("events", "e1", 7)
    assert event.body.keys() == {key for part in PARTS.values() for key in part}


def test_a_sentence_told_twice_is_evidence_once() -> None:
    twice = replace(RAID, evidence=(Evidence((0, 45), (5, 11)), Evidence((0, 45), (30, 39))))
    assert evidence_text(ARTICLE, twice) == "Jets struck Aleppo overnight, a monitor said."
