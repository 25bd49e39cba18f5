"""Did it happen? What the clause of a trigger, and what governs it, assert of the event. Pure.

From the trigger upwards: first what its own clause says (clauses.py), then each word above that governs it (cues.py), the
innermost first. A word that governs is itself told, planned, denied ...; what it makes of the event depends on that, so its own
status is worked out the same way: "failed to prevent the attack", "did not agree to leave". Climbing stops where a clause is
taken for granted ("after the attack"). Nothing here knows rules or actors; every climb is bounded.
"""

from __future__ import annotations

import re

from spacy.tokens import Token

from dateline.models import Status
from dateline.tagging.events import clauses
from dateline.tagging.events.clauses import is_definite, is_infinitive, is_verb, mark_of, mood
from dateline.tagging.events.cues import Cues, load_cues
from dateline.tagging.events.governors import IRREAL, by_noun_of, over
from dateline.tagging.reading import Parse

DEEPEST = 8  # Governors whose own status is worked out; real sentences have four.
Verdict = tuple[Status, str]
_NOTHING: Verdict = (Status.HAPPENED, "told")
_HARMFUL = frozenset({"ASSAULT", "COERCE", "SANCTION", "MOBILIZE", "THREATEN"})
_FACTUAL = frozenset(
    "after during since following despite amid because over through throughout upon given in at by near from as under".split()
)
_GRANTED = frozenset("after during since following despite amid because notwithstanding given upon".split())
_WHEN = frozenset({"when", "once", "as", "after", "before", "until", "till", "while", "whenever", "where"})
_SUPPOSING = frozenset({"if", "unless", "should", "suppose", "supposing", "imagine"})
_OR_ELSE = frozenset({"face", "be", "risk", "suffer", "die"})
_SELF = frozenset({"it", "they", "he", "she", "we", "i"})
_WH = frozenset("why how when where what who which whose".split())
_ORDINAL_SPELL = re.compile(
    r"\b(?:in|into) (?:its|their|the|a) (?:\S+ )?(?:day|night|week|month|year|hour)\b|"
    r"\b(?:in progress|under ?way|in full swing|no signs? of)\b",
    re.I,
)


def status_of(parse: Parse, head: int, kind: str, cues: Cues | None = None) -> Verdict:
    """The status of the event whose trigger's head is token `head`, and the rule that decided; `kind` is its PLOVER category.

    A request is demanded and a threat threatened by being made. `cues` are the shipped ones unless others are given.
    """
    known = cues or load_cues()
    token = parse.doc[head]
    if kind == "REQUEST":
        return Status.DEMANDED, "status-request"
    if kind == "THREATEN":
        return Status.THREATENED, "status-threat"
    judge = _Judge(known, kind)
    status, why = judge.judge(token, 0)
    if why == "told":
        status, why = _by_neighbour(judge, token)
    status, why = _whole_sentence(known, token, status, why)
    if kind == "REJECT" and status is Status.DENIED and not known.effects(token) & {"deny", "fail"}:
        return Status.HAPPENED, "status-rejected"  # "Will not leave" tells that leaving was rejected.
    return status, f"status-{why.replace(' ', '-')}"


def _by_neighbour(judge: _Judge, token: Token) -> Verdict:
    """Where the parse lost the word that governs: the one right before the phrase, and that a bare infinitive tells nothing."""
    first = token
    while first.i and first.nbor(-1).pos_ in ("DET", "ADJ", "NUM", "ADV") and not is_verb(token) and first.nbor(-1).lower_ != "the":
        first = first.nbor(-1)
    if token.tag_ == "VB" and token.dep_ in ("ROOT", "ccomp") and not clauses.has_subject(token) and not clauses.is_infinitive(token):
        return Status.DEMANDED, "imperative"
    if clauses.before(first) == "without" or (clauses.before(first), clauses.before(first, 2)) in (("of", "instead"), ("than", "rather")):
        return Status.DENIED, "without"
    if first.i < 2:
        return _NOTHING
    before = first.nbor(-1)
    preposition = before.lower_ if before.pos_ in ("ADP", "PART", "SCONJ") or before.lower_ == "to" else ""
    governor = before.nbor(-1) if preposition else before
    if before.lower_ in _OR_ELSE and before.nbor(-1).lower_ == "or":
        return Status.THREATENED, "or else"
    infinitive = is_verb(token) and preposition == "to" and token.tag_ == "VB"
    if (
        preposition not in _FACTUAL
        and governor.i not in {one.i for one in token.ancestors}
        and (infinitive or (preposition and not is_verb(token)))
    ):
        effects = judge.effects(governor)
        for effect, status in _NEIGHBOURS:
            if effect in effects:
                return status, f"after {effect}"
    if infinitive or (token.tag_ == "VB" and not any(child.lower_ in ("did", "do", "does", "let", "had") for child in token.children)):
        return Status.HYPOTHETICAL, "infinitive"
    return _NOTHING


