"""The way to the web."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol

from dateline.errors import FetchError
from dateline.models.articles import Page


@dataclass(frozen=True, slots=True)
class Request:
    """One page to fetch. `etag` and `last_modified` make it conditional; `spacing` is the source's own pause between requests."""

    url: str
    key: str = ""
    etag: str | None = None
    last_modified: str | None = None
    spacing: timedelta | None = None


@dataclass(frozen=True, slots=True)
class Fetched:
    """The answer to a request: exactly one of `page` (any 2xx or 304) and `error` is set."""

    request: Request
    page: Page | None = None
    error: FetchError | None = None


class Fetcher(Protocol):
    """The only way to the web. Robots, pacing, address guard, caps and deadlines are its business; it never raises for one URL."""

    def fetch_all(self, requests: Sequence[Request]) -> AsyncIterator[Fetched]:
        """Fetch all, in any order, many hosts at once, one request at a time per host."""
        ...

    async def aclose(self) -> None:
        """Close connections."""
        ...
