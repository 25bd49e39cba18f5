"""`dateline reader`: what the learned reader is, what it scores on labelled news, and what another one would change."""

from __future__ import annotations

import dataclasses
import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from dateline import wiring
from dateline.cli.output import say, write_table
from dateline.cli.rules import compare_taggers
from dateline.cli.steps import instant
from dateline.errors import UsageError
from dateline.labels.counting import count
from dateline.labels.figures import figures
from dateline.labels.matching import Counts
from dateline.labels.tellings import told_of
from dateline.lines import read_object, tag_line
from dateline.models.articles import Article
from dateline.settings import Settings


@click.group()
def reader() -> None:
    """What the learned reader is, scores, and would change."""


@reader.command()
def show() -> None:
    """Name, digest, format, thresholds and card of the reader in use (DATELINE_READER, else the shipped one)."""
    from dateline.tagging.reader.artefact import FORMAT, load_artefact

    artefact = load_artefact(wiring.settings().reader)
    click.echo(f"name      {artefact.name}\ndigest    {artefact.digest}\nformat    {FORMAT}\nfolder    {artefact.folder}")
    least = artefact.least
    click.echo(
        f"least     {least.brief} in brief texts, {least.long} in long ones, {least.ordinary} of ordinary acts (chance of a trigger)"
    )
    for key, value in artefact.card.items():
        click.echo(f"{key:<9} {value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)}")


@reader.command()
@click.argument("gold", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--with", "other", help="Another artefact, by folder or package, scored beside it.")
def compare(gold: tuple[Path, ...], other: str | None) -> None:
    """Score the reader on labelled files (`annot.py build`, or seeds/labels), beside another one with --with."""
    items = [item for path in gold for item in labelled_items(path)]
    config = wiring.settings()
    ours = _figures(config, items)
    columns, rows = ["figure", "reader"], [{"figure": name, "reader": f"{value:.3f}"} for name, value in ours.items()]
    if other is not None:
        theirs = _figures(dataclasses.replace(config, reader=other), items)
        columns = ["figure", "reader", "other", "difference"]
        rows = [_row(name, ours.get(name), theirs.get(name)) for name in dict.fromkeys([*ours, *theirs])]
    write_table(rows, columns, empty="no figure: nothing was labelled")
    say(f"{len(items)} items")


@reader.command()
@click.argument("other")
@click.option("--on", "articles", type=click.Path(exists=True, file_okay=False, path_type=Path), help="A folder of .txt articles.")
def diff(other: str, articles: Path | None) -> None:
    """What OTHER (a reader, by folder or package) would gain, lose, change and date anew over your own index."""
    config = wiring.settings()
    compare_taggers(config, dataclasses.replace(config, reader=other), articles)


def labelled_items(path: Path) -> Iterator[dict[str, Any]]:
    """The items of a labelled file. Raises UsageError naming file, line and fault."""
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip():
            continue
        try:
            item = read_object(line)
        except ValueError as error:
            raise UsageError(f"{path}:{number}: {error}") from error
        if not isinstance(item.get("text"), str) or not isinstance(item.get("events"), list):
            raise UsageError(f"{path}:{number}: needs `id`, `text` and a list of `events` (`annot.py build` makes it)")
        for event in item["events"]:
            trigger = event.get("trigger") if isinstance(event, dict) else None
            if not (isinstance(trigger, list) and len(trigger) == 2 and 0 <= trigger[0] < trigger[1] <= len(item["text"])):
                raise UsageError(f"{path}:{number}: {trigger!r} is no span of its text")
            if not isinstance(event.get("type"), str) or not isinstance(event.get("status"), str):
                raise UsageError(f"{path}:{number}: each event needs `type` and `status`")
        yield item


def _figures(config: Settings, items: list[dict[str, Any]]) -> dict[str, float]:
    articles = [_article(item, number) for number, item in enumerate(items)]
    total: Counts = Counter()
    for item, tagged in zip(items, wiring.tagger(config).tag(articles), strict=True):
        total.update(count(item, told_of(tag_line(tagged))))
    return figures(total)


def _article(item: dict[str, Any], number: int) -> Article:
    name = str(item.get("id") or number)
    published = instant(item["published"], None, where=f"reader compare: {name}") if item.get("published") else None
    return Article(id=name, url=f"folder:labels/{name}", title=None, text=item["text"], published=published)


def _row(name: str, ours: float | None, theirs: float | None) -> dict[str, Any]:
    cells = {"figure": name, "reader": _number(ours), "other": _number(theirs)}
    return cells | {"difference": f"{theirs - ours:+.3f}" if ours is not None and theirs is not None else ""}


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:.3f}"
