"""The watch list: what became of a saved question since somebody looked. Asks the index; decides in pure functions."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from email.message import EmailMessage
from typing import Any

from dateline.asking.answers import heard
from dateline.asking.forms import Asked, ask
from dateline.asking.known import known
from dateline.asking.names import Names
from dateline.errors import QueryRefused
from dateline.models.codebook import Status
from dateline.pages.flat import event_row
from dateline.pages.incident_rows import incident_rows
from dateline.pages.links import whole_form
from dateline.pages.rows import Row, rows_of
from dateline.pages.tolls import figure
from dateline.protocols.desk import SavedSearch
from dateline.protocols.index import Index
from dateline.query import Bucket, Query

MOST_NEW = 2000  # New events that are looked through for tolls and denials.
SHOWN = 5  # Of what is new, told in a brief and on the list: the most important.
USUAL = 28  # Days that tell how many are usual.
SURE = 3.0  # Standard deviations of a count (Poisson) above the usual.
FEWEST = 5  # Below it nothing is unusual.
MARGIN = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Finding:
    """What became of one question: `new` events since the last look, and what is worth a word about them."""

    search: SavedSearch
    href: str
    new: int
    total: int
    toll: str
    contradictions: int
    unusual: str
    first: tuple[Row, ...]
    seen: Mapping[str, Any]
    refused: str = ""

    @property
    def words(self) -> list[str]:
        """The findings in words, the most pressing first; empty when nothing is new."""
        said = [self.refused] if self.refused else []
        said += [f"{self.contradictions} denied or contradicted"] if self.contradictions else []
        said += [self.toll] if self.toll else []
        said += [self.unusual] if self.unusual else []
        said += [f"{self.new:,} new {'report' if self.new == 1 else 'reports'}"] if self.new else []
        return said


def question(query: str, index: Index, names: Names) -> Asked:
    """What a saved search asks for, as the timeline understands it: with the denials of what stands in its places. Raises QueryRefused."""
    form = whole_form(query)
    return heard(known(ask(form, names), form, index), index)


def look(search: SavedSearch, index: Index, names: Names, *, now: datetime) -> Finding:
    """What there is of a question now, against what there was at the last look."""
    href = f"/?{search.query}" if search.query else "/"
    try:
        asked = question(search.query, index, names)
    except QueryRefused as refused:
        return Finding(search, href, 0, 0, "", 0, "", (), search.seen, str(refused))
    query = asked.query
    since = replace(query, added_since=search.looked_at + MARGIN, sort="newest")
    found = index.events(replace(since, limit=MOST_NEW, marked=False))
    new = [hit.body for hit in found.hits]
    deadliest = max((body for body in new if body.get("killed_min") is not None), key=lambda body: body["killed_min"], default=None)
    killed, before = highest(new), search.seen.get("killed")
    days = index.timeline(_recent(asked, now), by="day", top=0)
    return Finding(
        search=search,
        href=href,
        new=found.total,
        total=index.events(replace(query, limit=1, marked=False)).total,
        toll=toll_changed(before, killed, by=_voice(deadliest) if deadliest else ""),
        contradictions=sum(1 for body in new if _contradicts(body)),
        unusual=unusually_many(days, now=now),
        first=_first(index, since) if found.total else (),
        seen={"total": found.total, "killed": max((one for one in (before, killed) if one is not None), default=None)},
    )


def _voice(body: Mapping[str, Any]) -> str:
    row = event_row(body)
    return str(row["attribution"] or row["source"])


def _first(index: Index, since: Query) -> tuple[Row, ...]:
    """The most important of what is new: happenings to which something came, where there are any, else reports."""
    wanted = replace(since, sort="importance", limit=SHOWN, counted=False, marked=False)
    joined = index.incidents(replace(wanted, kinds=("incident",))).hits
    if joined:
        return tuple(incident_rows(hit.body for hit in joined))
    return tuple(rows_of(hit.body for hit in index.events(wanted).hits))


def snapshot(asked: Asked, index: Index) -> dict[str, Any]:
    """What there is of a question when it is saved."""
    hits = index.events(replace(asked.query, sort="newest", limit=MOST_NEW))
    return {"total": hits.total, "killed": highest([hit.body for hit in hits.hits])}


def highest(bodies: Sequence[Mapping[str, Any]]) -> int | None:
    """The highest number of dead that any event tells."""
    return max((body["killed_min"] for body in bodies if body.get("killed_min") is not None), default=None)


def toll_changed(before: int | None, now: int | None, *, by: str = "") -> str:
    """In words, when a higher toll is told than before, and `by` whom: a figure without its voice is nobody's."""
    if now is None or (before is not None and now <= before):
        return ""
    was = f" (was {figure({'min': before, 'max': None})})" if before is not None else ""
    says = f", says {by}" if by else ""
    return f"toll now {figure({'min': now, 'max': None})} killed{says}{was}"


def unusually_many(days: Sequence[Bucket], *, now: datetime) -> str:
    """In words, when the newest day has more events than the four weeks before let expect."""
    if not days:
        return ""
    last = days[-1]
    usual = sum(bucket.count for bucket in days[:-1]) / USUAL
    bound = usual + SURE * math.sqrt(max(usual, 1.0))
    if last.count < FEWEST or last.count <= bound or (now.date() - last.start).days > USUAL:
        return ""
    return f"unusually many on {last.start.day} {last.start:%b}: {last.count}, where {usual:.1f} a day are usual"


def _recent(asked: Asked, now: datetime) -> Query:
    """The question over the last weeks, whatever period it has."""
    first = now.date() - timedelta(days=USUAL)
    return replace(asked.query, first_day=first, last_day=now.date() + timedelta(days=1), since=None, until=None)


def _contradicts(body: Mapping[str, Any]) -> bool:
    return body["status"] == Status.DENIED or (body.get("attribution") or {}).get("kind") == "denial"


def brief(findings: Sequence[Finding], *, to: str, sender: str, root: str, now: datetime) -> EmailMessage:
    """The watch list as a mail of plain text, for `sendmail -t`."""
    mail = EmailMessage()
    news = sum(1 for finding in findings if finding.words)
    mail["Subject"] = f"Dateline, {now.day} {now:%B %Y}: news of {news} of {len(findings)} searches"
    mail["From"], mail["To"] = sender, to
    lines = []
    for finding in findings:
        lines += ["", finding.search.name, f"  {'; '.join(finding.words) or 'nothing new'}", f"  {root}{finding.href}"]
        lines += [f"  - {told(row)}" for row in finding.first]
    mail.set_content("\n".join(lines).strip() + "\n")
    return mail


def told(row: Row) -> str:
    """A row as a line of text: where, what, and in brackets who says so, what it is marked with, and the toll."""
    voices = f"{row.voices} voices" if row.voices > 1 else next(iter(row.voice_names), "")
    what = f"{row.what}, ordinary" if row.ordinary else row.what
    facts = "; ".join(part for part in (voices, f"{what}, {row.mark_words}", row.toll) if part)
    return f"{row.where + ': ' if row.where else ''}{row.text} ({facts})"
