"""The words by which names and those who act are told, compiled from the lists of a language. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass

from dateline.seeds.language import Language
from dateline.tagging.language import as_person


@dataclass(frozen=True, slots=True)
class EntityWords:
    """Patterns over names; the lists behind them are asked by name."""

    language: Language
    body: re.Pattern[str]  # A word of the name of an organisation.
    site: re.Pattern[str]  # What the name of a place begins or ends with.
    paper: re.Pattern[str]  # What makes a name that of no actor: a treaty, a law, a war.
    before_place: re.Pattern[str]
    office_of: re.Pattern[str]
    counterpart: re.Pattern[str]
    leader: re.Pattern[str]
    before_leader: re.Pattern[str]  # Nothing, or what leaves a leader the country's.
    as_person: re.Pattern[str]  # After a name that is a person's, whatever else is called so: "Chad said he".
    small: tuple[str, ...]
    sectors: tuple[tuple[re.Pattern[str], str], ...]

    def set(self, name: str) -> frozenset[str]:
        """A list of the language by its name in this room."""
        return self.language.set(f"entities-{name}")

    def words(self, name: str) -> tuple[str, ...]:
        """The same in its order."""
        return self.language.words(f"entities-{name}")


def compile_entities(language: Language) -> EntityWords:
    """The lists of a language, ready to look up and to search."""

    def any_of(name: str) -> str:
        return f"(?:{language.any_of(f'entities-{name}')})"

    sectors = language.under("entities-sector-")
    return EntityWords(
        language=language,
        body=re.compile(rf"\b{any_of('bodies')}\b(?!.*\b(?:River|Province)\b)"),
        site=re.compile(rf"\b{any_of('sites')}$|^{any_of('site-starts')}\s"),
        paper=re.compile(rf"^{any_of('paper-starts')}\b|\b{any_of('papers')}$"),
        before_place=re.compile(rf"\b{any_of('before-place')}(?: the)?\s$", re.I),
        office_of=re.compile(rf"{any_of('offices-of')} (?:of|for) "),
        counterpart=re.compile(rf"\b{any_of('possessives')}\s+(?:.+?\s+)?{any_of('counterparts')}\b", re.I),
        leader=re.compile(rf"\b{any_of('leader')}\b", re.I),
        before_leader=re.compile(rf"(?:['’]s?)?\s*(?:{any_of('before-leader')}\s+)*", re.I),
        as_person=as_person(language),
        small=tuple(f"{word} " for word in language.words("entities-small")),
        sectors=tuple((re.compile(rf"\b{any_of(f'sector-{sector}')}\b"), sector) for sector in sectors),
    )
