"""`dateline flags` and `brief`: what analysts say of events and happenings, as labels, and the watch list by mail."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import click

from dateline import wiring
from dateline.asking.names import load_names
from dateline.cli.output import json_line, say, write_jsonl, write_table
from dateline.errors import UsageError
from dateline.files import named
from dateline.protocols.desk import Flag
from dateline.protocols.index import Index
from dateline.query import Query
from dateline.runs import joining

NOBODY = "analyst"  # Who says so where nobody gives a name.
MOST = 1000  # Events of one article.


@click.group()
def flags() -> None:
    """What analysts said of events and happenings: starred, noted, wrong, one with another, not one."""


@flags.command("list")
@click.option("--format", "form", type=click.Choice(["table", "jsonl"]), default="table", show_default=True)
def list_flags(form: str) -> None:
    """Every flag that stands, oldest first."""
    from dateline.pages.flagging import words

    found = wiring.desk(wiring.settings()).flags()
    rows = [
        {
            "number": flag.number,
            "at": flag.at.isoformat(timespec="minutes"),
            "who": flag.who,
            "kind": str(flag.kind),
            "field": flag.field,
            "value": flag.value,
            "note": flag.note,
            "article": flag.article_id,
            "target": flag.target,
            "type": flag.type,
            "quote": flag.quote,
        }
        for flag in found
    ]
    if form == "jsonl":
        write_jsonl(rows)
    else:
        table = [
            {"number": row["number"], "at": row["at"], "flag": words(flag), "sentence": row["quote"]}
            for row, flag in zip(rows, found, strict=True)
        ]
        write_table(table, ["number", "at", "flag", "sentence"], empty="Nothing is flagged.")


@flags.command()
@click.argument("incident")
@click.argument("other")
@click.option("--who", default=NOBODY, show_default=True, help="Who says so.")
@click.option("--note", help="Why.")
def merge(incident: str, other: str, who: str, note: str | None) -> None:
    """Say that INCIDENT and OTHER are one happening; `dateline search --incidents` has their ids."""
    from dateline.pages.flagging import same_as

    config = wiring.settings()
    index, keep = wiring.index(config), wiring.desk(config)
    for flag in same_as(_incident(index, incident), _incident(index, other), who=who, now=wiring.now(), note=note):
        keep.flag(flag)
    say(f"{incident} and {other} are one: {joining.heed_hands(config) or 'as they were'}")


@flags.command()
@click.argument("incident")
@click.argument("report")
@click.option("--who", default=NOBODY, show_default=True, help="Who says so.")
@click.option("--note", help="Why.")
def split(incident: str, report: str, who: str, note: str | None) -> None:
    """Say that REPORT (an article, or a report's anchor: `dateline incident ID --format json`) is not of INCIDENT."""
    from dateline.pages.flagging import not_of

    config = wiring.settings()
    flag = not_of(_incident(wiring.index(config), incident), report, who=who, now=wiring.now(), note=note)
    wiring.desk(config).flag(flag)
    say(f"{flag.article_id} does not belong to {incident}: {joining.heed_hands(config) or 'as it was'}")


@flags.command()
@click.argument("number", type=int)
def withdraw(number: int) -> None:
    """Take back the flag with NUMBER (`dateline flags list`); of a merge both of its sides."""
    from dateline.pages.flagging import mirror_of

    config = wiring.settings()
    keep = wiring.desk(config)
    found = keep.flags()
    flag = next((one for one in found if one.number == number), None)
    if flag is None:
        raise UsageError(f"flags withdraw: there is no flag {number}; `dateline flags list` has their numbers")
    for one in (flag, mirror_of(flag, found)):
        if one:
            keep.withdraw(one.number, now=wiring.now())
            say(f"took back {one.number}")
    if joined := joining.heed_hands(config):
        say(joined)


def _incident(index: Index, identifier: str) -> Mapping[str, Any]:
    body = index.incident(identifier)
    if body is None:
        raise UsageError(f"flags: there is no incident with the id {identifier!r}; `dateline search --incidents` lists them with their ids")
    return body


@flags.command()
@click.option("--items", type=click.Path(dir_okay=False, path_type=Path), help="Write the items that the labels point into here.")
def export(items: Path | None) -> None:
    """Labels of every article with a flag: its events, with what is flagged as wrong put right."""
    from dateline.pages.flagging import item_of

    config = wiring.settings()
    index = wiring.index(config)
    by_article: dict[str, list[Flag]] = {}
    for flag in wiring.desk(config).flags():
        by_article.setdefault(flag.article_id, []).append(flag)
    articles = {key: body for key in by_article if (body := index.article(key)) is not None}
    if items:  # Before the labels, which are of no use without them.
        with named(items):
            items.write_text("".join(json_line(item_of(body)) + "\n" for body in articles.values()), encoding="utf-8")
    count = write_jsonl(_labels(index, articles, by_article))
    gone = len(by_article) - len(articles)
    say(f"{count} labels of {len(articles)} articles" + (f"; {gone} flagged articles are not in the index any more" if gone else ""))


def _labels(index: Index, articles: dict[str, Any], by_article: dict[str, list[Flag]]) -> Iterator[dict[str, Any]]:
    from dateline.pages.flagging import labels

    for key, body in articles.items():
        found = {hit.id: hit.body for hit in index.events(Query(article_ids=(key,), limit=MOST)).hits}
        yield from labels(body, [found[one] for one in body["event_ids"] if one in found], by_article[key])


@click.command()
@click.option("--to", default="analysts", show_default=True, help="Address of the reader.")
@click.option("--sender", default="dateline", show_default=True, help="Address that it comes from.")
@click.option("--address", default="http://127.0.0.1:8765", show_default=True, help="Where the pages are served.")
@click.option("--seen", is_flag=True, help="Mark everything as seen, so that the next brief begins here.")
def brief(to: str, sender: str, address: str, seen: bool) -> None:
    """The watch list as a mail on stdout: `dateline brief --to you@example.org --seen | sendmail -t`."""
    from dateline.pages.watching import brief as mail
    from dateline.pages.watching import look

    _check_address(to, "brief: --to")
    _check_address(sender, "brief: --sender")
    config = wiring.settings()
    index, desk, names, now = wiring.index(config), wiring.desk(config), load_names(config), wiring.now()
    findings = [look(search, index, names, now=now) for search in desk.searches()]
    click.echo(mail(findings, to=to, sender=sender, root=address.rstrip("/"), now=now).as_string(), nl=False)
    if seen:
        for finding in findings:
            desk.looked(finding.search.name, seen=finding.seen, now=now)
    say(f"{len(findings)} searches, {sum(1 for finding in findings if finding.words)} with news")


def _check_address(value: str, where: str) -> None:
    """Raises UsageError for what cannot stand as an address in the head of a mail."""
    head = EmailMessage()
    try:
        head["To"] = value
        head.as_string()
    except Exception as error:  # Python's parser of addresses raises anything.
        raise UsageError(f"{where}: {value!r} is no address; write for example desk@example.org") from error
