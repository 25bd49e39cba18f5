"""Reports that stand in no happening: the main ones are shown under their day beside the happenings, and all of them are counted.

What is joined are headlines and first sentences; the rest of an article tells more. Asks the index.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby

from dateline.pages.rows import DayOfRows, Row, rows_of
from dateline.pages.seen import DAYS_TOLD
from dateline.protocols.index import Index
from dateline.query import Bucket, Query

A_DAY = 4  # Reports shown under a day; all of them are one address away.
A_PAGE = 24  # Shown on a page, of its first days: some 40 kB.
LOOKED_AT = 6  # Of a day, looked through for those that stand alone: the most important.
WHOLE = 10_000  # Reports of a file, which has them all.
MOST_HAPPENINGS = 1000  # That the reports of a page stand in.


@dataclass(frozen=True, slots=True)
class Alone:
    """Of one day, week or month: the main reports that no happening holds, and how many reports there are in all."""

    rows: tuple[Row, ...]
    total: int


def alone(index: Index, query: Query, *, told: Collection[str] = (), by: str = "day", most: int = A_PAGE) -> dict[date, Alone]:
    """By day, in the query's order, at most so many reports of its first days; of the later ones the number alone.

    `told` are events that are known to stand in a happening.
    """
    reports = replace(query, kinds=(), timings=DAYS_TOLD, sort="days", offset=0, marked=False)
    days = index.timeline(reports, by=by, top=0)
    if query.sort in ("days-newest", "newest"):
        days.reverse()
    looked = {day.start: day.top for day in _looked_at(index, reports, days, by, most)}
    held = _held(index, sorted({hit.body["article"]["id"] for top in looked.values() for hit in top if hit.id not in told}))
    found, left = {}, most
    for day in days:
        rows = rows_of(hit.body for hit in looked.get(day.start, ()) if hit.id not in held and hit.id not in told)[: min(A_DAY, left)]
        found[day.start] = Alone(tuple(rows), day.count)
        left -= len(rows)
    return found


def _looked_at(index: Index, reports: Query, days: Sequence[Bucket], by: str, most: int) -> Sequence[Bucket]:
    """The main reports of the first days, of about twice as many as are shown: the happenings hold many of them."""
    count, some = 0, list[date]()
    for day in days:
        some.append(day.start)
        count += min(day.count, LOOKED_AT)
        if count >= 2 * most:
            break
    if not some:
        return ()
    after = [day.start for day in days if day.start > max(some)]
    last = min(after) - date.resolution if after else reports.last_day
    return index.timeline(replace(reports, first_day=max(min(some), reports.first_day or date.min), last_day=last), by=by, top=LOOKED_AT)


def all_alone(index: Index, query: Query) -> dict[date, Alone]:
    """Every report that no happening holds, by day: for a file, which has no address for the others."""
    reports = replace(query, kinds=(), timings=DAYS_TOLD, sort="days", offset=0, limit=WHOLE, counted=False, marked=False)
    hits = index.events(reports).hits
    held = _held(index, sorted({hit.body["article"]["id"] for hit in hits}))
    days = ((date.fromisoformat(day), list(of)) for day, of in groupby(hits, key=lambda hit: str(hit.body["day_local"])))
    return {day: Alone(tuple(rows_of(hit.body for hit in of if hit.id not in held)), len(of)) for day, of in days}


def _held(index: Index, articles: Sequence[str]) -> set[str]:
    """The events of these articles that stand in a happening."""
    if not articles:
        return set()
    wanted = Query(article_ids=tuple(articles), kinds=("incident",), limit=MOST_HAPPENINGS, counted=False, marked=False)
    return {event for hit in index.incidents(wanted).hits for event in hit.body["event_ids"]}


def beside(days: Sequence[DayOfRows], found: Mapping[date, Alone], *, newest: bool) -> list[DayOfRows]:
    """The days with what stands alone in them; a day of which no happening is told, but something else, is one of them."""
    told = {day.day: day for day in days}
    more = {day: DayOfRows(day, (), (), 0, False) for day, its in found.items() if its.rows and day not in told}
    return [
        replace(held, alone=found[day].rows, reports=found[day].total) if day in found else held
        for day, held in sorted({**told, **more}.items(), reverse=newest)
    ]


def left_out(days: Sequence[DayOfRows], found: Mapping[date, Alone]) -> int:
    """How many days have reports and are not among these."""
    return len(found.keys() - {day.day for day in days})


def stretch(days: Sequence[DayOfRows], query: Query, *, ended: date | None, more: bool) -> Query:
    """The question of the days that one page covers: from behind the last day of the page before (`ended`), or the end of the view, to the
    day of its own last row, or the other end where no page comes after (`more`). No day is on two pages, and none on no page."""
    if query.sort == "days-newest":
        first, last = (days[-1].day if more and days else None), (ended - date.resolution if ended else None)
    else:
        first, last = (ended + date.resolution if ended else None), (days[-1].day if more and days else None)
    return replace(query, first_day=first or query.first_day, last_day=last or query.last_day)
