"""robots.txt: what a host allows us, and how fast. Reading the file is the client's; deciding is here."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from protego import Protego

MAX_BYTES = 500_000  # RFC 9309 asks for 500 KiB at least.
KEEP = timedelta(days=1)  # RFC 9309: not longer.
KEEP_FAILURE = timedelta(minutes=10)  # So that one run does not ask a broken host again for each of its pages.
MAX_CRAWL_DELAY = 10.0  # Seconds. With more, a batch of one host would outlast its lease; we slow down that far and no further.


@dataclass(frozen=True, slots=True)
class Robots:
    """What one origin says until `until`. `failure` is set when it could not be asked; then nothing is allowed for now."""

    until: datetime
    rules: Protego | None = field(default=None, repr=False)
    failure: str | None = None

    def allows(self, url: str, agent: str) -> bool:
        """Whether `agent` may fetch `url`."""
        return self.rules is None or bool(self.rules.can_fetch(url, agent))

    def delay(self, agent: str) -> float:
        """The pause that the host asks for, up to our cap; 0 when it asks for none."""
        asked = self.rules.crawl_delay(agent) if self.rules else None
        return min(max(float(asked or 0.0), 0.0), MAX_CRAWL_DELAY)


def read_robots(status: int, body: bytes, *, now: datetime) -> Robots:
    """What an answer to a request for robots.txt means: 2xx rules, 4xx but 429 allows all, everything else stops us for now."""
    if 200 <= status < 300:
        return Robots(now + KEEP, _parsed(body[:MAX_BYTES]))
    if 400 <= status < 500 and status != 429:
        return Robots(now + KEEP)
    return unreachable(f"status {status}", now=now)


def unreachable(why: str, *, now: datetime) -> Robots:
    """What it means that robots.txt cannot be had."""
    return Robots(now + KEEP_FAILURE, failure=why)


def product(user_agent: str) -> str:
    """The name that robots.txt knows us by: the first word without its version."""
    return user_agent.split("/")[0].split()[0] if user_agent.strip() else "*"


def _parsed(body: bytes) -> Protego | None:
    text = body.decode("utf-8-sig", "replace").replace("\0", "")
    if text.lstrip()[:1] == "<":
        return None  # A page in place of the file ("soft 404") forbids nothing.
    return Protego.parse(text)
