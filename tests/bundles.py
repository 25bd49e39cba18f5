"""Small articles and events that tests change in one point."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

from dateline.documents.bundles import build_bundle
from dateline.documents.incidents import incident_document
from dateline.models.articles import Article
from dateline.models.codebook import Category, Position, Status
from dateline.models.documents import Document
from dateline.models.events import Event, Evidence, TaggedArticle
from dateline.models.incidents import Incident, IncidentKind, Report, Stance
from dateline.models.places import Place
from dateline.models.times import Basis, Precision, TimeValue
from dateline.protocols.index import Bundle

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
ALEPPO = Place("Aleppo", 36.20124, 37.16117, country="SY", admin1="Aleppo", timezone="Asia/Damascus")


def article(article_id: str = "a1", text: str = "Rebels shelled the city.", **changes: Any) -> Article:
    """An article that tests change in one point."""
    fields = {"url": f"https://wire.example/{article_id}", "title": "A headline", "source_id": "wire", "published": NOW}
    return Article(id=article_id, text=text, **(fields | changes))


def event(event_id: str = "e1", **changes: Any) -> Event:
    """An event that tests change in one point."""
    start = datetime(2016, 10, 13, 21, tzinfo=UTC)
    fields: dict[str, Any] = {
        "type": Category.ASSAULT,
        "mode": None,
        "acled": None,
        "cameo": None,
        "status": Status.HAPPENED,
        "actors": (),
        "targets": (),
        "place": ALEPPO,
        "time": TimeValue("2016-10-14", start, start + timedelta(days=1), Precision.DAY, Basis.PUBLISHED),
        "casualties": (),
        "attribution": None,
        "about": None,
        "evidence": (Evidence((0, 24), (7, 14)),),
        "rule": "assault.shell",
        "position": Position.LEAD,
    }
    return Event(id=event_id, **(fields | changes))


def bundle(*events: Event, of: Article | None = None, revision: int = 1) -> Bundle:
    """A bundle of an article with events."""
    return build_bundle(TaggedArticle(of or article(), (), events, rules="0.1.0+test"), revision=revision, now=NOW)


REPORT = Report(
    anchor="r1",
    article="a1",
    title="A headline",
    url="https://wire.example/a1",
    outlet="The Wire",
    source="wire",
    published=NOW,
    quote="Rebels shelled the city.",
    start=0,
    end=24,
    position="lead",
    day=date(2016, 10, 14),
    status=Status.HAPPENED,
    stance=Stance.TELLS,
    voice=None,
    type="ASSAULT",
)


def incident(incident_id: str = "n1", *, revision: int = 1, **changes: Any) -> Document:
    """The document of an incident in one article, that tests change in one point."""
    fields: dict[str, Any] = {
        "kind": IncidentKind.INCIDENT,
        "title": "Rebels shelled the city.",
        "type": "ASSAULT",
        "mode": None,
        "status": Status.HAPPENED,
        "first": date(2016, 10, 14),
        "last": date(2016, 10, 14),
        "place": ALEPPO,
        "actors": (),
        "targets": (),
        "reports": (REPORT,),
        "tolls": (),
        "voices": ("The Wire",),
    }
    return incident_document(Incident(incident_id, **(fields | changes)), revision=revision, now=NOW, rules="0.1.0+test")


FIGURES: dict[str, Any] = {
    "day": "2016-10-14",
    "coverage": {
        "articles": 2,
        "articles_by_source": {"wire": 2},
        "articles_with_events": 1,
        "events": 1,
        "events_by_type": {"ASSAULT": 1},
        "events_by_status": {"happened": 1},
        "entries_by_outcome": {"indexed": 2, "skipped_robots": 1},
        "sources_by_state": {"ok": 1},
    },
    "freshness": {"median_minutes_from_publication_to_index": 12.5},
    "quality": {"with_place": 1.0, "with_actor": 1.0, "attributed": 0.0, "as_precise_as_a_day": 1.0},
}
"""What `dateline.pages.daily.figures_of` makes of a day."""
