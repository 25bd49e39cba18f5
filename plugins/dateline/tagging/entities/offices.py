"""Who holds an office in a country on a day, from the dated roles of the seeds."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from dateline.seeds.entities import Entity, Role
from dateline.seeds.language import Language

LEADER = "leader"  # The office of whoever leads, a country or something else.
_GAP = r"\b.{0,25}\b"  # What "..." of a list stands for: "top ... diplomat".


class Offices:
    """The offices that words name, and their holders by country. Countries call the same office by different names."""

    def __init__(self, entities: Iterable[Entity], language: Language) -> None:
        listed = language.codes("entities-offices").items()
        self._named = tuple((office, re.compile(rf"\b(?:{_any_of(names.split(','))})\b", re.I)) for office, names in listed)
        self._out = re.compile(rf"\b(?:{language.any_of('entities-no-office')})", re.I)
        self._leading = (LEADER, *language.words("entities-leading"))
        self._held: dict[tuple[str, str], list[tuple[Entity, Role]]] = defaultdict(list)
        for entity in entities:
            for role in entity.roles:
                office = self.named(role.role)
                country = role.country or entity.country
                if office and country:
                    self._held[office, country].append((entity, role))

    def named(self, words: str) -> str | None:
        """The office that a phrase names, in one word for all countries; offices that are over, or of somebody's staff, are none."""
        found = next(((office, hit) for office, names in self._named if (hit := names.search(words))), None)
        if found is None:
            return None
        office, hit = found
        return None if any(out.start() < hit.start() or hit.end() < out.end() for out in self._out.finditer(words)) else office

    def holder(self, office: str, country: Entity, day: date | None) -> Entity | None:
        """The one who held it on the day, or None when that is unknown."""
        if day is None or not country.country:
            return None
        for name in self._leading if office == LEADER else (office,):
            held = [(entity, role) for entity, role in self._held.get((name, country.country), ()) if role.held_on(day.isoformat())]
            if held:
                return max(held, key=lambda pair: pair[1].start or "")[0]
        return None


def _any_of(names: Iterable[str]) -> str:
    return "|".join(_GAP.join(re.escape(part.strip()) for part in name.split("...")) for name in names)
