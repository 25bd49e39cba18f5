"""What a step did, and how the entries of it are settled."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from dateline.models.outcomes import Outcome
from dateline.protocols.ledger import Ledger, Settlement

KEPT = "kept as it is in the index"


@dataclass(frozen=True, slots=True)
class Summary:
    """What a step did: how many of each outcome, and one line for everything that somebody may want to look at.

    `span` holds a time of publication for each day on which something that was written was published: they have to be joined anew.
    """

    counts: Mapping[str, int] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    span: tuple[datetime, ...] = ()

    def __add__(self, other: Summary) -> Summary:
        days = {moment.astimezone(UTC).date(): moment for moment in (*self.span, *other.span)}
        return Summary(Counter(self.counts) + Counter(other.counts), self.notes + other.notes, tuple(days[day] for day in sorted(days)))

    def __str__(self) -> str:
        return ", ".join(f"{n} {name}" for name, n in sorted(self.counts.items())) or "nothing to do"


def settle(ledger: Ledger, settlements: Sequence[Settlement], *, now: datetime) -> Summary:
    if settlements:
        ledger.settle(settlements, now=now)
    notes = tuple(f"{s.work.url}: {s.outcome}: {s.reason}" for s in settlements if _is_noted(s))
    return Summary(Counter(str(s.outcome) for s in settlements), notes)


def _is_noted(settlement: Settlement) -> bool:
    """Whether somebody may want to look at it."""
    kept = settlement.outcome is Outcome.UNCHANGED and (settlement.reason or "").startswith(KEPT)
    return kept or settlement.outcome in (Outcome.FAILED_PERMANENT, Outcome.DEAD)
