"""Whose act a verb tells: its subject, also where it stands in another clause. Pure; bounded by the depth of the parse.

Control ("agreed to withdraw"), coordination ("shelled and stormed"), relative clauses ("troops who fled"), participles
("demanding that"), passives, gerunds after prepositions.
"""

from __future__ import annotations

from dataclasses import dataclass

from spacy.tokens import Token

from dateline.tagging.events.scene import Scene, is_gerund_before_noun

STEPS = 12
_RELATIVES = frozenset({"who", "which", "that", "whom"})
_PERSONAL = frozenset({"it", "he", "she", "they"})
_OBJECT_CONTROL = frozenset(
    "order urge force tell ask allow permit press compel persuade convince request instruct call pressure push want expect accuse "
    "encourage help invite require command authorize authorise enable cause lead prompt warn advise beg implore suspect blame criticize "
    "condemn denounce charge".split()
)


@dataclass(frozen=True, slots=True)
class Subject:
    """The head noun that a verb is said of; `undergoes` when the verb is passive."""

    token: Token | None
    undergoes: bool = False


def subject_of(scene: Scene, verb: Token) -> Subject:
    """The subject of a verb (or of the verb over it that it shares one with); `token` is None where nobody is named."""
    token = verb
    passive = _is_passive(verb)
    for _ in range(STEPS):
        if token != verb and is_gerund_before_noun(verb) and (controller := _controller(scene, token)) is not None:
            return Subject(controller, passive)
        own = next((child for child in token.children if child.dep_ in ("nsubj", "nsubjpass")), None)
        if own is not None:
            undergoes = own.dep_ == "nsubjpass" if token == verb else passive
            return Subject(_antecedent(scene, own, token), undergoes)
        relation, above = token.dep_, token.head
        if relation == "acl" or (relation == "relcl"):
            if relation == "acl" and above.dep_ == "ROOT" and verb.tag_ in ("VBN", "VBD") and agent_of(verb) is None:
                return Subject(above, passive)  # "Charities called for ...": the main verb, taken for a participle.
            return Subject(_plain(above, verb), undergoes=passive or verb.tag_ == "VBN")
        if relation in ("xcomp", "ccomp", "advcl") and relation != "advcl" and (controller := _controller(scene, above)) is not None:
            return Subject(controller, passive)
        if relation == "pcomp":
            governor = above.head
            controller = _controller(scene, governor)
            if controller is not None and above.lower_ in ("of", "for", "from", "with", "into"):
                return Subject(controller, passive)
            token = governor
        elif (relation in ("compound", "amod", "pobj", "prep") and above != token and is_gerund_before_noun(verb)) or (
            relation in ("xcomp", "ccomp", "conj", "advcl", "acomp", "dep", "prep", "attr", "oprd", "dobj") and above != token
        ):
            token = above
        else:
            return Subject(None, passive)
    return Subject(None, passive)


def agent_of(verb: Token) -> Token | None:
    """Who did it in a passive: what stands after its `by`."""
    for child in verb.children:
        if child.dep_ in ("agent", "prep") and child.lower_ == "by":
            return next((inner for inner in child.children if inner.dep_ == "pobj"), None)
    return None


def _is_passive(verb: Token) -> bool:
    return any(child.dep_ in ("auxpass", "nsubjpass") for child in verb.children)


def _controller(scene: Scene, governor: Token) -> Token | None:
    """The object that does what the complement says: "urged them to leave", "accused them of leaving"."""
    if not scene.is_(governor, _OBJECT_CONTROL):
        return None
    found = [child for child in governor.children if child.dep_ in ("dobj", "dative")]
    if not found and _is_passive(governor):
        found = [child for child in governor.children if child.dep_ == "nsubjpass"]
    if not found:
        preps = [child for child in governor.children if child.dep_ == "prep" and child.lower_ in ("on", "for", "to", "upon")]
        found = [inner for prep in preps for inner in prep.children if inner.dep_ == "pobj"]
    return next((one for one in found if scene.is_actor(one)), None)


def _antecedent(scene: Scene, subject: Token, verb: Token) -> Token:
    """The noun behind a relative or personal pronoun, where the sentence has it; else the pronoun."""
    if subject.lower_ in _RELATIVES:
        above = verb
        for _ in range(STEPS):
            if above.dep_ == "relcl":
                return _plain(above.head, above)
            if above.head == above:
                break
            above = above.head
    if subject.lower_ in _PERSONAL:
        return _speaker(scene, subject, verb) or subject
    return subject


def _plain(noun: Token, verb: Token) -> Token:
    """The noun that a relative clause is said of; where number tells that it is not the one the parse names, the nearest one."""
    first = verb.left_edge
    has = any(child.lower_ in ("has", "was", "is") for child in verb.children)
    if has and noun.tag_ in ("NNS", "NNPS") and first.i > 0 and first.nbor(-1).tag_ in ("NN", "NNP"):
        return first.nbor(-1)
    return noun


def _speaker(scene: Scene, pronoun: Token, verb: Token) -> Token | None:
    """The subject of a clause above or beside that a pronoun can mean: they need many, he and she a name or a person."""
    above = verb
    for _ in range(STEPS):
        if above.head == above:
            break
        above = above.head
        for child in above.children:
            if child.dep_ in ("nsubj", "nsubjpass") and child.i < pronoun.i and child.pos_ != "PRON" and scene.is_actor(child):
                return child
    return None
