"""A page as a server sent it, and what it says."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

REWRITTEN = timedelta(days=60)  # What is changed later is no correction: a standing page, written anew.


@dataclass(frozen=True, slots=True)
class Page:
    """What a server (or a folder) sent. `headers` keep their order; names are lower case. `body` is decompressed, cut at the byte cap."""

    url: str
    final_url: str
    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes
    fetched_at: datetime

    def header(self, name: str) -> str | None:
        """The first value of a header, or None."""
        return next((v for k, v in self.headers if k == name.lower()), None)


@dataclass(frozen=True, slots=True)
class Claim:
    """What one witness says of a field of an article (`source` is feed, json-ld, meta, byline, url, visible ...)."""

    field: str
    value: str
    source: str


@dataclass(frozen=True, slots=True)
class Article:
    """What a page says.

    `text` is NFC with a blank line between paragraphs; titles are not part of it. `published` keeps the page's own offset.
    `dateline` is the place line that wire stories open with ("ALEPPO, Syria"), `agency` the credit (Reuters, AP ...); both
    are cut from `text`. `timezone` is the outlet's (IANA), used where no place gives one. `claims` are all witnesses' words.
    """

    id: str
    url: str
    title: str | None
    text: str
    published: datetime | None = None
    published_from: str | None = None
    title_from: str | None = None
    modified: datetime | None = None
    language: str | None = None
    authors: tuple[str, ...] = ()
    authors_from: str | None = None
    extractor: str | None = None
    canonical_url: str | None = None
    dateline: str | None = None
    agency: str | None = None
    outlet: str | None = None
    source_id: str | None = None
    timezone: str | None = None
    country: str | None = None
    claims: tuple[Claim, ...] = ()
    elements: tuple[str, ...] = ()

    @property
    def told(self) -> datetime | None:
        """When this version was written: what "Thursday" in it hangs on. A page of years ago that was written anew tells of today."""
        if self.published and self.modified and self.modified - self.published > REWRITTEN:
            return self.modified
        return self.published
