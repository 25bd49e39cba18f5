"""Incidents -> the episode that each stands in. Pure."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from dateline.incidents.drafts import VIOLENT, Anchor, Draft
from dateline.incidents.grouping import Course, anchor_of
from dateline.incidents.lexicon import Lexicon
from dateline.models.incidents import Incident, IncidentKind

BESIDE = timedelta(days=3)  # Between a violent happening and the fighting that it stands in, where no article tells of both.

_ASSAULT = "ASSAULT"


def placed(drafts: Sequence[Draft], courses: Sequence[Course], ids: Mapping[Anchor, tuple[str, ...]], lexicon: Lexicon) -> list[Incident]:
    """Each incident in the episode of its theatre that most of its articles tell of too; a violent one at least in fighting near it."""
    episodes = {anchor: own[0] for anchor, own in ids.items() if own}
    episodes |= {anchor: draft.incident.id for draft in drafts for anchor in draft.anchors() if draft.of != "incident"}
    return [_placed(draft, courses, episodes, lexicon) for draft in drafts]


def _placed(draft: Draft, courses: Sequence[Course], episodes: Mapping[Anchor, str], lexicon: Lexicon) -> Incident:
    incident = draft.incident
    if incident.kind is IncidentKind.EPISODE or draft.theatre is None:
        return incident
    articles = {report.article for report in incident.reports}
    best: tuple[int, tuple[str, str, str], Anchor] | None = None
    for course in courses:
        if course.key[1] != draft.theatre:
            continue
        own = [glimpse for glimpse in course.glimpses if glimpse.item in articles]
        if not own and incident.type in VIOLENT and _is_fighting(course, lexicon):
            beside = [one for one in course.glimpses if abs(one.published - _begun(incident)) <= BESIDE]
            rank = (0, course.key, beside[0]) if beside else None
        else:
            rank = (len(own), course.key, own[0]) if own else None
        if rank and (best is None or (-rank[0], rank[1]) < (-best[0], best[1])):
            best = (rank[0], rank[1], (f"episode:{'/'.join(course.key)}", anchor_of(rank[2].item, rank[2].quote)))
    return dataclasses.replace(incident, within=episodes.get(best[2])) if best else incident


def _begun(incident: Incident) -> datetime:
    return min(report.published for report in incident.reports if report.published)


def _is_fighting(course: Course, lexicon: Lexicon) -> bool:
    return course.key[0] == next((one.theme for one in lexicon.processes if one.type == _ASSAULT), None)
