"""`dateline story`: articles that tell one development within days, in whatever words, and what happened by them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import click

from dateline import wiring
from dateline.cli.output import json_line, say
from dateline.errors import LedgerError, UsageError
from dateline.protocols.shelf import Shelf
from dateline.query import Query

MOST = 500  # Articles of one story that are listed.

Body = Mapping[str, Any]


@click.command()
@click.argument("identifier", metavar="ID|ARTICLE")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
def story(identifier: str, form: str) -> None:
    """The articles of one story, oldest first, and the incidents that they tell; by the id of the story or of an article of it."""
    config = wiring.settings()
    found = wiring.shelf(config).story(identifier)
    if found is None:
        raise UsageError(f"story: none has the id {identifier!r}, and no article of that id has one; `dateline incident ID` names stories")
    own, articles = found
    index = wiring.index(config)
    asked = Query(article_ids=articles, sort="oldest", limit=MOST)
    bodies = [hit.body for hit in index.articles(asked).hits]
    told = [hit.body for hit in index.incidents(asked).hits]
    if own != identifier and identifier not in articles:
        say(f"{identifier} was merged into {own}")
    if form == "json":
        ids = [body["id"] for body in bodies]
        click.echo(json_line({"id": own, "articles": ids, "incidents": [body["id"] for body in told]}))
        return
    click.echo("\n".join(_lines(own, bodies, told)))


def stories_of(body: Body) -> Iterator[str]:
    """The stories that an incident is told in, a line each: how many of its articles, when and in whose words first."""
    ids = body["article_ids"]
    if (shelf := _shelf()) is None:
        return
    steps = {article: step.story for article, step in shelf.around(ids).items() if step.story}
    ordered = [report["article"] for report in body["reports"]]
    first = {story: next(one for one in ordered if steps.get(one) == story) for story in {steps.get(one) for one in ordered} - {None}}
    for own, article in sorted(first.items(), key=lambda pair: (ordered.index(pair[1]), str(pair[0]))):
        whole = sum(1 for story in steps.values() if story == own)
        title = next(report["title"] or report["quote"] for report in body["reports"] if report["article"] == article)
        yield f"story {own}: {len({one for one in ids if steps.get(one) == own})} of its {whole} articles, from “{title}”"


def _shelf() -> Shelf | None:
    """A ledger that cannot be opened hides stories; the incident is read all the same."""
    try:
        return wiring.shelf(wiring.settings())
    except LedgerError as error:
        say(f"stories are not shown: {error}")
        return None


def _lines(own: str, bodies: Sequence[Body], told: Sequence[Body]) -> Iterator[str]:
    outlets = {body["outlet"] or body["source"] or "?" for body in bodies}
    yield f"story {own}  {len(bodies)} articles, {len(outlets)} outlets"
    for body in bodies:
        when = str(body["published"])[:16].replace("T", " ")
        yield f"  {when}  {body['outlet'] or body['source'] or '?'}  {body['title'] or body['url']['full']}"
    for body in told:
        if body["kind"] == "incident":
            yield f"tells {body['id']}  {body['day_local'] or 'undated'}  {body['title']}"
