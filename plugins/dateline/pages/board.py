"""The timeline of one question as values for the templates: rows by day, bands, bars, map, facets, chips. Asks the index."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from dateline.asking.forms import Asked
from dateline.asking.names import Names
from dateline.asking.values import Meaning
from dateline.models import Timing
from dateline.pages import charts
from dateline.pages.links import Form, address, narrowed, without_value
from dateline.pages.rows import DayOfRows, Row, by_day, incident_rows, rows_of
from dateline.pages.view import STATUS_WORDS, TYPE_WORDS
from dateline.protocols import Facets, Index
from dateline.query import Bucket, Hits, Query

PAGE = 60  # Rows: some 200 kB with their reports.
BAND = 12  # Rows of a band that a page shows; the others are one address away.
EPISODES, MOST_EPISODES = 5, 200
MOST_SPOTS = 400
LISTED = 12  # Values of a facet.
DAYS_TOLD = (str(Timing.EXACT), str(Timing.PUBLISHED))
FACETS = ("type", "status", "country", "party", "outlet", "timing")
WHEN_WORDS = {
    "exact": "day told",
    "published": "news of a day",
    "coarse": "week, month or year",
    "undated": "no date",
}


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter that is on: what it says, and the address without it."""

    name: str
    label: str
    href: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Choice:
    """A value of a facet."""

    label: str
    count: int
    href: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Doubt:
    """A name that is unknown or could mean another, with the addresses of the others."""

    text: str
    others: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Band:
    """Rows that stand under no day: how many there are, the first of them, and the address of all."""

    total: int
    rows: tuple[Row, ...]
    href: str

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
    chart: charts.Histogram | None
    map: charts.Map | None
    facets: Mapping[str, Sequence[Choice]]
    chips: tuple[Chip, ...]
    doubts: tuple[Doubt, ...]
    spelled: str | None
    outlets: int
    earlier: str | None
    later: str | None
    before: str | None
    after: str | None
    sort: str
    noun: tuple[str, str] = ("event", "events")
    going_on: tuple[Row, ...] = ()
    tell: str | None = None
    places: tuple[str, ...] = ()
    parties: tuple[str, ...] = ()

    @property
    def rows(self) -> list[Row]:
        """All rows on the page."""
        under_days = [row for day in self.days for row in (*day.told, *day.reported)]
        return [*self.going_on, *under_days, *self.flat, *self.coarse.rows, *self.undated.rows]


def build(index: Index, asked: Asked, *, form: Form, given: Form, names: Names, page: int, size: int = PAGE) -> Board:
    """Ask for everything that one page of a question shows; `size` 0 asks for all rows (a report).

    `given` are the filters as somebody gave them, `form` those that the page's addresses carry, the period of its own accord with them.
    """
    query = asked.query
    standing = replace(query, timings=tuple(t for t in DAYS_TOLD if not query.timings or t in query.timings))
    flat_of = _single_band(query)
    listed = flat_of or standing
    joined = replace(query, kinds=("incident",))
    together = not flat_of and not query.timings and form.get("tell") != ["reports"] and index.incidents(replace(joined, limit=1)).total > 0
    limit = size or 10_000
    if together:
        told = index.timeline(joined, by="day", top=0, kind="incidents")
        first, last = _period(query, told)
        told = [bucket for bucket in told if not first or bucket.start >= first]
        hits: Hits | None = index.incidents(replace(joined, limit=limit, offset=(page - 1) * limit))
        rows = [_within(row, first) for row in incident_rows(hit.body for hit in hits.hits)] if hits else []
    else:
        told = [] if flat_of or not standing.timings else index.timeline(standing, by="day", top=0)
        first, last = _period(query, told)
        hits = index.events(replace(listed, limit=limit, offset=(page - 1) * limit)) if flat_of or standing.timings else None
        rows = rows_of(hit.body for hit in hits.hits) if hits else []
    totals = {bucket.start: bucket.count for bucket in told}
    fields = (*FACETS, "spot", *(("mark",) if together else ()))
    counts = index.facets(
        joined if together else listed if flat_of else query, fields=fields, size=MOST_SPOTS, kind="incidents" if together else "events"
    )
    spots = charts.merged(charts.read_spots(counts.counts.get("spot", ())))
    grouped = query.sort != "relevance" and not flat_of
    total = hits.total if hits else 0
    taken = len(hits.hits) if hits else 0
    return Board(
        query=query,
        first=first,
        last=last,
        total=total,
        shown=((page - 1) * limit + 1 if taken else 0, (page - 1) * limit + taken),
        days=tuple(by_day(rows, totals, before=_day_before(index, listed, limit, page) if not together else None)) if grouped else (),
        flat=() if grouped else tuple(rows),
        coarse=_band(index, query, Timing.COARSE, form, size) if grouped and not query.timings else Band(0, (), ""),
        undated=_band(index, query, Timing.UNDATED, form, size) if grouped and not query.timings else Band(0, (), ""),
        chart=_chart(told, first, last, form),
        map=charts.place_map(spots, form=form, box=charts.read_box(next(iter(form.get("map", ())), None))),
        facets=_choices(counts, spots, form, names),
        chips=tuple(_chips(asked, form, given)),
        doubts=tuple(_doubt(name, meaning, form) for name, meaning in _named(asked) if not meaning.known or meaning.others),
        spelled=asked.spelled,
        outlets=len(counts.counts.get("outlet", ())),
        **_neighbours(first, last, form),
        before=address(form, page=str(page - 1)) if page > 1 else None,
        after=address(form, page=str(page + 1)) if (page - 1) * limit + taken < total else None,
        sort={"days": "oldest", "days-newest": "newest"}.get(query.sort, query.sort),
        noun=("incident", "incidents") if together else ("event", "events"),
        going_on=tuple(_going_on(index, query)) if together and page == 1 else (),
        tell=_tellings(form, together, query),
        places=tuple(spot.label for spot in spots[:40]),
        parties=tuple(names.actors.label(key) for key, _ in counts.counts.get("party", ())[:40]),
    )


