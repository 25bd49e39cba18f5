"""A parsed sentence as the event coder sees it: base forms, who can act, what a word governs. Pure; walks are bounded."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import cached_property

from spacy.tokens import Token

from dateline.models import Kind, Mention
from dateline.tagging.events.rules import WordSet
from dateline.tagging.events.words import candidates
from dateline.tagging.reading import Parse

REACH = 120  # Tokens that one trigger may govern: real clauses are shorter, flattened tables are not.
SUBJECTS = frozenset({"nsubj", "nsubjpass", "csubj", "csubjpass", "expl"})
_NAMES = frozenset({"PERSON", "ORG", "GPE", "NORP", "LOC", "FAC"})
_NOT_ACTORS = frozenset({"DATE", "TIME", "MONEY", "PERCENT", "QUANTITY", "ORDINAL", "CARDINAL"})
_ACTING = frozenset({Kind.PERSON, Kind.ORGANISATION, Kind.LOCATION, Kind.NATIONALITY, Kind.FACILITY})
_ELSEWHERE = frozenset({"advcl", "parataxis", "relcl", "punct", "mark"})
_PART_OF_NAME = frozenset({"amod", "compound", "nmod", "conj", "appos", "nummod", "poss", "quantmod"})


def is_gerund_before_noun(token: Token) -> bool:
    """ "of bombing hospitals": the model takes the verb for a part of the noun's name."""
    if not (token.dep_ in ("compound", "amod") and token.lower_.endswith("ing") and token.i > 0 and token.head.i > token.i):
        return False
    return token.nbor(-1).lower_ in ("for", "of", "by", "and") and token.head.dep_ in ("pobj", "conj")


class Scene:
    """One parse with the mentions of its sentence and the nouns that mean people or bodies."""

    def __init__(self, parse: Parse, mentions: Sequence[Mention], actors: dict[str, str | None], means: frozenset[str]) -> None:
        self.parse = parse
        self.doc = parse.doc
        self._nouns = actors
        self._means = means
        self._mentions = mentions

    @cached_property
    def bases(self) -> tuple[tuple[str, ...], ...]:
        """The possible base forms of each token."""
        return tuple(candidates(token.lower_) for token in self.doc)

    @cached_property
    def mentions(self) -> dict[int, Mention]:
        """The longest mention of people, bodies or places over each token."""
        found: dict[int, Mention] = {}
        for mention in sorted((m for m in self._mentions if m.kind in _ACTING), key=lambda m: m.end - m.start):
            span = self.doc.char_span(mention.start - self.parse.start, mention.end - self.parse.start, alignment_mode="expand")
            for token in span or ():
                found[token.i] = mention
        return found

    def offset(self, token: Token) -> int:
        """Where a token begins in the article."""
        return self.parse.start + token.idx

    def is_(self, token: Token, words: Collection[str]) -> bool:
        """Whether a token is some form of one of these words."""
        return any(form in words for form in self.bases[token.i])

    def is_name(self, token: Token) -> bool:
        """Whether a token belongs to a name or is a nationality."""
        if token.ent_type_ in _NOT_ACTORS:
            return False
        return token.ent_type_ in _NAMES or (token.pos_ == "PROPN" and token.ent_type_ == "")

    def sector(self, token: Token) -> str | None:
        """The sector of an actor noun; an empty text for an actor without one; None for a noun that means nobody."""
        if token.pos_ not in ("NOUN", "PROPN") or token.dep_ == "amod":
            return None
        for form in (token.lower_, *self.bases[token.i]):
            if form in self._nouns:
                return self._nouns[form] or ""
        return None

    def is_thing(self, token: Token) -> bool:
        """Whether a common noun means neither people, nor a body, nor what they fight with: no event has it for a doer."""
        return token.pos_ == "NOUN" and not self.is_actor(token) and not any(form in self._means for form in self.bases[token.i])

    def is_actor(self, token: Token) -> bool:
        """Whether a noun phrase headed by this token can do something."""
        if token.pos_ not in ("NOUN", "PROPN", "ADJ", "NUM"):
            return False
        return self.is_name(token) or self.sector(token) is not None

    def governed(self, head: Token) -> list[Token]:
        """What a verb or noun governs without its subject, without other clauses that hang on it, in order; bounded."""
        found: list[Token] = []
        stack = [child for child in head.children if self._belongs(head, child)]
        if is_gerund_before_noun(head):
            stack.append(head.head)
        while stack and len(found) < REACH:
            token = stack.pop()
            found.append(token)
            stack.extend(child for child in token.children if child.dep_ not in _ELSEWHERE)
        found.sort(key=lambda token: token.i)
        return found

    def objects(self, head: Token, particles: Collection[str] = ()) -> Iterator[Token]:
        """The heads of the direct objects of a verb, the subject of a passive, and what stands after its particles."""
        if is_gerund_before_noun(head):
            yield head.head
        for child in head.children:
            if child.dep_ in ("dobj", "nsubjpass", "dative", "oprd", "attr"):
                yield child
            elif child.dep_ in ("prep", "prt", "agent") and child.lower_ in particles:
                yield from (inner for inner in child.children if inner.dep_ in ("pobj", "pcomp"))
            elif child.dep_ in ("ccomp", "xcomp") and child.pos_ in ("NOUN", "PROPN"):
                yield child

    def phrase(self, head: Token) -> list[Token]:
        """A noun with its modifiers, its coordination and what stands after its `of`."""
        found: list[Token] = []
        stack = [head]
        while stack and len(found) < REACH:
            token = stack.pop()
            found.append(token)
            for child in token.children:
                if child.dep_ in _PART_OF_NAME:
                    stack.append(child)
                elif child.dep_ == "prep" and child.lower_ == "of":
                    stack.extend(inner for inner in child.children if inner.dep_ == "pobj")
        return sorted(found, key=lambda token: token.i)

    def has(self, tokens: Iterable[Token], words: WordSet) -> bool:
        """Whether one of the words or phrases stands among tokens."""
        if not words:
            return False
        tokens = list(tokens)
        if any(form in words.words for token in tokens for form in self.bases[token.i]):
            return True
        if words.nations and any(token.ent_type_ in ("NORP", "ORG") or token.tag_ == "NNPS" for token in tokens):
            return True
        if words.names and any(self.is_name(token) for token in tokens):
            return True
        return bool(words.phrases) and any(self._phrase_at(token.i, phrase) for token in tokens for phrase in words.phrases)

    def _phrase_at(self, start: int, phrase: tuple[str, ...]) -> bool:
        end = start + len(phrase)
        return end <= len(self.doc) and all(word in self.bases[i] for i, word in zip(range(start, end), phrase, strict=True))

    @staticmethod
    def _belongs(head: Token, child: Token) -> bool:
        if child.dep_ == "nsubjpass":
            return True
        if child.dep_ == "advcl" and child.tag_ == "VB":
            return True  # "sworn to fight": the model takes many a complement for a purpose.
        if child.dep_ in SUBJECTS or child.dep_ in _ELSEWHERE:
            return False
        return not (child.dep_ == "conj" and head.pos_ == "VERB")
