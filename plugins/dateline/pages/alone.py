"""Reports that stand in no happening: the main ones are shown under their day beside the happenings, and all of them are counted.

What is joined are headlines and first sentences; the rest of an article tells more. Asks the index.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby, islice

from dateline.pages.rows import DayOfRows, Row, rows_of
from dateline.pages.seen import DAYS_TOLD
from dateline.protocols.index import Index
from dateline.query import Bucket, Hit, Query

A_DAY = 4  # Reports shown under a day; all of them are one address away.
A_PAGE = 24  # Shown on a page, of its first days: some 40 kB.
LOOKED_AT = 6  # Of a day, looked through for those that stand alone: the most important.
A_FILE = 10_000  # Looked through for a file, from its first day on; it says how far that went.
AT_ONCE = 200  # Articles or happenings asked for at once.


@dataclass(frozen=True, slots=True)
class Alone:
    """Of one day, week or month: the main reports that no happening holds, and how many reports there are in all."""

    rows: tuple[Row, ...]
    total: int


def counted(index: Index, query: Query, *, by: str = "day") -> list[Bucket]:
    """How many reports each day has, in happenings or not."""
    return index.timeline(_reports(query), by=by, top=0)


def alone(
    index: Index, query: Query, days: Sequence[Bucket], *, told: Collection[str] = (), by: str = "day", most: int = A_PAGE
) -> dict[date, Alone]:
    """By day, in the query's order, at most so many reports of the first of these days; of the later ones the number alone.

    `told` are events that are known to stand in a happening.
    """
    in_order = list(reversed(days)) if query.sort in ("days-newest", "newest") else days
    looked = {day.start: day.top for day in _looked_at(index, _reports(query), in_order, by, most)}
    held = _held(index, {hit.body["article"]["id"] for top in looked.values() for hit in top if hit.id not in told})
    found, left = {}, most
    for day in in_order:
        rows = rows_of(hit.body for hit in looked.get(day.start, ()) if hit.id not in held and hit.id not in told)[: min(A_DAY, left)]
        found[day.start] = Alone(tuple(rows), day.count)
        left -= len(rows)
    return found


def all_alone(index: Index, query: Query, days: Sequence[Bucket]) -> dict[date, Alone]:
    """By day, every report that no happening holds, of the first A_FILE reports: for a file, which has no address for the others."""
    found = {day.start: Alone((), day.count) for day in days}
    hits = islice(index.walk("events", _reports(query)), A_FILE)
    for day, of in groupby(hits, key=lambda hit: date.fromisoformat(hit.body["day_local"])):
        rows = tuple(rows_of(hit.body for hit in _unheld(index, list(of))))
        found[day] = Alone(rows, found[day].total if day in found else len(rows))  # Of a day that was written this moment.
    return found


def _reports(query: Query) -> Query:
    """The question of all reports that stand under days."""
    return replace(query, kinds=(), timings=DAYS_TOLD, sort="days", offset=0, counted=True, marked=False)


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


def _unheld(index: Index, hits: Sequence[Hit]) -> Iterable[Hit]:
    held = _held(index, {hit.body["article"]["id"] for hit in hits})
    return (hit for hit in hits if hit.id not in held)


def _held(index: Index, articles: Collection[str]) -> set[str]:
    """The events of these articles that stand in a happening."""
    wanted = sorted(articles)
    parts = (wanted[start : start + AT_ONCE] for start in range(0, len(wanted), AT_ONCE))
    return {event for part in parts for hit in _happenings(index, part) for event in hit.body["event_ids"]}


def _happenings(index: Index, articles: Sequence[str]) -> Iterator[Hit]:
    """All happenings that these articles tell."""
    asked = Query(article_ids=tuple(articles), kinds=("incident",), limit=AT_ONCE, counted=False, marked=False)
    while hits := index.incidents(asked).hits:
        yield from hits
        if len(hits) < AT_ONCE:
            return
        asked = replace(asked, offset=asked.offset + AT_ONCE)


def with_alone(days: Sequence[DayOfRows], found: Mapping[date, Alone], *, newest: bool) -> list[DayOfRows]:
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
