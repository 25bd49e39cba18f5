"""Joins the steps: sources -> entries -> pages -> articles -> tags -> index.

    poll      due sources are fetched and parsed; new entries go to the ledger (folders go straight to the archive)
    fetch     leased entries are fetched; pages go to the archive, entries become `fetched`
    process   leased pages are extracted, tagged and indexed; entries end in exactly one outcome
    retag     stored articles are tagged again, without the web

Every function is given its adapters, knows them only by Protocol and keeps nothing between calls: all memory is the ledger's.
Each may be killed at any moment and called again.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from dateline.documents.bundles import build_bundle
from dateline.errors import ArchiveError, DatelineError, ExtractError, FeedError, IndexRefused, StepError
from dateline.feeds import Feed, next_poll
from dateline.feeds.apart import Parser
from dateline.feeds.clocks import Clocks
from dateline.fetching.retries import next_try
from dateline.folders import LeftOut, read_folder
from dateline.identity import content_hash, entry_id, request_url
from dateline.limits import CpuLimitExceeded, cpu_limit
from dateline.models import Article, FeedEntry, Outcome, Page, Source, SourceKind, TaggedArticle
from dateline.moments import Locale, zone_of
from dateline.protocols import (
    Archive,
    Bundle,
    Extractor,
    Fetched,
    Fetcher,
    Holding,
    Index,
    Ledger,
    Request,
    Settlement,
    SourceState,
    Tagger,
    Work,
    Written,
)
from dateline.settings import BATCH, CPU_SECONDS_PER_PAGE, LEASE, local_path

Clock = Callable[[], datetime]

INDEX_PAUSE = timedelta(minutes=5)  # A server that restarts is back by then.
POLLED_AT_ONCE = 250  # Sources; if all were on one host they would be done within their lease of ten minutes.
KEPT_AT_ONCE = 25  # Pages archived together: what a kill may cost.
KEPT = "kept as it is in the index"
CRASHES = 10  # A page that was leased this often without an outcome kills its worker.


@dataclass(frozen=True, slots=True)
class Summary:
    """What a step did: how many of each outcome, and one line for everything that somebody may want to look at.

    `span` holds a time of publication for each day on which something that was written was published: they have to be joined anew.
    """

    counts: Mapping[str, int] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    span: tuple[datetime, ...] = ()

    def __add__(self, other: Summary) -> Summary:
        days = {moment.astimezone(UTC).date(): moment for moment in (*self.span, *other.span)}
        return Summary(Counter(self.counts) + Counter(other.counts), self.notes + other.notes, tuple(days[day] for day in sorted(days)))

    def __str__(self) -> str:
        return ", ".join(f"{n} {name}" for name, n in sorted(self.counts.items())) or "nothing to do"


# ---- poll ---------------------------------------------------------------------------------------------------------------


async def poll(
    ids: Collection[str],
    *,
    ledger: Ledger,
    fetcher: Fetcher,
    archive: Archive,
    clock: Clock,
    everything: bool = False,
    published: str | None = None,
    worker: str | None = None,
    clocks: Clocks | None = None,
) -> Summary:
    """Poll all those of these sources that are due (all of them with `everything`), in batches, and queue what is new.

    With `clocks` the poll stops, with StepError, when servers agree that the fetcher's clock is wrong.
    `published` dates folder articles that have no date of their own. Folders are read whenever they are named: it costs little,
    and whoever names one wants it read now.
    """
    named = [state for state in ledger.source_states() if state.source.id in ids]
    summary = Summary()
    for state in named:
        if state.source.kind is SourceKind.FOLDER:
            summary += _poll_folder(state, ledger=ledger, archive=archive, published=published, now=clock())
    remote = {state.source.id: state for state in named if state.source.kind is not SourceKind.FOLDER}
    with Parser() as parser:
        while remote:
            due = list(remote.values()) if everything else ledger.due_sources(now=clock(), ids=remote, limit=POLLED_AT_ONCE, worker=worker)
            batch = {state.source.id: state for state in due[:POLLED_AT_ONCE]}
            if not batch:
                break
            remote = {key: state for key, state in remote.items() if key not in batch}
            async for fetched in fetcher.fetch_all([_feed_request(state) for state in batch.values()]):
                # In a thread, which waits for the parser's process: nobody else's answer waits for a feed that is hard to read.
                read = await asyncio.to_thread(_read_feed, batch[fetched.request.key], fetched, parser, now=clock())
                if wrong := clocks.wrong_after(fetched.page) if clocks else None:
                    raise StepError(wrong)
                summary += _record_feed(batch[fetched.request.key], fetched, read, ledger=ledger, now=clock())
    return summary


def wants_poll(state: SourceState, *, now: datetime) -> bool:
    """Whether a poll would do anything for this source: it is due, or a folder, which is read whenever it is named."""
    return state.source.kind is SourceKind.FOLDER or (state.next_poll is not None and state.next_poll <= now)


def _feed_request(state: SourceState) -> Request:
    source = state.source
    return Request(source.url, key=source.id, etag=state.etag, last_modified=state.last_modified, spacing=source.spacing)


def _read_feed(state: SourceState, fetched: Fetched, parser: Parser, *, now: datetime) -> Feed | DatelineError | None:
    """The feed of an answer that brought one, or why there is none."""
    page, source = fetched.page, state.source
    if page is None or page.status == 304:
        return fetched.error
    where = Locale(zone_of(source.timezone), source.country, source.language)
    kind = page.header("content-type")
    try:
        return parser.parse(page.body, url=page.final_url, content_type=kind, now=now, source_id=source.id, where=where)
    except FeedError as bad:
        return bad


def _record_feed(state: SourceState, fetched: Fetched, read: Feed | DatelineError | None, *, ledger: Ledger, now: datetime) -> Summary:
    feed, error = (None, read) if isinstance(read, DatelineError) else (read, None)
    decided = next_poll(state, page=fetched.page, feed=feed, error=error, now=now)
    counts = ledger.record_poll(state.source.id, decided, (*feed.entries, *feed.refused) if feed else (), now=now)
    notes = (f"{state.source.id}: {decided.reason}",) if decided.state in ("failed", "gone") else ()
    return Summary(Counter({f"sources {decided.state}": 1, "new entries": counts.new, "known entries": counts.known}), notes)


def _poll_folder(state: SourceState, *, ledger: Ledger, archive: Archive, published: str | None, now: datetime) -> Summary:
    source = state.source
    folder = local_path(source.url)
    try:
        read = list(read_folder(folder, source=source, published=published, now=now))
    except OSError as error:
        failed = next_poll(state, page=None, feed=None, error=FeedError(f"{folder}: {error}"), now=now)
        ledger.record_poll(source.id, failed, (), now=now)
        return Summary({"sources failed": 1}, (f"{source.id}: {failed.reason}",))
    left_out = [one for one in read if isinstance(one, LeftOut)]
    found = [one for one in read if not isinstance(one, LeftOut)]
    known = ledger.page_hashes([entry_id(entry.url) for entry, _ in found])
    changed = [(entry, page, page_hash(page)) for entry, page in found if known.get(entry_id(entry.url)) != page_hash(page)]
    references = archive.write([page for _, page, _ in changed]) if changed else ()
    queue = [(entry, reference, digest) for (entry, _, digest), reference in zip(changed, references, strict=True)]
    counts = ledger.record_pages(source.id, queue, now=now)
    ledger.record_poll(source.id, next_poll(state, page=None, feed=None, error=None, now=now), (), now=now)
    done = {"sources ok": 1, "new entries": counts.new, "changed entries": counts.known, "known entries": len(found) - len(changed)}
    return Summary(Counter(done | {"files left out": len(left_out)}), tuple(f"{one.file}: left out: {one.reason}" for one in left_out))


def page_hash(page: Page) -> str:
    """The body and what a sidecar says: either changing makes the entry new work."""
    digest = hashlib.blake2b(page.body, digest_size=16)
    digest.update(repr(sorted(page.headers)).encode())
    return digest.hexdigest()


# ---- fetch --------------------------------------------------------------------------------------------------------------


async def fetch(works: Sequence[Work], *, ledger: Ledger, fetcher: Fetcher, archive: Archive, clock: Clock) -> Summary:
    """Fetch leased entries. Pages are archived and settled in small batches, so that a kill costs at most one batch; whoever stops the
    process otherwise (Ctrl-C, SIGTERM) loses none."""
    spacing = {state.source.id: state.source.spacing for state in ledger.source_states()}
    open_works = {work.entry_id: work for work in works}
    extended = clock()
    requests = [
        Request(_asked(work), key=work.entry_id, etag=work.etag, last_modified=work.last_modified, spacing=spacing.get(work.source_ids[0]))
        for work in works
    ]
    summary, waiting = Summary(), list[tuple[Work, Page]]()
    try:
        async for fetched in fetcher.fetch_all(requests):
            work = open_works.pop(fetched.request.key)
            if clock() - extended > LEASE / 3:
                # A host that wants ten seconds between requests keeps a batch longer than a lease lasts.
                ledger.extend([*open_works.values(), *(one for one, _ in waiting), work], lease=LEASE, now=clock())
                extended = clock()
            if fetched.page is not None and fetched.page.status != 304:
                waiting.append((work, fetched.page))
                if len(waiting) >= KEPT_AT_ONCE:
                    kept, waiting = waiting, []
                    summary += _settle_pages(kept, ledger=ledger, archive=archive, clock=clock)
            else:
                summary += _settle(ledger, [_not_fetched(work, fetched, now=clock())], now=clock())
    except (asyncio.CancelledError, KeyboardInterrupt, SystemExit):
        _settle_pages(waiting, ledger=ledger, archive=archive, clock=clock)
        raise
    return summary + _settle_pages(waiting, ledger=ledger, archive=archive, clock=clock)


def _asked(work: Work) -> str:
    """What is asked for: the address as it was announced. The canonical one is only the entry's identity."""
    try:
        return request_url(work.entry.url)
    except ValueError:
        return work.url


