"""Process: leased pages are extracted, tagged and indexed; entries end in exactly one outcome."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from dateline.documents.bundles import build_bundle
from dateline.errors import ArchiveError, ExtractError, IndexRefused
from dateline.identity import content_hash
from dateline.limits import CpuLimitExceeded, cpu_limit
from dateline.models.articles import Article
from dateline.models.events import TaggedArticle
from dateline.models.outcomes import Outcome
from dateline.models.sources import Source
from dateline.pipeline.given import Processing
from dateline.pipeline.summary import KEPT, Summary, settle
from dateline.protocols.index import Written
from dateline.protocols.ledger import Holding, Ledger, Settlement, Work
from dateline.settings import BATCH, CPU_SECONDS_PER_PAGE, LEASE

INDEX_PAUSE = timedelta(minutes=5)  # A server that restarts is back by then.
CRASHES = 10  # A page that was leased this often without an outcome kills its worker.


def process(works: Sequence[Work], using: Processing) -> Summary:
    """Extract, tag and index leased pages. Raises IndexRefused after settling the rest when the index takes nothing now."""
    sources = {state.source.id: state.source for state in using.ledger.source_states()}
    articles: list[tuple[Work, Article]] = []
    settled: list[Settlement] = []
    for work in works:
        result = _extract(work, using, source=sources.get(work.source_ids[0]))
        if isinstance(result, Settlement):
            settled.append(result)
        else:
            articles.append((work, result))
    held, duplicates = _hold(articles, ledger=using.ledger, now=using.clock())
    summary = settle(using.ledger, settled + duplicates, now=using.clock())
    return summary + _index(held, using)


def _extract(work: Work, using: Processing, *, source: Source | None) -> Article | Settlement:
    now = using.clock()
    if work.attempt > CRASHES:
        return Settlement(work, Outcome.DEAD, reason=f"taken {work.attempt - 1} times without an outcome: it seems to kill its worker")
    if work.page is None:
        return Settlement(work, Outcome.FAILED_RETRYABLE, reason="no page in the archive", next_try=now)
    try:
        page = using.archive.read(work.page)
    except ArchiveError as error:
        if work.article_id:  # What the archive lost, the index still has: it stays as it is.
            return Settlement(work, Outcome.UNCHANGED, reason=f"{KEPT}: {error}", article_id=work.article_id)
        return Settlement(work, Outcome.DEAD, reason=str(error))
    try:
        with cpu_limit(CPU_SECONDS_PER_PAGE):
            return using.extract(page, entry=work.entry, source=source, now=now)
    except ExtractError as error:
        return Settlement(work, error.outcome, reason=str(error))
    except CpuLimitExceeded as error:
        return Settlement(work, Outcome.FAILED_PERMANENT, reason=f"{work.url}: {error}")


@dataclass(frozen=True, slots=True)
class _Held:
    """An article that its entry holds, with the hash of what will be written."""

    work: Work
    article: Article
    holding: Holding
    digest: str


def _hold(articles: Sequence[tuple[Work, Article]], *, ledger: Ledger, now: datetime) -> tuple[list[_Held], list[Settlement]]:
    """Split into articles to write, and entries that are settled already: duplicates and unchanged ones."""
    held, settled = [], []
    holdings = ledger.hold([(article.id, work.entry_id) for work, article in articles], now=now) if articles else []
    for (work, article), holding in zip(articles, holdings, strict=True):
        digest = content_hash(article.title, article.text, str(article.published))
        if holding.entry_id != work.entry_id:
            reason = f"leads to an article already held: {article.canonical_url or article.url}"
            settled.append(Settlement(work, Outcome.DUPLICATE, reason=reason, article_id=article.id))
        elif holding.content_hash == digest:
            settled.append(Settlement(work, Outcome.UNCHANGED, reason="same text", article_id=article.id, content_hash=digest))
        else:
            held.append(_Held(work, article, holding, digest))
    return held, settled


def _index(held: Sequence[_Held], using: Processing) -> Summary:
    if not held:
        return Summary()
    ledger, clock = using.ledger, using.clock
    tagged = list(using.tagger.tag(item.article for item in held))
    using.announce(one.article.published for one in tagged)
    try:
        written = _write(held, tagged, using)
    except IndexRefused as error:
        later = clock() + INDEX_PAUSE
        settle(ledger, [Settlement(i.work, Outcome.FAILED_RETRYABLE, reason=str(error), next_try=later) for i in held], now=clock())
        raise
    settlements = [_indexed(*triple) for triple in zip(held, tagged, written, strict=True)]
    crashed = [one for one in tagged if one.crashed]
    counts = Counter({"events": sum(len(one.events) for one in tagged), "tagging failed": len(crashed)})
    notes = tuple(f"{one.article.url}: {one.not_tagged}" for one in crashed)
    span = tuple(one.article.published for one in tagged if one.article.published)
    return settle(ledger, settlements, now=clock()) + Summary(counts, notes, span)


def _write(held: Sequence[_Held], tagged: Sequence[TaggedArticle], using: Processing) -> list[Written]:
    """Write articles with their revisions, and those of which the index has a later one once more, above it.

    Who still leases the entry has its newest page: the index is ahead because the ledger was lost, or tagged the former text again.
    """
    ledger, index, clock = using.ledger, using.index, using.clock
    written = index.write([build_bundle(one, revision=item.holding.revision, now=clock()) for item, one in zip(held, tagged, strict=True)])
    behind = [
        (item, one)
        for item, one, stood in zip(held, tagged, written, strict=True)
        if stood.result == "stale" and ledger.extend([item.work], lease=LEASE, now=clock())
    ]
    if not behind:
        return written
    ledger.acknowledge([(item.article.id, body["revision"]) for item, _ in behind if (body := index.article(item.article.id))])
    holdings = ledger.hold([(item.article.id, item.work.entry_id) for item, _ in behind], now=clock())
    above = [build_bundle(one, revision=own.revision, now=clock()) for (_, one), own in zip(behind, holdings, strict=True)]
    again = {one.article_id: one for one in index.write(above)}
    return [again.get(one.article_id, one) for one in written]


def _indexed(item: _Held, tagged: TaggedArticle, written: Written) -> Settlement:
    if written.result == "refused":
        return Settlement(item.work, Outcome.FAILED_PERMANENT, reason=f"index: {written.reason}", article_id=item.article.id)
    outcome = Outcome.INDEXED if item.holding.content_hash is None else Outcome.UPDATED
    return Settlement(item.work, outcome, reason=tagged.not_tagged, article_id=item.article.id, content_hash=item.digest)


def process_due(worker: str, using: Processing) -> Summary:
    """Process until nothing is due."""
    summary = Summary()
    while works := using.ledger.claim("process", worker=worker, limit=BATCH, lease=LEASE, now=using.clock()):
        summary += process(works, using)
    return summary
