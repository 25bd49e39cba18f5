"""Joining: how many articles a second one core joins, with a month of history around them, and how that grows.

.venv/bin/python -m benchmarks.incidents --shared DIR    the real feed items of a month, without tags (joining reads the text itself)
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from dateline.chronicle import Means, join_days
from dateline.documents.bundles import build_bundle
from dateline.incidents.grouping import group_items
from dateline.incidents.items import Item, item_of
from dateline.incidents.lexicon import load_lexicon
from dateline.incidents.likeness import load_weights
from dateline.incidents.readings import Readings
from dateline.indexes.sqlite.index import SqliteIndex
from dateline.models.articles import Article
from dateline.models.events import TaggedArticle

FEED = "feeds/items-2023-04.jsonl.gz"
NEW = 1_000  # Articles that come at once, the newest of the month.
NOW = datetime(2026, 11, 25, tzinfo=UTC)
REACH = 200  # New articles a second.


def run(shared: Path) -> tuple[list[str], dict[str, Any]]:
    """The section of the results, and the figures."""
    source = shared / FEED
    if not source.is_file():
        return [f"not measured: {source} is not there"], {}
    items = read_items(source)
    quarter, whole = _rate(items[: len(items) // 4]), _rate(items)
    first, new, cold = _through_the_index(items)
    lines = [
        f"{len(items):,} real feed items of a month, one core.",
        "",
        "| what | articles a second |",
        "|---|---|",
        f"| joined from nothing, a week of items | {quarter:,.0f} |",
        f"| joined from nothing, the month | {whole:,.0f} |",
        f"| the month in the embedded index joined for the first time, read and written | {first:,.0f} |",
        f"| {NEW:,} new ones, the month joined before, read and written (to reach: {REACH}) | {new:,.0f} |",
        f"| the same again by a process that has just begun, nothing to write | {cold:,.0f} |",
        "",
        f"The month's rate is {whole / quarter:.2f} of the week's: no step grows with the square.",
    ]
    return lines, {"week": round(quarter), "month": round(whole), "first": round(first), "new": round(new), "cold": round(cold)}


def read_items(path: Path) -> list[Item]:
    """Real items, oldest first."""
    items = []
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for number, line in enumerate(lines):
            row = json.loads(line)
            title = row["title"] or ""
            text = f"{title}\n\n{re.sub('<[^>]+>', ' ', row.get('description') or '')}"
            item = item_of(
                {"id": f"{number:05}", "title": title, "text": text, "published": row["date_published"], "outlet": row["source"]}
            )
            if item:
                items.append(item)
    return sorted(items, key=lambda item: (item.published, item.id))


def _rate(items: Sequence[Item]) -> float:
    readings, weights = Readings(load_lexicon()), load_weights()
    return len(items) / _seconds(lambda: group_items(items, readings, weights))


def _through_the_index(items: Sequence[Item]) -> tuple[float, float, float]:
    """Articles a second: of the history, joined for the first time; of new ones by the same process, and by one that has just begun and
    reads the days around anew."""
    weights = load_weights()
    old, new = items[:-NEW], items[-NEW:]
    with tempfile.TemporaryDirectory() as folder:
        index = SqliteIndex(Path(folder) / "index.db")
        index.init()
        warm = Readings(load_lexicon())
        _write(index, old)
        first = _seconds(lambda: join_days(index, _days(old), Means(warm, weights, clock=lambda: NOW)))
        _write(index, new)
        taken = _seconds(lambda: join_days(index, _days(new), Means(warm, weights, clock=lambda: NOW)))
        again = _seconds(lambda: join_days(index, _days(new), Means(Readings(load_lexicon()), weights, clock=lambda: NOW)))
        index.close()
    return len(old) / first, len(new) / taken, len(new) / again


def _days(items: Sequence[Item]) -> set[date]:
    return {item.published.date() for item in items}


def _write(index: SqliteIndex, items: Sequence[Item]) -> None:
    tagged = [
        TaggedArticle(
            Article(item.id, f"https://wire.example/{item.id}", item.title, item.text, published=item.published, outlet=item.outlet),
            (),
            (),
            "0",
        )
        for item in items
    ]
    for start in range(0, len(tagged), 500):
        index.write([build_bundle(one, revision=1, now=NOW) for one in tagged[start : start + 500]])


def _seconds(work: Callable[[], object]) -> float:
    started = time.process_time()
    work()
    return time.process_time() - started


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    print("\n".join(run(parser.parse_args().shared)[0]))
