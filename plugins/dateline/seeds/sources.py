"""What a sources file may hold, and sources as values: `seeds/sources/*.yml`, or a list in YAML or JSON given by the user."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, BeforeValidator, StringConstraints

from dateline.errors import SeedError, SettingsError
from dateline.identity import canonical_url
from dateline.models.sources import Source, SourceKind
from dateline.seeds import Removed, Seed, load, read_list, validate_or_remove
from dateline.settings import LONGEST_SPACING, duration

SHORTEST = timedelta(minutes=5)  # Nobody's feed is asked more often.
LONGEST = timedelta(days=30)


def _quoted(value: object) -> object:
    if isinstance(value, bool):
        raise ValueError("YAML reads NO, ON, OFF and YES without quotes as true or false; write it in quotes")
    return value


def _duration(value: object) -> object:
    if not isinstance(value, str):
        return value
    try:
        return duration(value, name="duration")
    except SettingsError as error:
        raise ValueError(str(error).removeprefix("duration: ")) from error


def _spacing(value: timedelta) -> timedelta:
    if not timedelta() <= value <= LONGEST_SPACING:
        raise ValueError("must lie between PT0S and PT1M")
    return value


def _interval(value: timedelta) -> timedelta:
    if not SHORTEST <= value <= LONGEST:
        raise ValueError("must lie between PT5M and P30D")
    return value


def _timezone(value: str) -> str:
    try:
        ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ValueError(f"{value!r} is no IANA time zone; write for example Asia/Damascus") from error
    return value


def _address(value: str) -> str:
    if value.startswith("file:///") or (value.startswith("/") and not value.startswith("//")):
        return value
    try:
        canonical_url(value)
    except ValueError as error:
        raise ValueError(f"{error}; write https://…, or file:///… for a folder") from error
    return value


SOURCE_ID = "[a-z0-9][a-z0-9._-]{0,63}"


class SourceSeed(Seed):
    """One source. `id` and `url` are required; unknown keys are errors."""

    id: Annotated[str, BeforeValidator(_quoted), StringConstraints(pattern=f"^{SOURCE_ID}$")]
    url: Annotated[str, AfterValidator(_address)]
    name: str = ""
    kind: SourceKind = SourceKind.FEED
    language: Annotated[str, BeforeValidator(_quoted), StringConstraints(pattern=r"^[a-z]{2,3}$")] | None = None
    country: Annotated[str, BeforeValidator(_quoted), StringConstraints(pattern=r"^[A-Z]{2}$")] | None = None
    timezone: Annotated[str, AfterValidator(_timezone)] | None = None
    every: Annotated[timedelta, BeforeValidator(_duration), AfterValidator(_interval)] = timedelta(hours=1)
    spacing: Annotated[timedelta, BeforeValidator(_duration), AfterValidator(_spacing)] | None = None
    tags: tuple[str, ...] = ()
    note: str = ""

    def source(self) -> Source:
        """The value that the steps know."""
        return Source(**self.model_dump(exclude={"disabled"}))


def load_sources(overlays: Sequence[Path] = (), *, base: Path | None = None) -> tuple[Source, ...]:
    """The shipped sources under the user's overlays. Raises SeedError with file, line and key."""
    seeds = load("sources", SourceSeed, overlays=overlays, base=base)
    return tuple(_checked(seed.source(), where=f"sources: {seed.id}") for seed in seeds)


def load_sources_file(path: Path) -> tuple[Source, ...]:
    """The sources of one YAML or JSON file, disabled ones left out. Raises SeedError with file, line and key."""
    found: dict[str, Source | None] = {}
    for line, raw in read_list(path):
        seed = validate_or_remove(SourceSeed, raw, where=f"{path}:{line}")
        if seed.id in found:
            raise SeedError(f"{path}:{line}: {seed.id}: this id stands twice; give one of them another id")
        found[seed.id] = None if isinstance(seed, Removed) else _checked(seed.source(), where=f"{path}:{line}: {seed.id}")
    return tuple(source for source in found.values() if source)


def _checked(source: Source, *, where: str) -> Source:
    if source.kind is SourceKind.SITEMAP:
        raise SeedError(f"{where}.kind: sitemaps are not read yet; give the outlet's feed")
    local = re.match(r"file:|/", source.url) is not None
    if local != (source.kind is SourceKind.FOLDER):
        wanted = "kind: folder needs a path or a file:// URL" if not local else "a path or file:// URL needs kind: folder"
        raise SeedError(f"{where}.url: {source.url}: {wanted}")
    return source
