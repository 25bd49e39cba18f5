"""How the clause of an event is put can make it another event: what will be given is agreed, what will be bombed is threatened,
what must be done is requested, what will not be done is rejected. Pure; which becomes which is data (rules with a `stance`)."""

from __future__ import annotations

from dataclasses import replace

from spacy.tokens import Token

from dateline.seeds.events import Stance
from dateline.tagging.events.rules import Coding, Rule, RuleBook
from dateline.tagging.events.scene import SUBJECTS, Scene
from dateline.tagging.events.subjects import subject_of
from dateline.tagging.events.triggers import Match
from dateline.tagging.events.words import WILL

_MUST = frozenset({"must", "should", "ought"})
_MAYBE = frozenset({"may", "might", "could"})
_NEGATIONS = frozenset({"not", "n't", "never", "n’t"})
_STEPS = 6


def turned(scene: Scene, book: RuleBook, matches: list[Match]) -> list[Match]:
    """The matches with those whose stance makes another event of them replaced, and the demands that only a `must` shows."""
    result: list[Match] = []
    for match in matches:
        anchor = scene.doc[match.anchor]
        stance = stance_of(scene, book, anchor)
        rule = _rule_for(scene, book, stance, match) if stance else None
        result.append(_as(scene, match, rule) if rule else match)
    known = {match.anchor for match in result}
    result.extend(one for one in _demands(scene, book) if one.head not in known and one.anchor not in known)
    return result


def stance_of(scene: Scene, book: RuleBook, anchor: Token) -> Stance | None:
    """How a clause is put, from its auxiliaries and the verb or adjective of intention over it."""
    auxiliaries = {child.lower_ for child in anchor.children if child.dep_ in ("aux", "neg", "advmod")}
    negated = bool(auxiliaries & _NEGATIONS) or "no longer" in " ".join(child.lower_ for child in anchor.lefts)
    if auxiliaries & _MUST or _has_to(scene, anchor):
        return "obliged"
    if auxiliaries & _MAYBE:
        return None if negated else "possible"
    if auxiliaries & WILL:
        return "refused" if negated else "future"
    above = anchor
    for _ in range(_STEPS):
        if above.dep_ not in ("xcomp", "ccomp", "acomp", "conj", "dobj", "pcomp", "prep", "advcl") or above.head == above:
            return None
        came_by, above = above.dep_, above.head
        if came_by in ("dobj", "advcl", "ccomp"):
            return None
        if scene.is_(above, book.words("intentions")):
            holder = above.head if above.pos_ == "ADJ" else above
            lefts = {child.lower_ for verb in (above, holder) for child in verb.children if child.dep_ in ("neg", "aux")}
            return "refused" if lefts & _NEGATIONS else "future"
        if scene.is_(above, book.words("failures")):
            return "failed"
        if above.pos_ in ("VERB", "AUX"):
            lefts = {child.lower_ for child in above.children if child.dep_ in ("aux", "neg")}
            if lefts & WILL:
                return "refused" if lefts & _NEGATIONS else "future"
    return None


def _has_to(scene: Scene, anchor: Token) -> bool:
    above = anchor.head
    return anchor.dep_ == "xcomp" and scene.is_(above, {"have", "need"}) and any(child.lower_ == "to" for child in anchor.children)


def _rule_for(scene: Scene, book: RuleBook, stance: Stance, match: Match) -> Rule | None:
    for rule in book.stances.get(stance, ()):
        if match.rule.type in rule.over and (not rule.about or scene.has(scene.governed(scene.doc[match.anchor]), rule.about)):
            return rule
    return None


def _as(scene: Scene, match: Match, rule: Rule) -> Match:
    return replace(match, rule=rule, coding=_coding(scene, rule, match.anchor), base=match.rule)


def _coding(scene: Scene, rule: Rule, anchor: int) -> Coding:
    governed = [scene.doc[anchor], *scene.governed(scene.doc[anchor])]
    return next(one for one in rule.codings if not one.about or scene.has(governed, one.about))


def _demands(scene: Scene, book: RuleBook) -> list[Match]:
    """ "X said that Y must ...": a demand of X on Y, whatever it is about."""
    rule = next((one for one in book.stances.get("obliged", ()) if not one.over), None)
    if rule is None:
        return []
    found = []
    for token in scene.doc:
        if token.lower_ not in _MUST or token.dep_ != "aux":
            continue
        verb = token.head
        speech = _speech(scene, book, verb)
        own = next((child for child in verb.children if child.dep_ in SUBJECTS), None)
        if speech is None or own is None or not scene.is_actor(own):
            continue
        speaker = subject_of(scene, speech).token
        if speaker is not None and speaker.i != own.i and scene.is_actor(speaker):
            found.append(Match(rule, _coding(scene, rule, verb.i), "verb", speech.i, speech.i, (token.i, verb.i)))
    return found


def _speech(scene: Scene, book: RuleBook, verb: Token) -> Token | None:
    above = verb
    for _ in range(_STEPS):
        if above.dep_ not in ("ccomp", "conj", "xcomp", "acl") or above.head == above:
            return None
        above = above.head
        if scene.is_(above, book.words("reports")):
            return above
    return None
