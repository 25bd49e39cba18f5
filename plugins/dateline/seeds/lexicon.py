"""The schema of seeds/lexicon/*.yml: the common nouns and verbs of conflict news, with what each says.

`kind` decides who uses the words:

    actor     head nouns of people and groups (`sector` PLOVER)
    group     head nouns of organised bodies (`sector`)
    title     what stands before a person's name
    place     head nouns of areas; facility: of buildings and sites
    weapon, vehicle, unit (of measure), currency
    cue       words of harm: the part of the id after `cue-toll-` says which toll they tell and how (tagging/events/harms.py)

Words are given in the singular; regular plurals are made by the loader, irregular ones stand beside them.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Literal

from pydantic import field_validator

from dateline import seeds
from dateline.errors import SeedError
from dateline.models.codebook import TollKind

CUE = "cue-toll-"
EFFECTS = frozenset({"people", "measure", *(f"{kind}-{use}" for kind in TollKind for use in ("verb", "dies", "noun", "state"))})
LexiconKind = Literal["actor", "group", "title", "place", "facility", "weapon", "vehicle", "unit", "currency", "cue"]


class Lexeme(seeds.Seed):
    """Words of one meaning."""

    kind: LexiconKind
    words: tuple[str, ...]
    sector: str | None = None
    plural: bool = True
    note: str = ""

    @field_validator("words", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        """Words may be written as one text with commas, which keeps the files short."""
        return tuple(part.strip() for part in value.split(",") if part.strip()) if isinstance(value, str) else value

    def forms(self) -> tuple[str, ...]:
        """All words, with regular plurals where the entry wants them."""
        return tuple(dict.fromkeys(form for word in self.words for form in ((word, plural(word)) if self.plural else (word,))))


def plural(word: str) -> str:
    """The regular plural of a noun or of a phrase that ends in one."""
    if word.endswith(("s", "x", "z", "ch", "sh")):
        return word + "es"
    if word.endswith("y") and word[-2:-1] not in "aeiou":
        return word[:-1] + "ies"
    if word.endswith("man") and word != "german":
        return word[:-3] + "men"
    return word + "s"


def load_lexicon(overlays: Sequence[Path] = ()) -> tuple[Lexeme, ...]:
    """The shipped lexicon with the user's over it. Raises SeedError with file and line, for a cue that nothing asks for too."""
    lexicon = seeds.load("lexicon", Lexeme, overlays=overlays)
    for lexeme in lexicon:
        if lexeme.kind == "cue" and not (lexeme.id.startswith(CUE) and lexeme.id.removeprefix(CUE) in EFFECTS):
            told = ", ".join(sorted(EFFECTS))
            raise SeedError(f"{seeds.where('lexicon', lexeme.id, overlays=overlays)}: {lexeme.id}.id: no cue: {CUE} and one of {told}")
    return lexicon
