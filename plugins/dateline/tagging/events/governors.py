"""What a word makes of an event that it governs: each effect of cues.py, given the word's own status. Pure; used by status.py."""

from __future__ import annotations

from typing import Protocol

from spacy.tokens import Token

from dateline.models import Status
from dateline.tagging.events.clauses import before, has_subject, is_definite, is_infinitive, is_perfect, is_verb, mood

Verdict = tuple[Status, str]
Step = tuple[Verdict | None, Token, bool]
IRREAL = frozenset({Status.HYPOTHETICAL, Status.PLANNED, Status.DEMANDED, Status.THREATENED})
_NONE: Verdict = (Status.HAPPENED, "told")
_PROVED = frozenset("turned turns proved proves proven seemed seems appeared appears".split())
_SAID_NOT = frozenset({"denied", "called false"})
_SAID_OF = frozenset({"demand", "plan", "imagine", "threat", "unclear", "false", "true", "establish", "promise"})
_TOLD = frozenset({Status.HAPPENED, Status.ONGOING})
_BE = frozenset("be is are was were been being am 's 're".split())
_DENIAL_LINKS = frozenset({"", "of"})
_PREVENT_LINKS = frozenset({"", "from", "of", "against"})
_NOUN_LINKS = frozenset({"dobj", "nsubjpass", "pobj", "compound", "amod", "nmod", "attr", "dative", "oprd", "poss", "dep"})


class Judge(Protocol):
    """What the governors need of status.py."""

    def judge(self, token: Token, depth: int) -> Verdict: ...
    def effects(self, token: Token) -> frozenset[str]: ...
    def noun(self, noun: Token) -> Verdict | None: ...
    def is_harm(self, token: Token) -> bool: ...
    def is_peaceful(self, token: Token) -> bool: ...
    def is_running(self, verb: Token) -> bool: ...


def over(judge: Judge, node: Token, above: Token, own: Verdict | None, depth: int, *, preposition: str) -> Step:
    """The step from a clause or noun to the word that governs it."""
    effects = judge.effects(above)
    if above.lower_ in _BE and node.dep_ in ("ccomp", "csubj", "advcl", "attr", "xcomp"):
        predicate = _predicate_word(judge, node, above)
        if predicate is not None:
            above, effects = predicate, judge.effects(predicate)
            if "true" in effects and (mood(above.head) or _NONE)[0] is Status.DENIED:
                return (Status.DENIED, "not true"), above, True
    if effects & {"unclear", "establish"} and own is None and _asks_details(node):
        return None, above, True
    if is_verb(node) and is_infinitive(node):
        if above.lower_ == "order" and before(above) == "in":
            return own or (Status.HYPOTHETICAL, "in order to"), above, True
        if is_verb(above) and (noun := _noun_between(judge, node, above)) is not None:
            above, effects = noun, judge.effects(noun)
    if is_verb(above) and _is_called_false(judge, above) and (own is None or own[0] in _TOLD):
        return (Status.DENIED, "called false"), above, True
    if not effects:
        return _plain(judge, node, above, own, depth, effects)
    step = _overruling(judge, node, above, own, depth, preposition, effects)
    if step is not None:
        return step
    if own is None or own[0] in _TOLD or own[1] in ("would", "will"):
        step = _colouring(judge, node, above, own, depth, preposition, effects)
        if step is not None:
            return step
    elif own[0] is Status.DENIED and effects & {"threat", "demand"} and own[1] == "negated" and (is_infinitive(node) or node.tag_ == "VB"):
        return (Status.THREATENED if "threat" in effects else Status.DEMANDED, "wanted not to be"), above, True
    return _plain(judge, node, above, own, depth, effects)


def _predicate_word(judge: Judge, node: Token, be: Token) -> Token | None:
    """ "It is imperative that", "our demand is": the word on the other side of a form of be."""
    for child in be.children:
        if child.i != node.i and child.dep_ in (("acomp",) if is_verb(node) else ("nsubj",)) and judge.effects(child) & _SAID_OF:
            return child
    return None


def _noun_between(judge: Judge, node: Token, above: Token) -> Token | None:
    """ "Foiled a plot to bomb": the object that an infinitive belongs to, where the parser hangs it on the verb."""
    for child in above.children:
        if child.dep_ in ("dobj", "nsubjpass", "attr") and child.i == node.left_edge.i - 1 and child.pos_ == "NOUN":
            return child if judge.effects(child) & {"plan", "imagine", "threat", "demand", "promise", "fail"} else None
    return None


