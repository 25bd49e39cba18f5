"""The schema of seeds/events/*.yml: an expert's overrides of the reader, one mistake of a kind each.

    trigger   the words or phrases of the act it is about
    near      it acts only where one of these stands in the sentence
    unless    it does not act where one of these stands in the sentence
    veto      the act is none
    type, status, mode, scope   the answers that are forced
    make      an act is made of the trigger also where the reader saw none (`type` is needed)
    example   a sentence on which it must act; `counter`: sentences on which it must not

What the reader gets wrong often is mended by labels and training, not here.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from dateline import seeds
from dateline.models.codebook import MODES, Category, Mode, Scope, Status
from dateline.seeds.cameo import CODES

Acled = Literal[
    "Government regains territory",
    "Non-state actor overtakes territory",
    "Armed clash",
    "Excessive force against protesters",
    "Protest with intervention",
    "Peaceful protest",
    "Violent demonstration",
    "Mob violence",
    "Chemical weapon",
    "Air/drone strike",
    "Suicide bomb",
    "Shelling/artillery/missile attack",
    "Remote explosive/landmine/IED",
    "Grenade",
    "Sexual violence",
    "Attack",
    "Abduction/forced disappearance",
    "Agreement",
    "Arrests",
    "Change to group/activity",
    "Disrupted weapons use",
    "Headquarters or base established",
    "Looting/property destruction",
    "Non-violent transfer of territory",
    "Other",
]


def split_words(value: object) -> object:
    """Words may be written as one text with commas, which keeps the files short."""
    return tuple(part.strip() for part in value.split(",") if part.strip()) if isinstance(value, str) else value


def _known(code: str) -> str:
    if code not in CODES:
        raise ValueError("is no code of CAMEO")
    return code


Words = Annotated[tuple[str, ...], BeforeValidator(split_words)]
Code = Annotated[str, AfterValidator(_known)]


class OverrideSeed(seeds.Seed):
    """One override."""

    trigger: Words = Field(min_length=1)
    near: Words = ()
    unless: Words = ()
    veto: bool = False
    make: bool = False
    type: Category | None = None
    status: Status | None = None
    mode: Mode | None = None
    scope: Scope | None = None
    example: str
    counter: tuple[str, ...] = Field(min_length=1)
    note: str = ""

    @model_validator(mode="after")
    def _is_whole(self) -> OverrideSeed:
        forced = (self.type, self.status, self.mode, self.scope)
        if self.veto == any(one is not None for one in forced):
            raise ValueError("must either `veto` the act or force one of type, status, mode, scope")
        if self.make and self.type is None:
            raise ValueError("`make` needs the `type` of the act that it makes")
        if self.mode and self.type and self.mode not in MODES.get(self.type, ()):
            raise ValueError(f"{self.type} has no mode {self.mode}")
        return self


def load_overrides(overlays: Sequence[Path] = (), *, base: Path | None = None) -> tuple[OverrideSeed, ...]:
    """The shipped overrides with the user's over them. Raises SeedError with file and line."""
    return seeds.load("events", OverrideSeed, overlays=overlays, base=base)


def where(identity: str, overlays: Sequence[Path] = (), *, base: Path | None = None) -> str:
    """`file:line` of the entry that counts for an id."""
    found = ""
    for root in (base or seeds.shipped(), *overlays):
        for path in sorted((root / "events").glob("*.yml")):
            for line, raw in seeds.read_list(path):
                if raw.get("id") == identity:
                    found = f"{path}:{line}"
    return found
