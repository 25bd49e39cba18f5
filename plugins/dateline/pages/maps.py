"""The map as SVG values. Pure; the outlines come from `world.json` (public domain, Natural Earth)."""

from __future__ import annotations

import functools
import json
import math
import operator
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from importlib import resources
from itertools import pairwise
from typing import Any

from dateline.pages.links import Form, address, narrowed
from dateline.pages.tally import Tally

MAP_WIDTH, MAP_HEIGHT = 480, 210
_LABEL_HEIGHT = 12
_NAME_LETTER = 5.6  # Units of one letter of a name.
_SMALLEST_SPAN = 9.0  # Degrees: a single city still shows its surroundings.
_MARGIN = 1.25
_CLOSE = 12  # Units within which places become one dot.
_LARGEST = 13.0  # Radius of the dot with the most.
_VAGUE_KM = 300  # A place as wide as a country: its middle is no place at all.
_FRAMED_KM = 1500  # Wider than Russia's circle: a continent, an ocean.
_HALO = (4.0, 90.0)  # Radii of precision that say something: a smaller one is the dot, a larger one the page.
_LABELS = 12
_FINE = 0.8  # Units below which a line of an outline is not seen.

Box = tuple[float, float, float, float]  # West, south, east, north.


@dataclass(frozen=True, slots=True)
class Spot:
    """A place and how much of the view it has; `radius_km` is the circle that the truth lies in."""

    label: str
    lat: float
    lon: float
    radius_km: float
    feature: str
    tally: Tally


@dataclass(frozen=True, slots=True)
class Dot:
    """One place, or several too close to be told apart (`places` > 1), whose address zooms there. `hollow` is a whole country."""

    x: float
    y: float
    radius: float
    halo: float
    label: str
    href: str
    name: str
    hollow: bool
    places: int


@dataclass(frozen=True, slots=True)
class Map:
    """Outlines as SVG paths, and the dots, in a plate carrée. `out` is the address of a wider view, `whole` of all."""

    paths: tuple[str, ...]
    dots: tuple[Dot, ...]
    names: tuple[Dot, ...]
    out: str
    whole: str | None


def read_spots(tallies: Mapping[str, Tally]) -> list[Spot]:
    """What the facet `spot` counts, as places."""
    spots = []
    for key, tally in tallies.items():
        label, lat, lon, radius, feature = key.split("|")
        spots.append(Spot(label, float(lat), float(lon), float(radius), feature, tally))
    return spots


def read_box(value: str | None) -> Box | None:
    """`W,S,E,N` of an address, or None when it is none."""
    try:
        west, south, east, north = (round(float(part), 3) for part in (value or "").split(","))
    except ValueError:
        return None
    return (west, south, east, north) if -400 < west < east < 400 and -100 < south < north < 100 else None


def place_map(
    spots: Sequence[Spot], *, form: Form, box: Box | None, noun: tuple[str, str] = ("event", "events"), about: bool = False
) -> Map | None:
    """A map of the places, cut to them or to a box that was asked for; `about`: how often they are there was reckoned from a part."""
    if not spots:
        return None
    window = _window(spots, box)
    most = max(spot.tally.weight for spot in spots)
    dots = sorted(
        (_dot(group, window, most, form, functools.partial(Tally.words, noun=noun, about=about)) for group in _grouped(spots, window)),
        key=lambda dot: -dot.radius,
    )
    return Map(
        _land(window.west, window.south, window.scale),
        tuple(dots),
        tuple(_named(dots)),
        window.around(MAP_WIDTH / 2, MAP_HEIGHT / 2, 2.5, form),
        address(form, map=None) if box else None,
    )


def _grouped(spots: Sequence[Spot], window: _Window) -> list[list[Spot]]:
    """Places that can be seen, those too close to be told apart as one; whole countries apart from towns."""
    groups: list[list[Spot]] = []
    centres: list[tuple[float, float, bool]] = []
    for spot in sorted(spots, key=lambda one: (-one.tally.weight, one.label)):
        x, y = window.project(spot.lon, spot.lat)
        if not (-20 <= x <= MAP_WIDTH + 20 and -20 <= y <= MAP_HEIGHT + 20):
            continue
        vague = _is_vague(spot)
        near = next((n for n, (a, b, other) in enumerate(centres) if other == vague and math.dist((a, b), (x, y)) < _CLOSE), None)
        if near is None:
            groups.append([spot])
            centres.append((x, y, vague))
        else:
            groups[near].append(spot)
    return groups


def _dot(group: Sequence[Spot], window: _Window, most: int, form: Form, words: Callable[[Tally], str]) -> Dot:
    first, tally = group[0], functools.reduce(operator.add, (spot.tally for spot in group))
    x, y = window.project(first.lon, first.lat)
    halo = first.radius_km / 111.2 * window.scale
    others = f" and {len(group) - 1} more {'place' if len(group) == 2 else 'places'}" if len(group) > 1 else ""
    closer = len(group) > 1 and MAP_WIDTH / window.scale > _SMALLEST_SPAN / 4
    return Dot(
        x,
        y,
        radius=round(2.4 + (_LARGEST - 2.4) * math.sqrt(tally.weight / max(most, 9)), 1),
        halo=round(halo, 1) if _HALO[0] < halo < _HALO[1] and not _is_vague(first) and len(group) == 1 else 0.0,
        label=f"{first.label}{others}: {words(tally)}",
        href=window.around(x, y, 0.3, form) if closer else narrowed(form, "place", first.label),
        name=first.label.rsplit(",", 1)[0] + (" +" if others else ""),
        hollow=_is_vague(first),
        places=len(group),
    )


