"""Where and when an event was: the nearest expression that governs its clause, then the sentence, then what was told before. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from spacy.tokens import Token

from dateline.models import Kind, Mention, Place, TimeValue
from dateline.tagging.events.scene import Scene
from dateline.tagging.times.intervals import localise

FAR = 40
_CLAUSES = frozenset({"relcl", "advcl", "ccomp", "parataxis", "acl", "xcomp", "pcomp"})
_PLACE_WORDS = frozenset(
    "in at near on around outside inside across over into to throughout within from of toward towards along off".split()
)
_MODIFIERS = frozenset({"compound", "poss", "nmod", "amod"})
_NOT_WHEN = frozenset({"since", "until", "before", "after", "by"})


@dataclass(frozen=True, slots=True)
class Ground:
    """Time and place of an event, with the rule that gave each."""

    time: TimeValue | None
    place: Place | None
    why: tuple[str, ...]


@dataclass(slots=True)
class Discourse:
    """The last time and place told in the paragraph that is being read."""

    paragraph: int = -1
    time: TimeValue | None = None
    place: Place | None = None


def ground(scene: Scene, anchor: Token, head: Token, mentions: list[Mention], before: Discourse, physical: bool) -> Ground:
    """Time and place of the event with this anchor and trigger head; `mentions` are those of its sentence."""
    times = [m for m in mentions if m.kind is Kind.TIME and m.time is not None and m.time.start is not None]
    places = [m for m in mentions if m.place is not None]
    time, when = _nearest(scene, anchor, head, times, physical)
    place, where = _nearest(scene, anchor, head, places, physical)
    why = []
    if time is not None and time.time is not None:
        why.append(f"time: {when} ({time.text!r})")
    if place is not None and place.place is not None:
        why.append(f"place: {where} ({place.text!r})")
    told_place = place.place if place else before.place
    told_time = _local(time.time, told_place) if time and time.time else before.time
    if time is None and before.time is not None:
        why.append("time: told before in the paragraph")
    if place is None and before.place is not None:
        why.append("place: told before in the paragraph")
    return Ground(told_time, told_place, tuple(why))


def _local(time: TimeValue, place: Place | None) -> TimeValue:
    """The time on the clocks of the place: "Thursday night" is night there."""
    if place is None or not place.timezone:
        return time
    return localise(time, ZoneInfo(place.timezone))


def _nearest(scene: Scene, anchor: Token, head: Token, mentions: list[Mention], physical: bool) -> tuple[Mention | None, str]:
    best: tuple[float, int, Mention] | None = None
    for mention in mentions:
        span = scene.doc.char_span(mention.start - scene.parse.start, mention.end - scene.parse.start, alignment_mode="expand")
        if span is None:
            continue
        cost = min(_distance(span.root, anchor), _distance(span.root, head)) + _role_cost(span.root, mention, anchor, head, physical)
        if best is None or (cost, -(mention.end - mention.start)) < (best[0], best[1]):
            best = (cost, -(mention.end - mention.start), mention)
    if best is None or best[0] >= FAR:
        return None, ""
    return best[2], "its clause" if best[0] < 4 else "its sentence"


def _distance(token: Token, anchor: Token) -> float:
    """Arcs between two tokens; one that leaves or enters another clause counts three times."""
    above: dict[int, float] = {}
    cost, current = 0.0, anchor
    for _ in range(FAR):
        above[current.i] = cost
        if current.head == current:
            break
        cost += 3.0 if current.dep_ in _CLAUSES else 1.0
        current = current.head
    cost, current = 0.0, token
    for _ in range(FAR):
        if current.i in above:
            return cost + above[current.i]
        if current.head == current:
            break
        cost += 3.0 if current.dep_ in _CLAUSES else 0.8
        current = current.head
    return float(FAR)


def _role_cost(root: Token, mention: Mention, anchor: Token, head: Token, physical: bool) -> float:
    preposition = root.head if root.dep_ == "pobj" else None
    if mention.kind is Kind.TIME:
        return 4.0 if preposition is not None and preposition.lower_ in _NOT_WHEN else 0.0
    if preposition is not None and preposition.lower_ in _PLACE_WORDS:
        return 0.0
    if root.dep_ in ("dobj", "nsubjpass") and root.head in (anchor, head):
        return 0.5 if physical else FAR
    # A state that acts or stands before a noun tells who, not where; a town before a noun tells where.
    return 4.0 if root.dep_ in _MODIFIERS and mention.place is not None and not (mention.place.feature or "").startswith("PCL") else FAR
