"""The mood of one clause: what its auxiliaries, negations and subject say of its verb, before anything that governs it. Pure."""

from __future__ import annotations

import re

from spacy.tokens import Token

from dateline.models import Status

STEPS = 15
SUBJECTS = frozenset({"nsubj", "nsubjpass", "csubj", "csubjpass", "expl"})
NEGATIONS = frozenset({"not", "n't", "n’t", "never", "nor", "hardly", "barely", "neither"})
NOBODY = frozenset({"nobody", "none", "nothing", "neither", "nowhere"})
_FUTURE = frozenset({"will", "shall", "'ll", "’ll", "wo", "sha"})
_MAYBE = frozenset({"may", "might", "could", "can", "ca"})
_MUST = frozenset({"must", "should", "ought"})
_WOULD = frozenset({"would", "'d", "’d"})
_BE = frozenset({"be", "is", "are", "was", "were", "been", "am", "'s", "'re", "’s", "’re", "being"})
_HAVE = frozenset({"have", "has", "had", "having", "'ve", "’ve"})
_LATER = re.compile(
    r"\b(tomorrow|next (week|month|year|monday|tuesday|wednesday|thursday|friday|saturday|sunday)|later (today|this))\b", re.I
)
_WEEKDAY = re.compile(r"\bon (mon|tues|wednes|thurs|fri|satur|sun)day\b|\b(tomorrow|next)\b", re.I)
_NO_TIME = re.compile(r"\b(?:at no (?:time|point|stage|moment)|in no way|under no circumstances|on no account)\b", re.I)
_LASTING = re.compile(
    r"\bfor (?:a|the|its|their) (?:\w+ )?(?:second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|\d+(?:st|nd|rd|th)) "
    r"(?:\w+ )?(?:day|night|week|month|year|hour)\b",
    re.I,
)
_SPELL = re.compile(
    r"\b(?:for|over) (?:\w+ ){0,3}(?:hours|days|nights|weeks|months|years|decades)\b|\bsince\b|"
    r"\bday after day\b|\b(?:every|each) (?:day|night)\b",
    re.I,
)


def before(token: Token, steps: int = 1) -> str:
    """The word some steps before a token, in lower case; an empty text at the beginning."""
    return str(token.doc[token.i - steps].lower_) if token.i >= steps else ""


def is_verb(token: Token) -> bool:
    """Whether a token heads a clause (auxiliaries that are main verbs too)."""
    return token.pos_ in ("VERB", "AUX") or token.tag_.startswith("VB")


def auxiliaries(verb: Token) -> list[Token]:
    """The auxiliaries and negations of a verb; of a coordinated one without its own, those of the first."""
    own = [child for child in verb.children if child.dep_ in ("aux", "auxpass", "neg") or child.lower_ in NEGATIONS]
    if not own and verb.dep_ == "conj" and not has_subject(verb) and shares(verb, verb.head):
        return auxiliaries(verb.head) if verb.head.dep_ != "conj" or verb.head.head.i != verb.head.i else []
    return own


def shares(verb: Token, first: Token) -> bool:
    """Whether a coordinated verb can share the auxiliaries of the first: their forms agree."""
    return verb.tag_ == first.tag_ or (verb.tag_ in ("VBN", "VBD") and first.tag_ == "VBN")


def has_subject(verb: Token) -> bool:
    """Whether a verb has a subject of its own."""
    return any(child.dep_ in SUBJECTS for child in verb.children)


def is_infinitive(verb: Token) -> bool:
    """Whether "to" stands with a verb."""
    return any(child.lower_ == "to" and child.dep_ == "aux" for child in verb.children)


def is_perfect(verb: Token) -> bool:
    """Whether a form of have stands with a verb."""
    return any(aux.lower_ in _HAVE for aux in auxiliaries(verb))


def mark_of(verb: Token) -> str:
    """The conjunction that opens the clause of a verb; an empty text without one."""
    for child in verb.children:
        if child.dep_ == "mark" or (child.dep_ == "advmod" and child.lower_ in ("when", "once", "whenever")):
            return "so that" if child.lower_ == "so" else str(child.lower_)
    return ""


def is_any(noun: Token) -> bool:
    """Whether a phrase is anyone, anything, any soldier."""
    return noun.lower_.startswith("any") or any(child.lower_ == "any" for child in noun.children)


def is_later(phrase: Token) -> bool:
    """Whether a phrase names a later day: "next week's"."""
    return bool(_LATER.search(phrase.doc[phrase.left_edge.i : phrase.right_edge.i + 1].text))


