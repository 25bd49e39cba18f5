"""Names that the seeds know, found in one pass over the text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import ahocorasick

from dateline.models.mentions import Kind
from dateline.seeds.entities import Entity
from dateline.seeds.language import Language
from dateline.tagging.entities.spans import Found, best_apart, is_whole

KNOWN = 100  # Strength of what a subject expert wrote down, above any guess.


class Dictionary:
    """An automaton over names, demonyms and short names; case counts, except in texts that have none."""

    def __init__(self, entities: Iterable[Entity], language: Language) -> None:
        self._other_before = language.pattern("entities-other-before")
        self._other_after = language.pattern("entities-other-after")
        self.entities = tuple(entities)
        self.states = {entity.country: entity for entity in self.entities if entity.kind == "state" and entity.country}
        self._automaton = ahocorasick.Automaton()
        for entity in self.entities:
            for surface, kind, rule in _surfaces(entity, language.words("entities-plural-endings")):
                if surface not in self._automaton:
                    self._automaton.add_word(surface, (len(surface), kind, rule, entity))
        self._automaton.make_automaton()

    def find(self, text: str) -> list[Found]:
        """The longest names, apart from each other, in order."""
        return best_apart(self._all(text)) if self._automaton else []

    def _all(self, text: str) -> Iterator[Found]:
        straight = text.replace("’", "'").replace("‘", "'")
        for last, (length, kind, rule, entity) in self._automaton.iter(straight):
            start, end = last - length + 1, last + 1
            if is_whole(text, start, end) and (not rule.endswith(":short") or self._stands_alone(text, start, end)):
                yield Found(start, end, kind, rule, entity, entity.sector, KNOWN)

    def _stands_alone(self, text: str, start: int, end: int) -> bool:
        """Whether a short name is not a part of somebody else's: "Sajida Mubarak Atrous" is not Mubarak, "Assad University" not Assad."""
        return not (self._other_after.match(text, end) or self._other_before.search(text, max(start - 24, 0), start))


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