def _settle_pages(waiting: Sequence[tuple[Work, Page]], *, ledger: Ledger, archive: Archive, clock: Clock) -> Summary:
    if not waiting:
        return Summary()
    references = archive.write([page for _, page in waiting])
    settlements = [
        Settlement(work, Outcome.FETCHED, page=reference, etag=page.header("etag"), last_modified=page.header("last-modified"))
        for (work, page), reference in zip(waiting, references, strict=True)
    ]
    return _settle(ledger, settlements, now=clock())


def _not_fetched(work: Work, fetched: Fetched, *, now: datetime) -> Settlement:
    """304 leaves the article as it is; an error is tried again while that can help."""
    if fetched.error is None:
        return Settlement(work, Outcome.UNCHANGED, reason="not modified (304)")
    decided = next_try(work.attempt, fetched.error, now, waits_since=work.waits_since)
    # A page may lead to another host: what that one wishes says nothing of this one.
    rests_until = decided.rests_until if fetched.error.host == work.host else None
    return Settlement(work, decided.outcome, reason=decided.reason, next_try=decided.at, tried=decided.tried, rests_until=rests_until)


# ---- process ------------------------------------------------------------------------------------------------------------


def process(
    works: Sequence[Work], *, ledger: Ledger, archive: Archive, index: Index, extract: Extractor, tagger: Tagger, clock: Clock
) -> Summary:
    """Extract, tag and index leased pages. Raises IndexRefused after settling the rest when the index takes nothing now."""
    sources = {state.source.id: state.source for state in ledger.source_states()}
    articles: list[tuple[Work, Article]] = []
    settled: list[Settlement] = []
    for work in works:
        result = _extract(work, extract, archive=archive, source=sources.get(work.source_ids[0]), now=clock())
        if isinstance(result, Settlement):
            settled.append(result)
        else:
            articles.append((work, result))
    held, duplicates = _hold(articles, ledger=ledger, now=clock())
    summary = _settle(ledger, settled + duplicates, now=clock())
    return summary + _index(held, ledger=ledger, index=index, tagger=tagger, clock=clock)


