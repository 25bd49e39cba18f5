"""All that this installation knows, as one value: made once from the settings, handed over, never fetched from anywhere.

What `DATELINE_SEEDS` lays over the shipped seeds acts wherever this value goes. Rooms compile from it what they need.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dateline.seeds import Seed
from dateline.seeds.codes import CodeSeed, load_codes
from dateline.seeds.entities import Entity, load_entities
from dateline.seeds.events import OverrideSeed, load_overrides
from dateline.seeds.extraction import (
    AgencySeed,
    NameSeed,
    PhraseSeed,
    load_agencies,
    load_interstitials,
    load_names,
    load_phrases,
)
from dateline.seeds.language import Language, WordsSeed, load_language
from dateline.seeds.lexicon import Lexeme, load_lexicon
from dateline.seeds.places import PlaceSeed, ShortSeed, load_places, load_short
from dateline.seeds.times import Holiday, load_holidays

# What decides about tags, by field of `Knowledge`.
TAGGING = ("codes", "entities", "events", "languages", "lexicon", "places", "short", "times")
REMARKS: dict[str, Any] = {"note": True, "example": True, "counter": True, "roles": {"__all__": {"checked", "source"}}}  # For people.


@dataclass(frozen=True)
class Knowledge:
    """The validated seeds, one field a folder; sources and the sample newsroom are not knowledge about news."""

    codes: tuple[CodeSeed, ...]
    entities: tuple[Entity, ...]
    events: tuple[OverrideSeed, ...]
    language: Language
    lexicon: tuple[Lexeme, ...]
    places: tuple[PlaceSeed, ...]
    short: tuple[ShortSeed, ...]
    times: tuple[Holiday, ...]
    names: tuple[NameSeed, ...]
    phrases: tuple[PhraseSeed, ...]
    interstitials: tuple[PhraseSeed, ...]
    agencies: tuple[AgencySeed, ...]

    @property
    def languages(self) -> tuple[WordsSeed, ...]:
        """The words of the language, as the seeds they are."""
        return self.language.seeds

    def digest(self) -> str:
        """Eight hex digits over the seeds that decide about tags; remarks, comments and the layout of files do not count."""
        state = hashlib.blake2b(digest_size=4)
        for folder in TAGGING:
            seeds: tuple[Seed, ...] = getattr(self, folder)
            state.update(folder.encode())
            for seed in seeds:
                state.update(b"\0" + seed.model_dump_json(exclude=REMARKS, exclude_defaults=True).encode())
        return state.hexdigest()


def load_knowledge(overlays: Sequence[Path] = ()) -> Knowledge:
    """The shipped seeds with the overlays over them. Raises SeedError with file, line and key for the first thing wrong."""
    return Knowledge(
        codes=load_codes(overlays),
        entities=load_entities(overlays),
        events=load_overrides(overlays),
        language=load_language(overlays),
        lexicon=load_lexicon(overlays),
        places=load_places(overlays),
        short=load_short(overlays),
        times=load_holidays(overlays),
        names=load_names(overlays),
        phrases=load_phrases(overlays),
        interstitials=load_interstitials(overlays),
        agencies=load_agencies(overlays),
    )
