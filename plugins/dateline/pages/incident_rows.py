"""Incident documents -> rows: what articles tell together, with its figures by voice. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from dateline.documents.incidents import takes_place
from dateline.models.codebook import REAL
from dateline.models.incidents import IncidentKind
from dateline.models.times import Timing
from dateline.pages.evidence import pieces
from dateline.pages.rows import Earlier, ReportView, Row, cut, line, read_by
from dateline.pages.times import days
from dateline.pages.tolls import figure, range_of
from dateline.pages.view import KIND_WORDS, MARK_WORDS, TYPE_WORDS, is_ordinary, mark_of, parties_of

Body = Mapping[str, Any]
WHOLE = 100_000  # Reports and figures: all of them.
MOST_REPORTS = 6  # Reports and figures shown in place; the incident's own page has all.

_STANCES = {"confirms": "confirmation", "accuses": "accusation", "denies": "denial"}


def incident_rows(bodies: Iterable[Body]) -> list[Row]:
    """Incident documents as rows."""
    return [incident_row(body) for body in bodies]


def incident_row(body: Body, *, most: int = MOST_REPORTS) -> Row:
    """One incident (or episode) with its first reports; copies are folded into the report that they repeat."""
    mark = incident_mark(body)
    originals = [report for report in body["reports"] if not report.get("copy_of")]
    place = body.get("place") or {}
    label = f"{place['name']}, {place['country']}" if place.get("country") and place.get("feature") != "country" else place.get("name", "")
    return Row(
        id=body["id"],
        kind=body["kind"],
        type=body.get("type") or "",
        what=_what(body),
        mark=mark,
        mark_words=MARK_WORDS[mark],
        clock="",
        when=_days_of(body),
        when_utc="",
        where=f"{label}{' (' + place['part'] + ')' if place.get('part') else ''}",
        place=label,
        text=line(body["title"] or ""),
        actors=_names(body["actors"]),
        targets=_names(body["targets"]),
        parties="" if body["kind"] == IncidentKind.EPISODE else parties_of(body, line(body["title"] or "")),
        toll=_range(body, "killed") or _range(body, "injured"),
        tolls=_figures(body, most),
        earlier=_earlier(body, most),
        voices=body["voice_count"],
        voice_names=tuple(body["voices"]),
        reports=tuple(_reports(body, originals[:most])),
        left_out=max(len(originals) - most, 0),
        timing=body.get("timing") or (Timing.EXACT if body.get("precision") == "day" else Timing.PUBLISHED),
        day=body.get("day_local"),
        marks=tuple(body.get("marks") or ()),
        point=(place["lat"], place["lon"], place.get("precision_km") or 0.0) if place else None,
        href=f"/incident/{body['id']}",
        killed=body.get("killed_min"),
        rules=body.get("rules"),
        ordinary=is_ordinary(body),
    )


def incident_mark(body: Body) -> str:
    """What it is marked with: what some deny, or tell with other figures, is disputed and no plain "happened"."""
    mark = mark_of({"status": body["status"], "type": body.get("type"), "attribution": {"kind": _standing(body)}})
    return "disputed" if mark in (*REAL, "confirmed") and body.get("disputed") else mark


def _range(body: Body, kind: str) -> str:
    """The range by voice; open above where its highest figure is told as "at least", below where each is told as "up to"."""
    high = body.get(f"{kind}_max")
    standing = [claim for claim in body["tolls"] if claim["kind"] == kind and not claim.get("superseded")]
    low = body.get(f"{kind}_min") if any(claim["min"] is not None for claim in standing) else None
    return range_of(kind, low, high, more=any(claim["min"] == high and claim["max"] is None for claim in standing))


def _what(body: Body) -> str:
    what = TYPE_WORDS.get(body.get("type") or "", "event")
    return f"{what} ({str(body['mode']).replace('_', ' ')})" if body.get("mode") else what


def _standing(body: Body) -> str:
    """How the voices stand to it: an allegation stays one until somebody tells it otherwise."""
    stances = {report["stance"] for report in body["reports"]}
    if "accuses" in stances and stances <= {"accuses", "denies"}:
        return "accusation"
    return "confirmation" if "confirms" in stances else "report"


def _reports(body: Body, shown: Sequence[Body]) -> list[ReportView]:
    copies: dict[str, list[tuple[str, str]]] = {}
    for report in body["reports"]:
        if report.get("copy_of"):
            copies.setdefault(report["copy_of"], []).append((report.get("outlet") or report.get("source") or "", report["article"]))
    return [_incident_report(report, tuple(copies.get(report["article"], ()))) for report in shown]


def _figures(body: Body, most: int) -> tuple[str, ...]:
    """The figures that stand, each with its voice and day; of too many those that told more than all before them, the last ones."""
    standing = [claim for claim in body["tolls"] if not claim.get("superseded")]
    if len(standing) <= most:
        return tuple(dict.fromkeys(map(_told, standing)))
    highest: dict[str, int] = {}
    rising = []
    for claim in standing:
        value = claim["max"] if claim["max"] is not None else claim["min"]
        if value is not None and value > highest.get(claim["kind"], -1):
            highest[claim["kind"]] = value
            rising.append(claim)
    shown = tuple(dict.fromkeys(map(_told, rising[-most:])))
    return (*shown, f"{len(standing) - len(shown)} more")


def _earlier(body: Body, most: int) -> tuple[Earlier, ...]:
    """The figures that later ones took the place of, the last ones of too many; what was told again as it was is none."""
    over = [claim for claim in body["tolls"] if claim.get("superseded") and claim.get("superseded_by") != [claim["min"], claim["max"]]]
    return tuple(dict.fromkeys(map(_earlier_figure, over[-most:])))


def _earlier_figure(claim: Body) -> Earlier:
    by, day = claim.get("superseded_by"), _day(claim.get("superseded_on"))
    instead = f"{figure({'min': by[0], 'max': by[1]})}{', ' if day else ''}{day}" if by else day
    return Earlier(_told(claim), takes_place(claim), instead, bool(claim.get("corrected")))


def _incident_report(report: Body, copies: tuple[tuple[str, str], ...]) -> ReportView:
    kind = _STANCES.get(report["stance"], "report")
    mark = mark_of({"status": report["status"], "type": report.get("type"), "attribution": {"kind": kind} if report.get("voice") else None})
    says = f"{KIND_WORDS.get(kind, 'reported by')} {report['voice']}" if report.get("voice") else ""
    trigger = report.get("trigger")
    return ReportView(
        id=report.get("event") or report["anchor"],
        sentence=cut(pieces(report["quote"], [trigger] if trigger else [])),
        says=says,
        outlet=report.get("outlet") or report.get("source") or "the outlet",
        published=(report.get("published") or "")[:10],
        article_id=report["article"],
        article_title=report.get("title") or report.get("url") or "",
        url=report.get("url") or "",
        mark=mark,
        mark_words=MARK_WORDS[mark],
        toll="",
        when=report.get("day") or "",
        read_by=read_by(report.get("rule"), report.get("confidence")),
        quote=report["quote"],
        anchor=report["anchor"],
        copies=copies,
    )


def _told(item: Body) -> str:
    """`56 killed, doctors' union, 16 Apr`."""
    said = item.get("voice") or item.get("outlet") or "unnamed"
    day = _day(item.get("told"))
    return f"{figure(item)} {item['kind']}{' ' + item['group'] if item.get('group') else ''}: {said}{', ' if day else ''}{day}"


def _day(iso: str | None) -> str:
    """`16 Apr`."""
    day = date.fromisoformat(iso) if iso else None
    return f"{day.day} {day:%b}" if day else ""


def _names(actors: Sequence[Body]) -> str:
    return ", ".join(dict.fromkeys(actor.get("name") or actor["text"] for actor in actors))


def _days_of(body: Body) -> str:
    first, last = body.get("day_local"), body.get("last_day")
    if not first:
        return "day not told"
    return days(date.fromisoformat(first), date.fromisoformat(last or first))