def _whole_sentence(cues: Cues, token: Token, status: Status, why: str) -> Verdict:
    """What the rest of the sentence says of all that it tells: a question, "none of this could be verified"."""
    doc = token.doc
    if status in (Status.HAPPENED, Status.ONGOING, Status.PLANNED) and doc[-1].text == "?" and doc[0].lower_ not in _WH:
        return Status.HYPOTHETICAL, "question"
    if (
        status in (Status.HAPPENED, Status.PLANNED)
        and doc[-1].text != "?"
        and any(word in _SUPPOSING for word in (doc[0].lower_, doc[min(1, len(doc) - 1)].lower_))
    ):
        comma = next((one.i for one in doc if one.text == ","), 0)
        if token.i < comma and not clauses.is_perfect(token):
            return Status.HYPOTHETICAL, "supposed"
    if status in (Status.HAPPENED, Status.ONGOING):
        if _AT_NO_POINT.search(doc[max(token.i - 8, 0) : token.i].text):
            return Status.DENIED, "at no point"
        for other in doc[: token.i]:
            if cues.has(other, "fiction") and clauses.before(other.doc[other.left_edge.i]) == "in":
                return Status.HYPOTHETICAL, "fiction"
            if _is_doubted_report(cues, other):
                return Status.UNCLEAR, "unconfirmed report"
        for other in doc:
            if (
                other.i != token.i
                and is_verb(other)
                and cues.has(other, "check")
                and mood(other) in _UNVERIFIED
                and not _asks_details(other)
            ):
                return Status.UNCLEAR, "not verified"
    return status, why


_AT_NO_POINT = re.compile(r"\bat no (?:point|time|stage|moment)\b|\bunder no circumstances\b|\bon no occasion\b", re.I)
_DATES = frozenset(
    "monday tuesday wednesday thursday friday saturday sunday tomorrow january february march april may june july august september "
    "october november december".split()
)
_NEIGHBOURS = (
    ("fail", Status.DENIED),
    ("threat", Status.THREATENED),
    ("promise", Status.PLANNED),
    ("demand", Status.DEMANDED),
    ("want", Status.DEMANDED),
    ("plan", Status.PLANNED),
    ("imagine", Status.HYPOTHETICAL),
)
_UNVERIFIED = ((Status.DENIED, "could not"), (Status.DENIED, "negated"))


def _is_set_for(noun: Token) -> bool:
    """ "Announced a march for next Saturday": "for" a day or month sets a date, on the noun or on the verb that it is the object of."""
    holders = [noun, *([noun.head] if noun.dep_ == "dobj" else [])]
    preps = [child for one in holders for child in one.children if child.lower_ == "for" and child.i > noun.i]
    return any(child.dep_ == "pobj" and (child.lower_ in _DATES or clauses.is_later(child)) for prep in preps for child in prep.children)


def _is_doubted_report(cues: Cues, noun: Token) -> bool:
    """ "Unconfirmed reports that", "a disputed account of", "rumours swirled that": whatever the parse hangs the content on."""
    if not cues.has(noun, "reportnoun"):
        return False
    after = [word.lower_ for word in noun.doc[noun.i + 1 : noun.i + 3]]
    if cues.has(noun, "unclear"):
        return "that" in after
    return after[:1] in (["that"], ["of"]) and any(child.dep_ == "amod" and cues.has(child, "unclear") for child in noun.children)


def _asks_details(verb: Token) -> bool:
    """Whether what cannot be verified is only how, where or how many."""
    for child in verb.children:
        if child.dep_ == "ccomp" and any(one.lower_ in _WH for one in child.subtree if one.i <= child.i):
            return True
        if child.dep_ in ("dobj", "nsubjpass") and child.lower_ in ("number", "numbers", "toll", "identity", "figures", "figure", "cause"):
            return True
    return False


