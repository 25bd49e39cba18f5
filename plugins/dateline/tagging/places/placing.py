"""A sense -> a Place: the point, its honest size, how sure and why. Pure."""

from __future__ import annotations

from dataclasses import replace

from dateline.models.places import Place
from dateline.tagging.places.gazetteer import Candidate, Gazetteer
from dateline.tagging.places.resolution import Sense

LARGEST_KM = 300.0  # "A village in Siberia" is not on the map.


def placed(found: Candidate, *, confidence: float, why: str) -> Place:
    """A place of the gazetteer as a value."""
    return Place(
        found.name,
        found.lat,
        found.lon,
        country=found.country or None,
        admin1=found.name if found.feature == "region" else found.region,
        geonames_id=found.id if found.id > 0 else None,
        precision_km=found.radius,
        confidence=confidence,
        why=why,
        feature=found.feature,
        timezone=found.timezone,
    )


def placed_country(gazetteer: Gazetteer, code: str) -> Place | None:
    """The place of a country by its ISO code."""
    return next((placed(found, confidence=1.0, why="its code") for found in gazetteer.inside(code, "country")), None)


def place_within(name: str, sense: Sense) -> Place | None:
    """A place that is not in the gazetteer, somewhere in one that is; None where that says too little."""
    found = sense.place
    if found.radius > LARGEST_KM or found.feature in ("country", "continent", "sea"):
        return None
    place = placed(found, confidence=round(sense.confidence * 0.6, 3), why=f"not in the gazetteer; somewhere in {found.name}")
    return replace(place, name=name, geonames_id=None, precision_km=round(found.radius * 1.5, 1), feature="area")
