"""Words that govern what is told, by their effect: seeds/lexicon/*.yml, entries of kind `cue`.

The effect is the part of the id after `cue-`; several entries may share it, a word may have several. Matching is by base form;
the further words of a cue must stand right after the first, or hang on it in the parse.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from dateline.seeds.language import Language
from dateline.seeds.lexicon import Lexeme
from dateline.tagging.events.quantities import Numbers
from dateline.tagging.events.words import Forms

if TYPE_CHECKING:
    from spacy.tokens import Token

PREFIX = "cue-"
_LINKS = frozenset({"prep", "prt", "dative", "agent", "advmod", "mark", "neg", "dobj", "acomp", "oprd", "pobj"})


class Cues:
    """The cues of a lexicon, with the other words by which tolls are read."""

    def __init__(self, lexicon: Iterable[Lexeme], language: Language) -> None:
        self.language = language
        self.numbers = Numbers(language)
        self._forms = Forms(language)
        self._effects: dict[str, set[tuple[tuple[str, ...], str]]] = {}
        for lexeme in lexicon:
            if lexeme.kind == "cue":
                for words in lexeme.words:
                    first, *rest = words.lower().split()
                    self._effects.setdefault(first, set()).add((tuple(rest), lexeme.id.removeprefix(PREFIX)))

    def effects(self, token: Token) -> frozenset[str]:
        """Every effect that a token has where it stands, by the longest cue that it begins: "burn to death" is no burn."""
        entries = {entry for base in self._forms.bases(token.lower_) for entry in self._effects.get(base, ())}
        fitting = [(len(rest), effect) for rest, effect in entries if not rest or self._follows(token, rest)]
        longest = max((length for length, _ in fitting), default=0)
        return frozenset(effect for length, effect in fitting if length == longest)

    def has(self, token: Token, effect: str) -> bool:
        """Whether a token is a cue of this effect."""
        return effect in self.effects(token)

    def _follows(self, token: Token, rest: tuple[str, ...]) -> bool:
        doc = token.doc
        after = [doc[i].lower_ for i in range(token.i + 1, min(token.i + 1 + len(rest), len(doc)))]
        return tuple(after) == rest or self._hang(token, rest)

    def _hang(self, token: Token, rest: tuple[str, ...]) -> bool:
        """Whether the words after the first hang on a token, each on the one before: "burned 13 men to death"."""
        after = (child for child in token.children if child.i > token.i and child.dep_ in _LINKS)
        return any(rest[0] in self._forms.bases(child.lower_) and (not rest[1:] or self._hang(child, rest[1:])) for child in after)
