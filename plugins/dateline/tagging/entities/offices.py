"""Who holds an office in a country on a day, from the dated roles of the seeds."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from dateline.seeds.entities import Entity, Role

# The office that words mean, most particular first. Countries call the same office by different names.
_OFFICES = (
    (
        "foreign minister",
        r"foreign ministers?|foreign secretar(?:y|ies)|secretary of state|(?:top|chief|senior-most)\b.{0,25}\bdiplomats?|"
        r"external affairs minister",
    ),
    ("defence minister", r"defen[cs]e ministers?|defen[cs]e secretar(?:y|ies)|secretary of defen[cs]e|pentagon chief"),
    ("interior minister", r"interior minister|home secretary"),
    ("finance minister", r"finance minister|treasury secretary"),
    ("vice president", r"vice[ -]president"),
    ("deputy prime minister", r"deputy prime minister|deputy premier"),
    ("prime minister", r"prime minister|premier(?! league)|chancellor"),
    ("president", r"president"),
    ("secretary-general", r"secretary[ -]general"),
    ("supreme leader", r"supreme leader"),
    ("crown prince", r"crown prince"),
    ("king", r"king|monarch|emir|sultan"),
    ("pope", r"pope|pontiff"),
    ("leader", r"leader"),
)
_PATTERNS = tuple((office, re.compile(rf"\b(?:{pattern})\b", re.I)) for office, pattern in _OFFICES)


def office_in(words: str) -> str | None:
    """The office that a phrase names, in one word for all countries; offices that are over, or of somebody's staff, are none."""
    if re.search(
        r"\b(?:former|ex-|then-|deputy (?!prime|premier)|assistant|under-?secretary|spokes|aides?|advis[eo]rs?|office|candidate|wife)",
        words,
        re.I,
    ):
        return None
    return next((office for office, pattern in _PATTERNS if pattern.search(words)), None)


class Offices:
    """The holders of offices by country."""

    def __init__(self, entities: Iterable[Entity]) -> None:
        self._held: dict[tuple[str, str], list[tuple[Entity, Role]]] = defaultdict(list)
        for entity in entities:
            for role in entity.roles:
                office = office_in(role.role)
                country = role.country or entity.country
                if office and country:
                    self._held[office, country].append((entity, role))

    def holder(self, office: str, country: Entity, day: date | None) -> Entity | None:
        """The one who held it on the day, or None when that is unknown."""
        if day is None or not country.country:
            return None
        for name in (office, *(("president", "prime minister", "supreme leader", "king") if office == "leader" else ())):
            held = [(entity, role) for entity, role in self._held.get((name, country.country), ()) if role.held_on(day.isoformat())]
            if held:
                return max(held, key=lambda pair: pair[1].start or "")[0]
        return None
