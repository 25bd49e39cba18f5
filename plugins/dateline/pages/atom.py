"""What is seen, and the watch list, as Atom. Pure: values in, text out, entry by entry."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from xml.sax.saxutils import escape

from dateline.pages.incident_rows import incident_row
from dateline.pages.view import event_view, mark_of
from dateline.pages.watching import Finding, told
from dateline.query import Hit

MOST_ENTRIES = 200  # Of a feed: a reader of feeds asks again.


@dataclass(frozen=True, slots=True)
class About:
    """What a file says of itself: its title, where the pages are served, its own address and that of the page that it is of."""

    title: str
    root: str
    own: str
    page: str
    now: datetime

    @property
    def stamp(self) -> str:
        """When it was made."""
        return self.now.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def events_atom(hits: Iterable[Hit], about: About) -> Iterator[str]:
    """A feed of the newest events; each entry is updated when its document was made."""
    yield _head(about)
    for hit in _first(hits):
        view = event_view(hit.body)
        says = f"{view.says_kind} {view.says}, in {view.outlet}" if view.says else view.outlet
        yield _entry(
            about,
            key=f"event:{hit.id}",
            title=": ".join(part for part in (view.where, f"{view.what} ({mark_of(hit.body)})") if part),
            updated=str(hit.body["event"]["ingested"]),
            href=f"/article/{view.article_id}#x{hit.id}",
            term=view.type,
            summary=f"{view.when}. {view.evidence} ({says})",
        )
    yield "</feed>\n"


def incidents_atom(hits: Iterable[Hit], about: About) -> Iterator[str]:
    """A feed of the newest happenings; an entry is updated when a report or a figure came to it."""
    yield _head(about)
    for hit in _first(hits):
        row = incident_row(hit.body)
        voices = f"{row.voices} {'voice' if row.voices == 1 else 'voices'}: {', '.join(row.voice_names)}"
        yield _entry(
            about,
            key=f"incident:{hit.id}",
            title=": ".join(
                part for part in (row.where, f"{row.text} ({', '.join(one for one in (row.mark_words, row.toll) if one)})") if part
            ),
            updated=str(hit.body["event"]["ingested"]),
            href=row.href,
            term=row.type,
            summary=". ".join(part for part in (row.when, "; ".join(row.tolls), voices) if part),
        )
    yield "</feed>\n"


def watch_atom(findings: Iterable[Finding], about: About) -> Iterator[str]:
    """The watch list as a feed: a question with news is an entry, which changes when its news do."""
    yield _head(about)
    for finding in findings:
        if finding.words:
            said = "; ".join(finding.words)
            key = sha256(f"{finding.search.name}\n{finding.search.looked_at}\n{said}".encode()).hexdigest()[:24]
            yield _entry(
                about,
                key=f"watch:{key}",
                title=f"{finding.search.name}: {said}",
                updated=about.stamp,
                href=finding.href,
                term="watch",
                summary=" … ".join(told(row) for row in finding.first),
            )
    yield "</feed>\n"


def _first(hits: Iterable[Hit]) -> Iterator[Hit]:
    for number, hit in enumerate(hits):
        if number >= MOST_ENTRIES:
            return
        yield hit


def _head(about: About) -> str:
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom">\n'
        f"<id>{_xml(about.root + about.own)}</id>\n<title>{_xml(f'Dateline: {about.title}')}</title>\n<updated>{about.stamp}</updated>\n"
        f'<link rel="self" href="{_xml(about.root + about.own)}"/>\n'
        f'<link rel="alternate" type="text/html" href="{_xml(about.root + about.page)}"/>\n'
        "<author><name>Dateline</name></author>\n"
    )


def _entry(about: About, *, key: str, title: str, updated: str, href: str, term: str, summary: str) -> str:
    return (
        f"<entry><id>urn:dateline:{_xml(key)}</id><title>{_xml(title)}</title><updated>{_xml(updated)}</updated>"
        f'<link rel="alternate" type="text/html" href="{_xml(about.root + href)}"/>'
        f'<category term="{_xml(term)}"/><summary>{_xml(summary)}</summary></entry>\n'
    )


def _xml(text: str) -> str:
    """Escaped, without the characters that no XML holds."""
    return escape("".join(c for c in text if c >= " " or c in "\t\n"), {'"': "&quot;"})
