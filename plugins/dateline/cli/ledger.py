"""`dateline ledger`: looking at the ledger's file, a copy of it, and making a damaged or lost one again."""

from __future__ import annotations

import shutil
from pathlib import Path

import click

from dateline import wiring
from dateline.cli.output import say
from dateline.errors import StepError, UsageError
from dateline.ledger import soundness
from dateline.runs import upkeep
from dateline.settings import Settings


@click.group()
def ledger() -> None:
    """Check, back up or repair the ledger."""


@ledger.command()
def check() -> None:
    """Read the whole file and say whether it is sound; exit 1 when it is not."""
    path = _file(wiring.settings())
    if damage := soundness.damage_of(path):
        raise StepError(soundness.damaged(path, damage))
    say(f"ledger {path}: sound")


@ledger.command()
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="Where to; beside the ledger unless given.")
def backup(out: Path | None) -> None:
    """Copy the ledger, whole, while others go on working. Of files that are there only a copy of a ledger is replaced."""
    path = _file(wiring.settings())
    target = out or soundness.backup_path(path)
    if target.exists() and target.samefile(path):
        raise UsageError(f"ledger backup: --out: {target} is the ledger itself; name another file")
    if target.exists() and not soundness.is_ledger(target):
        raise UsageError(f"ledger backup: {target} is there and is no ledger; name another file with --out, or move it away")
    if damage := soundness.damage_of(path):
        raise StepError(soundness.damaged(path, damage))
    soundness.back_up(path, target)
    say(f"wrote {target} ({target.stat().st_size // 1024} kB)")


@ledger.command()
@click.option(
    "--from", "copy", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="A backup; `ledger backup`'s if it is there."
)
def repair(copy: Path | None) -> None:
    """Make a damaged or lost ledger again: from its backup, and from what archive and index know, under the same ids.

    The damaged file is kept under another name. A sound ledger is left as it is, and gains what it does not know.
    """
    config = wiring.settings()
    path = wiring.ledger_file(config)
    if path:
        _put_right(path, copy)
    elif copy:
        raise UsageError("ledger repair: --from is for the embedded ledger; restore PostgreSQL with pg_restore, then run this without it")
    new = upkeep.refill_ledger(config)
    say(f"{new} entries from archive and index; `dateline ingest --once` goes on with what was left, `dateline index check` compares")


def _put_right(path: Path, copy: Path | None) -> None:
    is_lost = not path.exists() or not path.stat().st_size
    damage = None if is_lost else soundness.damage_of(path)
    source = copy or (soundness.backup_path(path) if damage or is_lost else None)
    if copy and not (damage or is_lost):
        raise UsageError(f"ledger repair: {path} is sound; move it away first if {copy} is to replace it")
    if source and source.exists() and (bad := soundness.damage_of(source)):
        raise UsageError(f"ledger repair: {source} is damaged as well: {bad[:200]}; name another one with --from, or move it away")
    if source and source.exists() and not soundness.is_ledger(source):
        raise UsageError(f"ledger repair: {source} is no ledger; name a backup with --from, or move it away")
    if damage:
        say(f"{path} is damaged ({damage[:200]}); it is kept as {soundness.put_aside(path)}")
    if source and source.exists():
        shutil.copyfile(source, path)
        say(f"restored from {source}")


def _file(config: Settings) -> Path:
    path = wiring.ledger_file(config)
    if path is None:
        raise UsageError("ledger: PostgreSQL checks and copies itself; use pg_amcheck and pg_dump")
    if not path.exists():
        raise UsageError(
            f"ledger {path}: does not exist; `dateline ingest --once` creates it, `dateline ledger repair` makes a lost one again"
        )
    return path
