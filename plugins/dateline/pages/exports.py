"""What is seen, taken away: CSV, JSON Lines, GeoJSON, Atom and ACLED's columns. Written row by row, never held whole."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any
from xml.sax.saxutils import escape

from dateline.pages.view import event_row, event_view, mark_of
from dateline.pages.watching import Finding
from dateline.query import Hit

CHUNK = 64  # Rows written at once.
MOST_ENTRIES = 200  # Of a feed: a reader of feeds asks again.
EVENT_COLUMNS = (
    "id", "day", "start", "end", "precision", "timing", "type", "mode", "status", "mark", "actors", "targets", "place", "lat", "lon",
    "precision_km", "killed_min", "killed_max", "injured_min", "injured_max", "attribution", "source", "evidence", "url",
)  # fmt: skip
ACLED_COLUMNS = (
    "event_id_cnty", "event_date", "year", "time_precision", "disorder_type", "event_type", "sub_event_type", "actor1", "actor2", "iso",
    "country", "admin1", "location", "latitude", "longitude", "geo_precision", "source", "notes", "fatalities", "timestamp",
)  # fmt: skip
_UNSAFE = ("=", "+", "-", "@", "\t", "\r")  # What a spreadsheet takes for a formula.

# ACLED's event type of each of its sub-types, and the disorder type of each of those.
_ACLED = {
    "Battles": ("Armed clash", "Government regains territory", "Non-state actor overtakes territory"),
    "Explosions/Remote violence": (
        "Air/drone strike", "Suicide bomb", "Shelling/artillery/missile attack", "Remote explosive/landmine/IED", "Grenade",
        "Chemical weapon",
    ),
    "Violence against civilians": ("Sexual violence", "Attack", "Abduction/forced disappearance"),
    "Protests": ("Peaceful protest", "Protest with intervention", "Excessive force against protesters"),
    "Riots": ("Violent demonstration", "Mob violence"),
    "Strategic developments": (
        "Agreement", "Arrests", "Change to group/activity", "Disrupted weapons use", "Headquarters or base established",
        "Looting/property destruction", "Non-violent transfer of territory", "Other",
    ),
}  # fmt: skip
_TYPE_OF = {sub: kind for kind, subs in _ACLED.items() for sub in subs}
_DISORDER = {"Protests": "Demonstrations", "Riots": "Demonstrations", "Strategic developments": "Strategic developments"}


@dataclass(frozen=True, slots=True)
class Export:
    """A form to take things away in."""

    name: str
    media: str
    write: Callable[[Iterable[Hit], Mapping[str, str]], Iterator[str]]


def flat(body: Mapping[str, Any]) -> dict[str, Any]:
    """One event as the columns of the CSV."""
    row = event_row(body)
    return row | {
        "day": body.get("day_local"),
        "timing": body.get("timing"),
        "mark": mark_of(body),
        "precision_km": body.get("precision_km"),
        **{name: body.get(name) for name in ("killed_min", "killed_max", "injured_min", "injured_max")},
    }


def _csv(columns: Sequence[str], row_of: Callable[[Mapping[str, Any]], dict[str, Any] | None]) -> Any:
    def write(hits: Iterable[Hit], _about: Mapping[str, str]) -> Iterator[str]:
        buffer = io.StringIO()
        writer = csv.writer(buffer, lineterminator="\r\n")
        writer.writerow(columns)
        for number, hit in enumerate(hits, start=1):
            if row := row_of(hit.body):
                writer.writerow([_cell(row.get(column)) for column in columns])
            if number % CHUNK == 0:
                yield buffer.getvalue()
                buffer.seek(0)
                buffer.truncate()
        yield buffer.getvalue()

    return write


def _jsonl(hits: Iterable[Hit], _about: Mapping[str, str]) -> Iterator[str]:
    for hit in hits:
        yield json.dumps(hit.body, ensure_ascii=False) + "\n"


def _geojson(hits: Iterable[Hit], _about: Mapping[str, str]) -> Iterator[str]:
    yield '{"type": "FeatureCollection", "features": ['
    for number, hit in enumerate(hits):
        row = flat(hit.body)
        point = None if row["lat"] is None else {"type": "Point", "coordinates": [row["lon"], row["lat"]]}
        feature = {"type": "Feature", "id": hit.id, "geometry": point, "properties": {name: row.get(name) for name in EVENT_COLUMNS}}
        yield (",\n" if number else "\n") + json.dumps(feature, ensure_ascii=False)
    yield "\n]}\n"


def _atom(hits: Iterable[Hit], about: Mapping[str, str]) -> Iterator[str]:
    """A feed of the newest; each entry is one event, updated when its document was made."""
    yield _feed_head(about)
    for number, hit in enumerate(hits):
        if number >= MOST_ENTRIES:
            break
        view = event_view(hit.body)
        title = ": ".join(part for part in (view.where, f"{view.what} ({mark_of(hit.body)})") if part)
        says = f"{view.says_kind} {view.says}, in {view.outlet}" if view.says else view.outlet
        yield (
            f"<entry><id>urn:dateline:event:{_xml(hit.id)}</id><title>{_xml(title)}</title>"
            f"<updated>{_xml(str(hit.body['event']['ingested']))}</updated>"
            f'<link rel="alternate" type="text/html" href="{_xml(about["root"])}/article/{_xml(view.article_id)}#x{_xml(hit.id)}"/>'
            f'<category term="{_xml(view.type)}"/><summary>{_xml(view.when)}. {_xml(view.evidence)} ({_xml(says)})</summary></entry>\n'
        )
    yield "</feed>\n"


def _feed_head(about: Mapping[str, str]) -> str:
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom">\n'
        f"<id>{_xml(about['self'])}</id>\n<title>{_xml(about['title'])}</title>\n<updated>{about['now']}</updated>\n"
        f'<link rel="self" href="{_xml(about["self"])}"/>\n<link rel="alternate" type="text/html" href="{_xml(about["page"])}"/>\n'
        "<author><name>Dateline</name></author>\n"
    )


def watch_atom(findings: Iterable[Finding], about: Mapping[str, str]) -> Iterator[str]:
    """The watch list as a feed: a question with news is an entry, which changes when its news do."""
    yield _feed_head(about)
    for finding in findings:
        if finding.words:
            said = "; ".join(finding.words)
            key = sha256(f"{finding.search.name}\n{finding.search.looked_at}\n{said}".encode()).hexdigest()[:24]
            quoted = " … ".join(str(hit.body["evidence_text"])[:300] for hit in finding.first)
            yield (
                f"<entry><id>urn:dateline:watch:{key}</id><title>{_xml(finding.search.name)}: {_xml(said)}</title>"
                f'<updated>{about["now"]}</updated><link rel="alternate" type="text/html" href="{_xml(about["root"] + finding.href)}"/>'
                f"<summary>{_xml(quoted)}</summary></entry>\n"
            )
    yield "</feed>\n"


def acled(body: Mapping[str, Any]) -> dict[str, Any] | None:
    """One event in ACLED's columns. Only what is told as done, with a day and a sub-type: the others have no row there."""
    sub = body.get("acled")
    if sub not in _TYPE_OF or body["status"] not in ("happened", "ongoing") or not body.get("day_first"):
        return None
    view, place, kind = event_view(body), body.get("place") or {}, _TYPE_OF[sub]
    radius = body.get("precision_km")
    return {
        "event_id_cnty": body["id"],
        "event_date": body["day_first"],
        "year": body["day_first"][:4],
        "time_precision": {"exact": 1, "published": 1}.get(body["timing"], 2 if body.get("precision") == "week" else 3),
        "disorder_type": _DISORDER.get(kind, "Political violence"),
        "event_type": kind,
        "sub_event_type": sub,
        "actor1": view.actors,
        "actor2": view.targets,
        "iso": place.get("country"),
        "country": place.get("country"),
        "admin1": place.get("admin1"),
        "location": place.get("name"),
        "latitude": place.get("lat"),
        "longitude": place.get("lon"),
        "geo_precision": None if radius is None else 1 if radius <= 15 else 2 if radius <= 100 else 3,
        "source": view.outlet,
        "notes": view.evidence,
        "fatalities": body.get("killed_min"),
        "timestamp": int(datetime.fromisoformat(body["event"]["ingested"]).timestamp()),
    }


EXPORTS = {
    "export.csv": Export("CSV", "text/csv; charset=utf-8", _csv(EVENT_COLUMNS, flat)),
    "export.jsonl": Export("JSON Lines", "application/jsonl; charset=utf-8", _jsonl),
    "export.geojson": Export("GeoJSON", "application/geo+json", _geojson),
    "export-acled.csv": Export("ACLED CSV", "text/csv; charset=utf-8", _csv(ACLED_COLUMNS, acled)),
    "feed.atom": Export("Atom", "application/atom+xml; charset=utf-8", _atom),
}


def about(title: str, root: str, path_and_query: str, page: str, *, now: datetime) -> dict[str, str]:
    """What a feed says of itself."""
    stamp = now.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    return {"title": f"Dateline: {title}", "root": root, "self": root + path_and_query, "page": root + page, "now": stamp}


def _cell(value: Any) -> str:
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(_UNSAFE) and not isinstance(value, int | float) else text


def _xml(text: str) -> str:
    """Escaped, without the characters that no XML holds."""
    return escape("".join(c for c in text if c >= " " or c in "\t\n"), {'"': "&quot;"})
