"""`dateline why-not`: the chain from an article to the timeline, for one quote of it."""

from __future__ import annotations

import contextlib
import dataclasses
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from dateline import wiring
from dateline.cli.output import json_line, say
from dateline.cli.reading import filters, query_of
from dateline.cli.steps import article_of, text_line
from dateline.documents.articles import article_from_document
from dateline.documents.bundles import build_bundle
from dateline.errors import UsageError
from dateline.identity import canonical_url, entry_id
from dateline.settings import Settings, local_url

if TYPE_CHECKING:
    from dateline.protocols.index import Index
    from dateline.protocols.ledger import OutcomeLine
    from dateline.reasons.seen import Seen
    from dateline.reasons.timeline import Answer


@click.command("why-not")
@click.argument("quote")
@filters
@click.option("--in", "article", required=True, metavar="ARTICLE", help="An article of the index by id or URL, or a text file.")
@click.option("--published", help="Of a file: when it was published.")
@click.option("--timezone", help="Of a file: IANA zone of the outlet.")
@click.option("--jsonl", is_flag=True, help="The chain as one JSON object.")
def why_not(quote: str, article: str, published: str | None, timezone: str | None, jsonl: bool, **options: Any) -> None:
    """Why QUOTE, a sentence (or a part of one) of ARTICLE, is not on the timeline; with filters, not on that timeline.

    The first line is the reason, the chain stands beneath. What is there answers "it is: event ID".
    """
    config = wiring.settings()
    if not quote.strip():
        raise UsageError("why-not: the quote is empty; give some words of the sentence")
    with _opened(config, article, published, timezone) as (index, body, line):
        answer = _answer(config, quote, article, index, body, line, options)
    if jsonl:
        steps = [dataclasses.asdict(step) for step in answer.steps]
        click.echo(json_line({"quote": quote, "in": article, "reason": answer.reason, "events": answer.events, "steps": steps}))
        return
    click.echo(answer.reason)
    for step in answer.steps:
        click.echo(f"  {'ok' if step.holds else 'no':<3} {step.name:<9} {step.said}")


def _answer(config: Settings, quote: str, name: str, index: Index, body: Any, line: OutcomeLine | None, options: dict[str, Any]) -> Answer:
    from dateline.reasons.timeline import unknown_article
    from dateline.reasons.timeline import why_not as chain

    if body is None:
        return unknown_article(name, line)
    tagger = wiring.news_tagger(config)

    def see() -> Seen:
        from dateline.reasons.seen import see as seen

        return seen(article_from_document(body), tagger=tagger, knowledge=wiring.knowledge(config))

    return chain(quote, body, index, query_of(index, options), see, rules=tagger.rules)


@contextlib.contextmanager
def _opened(config: Settings, name: str, published: str | None, zone: str | None) -> Iterator[tuple[Index, Any, OutcomeLine | None]]:
    """The index that holds an article, with its document or else the ledger's line of it. A file gets an index of its own for a while."""
    if Path(name).is_file():
        with tempfile.TemporaryDirectory() as folder:
            own = dataclasses.replace(config, index_url=local_url("sqlite:///", Path(folder) / "index.db"))
            index = wiring.index(own)
            (tagged,) = wiring.tagger(config).tag([article_of(text_line(name, published, zone, None), 0)])
            index.write([build_bundle(tagged, revision=1, now=wiring.now())])
            try:
                yield index, index.article(tagged.article.id), None
            finally:
                index.close()
        return
    if published or zone:
        say("--published and --timezone are of files; the index knows those of its articles")
    index = wiring.index(config)
    try:
        yield (index, *_found(config, index, name))
    finally:
        index.close()


def _found(config: Settings, index: Index, name: str) -> tuple[Any, OutcomeLine | None]:
    if body := index.article(name):
        return body, None
    try:
        address = canonical_url(name)
    except ValueError:
        return None, None
    if body := index.article(entry_id(address)):
        return body, None
    known = wiring.ledger(config).outcomes(now=wiring.now())
    line = next((one for one in known if one.url in (name, address)), None)
    return (index.article(line.article_id) if line and line.article_id else None), line
