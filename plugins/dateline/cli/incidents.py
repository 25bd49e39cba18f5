"""`dateline incidents` and `dateline incident`: happenings with all their claims."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import click

from dateline import wiring
from dateline.cli.output import write_jsonl
from dateline.cli.steps import json_lines
from dateline.errors import UsageError


@click.group()
def incidents() -> None:
    """Join what articles tell into happenings and episodes."""


@incidents.command()
@click.option("--jsonl", is_flag=True, help='Read items {"id","text","title"?,"published"}, or lines of `tag`, from stdin.')
@click.option("--explain", is_flag=True, help="Print each group with its sentences and why they are one, instead of lines.")
def group(jsonl: bool, explain: bool) -> None:
    """Which items tell the same happening, and which the same episode: one line for each item, in input order."""
    if not jsonl:
        raise UsageError("incidents group: reads lines from stdin; say --jsonl")
    from dateline.incidents import lines
    from dateline.incidents.grouping import group as grouped
    from dateline.incidents.joining import load_weights
    from dateline.incidents.lexicon import load_lexicon

    items = list(_items())
    found = grouped(items, load_lexicon(wiring.settings().seeds), load_weights())
    if explain:
        click.echo("\n".join(lines.explained(found)))
    else:
        write_jsonl(lines.group_lines([item.id for item in items], found))


def _items() -> Iterator[Any]:
    from dateline.incidents.items import item_of

    for number, line in enumerate(json_lines("incidents group"), 1):
        if not isinstance(line.get("text"), str) and not isinstance(line.get("mentions"), list):
            raise UsageError(f'incidents group: stdin line {number}: needs "text", or the "mentions" of a line of `dateline tag`')
        if line.get("id") is None:
            raise UsageError(f'incidents group: stdin line {number}: needs "id"')
        try:
            item = item_of(line)
        except (KeyError, TypeError, ValueError) as error:
            raise UsageError(f"incidents group: stdin line {number}: not a line of `dateline tag`: {error}") from error
        if item is None:
            raise UsageError(f'incidents group: stdin line {number}: needs "published" as a date and time')
        yield item
