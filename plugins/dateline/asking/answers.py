"""Denials stand with what they deny, wherever they stand: what an event of one article answers in another, by the incident of both.

Most denials name no place ("the army denied it"), so that a question about a place would hide them; and the tagger, which reads one
article at a time, cannot know what they are about.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from itertools import islice

from dateline.asking.forms import Asked
from dateline.models.codebook import AttributionKind, Status
from dateline.models.incidents import Stance
from dateline.protocols.index import Index
from dateline.query import Hit, Query

MOST = 500  # Disputed incidents of a place and period, the newest, whose denials are heard.
AFTER = timedelta(days=7)  # What was denied happened some days before; older acts are denied as history.
AT_ONCE = 100

_ANSWERS = frozenset({AttributionKind.DENIAL, AttributionKind.ACCUSATION, AttributionKind.CONFIRMATION})


def heard(asked: Asked, index: Index) -> Asked:
    """The same question, with the denials of what stands in the places that it asks for."""
    query = asked.query
    if not (query.places or query.near):
        return asked
    disputed = Query(
        places=query.places,
        near=query.near,
        since=query.since - AFTER if query.since else None,
        until=query.until,
        first_day=query.first_day - AFTER if query.first_day else None,
        last_day=query.last_day,
        kinds=("incident",),
        marks=("disputed",),
        limit=MOST,
        counted=False,
        marked=False,
    )
    reports = (report for hit in index.incidents(disputed).hits for report in hit.body["reports"])
    denials = {report["event"] for report in reports if report["stance"] == Stance.DENIES and report["event"]}
    return replace(asked, query=replace(query, besides=tuple(sorted(denials))))


def pointed(hits: Iterable[Hit], index: Index) -> Iterator[Hit]:
    """The same events; those that deny, allege or confirm what another article told have its event's id in `about`."""
    waiting = iter(hits)
    while some := list(islice(waiting, AT_ONCE)):
        yield from _pointed(some, index)


def _pointed(hits: Sequence[Hit], index: Index) -> Iterator[Hit]:
    answering = {hit.body["article"]["id"] for hit in hits if _answers(hit)}
    about: dict[str, str] = {}
    if answering:
        of_these = Query(article_ids=tuple(sorted(answering)), kinds=("incident",), limit=MOST, counted=False, marked=False)
        for incident in index.incidents(of_these).hits:
            events = {report["anchor"]: report["event"] for report in incident.body["reports"]}
            told = {report["event"]: events.get(report.get("about")) for report in incident.body["reports"]}
            about |= {event: other for event, other in told.items() if event and other}
    for hit in hits:
        other = about.get(hit.id) if _answers(hit) else None
        yield replace(hit, body={**hit.body, "about": other}) if other else hit


def _answers(hit: Hit) -> bool:
    return hit.body["about"] is None and (hit.body["status"] == Status.DENIED or hit.body["attribution_kind"] in _ANSWERS)
