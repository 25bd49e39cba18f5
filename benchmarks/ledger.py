"""What a claim of 200 entries costs when the memory is long: ledgers filled with made-up rows, on SQLite and PostgreSQL.

    python -m benchmarks.ledger [--engine sqlite|postgres] [--seen 10000000] [--open 1000000]

The reference is the same claim in a ledger a tenth the size: the ratio says whether claims grow with the memory.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TypeVar

from dateline.ledger import SqlLedger, open_ledger
from dateline.models.outcomes import Outcome
from dateline.models.sources import FeedEntry, Source
from dateline.protocols.ledger import Poll, Settlement
from tests.services import Postgres

SIZES = {"sqlite": (1_000_000, 100_000), "postgres": (10_000_000, 1_000_000)}  # Seen and open: for one person, for a team.
SMALLER = 10
CLAIM = 200
ROUNDS = 40
LEAST_OPEN = 6 * ROUNDS * CLAIM  # Every fifth waits for the process step, and the last claim must still be full.
REACH = 50  # Milliseconds that a claim may take on PostgreSQL.
T = TypeVar("T")

NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)
LEASE = timedelta(minutes=15)

# (numbers from 1 to :n, a random key, a random share of 1 that prefers small values, a moment :hours before NOW)
DIALECTS = {
    "sqlite": (
        "(WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < {n}) SELECT x FROM n)",
        "lower(hex(randomblob(10)))",
        "abs(random() % 1000) / 1000.0 * abs(random() % 1000) / 1000.0",
        "strftime('%Y-%m-%d %H:%M:%S.000000', '2026-11-01 12:00:00', '-' || (number % 86400) || ' seconds')",
    ),
    "postgresql": (
        "(SELECT generate_series(1, {n}) AS x)",
        "substr(md5(x::text), 1, 20)",
        "random() * random()",
        "timestamptz '2026-11-01 12:00:00+00' - (number % 86400) * interval '1 second'",
    ),
}


@dataclass(frozen=True)
class Timing:
    """Milliseconds of one operation."""

    name: str
    best: float
    median: float
    p95: float

    @classmethod
    def of(cls, name: str, taken: Sequence[float]) -> Timing:
        ordered = sorted(taken)
        return cls(name, ordered[0], statistics.median(ordered), ordered[min(int(len(ordered) * 0.95), len(ordered) - 1)])


def run(shared: Path) -> tuple[list[str], dict[str, float]]:  # noqa: ARG001 - every benchmark is given it
    """Lines of Markdown, and figures: `ledger.ENGINE.claim_ms` and its ratio over a ledger a tenth the size."""
    sizes = "; ".join(f"{engine}: {seen:,} seen, {opened:,} open entries" for engine, (seen, opened) in SIZES.items())
    lines = [f"Batches of {CLAIM}. {sizes}. The reference has a tenth. Milliseconds; a claim on PostgreSQL is to take {REACH} at most.", ""]
    lines += ["| engine | operation | best | median | p95 | reference, median | ratio |", "|---|---|---|---|---|---|---|"]
    figures: dict[str, float] = {}
    for engine in engines():
        seen, opened = SIZES[engine]
        large = measure(engine, seen, opened)
        small = measure(engine, seen // SMALLER, max(opened // SMALLER, LEAST_OPEN))
        for one, reference in zip(large, small, strict=True):
            ratio = one.median / reference.median
            timing = f"{one.best:.1f} | {one.median:.1f} | {one.p95:.1f} | {reference.median:.1f} | {ratio:.2f}"
            lines.append(f"| {engine} | {one.name} | {timing} |")
        figures[f"ledger.{engine}.claim_ms"] = round(large[0].median, 1)
        figures[f"ledger.{engine}.claim_ratio"] = round(large[0].median / small[0].median, 2)
    if "postgres" not in engines():
        lines += ["", "PostgreSQL was not found: `tests/setup-services.sh` installs it."]
    return lines, figures


def engines() -> list[str]:
    """SQLite, and PostgreSQL where it is installed."""
    return ["sqlite", "postgres"] if postgres_binaries() else ["sqlite"]


def postgres_binaries() -> Path | None:
    """The newest installed server's programs."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[4]))
    return found[-1].parent if found else None


def measure(engine: str, seen: int, opened: int) -> list[Timing]:
    """Fill a fresh ledger and time what workers do with it."""
    with fresh_url(engine) as url:
        ledger = open_ledger(url)
        ledger.register_sources([Source(f"s{n}", f"https://s{n}.example/feed") for n in range(100)], now=NOW)
        fill(ledger, seen, opened)
        timings = [*work(ledger, "fetch"), *work(ledger, "process"), poll(ledger)]
        ledger.close()
    return timings


