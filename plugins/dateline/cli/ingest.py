"""`dateline ingest`: the whole pipeline without Airflow, the same steps over the same ledger."""

from __future__ import annotations

import dataclasses
import re
import time
from pathlib import Path
from typing import NoReturn

import click

from dateline import processes, wiring
from dateline.cli.output import say
from dateline.cli.progress import watched
from dateline.cli.steps import instant, zone_of
from dateline.errors import StepError, UsageError
from dateline.folders import folder_source
from dateline.models.outcomes import Outcome
from dateline.models.sources import Source, SourceKind
from dateline.pipeline.summary import Summary
from dateline.protocols.ledger import Ledger
from dateline.runs import joining, steps
from dateline.seeds.sources import SOURCE_ID
from dateline.settings import BATCH, Settings, local_path

LONGEST_WAIT = 60.0  # Seconds between looks at the ledger, for `ingest` without --once.


@click.command()
@click.option("--sources", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="A sources file instead of the shipped ones.")
@click.option("--folder", type=click.Path(exists=True, file_okay=False, path_type=Path), help="A folder of .txt or .html articles.")
@click.option("--published", help="With --folder: when articles without a sidecar were published.")
@click.option("--timezone", help="With --folder: the outlet's IANA time zone.")
@click.option("--id", "stated", help="With --folder: the source's id, to be known by when the folder moves.")
@click.option("--once", is_flag=True, help="Poll what is due, work until nothing is due now, and stop (a folder is always read once).")
@click.option("--now", "everything", is_flag=True, help="Poll every source now, due or not.")
def ingest(
    sources: Path | None,
    folder: Path | None,
    published: str | None,
    timezone: str | None,
    stated: str | None,
    once: bool,
    everything: bool,
) -> None:
    """Poll, fetch, tag and index; prints what this run did."""
    config = wiring.settings()
    if sources:
        config = dataclasses.replace(config, sources=sources)
    if published:
        instant(published, timezone, where="ingest: --published")
    chosen = () if folder else wiring.sources(config)
    # A wrong sources file, or a ledger or index that cannot be opened, has ended the run by now, before any work.
    memory = wiring.ledger(config)
    wiring.index(config).close()
    if folder:
        chosen = (_folder_source(folder, memory, timezone, stated),)
    with processes.stopped_cleanly():
        if not (once or folder):
            _go_on(config, chosen, everything=everything)
        started = time.monotonic()
        summary = _round(config, chosen, published, everything=everything)
    _tell(summary, seconds=time.monotonic() - started)
    if silence := no_answer(summary, len(chosen)):
        raise StepError(silence)


def _go_on(config: Settings, chosen: tuple[Source, ...], *, everything: bool) -> NoReturn:
    """Round after round. What stops one of them (an index out of reach, a network that is down) is said, and the next one tries again."""
    ids = [source.id for source in chosen]
    while True:
        try:
            summary = _round(config, chosen, None, everything=everything)
            say(no_answer(summary, len(chosen)) or str(summary))
            pause = min(steps.seconds_until_due(config, ids), LONGEST_WAIT)
        except StepError as error:
            say(f"dateline: {error}; trying again in {LONGEST_WAIT:.0f} s")
            pause = LONGEST_WAIT
        everything = False
        time.sleep(pause)


def _round(config: Settings, chosen: tuple[Source, ...], published: str | None, *, everything: bool) -> Summary:
    """Poll, and do what there is to do even when no source answers: the ledger may have work from before."""
    memory = wiring.ledger(config)
    with watched(lambda: _waiting(memory), what="entries"):
        polled = processes.run(steps.poll(config, chosen=chosen, everything=everything, published=published))
        fetched = processes.run(steps.fetch(config))
        processed = _process(config)
    if joined := joining.join_incidents(config, processed.span):
        say(joined)
    return polled + fetched + processed


def _waiting(memory: Ledger) -> int:
    """Entries that this round may still settle; those that wait for a later try are not among them."""
    counts = memory.open_counts(now=wiring.now())
    return sum(counts.get(outcome, 0) for outcome in (Outcome.PENDING, Outcome.LEASED, Outcome.FETCHED))


def no_answer(summary: Summary, sources: int) -> str | None:
    """One line when each of so many sources was polled and none answered."""
    if not sources or summary.counts.get("sources failed", 0) + summary.counts.get("sources gone", 0) < sources:
        return None
    return f"no source answered; {summary.notes[0] if summary.notes else 'see `dateline sources list`'}"


def _process(config: Settings) -> Summary:
    """One process is enough for a batch; beyond it each process opens its own connections and leases its own batches."""
    waiting = wiring.ledger(config).due_count("process", now=wiring.now())
    workers = min(config.workers, -(-waiting // BATCH))
    if workers < 2:
        return steps.process(config)
    with processes.pool(workers) as pool:
        return sum(pool.map(steps.process, [config] * workers), Summary())


def _folder_source(folder: Path, memory: Ledger, timezone: str | None, stated: str | None) -> Source:
    if timezone:
        zone_of(timezone, "ingest: --timezone")
    if stated and not re.fullmatch(SOURCE_ID, stated):
        raise UsageError(f"ingest: --id: {stated!r} is no id; write small letters, digits, dots, dashes and underscores")
    known = [state.source for state in memory.source_states()]
    if taken := [one for one in known if one.id == stated and one.kind is not SourceKind.FOLDER]:
        raise UsageError(f"ingest: --id: {stated} is the id of {taken[0].url}; give the folder another one")
    source = folder_source(folder, known, timezone=timezone, stated=stated)
    former = next((one for one in known if one.id == f"folder-{folder.resolve().name}" and one.id != source.id), None)
    if former and source.id not in {one.id for one in known}:
        # Before folders were told apart by their whole path, this name was the id.
        say(f"{former.id} in this ledger is {local_path(former.url)}; this folder is a source of its own: {source.id}")
    return source


def _tell(summary: Summary, *, seconds: float) -> None:
    for note in summary.notes:
        say(f"  {note}")
    counts = dict(summary.counts)
    settled = counts.get("known entries", 0)
    say(f"{counts.get('new entries', 0)} new, {settled} already settled: {summary}; {seconds:.1f} s")
    say("Next: dateline timeline, dateline serve, dateline outcomes")
