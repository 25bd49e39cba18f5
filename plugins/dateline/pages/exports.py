"""What is seen, taken away: CSV, JSON Lines, GeoJSON, Atom and ACLED's columns, of happenings or of single events.

Written row by row as they are read, never held whole.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from dateline.pages.acled import ACLED_COLUMNS, acled_event, acled_incident
from dateline.pages.atom import About, events_atom, incidents_atom
from dateline.pages.flat import EVENT_COLUMNS, INCIDENT_COLUMNS, event_flat, incident_flat
from dateline.query import Hit
from dateline.tagging.events.codes import CodeTable

CHUNK = 64  # Rows written at once.
_UNSAFE = ("=", "+", "-", "@", "\t", "\r")  # What a spreadsheet takes for a formula.

RowOf = Callable[[Mapping[str, Any]], Mapping[str, Any] | None]


@dataclass(frozen=True, slots=True)
class Taken:
    """What is taken away: `kind` (events or incidents), the documents as they come, and what a file says of itself."""

    kind: str
    hits: Iterable[Hit]
    about: About
    codes: CodeTable

    @property
    def together(self) -> bool:
        """Whether a row is a happening."""
        return self.kind == "incidents"


@dataclass(frozen=True, slots=True)
class Export:
    """A form to take things away in. `suffix` ends the name of the file; what has none is read in place."""

    name: str
    media: str
    write: Callable[[Taken], Iterator[str]]
    suffix: str = ""


def _csv(taken: Taken) -> Iterator[str]:
    if taken.together:
        return _lines(INCIDENT_COLUMNS, taken.hits, partial(incident_flat, root=taken.about.root))
    return _lines(EVENT_COLUMNS, taken.hits, event_flat)


def _acled(taken: Taken) -> Iterator[str]:
    return _lines(ACLED_COLUMNS, taken.hits, partial(acled_incident, codes=taken.codes) if taken.together else acled_event)


def _lines(columns: Sequence[str], hits: Iterable[Hit], row_of: RowOf) -> Iterator[str]:
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


def _jsonl(taken: Taken) -> Iterator[str]:
    for hit in taken.hits:
        yield json.dumps(hit.body, ensure_ascii=False) + "\n"


def _geojson(taken: Taken) -> Iterator[str]:
    columns = INCIDENT_COLUMNS if taken.together else EVENT_COLUMNS
    yield '{"type": "FeatureCollection", "features": ['
    for number, hit in enumerate(taken.hits):
        row = incident_flat(hit.body, root=taken.about.root) if taken.together else event_flat(hit.body)
        point = None if row["lat"] is None else {"type": "Point", "coordinates": [row["lon"], row["lat"]]}
        feature = {"type": "Feature", "id": hit.id, "geometry": point, "properties": {name: row.get(name) for name in columns}}
        yield (",\n" if number else "\n") + json.dumps(feature, ensure_ascii=False)
    yield "\n]}\n"


def _atom(taken: Taken) -> Iterator[str]:
    return (incidents_atom if taken.together else events_atom)(taken.hits, taken.about)


EXPORTS = {
    "export.csv": Export("CSV", "text/csv; charset=utf-8", _csv, ".csv"),
    "export.jsonl": Export("JSON Lines", "application/jsonl; charset=utf-8", _jsonl, ".jsonl"),
    "export.geojson": Export("GeoJSON", "application/geo+json", _geojson, ".geojson"),
    "export-acled.csv": Export("ACLED CSV", "text/csv; charset=utf-8", _acled, "-acled.csv"),
    "feed.atom": Export("Atom", "application/atom+xml; charset=utf-8", _atom),
}


def _cell(value: Any) -> str:
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(_UNSAFE) and not isinstance(value, int | float) else text
