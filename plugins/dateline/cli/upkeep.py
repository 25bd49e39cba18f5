"""`dateline index` and `retag`: keeping what is stored whole and current."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import datetime

import click

from dateline import wiring
from dateline.cli.output import say
from dateline.cli.progress import Pace
from dateline.cli.reading import interval_of
from dateline.documents.articles import article_from_document
from dateline.errors import ArchiveError, ExtractError, StepError
from dateline.limits import CpuLimitExceeded
from dateline.models.articles import Article
from dateline.pipeline import retagging
from dateline.runs import joining, upkeep


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
        upkeep.switch_index_back(wiring.settings())
        say("the former index is in use again")
        return
    count = upkeep.rebuild_index(wiring.settings())
    say(f"{count} articles in the new index; the former one is kept (`dateline index rebuild --back`)")


@index.command()
def check() -> None:
    """Compare ledger and index, both ways; exit 1 when they differ."""
    report = upkeep.check_index(wiring.settings())
    click.echo(str(report))
    if report.extra:
        raise StepError("the index has articles that the ledger does not know; `dateline ledger repair` tells it of them, then check again")
    if not report.clean:
        raise StepError(
            "ledger and index differ; `dateline replay --from-archive` queues the kept pages again, `dateline ingest --once` writes them"
        )


@click.command()
@click.option("--since", help="Only articles published from this day on.")
@click.option("--until", help="Only articles published up to this day, included.")
@click.option("--rules-not-current", is_flag=True, help="Only articles that were tagged with other rules than today's.")
@click.option("--at-most", type=click.FloatRange(min=0.001), help="No more articles a second, so that others can work.")
@click.option("--re-extract", is_flag=True, help="Read the pages in the archive again instead of the stored text.")
def retag(since: str | None, until: str | None, rules_not_current: bool, at_most: float | None, re_extract: bool) -> None:
    """Tag stored articles again, without fetching; prints what changed.

    Each article is written whole, so that it may be stopped at any moment: the same command goes on, with --rules-not-current where it was.
    """
    config = wiring.settings()
    first, last = interval_of(since, until)
    if re_extract:
        upkeep.look_for_pages(config)
    target, memory = wiring.index(config), wiring.ledger(config)
    current = wiring.tagger(config).rules
    pace = Pace(sum(1 for _ in target.versions("articles")), what="articles looked at", at_most=at_most)
    changes: Counter[str] = Counter()
    before: dict[str, set[str]] = {}

    def chosen() -> Iterator[Article]:
        for hit in pace.over(target.scan("articles")):
            if rules_not_current and hit.body.get("rules") == current:
                continue
            article = stored = article_from_document(hit.body)
            if not _is_within(article, first, last):
                continue
            pace.work()
            before[article.id] = set(hit.body.get("event_ids") or ())
            if re_extract:
                try:
                    article = upkeep.extract_again(config, memory, article)
                except (ArchiveError, ExtractError, CpuLimitExceeded) as error:
                    say(f"  {article.url}: kept as it was: {error}")
                    changes["articles kept"] += 1
                    continue
            joining.mark_unjoined(config, (stored.published, article.published))
            yield article

    try:
        for written, tagged in retagging.retag(chosen(), ledger=memory, index=target, tagger=wiring.tagger(config), clock=wiring.now):
            now_there, was = {event.id for event in tagged.events}, before.pop(tagged.article.id)
            changes.update({f"articles {written.result}": 1, "events gained": len(now_there - was), "events lost": len(was - now_there)})
    except KeyboardInterrupt:
        raise StepError(f"stopped; {pace}; `dateline retag --rules-not-current` goes on from here") from None
    retagging.settle_revisions(memory, target)
    target.refresh()
    say(", ".join(f"{count} {name}" for name, count in sorted(changes.items()) if count) or "nothing to tag again")
    if changes:
        say(joining.rebuild_incidents(config, lambda _: None, since=first, until=last))
    elif joined := joining.join_incidents(config):
        say(joined)


def _is_within(article: Article, first: datetime | None, last: datetime | None) -> bool:
    """Whether an article was published in an interval; one without a date is in none."""
    if article.published is None:
        return first is None and last is None
    return (first is None or article.published >= first) and (last is None or article.published < last)
