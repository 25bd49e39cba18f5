"""Whom a description or an office refers to: the CAMEO code of country and role ("SYRMIL"), an entity with the role that it held on a
day, and who held an office in a country on a day, from the dated roles of the seeds. Pure."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date

from dateline.models.mentions import EntityRef
from dateline.seeds.entities import Entity, Role
from dateline.seeds.language import Language

LEADER = "leader"  # The office of whoever leads, a country or something else.
_GAP = r"\b.{0,25}\b"  # What "..." of a list stands for: "top ... diplomat".
_CAMEO = {"CIV": "CVL", "POL": "COP"}  # PLOVER sector -> CAMEO role. Those left out have the same three letters in both.


def compose(country: Entity | None, sector: str | None) -> str | None:
    """The CAMEO code of a country and a sector, either of which may be unknown."""
    base = (country.code or "")[:3] if country else ""
    return (base + (_CAMEO.get(sector, sector) if sector else "")) or None


def described(country: Entity | None, sector: str | None, names: Mapping[str, str]) -> EntityRef | None:
    """Whom a descriptive mention means: "the Syrian military" is SYRMIL, "civilians" are CVL. `names` are those of sectors."""
    code = compose(country, sector)
    if code is None:
        return None
    words = names.get(sector or "", "")
    name = f"{country.name} {words}".strip() if country else words
    return EntityRef(id=code, name=name, country=country.country if country else None, code=code, sector=sector)


def refer(entity: Entity, day: date | None) -> EntityRef:
    """The reference to an entity, with the role that a person held on the day; without a day only a role that never changed."""
    role = role_on(entity, day)
    return EntityRef(
        id=entity.id,
        name=entity.name,
        role=role.role if role else None,
        country=(role.country if role and role.country else None) or entity.country,
        code=(role.code if role and role.code else None) or entity.code,
        sector=entity.sector,
    )


def role_on(entity: Entity, day: date | None) -> Role | None:
    """The role held on a day: the one that began last, if several were."""
    if day is None:
        return entity.roles[0] if len(entity.roles) == 1 and entity.roles[0].end is None else None
    held = (role for role in entity.roles if role.held_on(day.isoformat()))
    return max(held, key=lambda role: role.start or "", default=None)


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
