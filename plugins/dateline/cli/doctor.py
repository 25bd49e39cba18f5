"""`dateline doctor`: one line a check, with the repair beside what fails."""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import UTC, datetime

import click

from dateline import wiring
from dateline.errors import DatelineError, StepError
from dateline.ledger import soundness
from dateline.query import Query
from dateline.settings import Settings, checkout
from dateline.sqlite_files import may_write

READ_ONLY = " (may only be read here: searches and reports work, `ingest` does not)"
LOOK = 0.25  # Seconds for the ledger and for the archive: doctor is to answer at once. `dateline ledger check` reads all of it.


@click.command()
def doctor() -> None:
    """Check configuration, seeds, model, ledger, archive, index and clock; exit 1 when one fails."""
    config = wiring.settings()
    failed = 0
    for name, check in CHECKS.items():
        try:
            click.echo(f"ok      {name:<14} {check(config)}")
        except (DatelineError, OSError, ImportError) as error:
            failed += 1
            click.echo(f"FAILED  {name:<14} {error}")
    if failed:
        raise StepError(f"{failed} of {len(CHECKS)} checks failed; the repair stands beside each")


def _python(_: Settings) -> str:
    return sys.version.split()[0]


def _configuration(config: Settings) -> str:
    config.home.mkdir(parents=True, exist_ok=True)
    place = "checkout" if checkout() else "installed package"
    return f"home {config.home} ({place}), {config.workers} workers"


def _seeds(config: Settings) -> str:
    from dateline.cli.rules import LOADERS

    return "; ".join(loaded(config) for loaded in LOADERS.values())


def _model(config: Settings) -> str:
    tagger = wiring.tagger(config)
    return f"{config.model}, rules {tagger.rules}"


def _ledger(config: Settings) -> str:
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
    opened = wiring.index(config)
    try:
        return f"{opened.articles(Query(limit=1)).total} articles"
    finally:
        opened.close()


def _clock(_: Settings) -> str:
    moment = datetime.now(UTC)
    if moment.year < 2026:
        raise StepError(f"the clock says {moment:%Y-%m-%d}: dates of feeds would be taken for the future; set it (ntp)")
    return f"{moment:%Y-%m-%d %H:%M} UTC"


CHECKS: dict[str, Callable[[Settings], str]] = {
    "python": _python,
    "configuration": _configuration,
    "seeds": _seeds,
    "model": _model,
    "ledger": _ledger,
    "archive": _archive,
    "index": _index,
    "clock": _clock,
}
