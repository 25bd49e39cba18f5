"""The schema of seeds/codes/*.yml: which CAMEO code and ACLED sub-type an event has.

Rows are tried in order of file and line; the first that fits decides:

    type     PLOVER category
    modes    one of these modes (any, where none is named)
    actors   somebody who acts has one of these PLOVER sectors
    targets  one of these words stands in the name of a target
    home     somebody who acts is of the country where it happens
    cameo    the CAMEO code; acled: the sub-type, where ACLED has one
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

from pydantic import BeforeValidator

from dateline import seeds
from dateline.models.codebook import Category, Mode
from dateline.seeds.events import Acled, Code, split_words


class CodeSeed(seeds.Seed):
    """One row of the table."""

    type: Category
    modes: Annotated[tuple[Mode, ...], BeforeValidator(split_words)] = ()
    actors: Annotated[tuple[str, ...], BeforeValidator(split_words)] = ()
    targets: Annotated[tuple[str, ...], BeforeValidator(split_words)] = ()
    home: bool = False
    cameo: Code
    acled: Acled | None = None
    note: str = ""


def load_codes(overlays: Sequence[Path] = (), *, base: Path | None = None) -> tuple[CodeSeed, ...]:
    """The user's rows before the shipped ones, so that they decide first. Raises SeedError with file and line."""
    rows = seeds.load("codes", CodeSeed, overlays=overlays, base=base)
    shipped = {row.id for row in seeds.load("codes", CodeSeed, base=base)}
    return (*(row for row in rows if row.id not in shipped), *(row for row in rows if row.id in shipped))
