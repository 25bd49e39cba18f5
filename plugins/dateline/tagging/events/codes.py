"""The codes of an event, from category, mode and who acts: CAMEO and ACLED. The table is seeds/codes/*.yml. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from dateline.models.codebook import UNREAL, Category, Mode, Status
from dateline.models.events import Actor
from dateline.models.places import Place
from dateline.seeds.codes import CodeSeed


class CodeTable:
    """Rows in order; the first that fits gives the codes."""

    def __init__(self, rows: Iterable[CodeSeed]) -> None:
        self._rows = tuple(rows)

    def of(
        self, kind: Category, mode: Mode | None, status: Status, actors: Sequence[Actor], targets: Sequence[Actor], place: Place | None
    ) -> tuple[str | None, str | None]:
        """The CAMEO code and the ACLED sub-type of an event; what did not happen has no sub-type."""
        at_home = any(actor.country and (place is None or place.country in (None, actor.country)) for actor in actors)
        fitting = (
            row
            for row in self._rows
            if row.type == kind
            and (not row.modes or mode in row.modes)
            and (not row.actors or any(actor.sector in row.actors for actor in actors))
            and (not row.targets or any(word in target.text.lower() for target in targets for word in row.targets))
            and (not row.home or at_home)  # A state's own forces regain, others take.
        )
        row = next(fitting, None)
        return row.cameo if row else None, row.acled if row and status not in UNREAL else None
