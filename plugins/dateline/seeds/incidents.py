"""The schema of seeds/incidents: of which words happenings are made, and which processes go on while they happen.

words/*.yml    acts, things and what says nothing; `trait` is explained in acts.yml and things.yml
themes/*.yml   processes (fighting, displacement ...) that news of a war tells again and again, and how they are known
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Literal

from pydantic import field_validator

from dateline import seeds

WordKind = Literal["act", "thing", "process", "planned", "stop", "question", "explainer", "overview", "wide"]
Trait = Literal["weak", "state", "singular", "wish", "vague", "people"]


class Words(seeds.Seed):
    """Forms of one meaning, lower case; a hyphen is a blank. `type` is the PLOVER category of an act."""

    kind: WordKind
    words: tuple[str, ...]
    trait: Trait | None = None
    type: str | None = None
    note: str = ""

    @field_validator("words", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        return _listed(value)


class Theme(seeds.Seed):
    """A process. One sentence must hold a word of each list in `needs` and none of `unless`; `word*` stands for every ending.

    `theme` lets several entries feed one process. `title` names the episode, `{place}` being where it goes on. `each` makes an
    episode for every party that the sentence names (whose citizens are stranded). `tolls`: figures in such sentences count its dead.
    """

    theme: str
    title: str
    type: str
    needs: tuple[tuple[str, ...], ...]
    unless: tuple[str, ...] = ()
    each: bool = False
    tolls: bool = False
    note: str = ""

    @field_validator("needs", mode="before")
    @classmethod
    def _lists(cls, value: object) -> object:
        return tuple(_listed(part) for part in value) if isinstance(value, list) else value

    @field_validator("unless", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        return _listed(value)


def load_words(overlays: Sequence[Path] = ()) -> tuple[Words, ...]:
    """The words of happenings."""
    return seeds.load("incidents/words", Words, overlays=overlays)


def load_themes(overlays: Sequence[Path] = ()) -> tuple[Theme, ...]:
    """The processes."""
    return seeds.load("incidents/themes", Theme, overlays=overlays)


def _listed(value: object) -> object:
    return tuple(part.strip() for part in value.split(",") if part.strip()) if isinstance(value, str) else value
