"""The timeline of one question as values for the templates: rows by day, bands, bars, map, facets, chips. Asks the index."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from dateline.asking.forms import Asked
from dateline.asking.names import Names
from dateline.models.times import Timing
from dateline.pages import histogram, maps
from dateline.pages.alone import all_alone, alone, beside, left_out, stretch
from dateline.pages.chips import Chip, Doubt, chips, doubts
from dateline.pages.facets import FACETS, Choice, choices
from dateline.pages.incident_rows import incident_rows
from dateline.pages.links import Form, address
from dateline.pages.rows import DayOfRows, Row, by_day, rows_of
from dateline.pages.seen import Seen, seen
from dateline.protocols.index import Index
from dateline.query import Bucket, Hits, Query

PAGE = 60  # Rows: some 200 kB with their reports.
MOST = 10_000  # Rows of a report, which has them all.
BAND = 12  # Rows of a band that a page shows; the others are one address away.
EPISODES, LOOKED_AT = 5, 8  # Episodes that are shown, of so many of the most important.
FACETED = 4000  # Rows whose facets are counted one by one; of more, evenly chosen ones stand for the rest where counting is slow.
MOST_SPOTS = 400
SUGGESTED = 40  # Names in the boxes before anybody types.


@dataclass(frozen=True, slots=True)
class Band:
    """Rows that stand under no day: how many there are, the first of them, and the address of all."""

    total: int = 0
    rows: tuple[Row, ...] = ()
    href: str = ""

    @property
    def left_out(self) -> int:
        """How many are not shown here."""
        return max(self.total - len(self.rows), 0)


@dataclass(frozen=True, slots=True)
class Board:
    """Everything that a timeline shows."""

    query: Query
    first: date | None
    last: date | None
    total: int
    shown: tuple[int, int]
    days: tuple[DayOfRows, ...]
    flat: tuple[Row, ...]
    coarse: Band
    undated: Band
    chart: histogram.Histogram | None
    map: maps.Map | None
    facets: Mapping[str, Sequence[Choice]]
    chips: tuple[Chip, ...]
    doubts: tuple[Doubt, ...]
    spelled: str | None
    outlets: int
    about: bool
    earlier: str | None
    later: str | None
    before: str | None
    after: str | None
    sort: str
    noun: tuple[str, str] = ("event", "events")
    going_on: tuple[Row, ...] = ()
    tell: str | None = None
    left_out: int = 0  # Days of this page that have reports, but no happening.
    places: tuple[str, ...] = ()
    parties: tuple[str, ...] = ()

    @property
    def rows(self) -> list[Row]:
        """All rows on the page."""
        under_days = [row for day in self.days for row in (*day.told, *day.reported, *day.alone)]
        return [*self.going_on, *under_days, *self.flat, *self.coarse.rows, *self.undated.rows]

    @property
    def readings(self) -> list[tuple[str, int]]:
        """The rules that read these rows, with how many each, where they are not the same: such rows do not compare."""
        counts = Counter(row.rules for row in self.rows if row.rules)
        return counts.most_common() if len(counts) > 1 else []


def build(index: Index, asked: Asked, *, form: Form, given: Form, names: Names, page: int, size: int = PAGE) -> Board:
    """Ask for everything that one page of a question shows; `size` 0 asks for all rows (a report).

    `given` are the filters as somebody gave them, `form` those that the page's addresses carry, the period of its own accord with them.
    """
    query, limit = asked.query, size or MOST
    view = seen(index, query, form, limit=limit, offset=(page - 1) * limit)
    told = _told(index, view)
    total = view.hits.total if view.flat else sum(bucket.count for bucket in told)
    first, last = _period(query, told)
    within = [bucket for bucket in told if not first or bucket.start >= first]
    counts = index.facets(
        view.query if view.together or view.flat else query,
        fields=(*FACETS, "spot", *(("mark",) if view.together else ())),
        size=MOST_SPOTS,
        kind=view.kind,
        one_in=max(-(-total // FACETED), 1),
    )
    spots = maps.merged(maps.read_spots(counts.counts.get("spot", ())))
    banded = query.sort != "relevance" and not view.flat and not query.timings
    noun = ("incident", "incidents") if view.together else ("event", "events")
    days, flat = _rows(index, view, told, first, page=page, limit=limit)
    earlier, later = _neighbours(first, last, form)
    before, after = _pages(view, total, page, limit, form)
    days, left = _beside(index, view, days, first, page=page, limit=limit, more=after is not None, whole=not size)
    return Board(
        query=query,
        first=first,
        last=last,
        total=total,
        shown=_shown(view, page, limit),
        days=days,
        flat=flat,
        coarse=_band(index, query, Timing.COARSE, form, size) if banded else Band(),
        undated=_band(index, query, Timing.UNDATED, form, size) if banded else Band(),
        chart=_chart(within, first, last, form, noun),
        map=maps.place_map(spots, form=form, noun=noun, box=maps.read_box(next(iter(form.get("map", ())), None))),
        facets=choices(counts, spots, form, names),
        chips=chips(asked, form, given),
        doubts=doubts(asked, form),
        spelled=asked.spelled,
        about=counts.about,
        outlets=len(counts.counts.get("outlet", ())),
        earlier=earlier,
        later=later,
        before=before,
        after=after,
        sort={"days": "oldest", "days-newest": "newest"}.get(query.sort, query.sort),
        noun=noun,
        going_on=tuple(_going_on(index, query)) if view.together and page == 1 else (),
        tell=_other_telling(form, view, query),
        left_out=left,
        places=tuple(spot.label for spot in spots[:SUGGESTED]),
        parties=tuple(names.actors.label(key) for key, _ in counts.counts.get("party", ())[:SUGGESTED]),
    )


# ---- rows ---------------------------------------------------------------------------------------------------------------


def _rows(
    index: Index, view: Seen, told: Sequence[Bucket], first: date | None, *, page: int, limit: int
) -> tuple[tuple[DayOfRows, ...], tuple[Row, ...]]:
    """The rows of the page, under their days or flat."""
    bodies = (hit.body for hit in view.hits.hits)
    rows = [_within(row, first) for row in incident_rows(bodies)] if view.together else rows_of(bodies)
    if view.flat or view.query.sort == "relevance":
        return (), tuple(rows)
    totals: Counter[date] = Counter()
    for bucket in told:  # What began before the period stands under its first day.
        totals[max(bucket.start, first or bucket.start)] += bucket.count
    before = None if view.together else _day_before(index, view, limit, page)
    return tuple(by_day(rows, totals, before=before)), ()


def _beside(
    index: Index, view: Seen, days: tuple[DayOfRows, ...], first: date | None, *, page: int, limit: int, more: bool, whole: bool
) -> tuple[tuple[DayOfRows, ...], int]:
    """The days with the reports that stand in no happening, and how many days have nothing but such and are not shown."""
    query = view.query
    if not view.together or query.marks or query.within or query.sort == "relevance":
        return days, 0
    before = _day_before(index, view, limit, page)
    ended = max(date.fromisoformat(before), first or date.min) if before else None
    stretched = stretch(days, query, ended=ended, more=more)
    told = {event for hit in view.hits.hits for event in hit.body["event_ids"]}
    found = all_alone(index, stretched) if whole else alone(index, stretched, told=told)
    shown = beside(days, found, newest=query.sort == "days-newest")
    return tuple(shown), left_out(shown, found)


def _within(row: Row, first: date | None) -> Row:
    """A happening that began before the period stands under the period's first day; its own days stand in it."""
    return replace(row, day=first.isoformat()) if first and row.day and row.day < first.isoformat() else row


