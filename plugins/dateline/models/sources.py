"""A source, and what it announces."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from datetime import datetime, timedelta

from dateline.models.outcomes import Outcome


class SourceKind(enum.StrEnum):
    """How a source is read."""

    FEED = "feed"
    SITEMAP = "sitemap"
    FOLDER = "folder"


@dataclass(frozen=True, slots=True)
class Source:
    """A feed or folder that we poll; `timezone` is an IANA name, `every` and `spacing` pauses between requests."""

    id: str
    url: str
    name: str = ""
    kind: SourceKind = SourceKind.FEED
    language: str | None = None
    country: str | None = None
    timezone: str | None = None
    every: timedelta = timedelta(hours=1)
    spacing: timedelta | None = None
    tags: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why an item of a feed is nothing that could be asked for, and the outcome that it has at once. `key` tells it from others."""

    outcome: Outcome
    reason: str
    key: str


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """What a feed claimed of one article. `url` is as announced; `identity.canonical_url` makes the entry's identity of it.

    With a `refusal` the `url` is what stood in an address's place.
    """

    url: str
    title: str | None = None
    published: datetime | None = None
    summary: str | None = None
    authors: tuple[str, ...] = ()
    language: str | None = None
    source_id: str | None = None
    refusal: Refusal | None = None
