"""The common nouns of conflict news, ready to be looked up: what a head noun says, and what stands before a name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from dateline.seeds.language import alternatives
from dateline.seeds.lexicon import Lexeme


@dataclass(frozen=True, slots=True)
class Noun:
    """What a head noun says: `sort` is the lexicon's kind, `many` whether it means more than one."""

    sort: str
    sector: str | None
    many: bool
    rule: str


class Vocabulary:
    """Nouns by form, lower case, and titles as one expression."""

    def __init__(self, lexemes: Iterable[Lexeme]) -> None:
        self.nouns: dict[str, Noun] = {}
        titles: list[str] = []
        for lexeme in lexemes:
            if lexeme.kind == "title":
                titles.extend(lexeme.words)
                continue
            singular = {word.lower() for word in lexeme.words}
            for form in map(str.lower, lexeme.forms()):
                many = form not in singular or (lexeme.kind == "actor" and not lexeme.plural)
                self.nouns.setdefault(form, Noun(lexeme.kind, lexeme.sector, many, lexeme.id))
        self.title = re.compile(rf"(?<!\w)(?:{alternatives(titles)})(?!\w)")

    def head(self, words: Sequence[str]) -> tuple[Noun, int] | None:
        """The noun that ends a sequence of words, and of how many words it is made; the longest known wins."""
        for size in (4, 3, 2, 1):
            if len(words) >= size and (noun := self.nouns.get(" ".join(words[-size:]).lower())):
                return noun, size
        return None

    def is_thing(self, name: str) -> bool:
        """Whether a name is only the name of a sort of weapon, vehicle or measure ("IEDs", "UAV")."""
        noun = self.nouns.get(name.lower())
        return noun is not None and noun.sort in ("weapon", "vehicle", "unit", "currency")
