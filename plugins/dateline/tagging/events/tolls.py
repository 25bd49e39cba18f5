"""How many were killed, injured, missing, captured, arrested, displaced: the tolls that a sentence states. Pure; unknown is unknown.

A function of the parse alone, so that any reader of events can ask it and give each toll to the act that caused it (`act_of`). What is
only meant, feared or denied is no toll.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from dateline.models.codebook import TollKind, TollScope
from dateline.models.events import Actor, Casualties
from dateline.tagging.events.harms import Cues, Harms
from dateline.tagging.events.victims import Link, links
from dateline.tagging.reading import Parse
from dateline.text import Span

if TYPE_CHECKING:
    from spacy.tokens import Doc

FARTHEST = 8  # Steps in the parse between a word of harm and the act that caused it; beyond, a sentence tells of two things.
AROUND = 10  # Tokens beside a toll in which it is told to have grown over longer than one act.

HARMED = (TollKind.KILLED, TollKind.INJURED)


class Counted(NamedTuple):
    """A toll, and the token of the word of harm that it hangs on."""

    toll: Casualties
    harm: int


def tolls_in(parse: Parse, cues: Cues) -> tuple[Counted, ...]:
    """The tolls of one sentence in order, nobody's yet: offsets are the article's, `attribution` and `told` are left to the caller."""
    harms = Harms(parse.doc, cues)
    if not harms.at and not any(token.lower_ in harms.words("casualties") for token in parse.doc):
        return ()
    found = (_counted(parse, link, cues) for link in links(harms) if _is_told(harms, link))
    unique = {(one.toll.kind, one.toll.min, one.toll.max, one.toll.start): one for one in found}
    return tuple(sorted(unique.values(), key=lambda one: (one.toll.start, one.toll.end, one.toll.kind)))


def _counted(parse: Parse, link: Link, cues: Cues) -> Counted:
    doc, quantity = parse.doc, link.quantity
    first, last = min(quantity.first, link.harm), max(quantity.last, link.harm, link.noun or 0)
    start, end = doc[first].idx, doc[last].idx + len(doc[last])
    around = doc[max(first - AROUND, 0) : max(quantity.last, link.harm) + AROUND].text
    toll = Casualties(
        kind=TollKind(link.kind),
        min=quantity.min,
        max=quantity.max,
        scope=TollScope.CUMULATIVE if cues.language.pattern("tolls-growing").search(around) else TollScope.EVENT,
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
    edge, seen = {counted.harm}, {counted.harm}
    for _ in range(FARTHEST + 1):
        for number, tokens in enumerate(acts):
            if not edge.isdisjoint(tokens):
                return number
        edge = {other.i for i in edge for other in (doc[i].head, *doc[i].children)} - seen
        seen |= edge
    return None


def lone_victim(parse: Parse, trigger: Span, target: Actor, cues: Cues) -> Casualties | None:
    """A toll of one where the trigger is a word of harm and the target of its sentence one person; offsets are the article's.

    In headlines ("Senior leader killed in raid") the parse is a guess, and the reader's pointer at the target is the better witness.
    """
    act, who = parse.tokens(*trigger), parse.tokens(target.start, target.end)
    if act is None or who is None:
        return None
    harms = Harms(parse.doc, cues)
    kinds = {kind for token in act for kind, _ in harms.at.get(token.i, ())}
    kind = next((one for one in HARMED if one in kinds), None)
    if kind is None or not harms.is_one_person(who.root):
        return None
    return Casualties(kind=kind, min=1, max=1, scope=TollScope.EVENT, group=None, text=target.text, start=target.start, end=target.end)


def _is_told(harms: Harms, link: Link) -> bool:
    """Whether a word of harm tells of something done: not "would kill", "threatened to kill", "was not hurt", "if people die".

    "May have been killed" and "are believed to have been killed" state a toll, "would have been" does not.
    """
    harm, first = harms.doc[link.harm], harms.doc[link.harm]
    if harm.pos_ not in ("VERB", "AUX") and not harm.tag_.startswith("VB"):
        return True
    while first.dep_ == "conj" and first.head.tag_ == first.tag_:
        first = first.head  # The verb that a coordinated one shares its auxiliaries with.
    words = {c.lower_ for c in (*harm.children, *first.children) if c.dep_ in ("aux", "auxpass", "neg", "mark", "advmod")}
    unreal = words & harms.words("unreal")
    if link.quantity.max == 0:
        return not unreal
    perhaps = bool(words & harms.words("have")) and unreal <= harms.words("perhaps")
    return not words & harms.words("not") and (not unreal or perhaps)
