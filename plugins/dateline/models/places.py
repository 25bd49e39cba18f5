"""Where: a point with an honest size."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Place:
    """A point with an honest size. `precision_km` is the radius within which the truth lies; `part` the qualifier ("eastern")."""

    name: str
    lat: float
    lon: float
    country: str | None = None
    admin1: str | None = None
    geonames_id: int | None = None
    precision_km: float | None = None
    part: str | None = None
    confidence: float | None = None
    why: str | None = None
    feature: str | None = None
    timezone: str | None = None
