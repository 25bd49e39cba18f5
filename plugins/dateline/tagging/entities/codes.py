"""Actor codes of the field: CAMEO country and role composed ("SYRMIL"), and references to entities. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from dateline.models.mentions import EntityRef
from dateline.seeds.entities import Entity, Role

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
    held = [role for role in entity.roles if role.held_on(day.isoformat())]
    return max(held, key=lambda role: role.start or "") if held else None
