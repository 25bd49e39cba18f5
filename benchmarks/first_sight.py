"""First sight: a batch of labelled items that nobody looked at while the reader was made, scored once and logged for good.

    python -m benchmarks.first_sight GOLD --seed N --name NAME      score a batch and append its line to first_sight.jsonl

GOLD holds labelled items (`annot.py build`); seed and name say how it was drawn. A name that is in the log is refused: what was seen
is no first sight. The log keeps figures and the counts of each item, never a text, so that batches can be pooled and drawn again.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from training.dataset import faults

from benchmarks.news import Lines, counted, pooled, read_items, report, tag_lines, tagged
from dateline.labels.figures import figures

LOG = Path(__file__).with_name("first_sight.jsonl")
POOLED = 5  # Batches: one alone holds too few acts that did not happen.


class Refused(ValueError):
    """A batch that cannot be scored, in one line."""


def read_log(log: Path = LOG) -> list[dict[str, Any]]:
    """The batches so far, oldest first."""
    return read_items(log) if log.is_file() else []


def batch_line(
    items: Sequence[Mapping[str, Any]], lines: Sequence[Mapping[str, Any]], *, name: str, seed: int, date: str
) -> dict[str, Any]:
    """The log's line of a batch: numbers only."""
    counts = counted(items, lines)
    rules = next((line["rules"] for line in lines), None)
    own = {"date": date, "rules": rules, "seed": seed, "name": name, "items": len(items)}
    return own | {"figures": figures(pooled(counts)), "counts": [dict(sorted(one.items())) for one in counts]}


def score_once(gold: Path, *, name: str, seed: int, date: str, tag: Lines, log: Path = LOG) -> dict[str, Any]:
    """Score a batch and log it. Raises Refused for a name that is logged or a file that is no labelled batch."""
    if any(line["name"] == name for line in read_log(log)):
        raise Refused(f"{name} was scored before: see {log.name}; a second look is no first sight")
    try:
        items = read_items(gold)
    except (OSError, ValueError) as error:
        raise Refused(f"{gold}: {error}") from error
    if not items:
        raise Refused(f"{gold} holds no item")
    for number, item in enumerate(items, 1):
        if wrong := next(faults(item), None):
            raise Refused(f"{gold}: item {number} ({item.get('id', '?')}): {wrong}")
    line = batch_line(items, tagged(items, tag), name=name, seed=seed, date=date)
    with log.open("a", encoding="utf-8") as out:
        out.write(json.dumps(line) + "\n")
    return line


def print_pooled(log: Path = LOG) -> None:
    """The last batches one by one, and pooled with their intervals."""
    batches = read_log(log)[-POOLED:]
    if not batches:
        print("first sight: no batch was scored yet")
        return
    for one in batches:
        short = ", ".join(f"{key} {one['figures'][key]:.3f}" for key in ("f1", "status_accuracy", "unreal_kept") if key in one["figures"])
        print(f"first sight [{one['date']}] {one['name']}: {one['items']} items, seed {one['seed']}, rules {one['rules']}: {short}")
    report("first sight, pooled:", [counts for one in batches for counts in one["counts"]])


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.first_sight", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("gold", type=Path)
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("--name", required=True)
    args = parser.parse_args(arguments)
    try:
        line = score_once(args.gold, name=args.name, seed=args.seed, date=f"{datetime.now(UTC):%Y-%m-%d}", tag=tag_lines)
    except Refused as refused:
        print(f"first sight: {refused}", file=sys.stderr)
        return 2
    print(json.dumps({key: value for key, value in line.items() if key != "counts"}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
