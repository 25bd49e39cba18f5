"""Names of people, groups and states -> keys of the index. A state is found with all that is its own: its forces, its leaders."""

from __future__ import annotations

import difflib
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping

from dateline.asking.countries import by_code
from dateline.asking.values import Meaning
from dateline.seeds.entities import Entity
from dateline.tagging.entities.references import compose
from dateline.tagging.entities.vocabulary import Vocabulary
from dateline.text import fold

OTHERS = 4
NEAR_ENOUGH = 0.78
_CAMEO_SECTORS = {"CVL": "CIV", "COP": "POL"}


class Actors:
    """Names of actors, as one process knows them; `sectors` is what parties are called that nobody names."""

    def __init__(self, entities: Iterable[Entity], nouns: Vocabulary, sectors: Mapping[str, str]) -> None:
        self._nouns, self._sectors = nouns, sectors
        self._entities = {entity.id: entity for entity in entities}
        self._states = {entity.code: entity for entity in self._entities.values() if entity.kind == "state" and entity.code}
        self._by_country = {entity.country: entity for entity in self._states.values() if entity.country}
        forces = Counter(entity.code for entity in self._entities.values() if entity.kind == "force" and entity.code)
        self._armies = {code for code, count in forces.items() if count == 1}
        # The surest way to name somebody first: own names, then those that stand alone in news, then demonyms, then surnames.
        self._names: tuple[dict[str, list[Entity]], ...] = tuple(defaultdict(list) for _ in range(4))
        for entity in self._entities.values():
            surname = [entity.name.split()[-1].removeprefix("al-")] if entity.kind == "person" and " " in entity.name else []
            for table, names in zip(
                self._names, ((*entity.names(), entity.id), entity.short, (*entity.demonyms, *entity.people), surname), strict=True
            ):
                for name in names:
                    if entity not in table[_key(name)]:
                        table[_key(name)].append(entity)
        self._listed = sorted({name for entity in self._entities.values() for name in (*entity.names(), *entity.short)})

    def label(self, key: str) -> str:
        """How a page names a party that a facet counts by its key."""
        if entity := self._entities.get(key):
            return entity.name
        if key.startswith("local:"):
            return key.removeprefix("local:").replace("-", " ")
        return self._composed(key) or key

    def _composed(self, code: str) -> str | None:
        """`SDNMIL` is "Sudan military"; `CVL` "civilians"."""
        if not (code.isupper() and code.isalpha() and len(code) in (3, 6)):
            return None
        state = self._states.get(code[:3])
        sector = _CAMEO_SECTORS.get(code[-3:], code[-3:])
        words = self._sectors.get(sector)
        if len(code) == 3:
            return words or (state.name if state else None)
        return f"{state.name} {words}" if state and words else None

    def meaning(self, asked: str) -> Meaning:
        """Whom a name means: the first of the surest kind, the others beside it."""
        key = _key(asked)
        tables = self._names[:-1] if asked.isupper() else self._names  # UN is nobody's surname.
        fitting = [entity for table in tables for entity in table.get(key, ())]
        if not fitting and (code := by_code().get(asked.upper())) and code in self._by_country:
            fitting = [self._by_country[code]]
        if fitting:
            first, *rest = dict.fromkeys(fitting)
            keys, hint = self._keys(first)
            return Meaning(asked, keys, first.name, hint, tuple(entity.name for entity in rest[:OTHERS]))
        if (words := self._composed(asked.upper())) and len(asked) == 6:
            return Meaning(asked, (fold(asked),), words)
        return self._described(asked) or self._unknown(asked)

    def _described(self, asked: str) -> Meaning | None:
        """ "Israeli army", "rebels": a noun for people, after the name of a people or alone."""
        words = _key(asked).split()
        noun = self._nouns.head(words)
        if noun is None or noun[0].sector is None:
            return None
        before, sector = " ".join(words[: -noun[1]]), noun[0].sector
        if not before:
            return Meaning(asked, tuple(dict.fromkeys((fold(asked), _key(asked), fold(compose(None, sector) or "")))), asked)
        state = next((e for table in self._names for e in table.get(before, ()) if e.kind == "state"), None)
        code = compose(state, sector) if state else None
        return Meaning(asked, (fold(code), fold(asked)), self._composed(code) or asked) if code else None

    def suggestions(self, typed: str, *, most: int) -> list[str]:
        """Names that begin so, for the box."""
        start = fold(typed)
        return [name for name in self._listed if fold(name).startswith(start)][:most]

    def _keys(self, entity: Entity) -> tuple[tuple[str, ...], str]:
        if entity.kind == "state" and entity.country:
            return (fold(entity.country),), "with its government, forces and people"
        if entity.kind == "force" and entity.code in self._armies:
            return (fold(entity.id), fold(entity.code)), "however it is called, with those who command it"
        return (fold(entity.id),), ""

    def _unknown(self, asked: str) -> Meaning:
        key = _key(asked)
        inside = [name for name in self._listed if key in _key(name)][:OTHERS] if len(key) > 3 else []
        near = inside or difflib.get_close_matches(asked, self._listed, n=OTHERS, cutoff=NEAR_ENOUGH)
        return Meaning(asked, tuple(dict.fromkeys((fold(asked), key))), asked, "nobody in our lists is called so", tuple(near), known=False)


def _key(name: str) -> str:
    """Case, accents, points, hyphens and the article aside."""
    words = fold(name).replace(".", "").replace("-", " ").replace("’", "'").split()
    return " ".join(words[1:] if len(words) > 1 and words[0] == "the" else words)