def _is_vague(spot: Spot) -> bool:
    """Whether the point only stands for a country, or for something as wide."""
    return spot.feature == "country" or spot.radius_km > _VAGUE_KM


def _named(dots: Sequence[Dot]) -> Iterable[Dot]:
    """The dots whose name covers no other name, runs over no other dot and over no edge, the largest first."""
    taken: list[tuple[float, float, float]] = []
    for dot in dots:
        left = dot.x + dot.radius + 2
        right = left + _NAME_LETTER * len(dot.name)
        free = not any(abs(y - dot.y) < _LABEL_HEIGHT and left < end and start < right for start, end, y in taken)
        bare = not any(_runs_over(left, right, dot.y, other) for other in dots if other is not dot and not other.hollow)
        if free and bare and right < MAP_WIDTH - 2 and 8 < dot.y < MAP_HEIGHT - 4:
            taken.append((left, right, dot.y))
            yield dot
        if len(taken) >= _LABELS:
            return


def _runs_over(left: float, right: float, y: float, dot: Dot) -> bool:
    return abs(dot.y - y) < dot.radius + _LABEL_HEIGHT / 3 and left < dot.x + dot.radius and dot.x - dot.radius < right


@dataclass(frozen=True, slots=True)
class _Window:
    """The part of the world that is drawn: its west and south edge, and units per degree."""

    west: float
    south: float
    scale: float

    def project(self, lon: float, lat: float) -> tuple[float, float]:
        """Where a point is drawn."""
        return _project(lon, lat, self.west, self.south, self.scale)

    def around(self, x: float, y: float, part: float, form: Form) -> str:
        """The address of a window around a point, so many times as wide."""
        lon, lat = self.west + x / self.scale, self.south + (MAP_HEIGHT - y) / self.scale
        wide, high = MAP_WIDTH / self.scale * part / 2, MAP_HEIGHT / self.scale * part / 2
        return address(form, map=f"{lon - wide:.3f},{lat - high:.3f},{lon + wide:.3f},{lat + high:.3f}")


def _window(spots: Sequence[Spot], box: Box | None) -> _Window:
    """The window that holds all places with a margin; a continent's middle draws it nowhere, where there are others."""
    if box:
        west, south, east, north = box
    else:
        framed = [spot for spot in spots if spot.radius_km <= _FRAMED_KM] or spots
        lats, lons = [spot.lat for spot in framed], [spot.lon for spot in framed]
        west, south, east, north = min(lons), min(lats), max(lons), max(lats)
    smallest, margin = (0.05, 1.0) if box else (_SMALLEST_SPAN, _MARGIN)
    height, width = max(north - south, smallest) * margin, max(east - west, smallest) * margin
    scale = min(MAP_WIDTH / width, MAP_HEIGHT / height)
    return _Window((west + east) / 2 - MAP_WIDTH / scale / 2, (south + north) / 2 - MAP_HEIGHT / scale / 2, scale)


def _project(lon: float, lat: float, west: float, south: float, scale: float) -> tuple[float, float]:
    return round((lon - west) * scale, 1), round(MAP_HEIGHT - (lat - south) * scale, 1)


@functools.lru_cache(maxsize=64)  # A view is looked at again and again; drawing the world anew takes 50 ms.
def _land(west: float, south: float, scale: float) -> tuple[str, ...]:
    rings = ([_project(lon, lat, west, south, scale) for lon, lat in ring] for ring in _outlines())
    return tuple(path for ring in rings if (path := _path(ring)))


def _path(projected: Sequence[tuple[float, float]]) -> str | None:
    """A ring as far as it can be seen: without points closer than _FINE to the one before, in steps of a tenth from point to point."""
    xs, ys = [x for x, _ in projected], [y for _, y in projected]
    if min(xs) > MAP_WIDTH or max(xs) < 0 or min(ys) > MAP_HEIGHT or max(ys) < 0:
        return None
    sides = [_side(x, y) for x, y in projected]
    kept: list[tuple[float, float]] = []
    for number, point in enumerate(projected):
        if sides[number] & sides[number - 1] & sides[(number + 1) % len(sides)]:
            continue  # Beyond one edge with both its neighbours: nothing of the lines between them is seen.
        if not kept or math.dist(point, kept[-1]) >= _FINE:
            kept.append(point)
    if len(kept) < 3 or max(xs) - min(xs) + max(ys) - min(ys) < 4:
        return None
    steps = (f"{round(x - a, 1):g} {round(y - b, 1):g}" for (a, b), (x, y) in pairwise(kept))
    return f"M{kept[0][0]:g} {kept[0][1]:g}l{' '.join(steps)}z"


def _side(x: float, y: float) -> int:
    """The edges of the page that a point lies beyond, as bits; room for the dots at the edge is inside."""
    return (x < -30) | (x > MAP_WIDTH + 30) << 1 | (y < -30) << 2 | (y > MAP_HEIGHT + 30) << 3


@functools.cache
def _outlines() -> tuple[Any, ...]:
    """Rings of [lon, lat], read once per process."""
    world = json.loads(resources.files("dateline.pages").joinpath("world.json").read_text(encoding="utf-8"))
    return tuple(ring for country in world["countries"] for ring in country["rings"])


def merged(spots: Iterable[Spot]) -> list[Spot]:
    """One spot a label: a place that is known with several radii is one place, as sure as its surest."""
    found: dict[str, Spot] = {}
    for spot in spots:
        known = found.get(spot.label)
        found[spot.label] = (
            replace(known, tally=known.tally + spot.tally, radius_km=min(known.radius_km, spot.radius_km)) if known else spot
        )
    return sorted(found.values(), key=lambda one: (-one.tally.weight, one.label))
