"""Regions that are shortened behind the name of a place in them: "Damascus, Md.", "London, Ont." Pure, given the gazetteer."""

from __future__ import annotations

import re
from collections.abc import Sequence

from dateline.tagging.places.evidence import lies_in
from dateline.tagging.places.gazetteer import Gazetteer
from dateline.tagging.places.names import Name

_BEHIND = re.compile(r",\s+((?:[A-Z]\.\s?){1,3}(?:[A-Z][a-z]+\.)?|[A-Z][a-z]{1,4}\.|[A-Z]{2,3}(?![\w-]))")


def with_short(text: str, names: Sequence[Name], gazetteer: Gazetteer) -> list[Name]:
    """The names, with a name for each shortened region that holds a place of the name before it; what else was read there goes."""
    found: list[Name] = []
    closed = 0
    for name in names:
        if name.start < closed:
            continue
        found.append(name)
        match = _BEHIND.match(text, name.end)
        regions = gazetteer.regions_short(match[1].strip()) if match else ()
        holding = tuple(region for region in regions if any(lies_in(place, region) for place in name.candidates))
        if match and "." in match[1]:
            holding = holding or regions  # "Jerusalem, N.Y.": the gazetteer lacks the place, the letters are plain all the same.
        if match and holding:
            start = match.start(1)
            closed = start + len(match[1].rstrip())
            found.append(Name(start, closed, f"{holding[0].id}", holding, (start, closed)))
    return found
