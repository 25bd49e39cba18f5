"""`make run`: the real DAGs, in one process, over HTTP from a local server that plays the sample newsroom.

Everything it writes is under var/sample. Airflow's own log goes to var/sample/airflow.log; the terminal keeps our lines.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from airflow_env import ROOT, airflow_environment, apply

HOME = ROOT / "var" / "sample"
MAIN = 3  # Events shown for each day.
WIDTH = 100  # Characters of a sentence; the pages have all of it.


def main() -> int:
    from dateline.newsroom.server import Newsroom

    # dag.test() swallows Ctrl-C inside a task and goes on with the next one.
    signal.signal(signal.SIGINT, lambda *_: os._exit(130))
    started = time.monotonic()
    HOME.mkdir(parents=True, exist_ok=True)
    print("SAMPLE: a newsroom of invented outlets, played by this machine; nothing of it is live news.", flush=True)
    with Newsroom(ROOT / "seeds" / "newsroom") as room:
        apply(airflow_environment(HOME) | _settings(room))
        before = _settled()
        with _quiet(HOME / "airflow.log"):
            failures, days = _run_dags()
    if failures:
        print(f"dateline: {failures[0]}; the log is {_relative(HOME / 'airflow.log')}", file=sys.stderr)
        return 1
    _show(before, days, seconds=time.monotonic() - started)
    return 0


def _settings(room: Any) -> dict[str, str]:
    """The sample's own settings: its sources alone, its hosts on loopback."""
    sources = HOME / "sources.json"
    rows = [
        {"id": s.id, "url": s.url, "name": s.name, "language": s.language, "country": s.country, "timezone": s.timezone}
        for s in room.sources
    ]
    sources.write_text(json.dumps(rows, indent=1), encoding="utf-8")
    return {
        "DATELINE_HOME": str(HOME),
        "DATELINE_SOURCES": str(sources),
        "DATELINE_HOST_MAP": ",".join(f"{name}={address}:{port}" for name, (address, port) in room.host_map.items()),
        "DATELINE_ALLOW_NETWORKS": "127.0.0.1/32",
        "DATELINE_HOST_SPACING": "PT0S",
        "DATELINE_LEDGER_URL": "",
        "DATELINE_ARCHIVE_URL": "",
        "DATELINE_INDEX_URL": "",
        "DATELINE_SEEDS": "",
    }


def _run_dags() -> tuple[list[str], list[str]]:
    """Run the four DAGs as the scheduler would, the daily one for each day of the sample; what failed, and the days."""
    from airflow.dag_processing.dagbag import DagBag
    from airflow.utils.db import initdb

    initdb()
    bag = DagBag(dag_folder=str(ROOT / "dags"))
    if bag.import_errors:
        return [f"{file}: {error.strip().splitlines()[-1]}" for file, error in bag.import_errors.items()], []
    for name, conf in {"poll_feeds": {"all": True}, "fetch_pages": None, "process_articles": None}.items():
        if failure := _run(bag, name, conf):
            return [failure], []
    days = _days()
    failures = [failure for day in days if (failure := _run(bag, "daily_timeline", {"day": day}))]
    return failures, days


def _run(bag: Any, name: str, conf: dict[str, Any] | None = None) -> str | None:
    from airflow.utils.state import DagRunState

    dag = bag.get_dag(name)
    for task in dag.tasks:
        task.retries = 0  # A retry's delay is really waited out here; whoever runs the sample runs it again.
    run = dag.test(run_conf=conf)
    return None if run.state == DagRunState.SUCCESS else f"the DAG {name} ended as {run.state}"


def _days() -> list[str]:
    """The days on which the sample's articles were published."""
    from dateline import wiring

    index = wiring.index(wiring.settings())
    try:
        return sorted({str(hit.body["published"])[:10] for hit in index.scan("articles") if hit.body.get("published")})
    finally:
        index.close()


def _settled() -> Counter[str]:
    from dateline import wiring

    wiring.settings.cache_clear()
    return Counter(str(line.outcome) for line in wiring.ledger(wiring.settings()).outcomes(now=wiring.now()))


def _show(before: Counter[str], days: list[str], *, seconds: float) -> None:
    from dateline import wiring
    from dateline.pages.flat import REPEATS
    from dateline.query import Query

    config = wiring.settings()
    index = wiring.index(config)
    _timeline(index.timeline(Query(), by="day", top=MAIN * REPEATS))
    after = _settled()
    done = sum(n for name, n in before.items() if name not in ("pending", "leased", "fetched", "failed_retryable"))
    new = sum(after.values()) - sum(before.values())
    print(f"\n{'what this run did':<34}{'before':>8}{'now':>8}")
    for name in sorted(after | before):
        print(f"  entries {name:<24}{before[name]:>8}{after[name]:>8}")
    print(f"  {'events on the timeline':<32}{'':>8}{index.events(Query(limit=1)).total:>8}")
    index.close()
    print(f"\n{new} new, {done} already settled; {len(days)} daily timelines in {_relative(HOME / 'daily')}; {seconds:.0f} s")
    print("Every entry and how it ended:   DATELINE_HOME=var/sample .venv/bin/dateline outcomes")
    print("Open the timeline in a browser: DATELINE_HOME=var/sample make serve")


def _timeline(buckets: list[Any]) -> None:
    from dateline.pages.flat import main_rows

    print("\nSAMPLE timeline")
    for bucket in buckets:
        print(f"\n{bucket.start:%a %d %b %Y}  {bucket.count} {'event' if bucket.count == 1 else 'events'}")
        for row in main_rows(bucket, most=MAIN):
            says = row["attribution"] or row["source"]
            roughly = f" [{row['roughly']}]" if row["roughly"] else ""
            print(f"  {row['type']:<9} {row['status']:<12} {_cut(row['evidence'], WIDTH)}{roughly}  ({says})")


def _cut(text: str, width: int) -> str:
    return text if len(text) <= width else text[: width - 1].rsplit(" ", 1)[0] + "…"


def _relative(path: Path) -> str:
    return str(path.relative_to(ROOT))


@contextlib.contextmanager
def _quiet(log: Path) -> Iterator[None]:
    """Send both streams, of C code and child processes too, to a file; give the terminal back afterwards."""
    sys.stdout.flush()
    sys.stderr.flush()
    saved = os.dup(1), os.dup(2)
    with log.open("a", encoding="utf-8") as file:
        os.dup2(file.fileno(), 1)
        os.dup2(file.fileno(), 2)
        try:
            yield
        finally:
            sys.stdout.flush()
            sys.stderr.flush()
            os.dup2(saved[0], 1)
            os.dup2(saved[1], 2)


if __name__ == "__main__":
    sys.exit(main())
