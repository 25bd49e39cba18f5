"""The filters in an address -> one Query. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from urllib.parse import parse_qs

from dateline.models import Status
from dateline.query import Query, circle, day_range

FIELDS = ("q", "since", "until", "type", "status", "actor", "place", "source", "near")


def form_of(query: str) -> dict[str, list[str]]:
    """The filters of a query string; unknown names are left out. Raises ValueError when there are too many."""
    given = parse_qs(query, max_num_fields=100)
    return {name: [value.strip() for value in given[name] if value.strip()] for name in FIELDS if name in given}


def query_of(form: Mapping[str, Sequence[str]]) -> Query:
    """Filters -> Query. Raises ValueError naming the filter."""

    def first(name: str) -> str | None:
        return next(iter(form.get(name, ())), None)

    since, until = day_range(first("since"), first("until"))
    known = {str(status) for status in Status}
    if wrong := [value for value in form.get("status", ()) if value not in known]:
        raise ValueError(f"status {wrong[0]!r} is none of {', '.join(sorted(known))}")
    return Query(
        text=first("q"),
        since=since,
        until=until,
        types=tuple(value.upper() for value in form.get("type", ())),
        statuses=tuple(form.get("status", ())),
        actors=tuple(form.get("actor", ())),
        places=tuple(form.get("place", ())),
        sources=tuple(form.get("source", ())),
        near=circle(near) if (near := first("near")) else None,
    )
