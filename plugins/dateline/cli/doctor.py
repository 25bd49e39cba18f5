"""`dateline doctor`: one line a check, with the repair beside what fails."""

from __future__ import annotations

import contextlib
import functools
import sys
from collections.abc import Callable
from concurrent.futures import Future
from concurrent.futures.process import BrokenProcessPool
from datetime import UTC, datetime

import click

from dateline import processes, wiring
from dateline.errors import DatelineError, StepError
from dateline.settings import Settings, checkout
from dateline.sqlite_files import may_write

# Each check imports what it looks at: the process that loads the language model is to start before that.

READ_ONLY = " (may only be read here: searches and reports work, `ingest` does not)"
LOOK = 0.25  # Seconds for the ledger and for the archive: doctor is to answer at once. `dateline ledger check` reads all of it.


@click.command()
def doctor() -> None:
    """Check configuration, seeds, model, ledger, archive, index and clock; exit 1 when one fails."""
    config = wiring.settings()
    failed = 0
    with processes.pool(1) as beside:
        # The language model takes as long as all else: a process of its own loads it meanwhile, and survives what is broken there.
        model = beside.submit(wiring.model_version, config)
        checks: dict[str, Callable[[], str]] = {name: functools.partial(check, config) for name, check in CHECKS.items()}
        checks["model"] = lambda: _model(config, model)
        for name, check in checks.items():
            try:
                click.echo(f"ok      {name:<14} {check()}")
            except (DatelineError, OSError, ImportError) as error:
                failed += 1
                click.echo(f"FAILED  {name:<14} {error}")
    if failed:
        raise StepError(f"{failed} of {len(checks)} checks failed; the repair stands beside each")


def _python(_: Settings) -> str:
    return sys.version.split()[0]


def _configuration(config: Settings) -> str:
    config.home.mkdir(parents=True, exist_ok=True)
    place = "checkout" if checkout() else "installed package"
    return f"home {config.home} ({place}), {config.workers} workers"


def _seeds(config: Settings) -> str:
    from dateline.cli.rules import LOADERS

    return "; ".join(loaded(config) for loaded in LOADERS.values())


def _reader(config: Settings) -> str:
    reader = wiring.news_tagger(config).reader
    reader.network  # noqa: B018 - loaded now, so that what is wrong with it is said
    artefact = reader.artefact
    return f"{artefact.name} ({artefact.digest}), gazetteer and overrides"


def _model(config: Settings, loaded: Future[str]) -> str:
    try:
        version = loaded.result()
    except BrokenProcessPool as error:
        raise StepError(f"DATELINE_MODEL: loading {config.model} killed the process that tried: install Dateline anew") from error
    with contextlib.suppress(DatelineError):  # What is wrong with the other parts is told in their own line.
        return f"{version}, rules {wiring.news_tagger(config).rules_with(version)}"
    return version


def _ledger(config: Settings) -> str:
    from dateline.ledger import soundness

    path = wiring.ledger_file(config)
    if path and path.exists():
        soundness.look(path, seconds=LOOK)
    counts = wiring.ledger(config).open_counts(now=wiring.now())
    return f"{sum(counts.values())} entries open{READ_ONLY if _is_guest(config) else ''}"


def _is_guest(config: Settings) -> bool:
    """Whether the embedded ledger may be read here and not written: then nothing else need be writable, and all that reads works."""
    path = wiring.ledger_file(config)
    return path is not None and path.exists() and not may_write(path)


def _archive(config: Settings) -> str:
    kept = wiring.archive(config)
    if not _is_guest(config):
        kept.probe()
    cut, looked, files = kept.cut(seconds=LOOK)
    if cut:
        raise StepError(
            f"{config.archive_url}: the end of {cut[0]} is missing ({len(cut)} of {looked} files that were looked at): restore it from a "
            "copy; what was made of its pages stays in the index"
        )
    return f"{config.archive_url}, {files} files" + (f" (the newest {looked} looked at)" if looked < files else "")


def _index(config: Settings) -> str:
    from dateline.query import Query

    opened = wiring.index(config)
    try:
        articles = opened.articles(Query(limit=1)).total
    finally:
        opened.close()
    if articles and wiring.ledger_file(config) and config.index_url.startswith("sqlite:") and _knows_none(config):
        raise StepError(
            f"of its {articles} articles the ledger knows none: it was lost, or its repair was stopped; `dateline ledger repair` makes it"
            " again"
        )
    return f"{articles} articles"


def _knows_none(config: Settings) -> bool:
    with contextlib.suppress(DatelineError):  # What is wrong with the ledger is told in its own line.
        return next(wiring.ledger(config).revisions(), None) is None
    return False


def _clock(_: Settings) -> str:
    moment = datetime.now(UTC)
    if moment.year < 2026:
        raise StepError(f"the clock says {moment:%Y-%m-%d}: dates of feeds would be taken for the future; set it (ntp)")
    return f"{moment:%Y-%m-%d %H:%M} UTC"


CHECKS: dict[str, Callable[[Settings], str]] = {
    "python": _python,
    "configuration": _configuration,
    "seeds": _seeds,
    "reader": _reader,
    "ledger": _ledger,
    "archive": _archive,
    "index": _index,
    "clock": _clock,
}