def is_definite(noun: Token) -> bool:
    """Whether a noun means something known: the, this, somebody's, a day's."""
    for child in noun.children:
        if child.dep_ == "det" and child.lower_ in ("the", "this", "that", "these", "those", "both"):
            return True
        if child.dep_ == "poss" or child.ent_type_ in ("DATE", "TIME"):
            return True
    return False


def mood(verb: Token) -> tuple[Status, str] | None:
    """What the clause itself says of its verb; None where it simply tells it."""
    words = [aux.lower_ for aux in auxiliaries(verb)]
    modals = set(words)
    negated = is_negated(verb)
    if modals & _MUST:
        return (Status.HYPOTHETICAL, "must have") if modals & _HAVE else (Status.DEMANDED, "must")
    if modals & _MAYBE:
        could_not = negated and modals & {"could", "can", "ca"}
        return (Status.DENIED, "could not") if could_not else (Status.HYPOTHETICAL, "may")
    if negated:
        return Status.DENIED, "negated"
    if modals & _FUTURE:
        return Status.PLANNED, "will"
    if modals & _WOULD and not (modals & {"better"}):
        return (Status.HYPOTHETICAL, "would have") if modals & _HAVE else (Status.PLANNED, "would")
    if mark_of(verb) in ("if", "unless", "lest", "provided", "providing") or _inverted(verb):
        return Status.HYPOTHETICAL, "conditional"
    return _aspect(verb, modals)


def _inverted(verb: Token) -> bool:
    """ "Should the town fall": an auxiliary before its subject, in a clause that is no question."""
    return verb.dep_ == "advcl" and any(
        child.lower_ in ("should", "had", "were") and child.i == verb.left_edge.i for child in verb.children if child.dep_ == "aux"
    )


def _aspect(verb: Token, modals: set[str]) -> tuple[Status, str] | None:
    clause = _clause_text(verb)
    if _LASTING.search(clause):
        return Status.ONGOING, "for yet another day"
    progressive = (verb.tag_ == "VBG" and modals & _BE) or ("being" in modals and modals & (_BE - {"being"}))
    if progressive:
        return (Status.PLANNED, "progressive of a later day") if _LATER.search(clause) else (Status.ONGOING, "progressive")
    if modals & {"has", "have", "'ve", "’ve"} and ("been" in modals or verb.lower_ == "been") and _SPELL.search(clause):
        return Status.ONGOING, "perfect with a span"
    if verb.tag_ in ("VBZ", "VBP") and _WEEKDAY.search(clause) and not modals:
        return Status.PLANNED, "present of a later day"
    if any(child.dep_ == "advmod" and child.lower_ == "still" for child in verb.children) and verb.tag_ in ("VBZ", "VBP"):
        return Status.ONGOING, "still"
    return None


def is_negated(verb: Token) -> bool:
    """Whether a clause says no: by a particle, by its subject, or by its object."""
    if any(aux.lower_ in NEGATIONS for aux in auxiliaries(verb)):
        return True
    for child in verb.children:
        if child.dep_ in ("nsubj", "nsubjpass", "dobj", "attr") and (child.lower_ in NOBODY or _no(child)):
            return True
        if child.dep_ == "advmod" and child.lower_ == "longer" and any(inner.lower_ == "no" for inner in child.children):
            return True
    if _NO_TIME.search(_clause_text(verb)):
        return True
    return verb.dep_ in ("conj", "ROOT") and any(
        child.dep_ in ("preconj", "cc") and child.lower_ == "nor" and child.i < verb.i for child in verb.children
    )


def _no(noun: Token) -> bool:
    if noun.left_edge.lower_ in ("not", "no", "neither") and noun.i - noun.left_edge.i <= 4 and noun.left_edge.i != noun.i:
        return True
    return any(child.lower_ in ("no", "neither") and child.dep_ in ("det", "preconj", "neg") for child in noun.children) or (
        noun.lower_ == "one" and before(noun) == "no"
    )


def _clause_text(verb: Token) -> str:
    """The words of a verb's own clause, bounded; other clauses below it are left out."""
    found, stack = [verb], [child for child in verb.children if child.dep_ not in ("advcl", "ccomp", "relcl", "parataxis", "conj")]
    while stack and len(found) < 80:
        token = stack.pop()
        found.append(token)
        stack.extend(child for child in token.children if child.dep_ not in ("advcl", "ccomp", "relcl", "acl", "parataxis"))
    return " ".join(token.text for token in sorted(found, key=lambda token: token.i))
