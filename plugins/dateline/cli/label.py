"""`dateline label`: a labeller's desk in the terminal, over articles of one's own index."""

from __future__ import annotations

import dataclasses
import sys
from collections.abc import Iterator, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

import click

from dateline import wiring
from dateline.cli.output import say
from dateline.cli.reading import filters, query_of
from dateline.cli.steps import checked
from dateline.errors import UsageError
from dateline.labels import choosing, writing
from dateline.labels.rows import faults
from dateline.labels.shelf import Shelf
from dateline.protocols.index import Index
from dateline.query import Query

Item = Mapping[str, Any]


@click.command()
@filters
@click.option("--days", type=click.IntRange(1), help="Only articles of the last DAYS days.")
@click.option("--sample", "size", type=click.IntRange(1), default=20, show_default=True, help="How many articles.")
@click.option("--seed", default=1, show_default=True, help="Of the draw: the same seed goes on with the same sample.")
@click.option("--uncertain", is_flag=True, help="Those whose events the reader is least sure of, instead of a random draw.")
@click.option("--words", type=click.IntRange(20), default=choosing.WORDS, show_default=True, help="Words of an article's opening.")
@click.option("--into", type=click.Path(file_okay=False, path_type=Path), help="Folder of labels; else DATELINE_HOME/labels.")
@click.option("--editor", is_flag=True, help="A commented page in $EDITOR for each article, instead of lines here.")
@click.option("--shown", is_flag=True, help="Show what the reader found, too: such labels are no test of it.")
def label(
    days: int | None,
    size: int,
    seed: int,
    uncertain: bool,
    words: int,
    into: Path | None,
    editor: bool,
    shown: bool,
    **options: Any,
) -> None:
    """Label articles of your own index after the codebook, to teach and test the reader on your own beat.

    Blind: what the reader found is not shown. Each article is kept when it is done; the same command goes on where it was left.
    `make train LABELS=…/gold.jsonl` trains on the result.
    """
    config = wiring.settings()
    shelf = Shelf(into or config.home / "labels")
    shelf.prepare()
    index = wiring.index(config)
    asked = query_of(index, options)
    if days:
        if options["since"] or options["until"]:
            raise UsageError("label: either --days or --since and --until")
        asked = dataclasses.replace(asked, since=wiring.now() - timedelta(days=days))
    found = [hit.id for hit in index.walk("articles", asked) if not hit.body.get("not_tagged")]
    doubt = choosing.doubts(hit.body for hit in index.walk("events", asked)) if uncertain else None
    chosen = choosing.sample(found, size=size, seed=seed, doubt=doubt)
    waiting = [one for one in chosen if one not in shelf.rows]
    say(f"{len(chosen)} of {len(found)} articles, {len(chosen) - len(waiting)} of them labelled; into {shelf.folder}")
    done = _label_all(index, shelf, waiting, words=words, editor=editor, shown=shown)
    say(f"{done} labelled now, {len(shelf.rows)} in all: make train LABELS={shelf.folder / 'gold.jsonl'} OUT=FOLDER")


def _label_all(index: Index, shelf: Shelf, waiting: list[str], *, words: int, editor: bool, shown: bool) -> int:
    done = 0
    for number, name in enumerate(waiting, 1):
        item = _item(index, name, words)
        said = list(_machine(index, name)) if shown else []
        if shown:
            item |= {"blind": False}
        heading = f"{number} of {len(waiting)}"
        rows = _in_editor(item, said) if editor else _in_lines(item, heading, said)
        if rows is None:
            break
        if rows:
            shelf.keep(item, rows)
            done += 1
    return done


def _item(index: Index, name: str, words: int) -> dict[str, Any]:
    from dateline.pages.flagging import item_of

    item = item_of(index.article(name) or {"id": name, "text": ""})
    return {**item, "text": choosing.opening(item["text"], words=words)}


def _machine(index: Index, name: str) -> Iterator[str]:
    for hit in index.events(Query(article_ids=(name,), limit=100)).hits:
        yield f"reader: {hit.body['type']} {hit.body['status']}: {hit.body['evidence_text']}"


def _in_editor(item: Item, said: list[str]) -> list[dict[str, Any]] | None:
    """The rows of a page that the labeller leaves in the editor; none where nothing was written, None to stop."""
    lines: list[str] = []
    wrong: list[str] = []
    while True:
        page = click.edit(writing.template(item, lines, [*said, *wrong]), extension=".txt")
        lines = writing.lines_of(page or "")
        if lines == ["quit"]:
            return None
        if not lines or lines == ["skip"]:
            return []
        try:
            rows = writing.rows_of(lines, item)
            wrong = list(faults(item, rows))
        except writing.WritingError as error:
            wrong = [str(error)]
        if not wrong:
            return rows


def _in_lines(item: Item, heading: str, said: list[str]) -> list[dict[str, Any]] | None:
    """The rows of an item, asked for line by line; none where it is passed over, None to stop."""
    _show(item, heading, said)
    rows: list[dict[str, Any]] = []
    while True:
        click.echo(f"{len(rows) + 1}> ", nl=False)
        sys.stdout.flush()
        raw = checked(sys.stdin.readline(), f"label: answer {len(rows) + 1} of {item['id']}")
        line = raw.strip()
        if not raw or line == "quit":
            return None
        if line == "skip":
            return []
        if line in ("help", "?"):
            click.echo(writing.HELP)
        elif line == "show":
            _show(item, heading, said)
            for number, row in enumerate(rows, 1):
                click.echo(f"{number}  {writing.line_of(row)}")
        elif line == "undo":
            rows = rows[:-1]
        elif not line:
            if not (wrong := list(faults(item, rows))):
                return rows
            click.echo(f"  ! {wrong[0]} (`help` says how)")
        elif line.startswith("none"):
            done = _taken(item, [], line)
            if done is not None and rows:
                click.echo("  ! acts and `none` exclude each other; `undo` takes an act back")
            elif done is not None:
                return done
        else:
            rows = _taken(item, rows, line) or rows


def _taken(item: Item, rows: list[dict[str, Any]], line: str) -> list[dict[str, Any]] | None:
    """The rows with a further line; None, and what is wrong on the screen, where it cannot be taken."""
    try:
        more = [*rows, *writing.rows_of([line], item)]
    except writing.WritingError as error:
        click.echo(f"  ! {str(error).removeprefix('line 1: ')}")
        return None
    if wrong := list(faults(item, more)):
        click.echo("\n".join(f"  ! {fault}" for fault in wrong))
        return None
    return more


def _show(item: Item, heading: str, said: list[str]) -> None:
    click.echo(f"\n---- {heading}: {item['id']}, published {item.get('published') or '?'}")
    click.echo(item["text"])
    click.echo("\n".join(["----", *said, "an act a line, an empty line when done; `none TOPIC`, `help`, `quit`"]))
