"""Which items tell one happening: real items of a war's first ten days, labelled by reading, scored by the set's own scorer.

Beside the joiner stands a baseline: items whose main events are of one day, place and type are one.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from benchmarks import gold_copies, gold_series
from benchmarks.incidents_weights import Pairs, check
from dateline.incidents.grouping import group_items
from dateline.incidents.items import item_of
from dateline.incidents.lexicon import load_lexicon
from dateline.incidents.likeness import load_weights
from dateline.incidents.lines import group_lines
from dateline.incidents.readings import Readings

GOLD = "gold/incidents-sudan.jsonl"
SCORER = "score/incidents.py"

Lines = Callable[[Iterable[dict[str, Any]]], list[dict[str, Any]]]


def score(shared: Path, tag: Lines) -> dict[str, float]:
    """`incidents.*` and `episodes.*`, the baseline's under `incidents.baseline.*`, those of happenings left out of the weights under
    `incidents.left_out.*`, `series.*` and `copies.*`. Nothing where the sets are not there."""
    gold, scorer = shared / GOLD, shared / SCORER
    if not gold.is_file() or not scorer.is_file():
        print(f"incidents: not measured: {gold} and {scorer} are not there")
        return {}
    given = subprocess.run([sys.executable, str(scorer), "inputs", str(gold)], capture_output=True, text=True, check=True)
    lines = [json.loads(line) for line in given.stdout.splitlines()]
    items = [item for line in lines if (item := item_of(line))]
    found = list(group_lines([item.id for item in items], group_items(items, Readings(load_lexicon()), load_weights())))
    ours = _scored(scorer, gold, found)
    base = _scored(scorer, gold, _baseline(lines, tag(lines)))
    figures = {f"{_name(kind)}.{name}": value for kind, own in ours.items() for name, value in own.items() if isinstance(value, float)}
    figures |= {f"incidents.baseline.{name}": value for name, value in base["happenings"].items() if isinstance(value, float)}
    for name in ("pair_f1", "per_key_f1", "violent", "bcubed_f1"):
        base_value = figures[f"incidents.baseline.{name}"]
        print(f"incidents {name:<12} {figures[f'incidents.{name}']:.3f}   same day, place and type {base_value:.3f}")
    print(f"episodes  per_key_f1   {figures['episodes.per_key_f1']:.3f}   bcubed_f1 {figures['episodes.bcubed_f1']:.3f}")
    left_out = check(Pairs(gold, load_lexicon()))
    figures |= {f"incidents.left_out.{name}": value for name, value in left_out.items()}
    print("incidents left out of the weights: " + "   ".join(f"{name} {value:.3f}" for name, value in left_out.items()))
    return figures | gold_series.score(shared) | gold_copies.score(shared)


def _name(kind: str) -> str:
    return "incidents" if kind == "happenings" else kind


def _baseline(lines: Iterable[Mapping[str, Any]], tagged: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """One group for each day, place and type of an item's main event."""
    keys: defaultdict[str, list[str]] = defaultdict(list)
    for line, tags in zip(lines, tagged, strict=True):
        for event in tags["events"][:1]:
            day = ((event["time"] or {}).get("start") or line["published"])[:10]
            keys[line["id"]].append("/".join((day, (event["place"] or {}).get("name") or "", event["type"])))
    return [{"id": line["id"], "incidents": keys[line["id"]], "episodes": keys[line["id"]]} for line in lines]


def _scored(scorer: Path, gold: Path, rows: Iterable[Mapping[str, Any]]) -> dict[str, dict[str, Any]]:
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl", encoding="utf-8") as out:
        out.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
        out.flush()
        done = subprocess.run([sys.executable, str(scorer), "score", str(gold), out.name], capture_output=True, text=True, check=True)
    answer: dict[str, dict[str, Any]] = json.loads(done.stdout.splitlines()[-1])
    return answer
