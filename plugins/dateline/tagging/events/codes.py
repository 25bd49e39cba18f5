"""The codes of an event, from category, mode and who acts: CAMEO and ACLED. The table is seeds/codes/*.yml. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from dateline.models.codebook import Category, Mode, Status
from dateline.models.events import Actor
from dateline.models.places import Place
from dateline.seeds.codes import CodeSeed

UNREAL = frozenset({Status.PLANNED, Status.THREATENED, Status.DEMANDED, Status.HYPOTHETICAL, Status.DENIED})


@dataclass(frozen=True, slots=True)
class Codes:
    """The CAMEO code and the ACLED sub-type of an event; what did not happen has no sub-type."""

    cameo: str | None
    acled: str | None


class CodeTable:
    """Rows in order; the first that fits gives the codes."""

    def __init__(self, rows: Iterable[CodeSeed]) -> None:
        self._rows = tuple(rows)

    def of(
        self, kind: Category, mode: Mode | None, status: Status, actors: Sequence[Actor], targets: Sequence[Actor], place: Place | None
    ) -> Codes:
        """The codes of an event."""
        row = next((row for row in self._rows if _fits(row, kind, mode, actors, targets, place)), None)
        return Codes(row.cameo if row else None, row.acled if row and status not in UNREAL else None)


def _fits(row: CodeSeed, kind: Category, mode: Mode | None, actors: Sequence[Actor], targets: Sequence[Actor], place: Place | None) -> bool:
    if row.type != kind or (row.modes and mode not in row.modes):
        return False
    if row.actors and not any(actor.sector in row.actors for actor in actors):
        return False
    if row.targets and not any(word in target.text.lower() for target in targets for word in row.targets):
        return False
    return not row.home or _at_home(actors, place)


def _at_home(actors: Sequence[Actor], place: Place | None) -> bool:
    """Whether those who act are of the country where it is; a state's own forces regain, others take."""
    return any(actor.country and (place is None or place.country in (None, actor.country)) for actor in actors)
