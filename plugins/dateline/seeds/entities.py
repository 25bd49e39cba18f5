"""The schema of seeds/entities/*.yml: who acts in the wars and crises we follow, with the names news gives them.

An entry is one line where it can be. `code` is the CAMEO actor code, composed of country and sector (`SYRMIL`) or of kind and
body (`IGOUNO`); `sector` is PLOVER's. Lists may be written as one text with commas. A person's `roles` carry dates; `checked`
is the day somebody compared a role with `source` (title, date), which is then required.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Literal

import pycountry
from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from dateline import seeds
from dateline.errors import SeedError

EntityKind = Literal[
    "state", "people", "organ", "force", "group", "alliance", "igo", "ngo", "monitor", "media", "company", "party", "person", "nickname"
]
STALE_DAYS = 730  # A role checked longer ago than this is listed by the check.
_OTHER_COUNTRIES = frozenset({"XK"})  # Kosovo: in use everywhere, in ISO 3166 only as a user-assigned code.


class Role(BaseModel):
    """An office and when it was held; `from` and `to` are a year, month or day, both included, and may be open."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)

    role: str
    start: str | None = Field(default=None, alias="from")
    end: str | None = Field(default=None, alias="to")
    country: str | None = None
    code: str | None = None
    checked: date | None = None
    source: str | None = None

    @field_validator("start", "end", mode="before")
    @classmethod
    def _date(cls, value: object) -> object:
        if value is None:
            return None
        if not re.fullmatch(r"\d{4}(-\d\d(-\d\d)?)?", str(value)):
            raise ValueError("must be a year, a month (2016-10) or a day (2016-10-13)")
        return str(value)

    @model_validator(mode="after")
    def _complete(self) -> Role:
        if self.checked and not self.source:
            raise ValueError("a checked role names the source that was read (title, date)")
        if self.start and self.end and self.end < self.start[: len(self.end)]:
            raise ValueError(f"ends ({self.end}) before it begins ({self.start})")
        return self

    def held_on(self, day: str) -> bool:
        """Whether the role was held on an ISO day."""
        return (not self.start or self.start <= day) and (not self.end or day[: len(self.end)] <= self.end)


class Entity(seeds.Seed):
    """One entity of the seeds."""

    name: str
    kind: EntityKind
    country: str | None = None
    code: str | None = None
    sector: str | None = None
    aliases: tuple[str, ...] = ()
    demonyms: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    capital: tuple[str, ...] = ()
    short: tuple[str, ...] = ()
    roles: tuple[Role, ...] = ()
    note: str = ""

    @field_validator("aliases", "demonyms", "people", "capital", "short", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        return tuple(part.strip() for part in value.split(",") if part.strip()) if isinstance(value, str) else value

    @field_validator("country")
    @classmethod
    def _country(cls, value: str | None) -> str | None:
        if value is not None and value not in _OTHER_COUNTRIES and pycountry.countries.get(alpha_2=value) is None:
            raise ValueError("must be a country code of two letters (ISO 3166)")
        return value

    @field_validator("code")
    @classmethod
    def _code(cls, value: str | None) -> str | None:
        if value is not None and not re.fullmatch(r"[A-Z]{3}([A-Z]{3}){0,2}", value):
            raise ValueError("must be three, six or nine capitals, such as SYR, SYRMIL or IGOUNO")
        return value

    def names(self) -> Iterator[str]:
        """Every full name: they must be different for every two entities."""
        yield self.name
        yield from self.aliases


def load_entities(overlays: Sequence[Path] = (), base: Path | None = None) -> tuple[Entity, ...]:
    """All entities. Raises SeedError with file, line and id for what is invalid, and for a name that two entities share."""
    entities = seeds.load("entities", Entity, overlays=overlays, base=base)
    owner: dict[str, Entity] = {}
    for entity in entities:
        for name in entity.names():
            other = owner.setdefault(name, entity)
            if other is not entity:
                where = _where(entity.id, overlays, base)
                raise SeedError(f"{where}: {entity.id}: the name {name!r} belongs already to {other.id}; make one of them longer")
    return entities


def stale_roles(entities: Iterable[Entity], today: date) -> Iterator[tuple[Entity, Role]]:
    """Roles that nobody has checked, or not for two years."""
    for entity in entities:
        for role in entity.roles:
            if role.checked is None or (today - role.checked).days > STALE_DAYS:
                yield entity, role


def _where(identifier: str, overlays: Sequence[Path], base: Path | None) -> str:
    """The last file and line that define an id; only looked for when there is an error to report."""
    where = "entities"
    for root in (base or seeds.shipped(), *overlays):
        for path in sorted((root / "entities").glob("*.yml")):
            for line, raw in seeds.read_list(path):
                if raw.get("id") == identifier:
                    where = f"{path}:{line}"
    return where
