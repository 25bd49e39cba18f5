"""Which words of a sentence tell an event: rules whose trigger and conditions fit, one for each trigger. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from spacy.tokens import Token

from dateline.tagging.events.rules import Coding, Pattern, Rule, RuleBook
from dateline.tagging.events.scene import SUBJECTS, Scene, is_gerund_before_noun
from dateline.tagging.events.subjects import agent_of, subject_of
from dateline.tagging.events.words import WILL

_OWN_ARGUMENTS = frozenset({"by", "against", "on", "between", "with"})


@dataclass(frozen=True, slots=True)
class Match:
    """A rule that fits. `anchor` is the verb whose clause tells it: a light verb over a noun, else the trigger itself."""

    rule: Rule
    coding: Coding
    kind: str
    head: int
    anchor: int
    tokens: tuple[int, ...]
    base: Rule | None = None  # The rule of the event that a stance made another of.


@dataclass(frozen=True, slots=True)
class NearMiss:
    """A rule whose trigger stood there and that did not fit, with the reason."""

    rule: str
    token: int
    reason: str


def find_triggers(scene: Scene, book: RuleBook) -> tuple[list[Match], list[NearMiss]]:
    """The best rule for each trigger word, in order, and the rules that almost fired."""
    matches: list[Match] = []
    missed: list[NearMiss] = []
    for token in scene.doc:
        patterns = book.patterns.get(token.lower_)
        if not patterns:
            continue
        best: tuple[tuple[int, ...], Match] | None = None
        for pattern in patterns:
            trigger = _trigger(scene, token, pattern)
            if trigger is None:
                continue
            match, reason = _fitting(scene, book, token, pattern, trigger)
            if match is None:
                missed.append(NearMiss(pattern.rule.id, token.i, reason))
                continue
            merit = (2 * len(pattern.rest) + pattern.rule.conditions, -pattern.rule.rank)
            if best is None or merit > best[0]:
                best = (merit, match)
        if best:
            matches.append(best[1])
    return _without_parts(matches), missed


def _trigger(scene: Scene, token: Token, pattern: Pattern) -> tuple[int, ...] | None:
    """The tokens of the trigger, if the token is of its kind and its other words stand there."""
    if pattern.kind == "verb":
        if is_gerund_before_noun(token):
            return _with_particles(scene, token, pattern.rest)
        if not (token.pos_ == "VERB" or token.tag_.startswith("VB")) or (token.dep_ in ("amod", "compound") and token.tag_ != "VBG"):
            return None
        return _with_particles(scene, token, pattern.rest)
    if pattern.kind == "adjective":
        return _with_particles(scene, token, pattern.rest) if token.pos_ in ("ADJ", "VERB", "ADV", "ADP") else None
    if token.dep_ in ("compound", "amod", "nmod", "poss") or not _is_noun(token):
        return None
    size = len(pattern.rest)
    if size > token.i or any(word not in scene.bases[token.i - size + n] for n, word in enumerate(pattern.rest)):
        return None
    return tuple(range(token.i - size, token.i + 1))


def _is_noun(token: Token) -> bool:
    return token.pos_ in ("NOUN", "PROPN") or (token.tag_ == "VBG" and token.dep_ in ("pobj", "dobj", "nsubj", "nsubjpass", "ROOT", "conj"))


def _with_particles(scene: Scene, token: Token, rest: tuple[str, ...]) -> tuple[int, ...] | None:
    if not rest:
        return (token.i,)
    doc = scene.doc
    after = range(token.i + 1, token.i + 1 + len(rest))
    if after.stop <= len(doc) and all(word in scene.bases[i] or word == doc[i].lower_ for i, word in zip(after, rest, strict=True)):
        return (token.i, *after)
    below = {inner.lower_: inner.i for child in token.children if child.dep_ not in SUBJECTS for inner in (child, *child.children)}
    if all(word in below and below[word] > token.i for word in rest):
        return (token.i, *sorted(below[word] for word in rest))
    return None


def _fitting(scene: Scene, book: RuleBook, token: Token, pattern: Pattern, trigger: tuple[int, ...]) -> tuple[Match | None, str]:
    rule = pattern.rule
    anchor = _anchor(scene, book, token) if pattern.kind != "verb" else token
    governed = scene.governed(token)
    if anchor != token:
        governed = sorted({*governed, *scene.governed(anchor)}, key=lambda t: t.i)
    if rule.object and not any(scene.has(scene.phrase(thing), rule.object) for thing in scene.objects(token, pattern.rest)):
        return None, "its object is another"
    if rule.intransitive and any(child.dep_ == "dobj" for child in token.children):
        return None, "it has a direct object"
    if rule.unless_object and any(scene.has([thing], rule.unless_object) for thing in scene.objects(token, pattern.rest)):
        return None, "its object excludes it"
    if rule.about and not scene.has(governed, rule.about):
        return None, "it is about something else"
    subjects, unsaid = _subject(scene, anchor) if rule.subject or rule.unless else ([], False)
    if rule.subject and not scene.has(subjects, rule.subject) and not (unsaid and rule.object):
        return None, "its subject is another"
    if rule.unless and scene.has([token, anchor, *token.lefts, *governed, *subjects, *_compound(token)], rule.unless):
        return None, "a word stands there that excludes it"
    if rule.negated and not _is_refused(anchor):
        return None, "it is not negated"
    if rule.light and pattern.kind == "noun" and anchor == token and not _has_arguments(scene, token):
        return None, "nobody does it and no verb carries it"
    coding = next(one for one in rule.codings if not one.about or scene.has([*governed, token], one.about))
    tokens = trigger if anchor == token else tuple(sorted({anchor.i, *trigger}))
    return Match(rule, coding, pattern.kind, token.i, anchor.i, tokens), ""


def _subject(scene: Scene, anchor: Token) -> tuple[list[Token], bool]:
    """The words of who does it (the subject, or the agent of a passive), and whether a passive leaves that open."""
    subject = subject_of(scene, anchor)
    doer = agent_of(anchor) if subject.undergoes else subject.token
    return (scene.phrase(doer) if doer is not None else []), subject.undergoes and doer is None


def _compound(token: Token) -> Iterator[Token]:
    yield from (token.head,) if token.dep_ == "compound" else ()


def _anchor(scene: Scene, book: RuleBook, token: Token) -> Token:
    """The light verb that carries a noun, or the form of be that carries an adjective; else the token itself."""
    head = token
    while head.dep_ == "conj" and head.head.pos_ in ("NOUN", "PROPN", "ADJ"):
        head = head.head
    if head.dep_ in ("acomp", "attr", "oprd") and head.head.pos_ in ("AUX", "VERB"):
        return head.head
    if head.dep_ in ("dobj", "nsubjpass") and scene.is_(head.head, book.words("light-verbs")):
        return token if any(child.dep_ == "prt" and child.lower_ == "off" for child in head.head.children) else head.head
    if head.dep_ == "pobj" and head.head.dep_ == "prep" and scene.is_(head.head.head, book.words("light-verbs-in")):
        return head.head.head
    return token


def _is_refused(verb: Token) -> bool:
    """ "will not", "would not", "cannot": what somebody does not want to do, not what he did not do."""
    words = {child.lower_ for child in verb.children if child.dep_ in ("aux", "neg")}
    return any(child.dep_ == "neg" for child in verb.children) and bool(words & (WILL | {"can", "could", "ca"}))


def _has_arguments(scene: Scene, token: Token) -> bool:
    for child in token.children:
        if child.dep_ in ("poss", "compound", "amod", "nmod") and (scene.is_name(child) or scene.sector(child) is not None):
            return True
        if child.dep_ in ("prep", "agent") and child.lower_ in _OWN_ARGUMENTS:
            return any(scene.is_actor(inner) for inner in child.subtree)
    return False


def _without_parts(matches: list[Match]) -> list[Match]:
    """Without a noun whose word is already a part of a longer trigger ("opened fire", "take to the streets")."""
    taken = {index: match.head for match in matches for index in match.tokens if len(match.tokens) > 1 and index != match.head}
    return [match for match in matches if taken.get(match.head, match.head) == match.head or match.anchor in (taken.get(match.head),)]
