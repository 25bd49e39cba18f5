"""Figures of people over days: series of real items (`toll_series.jsonl`: ids, figures and voices, no texts), labelled by reading.

What is scored is what joining reads from the items alone, without the tagger: each figure of an item's first sentences with its kind
and bounds, and who says so. A series is exact when every figure of every item of it is, and none is told beside them.
"""

from __future__ import annotations

import gzip
import json
from collections import Counter
from pathlib import Path
from typing import Any

from dateline.incidents.claims import voice_key
from dateline.incidents.items import Item, item_of
from dateline.incidents.lexicon import Lexicon, load_lexicon
from dateline.incidents.sentences import quotes_of
from dateline.incidents.tolls import standing, tolls_of
from dateline.text import fold

SERIES = Path(__file__).with_name("toll_series.jsonl")
POOL = ("pool/items-2022.jsonl.gz", "pool/items-2023-04.jsonl.gz")


def score(shared: Path) -> dict[str, float]:
    """`series.exact`, `series.claim_f1`, `series.voices`. Nothing where the pool is not there."""
    if not all((shared / name).is_file() for name in POOL):
        print(f"series: not measured: {shared / POOL[0]} is not there")
        return {}
    rows = [json.loads(line) for line in SERIES.read_text(encoding="utf-8").splitlines()]
    items = read_items(shared, {claim["item"] for row in rows for claim in row["claims"]})
    lexicon = load_lexicon()
    counts: Counter[str] = Counter()
    exact = 0
    for row in rows:
        wanted = {_figure(claim["item"], claim): claim["voice"] for claim in row["claims"]}
        told = {}
        for identifier in sorted({claim["item"] for claim in row["claims"]}):
            item = items[identifier]
            for claim in standing(tolls_of(item, quotes_of(item), None, scope=row["scope"]), lexicon):
                told[_figure(identifier, {"kind": claim.kind, "min": claim.min, "max": claim.max})] = claim.voice
        both = wanted.keys() & told.keys()
        exact += wanted.keys() == told.keys()
        counts.update(wanted=len(wanted), told=len(told), both=len(both))
        counts.update(voices=sum(1 for one in both), heard=sum(_same(wanted[one], told[one], lexicon) for one in both))
    figures = {
        "series.exact": exact / len(rows),
        "series.claim_f1": 2 * counts["both"] / (counts["told"] + counts["wanted"]),
        "series.voices": counts["heard"] / max(1, counts["voices"]),
    }
    print("series " + "   ".join(f"{name.partition('.')[2]} {value:.3f}" for name, value in figures.items()) + f"   of {len(rows)}")
    return figures


def read_items(shared: Path, wanted: set[str]) -> dict[str, Item]:
    """Items of the pool by id."""
    found = {}
    for name in POOL:
        with gzip.open(shared / name, "rt", encoding="utf-8") as lines:
            for row in map(json.loads, lines):
                if row["id"] in wanted and (item := item_of({key: row[key] for key in ("id", "title", "text", "published")})):
                    found[item.id] = item
    return found


def _figure(item: str, claim: dict[str, Any]) -> tuple[object, ...]:
    return item, claim["kind"], claim["min"], claim["max"]


def _same(wanted: str | None, told: str | None, lexicon: Lexicon) -> bool:
    """Whether the same voice is meant; the words of one may hold the other's."""
    if wanted is None or told is None:
        return wanted is told
    a, b = fold(wanted), fold(told)
    return a in b or b in a or voice_key(wanted, lexicon) == voice_key(told, lexicon)
