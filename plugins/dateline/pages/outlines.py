"""Makes `world.json`, the outlines behind the small map, from a TopoJSON of countries. Run by hand, when Natural Earth changes:

    npm pack world-atlas@2.0.2 && tar xzf world-atlas-2.0.2.tgz
    python -m dateline.pages.outlines package/countries-50m.json

Lines are thinned (Douglas and Peucker) until a pixel of a small map would not show what went; specks of islands are left out.
"""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import pycountry

TOLERANCE = 0.17  # Degrees: a third of a pixel on a map of the world, four pixels on one of Syria.
SMALLEST = 0.12  # Square degrees of the smallest ring kept; a country's largest ring always is.
ABOUT = {
    "source": "Natural Earth 1:50m cultural vectors, version 4.1.0, through the npm package world-atlas 2.0.2",
    "licence": "Natural Earth is in the public domain; the package world-atlas is under the ISC licence",
    "made_with": "python -m dateline.pages.outlines",
    "rings": "[longitude, latitude]",
}

Point = tuple[float, float]


def main(argv: Sequence[str]) -> int:
    """Write world.json beside this module."""
    topology = json.loads(Path(argv[0]).read_text(encoding="utf-8"))
    world = {**ABOUT, "countries": outlines(topology)}
    target = Path(__file__).with_name("world.json")
    target.write_text(json.dumps(world, ensure_ascii=False, separators=(",", ":")) + "\n", encoding="utf-8")
    sys.stderr.write(f"{target.name}: {len(world['countries'])} countries, {target.stat().st_size // 1000} kB\n")
    return 0


def outlines(topology: dict[str, Any]) -> list[dict[str, Any]]:
    """Countries by name, each with its outer rings."""
    arcs = [thinned(_unpacked(arc, topology["transform"])) for arc in topology["arcs"]]  # Before they are joined: neighbours share them.
    countries = []
    for shape in topology["objects"]["countries"]["geometries"]:
        polygons = [shape["arcs"]] if shape["type"] == "Polygon" else shape["arcs"]
        rings = sorted((_ring(polygon[0], arcs) for polygon in polygons), key=_area, reverse=True)
        kept = [ring for n, ring in enumerate(rings) if (n == 0 or _area(ring) >= SMALLEST) and len(ring) > 3]
        known = pycountry.countries.get(numeric=shape.get("id", ""))
        name = shape["properties"]["name"]
        if kept:
            countries.append({"id": known.alpha_2 if known else None, "name": name, "rings": [_rounded(ring) for ring in kept]})
    return sorted(countries, key=lambda country: str(country["name"]))


def _unpacked(arc: Sequence[Sequence[int]], transform: dict[str, Any]) -> list[Point]:
    (kx, ky), (dx, dy) = transform["scale"], transform["translate"]
    x = y = 0
    points = []
    for step_x, step_y in arc:
        x, y = x + step_x, y + step_y
        points.append((x * kx + dx, y * ky + dy))
    return points


def _ring(numbers: Sequence[int], arcs: Sequence[list[Point]]) -> list[Point]:
    ring: list[Point] = []
    for number in numbers:
        points = arcs[number] if number >= 0 else arcs[~number][::-1]
        ring.extend(points[1:] if ring else points)
    return _unwrapped(ring)


def _unwrapped(ring: Sequence[Point]) -> list[Point]:
    """A ring that crosses the date line goes on beyond 180 degrees, so that no line runs around the world."""
    whole, turn, before = [], 0.0, ring[0][0]
    for x, y in ring:
        turn += -360.0 if x - before > 180 else 360.0 if before - x > 180 else 0.0
        before = x
        whole.append((x + turn, y))
    return whole


def _area(ring: Sequence[Point]) -> float:
    return abs(sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in pairwise(ring))) / 2


def thinned(line: Sequence[Point]) -> list[Point]:
    """The line without points that lie closer than the tolerance to what remains; a ring is cut at its far point first."""
    if len(line) > 4 and line[0] == line[-1]:
        far = max(range(len(line)), key=lambda n: math.dist(line[0], line[n]))
        return [*_thinned(line[: far + 1])[:-1], *_thinned(line[far:])]
    return _thinned(line)


def _thinned(line: Sequence[Point]) -> list[Point]:
    kept, waiting = {0, len(line) - 1}, [(0, len(line) - 1)]
    while waiting:
        first, last = waiting.pop()
        if last - first < 2:
            continue
        far = max(range(first + 1, last), key=lambda n: _off(line[n], line[first], line[last]))
        if _off(line[far], line[first], line[last]) > TOLERANCE:
            kept.add(far)
            waiting += [(first, far), (far, last)]
    return [line[n] for n in sorted(kept)]


def _off(point: Point, start: Point, end: Point) -> float:
    length = math.dist(start, end)
    if not length:
        return math.dist(point, start)
    return abs((end[0] - start[0]) * (start[1] - point[1]) - (start[0] - point[0]) * (end[1] - start[1])) / length


def _rounded(ring: Sequence[Point]) -> list[list[float]]:
    return [[round(x, 1), round(y, 1)] for x, y in ring]


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
