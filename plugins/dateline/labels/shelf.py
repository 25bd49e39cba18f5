"""A folder of labels: `items.jsonl`, `labels.jsonl` (rows after the codebook) and `gold.jsonl` (both joined, for training).

Every item is written whole: the files are made beside the old ones and put in their place, so that whoever stops loses one item at most.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from dateline.errors import UsageError
from dateline.files import named
from dateline.labels.rows import built, faults
from dateline.lines import read_object


class Shelf:
    """The labels of a folder. Raises UsageError naming file, line and fault when what lies there is no sound set of labels."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.items: dict[str, dict[str, Any]] = {}
        self.rows: dict[str, list[dict[str, Any]]] = {}
        for where, item in _lines(folder / "items.jsonl"):
            if not item.get("id") or not isinstance(item.get("text"), str):
                raise UsageError(f"{where}: an item needs `id` and `text`")
            self.items[str(item["id"])] = item
        places: dict[str, str] = {}
        for where, row in _lines(folder / "labels.jsonl"):
            if row.get("i") not in self.items:
                raise UsageError(f"{where}: {row.get('i')!r} is no item of {folder / 'items.jsonl'}")
            self.rows.setdefault(row["i"], []).append(row)
            places.setdefault(row["i"], where)
        for name, rows in self.rows.items():
            if fault := next(faults(self.items[name], rows), None):
                raise UsageError(f"{places[name]}: {name}: {fault}; was its item changed? mend the row or take it out")

    def prepare(self) -> None:
        """Make the folder, so that labels have a place before the first is made. Raises UsageError where none can be written."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise UsageError(f"{self.folder}: labels cannot be kept there: {error.strerror}; name another folder with --into") from error
        if not os.access(self.folder, os.W_OK):
            raise UsageError(f"{self.folder}: labels cannot be kept there: it may not be written; name another folder with --into")

    def keep(self, item: Mapping[str, Any], rows: Sequence[Mapping[str, Any]]) -> None:
        """Keep the labels of an item, in place of earlier ones."""
        name = str(item["id"])
        self.items[name], self.rows[name] = dict(item), [dict(row) for row in rows]
        self.prepare()
        done = [name for name in self.items if name in self.rows]
        # The items first: labels without their item are refused, an item without labels is only open.
        _write(self.folder / "items.jsonl", [self.items[name] for name in done])
        _write(self.folder / "labels.jsonl", [row for name in done for row in self.rows[name]])
        _write(self.folder / "gold.jsonl", [built(self.items[name], self.rows[name]) for name in done])


def _lines(path: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    if not path.is_file():
        return
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if line.strip():
            try:
                yield f"{path}:{number}", read_object(line)
            except ValueError as error:
                raise UsageError(f"{path}:{number}: {error}") from error


def _write(path: Path, rows: Sequence[Mapping[str, Any]]) -> None:
    beside = path.with_suffix(".part")
    with named(beside), beside.open("w", encoding="utf-8") as file:
        file.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)
