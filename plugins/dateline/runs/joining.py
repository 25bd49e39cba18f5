"""Join what came, or everything, into incidents.

Whoever writes articles marks the days of their publication before; a day stays marked until it is joined, by whoever joins next.
"""

from __future__ import annotations

import contextlib
import functools
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from dateline import wiring
from dateline.settings import Settings

if TYPE_CHECKING:
    from dateline.chronicle import Means
    from dateline.incidents.hands import Hand
    from dateline.incidents.readings import Readings
    from dateline.indexes.maintenance import Maintained


def mark_unjoined(config: Settings, moments: Iterable[datetime | None]) -> None:
    """Mark the days of these times of publication: articles of them are about to be written."""
    folder = _marks(config)
    folder.mkdir(parents=True, exist_ok=True)
    for day in {_day_of(moment) for moment in moments if moment}:
        (folder / day.isoformat()).touch()


def _unjoined(config: Settings) -> dict[date, int]:
    """The marked days, and when each was marked last."""
    found = {}
    for mark in _marks(config).glob("*"):
        with contextlib.suppress(FileNotFoundError):  # Somebody else has joined it.
            found[date.fromisoformat(mark.name)] = mark.stat().st_mtime_ns
    return found


def _forget(config: Settings, joined: Mapping[date, int]) -> None:
    """Take away the marks of days that were joined; one that was set again meanwhile may be for what was not read yet, and stays."""
    for day, marked in joined.items():
        with contextlib.suppress(FileNotFoundError):  # Somebody else has joined it.
            mark = _marks(config) / day.isoformat()
            if mark.stat().st_mtime_ns == marked:
                mark.unlink()


def _marks(config: Settings) -> Path:
    return config.home / "unjoined"


def _day_of(moment: datetime) -> date:
    return moment.astimezone(UTC).date()


def join_incidents(config: Settings, moments: Sequence[datetime] = ()) -> str | None:
    """Join the days of these times of publication and the marked ones into incidents, and those that analysts' merges and splits wait
    for; what that gave.

    Where nothing came there is nothing to join, and neither index nor desk is opened: analysts are heeded at once (`heed_hands`), and
    what they said of reports that are not there, or while a process was killed, when something comes.
    """
    marked = _unjoined(config)
    days = {_day_of(moment) for moment in moments} | marked.keys()
    joined = _join(config, days) if days else None
    _forget(config, marked)
    return joined


def heed_hands(config: Settings) -> str | None:
    """Join what analysts merged, split or took back since; what that gave, or None where all is as they want it."""
    return _join(config, ())


def _join(config: Settings, days: Collection[date]) -> str | None:
    from dateline import chronicle

    target = wiring.index(config)
    try:
        hands = _hands(config, target)
        days = {*days, *chronicle.waiting_for_hands(target, hands())}
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
    """Join every stored article anew (published in the interval, or on a marked day); what that gave. `told` hears how far it is."""
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
    """Join what is stored and was published when `only` says or on a marked day, then what analysts' words wait for; what that gave."""
    from dateline import chronicle

    hands = _hands(config, target)
    means = _means(config, hands)
    marked = _unjoined(config)
    done = chronicle.join_all(target, means, told=lambda one: told(str(one)), only=lambda at: only(at) or _day_of(at) in marked)
    _forget(config, marked)
    target.refresh()
    if late := chronicle.waiting_for_hands(target, hands()):  # Ids that they name may be there only now.
        done += chronicle.join_days(target, late, means)
    return str(done)
