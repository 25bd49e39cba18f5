"""`dateline seeds` and `rules`: what a subject expert works with."""

from __future__ import annotations

from collections.abc import Callable

import click

from dateline import wiring
from dateline.cli.output import say
from dateline.errors import SeedError
from dateline.seeds import shipped
from dateline.settings import Settings


@click.group()
def seeds() -> None:
    """Validate every seed file and run every rule's examples."""


@seeds.command()
def check() -> None:
    """Every file against its schema, every event rule against its examples; the first thing wrong is named with file and line."""
    config = wiring.settings()
    for name, loaded in LOADERS.items():
        click.echo(f"ok  {name:<10} {loaded(config)}")
    click.echo(f"ok  {'examples':<10} {_examples(config)}")
    if stale := _unchecked_roles(config):
        say(f"{len(stale)} roles were never checked against a source, or over two years ago: {', '.join(stale[:5])} ...")


def _sources(config: Settings) -> str:
    return f"{len(wiring.sources(config))} sources"


def _newsroom(_: Settings) -> str:
    from dateline.seeds.newsroom import load_newsroom

    outlets = load_newsroom(shipped() / "newsroom")
    return f"{sum(len(outlet.articles) for outlet in outlets.values())} articles in {len(outlets)} outlets"


def _extraction(config: Settings) -> str:
    from dateline.seeds.extraction import load_agencies, load_names, load_phrases

    agencies, names, phrases = (load(config.seeds) for load in (load_agencies, load_names, load_phrases))
    return f"{len(agencies)} agencies, {len(names)} names, {len(phrases)} phrases"


def _lexicon(config: Settings) -> str:
    from dateline.seeds.lexicon import load_lexicon

    return f"{len(load_lexicon(config.seeds))} groups of words"


def _entities(config: Settings) -> str:
    from dateline.seeds.entities import load_entities

    return f"{len(load_entities(config.seeds))} entities"


def _places(config: Settings) -> str:
    from dateline.seeds.places import load_places

    return f"{len(load_places(config.seeds))} places of our own"


def _times(config: Settings) -> str:
    from dateline.seeds.times import load_holidays

    return f"{len(load_holidays(config.seeds))} holidays"


def _events(config: Settings) -> str:
    from dateline.seeds.events import load_events

    return f"{len(load_events(config.seeds))} event rules"


LOADERS: dict[str, Callable[[Settings], str]] = {
    "sources": _sources,
    "newsroom": _newsroom,
    "extraction": _extraction,
    "lexicon": _lexicon,
    "entities": _entities,
    "places": _places,
    "times": _times,
    "events": _events,
}


def _examples(config: Settings) -> str:
    from dateline.tagging.events.checks import check_rules

    if wrong := check_rules(config):
        raise SeedError("\n".join(wrong))
    return "every rule's example fires it, no counter-example does"


def _unchecked_roles(config: Settings) -> list[str]:
    from dateline.seeds.entities import load_entities, stale_roles

    return [entity.id for entity, _ in stale_roles(load_entities(config.seeds), wiring.now().date())]
