"""`dateline index` and `retag`: keeping what is stored whole and current."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import click

from dateline import documents, pipeline, wiring
from dateline.cli.output import say
from dateline.cli.reading import interval_of
from dateline.errors import ArchiveError, ExtractError, StepError
from dateline.limits import CpuLimitExceeded
from dateline.models import Article
from dateline.protocols import Index
from dateline.query import Hit


@click.group()
def index() -> None:
    """Create, rebuild or check the index."""


@index.command()
def init() -> None:
    """Create what is missing; does nothing when all is there."""
    wiring.index(wiring.settings()).close()
    say("the index is there and of this version")


@index.command()
@click.option("--back", is_flag=True, help="Go back to the index that was in use before the last rebuild.")
def rebuild(back: bool) -> None:
    """Build the index anew from the text kept in the articles, and switch over when it is complete."""
    if back:
        wiring.switch_index_back(wiring.settings())
        say("the former index is in use again")
        return
    count = wiring.rebuild_index(wiring.settings())
    say(f"{count} articles in the new index; the former one is kept (`dateline index rebuild --back`)")


@index.command()
def check() -> None:
    """Compare ledger and index, both ways; exit 1 when they differ."""
    report = wiring.check_index(wiring.settings())
    click.echo(str(report))
    if not report.clean:
        raise StepError(
            "ledger and index differ; `dateline replay --from-archive` queues the kept pages again, `dateline ingest --once` writes them"
        )


@click.command()
@click.option("--since", help="Only articles published from this day on.")
@click.option("--until", help="Only articles published up to this day, included.")
@click.option("--rules-not-current", is_flag=True, help="Only articles that were tagged with other rules than today's.")
@click.option("--re-extract", is_flag=True, help="Read the pages in the archive again instead of the stored text.")
def retag(since: str | None, until: str | None, rules_not_current: bool, re_extract: bool) -> None:
    """Tag stored articles again, without fetching; prints what changed."""
    config = wiring.settings()
    first, last = interval_of(since, until)
    target, memory = wiring.index(config), wiring.ledger(config)
    current = wiring.tagger(config).rules if rules_not_current else None
    changes: Counter[str] = Counter()
    before: dict[str, set[str]] = {}

    def chosen() -> Iterator[Article]:
        for hit in _stored(target, current=current):
            article = documents.tagged_from_document(hit.body)
            if (first and (not article.published or article.published < first)) or (
                last and (not article.published or article.published >= last)
            ):
                continue
            before[article.id] = set(hit.body.get("event_ids") or ())
            if re_extract:
                try:
                    article = wiring.extract_again(config, memory, article)
                except (ArchiveError, ExtractError, CpuLimitExceeded) as error:
                    say(f"  {article.url}: kept as it was: {error}")
                    changes["articles kept"] += 1
                    continue
            yield article

    for written, tagged in pipeline.retag(chosen(), ledger=memory, index=target, tagger=wiring.tagger(config), clock=wiring.now):
        now_there, was = {event.id for event in tagged.events}, before.pop(tagged.article.id)
        changes.update({f"articles {written.result}": 1, "events gained": len(now_there - was), "events lost": len(was - now_there)})
    target.refresh()
    say(", ".join(f"{count} {name}" for name, count in sorted(changes.items()) if count) or "nothing to tag again")
    if changes:
        say(wiring.rebuild_incidents(config, lambda _: None, since=first, until=last))


def _stored(target: Index, *, current: str | None) -> Iterator[Hit]:
    return (hit for hit in target.scan("articles") if current is None or hit.body.get("rules") != current)
