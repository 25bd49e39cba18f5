"""The value types that flow from a feed to the index. Standard library only.

    Source -> FeedEntry -> Page -> Article -> TaggedArticle(mentions, events) -> Document
                                              many of them -> Incident(reports, tolls) -> Document

All are frozen and can be printed, compared and pickled. Every `datetime` is aware. Offsets are Python string offsets into
`Article.text`, half-open. Unknown is `None`, never 0 and never an empty object. Each stage keeps what earlier stages claimed:
a feed's date and a page's date are two fields.
"""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

REWRITTEN = timedelta(days=60)  # What is changed later is no correction: a standing page, written anew.


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


class Precision(enum.StrEnum):
    """How exact a time is."""

    MINUTE = "minute"
    HOUR = "hour"
    PART_OF_DAY = "part_of_day"
    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    SEASON = "season"
    QUARTER = "quarter"
    YEAR = "year"
    DECADE = "decade"
    DURATION = "duration"
    SET = "set"
    UNKNOWN = "unknown"


class Basis(enum.StrEnum):
    """What a time was reckoned from: the day of publication, the date told before, or its own words."""

    PUBLISHED = "published"
    NARRATIVE = "narrative"
    EXPLICIT = "explicit"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class TimeValue:
    """A TIMEX3 value and its half-open UTC interval. Durations, sets and unresolved expressions have no interval."""

    value: str
    start: datetime | None = None
    end: datetime | None = None
    precision: Precision = Precision.UNKNOWN
    basis: Basis = Basis.UNKNOWN


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


class Category(enum.StrEnum):
    """What kind of act an event is: PLOVER's categories of 2021."""

    AGREE = "AGREE"
    CONSULT = "CONSULT"
    SUPPORT = "SUPPORT"
    CONCEDE = "CONCEDE"
    COOPERATE = "COOPERATE"
    AID = "AID"
    RETREAT = "RETREAT"
    REQUEST = "REQUEST"
    ACCUSE = "ACCUSE"
    REJECT = "REJECT"
    THREATEN = "THREATEN"
    PROTEST = "PROTEST"
    SANCTION = "SANCTION"
    MOBILIZE = "MOBILIZE"
    COERCE = "COERCE"
    ASSAULT = "ASSAULT"


class Mode(enum.StrEnum):
    """How it was done, where that is plain; MODES says which category may have which."""

    AERIAL = "aerial"
    ARTILLERY = "artillery"
    MISSILE = "missile"
    DRONE = "drone"
    FIREARMS = "firearms"
    EXPLOSIVES = "explosives"
    SUICIDE = "suicide"
    STABBING = "stabbing"
    VEHICLE = "vehicle"
    BEATING = "beating"
    TORTURE = "torture"
    SEXUAL = "sexual"
    ABDUCT = "abduct"
    EXECUTE = "execute"
    CLASH = "clash"
    INVADE = "invade"
    RAID = "raid"
    SEIZE = "seize"

    DEMONSTRATE = "demonstrate"
    STRIKE = "strike"
    HUNGER = "hunger"
    RIOT = "riot"
    BOYCOTT = "boycott"

    ARREST = "arrest"
    RESTRICT = "restrict"
    CENSOR = "censor"
    CURFEW = "curfew"
    DEPORT = "deport"
    DISPLACE = "displace"
    SIEGE = "siege"
    CYBER = "cyber"
    SPY = "spy"
    DESTROY = "destroy"


MODES: Mapping[Category, frozenset[Mode]] = {
    Category.ASSAULT: frozenset(
        Mode(name)
        for name in (
            "aerial artillery missile drone firearms explosives suicide stabbing vehicle beating torture sexual abduct execute "
            "clash invade raid seize"
        ).split()
    ),
    Category.PROTEST: frozenset({Mode.DEMONSTRATE, Mode.STRIKE, Mode.HUNGER, Mode.RIOT, Mode.BOYCOTT}),
    Category.COERCE: frozenset(
        Mode(name) for name in "arrest restrict seize censor curfew deport displace siege cyber spy destroy".split()
    ),
}
"""The modes of each category; those that are not named have none."""


class Timing(enum.StrEnum):
    """How well the day of an event is known: told exactly; told as a week, month or longer; only as the news of a day; not at all."""

    EXACT = "exact"
    COARSE = "coarse"
    PUBLISHED = "published"
    UNDATED = "undated"


EXACT_PRECISIONS = (Precision.DAY, Precision.PART_OF_DAY, Precision.HOUR, Precision.MINUTE)
"""Precisions that put an event on its day; others only near it."""


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


class Scope(enum.StrEnum):
    """Whether an event is of war, unrest or politics between states, or ordinary: crime, courts and politics at home."""

    POLITICAL = "political"
    ORDINARY = "ordinary"


class Position(enum.StrEnum):
    """Where an article tells an event, the most prominent first."""

    HEADLINE = "headline"
    LEAD = "lead"
    BODY = "body"
    BACKGROUND = "background"


class TollKind(enum.StrEnum):
    """What befell those who are counted."""

    KILLED = "killed"
    INJURED = "injured"
    MISSING = "missing"
    CAPTURED = "captured"
    ARRESTED = "arrested"
    DISPLACED = "displaced"


class TollScope(enum.StrEnum):
    """Whether a toll is of one event or a running total ("since January")."""

    EVENT = "event"
    CUMULATIVE = "cumulative"


