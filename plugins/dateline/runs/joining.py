"""Join what came, or everything, into incidents."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from dateline import wiring
from dateline.settings import Settings

if TYPE_CHECKING:
    from dateline.chronicle import Means
    from dateline.incidents.hands import Hand
    from dateline.incidents.readings import Readings
    from dateline.indexes.maintenance import Maintained


def join_incidents(config: Settings, moments: Sequence[datetime]) -> str | None:
    """Join the days of these times of publication into incidents, and those that analysts' merges and splits wait for; what that gave.

    Where nothing came there is nothing to join, and neither index nor desk is opened: analysts are heeded at once (`heed_hands`), and
    what they said of reports that are not there, or while a process was killed, when something comes.
    """
    return _join(config, moments) if moments else None


def heed_hands(config: Settings) -> str | None:
    """Join what analysts merged, split or took back since; what that gave, or None where all is as they want it."""
    return _join(config, ())


def _join(config: Settings, moments: Sequence[datetime]) -> str | None:
    from dateline import chronicle

    target = wiring.index(config)
    try:
        hands = _hands(config, target)
        days = {moment.astimezone(UTC).date() for moment in moments} | chronicle.waiting_for_hands(target, hands())
        if not days:
            return None
        joined = chronicle.join_days(target, days, _means(config, hands))
        target.refresh()
        return str(joined)
    finally:
        target.close()


def rebuild_incidents(
    config: Settings, told: Callable[[str], None], *, since: datetime | None = None, until: datetime | None = None
) -> str:
    """Join every stored article anew (published in the interval); what that gave. `told` hears how far it is."""
    target = wiring.index(config)
    try:
        joined = join_all_stored(config, target, told, only=lambda at: (since is None or at >= since) and (until is None or at < until))
        target.refresh()
        return joined
    finally:
        target.close()


@functools.lru_cache(maxsize=1)
def _readings(overlays: tuple[Path, ...]) -> Readings:
    """What reads items for joining: it remembers those it read, so a process that joins again and again has one."""
    from dateline.incidents.lexicon import load_lexicon
    from dateline.incidents.readings import Readings

    return Readings(load_lexicon(overlays))


def _means(config: Settings, hands: Callable[[], list[Hand]]) -> Means:
    """What is joined with here."""
    from dateline.chronicle import Means
    from dateline.incidents.likeness import load_weights

    return Means(_readings(config.seeds), load_weights(), wiring.now, hands, wiring.shelf(config))


def _hands(config: Settings, target: Maintained) -> Callable[[], list[Hand]]:
    """What analysts have said by now."""
    from dateline import chronicle

    desk = wiring.desk(config)
    return lambda: chronicle.hands_of(target, desk.flags())


def join_all_stored(config: Settings, target: Maintained, told: Callable[[str], None], *, only: Callable[[datetime], bool]) -> str:
    """Join what is stored and was published when `only` says, then what analysts' words wait for; what that gave."""
    from dateline import chronicle

    hands = _hands(config, target)
    means = _means(config, hands)
    done = chronicle.join_all(target, means, told=lambda one: told(str(one)), only=only)
    target.refresh()
    if late := chronicle.waiting_for_hands(target, hands()):  # Ids that they name may be there only now.
        done += chronicle.join_days(target, late, means)
    return str(done)
