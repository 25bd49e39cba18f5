"""What stored incidents tell the next joining: ids, the courses of episodes, and what those know from days that are not read. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from typing import Any

from dateline.chronicle.scene import Scene, Stretch, day_of
from dateline.incidents.drafts import Anchor, Elsewhere, Facts, anchors_of
from dateline.incidents.grouping import Course
from dateline.incidents.items import actor_of, moment, place_of
from dateline.models.codebook import Status
from dateline.models.incidents import Report, Stance, TollClaim


def ids_of(bodies: Iterable[Mapping[str, Any]]) -> dict[Anchor, tuple[str, ...]]:
    """The ids that stored incidents have with each of their reports."""
    ids: defaultdict[Anchor, set[str]] = defaultdict(set)
    for body in bodies:
        for report in body["reports"]:
            of = "incident" if body["kind"] == "incident" else f"episode:{report.get('act')}"
            for anchor in anchors_of(of, report["anchor"], report.get("act")):
                ids[anchor].add(body["id"])
    return {anchor: tuple(sorted(own)) for anchor, own in ids.items()}


def courses_of(scene: Scene, stretch: Stretch) -> tuple[list[Course], dict[str, Mapping[str, Any]]]:
    """Courses that were told of on the days of the stretch, with their fresh glimpses; and the stored episodes of them."""
    episodes = {key: body for key, body in scene.stored.items() if body["kind"] == "episode"}
    touched = {
        report.get("act")
        for body in episodes.values()
        for report in body["reports"]
        if (at := moment(report["published"])) and stretch.first <= day_of(at) <= stretch.last
    }
    courses = {}
    for course in scene.found.courses:
        fresh = tuple(one for one in course.glimpses if stretch.is_fresh(day_of(one.published)))
        name = "/".join(course.key)
        if name in touched or any(stretch.first <= day_of(one.published) <= stretch.last for one in fresh):
            courses[name] = Course(course.key, fresh)
    for name in touched - courses.keys():
        theme, theatre, party = (str(name) if name else "//").split("/")
        courses[name] = Course((theme, theatre, party), ())
    own = {key: body for key, body in episodes.items() if body["reports"][0].get("act") in courses}
    return [course for name, course in courses.items() if name], own


def known_elsewhere(course: Course, episodes: Mapping[str, Mapping[str, Any]], stretch: Stretch) -> Elsewhere:
    """What the stored episodes of a course know from days whose reports are not made anew."""
    reports, tolls, facts = [], [], []
    for body in episodes.values():
        if body["reports"][0].get("act") != "/".join(course.key):
            continue
        lines = [report for report in body["reports"] if not stretch.is_fresh(day_of(_known_moment(report["published"])))]
        articles = {line["article"] for line in lines}
        reports += [_report(line) for line in lines]
        tolls += [_claim(line) for line in body["tolls"] if line["article"] in articles]
        facts.append(_facts(body))
    return Elsewhere(tuple(reports), tuple(tolls), tuple(facts))


def _facts(body: Mapping[str, Any]) -> Facts:
    return Facts(
        last=body["reports"][-1]["anchor"],
        place=place_of(body["place"]),
        where=tuple(key for key in body["where"] if "/" not in key),
        actors=tuple(map(actor_of, body["actors"])),
        targets=tuple(map(actor_of, body["targets"])),
        mode=body["mode"],
        scope=body["scope"],
        confidence=body["confidence"],
    )


def _report(line: Mapping[str, Any]) -> Report:
    own = dict(line) | {
        "published": moment(line["published"]),
        "day": _day(line["day"]),
        "status": Status(line["status"]),
        "stance": Stance(line["stance"]),
        "trigger": tuple(line["trigger"]) if line.get("trigger") else None,
    }
    return Report(**own)


def _claim(line: Mapping[str, Any]) -> TollClaim:
    own: dict[str, Any] = {key: _day(line.get(key)) for key in ("told", "as_of", "superseded_on")}
    own |= {"wrong": tuple(line.get("wrong") or ()), "superseded_by": tuple(line["superseded_by"]) if line.get("superseded_by") else None}
    return TollClaim(**(dict(line) | own))


def _known_moment(value: Any) -> datetime:
    return moment(value) or datetime.min.replace(tzinfo=UTC)


def _day(value: str | None) -> date | None:
    return date.fromisoformat(value) if value else None
