"""The schema of seeds/places/*.yml: countries, and what the gazetteer's open data lacks or puts elsewhere.

An entry with a `geonames_id` is laid over the gazetteer's place of that id: its point, radius and name count, and its `names` come besides
the ones already known. An entry without one is a place of its own: a sea, a river, a front line, a historic region, a camp.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, field_validator

from dateline import seeds

Feature = Literal[
    "country",
    "region",
    "district",
    "city",
    "continent",
    "area",
    "historic",
    "island",
    "sea",
    "water",
    "river",
    "desert",
    "mountains",
    "site",
]


class PlaceSeed(seeds.Seed):
    """A place with the names that news uses. `country` is ISO 3166-1 alpha-2, None for what lies in several or none."""

    name: str
    feature: Feature
    lat: Annotated[float, Field(ge=-90, le=90)]
    lon: Annotated[float, Field(ge=-180, le=180)]
    radius_km: Annotated[float, Field(gt=0, le=10_000)]
    country: Annotated[str, Field(pattern=r"^[A-Z]{2}$")] | None = None
    names: tuple[str, ...] = ()
    geonames_id: int | None = None
    timezone: str | None = None
    note: str = ""


class ShortSeed(seeds.Seed):
    """How a first-level region is shortened behind the name of a place in it ("Damascus, Md."); `region` is its name in the gazetteer."""

    country: Annotated[str, Field(pattern=r"^[A-Z]{2}$")]
    region: str
    words: tuple[str, ...]

    @field_validator("words", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        """Words may be written as one text with commas."""
        return tuple(part.strip() for part in value.split(",") if part.strip()) if isinstance(value, str) else value


def load_short(overlays: Sequence[Path] = ()) -> tuple[ShortSeed, ...]:
    """All short names of regions. Raises SeedError."""
    return seeds.load("places/short", ShortSeed, overlays=overlays)


def load_places(overlays: Sequence[Path] = (), *, base: Path | None = None) -> tuple[PlaceSeed, ...]:
    """All places of ours. Raises SeedError."""
    return seeds.load("places", PlaceSeed, overlays=overlays, base=base)
