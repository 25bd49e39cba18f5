"""Document bodies -> what a page shows: words instead of codes, and text cut where evidence is marked. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from dateline.models.codebook import REAL, Scope
from dateline.pages.evidence import sentence
from dateline.pages.times import utc, when
from dateline.pages.tolls import toll, toll_short

Body = Mapping[str, Any]

TYPE_WORDS = {
    "AGREE": "agreement",
    "CONSULT": "talks",
    "SUPPORT": "support",
    "CONCEDE": "concession",
    "COOPERATE": "cooperation",
    "AID": "aid",
    "RETREAT": "retreat",
    "REQUEST": "demand or call",
    "ACCUSE": "accusation",
    "REJECT": "rejection",
    "THREATEN": "threat",
    "PROTEST": "protest",
    "SANCTION": "sanction",
    "MOBILIZE": "mobilisation",
    "COERCE": "coercion",
    "ASSAULT": "attack",
}
STATUS_WORDS = {
    "happened": "happened",
    "ongoing": "under way",
    "planned": "planned",
    "threatened": "threatened, not done",
    "demanded": "demanded, not done",
    "hypothetical": "hypothetical",
    "denied": "denied",
    "unclear": "unclear whether it happened",
}
WHEN_WORDS = {
    "exact": "day told",
    "published": "news of a day",
    "coarse": "week, month or year",
    "undated": "no date",
}
MOST_PARTIES = 2  # Of a side, in a line.
MARK_WORDS = {
    "happened": "happened",
    "ongoing": "under way",
    "confirmed": "confirmed",
    "claimed": "claimed",
    "alleged": "alleged",
    "disputed": "disputed",
    "said": "said",
    "planned": "planned",
    "threatened": "only threatened",
    "demanded": "only demanded",
    "hypothetical": "hypothetical",
    "denied": "denied",
    "unclear": "unclear",
}
"""What a row is marked with: the status, and how the voice stands to it. Only what is told as fact is told as happened."""
_STANDING = {"accusation": "alleged", "claim": "claimed", "confirmation": "confirmed", "denial": "denied"}
_SPEECH = frozenset({"REQUEST", "THREATEN", "REJECT", "ACCUSE"})  # What happened is that it was said.
KIND_WORDS = {
    "report": "reported by",
    "claim": "claimed by",
    "accusation": "alleged by",
    "confirmation": "confirmed by",
    "denial": "denied by",
}


@dataclass(frozen=True, slots=True)
class EventView:
    """One event as a reader sees it. `point` is (lat, lon, precision in km); `ordinary`: it is no act of conflict."""

    id: str
    type: str
    what: str
    status: str
    status_words: str
    mark: str
    actors: str
    targets: str
    where: str
    when: str
    when_utc: str
    toll: str
    toll_short: str
    says: str
    says_kind: str
    evidence: str
    sentence: tuple[tuple[str, bool], ...]
    article_id: str
    article_title: str
    outlet: str
    url: str
    published: str
    rule: str
    about: str | None
    point: tuple[float, float, float] | None
    ordinary: bool


def event_view(body: Body) -> EventView:
    """The words for one event document."""
    article, attribution = body["article"], body.get("attribution")
    what = TYPE_WORDS.get(body["type"], body["type"].lower())
    mode = body.get("mode")
    return EventView(
        id=body["id"],
        type=body["type"],
        what=f"{what} ({mode.replace('_', ' ')})" if mode else what,
        status=body["status"],
        status_words=STATUS_WORDS[body["status"]],
        mark=mark_of(body),
        actors=_people(body["actors"]),
        targets=_people(body["targets"]),
        where=_where(body.get("place")),
        when=when(body),
        when_utc=utc(body),
        toll=toll(body["casualties"]),
        toll_short=toll_short(body),
        says=attribution["source"] if attribution else "",
        says_kind=KIND_WORDS.get(attribution["kind"], "according to") if attribution else "",
        evidence=body["evidence_text"],
        sentence=sentence(body),
        article_id=article["id"],
        article_title=article.get("title") or article["url"],
        outlet=article.get("outlet") or article.get("source") or "",
        url=article["url"],
        published=(article.get("published") or "")[:10],
        rule=body["rule"],
        about=body.get("about"),
        point=point_of(body.get("place")),
        ordinary=is_ordinary(body),
    )


def is_ordinary(body: Body) -> bool:
    """Whether it is crime without a political side, an ordinary court, an accident, politics at home: no act of conflict."""
    return bool(body.get("scope") == Scope.ORDINARY)


# ---- people and places ----------------------------------------------------------------------------------------------


def _people(actors: Sequence[Body]) -> str:
    names = dict.fromkeys(actor.get("name") or actor["text"] for actor in actors)
    return ", ".join(names)


def parties_of(body: Body, line: str) -> str:
    """Who did it to whom, for a line that does not name them itself: those known by an id, two of a side.

    `Rapid Support Forces → Sudan military`; nothing where nobody is known to have done it.
    """
    said = line.casefold()
    known = [
        [name for name in dict.fromkeys(actor.get("name") for actor in body[side] if actor.get("entity")) if name]
        for side in ("actors", "targets")
    ]
    if not known[0] or all(name.casefold() in said for name in known[0]):
        return ""
    return " → ".join(", ".join(names[:MOST_PARTIES]) for names in known if names)


def _where(place: Body | None) -> str:
    """The place with its qualifier and, when it is not a country itself, its country's code."""
    if place is None:
        return ""
    name = f"{place['name']} ({place['part']})" if place.get("part") else str(place["name"])
    country = place.get("country")
    return f"{name}, {country}" if country and place.get("feature") != "country" else name


def point_of(place: Body | None) -> tuple[float, float, float] | None:
    return (place["lat"], place["lon"], place.get("precision_km") or 0.0) if place else None


def mark_of(body: Body) -> str:
    """What a row is marked with (a key of MARK_WORDS). An allegation is never told as what happened."""
    status = str(body["status"])
    if status not in REAL:
        return status
    kind = (body.get("attribution") or {}).get("kind")
    if body.get("type") in _SPEECH:
        return "said"
    return _STANDING.get(str(kind), status)
