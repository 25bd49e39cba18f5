"""Names that the seeds know, found in one pass over the text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

import ahocorasick

from dateline.models.mentions import Kind
from dateline.seeds.entities import Entity
from dateline.seeds.language import Language
from dateline.tagging.entities.spans import Found, best_apart, is_whole

_OTHER_BEFORE = re.compile(r"\b([A-Z][a-z]+)[ -]$")

KNOWN = 100  # Strength of what a subject expert wrote down, above any guess.


class Dictionary:
    """An automaton over names, demonyms and short names; case counts, except in texts that have none."""

    def __init__(self, entities: Iterable[Entity], language: Language) -> None:
        self._other_after = language.pattern("entities-other-after")
        self._before = language.set("text-starters"), language.set("entities-title-like")
        self.entities = tuple(entities)
        self.states = {entity.country: entity for entity in self.entities if entity.kind == "state" and entity.country}
        surfaces: dict[str, tuple[Kind, str, Entity]] = {}
        for entity in self.entities:
            for surface, kind, rule in _surfaces(entity, language.words("entities-plural-endings")):
                surfaces.setdefault(surface, (kind, rule, entity))
        self._surfaces = surfaces
        self._automaton = ahocorasick.Automaton()
        for surface in surfaces:
            self._automaton.add_word(surface, surface)
        if surfaces:
            self._automaton.make_automaton()

    def find(self, text: str) -> list[Found]:
        """The longest names, apart from each other, in order."""
        return best_apart(self._all(text)) if self._surfaces else []

    def _all(self, text: str) -> Iterator[Found]:
        straight = text.replace("’", "'").replace("‘", "'")
        for last, surface in self._automaton.iter(straight):
            start, end = last - len(surface) + 1, last + 1
            if is_whole(text, start, end):
                kind, rule, entity = self._surfaces[surface]
                if rule.endswith(":short") and not self._stands_alone(text, start, end):
                    continue
                yield Found(start, end, kind, rule, entity, entity.sector, KNOWN)

    def _stands_alone(self, text: str, start: int, end: int) -> bool:
        """Whether a short name is not a part of somebody else's: "Sajida Mubarak Atrous" is not Mubarak, "Assad University" not Assad."""
        if self._other_after.match(text[end : end + 16]):
            return False
        before = _OTHER_BEFORE.search(text[max(start - 24, 0) : start])
        if before is None:
            return True
        starters, titles = self._before
        return before[1].lower() in starters or before[1] in titles


def _surfaces(entity: Entity, plural: tuple[str, ...]) -> Iterator[tuple[str, Kind, str]]:
    kind = KINDS.get(entity.kind, Kind.ORGANISATION)
    for name in entity.names():
        yield name.replace("’", "'"), kind, f"seed:{entity.id}"
    for name in entity.short:
        yield name.replace("’", "'"), kind, f"seed:{entity.id}:short"
    for name in entity.demonyms:
        yield name, Kind.NATIONALITY, f"demonym:{entity.id}"
    for name in entity.people:
        yield name, Kind.ORGANISATION if name.endswith(plural) else Kind.NATIONALITY, f"people:{entity.id}"


KINDS = {"person": Kind.PERSON, "state": Kind.LOCATION, "people": Kind.NATIONALITY}  # What a mention of a name is; else a body.
