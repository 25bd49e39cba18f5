"""Addresses of views: the filters of a query string, and the address with one of them changed. Pure."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping, Sequence
from urllib.parse import parse_qs, urlencode

from dateline.errors import Offer, QueryRefused

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
MEANT = {"from": "since", "to": "until"}  # What others call a filter; of other names the nearest one is offered.
NEAR_ENOUGH = 0.8  # Of difflib's ratio: `places` is near, `plaza` is not.
ADDED = re.compile(r"utm_\w+|[a-z]+clid|mc_[ce]id|_")  # What mails, chats and readers add to an address: nobody meant a filter.
LONGEST_NAME = 30
MOST_NAMED = 5  # Names that are told of an address with very many.

Form = Mapping[str, Sequence[str]]


def form_of(query: str) -> dict[str, list[str]]:
    """The filters of a query string; empty ones are left out, and so are unknown ones, which `unknown` finds. Raises QueryRefused when
    there are too many."""
    given = _parsed(query)
    kept = {name: list(dict.fromkeys(value.strip() for value in given[name] if value.strip())) for name in FIELDS if name in given}
    return {name: values for name, values in kept.items() if values}


def unknown(query: str) -> QueryRefused | None:
    """What to say of a query string that has parameters which are no filters; None where every one is."""
    given = _parsed(query)
    names = [name for name in given if name not in FIELDS and not ADDED.fullmatch(name)]
    if not names:
        return None
    meant = {near: [value] for name in names if (near := _nearest(name)) and near not in given and (value := given[name][0].strip())}
    offers = [Offer(" and ".join(f"{name}={_cut(value)}" for name, [value] in meant.items()), meant)] if meant else []
    more = [f"{len(names) - MOST_NAMED} more"] if len(names) > MOST_NAMED else []
    words = ", ".join([*map(_cut, names[:MOST_NAMED]), *more])
    return QueryRefused(f"{words}: no filter is called so", offers=offers)


def _cut(words: str) -> str:
    return f"{words[:LONGEST_NAME]}…" if len(words) > LONGEST_NAME else words


def whole_form(query: str) -> dict[str, list[str]]:
    """The filters of a query string whose answer has no room for a note. Raises QueryRefused for a parameter that is none."""
    if refused := unknown(query):
        raise refused
    return form_of(query)


def _parsed(query: str) -> dict[str, list[str]]:
    try:
        return parse_qs(query, max_num_fields=MOST_FIELDS)
    except ValueError as error:
        raise QueryRefused(f"more than {MOST_FIELDS} filters; take some away") from error


def _nearest(name: str) -> str | None:
    filters = [field for field in FIELDS if field not in VIEW_ONLY]
    return MEANT.get(name) or next(iter(difflib.get_close_matches(name[:LONGEST_NAME], filters, n=1, cutoff=NEAR_ENOUGH)), None)


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
