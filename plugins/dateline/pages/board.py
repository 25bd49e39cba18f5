"""The timeline of one question as values for the templates: rows by day, bands, bars, map, facets, chips. Asks the index."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from dateline.asking.forms import Asked
from dateline.asking.names import Names
from dateline.models.incidents import IncidentKind
from dateline.models.times import Timing
from dateline.pages import histogram, maps
from dateline.pages.alone import A_FILE, all_alone, alone, counted, left_out, stretch, with_alone
from dateline.pages.chips import Chip, Doubt, chips, doubts
from dateline.pages.facets import FACETS, Choice, choices
from dateline.pages.incident_rows import incident_rows
from dateline.pages.links import Form, address
from dateline.pages.rows import DayOfRows, Row, by_day, rows_of
from dateline.pages.seen import DAYS_TOLD, Seen, seen
from dateline.pages.tally import Tallies, is_cut, tallied
from dateline.protocols.index import Facets, Index
from dateline.query import Bucket, Hits, Query

PAGE = 60  # Rows: some 200 kB with their reports.
A_REPORT = 10_000  # Rows of a report; it says what it leaves out.
BAND = 12  # Rows of a band that a page shows; the others are one address away.
WHOLE_BAND = 1000  # Rows of it in a report.
EPISODES, LOOKED_AT = 5, 8  # Episodes that are shown, of so many of the most important.
FACETED = 4000  # Rows whose facets are counted one by one; of more, evenly chosen ones stand for the rest where counting is slow.
FACETED_BESIDE = 2000  # Reports beside happenings whose facets are.
MOST_SPOTS = 400  # Values of a facet.
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
    reports: int  # Beside happenings: all reports of the days, in happenings or not; `about` as many as facets are reckoned.
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
    more_outlets: bool  # There may be others.
    about: bool
    earlier: str | None
    later: str | None
    before: str | None
    after: str | None
    past: int  # The number of the last page, where a later one was asked for, on which nothing stands.
    sort: str
    noun: tuple[str, str] = ("event", "events")
    going_on: tuple[Row, ...] = ()
    tell: str | None = None
    left_out: int = 0  # Days of this page that have reports, but no happening.
    cut: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    parties: tuple[str, ...] = ()

    @property
    def rows(self) -> list[Row]:
        """All rows on the page."""
        under_days = [row for day in self.days for row in (*day.told, *day.reported, *day.alone)]
        return [*self.going_on, *under_days, *self.flat, *self.coarse.rows, *self.undated.rows]

    @property
    def unknown(self) -> bool:
        """Whether of some value of a facet nobody knows how many happenings, or how many reports, have it."""
        tallies = (choice.tally for values in self.facets.values() for choice in values)
        return any("?" in tally.figures() for tally in tallies)

    @property
    def readings(self) -> list[tuple[str, int]]:
        """The rules that read these rows, with how many each, where they are not the same: such rows do not compare. Not of what goes on,
        which is told over weeks, by one release and the next."""
        counts = Counter(row.rules for row in self.rows if row.rules and row.kind != IncidentKind.EPISODE)
        return counts.most_common() if len(counts) > 1 else []


def build(index: Index, asked: Asked, *, form: Form, given: Form, names: Names, page: int, size: int = PAGE) -> Board:
    """Ask for everything that one page of a question shows; `size` 0 asks for all rows (a report).

    `given` are the filters as somebody gave them, `form` those that the page's addresses carry, the period of its own accord with them.
    """
    query, limit = asked.query, size or A_REPORT
    view = seen(index, query, form, limit=limit, offset=(page - 1) * limit)
    told = _told(index, view)
    total = view.hits.total if view.flat else sum(bucket.count for bucket in told)
    first, last = _period(query, told)
    within = [bucket for bucket in told if not first or bucket.start >= first]
    last_page = max(-(-total // limit), 1)
    before, after = _pages(view, total, page, limit, last_page, form)
    days, flat = _rows(view, told, first)
    beside = _beside(index, view, days, first, more=after is not None, whole=not size) if view.has_reports_beside else Beside(days)
    tallies, about = _tallies(index, query, view, total, beside.expected(of=len(view.hits.hits), total=total))
    reports = sum(tallies["timing"][timing].reports or 0 for timing in DAYS_TOLD if timing in tallies["timing"])
    spots = maps.merged(maps.read_spots(tallies["spot"]))
    banded = query.sort != "relevance" and not view.flat and not query.timings
    noun = ("incident", "incidents") if view.together else ("event", "events")
    earlier, later = _neighbours(first, last, form)
    coarse, undated = (_band(index, query, timing, form, size) if banded else Band() for timing in (Timing.COARSE, Timing.UNDATED))
    return Board(
        query=query,
        first=first,
        last=last,
        total=total,
        reports=reports,
        shown=_shown(view, page, limit),
        days=beside.days,
        flat=flat,
        coarse=coarse,
        undated=undated,
        chart=_chart(within, first, last, form, noun),
        map=maps.place_map(spots, form=form, noun=noun, about=about, box=maps.read_box(next(iter(form.get("map", ())), None))),
        facets=choices(tallies, spots, form, names),
        chips=chips(asked, form, given),
        doubts=doubts(asked, form),
        spelled=asked.spelled,
        about=about,
        outlets=len(tallies["outlet"]),
        more_outlets=about or is_cut(tallies["outlet"], most=MOST_SPOTS),
        earlier=earlier,
        later=later,
        before=before,
        after=after,
        past=last_page if page > last_page and total else 0,
        sort={"days": "oldest", "days-newest": "newest"}.get(query.sort, query.sort),
        noun=noun,
        going_on=tuple(_going_on(index, query)) if view.together and page == 1 else (),
        tell=_other_telling(form, view, query),
        left_out=beside.left_out,
        cut=() if size else _cut(total, noun, reports, {"of no certain day": coarse, "undated": undated}),
        places=tuple(spot.label for spot in spots[:SUGGESTED]),
        parties=tuple(names.actors.label(key) for key in list(tallies["party"])[:SUGGESTED]),
    )


def _tallies(index: Index, query: Query, view: Seen, total: int, reports: int) -> tuple[Tallies, bool]:
    """The facets of the view, and whether they were reckoned from a part: of its rows and, beside happenings, of all reports."""

    def asked(of: Query, kind: str, count: int, *more: str, most: int = FACETED) -> Facets:
        return index.facets(of, fields=(*FACETS, "spot", *more), size=MOST_SPOTS, kind=kind, one_in=max(-(-count // most), 1))

    if not view.together:
        counts = asked(view.query if view.flat else query, view.kind, total)
        return tallied(counts, None, most=MOST_SPOTS), counts.about
    counts = asked(view.query, view.kind, total, "mark")
    beside = asked(query, "events", reports, most=FACETED_BESIDE) if view.has_reports_beside else None
    return tallied(counts, beside, most=MOST_SPOTS), counts.about or bool(beside and beside.about)


def _cut(total: int, noun: tuple[str, str], reports: int, bands: Mapping[str, Band]) -> tuple[str, ...]:
    """What a report leaves out, which has no next page, in words."""
    said = [f"the first {A_REPORT:,} of {total:,} {noun[1]}, and nothing of later days"] if total > A_REPORT else []
    said += [f"single reports among the first {A_FILE:,} of {reports:,}"] if reports > A_FILE else []
    return (*said, *(f"{WHOLE_BAND:,} of {band.total:,} events {words}" for words, band in bands.items() if band.total > WHOLE_BAND))


# ---- rows ---------------------------------------------------------------------------------------------------------------


def _rows(view: Seen, told: Sequence[Bucket], first: date | None) -> tuple[tuple[DayOfRows, ...], tuple[Row, ...]]:
    """The rows of the page, under their days or flat."""
    bodies = (hit.body for hit in view.hits.hits)
    rows = [_within(row, first) for row in incident_rows(bodies)] if view.together else rows_of(bodies)
    if view.flat or view.query.sort == "relevance":
        return (), tuple(rows)
    totals: Counter[date] = Counter()
    for bucket in told:  # What began before the period stands under its first day.
        totals[max(bucket.start, first or bucket.start)] += bucket.count
    return tuple(by_day(rows, totals, before=None if view.together else view.before)), ()


@dataclass(frozen=True, slots=True)
class Beside:
    """The days of a page with the reports that stand in no happening; `left_out` days have nothing but such and are not shown, `reports`
    is how many reports the days of the page have, in happenings or not."""

    days: tuple[DayOfRows, ...]
    left_out: int = 0
    reports: int = 0

    def expected(self, *, of: int, total: int) -> int:
        """How many reports stand beside all happenings, if these have as many as those of this page; without any, it has all reports."""
        return -(-self.reports * max(total, of) // of) if of else self.reports


def _beside(index: Index, view: Seen, days: tuple[DayOfRows, ...], first: date | None, *, more: bool, whole: bool) -> Beside:
    if not view.hits.hits:  # Behind the last page, where no day is left.
        return Beside(days, reports=sum(bucket.count for bucket in counted(index, view.query)))
    ended = max(date.fromisoformat(view.before), first or date.min) if view.before else None
    stretched = stretch(days, view.query, ended=ended, more=more)
    reported = counted(index, stretched)
    told = {event for hit in view.hits.hits for event in hit.body["event_ids"]}
    found = all_alone(index, stretched, reported) if whole else alone(index, stretched, reported, told=told)
    shown = with_alone(days, found, newest=view.query.sort == "days-newest")
    return Beside(tuple(shown), left_out(shown, found), sum(bucket.count for bucket in reported))


def _within(row: Row, first: date | None) -> Row:
    """A happening that began before the period stands under the period's first day; its own days stand in it."""
    return replace(row, day=first.isoformat()) if first and row.day and row.day < first.isoformat() else row


def _going_on(index: Index, query: Query) -> list[Row]:
    """Episodes, those with the most voices first: what goes on is told once, and not on each of its days."""
    hits = index.incidents(replace(query, kinds=("episode",), sort="importance", limit=LOOKED_AT, counted=False, marked=False)).hits
    return incident_rows(hit.body for hit in sorted(hits, key=lambda hit: (-hit.body["voice_count"], hit.id))[:EPISODES])


def _band(index: Index, query: Query, timing: Timing, form: Form, size: int) -> Band:
    wanted = replace(query, undated=True) if timing is Timing.UNDATED else replace(query, timings=(str(timing),))
    hits = index.events(replace(wanted, sort="days", limit=BAND if size else WHOLE_BAND, offset=0, marked=False))
    return Band(hits.total, tuple(rows_of(hit.body for hit in hits.hits)), address(form, when=str(timing)))


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


def _pages(view: Seen, total: int, page: int, limit: int, last_page: int, form: Form) -> tuple[str | None, str | None]:
    """The addresses of the page before, where there is one, and the page after."""
    more = (page - 1) * limit + len(view.hits.hits) < total
    before = address(form, page=str(min(page - 1, last_page))) if page > 1 else None
    return before, address(form, page=str(page + 1)) if more else None


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
