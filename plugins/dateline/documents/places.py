"""A place -> the point, the label and the keys that it is found, counted and drawn by."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from dateline.documents.keys import key_of, keys_of
from dateline.lines import finite
from dateline.models.places import Place
from dateline.text import fold


def geo_fields(place: Place | None) -> dict[str, Any]:
    """The place as both indexes map it; all None where there is none."""
    return {
        "geo": {
            "name": key_of(place.name) if place else None,
            "location": point_of(place) if place else None,
            "country_iso_code": key_of(place.country) if place else None,
            "region_name": key_of(place.admin1) if place else None,
            "timezone": key_of(place.timezone) if place else None,
        },
        "precision_km": finite(place.precision_km) if place else None,
        "geonames_id": place.geonames_id if place else None,
        "place_confidence": finite(place.confidence) if place else None,
    }


def point_of(place: Place) -> dict[str, float] | None:
    """Five decimals are a metre; a point off the globe is none."""
    if not (-90 <= place.lat <= 90 and -180 <= place.lon <= 180):
        return None
    return {"lat": round(place.lat, 5), "lon": round(place.lon, 5)}


def where_keys(places: Iterable[Place]) -> list[str]:
    """The keys of several places."""
    return keys_of(key for place in places for key in place_keys(place.name, place.admin1, place.country))


def place_keys(name: str | None, region: str | None, country: str | None) -> list[str]:
    """Every key that a place is found by, folded: its names, and each again within its country (`sd/khartoum`)."""
    plain = [fold(key) for key in (name, region, country) if key]
    within = [f"{fold(country)}/{fold(key)}" for key in (name, region) if key] if country else []
    return [*plain, *within]


def spot_of(place: Place) -> str | None:
    """A place in one word that a facet can count and a map can draw: label, latitude, longitude, radius in km, feature."""
    if (point := point_of(place)) is None:
        return None
    radius = finite(place.precision_km)
    parts = (place_label(place), f"{point['lat']:g}", f"{point['lon']:g}", f"{radius or 0:g}", place.feature or "")
    return key_of("|".join(part.replace("|", "/") for part in parts))


def place_label(place: Place) -> str:
    """The place with its country's code, unless it is a country itself."""
    return f"{place.name}, {place.country}" if place.country and place.feature != "country" else place.name


def points_of(places: Iterable[Place]) -> list[dict[str, float]]:
    """The points of several places, each once."""
    points = [point for place in places if (point := point_of(place))]
    return [{"lat": lat, "lon": lon} for lat, lon in sorted({(point["lat"], point["lon"]) for point in points})]
