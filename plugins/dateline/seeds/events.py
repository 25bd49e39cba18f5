"""The schema of seeds/events/*.yml: which words tell which event, and the codes of PLOVER, ACLED and CAMEO.

An entry is one of two things.

A **word class** has only `words`; rules name it as `$id` wherever they list words.

A **rule** has a `type` (PLOVER category) and a `cameo` code (`mode` and `acled` where they fit), says by which words it is
triggered and what must, or must not, stand near them:

    verbs        base forms, with their particle or preposition: "call for"; the other forms are made by the loader
    nouns        singular, one to three words: "air raid"
    adjectives   after a form of be or become: "opposed to"
    stance       instead of words: how the clause of another event is put (future, possible, obliged, refused, failed); `over`
                 lists the categories that it turns into `type`
    object       one of these words in the direct object (or the subject of a passive)
    about        one of these words anywhere in what the trigger governs
    subject      one of these words in the subject
    unless       none of these words in the clause
    unless_object  none of these words as the direct object itself
    light        a noun only counts under a light verb ("launched an attack") or with an actor of its own ("Russian attacks")
    actorless    may be told without anybody named
    order        how the subject and the object stand: `plain`, `mutual` (both did it), `reversed` (the subject undergoes it)
    towards      prepositions that mark the target, best first
    means        the direct object is what it is done with, not to whom ("withdrew its troops from ...")
    negated      only under "will not", "would not", "cannot"
    intransitive only without a direct object
    variants     the same trigger with other codes; the first whose `about` fits is taken
    example      a sentence on which the rule must fire; `counter`: sentences on which it must not
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, model_validator

from dateline import seeds
from dateline.models import MODES, Category, Mode
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
Stance = Literal["future", "possible", "obliged", "refused", "failed"]


def _split(value: object) -> object:
    """Words may be written as one text with commas, which keeps the files short."""
    return tuple(part.strip() for part in value.split(",") if part.strip()) if isinstance(value, str) else value


Words = Annotated[tuple[str, ...], BeforeValidator(_split)]


def _known(code: str) -> str:
    if code not in CODES:
        raise ValueError("is no code of CAMEO")
    return code


Code = Annotated[str, AfterValidator(_known)]


class Variant(BaseModel):
    """Other codes for the same trigger."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    about: Words
    cameo: Code
    mode: Mode | None = None
    acled: Acled | None = None


class EventSeed(seeds.Seed):
    """A word class or a rule."""

    words: Words = ()

    type: Category | None = None
    cameo: Code | None = None
    mode: Mode | None = None
    acled: Acled | None = None
    verbs: Words = ()
    nouns: Words = ()
    adjectives: Words = ()
    stance: Stance | None = None
    over: tuple[Category, ...] = ()
    object: Words = ()
    about: Words = ()
    subject: Words = ()
    unless: Words = ()
    unless_object: Words = ()
    light: bool = False
    actorless: bool = False
    order: Literal["plain", "mutual", "reversed"] = "plain"
    towards: Words = ()
    means: bool = False
    negated: bool = False
    intransitive: bool = False
    variants: tuple[Variant, ...] = ()
    example: str = ""
    counter: tuple[str, ...] = ()
    note: str = ""

    @property
    def is_rule(self) -> bool:
        """Whether this is a rule, not a word class."""
        return self.type is not None

    @model_validator(mode="after")
    def _is_whole(self) -> EventSeed:
        triggers = bool(self.verbs or self.nouns or self.adjectives)
        if self.type is None:
            if not self.words or triggers or self.stance:
                raise ValueError("must be a word class (only `words`) or a rule (with `type`)")
            return self
        if self.words:
            raise ValueError("a rule has no `words`; write them as verbs, nouns or adjectives")
        if self.cameo is None:
            raise ValueError("a rule needs the `cameo` code of its event")
        if triggers == (self.stance is not None):
            raise ValueError("a rule needs words that trigger it (verbs, nouns, adjectives) or else a `stance`")
        own = MODES.get(self.type, frozenset())
        if wrong := next((m for m in (self.mode, *(variant.mode for variant in self.variants)) if m and m not in own), None):
            raise ValueError(f"{self.type} has no mode {wrong}; it has {', '.join(sorted(own)) or 'none'}")
        if not self.example:
            raise ValueError("a rule needs an `example` sentence on which it fires")
        return self


def load_events(overlays: Sequence[Path] = (), *, base: Path | None = None) -> tuple[EventSeed, ...]:
    """The shipped word classes and rules with the user's over them. Raises SeedError with file and line."""
    return seeds.load("events", EventSeed, overlays=overlays, base=base)


def where(identity: str, overlays: Sequence[Path] = (), *, base: Path | None = None) -> str:
    """`file:line` of the entry that counts for an id."""
    found = ""
    for root in (base or seeds.shipped(), *overlays):
        for path in sorted((root / "events").glob("*.yml")):
            for line, raw in seeds.read_list(path):
                if raw.get("id") == identity:
                    found = f"{path}:{line}"
    return found