def _overruling(
    judge: Judge, node: Token, above: Token, own: Verdict | None, depth: int, preposition: str, effects: frozenset[str]
) -> Step | None:
    """Effects that decide whatever the clause itself says: denial, prevention, failure, doubt."""
    if "deny" in effects and preposition in _DENIAL_LINKS and node.dep_ != "amod":
        if "exclude" in effects and is_verb(above) and (mood(above) or _NONE)[0] is Status.DENIED:
            return (Status.HYPOTHETICAL, "not excluded"), above, True
        if mood(above) == (Status.DENIED, "negated") and is_verb(above):
            return (Status.UNCLEAR, "denial denied"), above, True
        return (Status.HAPPENED, "denied that not") if own and own[0] is Status.DENIED else (Status.DENIED, "denied"), above, True
    if _is_called_false(judge, above):
        return (Status.DENIED, "called false"), above, True
    if "prevent" in effects and preposition in _PREVENT_LINKS and (preposition or node.dep_ != "advcl"):
        return _turned(judge.judge(above, depth + 1), "prevented"), above, True
    if "fail" in effects and (is_infinitive(node) or preposition in ("to", "of", "from", "in")):
        return _turned(judge.judge(above, depth + 1), "failed"), above, True
    if "unclear" in effects:
        return (Status.UNCLEAR, "unclear"), above, True
    if is_verb(node) and _says_nobody(above):
        return (Status.DENIED, "nothing says so"), above, True
    granted = preposition in ("on", "about") and is_definite(node)
    if "establish" in effects and not granted and not _asks_details(node) and (not is_verb(node) or not is_infinitive(node)):
        status = judge.judge(above, depth + 1)[0]
        if status is Status.DENIED or (status is Status.UNCLEAR):
            return (Status.UNCLEAR, "not known"), above, True
    return None


def _says_nobody(verb: Token) -> bool:
    return any(child.dep_ == "nsubj" and child.lower_ == "nothing" for child in verb.children)


def _turned(governor: Verdict, why: str) -> Verdict:
    """What is prevented: not done if the preventing was, done if it was not, else only imagined."""
    status = governor[0]
    if status is Status.HAPPENED:
        return Status.DENIED, why
    if status is Status.DENIED:
        return Status.HAPPENED, f"not {why}"
    return (Status.UNCLEAR if status is Status.UNCLEAR else Status.HYPOTHETICAL), f"to be {why}"


def _colouring(
    judge: Judge, node: Token, above: Token, own: Verdict | None, depth: int, preposition: str, effects: frozenset[str]
) -> Step | None:
    """Effects on what is simply told (or will be): threats, demands, plans, thoughts."""
    clause = is_verb(node) and node.dep_ != "amod"
    infinitive = clause and is_infinitive(node)
    if "warn" in effects and own is not None and own[1] in ("would", "will"):
        return (Status.THREATENED, "warned"), above, True
    if "threat" in effects and not ("promise" in effects and judge.is_peaceful(node)):
        return _unless_denied(judge, above, depth, Status.THREATENED, "threatened"), above, True
    if "promise" in effects and (infinitive or not clause or own is not None):
        harm = judge.is_harm(node) and not judge.is_peaceful(node)
        return (
            _unless_denied(judge, above, depth, *((Status.THREATENED, "promised harm") if harm else (Status.PLANNED, "promised"))),
            above,
            True,
        )
    if "want" in effects:
        other = clause and (has_subject(node) or any(child.dep_ == "dobj" and child.i < node.i for child in above.children))
        return (
            _unless_denied(judge, above, depth, *((Status.PLANNED, "wanted") if infinitive and not other else (Status.DEMANDED, "wanted"))),
            above,
            True,
        )
    if own is not None and own[0] is Status.PLANNED:
        return ((Status.HYPOTHETICAL, "imagined"), above, True) if "imagine" in effects and "report" not in effects else None
    if "continue" in effects and (clause or preposition in ("", "with", "under")) and not (infinitive and "manage" in effects):
        return _kept(judge.judge(above, depth + 1)), above, True
    if "demand" in effects and _is_demand(node, preposition, clause=clause):
        governor = judge.judge(above, depth + 1)
        return (governor if governor[1] in _SAID_NOT else (Status.DEMANDED, "demanded")), above, True
    if "order" in effects and infinitive:
        return _unless_denied(judge, above, depth, Status.DEMANDED, "told to"), above, True
    if "stop" in effects and (not infinitive):
        status = judge.judge(above, depth + 1)[0]
        return (Status.HAPPENED if status is Status.HAPPENED else Status.ONGOING, "stopped"), above, True
    planned = infinitive or not clause or preposition or node.dep_ in ("ccomp", "acl")
    if "plan" in effects and planned and (not is_verb(above) or infinitive or preposition in ("for", "on", "to") or not clause):
        harmful_for = preposition == "for" and judge.is_harm(node)
        status, why = (Status.HYPOTHETICAL, "prepared for") if harmful_for and not is_definite(node) else (Status.PLANNED, "planned")
        return _inherit(judge.judge(above, depth + 1), status, why), above, True
    if "imagine" in effects and (not clause or infinitive or preposition or "report" not in effects):
        return _unless_denied(judge, above, depth, Status.HYPOTHETICAL, "imagined"), above, True
    return None


