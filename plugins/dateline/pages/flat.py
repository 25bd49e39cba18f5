"""Documents -> flat rows, for tables, CSV and GeoJSON: of articles, of events, and of what articles tell together. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dateline.models.times import EXACT_PRECISIONS
from dateline.pages.incident_rows import WHOLE, incident_mark, incident_row
from dateline.pages.view import event_view, mark_of, point_of
from dateline.query import Bucket

Body = Mapping[str, Any]

REPEATS = 4  # Mastheads that print the same wire copy on a day.
_RANGES = ("killed_min", "killed_max", "injured_min", "injured_max")
EVENT_COLUMNS = (
    "id", "day", "start", "end", "precision", "timing", "type", "mode", "status", "mark", "actors", "targets", "place", "lat", "lon",
    "precision_km", *_RANGES, "attribution", "source", "evidence", "url", "scope",
)  # fmt: skip
INCIDENT_COLUMNS = (
    "id", "kind", "first", "last", "timing", "type", "mode", "status", "mark", "actors", "targets", "place", "country", "lat", "lon",
    "precision_km", *_RANGES, "tolls", "claims", "voices", "voice_names", "denied_by", "reports", "articles", "copies", "marks", "within",
    "title", "url", "link", "scope",
)  # fmt: skip


def main_rows(bucket: Bucket, *, most: int) -> list[dict[str, Any]]:
    """Rows of a bucket's main events; what several articles say in the same words stands once. Ask for REPEATS times as many events."""
    told: dict[tuple[str, ...], dict[str, Any]] = {}
    for row in (event_row(hit.body) for hit in bucket.top):
        told.setdefault((row["type"], row["status"], row["evidence"]), row)
    return list(told.values())[:most]


def event_row(body: Body) -> dict[str, Any]:
    """One event as a flat row: for tables, CSV and GeoJSON."""
    view, point = event_view(body), point_of(body.get("place"))
    return {
        "id": view.id,
        "start": body["event"].get("start"),
        "end": body["event"].get("end"),
        "precision": body.get("precision"),
        "roughly": "" if body.get("precision") in EXACT_PRECISIONS else view.when,
        "type": view.type,
        "mode": body.get("mode"),
        "status": view.status,
        "confidence": body.get("confidence"),
        "actors": view.actors,
        "targets": view.targets,
        "place": view.where,
        "lat": point[0] if point else None,
        "lon": point[1] if point else None,
        "killed": body.get("killed_min"),
        "attribution": view.says,
        "source": view.outlet,
        "evidence": view.evidence,
        "url": view.url,
        "scope": body.get("scope"),
    }


def article_row(body: Body) -> dict[str, Any]:
    """One article as a flat row."""
    return {
        "id": body["id"],
        "published": body.get("published"),
        "outlet": body.get("outlet") or body.get("source"),
        "title": body.get("title"),
        "events": body["event_count"],
        "url": body["url"]["full"],
    }


def event_flat(body: Body) -> dict[str, Any]:
    """One event as EVENT_COLUMNS."""
    return event_row(body) | {
        "day": body.get("day_local"),
        "timing": body.get("timing"),
        "mark": mark_of(body),
        "precision_km": body.get("precision_km"),
        **{name: body.get(name) for name in _RANGES},
    }


def incident_flat(body: Body, *, root: str = "") -> dict[str, Any]:
    """One happening as INCIDENT_COLUMNS: its range of the dead by voice and never a sum, who says so, and where to read it.

    `claims` are the figures that stand, `reports` the tellings; `root` is where the pages are served.
    """
    row = incident_row(body, most=WHOLE)
    return {
        "id": row.id,
        "kind": row.kind,
        "first": body["day_local"],
        "last": body["last_day"],
        "timing": str(row.timing),
        "type": row.type,
        "mode": body.get("mode"),
        "status": body["status"],
        "mark": incident_mark(body),
        "actors": row.actors,
        "targets": row.targets,
        "place": row.where,
        "country": body["geo"]["country_iso_code"],
        "lat": row.point[0] if row.point else None,
        "lon": row.point[1] if row.point else None,
        "precision_km": body.get("precision_km"),
        **{name: body.get(name) for name in _RANGES},
        "tolls": "; ".join(row.tolls),
        "claims": sum(1 for claim in body["tolls"] if not claim["superseded"]),
        "voices": row.voices,
        "voice_names": "; ".join(row.voice_names),
        "denied_by": "; ".join(body["denied_by"]),
        "reports": body["report_count"],
        "articles": body["article_count"],
        "copies": body["copy_count"],
        "marks": "; ".join(body["marks"]),
        "within": body["within"],
        "title": body["title"],
        "url": next((report["url"] for report in body["reports"] if report.get("url")), None),
        "link": f"{root}{row.href}",
        "scope": body.get("scope"),
    }
