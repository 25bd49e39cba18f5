"""Filters as they are written -> one Query, with what was understood of them. The page, the commands and the report read them here."""

from __future__ import annotations

import dataclasses
import difflib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Literal

from dateline.asking.names import Names
from dateline.asking.values import Meaning
from dateline.errors import Offer, QueryRefused
from dateline.models.codebook import Status
from dateline.models.times import Timing
from dateline.protocols.index import Index
from dateline.query import Near, Query, circle, day_range

Form = Mapping[str, Sequence[str]]

TYPES = tuple(
    "AGREE CONSULT SUPPORT CONCEDE COOPERATE AID RETREAT REQUEST ACCUSE REJECT THREATEN PROTEST SANCTION MOBILIZE COERCE ASSAULT".split()
)
MARKS = ("disputed", "single_voice", "corrected", "by_hand")
SPAN = timedelta(days=29)  # Before the newest day with news: thirty days in all.
FIRST_YEAR = 1800  # A date before it is a slip of the pen (0023 for 2023), never the question.

NEAR_ENOUGH = 0.6  # Of difflib's ratio, for words of a short list.
ORDINARY = "ordinary"  # The scope of crime without a political side, ordinary courts, accidents.

Sort = Literal["newest", "oldest", "relevance", "days", "days-newest"]


@dataclass(frozen=True, slots=True)
class Asked:
    """A question: the query, what names in it were understood as, and its period in words of dates (None: open)."""

    query: Query
    places: tuple[Meaning, ...] = ()
    actors: tuple[Meaning, ...] = ()
    spelled: str | None = None
    notes: tuple[str, ...] = field(default=())

    @property
    def named(self) -> list[tuple[str, Meaning]]:
        """Every name in it, each after its filter."""
        return [*(("place", one) for one in self.places), *(("actor", one) for one in self.actors)]

    @property
    def doubtful(self) -> list[Meaning]:
        """Names that are unknown or could mean others."""
        return [meaning for _, meaning in self.named if not meaning.known or meaning.others]


def ask(form: Form, names: Names) -> Asked:
    """Filters -> question. Raises QueryRefused with one line that says which filter is wrong and how to write it."""
    for name, values in form.items():
        if any(not value.strip() for value in values):
            raise QueryRefused(f"{name}: there is nothing in it; write what to look for, or leave it out")
    first = {name: next(iter(values), None) for name, values in form.items()}
    places = tuple(names.places.meaning(value) for value in form.get("place", ()))
    actors = tuple(names.actors.meaning(value) for value in form.get("actor", ()))
    text = first.get("q")
    spelled = _spelled(text, names) if text else None
    since, until, first_day, last_day = period(first.get("since"), first.get("until"))
    query = Query(
        text=spelled,
        since=since,
        until=until,
        first_day=first_day,
        last_day=last_day,
        types=_of(form, "type", TYPES),
        statuses=_of(form, "status", [str(status) for status in Status]),
        timings=_of(form, "when", [str(timing) for timing in Timing]),
        actors=_keys(actors),
        places=_keys(places),
        sources=tuple(form.get("source", ())),
        near=near_of(first.get("near")),
        without_scopes=(ORDINARY,) if first.get("conflict") else (),
        marks=_of(form, "mark", MARKS),
        within=first.get("within"),
        sort=_sort(first.get("sort"), first_day is not None or since is not None),
    )
    return Asked(query, places, actors, spelled if spelled != text else None)


def _keys(meanings: Iterable[Meaning]) -> tuple[str, ...]:
    """The keys of all names. A name that means nothing must find nothing: it must not fall away and find everything."""
    return tuple(dict.fromkeys(key for meaning in meanings for key in (meaning.keys or (meaning.asked,))))


def _of(form: Form, name: str, known: Sequence[str]) -> tuple[str, ...]:
    by_fold = {value.lower(): value for value in known}
    found = []
    for value in form.get(name, ()):
        if value.lower() not in by_fold:
            near = [by_fold[one] for one in difflib.get_close_matches(value.lower(), by_fold, cutoff=NEAR_ENOUGH)]
            raise QueryRefused(f"{name} {value!r} is none of {', '.join(known)}", offers=in_place_of(form, name, value, near))
        found.append(by_fold[value.lower()])
    return tuple(dict.fromkeys(found))


