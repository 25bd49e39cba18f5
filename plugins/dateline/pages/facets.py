"""The facets beside a timeline: values with their counts, and the address that each one leads to. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from dateline.asking.names import Names
from dateline.pages.links import Form, narrowed, without_value
from dateline.pages.maps import Spot
from dateline.pages.tally import Tallies, Tally
from dateline.pages.view import STATUS_WORDS, TYPE_WORDS, WHEN_WORDS

LISTED = 12  # Values of a facet that has no end; of types, statuses and the like all are.
CLOSED = ("type", "status", "when", "mark")
FACETS = ("type", "status", "country", "party", "outlet", "timing")


@dataclass(frozen=True, slots=True)
class Choice:
    """A value of a facet."""

    label: str
    tally: Tally
    href: str
    chosen: bool


Named = tuple[str, str, Tally]  # A value as an address has it, its words, and how often it is there.


def choices(tallies: Tallies, spots: Sequence[Spot], form: Form, names: Names) -> dict[str, list[Choice]]:
    """Values of each facet with the address that adds it to the filters, or takes it out again."""
    label = names.actors.label
    lists: dict[str, tuple[str, list[Named]]] = {
        "type": ("type", [(key, TYPE_WORDS.get(key, key), tally) for key, tally in tallies["type"].items()]),
        "status": ("status", [(key, STATUS_WORDS.get(key, key), tally) for key, tally in tallies["status"].items()]),
        "party": ("actor", [(label(key), label(key), tally) for key, tally in tallies["party"].items()]),
        "country": ("place", [(names.places.country(key), names.places.country(key), tally) for key, tally in tallies["country"].items()]),
        "place": ("place", [(spot.label, spot.label, spot.tally) for spot in spots if spot.feature != "country"]),
        "outlet": ("source", [(key, key, tally) for key, tally in tallies["outlet"].items()]),
        "day known": ("when", [(key, WHEN_WORDS[key], tally) for key, tally in tallies["timing"].items() if key in WHEN_WORDS]),
    }
    if "mark" in tallies:
        lists["marks"] = ("mark", [(key, key.replace("_", " "), tally) for key, tally in tallies["mark"].items()])
    names_as_they_are = ("outlet", "place")
    return {
        title: _merged(
            form, field, values if title in names_as_they_are else [(key, _capital(words), tally) for key, words, tally in values]
        )
        for title, (field, values) in lists.items()
    }


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def _merged(form: Form, field: str, values: Iterable[Named]) -> list[Choice]:
    """One line a thing: what two keys call the same is one."""
    sums: dict[str, tuple[str, Tally]] = {}
    for value, words, tally in values:
        sums[words] = (value, sums[words][1] + tally if words in sums else tally)
    chosen = {one.casefold() for one in form.get(field, ())}
    listed = sorted(sums.items(), key=lambda item: (-item[1][1].weight, -item[1][1].rows, item[0]))
    shown = listed if field in CLOSED else listed[:LISTED]
    return [_choice(form, field, value, words, tally, value.casefold() in chosen) for words, (value, tally) in shown]


def _choice(form: Form, field: str, value: str, words: str, tally: Tally, chosen: bool) -> Choice:
    href = without_value(form, field, value) if chosen else narrowed(form, field, value)
    return Choice(words, tally, href, chosen)
