"""States that act: "Russia has pressed", "U.S. airstrikes", "talks between Turkey and Iran" mean governments, "in Turkey" a place."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from dateline.models.mentions import Kind
from dateline.seeds.language import Language
from dateline.tagging.entities.dictionary import KNOWN
from dateline.tagging.entities.spans import Found, article_before
from dateline.tagging.reading import Reading

if TYPE_CHECKING:
    from spacy.tokens import Token


def acting_states(reading: Reading, names: Sequence[Found], words: Language) -> Iterator[Found]:
    """The state names of parsed sentences that stand for a government, as organisations, with their article if they have one."""
    text = reading.text
    for one in names:
        span = reading.tokens(one.start, one.end) if one.entity and one.entity.kind == "state" and one.kind is Kind.LOCATION else None
        if span is None:
            continue
        state = replace(one, kind=Kind.ORGANISATION, rule="acting-state", strength=KNOWN + 1)
        if _acts(span.root, words):
            yield replace(state, start=article_before(text, one.start, words))
        elif _modifies(text, one, span.root, words):
            yield replace(state, rule="state-as-modifier")


def _acts(token: Token, words: Language) -> bool:
    if token.dep_ == "nsubj" and token.head.pos_ == "VERB":
        return True
    if token.dep_ == "conj" and token.head.dep_ == "nsubj" and token.head.head.pos_ == "VERB" and token.head.pos_ == "PROPN":
        return True
    if token.dep_ == "pobj":
        return token.head.lower_ in words.set("entities-towards")
    return token.dep_ == "dobj" and token.head.lower_ in words.set("entities-object-of")


def _modifies(text: str, one: Found, token: Token, words: Language) -> bool:
    """ "U.S. airstrikes": an acronym before a common noun that it belongs to; full names of states have adjectives for that."""
    before_noun = token.dep_ in ("compound", "nmod", "amod") and token.head.is_lower
    return before_noun and text[one.start : one.end] in words.set("entities-acronyms")


def without_modifiers(names: Sequence[Found], phrases: Sequence[Found], text: str, words: Language) -> list[Found]:
    """Names without the acronyms of states that only modify a longer actor: "U.S. Secretary of State", "U.S. officials"."""
    actors = [p for p in phrases if p.kind in (Kind.PERSON, Kind.ORGANISATION) and p.entity is None]
    modifying = (one for one in names if text[one.start : one.end] in words.set("entities-acronyms"))
    begins = {(one.start, one.end) for one in modifying if any(p.start <= one.start and one.end < p.end for p in actors)}
    return [one for one in names if (one.start, one.end) not in begins]
