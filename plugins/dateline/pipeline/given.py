"""What the steps are given: adapters that go together, known by Protocol only, the clock, and who has to hear of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from dateline.protocols.archive import Archive
from dateline.protocols.articles import Extractor
from dateline.protocols.fetching import Fetcher
from dateline.protocols.index import Index
from dateline.protocols.ledger import Ledger
from dateline.protocols.tagging import Tagger

Clock = Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class Gathering:
    """What feeds and pages are brought in with."""

    ledger: Ledger
    fetcher: Fetcher
    archive: Archive
    clock: Clock


@dataclass(frozen=True, slots=True)
class Processing:
    """What pages are processed with. `announce` hears when the articles were published that are about to be written."""

    ledger: Ledger
    archive: Archive
    index: Index
    extract: Extractor
    tagger: Tagger
    clock: Clock
    announce: Callable[[Iterable[datetime | None]], None]
