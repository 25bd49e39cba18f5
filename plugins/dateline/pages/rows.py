"""Documents -> the rows of a timeline: one line each, and the reports that open beneath it. Pure.

An event document is one telling in one article; an incident document is what articles tell together. Both become a `Row`, so that one
template shows either. The words for codes, times and tolls are in `view`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from dateline.models.times import Timing
from dateline.pages.evidence import pieces
from dateline.pages.times import clock
from dateline.pages.view import MARK_WORDS, EventView, event_view, mark_of, parties_of

Body = Mapping[str, Any]
LONGEST_LINE = 220  # Characters of a sentence in its row, where it takes the lines that it needs.
LONGEST_REPORT = 700  # Characters of a report's sentence.


@dataclass(frozen=True, slots=True)
class ReportView:
    """One telling: its sentence with the trigger marked, who says it, where, and how it was read."""

    id: str
    sentence: tuple[tuple[str, bool], ...]
    says: str
    outlet: str
    published: str
    article_id: str
    article_title: str
    url: str
    mark: str
    mark_words: str
    toll: str
    when: str
    read_by: str
    quote: str
    copies: tuple[tuple[str, str], ...] = ()
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class Earlier:
    """A figure that another took the place of (`instead`, with its day), and how that relates to it: "later", "rather", "corrected to"."""

    figure: str
    how: str
    instead: str
    corrected: bool


@dataclass(frozen=True, slots=True)
class Row:
    """One line. `clock` is the time within the day; `what` the kind of act; `voices` how many independent ones say so; `rules` read it;
    `parties` are those of the line, `earlier` figures that others took the place of; `ordinary`: it is no act of conflict."""

    id: str
    kind: str
    type: str
    what: str
    mark: str
    mark_words: str
    clock: str
    when: str
    when_utc: str
    where: str
    place: str
    text: str
    actors: str
    targets: str
    toll: str
    tolls: tuple[str, ...]
    voices: int
    voice_names: tuple[str, ...]
    reports: tuple[ReportView, ...]
    left_out: int
    timing: str
    day: str | None
    marks: tuple[str, ...] = ()
    point: tuple[float, float, float] | None = None
    href: str = ""
    earlier: tuple[Earlier, ...] = ()
    killed: int | None = None
    denies: str | None = None
    rules: str | None = None
    flags: tuple[str, ...] = ()
    parties: str = ""
    ordinary: bool = False


@dataclass(frozen=True, slots=True)
class DayOfRows:
    """A day with its rows: those that are told for it, and the news of it that tells no day.

    Among happenings also the main reports that stand `alone` in none, and how many `reports` the day has in all.
    """

    day: date
    told: tuple[Row, ...]
    reported: tuple[Row, ...]
    total: int
    continued: bool
    alone: tuple[Row, ...] = ()
    reports: int = 0

    @property
    def anchor(self) -> str:
        """Its place in the page."""
        return f"d{self.day.isoformat()}"

    @property
    def heading(self) -> str:
        """`Saturday 15 April 2023`."""
        return f"{self.day:%A} {self.day.day} {self.day:%B %Y}"


def rows_of(bodies: Iterable[Body]) -> list[Row]:
    """Event documents as rows; what several articles tell in the same words, of the same time and place, is one row with its copies."""
    found: dict[tuple[str, ...], Row] = {}
    for body in bodies:
        view = event_view(body)
        key = (view.type, view.status, " ".join(view.evidence.lower().split())[:300], view.when, view.where)
        row = _event_row(body, view)
        known = found.get(key)
        if known is None:
            found[key] = row
        elif known.reports[0].article_id != view.article_id:
            first = known.reports[0]
            copied = replace(first, copies=(*first.copies, (row.reports[0].outlet, view.article_id)))
            found[key] = replace(known, reports=(copied,))
    return list(found.values())


def _event_row(body: Body, view: EventView) -> Row:
    mark = mark_of(body)
    return Row(
        id=view.id,
        kind="event",
        type=view.type,
        what=view.what,
        mark=mark,
        mark_words=MARK_WORDS[mark],
        clock=clock(body),
        when=view.when,
        when_utc=view.when_utc,
        where=view.where,
        place=str(body.get("spot") or "").split("|")[0],
        text=line(view.evidence),
        actors=view.actors,
        targets=view.targets,
        toll=view.toll_short,
        tolls=(view.toll,) if view.toll else (),
        voices=1,
        voice_names=(view.says or view.outlet,),
        reports=(_event_report(body, view, mark),),
        left_out=0,
        timing=body.get("timing") or Timing.UNDATED,
        day=body.get("day_local"),
        point=view.point,
        href=f"/article/{view.article_id}#x{view.id}",
        killed=body.get("killed_min"),
        denies=view.about,
        rules=body.get("rules"),
        parties=parties_of(body, line(view.evidence)),
        ordinary=view.ordinary,
    )


def _event_report(body: Body, view: EventView, mark: str) -> ReportView:
    says = f"{view.says_kind} {view.says}" if view.says else ""
    return ReportView(
        id=view.id,
        sentence=cut(view.sentence),
        says=says,
        outlet=view.outlet or "the outlet",
        published=view.published,
        article_id=view.article_id,
        article_title=view.article_title,
        url=view.url,
        mark=mark,
        mark_words=MARK_WORDS[mark],
        toll=view.toll,
        when=view.when,
        read_by=read_by(view.rule, body.get("confidence")),
        quote=view.evidence,
    )


def read_by(rule: str | None, sure: float | None) -> str:
    """What read an event, the learned model or a rule, and how sure it is: `model reader-en 2, 89% sure`."""
    what = f"{'model' if rule.startswith(('reader', 'model')) else 'rule'} {rule}" if rule else ""
    return ", ".join([*([what] if what else []), *([f"{sure:.0%} sure"] if sure is not None else [])])


# ---- days ---------------------------------------------------------------------------------------------------------------


def by_day(rows: Sequence[Row], totals: Mapping[date, int], *, before: str | None) -> list[DayOfRows]:
    """Rows in the order that they come, under their days. `before` is the day that the page before ended with."""
    days: dict[str, list[Row]] = {}
    for row in rows:
        if row.day:
            days.setdefault(row.day, []).append(row)
    return [
        DayOfRows(
            day=date.fromisoformat(day),
            told=tuple(row for row in held if row.timing != Timing.PUBLISHED),
            reported=tuple(row for row in held if row.timing == Timing.PUBLISHED),
            total=totals.get(date.fromisoformat(day), len(held)),
            continued=day == before,
        )
        for day, held in days.items()
    ]


def line(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= LONGEST_LINE else flat[: LONGEST_LINE - 1].rsplit(" ", 1)[0] + "…"


def cut(sentence: Sequence[tuple[str, bool]]) -> tuple[tuple[str, bool], ...]:
    """The sentence around its trigger, where it is longer than anybody reads in place."""
    text = "".join(part for part, _ in sentence)
    if len(text) <= LONGEST_REPORT:
        return tuple(sentence)
    at, marks = 0, []
    for part, hit in sentence:
        if hit:
            marks.append((at, at + len(part)))
        at += len(part)
    start = max(min((mark[0] for mark in marks), default=0) - LONGEST_REPORT // 3, 0)
    stop = min(start + LONGEST_REPORT, len(text))
    shown = pieces(text[start:stop], [(low - start, high - start) for low, high in marks])
    return ((("… ", False),) if start else ()) + shown + ((("…", False),) if stop < len(text) else ())