def _is_demand(node: Token, preposition: str, *, clause: bool) -> bool:
    if preposition in ("about", "after", "in", "during", "by", "at"):
        return False
    if clause and not is_infinitive(node):
        return node.dep_ in ("ccomp", "acl", "pcomp") and (node.tag_ in ("VB", "VBP", "VBG", "VBN") and not is_perfect(node))
    return True


def _unless_denied(judge: Judge, above: Token, depth: int, status: Status, why: str) -> Verdict:
    governor, reason = judge.judge(above, depth + 1)
    if reason == "the attempt failed":
        return governor, reason
    if reason == "stopped" and not is_verb(above):
        return Status.DENIED, f"{why} but stopped"
    return (governor, f"not {why}") if governor in (Status.DENIED, Status.UNCLEAR) else (status, why)


def _inherit(governor: Verdict, status: Status, why: str) -> Verdict:
    """A plan that is itself denied, doubted, demanded or imagined."""
    if governor[0] in (Status.DENIED, Status.UNCLEAR, Status.DEMANDED, Status.HYPOTHETICAL) and governor[1] != "purpose":
        return governor[0], f"{why} but {governor[1]}"
    return status, why


def _kept(governor: Verdict) -> Verdict:
    return (Status.ONGOING, "continued") if governor[0] in _TOLD else governor


def _plain(judge: Judge, node: Token, above: Token, own: Verdict | None, depth: int, effects: frozenset[str]) -> Step:
    """The step over a word without an effect of its own on the event."""
    relation = node.dep_
    if is_verb(node) and relation not in _NOUN_LINKS:
        return _plain_clause(judge, node, above, own, depth, effects)
    if own is not None or relation == "agent":
        return None, above, False
    if not is_verb(above):
        if (found := judge.noun(above)) is not None and not is_definite(node):
            return found, above, True
        if effects & {"reportnoun", "responsible"}:
            return None, above, False
        return None, above, is_definite(node) or relation == "poss"
    if effects & {"occur", "manage"} or above.lower_ in _BE:
        status, why = judge.judge(above, depth + 1)
        return (None if status is Status.HAPPENED else (status, f"with its verb {why}")), above, True
    if "report" in effects or is_definite(node):
        return None, above, True
    if relation == "dobj" and above.lower_ in ("call", "calls", "called"):
        return (Status.PLANNED, "was called"), above, True
    status, why = judge.judge(above, depth + 1)
    if status is Status.DENIED and any(child.lower_ in ("would", "could", "will", "can") for child in above.children):
        return (Status.HYPOTHETICAL, "would not"), above, True
    return ((status, f"with its verb {why}") if status in IRREAL else None), above, True


def _plain_clause(judge: Judge, node: Token, above: Token, own: Verdict | None, depth: int, effects: frozenset[str]) -> Step:
    infinitive = is_infinitive(node)
    if own is not None or not (infinitive or node.dep_ in ("xcomp", "pcomp")):
        return None, above, node.dep_ == "acl" and node.tag_ in ("VBN", "VBG") and not has_subject(node)
    if infinitive and is_perfect(node):
        return None, above, False
    if infinitive and above.lower_ in _BE and node.dep_ in ("xcomp", "ccomp", "attr", "advcl"):
        return _inherit(judge.judge(above, depth + 1), Status.PLANNED, "is to"), above, True
    if (
        infinitive
        and above.lower_ in ("have", "has", "had", "having")
        and any(child.lower_ == "yet" for child in (*above.children, *node.children))
    ):
        return (Status.DENIED, "has yet to"), above, True
    if infinitive and above.lower_ in ("have", "has", "having"):
        return (Status.DEMANDED, "has to"), above, True
    if infinitive and above.lower_ == "had" and above.dep_ == "ccomp" and any(child.dep_ == "auxpass" for child in node.children):
        return (Status.DEMANDED, "had to be"), above, True
    if infinitive and above.lower_ == "able" and above.head.lower_ not in ("was", "were"):
        return _unless_denied(judge, above.head, depth, Status.HYPOTHETICAL, "able to"), above, True
    if infinitive and above.lower_ == "going":
        return (Status.PLANNED, "is going to"), above, True
    if above.lower_ == "let" and not has_subject(above) and above.dep_ in ("ROOT", "ccomp"):
        return (Status.DEMANDED, "let them"), above, True
    if effects & {"manage"} or above.lower_ == "had":
        status, why = judge.judge(above, depth + 1)
        return (status if why != "continued" else Status.HAPPENED, f"managed {why}"), above, True
    if infinitive:
        return (None, above, False) if "report" in effects and node.dep_ == "xcomp" else ((Status.HYPOTHETICAL, "purpose"), above, True)
    if "report" in effects or not is_verb(above):
        return None, above, False
    return (judge.judge(above, depth + 1), above, True) if node.dep_ == "xcomp" else (None, above, True)


