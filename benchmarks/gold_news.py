"""Labelled news that is kept from training, through the whole tagger: headlines with their summaries under `news.*`, articles under
`news.articles.*`, texts of ours that tell several alike acts under `happenings.*`; what a second labeller reaches on a part of the
first two, under `second.*`; and whether the card of the shipped reader says what it still reaches.

The set's own scorer, where it is there, gives the figures; intervals and the reliability table are made from our counts, which a test
compares with it. A card that differs from what is measured by more than `training.card.DIFFERENT` fails `make gold`.

    python -m benchmarks.gold_news [--shared DIR]      the figures alone
"""

from __future__ import annotations

import argparse
import contextlib
import importlib.util
import io
import json
import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from training.card import DIFFERENT, differing, measured
from training.split import is_article, is_development

from benchmarks import first_sight, second_hand
from benchmarks.news import Item, Lines, counted, read_items, report, tag_lines, tagged
from dateline.tagging.reader.artefact import load_artefact

GOLD = "gold/news-train.jsonl"
SCORER = "score/annot.py"
RENAMED = {"false_belief_of_found": "false_belief"}
LEFT = frozenset({"items", "events_wanted", "type_accuracy"})
HAPPENINGS = Path(__file__).parents[1] / "tests" / "data" / "gold" / "happenings.jsonl"  # Only ever scored.
OWN = ("sure_right", "sure_recall_kept")  # The set's scorer does not have these.


def score(shared: Path, tag: Lines) -> dict[str, float]:
    """`news.*`, `news.articles.*`, `happenings.*`, `card.differs` of the shipped reader, `second.*`, and the batches of first sight."""
    first_sight.print_pooled()
    alike = read_items(HAPPENINGS)
    found = {f"happenings.{key}": value for key, value in report("happenings", counted(alike, tagged(alike, tag))).items()}
    gold = shared / GOLD
    if not gold.is_file():
        print(f"news: not measured: {gold} is not there")
        return found
    items = [item for item in read_items(gold) if is_development(item)]
    lines = tagged(items, tag)
    scorer = shared / SCORER
    if not scorer.is_file():
        print(f"news: {scorer} is not there; figures by our own counts")
    for name, wanted in (("news", False), ("news.articles", True)):
        some = [(item, line) for item, line in zip(items, lines, strict=True) if is_article(item) is wanted]
        own = report(name, counted([item for item, _ in some], [line for _, line in some]))
        theirs = annotated(scorer, [item for item, _ in some], [line for _, line in some]) if scorer.is_file() else {}
        found |= {f"{name}.{key}": value for key, value in (own | theirs).items()}
    return found | second_hand.score(items) | card_differs(items)


def annotated(scorer: Path, items: Sequence[Item], lines: Sequence[Mapping[str, Any]]) -> dict[str, float]:
    """The figures of the set's own scorer, under our names."""
    spec = importlib.util.spec_from_file_location("annot", scorer)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    kept, sys.dont_write_bytecode = sys.dont_write_bytecode, True  # The set's folder is not ours to write to.
    try:
        spec.loader.exec_module(module)
    finally:
        sys.dont_write_bytecode = kept
    copies = json.loads(json.dumps(list(items)))  # It numbers the events of what it is given.
    screen = io.StringIO()
    with contextlib.redirect_stdout(screen):
        module.score(copies, {line["id"]: {"events": module.predicted(line)} for line in json.loads(json.dumps(list(lines), default=str))})
    row = json.loads(screen.getvalue().splitlines()[-1])
    return {RENAMED.get(key, key): value for key, value in row.items() if isinstance(value, float) and key not in LEFT}


def card_differs(items: Sequence[Item]) -> dict[str, float]:
    """`card.differs`: by how much the shipped reader's card and what it reaches now differ at most."""
    artefact = load_artefact(None)
    said, now = artefact.card.get("figures") or {}, measured(artefact.folder, items)
    most, lines = differing(said, now)
    for line in lines:
        print(f"card: {line}")
    print(f"card: {len(now)} figures of {artefact.name} {artefact.digest} measured again, at most {most:.3f} apart (ceiling {DIFFERENT})")
    return {"card.differs": most}


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.gold_news", description=__doc__)
    parser.add_argument("--shared", type=Path, default=Path(os.environ.get("SHARED") or "../shared"))
    print(json.dumps(score(parser.parse_args().shared, tag_lines)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
