"""What tagging costs beside the language model alone, in CPU time of one process and one run.

The reference is the packaged model without its lemmatizer over the whole text, in batches of 64. Ours is everything but events:
sentences, relevance, dictionaries, times, parse where it matters, entities, linking, places.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import spacy

from dateline import settings
from dateline.models.articles import Article
from dateline.seeds.knowledge import load_knowledge
from dateline.tagging.tagger import NewsTagger, load_tagger

BATCH = 64
RUNS = 2
PUBLISHED = datetime(2023, 4, 15, 12, tzinfo=UTC)


def run(shared: Path) -> tuple[list[str], dict[str, float]]:
    """A table, and `tagging.*` figures: ratios to the reference, memory, load time."""
    before = time.process_time()
    tagger = load_tagger(settings.load(os.environ), load_knowledge())
    loading = time.process_time() - before
    alone = replace(tagger, events=None)
    corpora = [(name, _articles(texts), texts) for name, texts in _corpora(shared)]
    shares = {name: _share_parsed(alone, articles) for name, articles, _ in corpora if articles}
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024  # Before the reference, which takes whole texts, adds its own.
    reference = spacy.load(settings.MODEL, exclude=["lemmatizer"])
    lines = ["| articles | words | reference, ms | without events | with events | parsed articles |", "|---|---|---|---|---|---|"]
    figures = {"tagging.load_s": round(loading, 2)}
    for name, articles, texts in corpora:
        if not texts:
            lines.append(f"| {name} | not measured: the shared sets are not there | | | | |")
            continue
        model = _best(lambda texts=texts: reference.pipe(texts, batch_size=BATCH))
        ours, whole = (_best(lambda t=t, a=articles: t.tag(a)) for t in (alone, tagger))
        words = sum(len(text.split()) for text in texts)
        cost = 1000 * model / len(texts)
        lines.append(f"| {len(texts)} {name} | {words} | {cost:.1f} | {ours / model:.2f} | {whole / model:.2f} | {shares[name]:.0%} |")
        figures |= {
            f"tagging.{name.split()[0]}_ratio": round(ours / model, 3),
            f"tagging.{name.split()[0]}_events_ratio": round(whole / model, 3),
        }
    lines += ["", f"Loading takes {loading:.2f} s of CPU; tagging all of them without events reached {memory:.0f} MB."]
    return lines, figures | {"tagging.memory_mb": round(memory)}


def _articles(texts: Sequence[str]) -> list[Article]:
    return [Article(id=str(n), url="https://example.org/", title=None, text=text, published=PUBLISHED) for n, text in enumerate(texts)]


def _corpora(shared: Path) -> Iterable[tuple[str, Sequence[str]]]:
    conflict = _texts(shared / "gold" / "re3d-dev.jsonl") + [p.read_text(encoding="utf-8") for p in sorted((shared / "seed").glob("*.txt"))]
    return (("conflict articles", conflict), ("mixed news pages", _texts(shared / "pages" / "pages.jsonl")))


def _texts(path: Path) -> list[str]:
    if not path.is_file():
        return []
    return [text for line in path.read_text(encoding="utf-8").splitlines() if line.strip() and (text := json.loads(line).get("text"))]


def _best(work: Callable[[], Iterable[object]]) -> float:
    times = []
    for _ in range(RUNS):
        started = time.process_time()
        for _ in work():
            pass
        times.append(time.process_time() - started)
    return min(times)


def _share_parsed(tagger: NewsTagger, articles: Sequence[Article]) -> float:
    parsed = 0
    for article in articles:
        with tagger.model.scope():
            (opened,) = tagger.open([article])
            parsed += any(piece.reading.parses for piece in opened.pieces)
    return parsed / len(articles)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.tagging", description=__doc__)
    parser.add_argument("--shared", type=Path, default=Path(os.environ.get("SHARED", "../shared")))
    lines, figures = run(parser.parse_args().shared)
    print("\n".join(lines), figures, sep="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
