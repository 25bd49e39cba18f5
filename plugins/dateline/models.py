"""The value types that flow from a feed to the index. Standard library only.

    Source -> FeedEntry -> Page -> Article -> TaggedArticle(mentions, events) -> Document

All are frozen and can be printed, compared and pickled. Every `datetime` is aware. Offsets are Python string offsets into
`Article.text`, half-open. Unknown is `None`, never 0 and never an empty object. Each stage keeps what earlier stages claimed:
a feed's date and a page's date are two fields.
"""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any


class Outcome(enum.StrEnum):
    """Where an entry stands. The first four are open, the others final; an entry has exactly one at a time."""

    PENDING = "pending"
    LEASED = "leased"
    FETCHED = "fetched"
    FAILED_RETRYABLE = "failed_retryable"

    INDEXED = "indexed"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    DUPLICATE = "duplicate"
    SKIPPED_ROBOTS = "skipped_robots"
    SKIPPED_UNSAFE_URL = "skipped_unsafe_url"
    SKIPPED_NOT_ARTICLE = "skipped_not_article"
    FAILED_PERMANENT = "failed_permanent"
    DEAD = "dead"

    @property
    def is_open(self) -> bool:
        """Whether work on the entry is still to be done."""
        return self in _OPEN


_OPEN = frozenset({Outcome.PENDING, Outcome.LEASED, Outcome.FETCHED, Outcome.FAILED_RETRYABLE})


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
class FeedEntry:
    """What a feed claimed of one article. `url` is as announced; `identity.canonical_url` makes the entry's identity of it."""

    url: str
    title: str | None = None
    published: datetime | None = None
    summary: str | None = None
    authors: tuple[str, ...] = ()
    language: str | None = None
    source_id: str | None = None


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


class Kind(enum.StrEnum):
    """What a mention is."""

    PERSON = "person"
    ORGANISATION = "organisation"
    LOCATION = "location"
    FACILITY = "facility"
    NATIONALITY = "nationality"
    WEAPON = "weapon"
    VEHICLE = "vehicle"
    QUANTITY = "quantity"
    MONEY = "money"
    TIME = "time"


@dataclass(frozen=True, slots=True)
class EntityRef:
    """Whom a mention means. `id` is of our seeds, or `local:...` for a name known only in this article.

    `role` is the one held at the article's date; `country` ISO 3166-1 alpha-2; `code` the composed CAMEO actor code (SYRMIL);
    `sector` the PLOVER sector (GOV, MIL, REB, CIV ...).
    """

    id: str
    name: str
    role: str | None = None
    country: str | None = None
    code: str | None = None
    sector: str | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """A point with an honest size. `precision_km` is the radius within which the truth lies; `part` the qualifier ("eastern")."""

    name: str
    lat: float
    lon: float
    country: str | None = None
    admin1: str | None = None
    geonames_id: int | None = None
    precision_km: float | None = None
    part: str | None = None
    confidence: float | None = None
    why: str | None = None
    feature: str | None = None
    timezone: str | None = None


@dataclass(frozen=True, slots=True)
class TimeValue:
    """A TIMEX3 value and its half-open UTC interval.

    `precision`: part_of_day, hour, minute, day, week, month, season, quarter, year, decade, duration, set, unknown.
    `basis`: published, narrative, explicit, unknown. Durations, sets and unresolved expressions have no interval.
    """

    value: str
    start: datetime | None = None
    end: datetime | None = None
    precision: str = "unknown"
    basis: str = "unknown"


@dataclass(frozen=True, slots=True)
class Mention:
    """`article.text[start:end]` is this, because of `rule`. Mentions may nest."""

    start: int
    end: int
    text: str
    kind: Kind
    rule: str
    entity: EntityRef | None = None
    place: Place | None = None
    time: TimeValue | None = None


class Status(enum.StrEnum):
    """What the attributed source, or the outlet itself, asserts of an event."""

    HAPPENED = "happened"
    ONGOING = "ongoing"
    PLANNED = "planned"
    THREATENED = "threatened"
    DEMANDED = "demanded"
    HYPOTHETICAL = "hypothetical"
    DENIED = "denied"
    UNCLEAR = "unclear"


@dataclass(frozen=True, slots=True)
class Actor:
    """Who did it or to whom: the words of the text, and the entity behind them where one is known."""

    text: str
    start: int
    end: int
    entity: str | None = None
    role: str | None = None
    name: str | None = None
    country: str | None = None
    code: str | None = None
    sector: str | None = None


@dataclass(frozen=True, slots=True)
class Casualties:
    """A toll. Bounds are inclusive; `None` is unknown. `kind`: killed, injured, missing, captured, arrested, displaced.

    `scope` is event or cumulative; `mark` keeps a vague word ("dozens"); `part_of_whole` is true for "including three children".
    """

    kind: str
    min: int | None
    max: int | None
    scope: str
    group: str | None
    text: str
    start: int
    end: int
    mark: str | None = None
    part_of_whole: bool = False
    source: str | None = None


@dataclass(frozen=True, slots=True)
class Attribution:
    """Who says so. `kind`: report, claim, accusation, confirmation, denial. `cue` is the word that shows it."""

    source: str
    kind: str
    cue: str
    start: int
    end: int
    entity: str | None = None


@dataclass(frozen=True, slots=True)
class Evidence:
    """The sentence and the trigger in it, as offsets."""

    sentence: tuple[int, int]
    trigger: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Event:
    """Who did what to whom, where, when, with what toll, who says so, and whether it happened.

    `type` is a PLOVER category, `acled` a sub-type, `cameo` a code. `about` is the id of the event that a denial denies.
    `position`: headline, lead, body, background. `why` is the chain of decisions, for `--explain`.
    """

    id: str
    type: str
    mode: str | None
    acled: str | None
    cameo: str | None
    status: Status
    actors: tuple[Actor, ...]
    targets: tuple[Actor, ...]
    place: Place | None
    time: TimeValue | None
    casualties: tuple[Casualties, ...]
    attribution: Attribution | None
    about: str | None
    evidence: tuple[Evidence, ...]
    rule: str
    position: str
    why: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TaggedArticle:
    """An article with its tags. `rules` is release plus digest of seeds and model; `relevance` why it is (not) about conflict.

    `not_tagged` is the reason when nothing was tagged (`not_tagged:fr`).
    """

    article: Article
    mentions: tuple[Mention, ...]
    events: tuple[Event, ...]
    rules: str
    language: str | None = None
    relevance: str | None = None
    not_tagged: str | None = None

    @property
    def crashed(self) -> bool:
        """Whether the tagger broke on it: the reason is then an error, and not the language."""
        return self.not_tagged not in (None, f"not_tagged:{self.language}")


@dataclass(frozen=True, slots=True)
class Document:
    """One body for one index (`articles`, `events`, `figures`). `version` is the ledger's revision of the article."""

    index: str
    id: str
    version: int
    body: Mapping[str, Any] = field(hash=False)
