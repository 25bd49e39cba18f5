"""Fetch: leased entries are fetched; pages go to the archive, entries become `fetched`."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import datetime

from dateline.fetching.retries import next_try
from dateline.identity import request_url
from dateline.models.articles import Page
from dateline.models.outcomes import Outcome
from dateline.pipeline.given import Gathering
from dateline.pipeline.summary import Summary, settle
from dateline.protocols.fetching import Fetched, Request
from dateline.protocols.ledger import Settlement, Work
from dateline.settings import BATCH, LEASE

KEPT_AT_ONCE = 25  # Pages archived together: what a kill may cost.


async def fetch(works: Sequence[Work], using: Gathering) -> Summary:
    """Fetch leased entries. Pages are archived and settled in small batches, so that a kill costs at most one batch; whoever stops the
    process otherwise (Ctrl-C, SIGTERM) loses none."""
    ledger, clock = using.ledger, using.clock
    spacing = {state.source.id: state.source.spacing for state in ledger.source_states()}
    open_works = {work.entry_id: work for work in works}
    extended = clock()
    requests = [
        Request(_asked(work), key=work.entry_id, etag=work.etag, last_modified=work.last_modified, spacing=spacing.get(work.source_ids[0]))
        for work in works
    ]
    summary, waiting = Summary(), list[tuple[Work, Page]]()
    try:
        async for fetched in using.fetcher.fetch_all(requests):
            work = open_works.pop(fetched.request.key)
            if clock() - extended > LEASE / 3:
                # A host that wants ten seconds between requests keeps a batch longer than a lease lasts.
                ledger.extend([*open_works.values(), *(one for one, _ in waiting), work], lease=LEASE, now=clock())
                extended = clock()
            if fetched.page is not None and fetched.page.status != 304:
                waiting.append((work, fetched.page))
                if len(waiting) >= KEPT_AT_ONCE:
                    kept, waiting = waiting, []
                    summary += _settle_pages(kept, using)
            else:
                summary += settle(ledger, [_not_fetched(work, fetched, now=clock())], now=clock())
    except (asyncio.CancelledError, KeyboardInterrupt, SystemExit):
        _settle_pages(waiting, using)
        raise
    return summary + _settle_pages(waiting, using)


def _asked(work: Work) -> str:
    """What is asked for: the address as it was announced. The canonical one is only the entry's identity."""
    try:
        return request_url(work.entry.url)
    except ValueError:
        return work.url


def _settle_pages(waiting: Sequence[tuple[Work, Page]], using: Gathering) -> Summary:
    if not waiting:
        return Summary()
    references = using.archive.write([page for _, page in waiting])
    settlements = [
        Settlement(work, Outcome.FETCHED, page=reference, etag=page.header("etag"), last_modified=page.header("last-modified"))
        for (work, page), reference in zip(waiting, references, strict=True)
    ]
    return settle(using.ledger, settlements, now=using.clock())


def _not_fetched(work: Work, fetched: Fetched, *, now: datetime) -> Settlement:
    """304 leaves the article as it is; an error is tried again while that can help."""
    if fetched.error is None:
        return Settlement(work, Outcome.UNCHANGED, reason="not modified (304)")
    decided = next_try(work.attempt, fetched.error, now, waits_since=work.waits_since)
    # A page may lead to another host: what that one wishes says nothing of this one.
    rests_until = decided.rests_until if fetched.error.host == work.host else None
    return Settlement(work, decided.outcome, reason=decided.reason, next_try=decided.at, tried=decided.tried, rests_until=rests_until)


async def fetch_due(worker: str, using: Gathering) -> Summary:
    """Fetch until nothing is due."""
    summary = Summary()
    while works := using.ledger.claim("fetch", worker=worker, limit=BATCH, lease=LEASE, now=using.clock()):
        summary += await fetch(works, using)
    return summary
