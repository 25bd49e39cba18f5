"""What a second labeller reaches on news that is kept from training: how far the labels can be trusted, and so any figure on them.

`training/labels/second.jsonl` holds 80 short items and 20 articles of `gold/news-train.jsonl` as somebody else labelled them after
the codebook, who saw neither the first labels nor any output. They are compared as what Dateline tells is.

    python -m benchmarks.second_hand [--shared DIR]
"""

from __future__ import annotations

import argparse
import os
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from training.bare import joined
from training.dataset import read_labels
from training.split import is_article

from benchmarks.news import Item, pooled, read_items
from dateline.labels.counting import count
from dateline.labels.figures import figures
from dateline.labels.parties import chains
from dateline.labels.tellings import Told

SECOND = Path(__file__).parents[1] / "training" / "labels" / "second.jsonl"
SHOWN = (
    "f1", "status_accuracy", "unreal_kept", "false_belief", "actor_f1", "target_f1", "voice_right", "joined_precision", "joined_recall",
    "day_right", "country_right", "believable", "believable_recall",
)  # fmt: skip


def score(items: Iterable[Item]) -> dict[str, float]:
    """`second.*` and `second.articles.*`: the second labels of these items against the first."""
    first = {item["id"]: item for item in items}
    pairs = [(first[row["id"]], joined(row, first)) for row in read_items(SECOND) if row["id"] in first]
    found: dict[str, float] = {}
    for name, wanted in (("second", False), ("second.articles", True)):
        counts = [count(one, list(tellings(other))) for one, other in pairs if is_article(one) is wanted]
        reached = figures(pooled(counts))
        found |= {f"{name}.{key}": reached[key] for key in SHOWN if key in reached}
        print(f"{name}: {len(counts)} items, " + ", ".join(f"{key} {reached[key]:.3f}" for key in SHOWN if key in reached))
    return found


def tellings(item: Item) -> Iterator[Told]:
    """A labelled item as if it were tagged: mentions of one happening, type and status are one event, with the parties of all."""
    events: dict[tuple[int, str, str], list[Mapping[str, Any]]] = defaultdict(list)
    for root, label in zip(chains(item["events"]), item["events"], strict=True):
        events[root, label["type"], label["status"]].append(label)
    for (root, kind, status), labels in events.items():
        voice, day, country = (next((one[key] for one in labels if one.get(key)), None) for key in ("source", "day", "country"))
        for label in labels:
            yield Told(
                trigger=(label["trigger"][0], label["trigger"][1]),
                type=kind,
                status=status,
                scope="ordinary" if label.get("ordinary") else "conflict",
                actors=_quotes(item["text"], labels, "actors"),
                targets=_quotes(item["text"], labels, "targets"),
                voice=item["text"][slice(*voice)] if voice else None,
                tolls=tuple((toll[0], toll[1], toll[2]) for one in labels for toll in one.get("toll") or ()),
                time=_period(day) if day else None,
                country=country,
                event=f"{root} {kind} {status}",
            )


def _quotes(text: str, labels: Sequence[Mapping[str, Any]], key: str) -> tuple[str, ...]:
    return tuple(text[slice(*span)] for label in labels for span in label.get(key) or ())


def _period(day: Sequence[str]) -> dict[str, str]:
    after = date.fromisoformat(day[1]) + timedelta(days=1)
    return {"start": f"{day[0]}T00:00:00Z", "end": f"{after.isoformat()}T00:00:00Z"}


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.second_hand", description=__doc__)
    parser.add_argument("--shared", type=Path, default=Path(os.environ.get("SHARED") or "../shared"))
    score(read_labels([parser.parse_args().shared / "gold/news-train.jsonl"]))
    return 0


if __name__ == "__main__":
    sys.exit(main())
