"""Worker processes for the ledger's contract: each claims, and settles if told to, until nothing is due, and tells what it had.

    python -m tests.contract.ledger_worker URL WORKERS LIMIT fetch|process|both hold|settle|poll

Each claim is one JSON line: [token, [entry id, host] ...]. With `hold` nothing is settled, so every lease stays. With `poll`
each worker is also a source that announces the same entries as all the others, in its own order. With `both` what is fetched
is also processed, by whoever comes first.
"""

import json
import os
import random
import sys
from datetime import UTC, datetime, timedelta

from dateline.ledger import SqlLedger, open_ledger
from dateline.models.outcomes import Outcome
from dateline.models.sources import FeedEntry, Source
from dateline.protocols.ledger import Poll, Settlement, Work

NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)
LEASE = timedelta(hours=1)
POLLED = [f"https://h{n % 7}.example/{n}" for n in range(240)]


def main(url: str, workers: str, limit: str, steps: str, mode: str) -> None:
    """Fork the workers, which is quicker than so many interpreters, and wait for them; the exit status is of the worst."""
    open_ledger(url).close()  # Loads the driver once, before the workers part.
    children = []
    for n in range(int(workers)):
        if (child := os.fork()) == 0:
            work(url, f"w{n}", int(limit), steps, mode)
            os._exit(0)
        children.append(child)
    sys.exit(max(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children))


def work(url: str, name: str, limit: int, steps: str, mode: str) -> None:
    """Work until nothing is due."""
    ledger = open_ledger(url)
    if mode == "poll":
        poll(ledger, name, limit)
    while works := claim(ledger, name, limit, steps):
        line = json.dumps([works[0].token, [[work.entry_id, work.host] for work in works]]) + "\n"
        os.write(1, line.encode())  # In one piece: the workers share the pipe.
        if mode != "hold":
            ledger.settle([ended(work, steps) for work in works], now=NOW)
    ledger.close()


def claim(ledger: SqlLedger, name: str, limit: int, steps: str) -> list[Work]:
    """Due work of the first of these steps that has some."""
    for step in ("fetch", "process") if steps == "both" else (steps,):
        if works := ledger.claim(step, worker=name, limit=limit, lease=LEASE, now=NOW):
            return works
    return []


def ended(work: Work, steps: str) -> Settlement:
    """How the work ends: fetched if there is a step after it."""
    if work.page:
        return Settlement(work, Outcome.SKIPPED_NOT_ARTICLE)
    return Settlement(work, Outcome.FETCHED, page="warc#1") if steps == "both" else Settlement(work, Outcome.SKIPPED_ROBOTS)


def poll(ledger: SqlLedger, name: str, limit: int) -> None:
    """Announce everything in parts, and work between the parts."""
    ledger.register_sources([Source(name, f"https://{name}.example/feed")], now=NOW)
    urls = random.Random(name).sample(POLLED, len(POLLED))
    for start in range(0, len(urls), 60):
        entries = [FeedEntry(url) for url in urls[start : start + 60]]
        counts = ledger.record_poll(name, Poll("ok", NOW), entries, now=NOW)
        os.write(1, f"{counts.new}\n".encode())
        works = ledger.claim("fetch", worker=name, limit=limit, lease=LEASE, now=NOW)
        ledger.settle([Settlement(work, Outcome.SKIPPED_ROBOTS, reason=name) for work in works], now=NOW)


if __name__ == "__main__":
    main(*sys.argv[1:])
