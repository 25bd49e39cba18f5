"""Poll, fetch and process, whole or in batches."""

from __future__ import annotations

import functools
import math
from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

from dateline import processes, wiring
from dateline.models.sources import Source
from dateline.runs import joining
from dateline.settings import BATCH, LEASE, Settings

if TYPE_CHECKING:
    from dateline.indexes.maintenance import Maintained
    from dateline.pipeline.given import Gathering, Processing
    from dateline.pipeline.summary import Summary
    from dateline.protocols.fetching import Fetcher
    from dateline.protocols.ledger import Ledger


async def poll(
    config: Settings,
    *,
    chosen: Sequence[Source] | None = None,
    everything: bool = False,
    again: bool = False,
    published: str | None = None,
) -> Summary:
    """Register sources (this installation's, unless some are chosen) and poll those of them that are due, or everything.

    `again`: who repeats a poll that nobody answered wants everybody asked now, although they rest. `published` is the date of
    folder articles that have none of their own.
    """
    from dateline.feeds.clocks import Clocks
    from dateline.pipeline import polling
    from dateline.pipeline.summary import Summary

    memory = wiring.ledger(config)
    wanted = {source.id: source for source in (wiring.sources(config) if chosen is None else chosen)}
    memory.register_sources(wanted.values(), now=wiring.now())
    everything = everything or (again and silence(config) is not None)
    if not everything and not any(
        polling.wants_poll(state, now=wiring.now()) for state in memory.source_states() if state.source.id in wanted
    ):
        return Summary()  # What speaks to the web takes a fifth of a second to load.
    web = wiring.fetcher(config)
    try:
        return await polling.poll(
            wanted,
            _gathering(config, memory, web),
            everything=everything,
            published=published,
            worker=processes.own_name(),
            clocks=Clocks(),
        )
    finally:
        await web.aclose()


def silence(config: Settings) -> str | None:
    """One line when no source of this installation answered at its last poll, with the reason of one of them.

    What this poll brought does not matter: often just a few are due, and after a poll that failed nobody is.
    """
    ids = {source.id for source in wiring.sources(config)}
    polled = [state for state in wiring.ledger(config).source_states() if state.source.id in ids and state.state != "new"]
    if not polled or any(state.state in ("ok", "unchanged") for state in polled):
        return None
    return f"no source answered; {polled[0].source.id}: {polled[0].reason}"


async def fetch(config: Settings) -> Summary:
    """Fetch everything that is due."""
    from dateline.pipeline import fetching
    from dateline.pipeline.summary import Summary

    memory = wiring.ledger(config)
    if not memory.due_count("fetch", now=wiring.now()):
        return Summary()
    web = wiring.fetcher(config)
    try:
        return await fetching.fetch_due(processes.own_name(), _gathering(config, memory, web))
    finally:
        await web.aclose()


def _gathering(config: Settings, memory: Ledger, web: Fetcher) -> Gathering:
    from dateline.pipeline.given import Gathering

    return Gathering(memory, web, wiring.archive(config), wiring.now)


def _processing(config: Settings, memory: Ledger, target: Maintained) -> Processing:
    from dateline.pipeline.given import Processing

    announce = functools.partial(joining.mark_unjoined, config)
    return Processing(memory, wiring.archive(config), target, wiring.extractor(config), wiring.tagger(config), wiring.now, announce)


def process(config: Settings) -> Summary:
    """Process everything that is due, and let searches see it. The index is opened first: while it is out of reach no entry is leased."""
    from dateline.pipeline import processing
    from dateline.pipeline.summary import Summary

    target = wiring.index(config)
    try:
        memory = wiring.ledger(config)
        if not memory.due_count("process", now=wiring.now()):
            return Summary()  # The language model takes a second to load.
        done = processing.process_due(processes.own_name(), _processing(config, memory, target))
        target.refresh()  # Whoever ran the command looks at the timeline next; a server takes a second by itself.
        return done
    finally:
        target.close()


def seconds_until_due(config: Settings, ids: Collection[str]) -> float:
    """How long until there is work again: the next poll of one of these sources, or the next try of an entry."""
    memory = wiring.ledger(config)
    moments = [state.next_poll for state in memory.source_states() if state.next_poll and state.source.id in ids]
    if entry := memory.next_due():
        moments.append(entry)
    return max((min(moments) - wiring.now()).total_seconds(), 1.0) if moments else 60.0


def batches(config: Settings, step: str, *, most: int) -> list[int]:
    """Numbers of the batch tasks that a run needs for what is due now: at least one, so that the run is seen to have looked."""
    due = wiring.ledger(config).due_count(step, now=wiring.now())
    return list(range(min(max(math.ceil(due / BATCH), 1), most)))


async def fetch_batch(config: Settings) -> Summary:
    """Fetch one batch of what is due."""
    from dateline.pipeline import fetching

    web, memory = wiring.fetcher(config), wiring.ledger(config)
    try:
        works = memory.claim("fetch", worker=processes.own_name(), limit=BATCH, lease=LEASE, now=wiring.now())
        return await fetching.fetch(works, _gathering(config, memory, web))
    finally:
        await web.aclose()


def process_batch(config: Settings) -> Summary:
    """Process one batch of what is due; the model is loaded only when there is work."""
    from dateline.pipeline import processing
    from dateline.pipeline.summary import Summary

    memory, target = wiring.ledger(config), wiring.index(config)
    try:
        works = memory.claim("process", worker=processes.own_name(), limit=BATCH, lease=LEASE, now=wiring.now())
        if not works:
            return Summary()
        return processing.process(works, _processing(config, memory, target))
    finally:
        target.close()