class AttributionKind(enum.StrEnum):
    """How somebody says it, the strongest first: what decides when several fit."""

    DENIAL = "denial"
    ACCUSATION = "accusation"
    CONFIRMATION = "confirmation"
    CLAIM = "claim"
    REPORT = "report"


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
class Attribution:
    """Who says so. `cue` is the word that shows it, at `start` to `end`; `voice` the span of the source's own words in the text."""

    source: str
    kind: AttributionKind
    cue: str
    start: int
    end: int
    entity: str | None = None
    voice: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Casualties:
    """A toll. Bounds are inclusive; `None` is unknown.

    `mark` keeps a vague word ("dozens"); `part_of_whole` is true for "including three children". `attribution` is who gives this
    number, `told` the day on which that was said.
    """

    kind: TollKind
    min: int | None
    max: int | None
    scope: TollScope
    group: str | None
    text: str
    start: int
    end: int
    mark: str | None = None
    part_of_whole: bool = False
    attribution: Attribution | None = None
    told: date | None = None


@dataclass(frozen=True, slots=True)
class Evidence:
    """The sentence and the trigger in it, as offsets; who acts and suffers, and who says so, in this telling."""

    sentence: tuple[int, int]
    trigger: tuple[int, int]
    actors: tuple[Actor, ...] = ()
    targets: tuple[Actor, ...] = ()
    attribution: Attribution | None = None


@dataclass(frozen=True, slots=True)
class Event:
    """Who did what to whom, where, when, with what toll, who says so, and whether it happened.

    `type` is a PLOVER category, `acled` a sub-type, `cameo` a code. `about` is the id of the event that a denial denies.
    `why` is the chain of decisions, for `--explain`. `confidence` (0 to 1, calibrated) is None where a rule decided.
    """

    id: str
    type: Category
    mode: Mode | None
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
    position: Position
    why: tuple[str, ...] = ()
    scope: Scope = Scope.POLITICAL
    confidence: float | None = None


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


class IncidentKind(enum.StrEnum):
    """A happening, or the continuing process within which happenings stand ("fighting in the capital since the 15th")."""

    INCIDENT = "incident"
    EPISODE = "episode"


class Stance(enum.StrEnum):
    """What a report does to the happening that it tells of."""

    TELLS = "tells"
    CONFIRMS = "confirms"
    ACCUSES = "accuses"
    DENIES = "denies"
    CORRECTS = "corrects"


@dataclass(frozen=True, slots=True)
class Report:
    """One telling of a happening in one article: its sentence, who says so, and what is asserted.

    `quote` is the sentence, `article.text[start:end]`, or the headline (`position` headline, no offsets). `anchor` names the report
    by article and quote, so that it survives another reading; `event` is the event of the present reading, where there is one.
    `voice` is who says so (None: the outlet itself), `day` the day that the act is told for, `copy_of` the article whose text this is.
    `act` is what of it the report tells (its acts, or the course of an episode). `trigger` is where the word that tells the event
    stands in `quote`, `rule` what read it there. `about` is the anchor of the report that a denial, a confirmation, an accusation or
    a correction answers, of whatever article.
    """

    anchor: str
    article: str
    title: str | None
    url: str | None
    outlet: str | None
    source: str | None
    published: datetime | None
    quote: str
    start: int | None
    end: int | None
    position: str
    day: date | None
    status: Status
    stance: Stance
    voice: str | None
    type: str | None
    event: str | None = None
    copy_of: str | None = None
    confidence: float | None = None
    act: str | None = None
    trigger: tuple[int, int] | None = None
    rule: str | None = None
    about: str | None = None


@dataclass(frozen=True, slots=True)
class TollClaim:
    """One figure by one voice. `told` is the day it was published, `as_of` the day it counts up to.

    `scope`: event, cumulative or side (one side's losses). `superseded` (on the day `superseded_on`): the same voice told a later
    figure, or one that `corrects` (`wrong` are the figures it says were wrong) took its place. It stays readable. Figures are set side
    by side and never added.
    """

    kind: str
    min: int | None
    max: int | None
    scope: str
    group: str | None
    text: str
    voice: str | None
    outlet: str | None
    article: str
    told: date | None
    as_of: date | None
    mark: str | None = None
    superseded: bool = False
    superseded_on: date | None = None
    corrects: bool = False
    wrong: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Incident:
    """Reports that tell one happening (or one episode), and what they claim together.

    `first` and `last` are the days it is told for. `voices` are the independent ones: copies count once, an outlet that names its
    source counts as that source. `within` is the episode it is part of; `former` are ids that were merged into this one.
    `disputed`: somebody denies it, or figures of one day contradict each other. `where` are the names of all places that its reports
    name, and of the country. `why` explains the joining, link by link; `by_hand`: an analyst merged or split it.
    """

    id: str
    kind: IncidentKind
    title: str
    type: str | None
    mode: str | None
    status: Status
    first: date | None
    last: date | None
    place: Place | None
    actors: tuple[Actor, ...]
    targets: tuple[Actor, ...]
    reports: tuple[Report, ...]
    tolls: tuple[TollClaim, ...]
    voices: tuple[str, ...]
    within: str | None = None
    former: tuple[str, ...] = ()
    disputed: bool = False
    corrected: bool = False
    scope: str | None = None
    confidence: float | None = None
    where: tuple[str, ...] = ()
    why: tuple[str, ...] = ()
    by_hand: bool = False


@dataclass(frozen=True, slots=True)
class Document:
    """One body for one index (`articles`, `events`, `incidents`, `figures`). `version` is the ledger's revision of the article,
    for incidents that of the joining."""

    index: str
    id: str
    version: int
    body: Mapping[str, Any] = field(hash=False)
