"""Which items are copies of one text: pairs of real items (`copies.jsonl`: numbers of items in the month's feed, no texts).

All pairs that share .6 of their shingles or more, a sample of those that share less, and one of a column that comes each day, chosen
by a seed and judged by reading: a copy is the same text, cut, topped or lightly edited, under whatever masthead.
"""

from __future__ import annotations

import json
from pathlib import Path

from benchmarks.incidents import FEED, read_items
from dateline import stories

PAIRS = Path(__file__).with_name("copies.jsonl")


def score(shared: Path) -> dict[str, float]:
    """`copies.precision` and `copies.recall` over the pairs. Nothing where the feed is not there."""
    source = shared / FEED
    if not source.is_file():
        print(f"copies: not measured: {source} is not there")
        return {}
    rows = [json.loads(line) for line in PAIRS.read_text(encoding="utf-8").splitlines()]
    texts = (stories.text_of(item.id, item.published, f"{item.title}\n{item.text}") for item in read_items(source))
    copies = stories.copies_of(texts)
    told = [stories.original_of(row["left"], copies) == stories.original_of(row["right"], copies) for row in rows]
    right = sum(one and row["copy"] for one, row in zip(told, rows, strict=True))
    figures = {"copies.precision": right / max(1, sum(told)), "copies.recall": right / sum(row["copy"] for row in rows)}
    print("copies " + "   ".join(f"{name.partition('.')[2]} {value:.3f}" for name, value in figures.items()) + f"   of {len(rows)} pairs")
    return figures
