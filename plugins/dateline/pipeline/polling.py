"""Poll: due sources are fetched and parsed; new entries go to the ledger, folders straight to the archive."""

from __future__ import annotations

import asyncio
import hashlib
from collections import Counter
from collections.abc import Collection
from datetime import datetime

from dateline.errors import DatelineError, FeedError, StepError
from dateline.feeds import Feed, next_poll
from dateline.feeds.apart import Parser
from dateline.feeds.clocks import Clocks
from dateline.folders import LeftOut, read_folder
from dateline.identity import entry_id
from dateline.models.articles import Page
from dateline.models.sources import SourceKind
from dateline.moments import Locale, zone_of
from dateline.pipeline.given import Gathering
from dateline.pipeline.summary import Summary
from dateline.protocols.fetching import Fetched, Request
from dateline.protocols.ledger import Ledger, SourceState
from dateline.settings import local_path

POLLED_AT_ONCE = 250  # Sources; if all were on one host they would be done within their lease of ten minutes.


async def poll(
    ids: Collection[str],
    using: Gathering,
    *,
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
    ledger, clock = using.ledger, using.clock
    named = [state for state in ledger.source_states() if state.source.id in ids]
    summary = Summary()
    for state in named:
        if state.source.kind is SourceKind.FOLDER:
            summary += _poll_folder(state, using, published=published)
    remote = {state.source.id: state for state in named if state.source.kind is not SourceKind.FOLDER}
    with Parser() as parser:
        while remote:
            due = list(remote.values()) if everything else ledger.due_sources(now=clock(), ids=remote, limit=POLLED_AT_ONCE, worker=worker)
            batch = {state.source.id: state for state in due[:POLLED_AT_ONCE]}
            if not batch:
                break
            remote = {key: state for key, state in remote.items() if key not in batch}
            async for fetched in using.fetcher.fetch_all([_feed_request(state) for state in batch.values()]):
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


def _poll_folder(state: SourceState, using: Gathering, *, published: str | None) -> Summary:
    source, ledger, now = state.source, using.ledger, using.clock()
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
    references = using.archive.write([page for _, page, _ in changed]) if changed else ()
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
