"""Who says what a sentence tells, by its parse: the subject of the verb of saying on which an act hangs. Pure.

"The army said that two were hurt, and that it had withdrawn" is the army's; what such a sentence only takes for granted (in a clause
that is added, or as the thing that it speaks of) is nobody's.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from dateline.seeds.language import Language
from dateline.tagging.events.words import Forms
from dateline.tagging.reading import Parse
from dateline.text import Span

if TYPE_CHECKING:
    from spacy.tokens import Token

_NAME = frozenset({"compound", "amod", "poss", "nmod", "case", "flat", "punct", "nummod"})
TAKEN_FOR_GRANTED = frozenset({"relcl", "advcl", "appos", "acl", "pobj", "nsubj", "dobj"})


class Sayings:
    """The verbs of saying of a language."""

    def __init__(self, language: Language) -> None:
        self._verbs = language.set("voices-saying")
        self._forms = Forms(language)

    def is_one(self, word: str) -> bool:
        """Whether a word may be a form of one of them."""
        return not self._verbs.isdisjoint(self._forms.bases(word.lower()))

    def said_by(self, parse: Parse, offset: int) -> Span | None:
        """Where a sentence names whoever says what stands at an offset, the nearest of several; None where nobody does."""
        span = parse.tokens(offset, offset + 1)
        token = span[0] if span else None
        while token is not None and token.head.i != token.i:
            verb = token.head
            if token.dep_ == "ccomp" and verb.pos_ == "VERB" and self.is_one(verb.text) and (who := _subject(verb)):
                first, last = _name(who)
                return parse.start + first, parse.start + last
            token = verb if token.dep_ not in TAKEN_FOR_GRANTED else None
        return None


def _subject(verb: Token) -> Token | None:
    """Whoever does what a verb tells; of coordinated verbs the first tells it: "he came, saw and said"."""
    while True:
        found = next((child for child in verb.children if child.dep_ == "nsubj"), None)
        if found is not None or verb.dep_ not in ("conj", "xcomp"):
            return found
        verb = verb.head


def _name(token: Token) -> Span:
    """A noun with what stands before it in its phrase, without articles; offsets of the parse's text."""
    first = token
    for child in reversed(list(token.lefts)):
        if child.dep_ not in _NAME or child.right_edge.i != first.i - 1:
            break
        first = child.left_edge
    return first.idx, token.idx + len(token)
