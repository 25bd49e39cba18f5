"""Distances and directions on the globe. Pure."""

from __future__ import annotations

import math

EARTH_KM = 6371.0088  # Mean radius, the one that Lucene uses.


def distance_km(lat1: float, lon1: float, lat2: float, lon2: float) -> float:
    """The great-circle distance."""
    a, b = math.radians(lat1), math.radians(lat2)
    half = math.sin((b - a) / 2) ** 2 + math.cos(a) * math.cos(b) * math.sin(math.radians(lon2 - lon1) / 2) ** 2
    return 2 * EARTH_KM * math.asin(math.sqrt(min(1.0, half)))


def shifted(lat: float, lon: float, bearing: float, km: float) -> tuple[float, float]:
    """The point so many kilometres away in a direction (0 is north, 90 east), to five decimals."""
    a, b, d = math.radians(lat), math.radians(bearing), km / EARTH_KM
    new = math.asin(math.sin(a) * math.cos(d) + math.cos(a) * math.sin(d) * math.cos(b))
    east = math.atan2(math.sin(b) * math.sin(d) * math.cos(a), math.cos(d) - math.sin(a) * math.sin(new))
    return round(math.degrees(new), 5), round((lon + math.degrees(east) + 540) % 360 - 180, 5)
