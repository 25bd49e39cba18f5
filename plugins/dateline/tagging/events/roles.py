"""Who did it and to whom: noun phrases around a trigger, ranked. Pure.

The source is the grammatical subject (or agent). Targets are ranked: named entities and nouns that mean people first, the
direct object before "against", "with", "to", these before "in" and "at", near before far.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from spacy.tokens import Token

from dateline.models import Actor
from dateline.tagging.events.scene import SUBJECTS, Scene
from dateline.tagging.events.subjects import agent_of, subject_of
from dateline.tagging.events.triggers import Match

MOST = 12  # Actors of one side: a list of two hundred names is kept as its first ones.
DEEPEST = 6
_PARTITIVES = frozenset(
    "number group lot dozen hundred thousand million score series majority part member leader half third quarter handful couple "
    "supporter official wave team pair crowd representative resident some many most several one two three four five".split()
)
_PHYSICAL = frozenset({"ASSAULT", "COERCE", "MOBILIZE"})
_PREPOSITIONS = {
    "against": 1.6,
    "with": 1.2,
    "to": 1.2,
    "on": 1.0,
    "upon": 1.0,
    "for": 0.9,
    "between": 1.2,
    "among": 0.8,
    "by": 0.9,
    "of": 0.9,
    "from": 0.8,
    "at": 0.6,
    "into": 0.6,
    "in": 0.5,
    "near": 0.4,
    "over": 0.2,
    "as": -1.5,
    "after": -1.5,
    "before": -1.5,
    "since": -1.5,
    "during": -1.5,
    "under": -1.0,
    "following": -1.5,
    "despite": -1.5,
    "without": -1.0,
    "because": -1.0,
    "about": -0.3,
    "like": -1.0,
}
_RELATIONS = {"dobj": 1.8, "dative": 2.0, "nsubjpass": 2.0, "oprd": 0.5, "attr": 0.5, "appos": -1.0, "npadvmod": -2.0, "conj": -0.3}
_MODIFIERS = frozenset({"poss", "compound", "amod", "nmod"})


@dataclass(frozen=True, slots=True)
class Cast:
    """Who acts and who is acted on, as head tokens, the best first."""

    actors: tuple[Token, ...]
    targets: tuple[Token, ...]
    why: str


def cast_of(scene: Scene, match: Match) -> Cast:
    """The actors and targets of a match."""
    actors, targets, why = _sides(scene, match)
    order = match.rule.order
    if order == "reversed":
        actors, targets = targets, actors
    elif order == "mutual" and not (targets and actors and targets[0].i not in {a.i for a in actors}):
        targets = []
    known = {token.i for token in actors}
    targets = [token for token in targets if token.i not in known and not _inside(token, actors)]
    return Cast(tuple(actors[:MOST]), tuple(targets[:MOST]), why)


def _sides(scene: Scene, match: Match) -> tuple[list[Token], list[Token], str]:
    head, anchor = scene.doc[match.head], scene.doc[match.anchor]
    if match.kind == "noun" and anchor is head:
        return _of_noun(scene, match, head)
    subject = subject_of(scene, anchor)
    if subject.undergoes and match.kind == "verb":
        agent = agent_of(anchor)
        targets = _all_of(scene, subject.token) if subject.token is not None else []
        actors = _all_of(scene, agent) if agent is not None else []
        return actors, targets or _targets(scene, match, set()), "passive"
    if subject.undergoes:  # "Talks were held by", "an attack was launched by".
        agent = agent_of(anchor)
        actors = _all_of(scene, agent) if agent is not None else _own_actors(scene, head)
        return actors, _targets(scene, match, {t.i for t in actors}), "passive of a light verb"
    actors = _all_of(scene, subject.token) if subject.token is not None else []
    if not actors and match.kind == "noun":
        actors = _own_actors(scene, head)
    return actors, _targets(scene, match, {t.i for t in actors}), "subject"


def _of_noun(scene: Scene, match: Match, head: Token) -> tuple[list[Token], list[Token], str]:
    actors = _own_actors(scene, head)
    if not actors and head.dep_ in ("dobj", "pobj", "conj") and match.rule.type not in _PHYSICAL:
        verb = next((above for above in head.ancestors if above.pos_ in ("VERB", "AUX")), None)
        subject = subject_of(scene, verb) if verb is not None else None
        actors = _all_of(scene, subject.token) if subject is not None and subject.token is not None and not subject.undergoes else []
    targets = _targets(scene, match, {t.i for t in actors})
    if not targets and head.dep_ == "nsubj" and head.head.pos_ == "VERB":
        targets = [one for thing in scene.objects(head.head) for one in _all_of(scene, thing)]
    return actors, targets, "noun"


def _own_actors(scene: Scene, noun: Token) -> list[Token]:
    """ "Russian airstrikes", "the army's raid", "an attack by rebels", "talks between A and B"."""
    for child in noun.children:
        if child.dep_ in ("prep", "agent") and child.lower_ in ("by", "between"):
            for inner in child.children:
                if inner.dep_ == "pobj":
                    return _all_of(scene, inner)
    for child in noun.children:
        if child.dep_ in _MODIFIERS and (scene.is_name(child) or scene.sector(child) is not None):
            return [child, *_conjuncts(scene, child)]
    return []


def _targets(scene: Scene, match: Match, taken: set[int]) -> list[Token]:
    head, anchor = scene.doc[match.head], scene.doc[match.anchor]
    roots = (head,) if anchor is head else (head, anchor)
    best: tuple[float, Token] | None = None
    for root in roots:
        for score, token in _candidates(scene, match, root):
            if token.i in taken or token.i in match.tokens:
                continue
            if best is None or score > best[0]:
                best = (score, token)
    if best is None or best[0] <= 0.6:
        return []
    return [token for token in _all_of(scene, best[1]) if token.i not in taken]


def _candidates(scene: Scene, match: Match, root: Token) -> Iterator[tuple[float, Token]]:
    """Everything below a trigger that can be its target, with its merit."""
    stack: list[tuple[Token, float, int]] = [
        (child, _step(match, root, child), 1) for child in root.children if child.dep_ not in SUBJECTS or child.dep_ == "nsubjpass"
    ]
    while stack:
        token, merit, depth = stack.pop()
        if token.pos_ in ("NOUN", "PROPN", "ADJ") and token.dep_ != "advmod":
            yield merit + _worth(scene, match, token), token
        if depth < DEEPEST:
            stack.extend((child, merit + _step(match, token, child), depth + 1) for child in token.children)


def _step(match: Match, above: Token, child: Token) -> float:
    """What one arc of the parse adds to the merit of what is below it."""
    relation = child.dep_
    if relation in ("prep", "agent"):
        towards = match.rule.towards
        if child.lower_ in towards:
            return 1.8 - 0.2 * towards.index(child.lower_)
        return _PREPOSITIONS.get(child.lower_, -0.5) - (0.2 if above.pos_ in ("NOUN", "PROPN") else 0.0)
    if relation in ("parataxis", "advcl"):
        return -2.0
    if relation == "relcl":
        return -2.0
    if relation == "nsubj":
        return 0.9
    if relation in ("pobj", "pcomp", "ccomp", "xcomp"):
        return 0.0
    if relation in _MODIFIERS:
        return -0.5
    return _RELATIONS.get(relation, -0.4)


def _worth(scene: Scene, match: Match, token: Token) -> float:
    if token.ent_type_ in ("DATE", "TIME", "MONEY", "PERCENT", "QUANTITY", "ORDINAL", "CARDINAL"):
        return -5.0
    if scene.is_name(token):
        return 1.0 if token.dep_ not in ("compound",) or token.head.pos_ != "PROPN" else -2.0
    if scene.sector(token) is not None:
        return 1.0
    if match.rule.type in _PHYSICAL and token.dep_ in ("dobj", "nsubjpass"):
        return 0.4
    return -1.6


def _all_of(scene: Scene, token: Token) -> list[Token]:
    """A noun and what is coordinated with it; a pronoun or a thing is nobody."""
    found = [token, *_conjuncts(scene, token)]
    real = [one for one in found if one.pos_ not in ("PRON", "DET", "VERB", "AUX") and one.ent_type_ not in ("DATE", "TIME")]
    return real[:MOST]


def _conjuncts(scene: Scene, token: Token) -> list[Token]:
    found: list[Token] = []
    current = token
    while len(found) < MOST:
        following = next((child for child in current.children if child.dep_ == "conj" and child.pos_ in ("NOUN", "PROPN", "ADJ")), None)
        if following is None:
            break
        if scene.is_actor(following):
            found.append(following)
        current = following
    return found


def _inside(token: Token, others: Iterable[Token]) -> bool:
    return any(other.is_ancestor(token) and token.dep_ in ("compound", "amod", "poss", "nmod") for other in others)


def actor_of(scene: Scene, token: Token) -> Actor:
    """The noun phrase of a head token as an actor, with the entity behind it where a mention gives one."""
    first, last = phrase_bounds(scene, token)
    doc = scene.doc
    start = scene.offset(doc[first])
    end = scene.offset(doc[last]) + len(doc[last])
    mention = scene.mentions.get(token.i)
    entity = mention.entity if mention else None
    return Actor(
        text=doc.text[start - scene.parse.start : end - scene.parse.start],
        start=start,
        end=end,
        entity=entity.id if entity else None,
        role=entity.role if entity else None,
        name=entity.name if entity else None,
        country=entity.country if entity else None,
        code=entity.code if entity else None,
        sector=(entity.sector if entity else None) or scene.sector(token) or None,
    )


def phrase_bounds(scene: Scene, token: Token) -> tuple[int, int]:
    """First and last token of the noun phrase around a head: its modifiers, and a short `of ...` or `in ...` of a common noun."""
    first = last = token.i
    for child in token.children:
        if child.i < token.i and child.dep_ in ("compound", "amod", "nmod", "nummod", "poss", "quantmod"):
            if child.ent_type_ in ("DATE", "TIME", "ORDINAL"):
                continue
            first = min(first, child.left_edge.i)
        elif child.i > token.i and child.dep_ == "prep" and child.i == last + 1 and _belongs(scene, token, child):
            last = max(last, child.right_edge.i)
    while first < token.i and (scene.doc[first].pos_ in ("DET", "PUNCT", "ADP", "CCONJ") or scene.doc[first].tag_ == "PRP$"):
        first += 1
    return first, last


def _belongs(scene: Scene, noun: Token, preposition: Token) -> bool:
    length = preposition.right_edge.i - preposition.i + 1
    if any(inner.pos_ == "VERB" for inner in preposition.subtree):
        return False
    if preposition.lower_ == "of":
        return length <= (9 if scene.is_(noun, _PARTITIVES) else 5)
    return preposition.lower_ in ("in", "at", "from", "for", "to") and not scene.is_name(noun) and length <= 4
