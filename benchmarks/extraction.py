"""Quality, speed and memory of extraction: stock newspaper3k, trafilatura (fast and full) and ours, on the same pages in one run.

Each extractor reads every page once; `parse()` of newspaper3k and our `extract_article` include metadata, trafilatura is asked
for its metadata too. Speed is pages per second of this process's own processor time.
"""

from __future__ import annotations

import argparse
import gzip
import json
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.gold_extraction import text_score
from benchmarks.known import extraction
from dateline.articles import extract_article
from dateline.errors import ExtractError
from dateline.models.articles import Page

Extractor = Callable[[str, bytes], str]


@dataclass(frozen=True)
class Result:
    """One extractor on all pages."""

    name: str
    f1: float
    pages_per_second: float
    slowest: float
    growth_mb: float


def ours(url: str, body: bytes) -> str:
    """Our article's text."""
    now = datetime.now(UTC)
    try:
        return extract_article(Page(url, url, 200, (("content-type", "text/html"),), body, now), now=now, known=extraction()).text
    except ExtractError:
        return ""


def stock_newspaper() -> Extractor:
    """newspaper3k as everybody calls it, without images. It is imported before ours, which would take its folders away."""
    import newspaper

    config = newspaper.Config()
    config.fetch_images = False

    def read(url: str, body: bytes) -> str:
        article = newspaper.Article(url, config=config)
        article.download(input_html=body.decode("utf-8", "replace"))
        article.parse()
        return str(article.text)

    return read


def trafilatura(*, fast: bool) -> Extractor:
    """trafilatura with metadata."""
    from trafilatura import bare_extraction

    def read(url: str, body: bytes) -> str:
        found = bare_extraction(body.decode("utf-8", "replace"), url=url, fast=fast, include_comments=False, with_metadata=True)
        return "" if found is None or isinstance(found, dict) else str(found.text or "")

    return read


def measure(name: str, read: Extractor, pages: list[tuple[str, bytes, str]]) -> Result:
    """One warm page first, so that imports and tables are not timed (their memory counts); then every page once."""
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    read(pages[0][0], pages[0][1])
    precision = recall = total = slowest = 0.0
    for url, body, truth in pages:
        started = time.process_time()
        text = read(url, body)
        took = time.process_time() - started
        total, slowest = total + took, max(slowest, took)
        p, r = text_score(truth, text)
        precision, recall = precision + p, recall + r
    growth = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    return Result(name, 2 * precision * recall / (precision + recall) / len(pages), len(pages) / total, slowest, growth)


def run(shared: Path) -> tuple[list[str], dict[str, float]]:
    """The table's lines and the figures that matter."""
    results = race(shared)
    ours_, stock = results[0], results[-1]
    figures = {
        "f1": round(ours_.f1, 4),
        "speed_ratio": round(ours_.pages_per_second / stock.pages_per_second, 2),
        "growth_mb": ours_.growth_mb,
    }
    return table(results), figures


def race(shared: Path) -> list[Result]:
    """All four on all pages; ours first, so that its memory growth is its own."""
    with tempfile.TemporaryDirectory(prefix="dateline-bench-") as folder:
        tempfile.tempdir = folder
        try:
            return _measured(shared)
        finally:
            tempfile.tempdir = None


def _measured(shared: Path) -> list[Result]:
    stock = stock_newspaper()
    records = [json.loads(line) for line in (shared / "pages" / "pages.jsonl").read_text(encoding="utf-8").splitlines()]
    pages = [(r["url"], gzip.decompress((shared / "pages" / r["file"]).read_bytes()), r["text"]) for r in records]
    return [
        measure("ours", ours, pages),
        measure("trafilatura, fast", trafilatura(fast=True), pages),
        measure("trafilatura", trafilatura(fast=False), pages),
        measure("newspaper3k, stock", stock, pages),
    ]


def table(results: list[Result]) -> list[str]:
    """The results in Markdown, speed as a ratio to stock newspaper3k."""
    stock = next(r.pages_per_second for r in results if r.name.startswith("newspaper"))
    lines = [
        "| extractor | text F1 | pages per CPU second | against stock newspaper3k | slowest page, s | memory growth, MB |",
        "|---|---|---|---|---|---|",
    ]
    for r in results:
        ratio = r.pages_per_second / stock
        lines.append(f"| {r.name} | {r.f1:.3f} | {r.pages_per_second:.1f} | {ratio:.2f} | {r.slowest:.2f} | {r.growth_mb:.0f} |")
    return lines


def main() -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--shared", type=Path, required=True)
    print("\n".join(run(parser.parse_args().shared)[0]))
    return 0


if __name__ == "__main__":
    sys.exit(main())
