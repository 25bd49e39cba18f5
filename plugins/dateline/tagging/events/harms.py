"""The words of harm of a language, and of a sentence, with which of its nouns mean people. Pure.

Entries of kind `cue` in seeds/lexicon/tolls.yml. What follows `cue-toll-` in the id is the effect: a kind of harm with the use of the
word (verb, dies, noun, state), or `people` or `measure`. A word may have several effects. Matching is by base form; the further words of
a cue must stand right after the first, or hang on it in the parse.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from dateline.seeds.language import Language
from dateline.seeds.lexicon import CUE, Lexeme
from dateline.tagging.events.quantities import Numbers, Quantity
from dateline.tagging.events.words import Forms

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

_LINKS = frozenset({"prep", "prt", "dative", "agent", "advmod", "mark", "neg", "dobj", "acomp", "oprd", "pobj"})
_PHRASE = frozenset({"ADJ", "DET", "NUM", "PRON", "PART"})
_NOUN = 6  # Tokens after a number among which the noun that it counts stands.


class Cues:
    """The cues of a lexicon, with the other words by which tolls are read."""

    def __init__(self, lexicon: Iterable[Lexeme], language: Language) -> None:
        self.language = language
        self.numbers = Numbers(language)
        self._forms = Forms(language)
        self._effects: dict[str, set[tuple[tuple[str, ...], str]]] = defaultdict(set)
        for lexeme in lexicon:
            for words in lexeme.words if lexeme.id.startswith(CUE) else ():
                first, *rest = words.lower().split()
                self._effects[first].add((tuple(rest), lexeme.id.removeprefix(CUE)))

    def effects(self, token: Token) -> frozenset[str]:
        """Every effect that a token has where it stands, by the longest cue that it begins: "burn to death" is no burn."""
        entries = {entry for base in self._forms.bases(token.lower_) for entry in self._effects.get(base, ())}
        fitting = [(len(rest), effect) for rest, effect in entries if self._follow(token, rest)]
        longest = max((length for length, _ in fitting), default=0)
        return frozenset(effect for length, effect in fitting if length == longest)

    def _follow(self, token: Token, rest: Sequence[str]) -> bool:
        """Whether words stand right after a token, or hang on it."""
        return [one.lower_ for one in token.doc[token.i + 1 : token.i + 1 + len(rest)]] == list(rest) or self._hang(token, rest)

    def _hang(self, token: Token, rest: Sequence[str]) -> bool:
        """Whether words hang on a token, each on the one before: "burned 13 men to death"."""
        after = (child for child in token.children if child.i > token.i and child.dep_ in _LINKS)
        return not rest or any(rest[0] in self._forms.bases(child.lower_) and self._hang(child, rest[1:]) for child in after)


class Harms:
    """A sentence with its words of harm by token, each with its kinds and uses."""

    def __init__(self, doc: Doc, cues: Cues) -> None:
        self.doc, self.cues = doc, cues
        self._effects = [cues.effects(token) for token in doc]
        self.at = {token.i: uses for token in doc if (uses := tuple(self._uses(token)))}

    def _uses(self, token: Token) -> Iterator[tuple[str, str]]:
        for effect in sorted(self._effects[token.i]):
            kind, _, use = effect.partition("-")
            if use and not (use in ("verb", "dies") and token.pos_ == "NOUN") and not (use == "noun" and token.tag_ in ("VBD", "VBZ")):
                yield kind, use

    def words(self, name: str) -> frozenset[str]:
        """A list of the room by its name."""
        return self.cues.language.set(f"tolls-{name}")

    def kinds(self, i: int, *uses: str) -> list[str]:
        """The kinds of harm that a token tells of in one of these uses."""
        return [kind for kind, use in self.at.get(i, ()) if use in uses]

    def is_people(self, i: int | None) -> bool:
        """Whether a token is a noun that means people; none is no such noun."""
        return i is not None and "people" in self._effects[i]

    def is_measure(self, i: int | None) -> bool:
        """Whether a token is a measure of something: weeks, per cent; none is no measure."""
        return i is not None and "measure" in self._effects[i]

    def is_one_person(self, token: Token) -> bool:
        """Whether a noun is one person: named, told by nation ("kills Palestinian"), or a noun that means people in the singular."""
        if any(child.dep_ == "nummod" or child.lower_ in self.words("not-one") for child in token.children):
            return False
        national = token.ent_type_ == "NORP" and token.tag_ in ("NN", "NNP", "JJ")
        people = token.ent_type_ == "PERSON" or (self.is_people(token.i) and token.lower_ not in self.words("many"))
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
                if self.is_people(noun) and self.is_measure(token.i):
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
