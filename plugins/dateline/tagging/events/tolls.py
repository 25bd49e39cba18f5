"""How many were killed, injured, missing, captured, arrested, displaced: the tolls that a sentence states. Pure; unknown is unknown.

A function of the parse alone, so that any reader of events can ask it and give each toll to the act that caused it (`act_of`). What is
only meant, feared or denied is no toll.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from dateline.models.codebook import TollKind, TollScope
from dateline.models.events import Casualties
from dateline.seeds.language import Language
from dateline.tagging.events.cues import Cues
from dateline.tagging.events.parsing import steps
from dateline.tagging.events.victims import Link, Victims
from dateline.tagging.reading import Parse

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

FARTHEST = 8  # Steps in the parse between a word of harm and the act that caused it; beyond, a sentence tells of two things.


class Counted(NamedTuple):
    """A toll, and the token of the word of harm that it hangs on."""

    toll: Casualties
    harm: int


def tolls_in(parse: Parse, cues: Cues) -> tuple[Counted, ...]:
    """The tolls of one sentence in order, nobody's yet: offsets are the article's, `attribution` and `told` are left to the caller."""
    doc = parse.doc
    victims = Victims(doc, cues)
    if not victims.harms and not any(token.lower_ in cues.language.set("tolls-casualties") for token in doc):
        return ()
    links = [link for link in victims.links() if _is_told(doc[link.harm], cues.language, zero=link.quantity.max == 0)]
    found = (_counted(parse, victims, link, cues) for link in links)
    unique = {(one.toll.kind, one.toll.min, one.toll.max, one.toll.start): one for one in found}
    return tuple(sorted(unique.values(), key=lambda one: (one.toll.start, one.toll.end, one.toll.kind)))


def _counted(parse: Parse, victims: Victims, link: Link, cues: Cues) -> Counted:
    doc, quantity = parse.doc, link.quantity
    first, last = min(quantity.first, link.harm), max(quantity.last, link.harm, link.noun or 0)
    start, end = doc[first].idx, doc[last].idx + len(doc[last])
    toll = Casualties(
        kind=TollKind(link.kind),
        min=quantity.min,
        max=quantity.max,
        scope=TollScope.CUMULATIVE if cues.cumulative.search(victims.around(link)) else TollScope.EVENT,
        group=doc[link.noun].lower_ if link.noun is not None and not link.mixed else None,
        text=doc.text[start:end],
        start=parse.start + start,
        end=parse.start + end,
        mark=quantity.mark,
        part_of_whole=link.part,
    )
    return Counted(toll, link.harm)


def act_of(doc: Doc, counted: Counted, acts: Sequence[range]) -> int | None:
    """Which of the acts (their tokens) caused a toll: the one told by its word of harm, else the nearest in the parse.

    None where every act stands too far off: a toll that nobody bears belongs to no event.
    """
    away = [(steps(doc, counted.harm, tokens, farthest=FARTHEST), number) for number, tokens in enumerate(acts)]
    distance, nearest = min(away, default=(FARTHEST + 1, 0))
    return nearest if distance <= FARTHEST else None


# ---- told or only meant -------------------------------------------------------------------------------------------------


def _is_told(harm: Token, language: Language, *, zero: bool) -> bool:
    """Whether a word of harm tells of something done: not "would kill", "threatened to kill", "was not hurt", "if people die"."""
    if harm.pos_ not in ("VERB", "AUX") and not harm.tag_.startswith("VB"):
        return True
    verb = _first(harm)
    words = {child.lower_ for child in (*harm.children, *verb.children) if child.dep_ in ("aux", "auxpass", "neg", "mark", "advmod")}
    if zero:
        return not words & language.set("tolls-unreal")
    if words & language.set("tolls-not") or words & language.set("tolls-supposing"):
        return False
    if words & language.set("tolls-unreal"):
        return bool(
            words & language.set("tolls-perhaps") and words & language.set("tolls-have")
        )  # "May have been killed" states a toll, "would have been" does not.
    return not _is_meant(verb, language)


def _first(verb: Token) -> Token:
    """The verb that a coordinated one shares its auxiliaries with."""
    steps = 0
    while verb.dep_ == "conj" and verb.head.i != verb.i and verb.head.tag_ == verb.tag_ and steps < FARTHEST:
        verb, steps = verb.head, steps + 1
    return verb


def _is_meant(verb: Token, language: Language) -> bool:
    """Whether a verb is an infinitive or gerund under another that only means it: "threatened to kill", "plans to arrest", "of killing"."""
    if verb.tag_ == "VB" and any(child.lower_ == "to" and child.dep_ in ("aux", "mark") for child in verb.children):
        perfect = any(child.lower_ in language.set("tolls-have") for child in verb.children)  # "Are believed to have been killed".
        passive_report = verb.head.tag_ == "VBN" and verb.dep_ == "xcomp"
        return not (perfect and (passive_report or verb.dep_ == "xcomp"))
    return False
