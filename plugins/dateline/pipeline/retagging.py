"""Retag: stored articles are tagged again, without the web."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from dateline.documents.bundles import build_bundle
from dateline.limits import cpu_limit
from dateline.models.articles import Article, Page
from dateline.models.events import TaggedArticle
from dateline.models.sources import FeedEntry, Source
from dateline.pipeline.given import Clock
from dateline.protocols.articles import Extractor
from dateline.protocols.index import Bundle, Index, Written
from dateline.protocols.ledger import Ledger
from dateline.protocols.tagging import Tagger
from dateline.settings import BATCH, CPU_SECONDS_PER_PAGE


def retag(
    articles: Iterable[Article], *, ledger: Ledger, index: Index, tagger: Tagger, clock: Clock
) -> Iterator[tuple[Written, TaggedArticle]]:
    """Tag stored articles again and write them with a fresh revision each."""
    batch: list[Article] = []
    for article in articles:
        batch.append(article)
        if len(batch) == BATCH:
            yield from _retag_batch(batch, ledger=ledger, index=index, tagger=tagger, clock=clock)
            batch = []
    yield from _retag_batch(batch, ledger=ledger, index=index, tagger=tagger, clock=clock)


def _retag_batch(
    batch: Sequence[Article], *, ledger: Ledger, index: Index, tagger: Tagger, clock: Clock
) -> Iterator[tuple[Written, TaggedArticle]]:
    if not batch:
        return
    tagged = list(tagger.tag(batch))
    bundles: list[Bundle] = [build_bundle(one, revision=ledger.next_revision(one.article.id), now=clock()) for one in tagged]
    written = index.write(bundles)
    ledger.acknowledge([(b.article.id, b.article.version) for b, w in zip(bundles, written, strict=True) if w.result == "stored"])
    yield from zip(written, tagged, strict=True)


def settle_revisions(ledger: Ledger, index: Index) -> int:
    """Tell the ledger what the index took and it never heard of, because a kill came in between; how many articles."""
    known = dict(ledger.revisions())
    missed = [(name, version) for name, version in index.versions("articles") if known.get(name, version) < version]
    if missed:
        ledger.acknowledge(missed)
    return len(missed)


def re_extract(article: Article, page: Page, *, entry: FeedEntry, source: Source | None, extract: Extractor, now: datetime) -> Article:
    """The article anew from its archived page, under the id that it has. Raises ExtractError or CpuLimitExceeded."""
    with cpu_limit(CPU_SECONDS_PER_PAGE):
        fresh = extract(page, entry=entry, source=source, now=now)
    return replace(fresh, id=article.id, url=article.url, source_id=article.source_id)