def _extract(work: Work, extract: Extractor, *, archive: Archive, source: Source | None, now: datetime) -> Article | Settlement:
    if work.attempt > CRASHES:
        return Settlement(work, Outcome.DEAD, reason=f"taken {work.attempt - 1} times without an outcome: it seems to kill its worker")
    if work.page is None:
        return Settlement(work, Outcome.FAILED_RETRYABLE, reason="no page in the archive", next_try=now)
    try:
        page = archive.read(work.page)
    except ArchiveError as error:
        if work.article_id:  # What the archive lost, the index still has: it stays as it is.
            return Settlement(work, Outcome.UNCHANGED, reason=f"{KEPT}: {error}", article_id=work.article_id)
        return Settlement(work, Outcome.DEAD, reason=str(error))
    try:
        with cpu_limit(CPU_SECONDS_PER_PAGE):
            return extract(page, entry=work.entry, source=source, now=now)
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


def _index(held: Sequence[_Held], *, ledger: Ledger, index: Index, tagger: Tagger, clock: Clock) -> Summary:
    if not held:
        return Summary()
    tagged = list(tagger.tag(item.article for item in held))
    bundles = [build_bundle(one, revision=item.holding.revision, now=clock()) for item, one in zip(held, tagged, strict=True)]
    try:
        written = index.write(bundles)
    except IndexRefused as error:
        later = clock() + INDEX_PAUSE
        _settle(ledger, [Settlement(i.work, Outcome.FAILED_RETRYABLE, reason=str(error), next_try=later) for i in held], now=clock())
        raise
    settlements = [_indexed(*triple) for triple in zip(held, tagged, written, strict=True)]
    crashed = [one for one in tagged if one.crashed]
    counts = Counter({"events": sum(len(one.events) for one in tagged), "tagging failed": len(crashed)})
    notes = tuple(f"{one.article.url}: {one.not_tagged}" for one in crashed)
    span = tuple(one.article.published for one in tagged if one.article.published)
    return _settle(ledger, settlements, now=clock()) + Summary(counts, notes, span)


