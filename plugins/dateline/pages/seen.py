"""What an address shows: happenings or single reports, and the question whose answer they are. The page and its exports ask here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal

from dateline.models.times import Timing
from dateline.pages.links import Form
from dateline.protocols.index import Index
from dateline.query import Hits, Query

DAYS_TOLD = (str(Timing.EXACT), str(Timing.PUBLISHED))


@dataclass(frozen=True, slots=True)
class Seen:
    """`kind` is what a row stands for, `query` finds the rows, `hits` are those of one page; `before` is the day that the page before ends
    with.

    `flat`: one band alone, whose rows stand under no day.
    """

    kind: Literal["events", "incidents"]
    query: Query
    hits: Hits
    flat: bool = False
    before: str | None = None

    @property
    def together(self) -> bool:
        """Whether a row is what several reports tell."""
        return self.kind == "incidents"

    @property
    def has_reports_beside(self) -> bool:
        """Whether what stands in no happening is shown with the happenings: under days, and where reports can be asked for the same."""
        return self.together and not (self.query.marks or self.query.within or self.query.sort == "relevance")


def seen(index: Index, query: Query, form: Form, *, limit: int, offset: int = 0) -> Seen:
    """The rows of one page. Happenings, where what is asked for has any, and nobody asked for each report or for one band.

    Only a band's rows are counted: how many stand under days, the days say.
    """
    if flat := single_band(query):
        return Seen("events", flat, index.events(replace(flat, limit=limit, offset=offset, marked=False)), flat=True)
    if not query.timings and form.get("tell") != ["reports"]:
        joined = replace(query, kinds=("incident",), counted=False, marked=False)
        before, hits = _page(index.incidents, joined, limit, offset)
        if hits.hits or before or (offset and index.incidents(replace(joined, limit=1)).hits):
            return Seen("incidents", joined, hits, before=before)
    standing = replace(
        query, timings=tuple(one for one in DAYS_TOLD if not query.timings or one in query.timings), counted=False, marked=False
    )
    before, hits = _page(index.events, standing, limit, offset) if standing.timings else (None, Hits(0, ()))
    return Seen("events", standing, hits, before=before)


def _page(ask: Callable[[Query], Hits], query: Query, limit: int, offset: int) -> tuple[str | None, Hits]:
    """The rows of a page, and the day of the row before them, which is read with them."""
    lead = min(offset, 1)
    found = ask(replace(query, limit=limit + lead, offset=offset - lead))
    before = found.hits[0].body["day_local"] if lead and found.hits else None
    return before, Hits(found.total, found.hits[lead:])


def single_band(query: Query) -> Query | None:
    """The query of a view that shows one band alone, flat."""
    if query.timings == (Timing.UNDATED,):
        return replace(query, timings=(), undated=True)
    return query if query.timings == (Timing.COARSE,) else None
