"""What indexes are given, as whole documents, and what the commands print."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline.documents import article_line, build_bundle, evidence_text, tag_line, tagged_from_document
from dateline.indexes.elasticsearch import load_template
from dateline.models import (
    Actor,
    Article,
    Attribution,
    AttributionKind,
    Basis,
    Casualties,
    Category,
    EntityRef,
    Event,
    Evidence,
    Kind,
    Mention,
    Mode,
    Outcome,
    Place,
    Position,
    Precision,
    Scope,
    Status,
    TaggedArticle,
    TimeValue,
    TollKind,
    TollScope,
)
from tests import strategies

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
MOSCOW = timezone(timedelta(hours=3))
TEXT = "Jets struck Aleppo overnight, a monitor said. At least four died."

ALEPPO = Place("Aleppo", 36.2012412, 37.161170, "SY", "Aleppo", 170063, 10.0, "eastern", 0.9, "only one", "city", "Asia/Damascus")
NIGHT = TimeValue(
    "2016-10-13TNI", datetime(2016, 10, 13, 18, tzinfo=UTC), datetime(2016, 10, 14, 3, tzinfo=UTC), Precision.PART_OF_DAY, Basis.PUBLISHED
)
JETS = Actor("Jets", 0, 4, entity="syria-air-force", role=None, name="Syrian Air Force", country="SY", code="SYRMIL", sector="MIL")
MONITOR = Attribution("a monitor", AttributionKind.REPORT, "said", 40, 44, voice=(30, 39))
TOLL = Casualties(TollKind.KILLED, 4, None, TollScope.EVENT, None, "At least four", 46, 59, attribution=MONITOR, told=date(2016, 10, 14))
RAID = Event(
    id="e1",
    type=Category.ASSAULT,
    mode=Mode.AERIAL,
    acled="Air/drone strike",
    cameo="195",
    status=Status.HAPPENED,
    actors=(JETS,),
    targets=(),
    place=ALEPPO,
    time=NIGHT,
    casualties=(TOLL,),
    attribution=MONITOR,
    about=None,
    evidence=(Evidence((46, 65), (60, 64)), Evidence((0, 45), (5, 11), (JETS,), (), MONITOR)),
    rule="assault.air",
    position=Position.LEAD,
    why=("trigger: struck",),
    scope=Scope.POLITICAL,
    confidence=0.876543,
)
ARTICLE = Article(
    id="a1",
    url="https://wire.example/raid",
    title="Raid on Aleppo",
    text=TEXT,
    published=datetime(2016, 10, 14, 9, 30, tzinfo=MOSCOW),
    published_from="feed",
    language="en",
    authors=("A. Writer",),
    outlet="The Wire",
    source_id="wire",
    timezone="Europe/Moscow",
)
ENTITY = EntityRef("syria-air-force", "Syrian Air Force", None, "SY", "SYRMIL", "MIL")
MENTIONS = (
    Mention(0, 4, "Jets", Kind.ORGANISATION, "names", entity=ENTITY),
    Mention(12, 18, "Aleppo", Kind.LOCATION, "gazetteer", place=ALEPPO),
    Mention(19, 28, "overnight", Kind.TIME, "times", time=NIGHT),
)
TAGGED = TaggedArticle(ARTICLE, MENTIONS, (RAID,), rules="0.1.0+abcd1234", language="en", relevance="air raid")

PLACE_LINE = {
    "name": "Aleppo",
    "lat": 36.2012412,
    "lon": 37.161170,
    "country": "SY",
    "admin1": "Aleppo",
    "geonames_id": 170063,
    "precision_km": 10.0,
    "part": "eastern",
    "confidence": 0.9,
    "why": "only one",
    "feature": "city",
    "timezone": "Asia/Damascus",
}
TIME_LINE = {
    "value": "2016-10-13TNI",
    "start": "2016-10-13T18:00:00Z",
    "end": "2016-10-14T03:00:00Z",
    "precision": "part_of_day",
    "basis": "published",
}
JETS_LINE = {
    "text": "Jets",
    "entity": "syria-air-force",
    "role": None,
    "start": 0,
    "end": 4,
    "name": "Syrian Air Force",
    "country": "SY",
    "code": "SYRMIL",
    "sector": "MIL",
}
MONITOR_LINE = {"source": "a monitor", "kind": "report", "cue": "said", "start": 40, "end": 44, "entity": None, "voice": [30, 39]}
EVENT_LINE = {
    "id": "e1",
    "type": "ASSAULT",
    "mode": "aerial",
    "acled": "Air/drone strike",
    "cameo": "195",
    "status": "happened",
    "actors": [JETS_LINE],
    "targets": [],
    "place": PLACE_LINE,
    "time": TIME_LINE,
    "casualties": [
        {
            "kind": "killed",
            "min": 4,
            "max": None,
            "scope": "event",
            "group": None,
            "text": "At least four",
            "start": 46,
            "end": 59,
            "mark": None,
            "part_of_whole": False,
            "source": "a monitor",
            "attribution": MONITOR_LINE,
            "told": "2016-10-14",
        }
    ],
    "attribution": MONITOR_LINE,
    "about": None,
    "evidence": [
        {"sentence": [46, 65], "trigger": [60, 64], "actors": [], "targets": [], "attribution": None},
        {"sentence": [0, 45], "trigger": [5, 11], "actors": [JETS_LINE], "targets": [], "attribution": MONITOR_LINE},
    ],
    "rule": "assault.air",
    "position": "lead",
    "scope": "political",
    "confidence": 0.8765,
    "why": ["trigger: struck"],
}
NO_ONE: dict[str, list[str]] = {"id": [], "name": [], "country": [], "code": [], "sector": [], "role": []}
AIR_FORCE = NO_ONE | {
    "id": ["syria-air-force"],
    "name": ["Syrian Air Force"],
    "country": ["SY"],
    "code": ["SYRMIL"],
    "sector": ["MIL"],
}
WHO = ["jets", "sy", "syria-air-force", "syrian air force", "syrmil"]


def test_an_event_document() -> None:
    (event,) = build_bundle(TAGGED, revision=7, now=NOW).events
    unknown = dict.fromkeys(
        f"{kind}_{bound}" for kind in ("killed", "injured", "missing", "captured", "arrested", "displaced") for bound in ("min", "max")
    )
    assert (event.index, event.id, event.version) == ("events", "e1", 7)
    assert dict(event.body) == EVENT_LINE | unknown | {
        "@timestamp": "2016-10-13T18:00:00Z",
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
        },
        "date_range": {"gte": "2016-10-13T18:00:00Z", "lt": "2016-10-14T03:00:00Z"},
        "timing": "exact",
        "day_local": "2016-10-13",
        "day_first": "2016-10-13",
        "day_last": "2016-10-13",
        "precision": "part_of_day",
        "basis": "published",
        "actor": AIR_FORCE,
        "target": NO_ONE,
        "names": ["Syrian Air Force"],
        "parties": ["syria-air-force"],
        "spot": "Aleppo, SY|36.2012|37.1612|10|city",
        "who": WHO,
        "where": ["aleppo", "sy", "sy/aleppo"],
        "from": ["the wire", "wire"],
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
        "killed_min": 4,
        "attribution_source": "a monitor",
        "attribution_kind": "report",
        "evidence_text": "Jets struck Aleppo overnight, a monitor said. … At least four died.",
        "words": "jet struck aleppo overnight a monitor said at least four died",
        "article": {
            "id": "a1",
            "title": "Raid on Aleppo",
            "url": "https://wire.example/raid",
            "outlet": "The Wire",
            "source": "wire",
            "published": "2016-10-14T06:30:00Z",
        },
        "source": "wire",
        "rank": 0,
        "importance": 69,
        "rules": "0.1.0+abcd1234",
        "revision": 7,
    }


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


@given(strategies.tagged())
def test_the_article_comes_back_from_its_document(tagged: TaggedArticle) -> None:
    body = build_bundle(tagged, revision=1, now=NOW).article.body
    assert tagged_from_document(json.loads(json.dumps(body))) == tagged.article


@given(strategies.tagged(), st.integers(1, 2**40))
def test_documents_fit_the_shipped_templates(tagged: TaggedArticle, revision: int) -> None:
    bundle = build_bundle(tagged, revision=revision, now=NOW)
    for document in (bundle.article, *bundle.events):
        mappings = load_template(document.index)["template"]["mappings"]
        assert _unmapped(json.loads(json.dumps(document.body)), mappings) == []
        assert document.body["revision"] == document.version == revision


def _unmapped(body: Mapping[str, Any], mapping: Mapping[str, Any]) -> list[str]:
    """Fields that a strict mapping would refuse."""
    wrong = []
    for key, value in body.items():
        field = mapping["properties"].get(key)
        if field is None:
            wrong.append(key)
        elif "properties" in field and value is not None:
            wrong += [f"{key}.{inner}" for inner in _unmapped(value, field)]
    return wrong


# ---- fields one by one --------------------------------------------------------------------------------------------------


def body(**changes: Any) -> Mapping[str, Any]:
    """The document of the raid with something changed."""
    return build_bundle(replace(TAGGED, events=(replace(RAID, **changes),)), revision=1, now=NOW).events[0].body


START = datetime(2016, 10, 13, 22, 30, tzinfo=UTC)
DAYS = [
    (ALEPPO, "Europe/London", date(2016, 10, 14)),
    (replace(ALEPPO, timezone="America/New_York"), "Asia/Tokyo", date(2016, 10, 13)),
    (replace(ALEPPO, timezone=None), "Asia/Tokyo", date(2016, 10, 14)),
    (replace(ALEPPO, timezone="No/Where"), None, date(2016, 10, 13)),
    (None, "../../etc/passwd", date(2016, 10, 13)),
]


@pytest.mark.parametrize(("place", "zone", "day"), DAYS)
def test_the_local_day_is_the_place_s_else_the_source_s(place: Place | None, zone: str | None, day: date) -> None:
    time = TimeValue("T", START, START + timedelta(hours=1), "hour", "explicit")
    tagged = TaggedArticle(replace(ARTICLE, timezone=zone), (), (replace(RAID, place=place, time=time),), rules="r")
    assert build_bundle(tagged, revision=1, now=NOW).events[0].body["day_local"] == day.isoformat()


UNDATED = [
    None,
    TimeValue("P3D"),
    TimeValue("9999-12-31", datetime.max.replace(tzinfo=UTC), None),
    TimeValue("0001-01-01", datetime.min.replace(tzinfo=MOSCOW), datetime(1, 1, 2, tzinfo=UTC)),
]


@pytest.mark.parametrize("time", UNDATED)
def test_without_an_interval_there_is_no_date_at_all(time: TimeValue | None) -> None:
    made = body(time=time, position="background")
    assert (made["@timestamp"], made["date_range"], made["day_local"]) == (None, None, None)
    assert (made["event"]["start"], made["event"]["end"]) == (None, None)


def test_news_without_a_time_is_kept_on_the_day_of_publication_and_says_so() -> None:
    article = replace(ARTICLE, timezone="Asia/Damascus", published=datetime(2016, 10, 14, 23, tzinfo=UTC))
    raid = replace(RAID, time=None, place=None, position="body")
    made = build_bundle(TaggedArticle(article, (), (raid,), rules="r"), revision=1, now=NOW).events[0].body
    assert (made["day_local"], made["precision"], made["basis"], made["time"]) == ("2016-10-15", "unknown", "published", None)
    assert made["date_range"] == {"gte": "2016-10-14T21:00:00Z", "lt": "2016-10-15T21:00:00Z"}
    undated = build_bundle(TaggedArticle(replace(article, published=None), (), (raid,), rules="r"), revision=1, now=NOW).events[0].body
    assert (undated["@timestamp"], undated["precision"]) == (None, None)


@pytest.mark.parametrize("end", [None, START, START - timedelta(hours=1), START + timedelta(microseconds=3)])
def test_an_interval_is_never_empty(end: datetime | None) -> None:
    made = body(time=TimeValue("T", START, end))
    assert made["date_range"] == {"gte": "2016-10-13T22:30:00Z", "lt": "2016-10-13T22:30:00.001000Z"}


def toll(low: int | None, high: int | None = None, **changes: Any) -> Casualties:
    """So many killed."""
    return replace(TOLL, min=low, max=high, **changes)


TOLLS = [
    ((), None, None),
    ((toll(None),), None, None),
    ((toll(4, 6),), 4, 6),
    ((toll(4), toll(7, 9)), 4, 9),
    ((toll(4, 4, group="soldiers"), toll(3, 3, group="civilians")), 7, 7),
    ((toll(10, 10), toll(3, 3, group="civilians")), 10, 10),
    ((toll(10, 10), toll(3, 3, part_of_whole=True)), 10, 10),
    ((toll(900, scope="cumulative"),), None, None),
    ((toll(10**12),), None, None),
]


@pytest.mark.parametrize(("casualties", "low", "high"), TOLLS)
def test_the_flat_toll(casualties: tuple[Casualties, ...], low: int | None, high: int | None) -> None:
    made = body(casualties=casualties)
    assert (made["killed_min"], made["killed_max"]) == (low, high)


@pytest.mark.parametrize(("lat", "lon"), [(91.0, 0.0), (0.0, 181.0), (float("nan"), 0.0), (0.0, float("inf"))])
def test_a_point_off_the_globe_is_no_point(lat: float, lon: float) -> None:
    assert body(place=replace(ALEPPO, lat=lat, lon=lon))["geo"]["location"] is None


def test_keys_are_short_and_can_be_encoded() -> None:
    made = body(actors=(Actor("\ud800" + "x" * 9000, 0, 4),))
    assert made["names"] == ["?" + "x" * 255]


def test_a_sentence_told_twice_is_evidence_once() -> None:
    twice = replace(RAID, evidence=(Evidence((0, 45), (5, 11)), Evidence((0, 45), (30, 39))))
    assert evidence_text(ARTICLE, twice) == "Jets struck Aleppo overnight, a monitor said."


WEIGHTS = [
    ({"position": "headline"}, {"position": "lead"}),
    ({"position": "body"}, {"position": "background"}),
    ({"status": Status.HAPPENED}, {"status": Status.THREATENED}),
    ({"casualties": (toll(200),)}, {"casualties": (toll(2),)}),
    ({"casualties": (toll(1),)}, {"casualties": (toll(None),)}),
]


@pytest.mark.parametrize(("more", "less"), WEIGHTS)
def test_what_matters_more_weighs_more(more: dict[str, Any], less: dict[str, Any]) -> None:
    assert body(**more)["importance"] > body(**less)["importance"]