def _going_on(index: Index, query: Query) -> list[Row]:
    """Episodes, those with the most voices first: what goes on is told once, and not on each of its days."""
    hits = index.incidents(replace(query, kinds=("episode",), limit=MOST_EPISODES)).hits
    return incident_rows(hit.body for hit in sorted(hits, key=lambda hit: (-hit.body["voice_count"], hit.id))[:EPISODES])


def _within(row: Row, first: date | None) -> Row:
    """A happening that began before the period stands under the period's first day; its own days stand in it."""
    return replace(row, day=first.isoformat()) if first and row.day and row.day < first.isoformat() else row


def _tellings(form: Form, together: bool, query: Query) -> str | None:
    """The address of the other way to tell it: each report for itself, or what they tell together."""
    if query.timings:
        return None
    if together:
        return address(form, tell="reports")
    return address(form, tell=None) if form.get("tell") else None


def _single_band(query: Query) -> Query | None:
    """The query of a view that shows one band alone, flat."""
    if query.timings == (Timing.UNDATED,):
        return replace(query, timings=(), undated=True)
    return query if query.timings == (Timing.COARSE,) else None


def _band(index: Index, query: Query, timing: Timing, form: Form, size: int) -> Band:
    wanted = replace(query, undated=True) if timing is Timing.UNDATED else replace(query, timings=(str(timing),))
    hits = index.events(replace(wanted, sort="days", limit=BAND if size else 1000, offset=0))
    return Band(hits.total, tuple(rows_of(hit.body for hit in hits.hits)), address(form, when=str(timing)))


def _period(query: Query, told: Sequence[Bucket]) -> tuple[date | None, date | None]:
    """The first and the last day of the view: those asked for, else those that there are."""
    first = query.first_day or (query.since.date() if query.since else None) or (told[0].start if told else None)
    last = query.last_day or (query.until.date() if query.until else None) or (told[-1].start if told else None)
    return first, max(first, last) if first and last else last


def _chart(told: Sequence[Bucket], first: date | None, last: date | None, form: Form) -> charts.Histogram | None:
    if first is None or last is None or not told:
        return None
    by = charts.bar_kind(first, last)
    return charts.histogram(_summed(told, by), first, last, by=by, form=form)


def _summed(told: Sequence[Bucket], by: str) -> list[Bucket]:
    """Days as weeks or months."""
    if by == "day":
        return list(told)
    found: dict[date, Bucket] = {}
    for bucket in told:
        start = charts.start_of(bucket.start, by)
        known = found.get(start)
        types = dict(known.by_type) if known else {}
        for name, count in bucket.by_type.items():
            types[name] = types.get(name, 0) + count
        found[start] = Bucket(start, (known.count if known else 0) + bucket.count, types, ())
    return list(found.values())


def _day_before(index: Index, query: Query, limit: int, page: int) -> str | None:
    """The day that the page before ended with."""
    if page <= 1:
        return None
    hits = index.events(replace(query, limit=1, offset=(page - 1) * limit - 1)).hits
    return str(hits[0].body["day_local"]) if hits else None