def by_noun_of(judge: Judge, node: Token, own: Verdict | None, depth: int) -> Step:
    """The step from a noun to the verb (or predicate) that it is the subject of."""
    above = node.head
    effects = judge.effects(above)
    if not is_verb(above):
        return _predicate(effects) if own is None else None, above, True
    if above.lower_ in _BE or above.lower_ in _PROVED or "continue" in effects:
        for word in above.children:
            if word.i > above.i and word.dep_ in ("acomp", "attr", "oprd", "advmod", "prep", "xcomp"):
                inner = [word, *(child for child in word.children if child.dep_ in ("pobj", "acomp", "attr"))]
                if found := next((one for one in (_predicate(judge.effects(place)) for place in inner) if one), None):
                    return found, above, True
    if own is None and "loom" in effects and not any(child.dep_ in ("dobj", "xcomp", "ccomp") for child in above.children):
        return (Status.HYPOTHETICAL, "looming"), above, True
    if own is not None:
        if "happen" in effects and own[0] in IRREAL and judge.judge(above, depth + 1)[0] is Status.DENIED:
            return (Status.DENIED, "did not take place"), above, True
        return None, above, True
    if depth and "fail" in effects and judge.effects(node) & {"imagine", "plan"}:
        return (Status.DENIED, "the attempt failed"), above, True
    if judge.is_running(above) and (above.lower_ in _BE or "show" in above.lower_):
        return (Status.ONGOING, "in progress"), above, True
    if "continue" in effects:
        return _kept(judge.judge(above, depth + 1)), above, True
    status, why = judge.judge(above, depth + 1)
    if "stop" in effects:
        return (Status.HAPPENED if status is Status.HAPPENED else Status.ONGOING, "stopped"), above, True
    if is_definite(node) and status is Status.PLANNED and not judge.is_harm(node):
        return (status, f"with its verb {why}"), above, True
    if "happen" in effects or not is_definite(node):
        taken = status in IRREAL or (status is not Status.HAPPENED and "happen" in effects)
        return ((status, f"with its verb {why}") if taken else None), above, True
    return None, above, True


def _predicate(effects: frozenset[str]) -> Verdict | None:
    for effect, status in (
        ("false", Status.DENIED),
        ("unclear", Status.UNCLEAR),
        ("demand", Status.DEMANDED),
        ("plan", Status.PLANNED),
        ("foiled", Status.DENIED),
        ("planned", Status.PLANNED),
        ("feared", Status.HYPOTHETICAL),
        ("imagine", Status.HYPOTHETICAL),
        ("running", Status.ONGOING),
    ):
        if effect in effects:
            return status, f"said to be {effect}"
    return None


def _is_called_false(judge: Judge, above: Token) -> bool:
    """ "Called reports of a raid baseless", "the claim is false"."""
    for place in (above, above.head):
        for child in (place, *place.children):
            if (
                child.dep_ in ("oprd", "acomp", "ccomp", "attr", "xcomp", "pobj", "advmod")
                and child.pos_ != "VERB"
                and "false" in judge.effects(child)
            ):
                return place.pos_ != "NOUN" or child.i > place.i
        for child in place.children:
            if child.dep_ == "prep" and child.lower_ == "as" and any("false" in judge.effects(inner) for inner in child.children):
                return True
    return False


def _asks_details(node: Token) -> bool:
    """Whether a clause asks how, who or where: then that it happened is taken for granted."""
    return is_verb(node) and any(
        child.lower_ in ("how", "who", "what", "where", "when", "why", "which", "whose") for child in node.subtree if child.i <= node.i
    )
