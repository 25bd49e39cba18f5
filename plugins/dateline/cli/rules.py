"""`dateline seeds` and `rules`: what a subject expert works with."""

from __future__ import annotations

import dataclasses
import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import click

from dateline import wiring
from dateline.cli.output import json_line, say
from dateline.cli.steps import article_of, text_line
from dateline.errors import SeedError, StepError, UsageError
from dateline.models.articles import Article
from dateline.seeds import shipped
from dateline.seeds.overlays import refuse_unread, replacements
from dateline.seeds.places import PlaceSeed
from dateline.settings import Settings


@click.group()
def seeds() -> None:
    """Validate every seed file and run every override's examples."""


@seeds.command()
def check() -> None:
    """Every file against its schema, every override against its examples; the first thing wrong is named with file and line."""
    config = wiring.settings()
    refuse_unread(config.seeds)
    for name, loaded in LOADERS.items():
        click.echo(f"ok  {name:<10} {loaded(config)}")
    click.echo(f"ok  {'examples':<10} {_examples(config)}")
    for line in [*replacements(config.seeds), *misplaced(wiring.knowledge(config).places)]:
        say(line)
    if stale := _unchecked_roles(config):
        people = list(dict.fromkeys(stale))
        named = ", ".join(people[:5]) + (" ..." if len(people) > 5 else "")
        say(f"{len(stale)} roles were never checked against a source, or over two years ago: {named}")


def _sources(config: Settings) -> str:
    return f"{len(wiring.sources(config))} sources"


def _newsroom(_: Settings) -> str:
    from dateline.seeds.newsroom import load_newsroom

    outlets = load_newsroom(shipped() / "newsroom")
    return f"{sum(len(outlet.articles) for outlet in outlets.values())} articles in {len(outlets)} outlets"


def _extraction(config: Settings) -> str:
    known = wiring.knowledge(config)
    return f"{len(known.agencies)} agencies, {len(known.names)} names, {len(known.phrases)} phrases"


def _search(config: Settings) -> str:
    from dateline.seeds.search import load_spellings

    return f"{len(load_spellings(config.seeds))} families of spellings"


def _incidents(config: Settings) -> str:
    from dateline.seeds.incidents import load_themes, load_words

    return f"{len(load_words(config.seeds))} meanings and {len(load_themes(config.seeds))} processes of happenings"


LOADERS: dict[str, Callable[[Settings], str]] = {
    "sources": _sources,
    "newsroom": _newsroom,
    "extraction": _extraction,
    "lexicon": lambda config: f"{len(wiring.knowledge(config).lexicon)} groups of words",
    "languages": lambda config: f"{wiring.knowledge(config).language.size()} words in {len(wiring.knowledge(config).languages)} lists",
    "entities": lambda config: f"{len(wiring.knowledge(config).entities)} entities",
    "places": lambda config: f"{len(wiring.knowledge(config).places)} places of our own",
    "times": lambda config: f"{len(wiring.knowledge(config).times)} holidays",
    "codes": lambda config: f"{len(wiring.knowledge(config).codes)} rows of codes",
    "events": lambda config: f"{len(wiring.knowledge(config).events)} overrides of the reader",
    "incidents": _incidents,
    "search": _search,
}


def misplaced(places: Sequence[PlaceSeed]) -> Iterator[str]:
    """One line for each place that lies far outside its country, with what seems to have been meant."""
    from dateline.geo import distance_km

    countries = {place.country: place for place in places if place.feature == "country"}
    for place in places:
        home = countries.get(place.country)
        if home is None or home is place:
            continue
        reach = home.radius_km + place.radius_km
        away = distance_km(place.lat, place.lon, home.lat, home.lon)
        if away > FAR * reach:
            turned = abs(place.lon) <= 90 and distance_km(place.lon, place.lat, home.lat, home.lon) <= reach
            meant = "; lat and lon seem to be exchanged" if turned else ""
            yield f"places: {place.id}: {place.lat}, {place.lon} lies {away:.0f} km from the middle of {home.name}{meant}"


def _examples(config: Settings) -> str:
    from dateline.reasons.checks import check_overrides

    if wrong := check_overrides(config, wiring.knowledge(config)):
        raise SeedError("\n".join(wrong))
    return "every override acts on its example and on no counter-example"


def _unchecked_roles(config: Settings) -> list[str]:
    from dateline.seeds.entities import load_entities, stale_roles

    return [entity.id for entity, _ in stale_roles(load_entities(config.seeds), wiring.now().date())]


