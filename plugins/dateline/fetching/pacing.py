"""One request at a time per host, with a pause between two. Keeps no more than a number per host."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager


class HostBusy(Exception):
    """The host's turn would come too late; `seconds` is how long it still wants to be left alone."""

    def __init__(self, host: str, seconds: float) -> None:
        super().__init__(f"{host} wants to be left alone for {seconds:.0f} s")
        self.host = host
        self.seconds = seconds


class Pacing:
    """Turns per host, in the order in which they were asked for. Times are the event loop's."""

    def __init__(self, *, patience: float) -> None:
        self._patience = patience
        self._locks: dict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._free_at: dict[str, float] = {}

    @asynccontextmanager
    async def turn(self, host: str, *, spacing: float) -> AsyncIterator[None]:
        """Hold the host for one request, at least `spacing` seconds after the last one ended. Raises HostBusy instead of waiting
        longer than `patience` for a host that is blocked."""
        async with self._locks[host]:
            loop = asyncio.get_running_loop()
            wait = max(self._free_at.get(host, 0.0), 0.0) - loop.time()
            if wait > self._patience:
                raise HostBusy(host, wait)
            if wait > 0:
                await asyncio.sleep(wait)
            try:
                yield
            finally:
                self._free_at[host] = max(self._free_at.get(host, 0.0), loop.time() + spacing)

    def block(self, host: str, seconds: float) -> None:
        """Leave the host alone for so long (it said so)."""
        self._free_at[host] = max(self._free_at.get(host, 0.0), asyncio.get_running_loop().time() + seconds)
