"""Did it happen? What the clause of a trigger, and what governs it, assert of the event. Pure.

Pure functions over a parse; nothing here knows rules or actors.
"""

from __future__ import annotations

from spacy.tokens import Token

from dateline.models import Status
from dateline.tagging.events.words import bases, is_one_of
from dateline.tagging.reading import Parse

_NEGATIONS = frozenset({"not", "n't", "never", "no"})
_PLANS = frozenset({"will", "shall", "'ll", "plan", "intend", "schedule", "prepare", "pledge", "promise", "vow"})
_MAYBE = frozenset({"may", "might", "could", "would", "if", "unless", "whether"})
_DEMANDS = frozenset({"demand", "urge", "call", "request", "ask", "must", "should"})
_THREATS = frozenset({"threaten", "warn"})
_DENIALS = frozenset({"deny"})


def status_of(parse: Parse, head: int, kind: str) -> tuple[Status, str]:
    """The status of the event whose trigger's head is token `head`, and the rule that decided; `kind` is its PLOVER category."""
    if kind == "REQUEST":
        return Status.DEMANDED, "status-request"
    if kind == "THREATEN":
        return Status.THREATENED, "status-threat"
    token = parse.doc[head]
    own = {form for child in token.children if child.dep_ in ("aux", "neg", "mark", "det") for form in bases(child)}
    if own & _NEGATIONS:
        return Status.DENIED, "status-negated"
    if own & _PLANS:
        return Status.PLANNED, "status-will"
    if own & _MAYBE:
        return Status.HYPOTHETICAL, "status-modal"
    if governed := _governed(token):
        return governed
    if token.tag_ == "VBG" and any(child.dep_ == "aux" for child in token.children):
        return Status.ONGOING, "status-progressive"
    return Status.HAPPENED, "status-told"


def _governed(token: Token) -> tuple[Status, str] | None:
    for above in token.ancestors:
        if is_one_of(above, _DENIALS):
            return Status.DENIED, "status-governed-denial"
        if is_one_of(above, _DEMANDS):
            return Status.DEMANDED, "status-governed-demand"
        if is_one_of(above, _THREATS):
            return Status.THREATENED, "status-governed-threat"
        if is_one_of(above, _PLANS):
            return Status.PLANNED, "status-governed-plan"
    return None