class _Judge:
    """Works out the status of a token; `kind` is the category of the event that is asked for."""

    def __init__(self, cues: Cues, kind: str) -> None:
        self._cues = cues
        self._kind = kind

    def judge(self, token: Token, depth: int) -> Verdict:
        """The status of what a token tells, and why."""
        if depth > DEEPEST:
            return _NOTHING
        own = self._own(token)
        first = own
        node = token
        for _ in range(clauses.STEPS):
            if node.head.i == node.i:
                break
            found, node, stop = self._above(node, own, depth, first=node == token)
            if found is not None:
                own = found
            if stop:
                break
        if own is None:
            return _NOTHING
        if own[1] == "would" and own == first:
            return (Status.PLANNED, "would") if self._is_reported(token) else (Status.HYPOTHETICAL, "would")
        return own

    # ---- the trigger itself ------------------------------------------------------------------------------------------

    def _own(self, token: Token) -> Verdict | None:
        if is_verb(token):
            own = mood(token)
            if own is None and self._is_going_on(token):
                return Status.ONGOING, "continued"
            return self._conditional(token, own) if own else None
        return self._noun(token)

    def _is_going_on(self, verb: Token) -> bool:
        """ "Clashes continued": a finite verb that itself says so."""
        return self._cues.has(verb, "persist") and verb.tag_ in ("VBD", "VBZ", "VBP", "VB", "NN")

    def _conditional(self, verb: Token, own: Verdict) -> Verdict:
        """What would or will be done on a condition: a threat if it is harm that the speaker does, else a mere thought."""
        if own[1] not in ("would", "will"):
            return own
        subject = next((child for child in verb.children if child.dep_ == "nsubj"), None)
        if (
            subject is not None
            and subject.lower_ in _SELF
            and self._cues.has(verb, "menace")
            and (own[1] == "would" or subject.lower_ in ("we", "i"))
            and (own[1] == "will" or self._is_reported(verb))
        ):
            return Status.THREATENED, "announced harm"
        if not _has_condition(verb):
            return own
        harmful = self._kind in _HARMFUL or self._cues.has(verb, "harm")
        if harmful and (
            own[1] == "will"
            or (self._cues.has(verb, "menace") and self._is_reported(verb))
            or (subject is not None and subject.lower_ in _SELF and self._is_reported(verb))
        ):
            return Status.THREATENED, "harm on a condition"
        return (Status.HYPOTHETICAL, "would if") if own[1] == "would" else own

    def _noun(self, noun: Token) -> Verdict | None:
        for child in noun.children:
            if child.i < noun.i and child.dep_ in ("det", "amod", "compound", "nmod", "neg", "advmod"):
                if child.lower_ in ("no", "neither"):
                    return Status.DENIED, "no"
                if (found := self._adjective(child)) is not None:
                    return found
        if any(child.dep_ == "poss" and clauses.is_later(child) for child in noun.children) or _is_set_for(noun):
            return Status.PLANNED, "of a later day"
        for child in noun.children:
            if child.dep_ in ("relcl", "acl") and child.i > noun.i and (found := self._relative(child)) is not None:
                return found
        if not self._kind and self._cues.has(noun, "threat"):
            return Status.THREATENED, "threat"
        return None

    def _adjective(self, word: Token) -> Verdict | None:
        effects = self._cues.effects(word)
        for effect, status in (
            ("foiled", Status.DENIED),
            ("unclear", Status.UNCLEAR),
            ("threatened", Status.THREATENED),
            ("planned", Status.PLANNED),
            ("feared", Status.HYPOTHETICAL),
            ("running", Status.ONGOING),
        ):
            if effect in effects:
                return status, f"{effect} event"
        return None

    def _relative(self, verb: Token) -> Verdict | None:
        """ "Talks that were called off", "a raid planned for Monday": what a clause says of the noun it hangs on."""
        passive = verb.tag_ == "VBN" and verb.dep_ == "acl"
        passive = passive or any(child.dep_ == "nsubjpass" and child.lower_ in ("which", "that", "who") for child in verb.children)
        effects = self._cues.effects(verb)
        if passive and "prevent" in effects:
            return Status.DENIED, "prevented"
        if passive and effects & {"plan", "planned"} and mood(verb) is None:
            return Status.PLANNED, "planned"
        if passive and "threat" in effects:
            return Status.THREATENED, "threatened"
        subject = any(child.dep_ == "nsubj" and child.lower_ in ("which", "that") for child in verb.children)
        if subject and "occur" in effects and (own := mood(verb)) is not None:
            return own
        return None

    # ---- what stands above -------------------------------------------------------------------------------------------

    def _above(self, node: Token, own: Verdict | None, depth: int, *, first: bool) -> tuple[Verdict | None, Token, bool]:
        """One step up: what the word above makes of the event (None: nothing), where to go on, whether to stop."""
        relation, above = node.dep_, node.head
        if relation == "conj":
            words = [clauses.before(node), clauses.before(node, 2)]
            if own is None and ((words[0] == "or" and node.lower_ in _OR_ELSE) or words == ["be", "or"]):
                return (Status.THREATENED, "or else"), above, True
            return None, above, False
        if relation == "relcl" and above.lower_ == "case" and own is None:
            return (Status.HYPOTHETICAL, "in case"), above, True
        if relation == "relcl" and (is_infinitive(node) or _is_content(node)):
            return over(self, node, above, own, depth, preposition="")
        if relation in ("relcl", "appos", "parataxis", "npadvmod", "intj"):
            return None, above, True
        if relation == "advcl":
            return self._adverbial(node, own, depth, first=first)
        if relation in ("ccomp", "csubj", "csubjpass", "pcomp", "acl") and mark_of(node) in ("whether", "if"):
            return self._asked(node, above), above, True
        if relation in ("pobj", "pcomp"):
            return self._after_preposition(node, own, depth, first=first)
        if own and own[1] == "feared event" and relation in ("dobj", "nsubjpass") and is_verb(above) and clauses.is_negated(above):
            return (Status.DENIED, "not any"), above, True
        if relation in ("nsubj", "csubj") and not is_verb(node):
            return by_noun_of(self, node, own, depth)
        if relation in ("prep", "agent", "advmod", "mark", "punct", "cc", "det", "aux"):
            return None, above, False
        return over(self, node, above, own, depth, preposition="")

    def _asked(self, clause: Token, above: Token) -> Verdict:
        effects = self._cues.effects(above.head if above.pos_ in ("ADP", "SCONJ") else above)
        opening = next(child for child in clause.children if child.dep_ == "mark")
        if opening.i:
            effects |= self._cues.effects(opening.nbor(-1))
        if is_infinitive(clause) or (effects & {"plan", "imagine"} and not effects & {"unclear", "establish"}):
            return Status.HYPOTHETICAL, "considered"
        return Status.UNCLEAR, "whether"

    def _asks(self, node: Token, above: Token) -> bool:
        """Whether an if follows a word of knowing: it asks, it is no condition."""
        opening = next(child for child in node.children if child.dep_ == "mark")
        before = [above] + ([opening.nbor(-1)] if opening.i else [])
        return opening.i > above.i and any(self._cues.effects(word) & {"unclear", "establish"} for word in before)

    def _adverbial(self, node: Token, own: Verdict | None, depth: int, *, first: bool) -> tuple[Verdict | None, Token, bool]:
        above, mark = node.head, mark_of(node)
        if mark in ("whether", "if") and (self._asks(node, above) or mark == "whether"):
            return self._asked(node, above), above, True
        if mark == "before" and own is not None and own[1] == "may":
            return (Status.DENIED, "before it could"), above, True
        if mark in ("so that", "lest", "as if"):
            return (own or (Status.HYPOTHETICAL, "purpose")), above, True
        if (
            mark == "before"
            and own is None
            and any(child.dep_ in ("nsubj", "nsubjpass") and clauses.is_any(child) for child in node.children)
        ):
            return (Status.DENIED, "before anybody"), above, True
        if mark in _WHEN:
            if own is None and node.tag_ in ("VBZ", "VBP") and self.judge(above, depth + 1)[0] in IRREAL:
                return (Status.HYPOTHETICAL, "when it will be"), above, True
            return None, above, True
        if mark in ("if", "unless", "lest"):
            return own or (Status.HYPOTHETICAL, "conditional"), above, True
        if mark == "for" and is_infinitive(node):
            return over(self, node, above, own, depth, preposition="for")
        if mark and mark != "that":
            return None, above, True
        if is_infinitive(node):
            return over(self, node, above, own, depth, preposition="")
        if node.tag_ == "VBG" and own is None:
            status, why = self.judge(above, depth + 1)
            return ((Status.HAPPENED if status is Status.ONGOING else status), f"with its clause {why}"), above, True
        return None, above, True

    def _after_preposition(self, node: Token, own: Verdict | None, depth: int, *, first: bool) -> tuple[Verdict | None, Token, bool]:
        preposition = node.head
        word, above = preposition.lower_, preposition.head
        if word == "without":
            return own or (Status.DENIED, "without"), above, True
        if word in ("instead", "than"):
            return own or (Status.DENIED, "instead"), above, True
        if (
            word == "of"
            and above.lower_ in ("instead", "case", "event", "lieu")
            and (above.lower_ != "event" or preposition.i == above.i + 1)
        ):
            return (
                own or ((Status.DENIED, "instead") if above.lower_ in ("instead", "lieu") else (Status.HYPOTHETICAL, "in case of")),
                above,
                True,
            )
        if word == "of" and above.lower_ == "ahead":
            return own or (Status.PLANNED, "ahead of"), above, True
        if word in ("until", "till", "pending", "unless", "barring"):
            return own or (Status.HYPOTHETICAL, "until"), above, True
        if word == "of" and above.lower_ == "short":
            return own or (Status.DENIED, "short of"), above, True
        if word == "before" and node.dep_ == "pcomp" and self._cues.effects(above) & {"stop", "prevent"}:
            return own or (Status.DENIED, "stopped before"), above, True
        if word == "against" and node.dep_ == "pcomp":
            decided = self._cues.has(above, "plan")
            return own or ((Status.DENIED, "decided against") if decided else (Status.HYPOTHETICAL, "against")), above, True
        if word in ("towards", "toward") and not is_definite(node):
            return own or (Status.HYPOTHETICAL, "towards"), above, True
        if word in _GRANTED or (word == "before" and node.dep_ == "pobj"):
            return None, above, True
        if above.dep_ == "prep" or above.pos_ == "ADP":
            above = above.head
        return over(self, node, above, own, depth, preposition=word)

    def noun(self, noun: Token) -> Verdict | None:
        """What the words around a noun say of it."""
        return self._noun(noun)

    # ---- used by the governors ---------------------------------------------------------------------------------------

    def effects(self, token: Token) -> frozenset[str]:
        """The cue effects of a token."""
        return self._cues.effects(token)

    def is_harm(self, token: Token) -> bool:
        """Whether what a token tells is harm."""
        return self._kind in _HARMFUL or self._cues.has(token, "harm")

    def is_peaceful(self, token: Token) -> bool:
        """Whether what a token tells helps somebody."""
        return self._cues.has(token, "peaceful")

    def is_running(self, verb: Token) -> bool:
        """Whether a form of be tells that its subject goes on: "is in its third week"."""
        return bool(_ORDINAL_SPELL.search(verb.doc[verb.i : verb.right_edge.i + 1].text))

    def _is_reported(self, token: Token) -> bool:
        """Whether somebody says or plans what the clause of a token tells."""
        node = token
        for _ in range(clauses.STEPS):
            if node.head.i == node.i:
                return False
            came_by, node = node.dep_, node.head
            if came_by in ("ccomp", "xcomp", "acl") and self._cues.effects(node) & {
                "report",
                "plan",
                "promise",
                "reportnoun",
                "warn",
                "threat",
            }:
                return True
            if came_by in ("relcl", "advcl"):
                return False
        return False


def _is_content(clause: Token) -> bool:
    """Whether a clause parsed as relative tells the content of its noun: "the risk that rebels retaliate"."""
    subjects = [child for child in clause.children if child.dep_ in ("nsubj", "nsubjpass")]
    return bool(subjects) and subjects[0].lower_ not in ("who", "which", "that") and clause.left_edge.lower_ == "that"


def _has_condition(verb: Token) -> bool:
    """Whether an if or unless hangs on a verb, or on the one that says it."""
    places = [verb] + ([verb.head] if verb.dep_ == "ccomp" else [])
    return any(child.dep_ == "advcl" and mark_of(child) in ("if", "unless") for place in places for child in place.children)
