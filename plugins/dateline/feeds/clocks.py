"""Whether this machine's clock can be trusted, by what servers say the time is. Pure.

Dates that lie in the future are not believed, so a clock that is a month behind would cost every article its date.
"""

from __future__ import annotations

import statistics
from datetime import UTC, timedelta
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

from dateline.models.articles import Page

WITNESSES = 2  # Hosts that must agree: one alone may be wrong itself.
OFF = timedelta(days=1)  # Less than that costs no date.


class Clocks:
    """What the `Date` headers of a poll say."""

    def __init__(self) -> None:
        self._off: dict[str, float] = {}

    def hear(self, page: Page | None) -> None:
        """Take note of an answer. Caches send old dates; `Age` marks them."""
        if page is None or page.header("age"):
            return
        try:
            told = parsedate_to_datetime(page.header("date") or "")
            told = told if told.tzinfo else told.replace(tzinfo=UTC)
            self._off[urlsplit(page.final_url).netloc] = (page.fetched_at - told).total_seconds()
        except (ValueError, OverflowError):
            return

    def wrong_after(self, page: Page | None) -> str | None:
        """`wrong`, with this answer heard."""
        self.hear(page)
        return self.wrong()

    def wrong(self) -> str | None:
        """One line when enough hosts agree that it is another day."""
        if len(self._off) < WITNESSES:
            return None
        off = timedelta(seconds=statistics.median(self._off.values()))
        if abs(off) <= OFF or any(abs(seconds) <= OFF.total_seconds() for seconds in self._off.values()):
            return None
        where = "ahead of" if off > timedelta(0) else "behind"
        return (
            f"the clock of this machine is {abs(off).days} days {where} that of {len(self._off)} servers, which would cost articles their "
            "dates: set it (ntp) and run the command again"
        )
