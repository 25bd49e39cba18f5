"""The day histogram and the small map, as SVG values. Pure; the outlines come from `world.json` (public domain, Natural Earth)."""

from __future__ import annotations

import functools
import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import resources
from typing import Any

from dateline.query import Bucket

WIDTH, HEIGHT = 960, 150
MAP_WIDTH, MAP_HEIGHT = 480, 320
_LABEL_WIDTH, _LABEL_HEIGHT = 110, 14  # What a name takes; one that would cover another is left to the dot's title.
_SMALLEST_SPAN = 6.0  # Degrees: a single city still shows its surroundings.


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar of the histogram, in SVG units; `share` is the height of violent events in it."""

    x: float
    y: float
    width: float
    height: float
    violent: float
    label: str
    href: str
    count: int


VIOLENT = ("ASSAULT", "COERCE")


def histogram(buckets: Sequence[Bucket]) -> list[Bar]:
    """One bar for each bucket that has events; empty buckets keep their room. Labels are read by screen readers too."""
    if not any(bucket.count for bucket in buckets):
        return []
    most = max(bucket.count for bucket in buckets)
    step = WIDTH / len(buckets)
    bars = []
    for i, bucket in enumerate(buckets):
        if not bucket.count:
            continue
        height = max(bucket.count / most * (HEIGHT - 30), 2)
        violent = sum(bucket.by_type.get(name, 0) for name in VIOLENT)
        bars.append(
            Bar(
                x=round(i * step + step * 0.1, 1),
                y=round(HEIGHT - 16 - height, 1),
                width=round(min(step * 0.8, 60), 1),
                height=round(height, 1),
                violent=round(height * violent / bucket.count, 1),
                label=f"{bucket.start:%d %b %Y}: {bucket.count} events, {violent} violent",
                href=f"#d{bucket.start.isoformat()}",
                count=bucket.count,
            )
        )
    return bars


@dataclass(frozen=True, slots=True)
class Dot:
    """A place on the map: centre, radius by number of events, halo by precision; `named` where its name has room."""

    x: float
    y: float
    radius: float
    halo: float
    label: str
    named: bool


@dataclass(frozen=True, slots=True)
class Map:
    """Outlines as SVG paths, and the dots, in a plate carrée cut to the dots."""

    paths: tuple[str, ...]
    dots: tuple[Dot, ...]


def place_map(points: Sequence[tuple[float, float, float, str]]) -> Map | None:
    """A map of (lat, lon, precision in km, name) points; None when there is none."""
    if not points:
        return None
    west, south, scale = _window(points)

    def project(lon: float, lat: float) -> tuple[float, float]:
        return round((lon - west) * scale, 1), round(MAP_HEIGHT - (lat - south) * scale, 1)

    counted: dict[tuple[float, float, str], list[float]] = {}
    for lat, lon, precision, name in points:
        counted.setdefault((lat, lon, name), []).append(precision)
    dots: list[Dot] = []
    for (lat, lon, name), sizes in sorted(counted.items(), key=lambda item: -len(item[1])):
        x, y = project(lon, lat)
        halo = min(max(sizes) / 111.2 * scale, MAP_WIDTH / 3)
        radius = round(2.5 + 1.6 * math.sqrt(len(sizes)), 1)
        free = not any(dot.named and abs(dot.y - y) < _LABEL_HEIGHT and abs(dot.x - x) < _LABEL_WIDTH for dot in dots)
        dots.append(Dot(x, y, radius, round(halo, 1), f"{name}: {len(sizes)} events", named=free and x < MAP_WIDTH - _LABEL_WIDTH / 2))
    paths = tuple(path for ring in _outlines() if (path := _path(ring, project)))
    return Map(paths, tuple(dots))


def _window(points: Sequence[tuple[float, float, float, str]]) -> tuple[float, float, float]:
    """West and south edge and units per degree, so that all points fit with a margin."""
    lats, lons = [p[0] for p in points], [p[1] for p in points]
    height = max(max(lats) - min(lats), _SMALLEST_SPAN) * 1.3
    width = max(max(lons) - min(lons), _SMALLEST_SPAN) * 1.3
    scale = min(MAP_WIDTH / width, MAP_HEIGHT / height)
    west = (max(lons) + min(lons)) / 2 - MAP_WIDTH / scale / 2
    south = (max(lats) + min(lats)) / 2 - MAP_HEIGHT / scale / 2
    return west, south, scale


def _path(ring: Sequence[Sequence[float]], project: Any) -> str | None:
    projected = [project(lon, lat) for lon, lat in ring]
    if not any(-50 <= x <= MAP_WIDTH + 50 and -50 <= y <= MAP_HEIGHT + 50 for x, y in projected) and not _covers(projected):
        return None
    return "M" + "L".join(f"{x:g} {y:g}" for x, y in projected) + "Z"


def _covers(ring: Sequence[tuple[float, float]]) -> bool:
    xs, ys = [x for x, _ in ring], [y for _, y in ring]
    return min(xs) < MAP_WIDTH and max(xs) > 0 and min(ys) < MAP_HEIGHT and max(ys) > 0


@functools.cache
def _outlines() -> tuple[Any, ...]:
    """Rings of [lon, lat], read once per process."""
    world = json.loads(resources.files("dateline.pages").joinpath("world.json").read_text(encoding="utf-8"))
    return tuple(ring for country in world["countries"] for ring in country["rings"])
