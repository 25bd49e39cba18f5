"""What an address shows: happenings or single reports, and the question whose answer they are. The page and its exports ask here."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from dateline.models.times import Timing
from dateline.pages.links import Form
from dateline.protocols.index import Index
from dateline.query import Hits, Query

DAYS_TOLD = (str(Timing.EXACT), str(Timing.PUBLISHED))


@dataclass(frozen=True, slots=True)
class Seen:
    """`kind` is what a row stands for, `query` finds the rows, `hits` are those of one page.

    `flat`: one band alone, whose rows stand under no day.
    """

    kind: Literal["events", "incidents"]
    query: Query
    hits: Hits
    flat: bool = False

    @property
    def together(self) -> bool:
        """Whether a row is what several reports tell."""
        return self.kind == "incidents"


def seen(index: Index, query: Query, form: Form, *, limit: int, offset: int = 0) -> Seen:
    """The rows of one page. Happenings, where what is asked for has any, and nobody asked for each report or for one band.

    Only a band's rows are counted: how many stand under days, the days say.
    """
    if flat := single_band(query):
        return Seen("events", flat, index.events(replace(flat, limit=limit, offset=offset, marked=False)), flat=True)
    if not query.timings and form.get("tell") != ["reports"]:
        joined = replace(query, kinds=("incident",), counted=False, marked=False)
        hits = index.incidents(replace(joined, limit=limit, offset=offset))
        if hits.hits or (offset and index.incidents(replace(joined, limit=1)).hits):
            return Seen("incidents", joined, hits)
    standing = replace(
        query, timings=tuple(one for one in DAYS_TOLD if not query.timings or one in query.timings), counted=False, marked=False
    )
    found = index.events(replace(standing, limit=limit, offset=offset)) if standing.timings else Hits(0, ())
    return Seen("events", standing, found)


def single_band(query: Query) -> Query | None:
    """The query of a view that shows one band alone, flat."""
    if query.timings == (Timing.UNDATED,):
        return replace(query, timings=(), undated=True)
    return query if query.timings == (Timing.COARSE,) else None
