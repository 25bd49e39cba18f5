"""What differs between two taggings of one article: by other overrides, another reader, another release. Pure.

Two events are one when their trigger stands at the same place of the text.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields

from dateline.models.events import Event

_COMPARED = tuple(one.name for one in fields(Event) if one.name not in ("id", "why", "about", "evidence", "confidence"))


@dataclass(frozen=True, slots=True)
class Change:
    """One difference: `before` is None for an event gained, `after` for one lost; `fields` are those that differ."""

    article: str
    before: Event | None
    after: Event | None
    sentence: str
    fields: tuple[str, ...] = ()

    @property
    def kind(self) -> str:
        """gained, lost or changed."""
        return "gained" if self.before is None else "lost" if self.after is None else "changed"


def differences(article: str, text: str, before: Sequence[Event], after: Sequence[Event]) -> list[Change]:
    """The differences between two codings of one article."""
    olds, news = ({_place(event): event for event in events} for events in (before, after))
    found = []
    for place in sorted({*olds, *news}):
        one, other = olds.get(place), news.get(place)
        differing = tuple(name for name in _COMPARED if getattr(one, name, None) != getattr(other, name, None)) if one and other else ()
        if one is None or other is None or differing:
            start, end = (one or other).evidence[0].sentence  # type: ignore[union-attr]
            found.append(Change(article, one, other, text[start:end], differing))
    return found


def summary(changes: Iterable[Change]) -> dict[str, dict[str, int]]:
    """How many events of each category were gained, lost and changed."""
    counts: dict[str, Counter[str]] = {"gained": Counter(), "lost": Counter(), "changed": Counter()}
    for change in changes:
        event = change.after or change.before
        counts[change.kind][event.type if event else ""] += 1
    return {kind: dict(sorted(numbers.items())) for kind, numbers in counts.items()}


def _place(event: Event) -> tuple[int, int]:
    return event.evidence[0].trigger
