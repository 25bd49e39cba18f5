"""What a line of `dateline tag` tells, one telling for each evidence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

LONGEST = 40  # Characters of a trigger; what is longer points at no word.
NOWHERE = (-(10**6), -(10**6))


@dataclass(frozen=True, slots=True)
class Told:
    """One telling of an event that was tagged; `event` is the id that its other tellings share."""

    trigger: tuple[int, int]
    type: str
    status: str
    confidence: float | None = None
    scope: str | None = None
    actors: tuple[str, ...] = ()
    targets: tuple[str, ...] = ()
    voice: str | None = None
    tolls: tuple[tuple[str, int | None, int | None], ...] = ()
    time: Mapping[str, Any] | None = None
    country: str | None = None
    event: str | None = None


def told_of(line: Mapping[str, Any]) -> list[Told]:
    """The tellings in a line of `dateline tag`: every evidence is one."""
    found = []
    for event in line.get("events") or ():
        for evidence in event.get("evidence") or ():
            trigger = evidence.get("trigger")
            fits = trigger and trigger[1] - trigger[0] <= LONGEST
            found.append(
                Told(
                    trigger=(trigger[0], trigger[1]) if fits else NOWHERE,
                    type=event["type"],
                    status=event["status"],
                    confidence=event.get("confidence"),
                    scope=event.get("scope"),
                    actors=tuple(actor.get("text") or "" for actor in event.get("actors") or ()),
                    targets=tuple(actor.get("text") or "" for actor in event.get("targets") or ()),
                    voice=(event.get("attribution") or {}).get("source"),
                    tolls=tuple((toll["kind"], toll.get("min"), toll.get("max")) for toll in event.get("casualties") or ()),
                    time=event.get("time"),
                    country=(event.get("place") or {}).get("country"),
                    event=event.get("id"),
                )
            )
    return found