def in_place_of(form: Form, name: str, value: str, others: Iterable[str]) -> list[Offer]:
    """The same filters with another value in place of one."""
    kept = [one for one in form.get(name, ()) if one != value]
    return [Offer(other, {name: [*kept, other]}) for other in others]


def _spelled(text: str, names: Names) -> str:
    """The text in all spellings. Raises QueryRefused, with its plain words as what may have been meant."""
    try:
        return names.spelled(text)
    except QueryRefused as refused:
        plain = " ".join(word for word in re.findall(r"\w+", text) if word not in ("AND", "OR", "NOT"))
        raise QueryRefused(refused.said, offers=[Offer(plain, {"q": [plain]})] if plain and plain != text else []) from refused


def _sort(value: str | None, bounded: bool) -> Sort:
    """The newest day first, but a period that somebody asks for is read as it went."""
    if value is None:
        return "days" if bounded else "days-newest"
    by_name: dict[str, Sort] = {"oldest": "days", "newest": "days-newest", "relevance": "relevance"}
    if value not in by_name:
        raise QueryRefused(f"sort {value!r} is none of {', '.join(by_name)}")
    return by_name[value]


def near_of(value: str | None) -> Near | None:
    """`LAT,LON,KM`. Raises QueryRefused."""
    try:
        return circle(value) if value else None
    except ValueError as error:
        raise QueryRefused(f"near: {error}") from error


def period(since: str | None, until: str | None) -> tuple[datetime | None, datetime | None, date | None, date | None]:
    """Two bounds as (since, until, first day, last day): dates are days as the timeline heads them, instants a half-open interval.

    Raises QueryRefused for what is neither, for bounds the wrong way round, and for years that nobody means.
    """
    try:
        low, high = day_range(since, until)
    except (ValueError, OverflowError) as error:
        raise QueryRefused(f"since/until: {error}") from error
    for name, value, moment in (("since", since, low), ("until", until, high)):
        if moment and moment.year < FIRST_YEAR:
            raise QueryRefused(f"{name} {value}: the year {moment.year} is before all news; write it with four digits, such as 2023-04-15")
    if low and high and low >= high:
        other_way = [Offer(f"{until} to {since}", {"since": [str(until)], "until": [str(since)]})] if since != until else []
        raise QueryRefused(f"since {since} is after until {until}; change one for the other", offers=other_way)
    first, last = _day(since), _day(until)
    return (None if first else low), (None if last else high), first, last


def _day(value: str | None) -> date | None:
    try:
        return date.fromisoformat(value) if value else None
    except ValueError:
        return None


# ---- what is shown when no period is asked for ---------------------------------------------------------------------------


def with_period(asked: Asked, index: Index, *, now: datetime) -> Asked:
    """The question within a period: its own, or the last thirty days that have news of what it asks for."""
    query = asked.query
    if any((query.since, query.until, query.first_day, query.last_day)):
        return asked
    last = newest_day(index, query, now=now)
    if last is None:
        return asked
    return dataclasses.replace(asked, query=dataclasses.replace(query, first_day=last - SPAN, last_day=last))


def newest_day(index: Index, query: Query, *, now: datetime) -> date | None:
    """The last day up to now that has news of what is asked for; planned events and background tell nothing about that."""
    today = now.astimezone(UTC).date() + timedelta(days=1)  # Somewhere it is tomorrow already.
    for timing in (Timing.PUBLISHED, Timing.EXACT):
        if query.timings and timing not in query.timings:
            continue
        wanted = dataclasses.replace(query, timings=(str(timing),), last_day=today, sort="days-newest", limit=1, offset=0, counted=False)
        if hits := index.events(wanted).hits:
            return date.fromisoformat(hits[0].body["day_local"])
    return None
