"""What puts one document of a day above another."""

from __future__ import annotations

from dateline.documents.tolls import standing_toll, toll_of
from dateline.models.codebook import REAL, Category, Position, Scope, TollKind
from dateline.models.events import Event
from dateline.models.incidents import Incident

_POSITIONS = {Position.HEADLINE: 40, Position.LEAD: 30, Position.BODY: 20}
_VIOLENT = (Category.ASSAULT, Category.COERCE, Category.PROTEST)
_ORDINARY = 60  # What is no act of conflict stands so far below what is: under nearly all of its day.


def incident_importance(incident: Incident) -> int:
    """What puts one incident of a day above another: how many tell it, whether a headline does, whether it is real, violent, how deadly."""
    headline = 20 if any(report.position == "headline" for report in incident.reports) else 0
    violent = 10 if incident.type in _VIOLENT else 0
    real = 20 if incident.status in REAL else 0
    deadly = _deadly(standing_toll(incident.tolls, "killed")["max"])
    return _of_scope(min(10 * len(incident.voices), 100) + deadly + headline + violent + real, incident.scope)


def event_importance(event: Event, rank: int) -> int:
    """What puts one event of a day above another: where it is told, whether it is real, how deadly, the article's own order."""
    real = 20 if event.status in REAL else 0
    deadly = _deadly(toll_of(event.casualties, TollKind.KILLED)["min"])
    return _of_scope(_POSITIONS.get(event.position, 0) + real + deadly + max(9 - rank, 0), event.scope)


def _of_scope(importance: int, scope: str | None) -> int:
    return max(importance - _ORDINARY, 0) if scope == Scope.ORDINARY else importance


def _deadly(killed: int | None) -> int:
    """Ten for each digit of the number of dead, up to forty."""
    return min(10 * len(str(killed)), 40) if killed else 0