def _indexed(item: _Held, tagged: TaggedArticle, written: Written) -> Settlement:
    if written.result == "refused":
        return Settlement(item.work, Outcome.FAILED_PERMANENT, reason=f"index: {written.reason}", article_id=item.article.id)
    outcome = Outcome.INDEXED if item.holding.content_hash is None else Outcome.UPDATED
    return Settlement(item.work, outcome, reason=tagged.not_tagged, article_id=item.article.id, content_hash=item.digest)


def _settle(ledger: Ledger, settlements: Sequence[Settlement], *, now: datetime) -> Summary:
    if settlements:
        ledger.settle(settlements, now=now)
    notes = tuple(f"{s.work.url}: {s.outcome}: {s.reason}" for s in settlements if _is_noted(s))
    return Summary(Counter(str(s.outcome) for s in settlements), notes)


def _is_noted(settlement: Settlement) -> bool:
    """Whether somebody may want to look at it."""
    kept = settlement.outcome is Outcome.UNCHANGED and (settlement.reason or "").startswith(KEPT)
    return kept or settlement.outcome in (Outcome.FAILED_PERMANENT, Outcome.DEAD)


# ---- whole runs ---------------------------------------------------------------------------------------------------------


async def fetch_due(*, worker: str, ledger: Ledger, fetcher: Fetcher, archive: Archive, clock: Clock) -> Summary:
    """Fetch until nothing is due."""
    summary = Summary()
    while works := ledger.claim("fetch", worker=worker, limit=BATCH, lease=LEASE, now=clock()):
        summary += await fetch(works, ledger=ledger, fetcher=fetcher, archive=archive, clock=clock)
    return summary


def process_due(
    *, worker: str, ledger: Ledger, archive: Archive, index: Index, extract: Extractor, tagger: Tagger, clock: Clock
) -> Summary:
    """Process until nothing is due."""
    summary = Summary()
    while works := ledger.claim("process", worker=worker, limit=BATCH, lease=LEASE, now=clock()):
        summary += process(works, ledger=ledger, archive=archive, index=index, extract=extract, tagger=tagger, clock=clock)
    return summary


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
