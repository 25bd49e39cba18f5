"""Addresses of views: the filters of a query string, and the address with one of them changed. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from urllib.parse import parse_qs, urlencode

from dateline.errors import QueryRefused

FIELDS = (
    "q",
    "since",
    "until",
    "place",
    "actor",
    "type",
    "status",
    "source",
    "near",
    "when",
    "conflict",
    "mark",
    "within",
    "tell",
    "sort",
    "map",
    "page",
)
VIEW_ONLY = ("map", "page")  # How it is shown, not what is asked for.
MOST_FIELDS = 100

Form = Mapping[str, Sequence[str]]


def form_of(query: str) -> dict[str, list[str]]:
    """The filters of a query string; empty and unknown ones are left out. Raises QueryRefused when there are too many."""
    try:
        given = parse_qs(query, max_num_fields=MOST_FIELDS)
    except ValueError as error:
        raise QueryRefused(f"more than {MOST_FIELDS} filters; take some away") from error
    kept = {name: list(dict.fromkeys(value.strip() for value in given[name] if value.strip())) for name in FIELDS if name in given}
    return {name: values for name, values in kept.items() if values}


def address(form: Form, path: str = "/", **changes: str | Sequence[str] | None) -> str:
    """The address of these filters with some replaced (None or empty takes one away). Any change starts at the first page."""
    values: dict[str, Sequence[str]] = {name: found for name, found in form.items() if name != "page" or not changes}
    for name, value in changes.items():
        values[name] = [value] if isinstance(value, str) else list(value or ())
    query = urlencode([(name, item) for name in FIELDS for item in values.get(name, ()) if item])
    return f"{path}?{query}" if query else path


def narrowed(form: Form, name: str, value: str) -> str:
    """The address that asks for this value of a filter. Values of one filter are alternatives: a second one would widen."""
    return address(form, **{name: value})


def without_value(form: Form, name: str, value: str) -> str:
    """The address that does not ask for this value."""
    return address({**form, name: [one for one in form.get(name, ()) if one != value]}, page=None)
