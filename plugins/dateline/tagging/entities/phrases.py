"""Noun phrases that mean actors, places, weapons and vehicles: judged by their head noun, with the determiner kept.

"the Syrian military", "120 Iraqi soldiers", "areas north of Raqqah". A count in front is a quantity of its own.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from dateline.models.mentions import Kind
from dateline.seeds.language import Language
from dateline.tagging.entities.spans import Found
from dateline.tagging.entities.vocabulary import Noun, Vocabulary
from dateline.tagging.reading import Parse, Reading

if TYPE_CHECKING:
    from spacy.tokens import Token

PHRASE = 30  # Strength: below a dictionary's name of the same borders, above the model's.

_KINDS = {
    "actor": Kind.ORGANISATION,
    "group": Kind.ORGANISATION,
    "place": Kind.LOCATION,
    "facility": Kind.LOCATION,
    "weapon": Kind.WEAPON,
    "vehicle": Kind.VEHICLE,
}


def phrases(reading: Reading, vocabulary: Vocabulary, words: Language) -> Iterator[Found]:
    """What the noun chunks of all parsed sentences mean."""
    for parse in reading.parses.values():
        for chunk in parse.doc.noun_chunks:
            head = chunk.root
            tokens = [token for token in chunk if token.i <= head.i]
            if head.pos_ == "PRON":
                for name, kind in (("persons", Kind.PERSON), ("groups", Kind.ORGANISATION)):
                    if head.lower_ in words.set(f"entities-{name}"):
                        yield _found(parse, head, head, kind, "pronoun")
            elif known := vocabulary.head([token.text for token in tokens]):
                yield from _noun(parse, tokens, *known, words)


def _noun(parse: Parse, tokens: list[Token], noun: Noun, size: int, words: Language) -> Iterator[Found]:
    """The phrase whose last tokens are a known noun, and the name or site in it."""
    head = tokens[-1]
    start = _first(tokens, size, words)
    kind = _kind(noun, tokens[start:])
    if kind is None:
        return
    if kind is Kind.LOCATION:
        start = max([start, *(i + 1 for i, token in enumerate(tokens) if token.tag_ == "POS")])  # "Syria's Idlib province": two places.
    yield _found(parse, tokens[start], head, kind, f"head:{noun.rule}", noun)
    named = noun.sort == "group" and head.is_title and head.lower_ not in words.set("entities-bodies-described")
    if named and tokens[start].pos_ == "DET" and head.i > tokens[start].i:
        yield _found(parse, tokens[start + 1], head, kind, f"name:{noun.rule}", noun)
    if noun.sort == "facility" and tokens[-size].i > tokens[start].i:
        yield _found(parse, tokens[-size], head, Kind.FACILITY, f"site:{noun.rule}", noun)


def _first(tokens: list[Token], size: int, words: Language) -> int:
    """Where the phrase begins: after a count ("more than 20 | militants") and after adverbs."""
    start = 0
    numbers = [i for i, token in enumerate(tokens[:-size]) if token.pos_ == "NUM" or token.tag_ == "CD"]
    if numbers and tokens[0].lower_ not in words.set("entities-determiners"):
        start = numbers[-1] + 1
    while start < len(tokens) - size and (
        tokens[start].is_punct
        or tokens[start].pos_ in ("ADV", "CCONJ", "SCONJ", "PUNCT")
        or tokens[start].lower_ in words.set("entities-quantifiers")
    ):
        start += 1
    if start == 0 and len(tokens) > size and tokens[0].tag_ == "VBG" and tokens[0].i > 0 and tokens[0].nbor(-1).pos_ in ("ADP", "SCONJ"):
        return 1  # "for bombing hospitals": the bombing is no part of them.
    return start


def _kind(noun: Noun, tokens: list[Token]) -> Kind | None:
    kind = _KINDS.get(noun.sort)
    if kind is Kind.LOCATION and len(tokens) == 1 and not noun.many:
        return None  # "territory", "at home": a word, not a place one could point at.
    return Kind.PERSON if noun.sort == "actor" and not noun.many else kind


def _found(parse: Parse, first: Token, last: Token, kind: Kind, rule: str, noun: Noun | None = None) -> Found:
    start = parse.start + first.idx
    end = parse.start + last.idx + len(last.text)
    return Found(start, end, kind, rule, sector=noun.sector if noun else None, strength=PHRASE)
