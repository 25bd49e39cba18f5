"""Reports that stand in no happening: shown under their day beside the happenings, so that none of what a day tells is hidden.

What is joined are headlines and first sentences; the rest of an article tells more. Asks the index.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby

from dateline.pages.rows import DayOfRows, Row, rows_of
from dateline.pages.seen import DAYS_TOLD
from dateline.protocols import Index
from dateline.query import Bucket, Query

LOOKED_AT = 6  # Reports of a day that are looked through, the most important first.
A_DAY = 4  # Of them shown at most; all of the day's are one address away.
WHOLE = 10_000  # Reports of a file, which has them all.
MOST_HAPPENINGS = 1000  # That the reports of a page stand in.


@dataclass(frozen=True, slots=True)
class Alone:
    """Of one day, week or month: the main reports that no happening holds, and how many reports there are in all."""

    rows: tuple[Row, ...]
    total: int


def alone(index: Index, query: Query, *, by: str = "day", whole: bool = False) -> dict[date, Alone]:
    """By day (or week, or month), of the days that the query asks for. `whole`: every report that no happening holds, by day."""
    reports = replace(query, kinds=(), timings=DAYS_TOLD, sort="days", offset=0, marked=False)
    days = _all_by_day(index, reports) if whole else index.timeline(reports, by=by, top=LOOKED_AT)
    held = _held(index, sorted({hit.body["article"]["id"] for day in days for hit in day.top}))
    return {
        day.start: Alone(
            tuple(rows_of(hit.body for hit in day.top if hit.id not in held)[: None if whole else A_DAY]),
            day.count,
        )
        for day in days
    }


def _all_by_day(index: Index, reports: Query) -> list[Bucket]:
    """Days with all their reports."""
    hits = index.events(replace(reports, limit=WHOLE, counted=False)).hits
    days = ((date.fromisoformat(day), tuple(of)) for day, of in groupby(hits, key=lambda hit: str(hit.body["day_local"])))
    return [Bucket(day, len(of), {}, of) for day, of in days]


def _held(index: Index, articles: Sequence[str]) -> set[str]:
    """The events of these articles that stand in a happening."""
    if not articles:
        return set()
    wanted = Query(article_ids=tuple(articles), kinds=("incident",), limit=MOST_HAPPENINGS, counted=False, marked=False)
    return {event for hit in index.incidents(wanted).hits for event in hit.body["event_ids"]}


def beside(days: Sequence[DayOfRows], found: Mapping[date, Alone], *, newest: bool) -> list[DayOfRows]:
    """The days with what stands alone in them; a day of which no happening is told, but something else, is one of them."""
    all_days = {day.day: day for day in days} | {
        day: DayOfRows(day, (), (), 0, False) for day, its in found.items() if its.rows and all(one.day != day for one in days)
    }
    return [
        replace(held, alone=found[day].rows, reports=found[day].total) if day in found else held
        for day, held in sorted(all_days.items(), reverse=newest)
    ]


def stretch(days: Sequence[DayOfRows], query: Query, *, begun: bool, more: bool) -> Query:
    """The question of the days that one page covers: whole at the ends of the view, else from its first to its last row's day.

    `begun`: there is a page before it, `more`: there is one after it.
    """
    edges = (days[0].day if begun and days else None, days[-1].day if more and days else None)
    first, last = reversed(edges) if query.sort == "days-newest" else edges
    return replace(query, first_day=first or query.first_day, last_day=last or query.last_day)
