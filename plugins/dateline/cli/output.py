"""How commands write: tables, JSON Lines, CSV and GeoJSON to stdout, everything else to stderr."""

from __future__ import annotations

import csv
import itertools
import json
import shutil
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any

import click

FIRST = 1000  # Rows that decide how wide the columns are; a million others follow as they come.
FORMATS = ("table", "jsonl", "csv", "geojson")


def say(message: str) -> None:
    """A line for the person, on stderr."""
    click.echo(message, err=True)


def json_line(value: Mapping[str, Any]) -> str:
    """One line of JSON, in UTF-8, dates in ISO 8601."""
    return json.dumps(value, ensure_ascii=False, default=_plain)


def write_jsonl(rows: Iterable[Mapping[str, Any]]) -> int:
    """Rows as JSON Lines; how many."""
    count = 0
    for row in rows:
        sys.stdout.write(json_line(row) + "\n")
        count += 1
    return count


def write_table(rows: Iterable[Mapping[str, Any]], columns: Sequence[str], *, empty: str) -> None:
    """Aligned columns, the last one cut to the width of a terminal (whole elsewhere); `empty` goes to stderr when there is no row."""
    cells = ([_cell(row.get(column)) for column in columns] for row in rows)
    first = list(itertools.islice(cells, FIRST))
    if not first:
        say(empty)
        return
    widths = [max(len(column), *(len(row[i]) for row in first)) for i, column in enumerate(columns)]
    widths = [min(width, 44) for width in widths[:-1]]
    # Whoever sends it through a pipe reads on with other tools.
    room = max(shutil.get_terminal_size((140, 24)).columns - sum(widths) - 2 * len(widths), 60) if sys.stdout.isatty() else None
    for row in itertools.chain([[column.upper() for column in columns]], first, cells):
        head = "  ".join(cell[:width].ljust(width) for cell, width in zip(row, widths, strict=False))
        sys.stdout.write((f"{head}  {row[-1][:room]}".rstrip() if head else row[-1][:room]) + "\n")


def write_csv(rows: Iterable[Mapping[str, Any]], columns: Sequence[str]) -> None:
    """CSV with a header. A cell that a spreadsheet would take for a formula gets an apostrophe in front; a byte order mark tells
    spreadsheets that it is UTF-8."""
    sys.stdout.write("\ufeff")
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(columns)
    for row in rows:
        writer.writerow([_defused(_cell(row.get(column))) for column in columns])


def write_geojson(rows: Iterable[Mapping[str, Any]]) -> None:
    """A FeatureCollection (RFC 7946); rows without a place have a null geometry. Written one after the other."""
    sys.stdout.write('{"type": "FeatureCollection", "features": [')
    for number, feature in enumerate(_features(rows)):
        sys.stdout.write((",\n" if number else "\n") + json.dumps(feature, ensure_ascii=False, default=_plain))
    sys.stdout.write("\n]}\n")


def _features(rows: Iterable[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    for row in rows:
        point = (row.get("lon"), row.get("lat"))
        geometry = None if None in point else {"type": "Point", "coordinates": point}
        properties = {key: value for key, value in row.items() if key not in ("lat", "lon")}
        yield {"type": "Feature", "id": row.get("id"), "geometry": geometry, "properties": properties}


def _defused(cell: str) -> str:
    return f"'{cell}" if cell[:1] in ("=", "+", "-", "@", "\t", "\r") and not cell[1:].replace(".", "").isdigit() else cell


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, (list, tuple)):
        return "; ".join(_cell(item) for item in value)
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    return " ".join(str(value).split())


def _plain(value: Any) -> Any:
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    if isinstance(value, tuple):
        return list(value)
    raise TypeError(f"not JSON: {type(value).__name__}")
