"""Incidents and episodes for benchmarks, put together from the events of articles that were."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

from dateline.documents.incidents import incident_document
from dateline.models.codebook import Status
from dateline.models.documents import Document
from dateline.models.events import Actor
from dateline.models.incidents import Incident, IncidentKind, Report, Stance, TollClaim
from dateline.models.places import Place
from dateline.protocols.index import Bundle

NOW = datetime(2026, 11, 23, tzinfo=UTC)
SPAN = timedelta(days=3)  # That one happening is told for.


def incidents(made: Sequence[Bundle], chance: random.Random) -> list[Document]:
    """Happenings of a batch of articles: each event stands in one, a few of them are told by many."""
    rows = [(bundle.article.body, event.body) for bundle in made for event in bundle.events]
    rows.sort(key=lambda row: (row[1]["day_local"] or "", row[1]["id"]))
    documents, at = [], 0
    while at < len(rows):
        several = rows[at : at + chance.choices((1, 2, 3, 8, 40), (50, 25, 15, 8, 2))[0]]
        told = [row for row in several if _day(row[1]) - _day(several[0][1]) <= SPAN]
        at += len(told)
        documents.append(_incident(told, IncidentKind.INCIDENT))
    documents += [_incident(rows[at : at + 200], IncidentKind.EPISODE) for at in range(0, len(rows), 500)]
    return documents


def _day(event: Any) -> date:
    return date.fromisoformat(event["day_local"] or "2023-01-01")


def _incident(told: Sequence[tuple[Any, Any]], kind: IncidentKind) -> Document:
    _, event = told[0]
    place, who = event["place"], event["actors"] or [{"text": "men"}]
    days = sorted(_day(row) for _, row in told)
    reports = tuple(_report(article, row) for article, row in told)
    claims = tuple(_claim(row, report) for (_, row), report in zip(told, reports, strict=True))
    of = Incident(
        id=f"{kind}-{event['id']}",
        kind=kind,
        title=event["evidence_text"][:200],
        type=event["type"],
        mode=None,
        status=Status(event["status"]),
        first=days[0],
        last=days[-1],
        place=Place(place["name"], place["lat"], place["lon"], country=place["country"], precision_km=10, timezone="Asia/Damascus"),
        actors=(Actor(who[0]["text"], 0, 5, entity=who[0].get("entity"), name=who[0].get("name"), country=who[0].get("country")),),
        targets=(),
        reports=reports,
        tolls=claims,
        voices=tuple(sorted({report.outlet or "" for report in reports})),
    )
    return incident_document(of, revision=1, now=NOW)


def _report(article: Any, event: Any) -> Report:
    outlet = article["source"]
    return Report(
        f"r{event['id']}", article["id"], article["title"], article["url"]["full"], outlet, outlet, None, event["evidence_text"][:300],
        0, 10, "lead", _day(event), Status(event["status"]), Stance.TELLS, None, event["type"], event["id"], None, 0.8,
    )  # fmt: skip


def _claim(event: Any, report: Report) -> TollClaim:
    low = event["killed_min"]
    return TollClaim("killed", low, low, "event", None, str(low), None, report.outlet, report.article, report.day, report.day)
