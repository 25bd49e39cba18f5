"""The words of harm of a sentence, and which of its nouns mean people. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from dateline.tagging.events.cues import Cues
from dateline.tagging.events.quantities import Quantity

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

_PHRASE = frozenset({"ADJ", "DET", "NUM", "PRON", "PART"})
_NOUN = 6  # Tokens after a number among which the noun that it counts stands.


class Harms:
    """A sentence with its words of harm by token, each with its kinds and uses: verb, dies, noun, state (seeds/lexicon/tolls.yml)."""

    def __init__(self, doc: Doc, cues: Cues) -> None:
        self.doc, self.cues = doc, cues
        self.at = {token.i: uses for token in doc if (uses := tuple(self._uses(token)))}

    def _uses(self, token: Token) -> Iterator[tuple[str, str]]:
        for effect in sorted(self.cues.effects(token)):
            if effect.startswith("toll-") and effect.count("-") == 2:
                _, kind, use = effect.split("-")
                if not (use in ("verb", "dies") and token.pos_ == "NOUN") and not (use == "noun" and token.tag_ in ("VBD", "VBZ")):
                    yield kind, use

    def words(self, name: str) -> frozenset[str]:
        """A list of the room by its name."""
        return self.cues.language.set(f"tolls-{name}")

    def kinds(self, i: int, *uses: str) -> list[str]:
        """The kinds of harm that a token tells of in one of these uses."""
        return [kind for kind, use in self.at.get(i, ()) if use in uses]

    def is_people(self, token: Token) -> bool:
        """Whether a noun means people."""
        return self.cues.has(token, "toll-people")

    def is_one_person(self, token: Token) -> bool:
        """Whether a noun is one person: named, told by nation ("kills Palestinian"), or a noun that means people in the singular."""
        if any(child.dep_ == "nummod" or child.lower_ in self.words("not-one") for child in token.children):
            return False
        national = token.ent_type_ == "NORP" and token.tag_ in ("NN", "NNP", "JJ")
        people = token.ent_type_ == "PERSON" or (self.is_people(token) and token.lower_ not in self.words("many"))
        return national or (token.tag_ in ("NN", "NNP") and people)

    def counted(self, quantity: Quantity) -> int | None:
        """The noun that a number counts: the last of the nouns after it."""
        noun, i = None, quantity.last + 1
        if i < len(self.doc) and self.doc[i].lower_ in self.words("of"):
            i += 1
        for token in self.doc[i : i + _NOUN]:
            if token.i in self.at and token.pos_ != "NOUN" and noun is not None:
                break
            if token.pos_ in ("NOUN", "PROPN"):
                if noun is not None and self.is_people(self.doc[noun]) and self.cues.has(token, "toll-measure"):
                    break  # "Killed 20 people last week".
                noun = token.i
            elif token.lower_ in self.words("others") and (token.i + 1 == len(self.doc) or token.nbor().pos_ not in ("NOUN", "ADJ")):
                return token.i
            elif token.lower_ in self.words("them") or (token.pos_ not in _PHRASE and token.text not in ("-", "'", '"', "“")):
                break
        return noun

    def suffering(self, i: int, use: str) -> Iterator[Token]:
        """The heads of those whom a word of harm befalls, as the parse gives them, with those coordinated to them."""
        harm = self.doc[i]
        children = {child.dep_: child for child in harm.children}
        if use == "verb":
            passive = children.keys() & {"nsubjpass", "auxpass"}
            found = [children.get("nsubjpass" if passive else "dobj")]
            if found == [None] and harm.tag_ == "VBN" and harm.dep_ in ("acl", "relcl"):
                found = [harm.head]
        elif use == "dies":
            found = [children.get("nsubj")]
        else:
            of = [inner for child in harm.children if child.lower_ in self.words("of") for inner in child.children if inner.dep_ == "pobj"]
            found = [children.get("poss"), *of]
        for token in found:
            if token is not None:
                yield token
                yield from token.conjuncts
