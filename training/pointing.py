"""Fit the weights by which roles are cast (`tagging/events/pointing.py`), on labelled items read by a trained reader.

    python -m training.pointing --labels FILE... --artefact FOLDER

No torch here: it runs in the library's own environment, after the network has been trained and exported. The development items choose the
thresholds. Logistic regression by Adagrad; every candidate of every act that meets a labelled event is an example of each role.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np

from dateline.models import Article, Event
from dateline.seeds.knowledge import load_knowledge
from dateline.settings import load
from dateline.tagging.events.pointing import SINGLE, Feature, Look, candidates, chance_of, roles_of
from dateline.tagging.reader.buckets import ROLE_BUCKETS
from dateline.tagging.reader.vocabulary import ROLES
from dateline.tagging.reading import Reading
from dateline.tagging.tagger import load_tagger
from training import report
from training.dataset import read_labels
from training.splits import is_development

KEYS = {"actor": "actors", "target": "targets", "place": "place", "time": "time", "voice": "source"}
ALIKE = 0.5  # A candidate that shares this much with a labelled span is that span.
STEPS = tuple(round(0.05 * n, 2) for n in range(1, 17))


@dataclass(frozen=True, slots=True)
class Row:
    """One candidate of one act: what is seen of it, and how much it shares with the labelled spans of each role."""

    act: tuple[str, int]
    span: tuple[int, int]
    roles: tuple[str, ...]
    features: tuple[Feature, ...]
    shares: Mapping[str, float]
    wanted: Mapping[str, int]


def rows_of(reading: Reading, item: Mapping[str, Any]) -> Iterable[Row]:
    """The candidates of the acts that meet a labelled event."""
    for act in reading.acts:
        event = next((e for e in item["events"] if e["trigger"][0] < act.end and act.start < e["trigger"][1]), None)
        if event is None or event["ordinary"]:
            continue
        spans = {role: _spans(event, KEYS[role]) for role in ROLES}
        every = candidates(reading, act)
        look = Look(reading, act, every)
        for one in every:
            shares = {role: max((_share(span, (one.start, one.end)) for span in spans[role]), default=0.0) for role in ROLES}
            yield Row(
                (item["id"], act.start),
                (one.start, one.end),
                roles_of(one),
                tuple(look.features(one)),
                shares,
                {role: len(spans[role]) for role in ROLES},
            )


def fit(rows: Sequence[Row], role: str, *, epochs: int = 6, rate: float = 0.1, decay: float = 2e-6, seed: int = 5) -> list[float]:
    """The weights of one role."""
    weights, seen = [0.0] * ROLE_BUCKETS, [1e-2] * ROLE_BUCKETS
    own = [row for row in rows if role in row.roles]
    chance = random.Random(seed)
    for _ in range(epochs):
        chance.shuffle(own)
        for row in own:
            slope = chance_of(row.features, weights) - float(row.shares[role] >= ALIKE)
            for bucket, value in row.features:
                step = slope * value + decay * weights[bucket]
                seen[bucket] += step * step
                weights[bucket] -= rate * step / seen[bucket] ** 0.5
    return weights


def threshold(rows: Sequence[Row], role: str, weights: Sequence[float]) -> tuple[float, float]:
    """The best F1 over whole acts and the threshold that reaches it."""
    acts: dict[tuple[str, int], list[tuple[float, Row]]] = {}
    for row in rows:
        acts.setdefault(row.act, [])
        if role in row.roles:
            acts[row.act].append((chance_of(row.features, weights), row))
    wanted = {row.act: row.wanted[role] for row in rows}
    for scored in acts.values():
        scored.sort(key=lambda pair: -pair[0])

    def f1(least: float) -> float:
        hit = told = 0
        for act, scored in acts.items():
            chosen: list[Row] = []
            for chance, row in scored:
                if chance < least or (chosen and role in SINGLE):
                    break
                if not any(row.span[0] < c.span[1] and c.span[0] < row.span[1] for c in chosen):
                    chosen.append(row)
            told += len(chosen)
            hit += min(sum(row.shares[role] > 0 for row in chosen), wanted[act])
        return 2 * hit / max(1, told + sum(wanted.values()))

    return max((f1(least), least) for least in STEPS)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m training.pointing", description=__doc__)
    parser.add_argument("--labels", type=Path, nargs="+", required=True)
    parser.add_argument("--more", type=Path, nargs="*", default=[], help="labelled files of which nothing is kept for development")
    parser.add_argument("--artefact", type=Path, required=True)
    args = parser.parse_args()
    items = {item["id"]: item for item in read_labels(args.labels)}
    kept = {identity for identity, item in items.items() if is_development(item)}
    items |= {item["id"]: item for item in read_labels(args.more) if item["id"] not in items}
    rows: dict[bool, list[Row]] = {True: [], False: []}

    def look(reading: Reading) -> tuple[Event, ...]:
        item = items[reading.article.id]
        rows[item["id"] in kept].extend(rows_of(reading, item))
        return ()

    tagger = load_tagger(load({"DATELINE_READER": str(args.artefact)}), load_knowledge()).with_events(look)
    for _ in tagger.tag(_article(item) for item in items.values()):
        pass
    weights = {role: fit(rows[False], role) for role in ROLES}
    found = {role: threshold(rows[True], role, weights[role]) for role in ROLES}
    np.savez(args.artefact / "roles.npz", **{role: np.array(weights[role], np.float16) for role in ROLES})
    file = args.artefact / "reader.json"
    known = json.loads(file.read_text(encoding="utf-8"))
    known["roles"] = {role: least for role, (_, least) in found.items()}
    known["card"]["figures"] |= {f"{role}_f1_of_acts": round(f1, 3) for role, (f1, _) in found.items()}
    file.write_text(json.dumps(known), encoding="utf-8")
    report.seal(args.artefact)
    print(json.dumps({"rows": {str(k): len(v) for k, v in rows.items()}, "f1, threshold": found}))
    return 0


def _article(item: Mapping[str, Any]) -> Article:
    published = item.get("published")
    return Article(
        id=item["id"],
        url=f"folder:labels/{item['id']}",
        title=None,
        text=item["text"],
        published=datetime.fromisoformat(published) if published else None,
        language="en",
    )


def _spans(event: Mapping[str, Any], key: str) -> list[Sequence[int]]:
    value = event.get(key)
    if not value:
        return []
    return list(value) if key in ("actors", "targets") else [value]


def _share(one: Sequence[int], other: Sequence[int]) -> float:
    """Characters in common, of the longer."""
    common = max(0, min(one[1], other[1]) - max(one[0], other[0]))
    return common / max(one[1] - one[0], other[1] - other[0])


if __name__ == "__main__":
    sys.exit(main())
