"""`dateline incidents` and `dateline incident`: happenings with all their claims."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import date
from typing import Any

import click

from dateline import wiring
from dateline.cli import incident_lines
from dateline.cli.output import json_line, say, write_jsonl
from dateline.cli.steps import json_lines
from dateline.errors import UsageError
from dateline.runs import joining

TEXTS = ("text", "title", "published")


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
    from dateline.incidents.grouping import group_items
    from dateline.incidents.lexicon import load_lexicon
    from dateline.incidents.likeness import load_weights
    from dateline.incidents.readings import Readings

    items = list(_items())
    found = group_items(items, Readings(load_lexicon(wiring.settings().seeds)), load_weights())
    if explain:
        click.echo("\n".join(lines.explained(found)))
    else:
        write_jsonl(lines.group_lines([item.id for item in items], found))


@incidents.command()
def rebuild() -> None:
    """Join every stored article anew. What is the same stays as it is, ids too; may be cut off and run again."""
    say(joining.rebuild_incidents(wiring.settings(), say))


@click.command()
@click.argument("identifier", metavar="ID[@DATE]")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
def incident(identifier: str, form: str) -> None:
    """Everything that is claimed of one incident; with @2023-04-18 the reports that it had on that day."""
    name, _, day = identifier.partition("@")
    try:
        when = date.fromisoformat(day) if day else None
    except ValueError as error:
        raise UsageError(f"incident: {day!r} is not a day; write for example {name}@2023-04-18") from error
    index = wiring.index(wiring.settings())
    body = index.incident(name)
    if body is None:
        raise UsageError(f"incident: there is none with the id {name!r}; `dateline search --incidents` lists them with their ids")
    if body["id"] != name:
        say(f"{name} was merged into {body['id']}")
    if form == "json":
        click.echo(json_line(body))
        return
    width = shutil.get_terminal_size((120, 24)).columns
    around = index.incident(body["within"]) if body["within"] else None
    if when:
        click.echo("\n".join(incident_lines.at(body, when)))
        return
    from dateline.cli.story import stories_of

    click.echo("\n".join(incident_lines.whole(body, width=width, within=around, stories=tuple(stories_of(body)))))


def _items() -> Iterator[Any]:
    from dateline.incidents.items import item_of

    for number, line in enumerate(json_lines("incidents group", TEXTS), 1):
        if not isinstance(line.get("text"), str) and not isinstance(line.get("mentions"), list):
            raise UsageError(f'incidents group: stdin line {number}: needs "text", or the "mentions" of a line of `dateline tag`')
        if line.get("id") is None:
            raise UsageError(f'incidents group: stdin line {number}: needs "id"')
        try:
            item = item_of(line)
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            raise UsageError(f"incidents group: stdin line {number}: not a line of `dateline tag`: {error}") from error
        if item is None:
            raise UsageError(f'incidents group: stdin line {number}: needs "published" as a date and time')
        yield item
