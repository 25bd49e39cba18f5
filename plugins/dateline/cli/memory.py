"""`dateline outcomes`, `sources` and `replay`: what the ledger remembers."""

from __future__ import annotations

import contextlib
import difflib
from dataclasses import replace
from typing import Any

import click

from dateline import wiring
from dateline.cli.output import say, write_jsonl, write_table
from dateline.errors import IndexRefused, UsageError
from dateline.models.outcomes import Outcome
from dateline.models.sources import Source
from dateline.protocols.ledger import Ledger, OutcomeLine, SourceState
from dateline.query import Query
from dateline.runs import upkeep
from dateline.settings import Settings, local_path

FORMAT = click.option("--format", "form", type=click.Choice(["table", "jsonl"]), default="table", show_default=True)


@click.command()
@FORMAT
@click.option("--source", help="Only entries that this source announced.")
def outcomes(form: str, source: str | None) -> None:
    """One line for every entry ever seen: how it ended, or where it stands, and why."""
    config = wiring.settings()
    memory = wiring.ledger(config)
    _refuse_unknown(source, config, memory)
    rows = (_outcome_row(line) for line in memory.outcomes(source=source, now=wiring.now()))
    if form == "jsonl":
        write_jsonl(rows)
    else:
        columns = ["outcome", "source", "attempts", "reason", "url"]
        write_table((_short(row) for row in rows), columns, empty=_none_yet(config, memory))


def _none_yet(config: Settings, memory: Ledger) -> str:
    if next(memory.revisions(), None) is None and (kept := _articles_kept(config)):
        return f"No entry, but {kept} articles in the index: the ledger was lost; `dateline ledger repair` makes it again."
    return "No entry yet: run `dateline ingest --once`."


def _articles_kept(config: Settings) -> int:
    """How many articles the embedded index has; none where there is no such index, or one that cannot be asked."""
    if not config.index_url.startswith("sqlite:") or not local_path(config.index_url).exists():
        return 0
    with contextlib.suppress(IndexRefused), contextlib.closing(wiring.index(config)) as index:
        return index.articles(Query(limit=1)).total
    return 0


def _refuse_unknown(source: str | None, config: Settings, memory: Ledger) -> None:
    """Raise UsageError for a source that neither configuration nor ledger knows, naming the one that is like it.

    A ledger that was repaired may know a source by its entries only.
    """
    if source is None:
        return
    known = {one.id for one in wiring.sources(config)} | {state.source.id for state in memory.source_states()}
    if source not in known and next(iter(memory.outcomes(source=source, now=wiring.now())), None) is None:
        like = difflib.get_close_matches(source, known, n=1)
        meant = f"did you mean {like[0]}?" if like else "`dateline sources list` names them"
        raise UsageError(f"--source: no source has the id {source!r}; {meant}")


def _outcome_row(line: OutcomeLine) -> dict[str, Any]:
    return {
        "url": line.url,
        "source": line.source,
        "outcome": str(line.outcome),
        "reason": line.reason,
        "article_id": line.article_id,
        "attempts": line.attempts,
        "at": line.at,
        "sources": line.sources,
    }


def _short(row: dict[str, Any]) -> dict[str, Any]:
    """Reasons open with the address that stands in the row anyway."""
    return row | {"reason": (row["reason"] or "").removeprefix(f"{row['url']}: ")}


@click.group()
def sources() -> None:
    """What we poll, and how that goes."""


@sources.command("list")
@FORMAT
def list_sources(form: str) -> None:
    """Every source with its state (new, ok, unchanged, failed, gone), the reason, and when it is polled next.

    Those of the configuration, and those that the ledger knows from `ingest --sources` and `--folder`.
    """
    config = wiring.settings()
    known = {state.source.id: state for state in wiring.ledger(config).source_states()}
    configured = {source.id: _standing(source, known.get(source.id)) for source in wiring.sources(config)}
    rows = [_source_row(state) for _, state in sorted((known | configured).items())]
    if form == "jsonl":
        write_jsonl(rows)
    else:
        columns = ["id", "state", "entries", "failures", "next_poll", "url", "reason"]
        write_table([_short(row) for row in rows], columns, empty="No source: add one to seeds/sources.")


def _standing(source: Source, known: SourceState | None) -> SourceState:
    """What the ledger remembers of a source as it is configured now; nothing of one that is new or that moved to another address."""
    if known is None or known.source.url != source.url:
        return SourceState(source, "new", None, 0.0, None, None, None, None, None, known.entries if known else 0)
    return known if known.source == source else replace(known, source=source)


def _source_row(state: SourceState) -> dict[str, Any]:
    return {
        "id": state.source.id,
        "url": state.source.url,
        "state": state.state,
        "reason": state.reason,
        "failures": state.failures,
        "last_polled": state.last_polled,
        "next_poll": state.next_poll,
        "entries": state.entries,
    }


@click.command()
@click.option("--outcome", type=click.Choice([str(o) for o in Outcome if not o.is_open]), help="Only entries that ended like this.")
@click.option("--source", help="Only entries that this source announced.")
@click.option("--from-archive", is_flag=True, help="Process kept pages again; without --outcome all that were in the index.")
def replay(outcome: str | None, source: str | None, from_archive: bool) -> None:
    """Put failed entries (failed_permanent and dead, or those of --outcome) back to the queue.

    With --from-archive a lost index is made again: what was in it is processed from the pages in the archive, and nothing is fetched.
    """
    config = wiring.settings()
    memory, ended = wiring.ledger(config), Outcome(outcome) if outcome else None
    _refuse_unknown(source, config, memory)
    if from_archive:
        upkeep.look_for_pages(config)
        done = memory.replay_archived(outcome=ended, source=source, now=wiring.now())
        told = f"{done.opened} entries will be processed again from the archive, {done.without_page} have no page there and are left alone"
    else:
        told = f"{memory.replay(outcome=ended, source=source, now=wiring.now())} entries are back in the queue"
    say(f"{told}; `dateline ingest --once` or the DAGs take them")
