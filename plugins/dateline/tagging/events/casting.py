"""Who did it and to whom: the spans that the reader points at, and the entities of the text behind them. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from dateline.models.events import Actor
from dateline.models.mentions import Kind, Mention
from dateline.tagging.near import Near
from dateline.tagging.reader.decode import Pointer
from dateline.text import Span, trim

MOST = 12  # Actors of one side: a list of two hundred names is kept as its first ones.
_ACTING = frozenset({Kind.PERSON, Kind.ORGANISATION, Kind.LOCATION, Kind.NATIONALITY, Kind.FACILITY})
_NAMED = frozenset({Kind.PERSON, Kind.ORGANISATION, Kind.LOCATION})
_REST = re.compile(r"(?:\w|\.(?=\w)|(?<=\.\w)\.)*")  # Of a word or an acronym with dots.
_TRIMMED = "\"'“”‘’«»()[],;: "


def cast(text: str, pointers: Iterable[Pointer], mentions: Near[Mention], nouns: Mapping[str, str | None]) -> tuple[Actor, ...]:
    """The actors of one side, in order of the text; `nouns` gives the PLOVER sector of nouns that mean people and bodies."""
    found: list[Actor] = []
    for pointer in pointers:
        start, end = whole(text, pointer.start, pointer.end, mentions)
        if start < end and not any(one.start < end and start < one.end for one in found):
            found.append(actor_at(text, start, end, mentions, nouns))
    return tuple(sorted(found, key=lambda actor: actor.start)[:MOST])


def actor_at(text: str, start: int, end: int, mentions: Near[Mention], nouns: Mapping[str, str | None]) -> Actor:
    """The words of a span with the entity that they mean.

    What ends where the span ends says who it is ("Syrian government forces"); what only stands in it says at most whose.
    """
    inside = [m for m in mentions.around(start, end) if m.kind in _ACTING and m.entity]
    head = max((m for m in inside if m.end >= end), key=lambda m: (m.start <= start, m.end - m.start), default=None)
    words = text[start:end]
    if head is None or head.entity is None:
        longest = sorted(inside, key=lambda m: m.start - m.end)
        country = next((m.entity.country for m in longest if m.entity and m.entity.country), None)
        return Actor(words, start, end, country=country, sector=sector_of(words, nouns))
    who = head.entity
    return Actor(words, start, end, who.id, who.role, who.name, who.country, who.code, who.sector or sector_of(words, nouns))


def sector_of(words: str, nouns: Mapping[str, str | None]) -> str | None:
    """The sector of the last noun of a phrase that means people or a body."""
    return next((nouns[word] for word in reversed(words.lower().split()) if nouns.get(word)), None)


def whole(text: str, start: int, end: int, mentions: Near[Mention]) -> Span:
    """A span that ends where its last word and its last name end: "U" of U.S., "White" of the White House are the whole.

    Without quotation marks, brackets and blanks at its ends.
    """
    rest = _REST.match(text, end)
    end = rest.end() if rest else end
    around = mentions.around(start, end + 2)
    if any(m.kind is Kind.QUANTITY and (m.start, m.end) == (start, end) for m in around):  # "Three" of "three policemen".
        end = next((m.end for m in around if m.start == end + 1 and text[end] == " " and m.kind in _ACTING), end)
    cut = (m.end for m in mentions.around(end, end + 1) if m.kind in _NAMED and m.start < end and len(text[m.start : start].split()) <= 1)
    return trim(text, start, max(cut, default=end), _TRIMMED)