def _going_on(index: Index, query: Query) -> list[Row]:
    """Episodes, those with the most voices first: what goes on is told once, and not on each of its days."""
    hits = index.incidents(replace(query, kinds=("episode",), sort="importance", limit=LOOKED_AT, counted=False, marked=False)).hits
    return incident_rows(hit.body for hit in sorted(hits, key=lambda hit: (-hit.body["voice_count"], hit.id))[:EPISODES])


def _band(index: Index, query: Query, timing: Timing, form: Form, size: int) -> Band:
    wanted = replace(query, undated=True) if timing is Timing.UNDATED else replace(query, timings=(str(timing),))
    hits = index.events(replace(wanted, sort="days", limit=BAND if size else 1000, offset=0, marked=False))
    return Band(hits.total, tuple(rows_of(hit.body for hit in hits.hits)), address(form, when=str(timing)))


def _day_before(index: Index, view: Seen, limit: int, page: int) -> str | None:
    """The day that the page before ended with."""
    if page <= 1:
        return None
    ask = index.incidents if view.together else index.events
    hits = ask(replace(view.query, limit=1, offset=(page - 1) * limit - 1, counted=False, marked=False)).hits
    return hits[0].body["day_local"] if hits else None


# ---- period and bars ----------------------------------------------------------------------------------------------------


def _told(index: Index, view: Seen) -> list[Bucket]:
    """How many rows each day has."""
    return [] if view.flat or view.hits == Hits(0, ()) else index.timeline(view.query, by="day", top=0, kind=view.kind)


def _period(query: Query, told: Sequence[Bucket]) -> tuple[date | None, date | None]:
    """The first and the last day of the view: those asked for, else those that there are."""
    first = query.first_day or (query.since.date() if query.since else None) or (told[0].start if told else None)
    last = query.last_day or (query.until.date() if query.until else None) or (told[-1].start if told else None)
    return first, max(first, last) if first and last else last


def _chart(told: Sequence[Bucket], first: date | None, last: date | None, form: Form, noun: tuple[str, str]) -> histogram.Histogram | None:
    if first is None or last is None or not told:
        return None
    by = histogram.bar_kind(first, last)
    return histogram.histogram(histogram.summed(told, by), first, last, by=by, form=form, noun=noun)


# ---- addresses ----------------------------------------------------------------------------------------------------------


def _shown(view: Seen, page: int, limit: int) -> tuple[int, int]:
    """The numbers of the first and the last row of the page."""
    start, taken = (page - 1) * limit, len(view.hits.hits)
    return (start + 1 if taken else 0, start + taken)


def _pages(view: Seen, total: int, page: int, limit: int, form: Form) -> tuple[str | None, str | None]:
    """The addresses of the page before and the page after."""
    more = (page - 1) * limit + len(view.hits.hits) < total
    return (address(form, page=str(page - 1)) if page > 1 else None, address(form, page=str(page + 1)) if more else None)


def _other_telling(form: Form, view: Seen, query: Query) -> str | None:
    """The address of the other way to tell it: each report for itself, or what they tell together."""
    if query.timings:
        return None
    if view.together:
        return address(form, tell="reports")
    return address(form, tell=None) if form.get("tell") else None


def _neighbours(first: date | None, last: date | None, form: Form) -> tuple[str | None, str | None]:
    """Addresses of the period of the same length before and after."""
    if not first or not last:
        return None, None
    length = last - first + date.resolution
    try:
        return (
            address(form, since=(first - length).isoformat(), until=(last - length).isoformat()),
            address(form, since=(first + length).isoformat(), until=(last + length).isoformat()),
        )
    except OverflowError:
        return None, None
