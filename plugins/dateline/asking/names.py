"""All names that can be asked for: places, actors, and the spellings of words. Loaded when the first is asked for, once a process."""

from __future__ import annotations

import functools

from dateline.asking.actors import Actors
from dateline.asking.places import Places
from dateline.language import parse, render, with_families
from dateline.seeds.entities import Entity, load_entities
from dateline.seeds.language import load_language
from dateline.seeds.lexicon import load_lexicon
from dateline.seeds.places import load_places
from dateline.seeds.search import load_spellings
from dateline.settings import Settings
from dateline.tagging.entities.vocabulary import Vocabulary
from dateline.tagging.places.resolver import load_gazetteer


class Names:
    """Places and actors by name; a text with the spellings of its words."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    def load(self) -> None:
        """Load all of it now, and not when it is first asked for."""
        _ = self.places, self.actors, self._families

    @functools.cached_property
    def _entities(self) -> tuple[Entity, ...]:
        return load_entities(self._settings.seeds)

    @functools.cached_property
    def places(self) -> Places:
        """Names of places."""
        seeds = load_places(self._settings.seeds)
        return Places(load_gazetteer(seeds), seeds, self._entities)

    @functools.cached_property
    def actors(self) -> Actors:
        """Names of people, groups and states."""
        sectors = load_language(self._settings.seeds).codes("entities-sectors")
        return Actors(self._entities, Vocabulary(load_lexicon(self._settings.seeds)), sectors)

    @functools.cached_property
    def _families(self) -> list[tuple[tuple[str, ...], ...]]:
        return [family.forms() for family in load_spellings(self._settings.seeds)]

    def spelled(self, text: str) -> str:
        """The text with each word that is written in several ways in all of them. Raises QueryRefused."""
        node = parse(text)
        return render(with_families(node, self._families)) if node else text


@functools.cache
def load_names(settings: Settings) -> Names:
    """The names of an installation, once a process."""
    return Names(settings)
