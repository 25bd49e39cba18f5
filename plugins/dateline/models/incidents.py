"""What many reports tell of one happening."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from datetime import date, datetime

from dateline.models.codebook import Status
from dateline.models.events import Actor
from dateline.models.places import Place


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

    `scope`: event, cumulative or side (one side's losses). `superseded` (on the day `superseded_on`, by the figure `superseded_by`, its
    least and most): the same voice told a later figure, or had told the number that a round one rounds, or one that `corrects` (`wrong`
    are the figures it says were wrong) took its place. Only then it is `corrected`: a higher count of a later day does not make an
    earlier one wrong. It stays readable. Figures are set side by side and never added.
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
    superseded_by: tuple[int | None, int | None] | None = None
    corrected: bool = False


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