# ---- trying rules -------------------------------------------------------------------------------------------------------


FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)
ON = click.option("--on", "articles", type=FOLDER, help="A folder of .txt articles; without it, the articles in the index.")
SHOWN = 20
FAR = 4  # Times the reach of a country: Hawaii lies at three and a half, and nothing of a country beyond.


@click.group()
def rules() -> None:
    """What changed overrides would do, before they are saved."""


@rules.command("try")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@ON
def try_rules(file: Path, articles: Path | None) -> None:
    """What the overrides in FILE (as in seeds/events, laid over the others by id) would add, lose and change."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "events").mkdir()
        shutil.copy(file, Path(folder) / "events" / file.with_suffix(".yml").name)  # Only *.yml is read from a seed folder.
        config = wiring.settings()
        compare_taggers(config, dataclasses.replace(config, seeds=(*config.seeds, Path(folder))), articles)


@rules.command()
@click.argument("old", type=FOLDER)
@click.argument("new", type=FOLDER)
@ON
def diff(old: Path, new: Path, articles: Path | None) -> None:
    """What coding differs between two folders of seeds (each laid over the shipped ones)."""
    config = wiring.settings()
    compare_taggers(dataclasses.replace(config, seeds=(old,)), dataclasses.replace(config, seeds=(new,)), articles)


@rules.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, allow_dash=True))
@click.option("--published", help="When the text was published: 2016-10-15, or with time and offset.")
@click.option("--timezone", help="IANA zone of the outlet, for example Asia/Damascus.")
@click.option("--title", help="The headline.")
@click.option("--jsonl", is_flag=True, help="One JSON object a sentence.")
def why(file: str, published: str | None, timezone: str | None, title: str | None, jsonl: bool) -> None:
    """What the reader saw of each sentence of FILE (- for stdin), which override acted or nearly did, and what became of it."""
    from dateline.reasons.lines import sentence_line, sentence_lines
    from dateline.reasons.seen import see

    config = wiring.settings()
    article = article_of(text_line(file, published, timezone, title), 0)
    seen = see(article, tagger=wiring.news_tagger(config), knowledge=wiring.knowledge(config))
    for sentence in seen.sentences:
        if jsonl:
            click.echo(json_line(sentence_line(seen, sentence)))
        else:
            click.echo("\n".join(sentence_lines(sentence)) + "\n")
    if seen.tagged.not_tagged:
        raise StepError(f"{file}: not tagged: {seen.tagged.not_tagged.removeprefix('not_tagged:')}")
    say(f"{len(seen.sentences)} sentences, {len(seen.tagged.events)} events, rules {seen.tagged.rules}")


def compare_taggers(old: Settings, new: Settings, folder: Path | None) -> None:
    """Print what two settings tag differently, over the index or a folder of texts. Raises UsageError where there is none."""
    from dateline.reasons.changes import differences, summary

    before, after = wiring.tagger(old), wiring.tagger(new)
    changes = []
    count = 0
    for article in _articles(folder):
        count += 1
        (one,), (other,) = before.tag([article]), after.tag([article])
        changes += differences(article.url, article.text, one.events, other.events)
    if not count:
        where = f"{folder} holds no .txt file" if folder else "the index is empty"
        raise UsageError(
            f"nothing to compare over: {where}; give a folder of .txt articles with --on, or run `dateline ingest --once` first"
        )
    for change in changes[:SHOWN]:
        event = change.after or change.before
        what = f" ({', '.join(change.fields)})" if change.fields else ""
        click.echo(f"{change.kind:<8} {event.type if event else '':<9} {event.rule if event else ''}{what}: {change.sentence}")
    if len(changes) > SHOWN:
        click.echo(f"... and {len(changes) - SHOWN} more")
    counts = {kind: sum(types.values()) for kind, types in summary(changes).items()}
    counts["dated anew"] = sum("time" in change.fields for change in changes)
    say(f"{', '.join(f'{number} {kind}' for kind, number in counts.items())}, over {count} {'article' if count == 1 else 'articles'}")


def _articles(folder: Path | None) -> Iterator[Article]:
    from dateline.documents.articles import article_from_document

    if folder is None:
        yield from (article_from_document(hit.body) for hit in wiring.index(wiring.settings()).scan("articles"))
        return
    for file in sorted(folder.rglob("*.txt")):
        text = file.read_text(encoding="utf-8", errors="replace")
        yield Article(id=file.stem, url=f"folder:rules/{file.relative_to(folder)}", title=None, text=text)
