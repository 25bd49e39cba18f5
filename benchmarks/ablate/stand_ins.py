"""What stands in for a step that is left out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

Nothing = Callable[..., Any]


def nothing(*_: Any, **__: Any) -> list[Any]:
    """Instead of a step that finds something."""
    return []


def no(*_: Any, **__: Any) -> None:
    """Instead of a step that may answer nothing."""


def false(*_: Any, **__: Any) -> bool:
    """Instead of a check."""
    return False


def true(*_: Any, **__: Any) -> bool:
    """Instead of a check."""
    return True


def first(one: Any, *_: Any, **__: Any) -> Any:
    """Instead of a step that changes its first argument."""
    return one


def second(_: Any, two: Any, *__: Any, **___: Any) -> Any:
    """Instead of a step that changes its second argument."""
    return two


def third(_: Any, __: Any, three: Any, **___: Any) -> Any:
    """Instead of a step that changes its third argument."""
    return three


# Functions by the name of their module below `dateline.tagging`, and what stands in for each.
STEPS: Mapping[str, Nothing] = {
    "times.patterns.read_tail": no,
    "times.patterns.lend": no,
    "times.intervals.as_one_night": no,
    "times.story.is_narrative": false,
    "times.story.moves": lambda found, _: [True] * len(found),
    "times._written": lambda _text, _tokens, _first, context: context.published,
    "times._is_heading": false,
    "times.anchoring._lies_ahead": false,
    "times.dates._background": false,
    "times.dates._near_day": false,
    "times.dates._is_day_first": false,
    "times.anchoring._belongs": true,
    "times.anchoring._aside": false,
    "times.expressions._says_all_of": false,
    "places.evidence.strangers": lambda *_: {},
    "places.evidence._level": no,
    "places.evidence._peers": lambda *_: frozenset(),
    "places.evidence._link": no,
    "places.evidence.with_short": second,
    "places.parts.Parts.find": no,
    "places.parts.with_anaphors": lambda mentions, _: iter(mentions),
    "places.reliability.is_reliable": true,
    "places.reliability._is_said_of_others": false,
    "places.resolver._is_doubted": false,
    "places.resolver._readable": true,
    "places.resolver.PlaceResolver._unknown": no,
    "places.resolution.place_within": no,
    "entities.names._by_shape": lambda _name, kind, label, _words: (kind, f"model:{label}", None, None, 10),
    "entities.names.agree": second,
    "entities.names.propagate": nothing,
    "entities.names._said_as_place": false,
    "entities.names.titled": nothing,
    "entities.phrases.phrases": nothing,
    "entities.finder.acting_states": nothing,
    "entities.finder.without_modifiers": first,
    "entities.finder._modifies_noun": false,
    "entities.finder.with_articles": nothing,
    "entities.finder.compounds": nothing,
    "entities.finder.extended": second,
    "entities.finder.without_given_names": second,
    "entities.finder._inside_name": false,
    "entities.dictionary.Dictionary._stands_alone": true,
    "entities.references.Offices.named": no,
    "entities.linking.Linker._country_of": no,
    "entities.linking.Linker._introduce": no,
    "entities.amounts.Amounts.find": nothing,
    "events.victims._single": nothing,
    "events.victims._over_phrase": second,
    "events.bearing._fits": true,
    "events.overrides.Overrides.judge": lambda _self, _text, _sentences, acts: [(act, None) for act in acts],
    "events.tolls.tolls_in": nothing,
    "events.tolls._is_told": true,
    "events.victims._with_companions": second,
    "events.victims._named": nothing,
    "events.victims._following": nothing,
    "events.victims._by_parse": nothing,
    "events.victims._preceding": nothing,
    "events.victims._parts": nothing,
    "events.victims._nobody": nothing,
    "events.victims._unknown": nothing,
    "events.victims._is_year": false,
    "events.victims._is_said_of": true,
    "events.quantities.Numbers._group": no,
    "events.quantities.Numbers._is_part": false,
    "events.quantities.Numbers._with_bounds": third,
    "events.casting.whole": lambda _text, start, end, _mentions: (start, end),
    "events.casting.sector_of": no,
    "events.merging._may_be_one": false,
    "events.merging._pointing": first,
    "events.country.Countries.assumed": no,
    "events.tolls.lone_victim": no,
    "events.hearing.Hearing.voice_of": no,
    "events.saying.Sayings.said_by": no,
    "events.floor.Turns.speaker_at": no,
    "events.floor.Floor._sayers": nothing,
    "events.floor._pointed": no,
    "events.bearing._alone": nothing,
}
# What stands in for any other function, by how its annotation begins.
ANSWERS: tuple[tuple[str, Nothing], ...] = (
    ("bool$", false),
    ("bool$", true),
    (r".*\| None$", no),
    (r"(?:Iterator|Iterable|Sequence|list)\[|tuple\[.*, \.\.\.\]$", nothing),
)
