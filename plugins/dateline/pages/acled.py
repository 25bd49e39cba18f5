"""Events and happenings in ACLED's columns. Only what is told as done, with a day and a sub-type: the others have no row there. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import pycountry

from dateline.models.codebook import REAL, Category, Mode, Status
from dateline.models.events import Actor
from dateline.models.places import Place
from dateline.pages.incident_rows import WHOLE, incident_row
from dateline.pages.view import event_view
from dateline.tagging.events.codes import CodeTable

Body = Mapping[str, Any]

ACLED_COLUMNS = (
    "event_id_cnty", "event_date", "year", "time_precision", "disorder_type", "event_type", "sub_event_type", "actor1", "actor2", "iso",
    "country", "admin1", "location", "latitude", "longitude", "geo_precision", "source", "notes", "fatalities", "timestamp",
)  # fmt: skip

# ACLED's event type of each of its sub-types, and the disorder type of each of those.
_ACLED = {
    "Battles": ("Armed clash", "Government regains territory", "Non-state actor overtakes territory"),
    "Explosions/Remote violence": (
        "Air/drone strike", "Suicide bomb", "Shelling/artillery/missile attack", "Remote explosive/landmine/IED", "Grenade",
        "Chemical weapon",
    ),
    "Violence against civilians": ("Sexual violence", "Attack", "Abduction/forced disappearance"),
    "Protests": ("Peaceful protest", "Protest with intervention", "Excessive force against protesters"),
    "Riots": ("Violent demonstration", "Mob violence"),
    "Strategic developments": (
        "Agreement", "Arrests", "Change to group/activity", "Disrupted weapons use", "Headquarters or base established",
        "Looting/property destruction", "Non-violent transfer of territory", "Other",
    ),
}  # fmt: skip
_TYPE_OF = {sub: kind for kind, subs in _ACLED.items() for sub in subs}
_DISORDER = {"Protests": "Demonstrations", "Riots": "Demonstrations", "Strategic developments": "Strategic developments"}
_TOWN_KM, _AREA_KM = 15, 100  # Up to which a place is exact, and near, in ACLED's three steps.


def acled_event(body: Body) -> dict[str, Any] | None:
    """One event in ACLED's columns, or None when it has no row there."""
    sub = body.get("acled")
    if sub not in _TYPE_OF or body["status"] not in REAL or not body.get("day_first"):
        return None
    view = event_view(body)
    coarse = 2 if body["timing"] == "published" or body.get("precision") == "week" else 3  # News without a day is of the days before.
    return _row(
        body,
        sub,
        day=body["day_first"],
        time_precision=1 if body["timing"] == "exact" else coarse,
        actor1=view.actors,
        actor2=view.targets,
        source=view.outlet,
        notes=view.evidence,
    )


def acled_incident(body: Body, codes: CodeTable) -> dict[str, Any] | None:
    """One happening in ACLED's columns, or None when it has no row there. Fatalities are the lowest figure that stands, as ACLED has it."""
    sub = _sub_type(body, codes)
    if sub not in _TYPE_OF or body["status"] not in REAL or not body["day_local"] or body["kind"] != "incident":
        return None
    row = incident_row(body, most=WHOLE)
    return _row(
        body,
        sub,
        day=body["day_local"],
        time_precision=1,
        actor1=row.actors,
        actor2=row.targets,
        source="; ".join(body["outlets"]),
        notes=". ".join(part for part in (body["title"].rstrip("."), "; ".join(row.tolls)) if part),
    )


def _sub_type(body: Body, codes: CodeTable) -> str | None:
    """By type, mode and parties, as the events that it was read from."""
    if not body["type"]:
        return None
    mode = Mode(body["mode"]) if body["mode"] else None
    actors, targets = ([Actor(**party) for party in body[name]] for name in ("actors", "targets"))
    place = Place(**body["place"]) if body["place"] else None
    _, acled = codes.of(Category(body["type"]), mode, Status(body["status"]), actors, targets, place)
    return acled


def _row(body: Body, sub: str, *, day: str, time_precision: int, **told: Any) -> dict[str, Any]:
    place, kind, radius = body.get("place") or {}, _TYPE_OF[sub], body.get("precision_km")
    country = pycountry.countries.get(alpha_2=place.get("country") or "")
    return {
        "event_id_cnty": body["id"],
        "event_date": day,
        "year": day[:4],
        "time_precision": time_precision,
        "disorder_type": _DISORDER.get(kind, "Political violence"),
        "event_type": kind,
        "sub_event_type": sub,
        "iso": int(country.numeric) if country else None,
        "country": getattr(country, "common_name", country.name) if country else place.get("country"),  # Kosovo has no number.
        "admin1": place.get("admin1"),
        "location": place.get("name"),
        "latitude": place.get("lat"),
        "longitude": place.get("lon"),
        "geo_precision": None if radius is None else _step(radius),
        "fatalities": body.get("killed_min"),
        "timestamp": int(datetime.fromisoformat(body["event"]["ingested"]).timestamp()),
        **told,
    }


def _step(radius: float) -> int:
    if radius <= _TOWN_KM:
        return 1
    return 2 if radius <= _AREA_KM else 3
