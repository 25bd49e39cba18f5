"""Who did what to whom, with what toll, and who says so."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from dateline.models.articles import Article
from dateline.models.codebook import AttributionKind, Category, Mode, Position, Scope, Status, TollKind, TollScope
from dateline.models.mentions import Mention
from dateline.models.places import Place
from dateline.models.times import TimeValue


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
