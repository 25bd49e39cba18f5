"""A sense -> a Place: the point, its honest size, how sure and why. Pure."""

from __future__ import annotations

import re

from dateline.models import Place
from dateline.tagging.places.names import Name
from dateline.tagging.places.resolution import Sense

LARGEST_KM = 300.0  # "A village in Siberia" is not on the map.
# A capital or country that says or does something stands for its government.
_SPEAKS = re.compile(
    r"(?:['’]s (?:government|leaders?|rulers))? (?:has |have |had |also |later |again |itself )*(?:said|says|say|denied|denies|deny"
    r"|accused|accuses|accuse|warned|warns|warn|insists?|insisted"
    r"|blamed|blames|condemned|condemns|vowed|vows|announced|announces|rejected|rejects|welcomed|called on|calls on|urged|urges|wants"
    r"|wanted|believes|believed"
    r"|agreed|agrees|refused|refuses|supports|supported|backs|backed|considers|sees|fears|hopes|expects|claims|claimed|threatened|pledged|recalled|expelled)\b"
)
METONYMY = 0.6  # How sure a place is that stands for its government.


def place_of(text: str, name: Name, sense: Sense) -> Place:
    """The place of a name in the text."""
    found = sense.place
    confidence, why = sense.confidence, sense.why
    if found.feature in ("country", "capital") and _SPEAKS.match(text, name.end):
        confidence, why = round(confidence * METONYMY, 3), f"{why}; stands for its government"
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
