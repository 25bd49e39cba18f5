"""Flags on what was read: which row each belongs to, and what they teach, in the format of labels. Pure.

A flag hangs on its article and sentence: after another reading, with other ids and another type, it stands where it stood.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from dateline.errors import QueryRefused
from dateline.models.codebook import Category, Mode, Status
from dateline.protocols.desk import Flag, FlagKind

Body = Mapping[str, Any]

FIELDS = ("event", "status", "type", "place")
"""What can be wrong; `event` says that there is none."""
SHORT = 60  # Characters of a sentence that stands for its report.
_MODES = frozenset(map(str, Mode))


def check(kind: str, field: str, value: str, note: str) -> tuple[FlagKind, str | None, str | None, str | None]:
    """A form's words as a flag's. Raises QueryRefused with what is missing."""
    if kind not in set(FlagKind):
        raise QueryRefused(f"flag: {kind!r} is none of {', '.join(FlagKind)}")
    if kind == FlagKind.NOTE and not note:
        raise QueryRefused("note: there is nothing in it; write a few words")
    if kind == FlagKind.SPLIT and not value:
        raise QueryRefused("split: say which report does not belong")
    if kind != FlagKind.WRONG:
        return FlagKind(kind), None, value or None, note or None
    if field not in FIELDS:
        raise QueryRefused(f"wrong: {field!r} is none of {', '.join(FIELDS)}")
    known = {"status": set(map(str, Status)), "type": set(map(str, Category))}.get(field)
    if known is not None and value not in known:
        raise QueryRefused(f"wrong {field}: {value!r} is none of {', '.join(sorted(known))}")
    if field == "place" and not value:
        raise QueryRefused("wrong place: say which is right")
    return FlagKind(kind), field, value if field != "event" else None, note or None


def words(flag: Flag) -> str:
    """A flag as a row shows it."""
    said = {
        FlagKind.STAR: "starred",
        FlagKind.NOTE: "note",
        FlagKind.WRONG: "no event" if flag.field == "event" else f"wrong {flag.field}: {flag.value}",
        FlagKind.MERGE: f"same as {flag.value}",
        FlagKind.SPLIT: f"does not belong: {_shortened(flag.quote)}",
    }[flag.kind]
    return f"{said} ({flag.who}{', ' + flag.note if flag.note else ''})"


def _shortened(quote: str) -> str:
    return quote if len(quote) <= SHORT else f"{quote[:SHORT].rsplit(' ', 1)[0]}…"


def belongs(flag: Flag, *, article_id: str, quote: str, target: str) -> bool:
    """Whether a flag is of this event: by its article and sentence, else by its id."""
    return flag.target == target or (flag.article_id == article_id and _same(flag.quote, quote))


def _same(one: str, other: str) -> bool:
    """The same sentence, or one that holds it: sentences are cut anew with each release."""
    a, b = " ".join(one.split()), " ".join(other.split())
    return bool(a and b) and (a == b or (len(a) > 30 and a in b) or (len(b) > 30 and b in a))


# ---- what is one, and what is not -----------------------------------------------------------------------------------------


def same_as(incident: Body, other: Body, *, who: str, now: datetime, note: str | None = None) -> list[Flag]:
    """Two happenings are one: a flag on the first report of each, with the other's id as its value, so that either is found again.

    Raises QueryRefused for what cannot be one.
    """
    if incident["id"] == other["id"]:
        raise QueryRefused("merge: that is this one; name another")
    if incident["kind"] != other["kind"]:
        raise QueryRefused(f"merge: {other['id']} is an {other['kind']}, and no {incident['kind']} as this one")
    pairs = ((incident, other), (other, incident))
    return [_on(one, one["reports"][0], FlagKind.MERGE, value=two["id"], who=who, now=now, note=note) for one, two in pairs]


def not_of(incident: Body, report: str, *, who: str, now: datetime, note: str | None = None) -> Flag:
    """One report does not belong: a flag on its article and sentence, with its anchor as the value.

    `report` is an anchor, an event or an article. Raises QueryRefused for what is none of this happening's, and for its only one.
    """
    found = [one for one in incident["reports"] if report in (one["anchor"], one.get("event"), one["article"])]
    if not found:
        raise QueryRefused(f"split: {report!r} is no report of {incident['id']}; name its article, or its anchor")
    if len(incident["reports"]) == 1:
        raise QueryRefused(f"split: {incident['id']} has no other report; flag it as no event if it is none")
    return _on(incident, found[0], FlagKind.SPLIT, value=found[0]["anchor"], who=who, now=now, note=note)


def mirror_of(flag: Flag, flags: Iterable[Flag]) -> Flag | None:
    """The flag that says the same of the other happening of a merge."""
    return next((one for one in flags if (one.kind, one.target, one.value, one.at) == (flag.kind, flag.value, flag.target, flag.at)), None)


def _on(incident: Body, report: Body, kind: FlagKind, *, value: str, who: str, now: datetime, note: str | None) -> Flag:
    day = report.get("day") or incident["day_local"]
    return Flag(report["article"], report["quote"], incident["type"] or "", incident["id"], kind, who, now, day, value, note)


# ---- labels -------------------------------------------------------------------------------------------------------------


def item_of(article: Body) -> dict[str, Any]:
    """The item that labels point into: the title is the first paragraph of its text."""
    return {"id": article["id"], "published": article.get("published"), "title": article.get("title") or "", "text": item_text(article)}


def item_text(article: Body) -> str:
    """Title and text as one, the title only once."""
    title, text = article.get("title") or "", article["text"]
    return text if not title or text.startswith(title) else f"{title}\n\n{text}"


def labels(article: Body, events: Sequence[Body], flags: Iterable[Flag]) -> Iterator[dict[str, Any]]:
    """Label rows of an article: its events as they were read, with what flags say put right; one `none` row when none is left."""
    text = item_text(article)
    shift = len(text) - len(article["text"])
    flags = [flag for flag in flags if flag.kind is FlagKind.WRONG]
    rows = []
    for body in events:
        wrong = [f for f in flags if belongs(f, article_id=article["id"], quote=body["evidence_text"], target=body["id"])]
        row = _row(article["id"], text, shift, body, wrong)
        if row and not any(flag.field == "event" for flag in wrong):
            rows.append(row)
    yield from rows or [{"i": article["id"], "none": "other"}]


def _row(item: str, text: str, shift: int, body: Body, wrong: Sequence[Flag]) -> dict[str, Any] | None:
    if not body["evidence"]:
        return None
    start, end = (offset + shift for offset in body["evidence"][0]["trigger"])
    trigger = text[start:end]
    if not trigger.strip():
        return None
    right = {flag.field: flag.value for flag in wrong}
    attribution, tolls = body.get("attribution"), body.get("casualties") or ()
    place = right.get("place") or _quoted(text, ((body.get("place") or {}).get("name"),))
    row = {
        "i": item,
        "t": trigger,
        "n": 1 + sum(1 for match in re.finditer(re.escape(trigger), text) if match.start() < start),
        "type": right.get("type") or body["type"],
        "mode": body["mode"] if body.get("mode") in _MODES and "type" not in right else None,
        "st": right.get("status") or body["status"],
        "a": _quotes(text, body["actors"]),
        "g": _quotes(text, body["targets"]),
        "p": place if place and place in text else None,
        "by": _quoted(text, (attribution["source"],)) if attribution else None,
        "toll": [[toll["kind"], toll["min"], toll["max"]] for toll in tolls],
        "pos": {"headline": "headline", "background": "background"}.get(body["position"], "news"),
        "ord": True if body.get("scope") == "ordinary" else None,
    }
    if row["by"] and attribution:
        row["k"] = attribution["kind"]
    return {name: value for name, value in row.items() if value not in (None, [])}


def _quotes(text: str, actors: Sequence[Body]) -> list[str]:
    return [actor["text"] for actor in actors if actor["text"] in text]


def _quoted(text: str, candidates: Iterable[str | None]) -> str | None:
    return next((one for one in candidates if one and one in text), None)