def _neighbours(first: date | None, last: date | None, form: Form) -> dict[str, str | None]:
    """Addresses of the period of the same length before and after."""
    if not first or not last:
        return {"earlier": None, "later": None}
    length = last - first + date.resolution
    try:
        return {
            "earlier": address(form, since=(first - length).isoformat(), until=(last - length).isoformat()),
            "later": address(form, since=(first + length).isoformat(), until=(last + length).isoformat()),
        }
    except OverflowError:
        return {"earlier": None, "later": None}


# ---- facets and chips ---------------------------------------------------------------------------------------------------


def _choices(counts: Facets, spots: Sequence[charts.Spot], form: Form, names: Names) -> dict[str, list[Choice]]:
    """Values of each facet with the address that adds it to the filters, or takes it out again."""
    label = names.actors.label
    lists = {
        "type": ("type", [(key, TYPE_WORDS.get(key, key), count) for key, count in counts.counts["type"]]),
        "status": ("status", [(key, STATUS_WORDS.get(key, key), count) for key, count in counts.counts["status"]]),
        "party": ("actor", [(label(key), label(key), count) for key, count in counts.counts["party"]]),
        "country": ("place", [(names.places.country(key), names.places.country(key), count) for key, count in counts.counts["country"]]),
        "place": ("place", [(spot.label, spot.label, spot.count) for spot in spots if spot.feature != "country"]),
        "outlet": ("source", [(key, key, count) for key, count in counts.counts["outlet"]]),
        "day known": ("when", [(key, WHEN_WORDS[key], count) for key, count in counts.counts["timing"] if key in WHEN_WORDS]),
    }
    if "mark" in counts.counts:
        lists["marks"] = ("mark", [(key, key.replace("_", " "), count) for key, count in counts.counts["mark"]])
    return {title: _merged_choices(form, field, values) for title, (field, values) in lists.items()}


def _merged_choices(form: Form, field: str, values: Sequence[tuple[str, str, int]]) -> list[Choice]:
    """One line a thing: what two keys call the same is one."""
    sums: dict[str, tuple[str, int]] = {}
    for value, words, count in values:
        sums[words] = (value, sums.get(words, ("", 0))[1] + count)
    chosen = {one.casefold() for one in form.get(field, ())}
    listed = sorted(sums.items(), key=lambda item: (-item[1][1], item[0]))[:LISTED]
    return [
        Choice(
            words,
            count,
            without_value(form, field, value) if value.casefold() in chosen else narrowed(form, field, value),
            value.casefold() in chosen,
        )
        for words, (value, count) in listed
    ]


def _named(asked: Asked) -> list[tuple[str, Meaning]]:
    return [*(("place", one) for one in asked.places), *(("actor", one) for one in asked.actors)]


def _doubt(name: str, meaning: Meaning, form: Form) -> Doubt:
    text = meaning.hint if not meaning.known else f"{meaning.asked} is understood as {meaning.label}"
    kept = [value for value in form.get(name, ()) if value != meaning.asked]
    return Doubt(text[0].upper() + text[1:], tuple((other, address({**form, name: [*kept, other]}, page=None)) for other in meaning.others))


def _chips(asked: Asked, form: Form, given: Form) -> list[Chip]:
    """Every filter that is on, in the order of the form; the period of its own accord is none."""
    chips = [Chip("words", value, without_value(form, "q", value)) for value in form.get("q", ())]
    if given.get("since") or given.get("until"):
        since, until = (next(iter(form.get(name, ())), "") for name in ("since", "until"))
        words = since if since == until else f"{since or 'the beginning'} to {until or 'now'}"
        chips.append(Chip("period", words, address(form, since=None, until=None)))
    for name, meaning in _named(asked):
        chips.append(Chip(name, meaning.label, without_value(form, name, meaning.asked), meaning.hint))
    for name, known in (("type", TYPE_WORDS), ("status", STATUS_WORDS), ("when", WHEN_WORDS)):
        chips += [Chip(name, known.get(_as_key(value, known), value), without_value(form, name, value)) for value in form.get(name, ())]
    chips += [Chip("mark", value.replace("_", " "), without_value(form, "mark", value)) for value in form.get("mark", ())]
    chips += [Chip("part of", value, without_value(form, "within", value)) for value in form.get("within", ())]
    chips += [Chip("outlet", value, without_value(form, "source", value)) for value in form.get("source", ())]
    if asked.query.near:
        near = asked.query.near
        chips.append(Chip("near", f"{near.km:g} km around {near.lat:g}, {near.lon:g}", address(form, near=None)))
    if form.get("conflict"):
        chips.append(Chip("only", "conflict, without ordinary crime", address(form, conflict=None)))
    return chips


def _as_key(value: str, words: Mapping[str, Any]) -> str:
    return value.upper() if value.upper() in words else value.lower()
