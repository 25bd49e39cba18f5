"""A sense -> a Place: the point, its honest size, how sure and why. Pure."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import replace

from dateline.models.places import Place
from dateline.tagging.places.gazetteer import Candidate, Gazetteer
from dateline.tagging.places.names import Name
from dateline.tagging.places.resolution import Sense
from dateline.tagging.places.words import PlaceWords

LARGEST_KM = 300.0  # "A village in Siberia" is not on the map.
GOVERNMENT = "stands for its government"
METONYMY = 0.6  # How sure a place is that stands for its government.


def place_of(text: str, name: Name, sense: Sense, words: PlaceWords) -> Place:
    """The place of a name in the text."""
    found = sense.place
    place = placed(found, confidence=sense.confidence, why=sense.why)
    # A capital or country that says or does something stands for its government.
    speaks = found.feature in ("country", "capital") and words.speaks.match(text, name.end)
    return as_government(place) if speaks else place


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


def countries(gazetteer: Gazetteer) -> Callable[[str], Place | None]:
    """The place of a country by its ISO code; each is looked up once."""

    @functools.cache
    def place(code: str) -> Place | None:
        found = gazetteer.country(code)
        return placed(found, confidence=1.0, why="its code") if found else None

    return place


def as_government(place: Place) -> Place:
    """The place, marked as standing for those who govern there."""
    if place.why and place.why.endswith(GOVERNMENT):
        return place
    return replace(place, confidence=round((place.confidence or 0.0) * METONYMY, 3), why=f"{place.why}; {GOVERNMENT}")


def place_within(name: str, sense: Sense) -> Place | None:
    """A place that is not in the gazetteer, somewhere in one that is; None where that says too little."""
    found = sense.place
    if found.radius > LARGEST_KM or found.feature in ("country", "continent", "sea"):
        return None
    return Place(
        name,
        found.lat,
        found.lon,
        country=found.country or None,
        admin1=found.name if found.feature == "region" else found.region,
        precision_km=round(found.radius * 1.5, 1),
        confidence=round(sense.confidence * 0.6, 3),
        why=f"not in the gazetteer; somewhere in {found.name}",
        feature="area",
        timezone=found.timezone,
    )
