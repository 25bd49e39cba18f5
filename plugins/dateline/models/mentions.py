"""Words of an article that mean somebody, some place, some time."""

from __future__ import annotations

import enum
from dataclasses import dataclass

from dateline.models.places import Place
from dateline.models.times import TimeValue


class Kind(enum.StrEnum):
    """What a mention is."""

    PERSON = "person"
    ORGANISATION = "organisation"
    LOCATION = "location"
    FACILITY = "facility"
    NATIONALITY = "nationality"
    WEAPON = "weapon"
    VEHICLE = "vehicle"
    QUANTITY = "quantity"
    MONEY = "money"
    TIME = "time"


@dataclass(frozen=True, slots=True)
class EntityRef:
    """Whom a mention means. `id` is of our seeds, or `local:...` for a name known only in this article.

    `role` is the one held at the article's date; `country` ISO 3166-1 alpha-2; `code` the composed CAMEO actor code (SYRMIL);
    `sector` the PLOVER sector (GOV, MIL, REB, CIV ...).
    """

    id: str
    name: str
    role: str | None = None
    country: str | None = None
    code: str | None = None
    sector: str | None = None


@dataclass(frozen=True, slots=True)
class Mention:
    """`article.text[start:end]` is this, because of `rule`. Mentions may nest."""

    start: int
    end: int
    text: str
    kind: Kind
    rule: str
    entity: EntityRef | None = None
    place: Place | None = None
    time: TimeValue | None = None