@contextmanager
def fresh_url(engine: str) -> Iterator[str]:
    """A database that is gone afterwards."""
    if engine == "sqlite":
        with tempfile.TemporaryDirectory(prefix="dateline-bench-") as folder:
            yield f"sqlite:///{folder}/ledger.db"
        return
    binaries = postgres_binaries()
    if binaries is None:
        raise SystemExit("no PostgreSQL on this machine: run tests/setup-services.sh")
    server = Postgres(binaries)
    try:
        server.start()
        server.execute("CREATE DATABASE bench")
        yield server.url("bench")
    finally:
        server.remove()


def fill(ledger: SqlLedger, seen: int, opened: int) -> None:
    """Entries of 5,000 hosts, a few of them with most entries; of the open ones every fifth waits for the process step."""
    with ledger._database.write() as connection:
        numbers, key, skewed, ago = DIALECTS[connection.dialect.name]
        host = f"'h' || cast({skewed} * 5000 as integer) || '.example'"
        for statement in (
            f"INSERT INTO seen (number, entry_id, url, host, source_id, claims, at, outcome, tries) "
            f"SELECT x, {key}, 'https://made-up.example/a/fairly/long/path/' || x, {host}, 's' || (x % 100), "
            f'\'{{"title": "A title of usual length for a news article"}}\', '
            f"{ago.replace('number', 'x')}, CASE WHEN x > {opened} THEN 'indexed' END, 2 FROM {numbers.format(n=seen)} AS numbers",
            "INSERT INTO entry_sources (source_id, entry) SELECT source_id, number FROM seen",
            f"INSERT INTO queue (entry, entry_id, step, state, host, ready_at, attempts, page) "
            f"SELECT number, entry_id, CASE WHEN number % 5 = 0 THEN 'process' ELSE 'fetch' END, "
            f"CASE WHEN number % 5 = 0 THEN 'fetched' ELSE 'pending' END, host, {ago}, 0, CASE WHEN number % 5 = 0 THEN 'warc#1' END "
            f"FROM seen WHERE number <= {opened}",
            "INSERT INTO hosts (host, ready_at) SELECT host, min(ready_at) FROM queue WHERE step = 'fetch' GROUP BY host",
        ):
            connection.exec_driver_sql(statement.replace("%", "%%") if connection.dialect.name == "postgresql" else statement)
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql("SELECT setval(pg_get_serial_sequence('seen', 'number'), max(number)) FROM seen")
        connection.exec_driver_sql("ANALYZE")


def work(ledger: SqlLedger, step: str) -> list[Timing]:
    """Claim and settle as workers do."""
    claims, settlements = [], []
    for _ in range(ROUNDS):
        taken, works = timed(lambda: ledger.claim(step, worker="bench", limit=CLAIM, lease=LEASE, now=NOW))
        if len(works) < CLAIM:
            raise RuntimeError(f"only {len(works)} of {CLAIM} could be claimed to {step}: this measures nothing")
        claims.append(taken)
        ends = [Settlement(one, Outcome.SKIPPED_NOT_ARTICLE, reason="bench") for one in works]
        settlements.append(timed(lambda ends=ends: ledger.settle(ends, now=NOW))[0])  # type: ignore[misc]
    # The first few find cold caches.
    return [Timing.of(f"claim to {step}", claims[3:]), Timing.of(f"settle after {step}", settlements[3:])]


def poll(ledger: SqlLedger) -> Timing:
    """Polls of 50 entries that are known, as most are."""
    entries = [FeedEntry(f"https://new.example/{n}") for n in range(50)]
    taken = [timed(lambda: ledger.record_poll("s1", Poll("ok", NOW), entries, now=NOW))[0] for _ in range(ROUNDS)]
    return Timing.of("poll of 50 known entries", taken[3:])


def timed(action: Callable[[], T]) -> tuple[float, T]:
    """Milliseconds, and what came of it."""
    started = time.perf_counter()
    result = action()
    return (time.perf_counter() - started) * 1000, result


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--engine", choices=["sqlite", "postgres"], action="append")
    parser.add_argument("--seen", type=int)
    parser.add_argument("--open", type=int, dest="opened")
    args = parser.parse_args()
    for engine in args.engine or engines():
        seen, opened = SIZES[engine]
        for one in measure(engine, args.seen or seen, args.opened or opened):
            print(f"{engine:9} {one.name:26} best {one.best:7.1f} ms   median {one.median:7.1f} ms   p95 {one.p95:7.1f} ms", flush=True)


if __name__ == "__main__":
    main()
