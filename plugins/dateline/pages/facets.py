"""The facets beside a timeline: values with their counts, and the address that each one leads to. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dateline.asking.names import Names
from dateline.pages.links import Form, narrowed, without_value
from dateline.pages.maps import Spot
from dateline.pages.view import STATUS_WORDS, TYPE_WORDS, WHEN_WORDS
from dateline.protocols.index import Facets

LISTED = 12  # Values of a facet.
FACETS = ("type", "status", "country", "party", "outlet", "timing")


@dataclass(frozen=True, slots=True)
class Choice:
    """A value of a facet."""

    label: str
    count: int
    href: str
    chosen: bool


def choices(counts: Facets, spots: Sequence[Spot], form: Form, names: Names) -> dict[str, list[Choice]]:
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
    names_as_they_are = ("outlet", "place")
    return {
        title: _merged(
            form, field, values if title in names_as_they_are else [(key, _capital(words), count) for key, words, count in values]
        )
        for title, (field, values) in lists.items()
    }


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def _merged(form: Form, field: str, values: Sequence[tuple[str, str, int]]) -> list[Choice]:
    """One line a thing: what two keys call the same is one."""
    sums: dict[str, tuple[str, int]] = {}
    for value, words, count in values:
        sums[words] = (value, sums.get(words, ("", 0))[1] + count)
    chosen = {one.casefold() for one in form.get(field, ())}
    listed = sorted(sums.items(), key=lambda item: (-item[1][1], item[0]))[:LISTED]
    return [_choice(form, field, value, words, count, value.casefold() in chosen) for words, (value, count) in listed]


def _choice(form: Form, field: str, value: str, words: str, count: int, chosen: bool) -> Choice:
    href = without_value(form, field, value) if chosen else narrowed(form, field, value)
    return Choice(words, count, href, chosen)
