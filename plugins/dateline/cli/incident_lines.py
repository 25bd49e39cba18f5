"""Incidents as lines of a terminal. Pure: bodies in, text out."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from dateline.documents.incidents import takes_place
from dateline.models.codebook import REAL, Scope

if TYPE_CHECKING:
    from dateline.pages.rows import Row

Body = Mapping[str, Any]

SHOWN_FIGURES = 4  # Of one incident on one line; `dateline incident ID` has all.
ENOUGH = 60  # Characters that say what happened.
LEAST = 30
LONGEST_VOICE = 28
_MARKS = {"disputed": "disputed", "corrected": "corrected"}


def one_line(body: Body, *, width: int, until: date | None = None) -> str:
    """Place, what happened, figures by voice, how many voices, and what is wrong with it, on one line where the terminal has room.

    First fewer figures are shown, then the title is cut; what is still too long goes on below.
    """
    before = f"{body['geo']['name'] or '-':<14.14} "
    status = _bracketed("" if body["status"] in REAL else body["status"], ordinary=body.get("scope") == Scope.ORDINARY)
    for most in range(SHOWN_FIGURES, 0, -1):
        parts = (figures(body, until=until, most=most), _voices(body), *_marks(body))
        after = "".join(f" · {part}" for part in parts if part)
        room = width - len(before) - len(status) - len(after)
        if room >= min(len(body["title"]), ENOUGH):
            break
    line = f"{before}{status}{_cut(body['title'], max(room, LEAST))}{after}"
    return "\n".join(textwrap.wrap(line, max(width, LEAST), subsequent_indent=" " * (len(before) + 2))) if len(line) > width else line


def report_line(row: Row, *, width: int) -> str:
    """A report that stands in no happening, on one line: place, what it tells, the toll, and who says so."""
    status = _bracketed("" if row.mark in REAL else row.mark_words, ordinary=row.ordinary)
    after = "".join(f" · {part}" for part in (row.toll, _cut(next(iter(row.voice_names), ""), LONGEST_VOICE)) if part)
    before = f"{row.place.partition(',')[0] or '-':<14.14} {status}"
    return f"{before}{_cut(row.text, max(width - len(before) - len(after), LEAST))}{after}"


def _bracketed(status: str, *, ordinary: bool) -> str:
    """What a reader must know before the words: `[planned] `, `[ordinary, said] `; nothing for an act of conflict that happened."""
    said = ", ".join([*(["ordinary"] if ordinary else []), *([status] if status else [])])
    return f"[{said}] " if said else ""


def figures(body: Body, *, kind: str = "killed", until: date | None = None, most: int = SHOWN_FIGURES) -> str:
    """The figures that stand, each with its voice and day: `56 doctors' union 16 Apr / 97 syndicate 17 Apr`. No sum.

    As they stood on the day `until`; where they are too many for a line, those that told more than all before them, the first and the last.
    """
    last = until.isoformat() if until else "9999"
    told_by = [claim for claim in body["tolls"] if claim["kind"] == kind and (claim["told"] or "") <= last]
    standing = [claim for claim in told_by if not claim["superseded"] or (claim.get("superseded_on") or "") > last]
    shown = standing if len(standing) <= most else _spread(_rising(standing), most)
    told = [f"{bounds(claim)}{_group(claim)} {_cut(_voice(claim), LONGEST_VOICE)} {_day(claim['told'])}".rstrip() for claim in shown]
    if len(shown) < len(standing):
        told.append(f"{len(standing) - len(shown)} more")
    return (f"{kind}: " if told else "") + " / ".join(told)


def _voice(claim: Body) -> str:
    return claim["voice"] or claim["outlet"] or "?"


def _rising(claims: Sequence[Body]) -> list[Body]:
    """Those that told more than all before them; what is told as less than a round number, or as dozens, only where nothing else is."""
    highest, rising = -1, []
    for claim in [claim for claim in claims if claim["min"] is not None and claim["mark"] is None] or claims:
        value = claim["min"] if claim["min"] is not None else claim["max"]
        if value is not None and value > highest:
            highest = value
            rising.append(claim)
    return rising


def _spread(claims: Sequence[Body], most: int) -> Sequence[Body]:
    """So many of them, the first, the last and what lies evenly between."""
    if len(claims) <= most:
        return claims
    return [claims[-1]] if most == 1 else [claims[round(n * (len(claims) - 1) / (most - 1))] for n in range(most)]


def bounds(claim: Body) -> str:
    """`56`, `56+`, `up to 100`, `24 to 99`."""
    low, high = claim["min"], claim["max"]
    if low is None and high is None:
        return "?"
    if low is None:
        return f"up to {high}"
    if high is None:
        return f"{low}+"
    return str(low) if low == high else f"{low} to {high}"


def whole(body: Body, *, width: int, within: Body | None = None, stories: Sequence[str] = ()) -> Iterator[str]:
    """Everything that is claimed: days, parties, figures by voice, every report with its sentence, why they are one.

    `within` is the episode that it stands in, `stories` a line for each story that tells it.
    """
    yield body["title"]
    yield f"{body['kind']} {body['id']}  {body['type'] or '-'}  {body['status']}  {_span(body)}  {body['geo']['name'] or 'no place told'}"
    for name in ("actors", "targets"):
        if parties := [party["name"] or party["text"] for party in body[name]]:
            yield f"{name}: {', '.join(parties)}"
    yield f"voices: {body['voice_count']} ({', '.join(body['voices'])})"
    yield f"articles: {body['article_count']}, {body['copy_count']} of them copies"
    if body["denied_by"]:
        yield f"denied by: {', '.join(body['denied_by'])}"
    if body["marks"]:
        yield f"marks: {', '.join(body['marks'])}"
    if body["within"]:
        yield f"within: {body['within']}" + (f" ({within['title']})" if within else "")
    yield from stories
    if body["tolls"]:
        yield ""
        for claim in body["tolls"]:
            note = f"  ({_instead_of(claim)})" if claim["superseded"] else ""
            note += f"  (correction{_instead(claim)})" if claim.get("corrects") else ""
            figure = f"{claim['kind']:<9} {bounds(claim)}{_group(claim)}"
            yield f"  {_day(claim['told']):<7} {figure}  {claim['voice'] or claim['outlet'] or '?'}{note}"
    yield ""
    told = {report["anchor"]: report for report in body["reports"]}
    for report in body["reports"]:
        yield from _report(report, told.get(report.get("about")), width=width)
    for line in body["why"] or ():
        yield f"  why: {line}"


def at(body: Body, day: date) -> Iterator[str]:
    """The membership that the incident had on a day: the one that stood until after it."""
    former = next((one for one in body["history"] if datetime.fromisoformat(one["until"]).date() > day), None)
    if former is None:
        yield f"{body['id']} had the reports that it has now"
        return
    yield f"{former['title']}  {former['status']}  (until {former['until'][:10]})"
    for report in former["reports"]:
        yield f"  {str(report['published'])[:10]}  {report['voice'] or report['outlet'] or '?'}: {report['quote']}"


def _report(report: Body, about: Body | None, *, width: int) -> Iterator[str]:
    said = report["voice"] or report["outlet"] or "?"
    via = f" ({report['outlet']})" if report["voice"] and report["outlet"] else ""
    stance = "" if report["stance"] == "tells" else f" {report['stance']}"
    if about and str(about["published"]) <= str(report["published"]):  # What it answers may have been printed by others only later.
        stance += f" what {about['voice'] or about['outlet'] or '?'} told {str(about['published'])[:16].replace('T', ' ')}"
    copy = f"  copy of {report['copy_of']}" if report["copy_of"] else ""
    yield f"  {str(report['published'])[:16].replace('T', ' ')}  {said}{via}{stance}  {report['status']}{copy}"
    yield from textwrap.wrap(report["quote"], max(width - 6, 30), initial_indent="      ", subsequent_indent="      ")
    yield f"      {report['url'] or report['article']}"


def _instead_of(claim: Body) -> str:
    """`later 185, 18 Apr`; only what was wrong is corrected, and a round figure is rather the number that it rounds."""
    by = claim.get("superseded_by")
    figure = f" {bounds({'min': by[0], 'max': by[1]})}" if by else ""
    return f"{takes_place(claim)}{figure}, {_day(claim.get('superseded_on'))}".rstrip(" ,")


def _instead(claim: Body) -> str:
    return f": not {', '.join(map(str, claim['wrong']))}" if claim["wrong"] else ""


def _span(body: Body) -> str:
    if not body["day_local"]:
        return "undated"
    return body["day_local"] if body["last_day"] in (None, body["day_local"]) else f"{body['day_local']} to {body['last_day']}"


def _voices(body: Body) -> str:
    if body["voice_count"] != 1 or not body["voices"]:
        return f"{body['voice_count']} voices"
    return _cut(body["voices"][0], LONGEST_VOICE)


def _marks(body: Body) -> Sequence[str]:
    return [word for mark, word in _MARKS.items() if mark in body["marks"]]


def _group(claim: Body) -> str:
    return f" {claim['group']}" if claim["group"] else ""


def _day(value: str | None) -> str:
    return f"{date.fromisoformat(value):%d %b}".lstrip("0") if value else ""


def _cut(text: str, room: int) -> str:
    return text if len(text) <= room else f"{text[: room - 1].rstrip()}…"
