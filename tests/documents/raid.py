"""One article with one event, and the lines that it is printed as."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

from dateline.documents.bundles import build_bundle
from dateline.models.articles import Article
from dateline.models.codebook import AttributionKind, Category, Mode, Position, Scope, Status, TollKind, TollScope
from dateline.models.events import Actor, Attribution, Casualties, Event, Evidence, TaggedArticle
from dateline.models.mentions import EntityRef, Kind, Mention
from dateline.models.places import Place
from dateline.models.times import Basis, Precision, TimeValue

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


def body(**changes: Any) -> Mapping[str, Any]:
    """The document of the raid with something changed."""
    return build_bundle(replace(TAGGED, events=(replace(RAID, **changes),)), revision=1, now=NOW).events[0].body
