"""What the sample newsroom (seeds/newsroom) may hold; its README explains every key to writers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints, model_validator

from dateline.errors import SeedError
from dateline.seeds import Seed, load

Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
AbsolutePath = Annotated[str, StringConstraints(pattern=r"^/[^\s?#]*$")]
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Box(_Part):
    """A fact box inside the article element, after paragraph number `after`."""

    title: Text
    paragraphs: tuple[Text, ...]
    after: int = 1


class Alias(_Part):
    """A further address of an article."""

    path: AbsolutePath
    how: Literal["redirect", "copy"]
    announced: bool = False


class Revision(_Part):
    """What a page says from `at` on; what is None stays as before."""

    at: AwareDatetime
    note: Text | None = None
    title: Text | None = None
    summary: Text | None = None
    paragraphs: tuple[Text, ...] | None = None


class ArticleSeed(Seed):
    """One article of the sample newsroom."""

    id: Slug
    published: AwareDatetime
    title: Text | None = None
    modified: AwareDatetime | None = None
    path: AbsolutePath | None = None
    authors: tuple[Text, ...] = ()
    dateline: Text | None = None
    agency: Text | None = None
    language: Annotated[str, StringConstraints(pattern=r"^[a-z]{2}$")] | None = None
    section: Text | None = None
    summary: Text | None = None
    caption: Text | None = None
    paragraphs: tuple[Text, ...] = ()
    boxes: tuple[Box, ...] = ()
    related: tuple[Slug, ...] = ()
    facts: tuple[Text, ...] = ()
    serve: Literal["page", "broken", "missing", "gone", "error"] = "page"
    robots: Literal["allow", "disallow"] = "allow"
    announced: bool = True
    aliases: tuple[Alias, ...] = ()
    canonical: str = "own"
    syndicated_from: Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]+/[a-z0-9-]+$")] | None = None
    feed_date: str = "own"
    page_date: Literal["own", "none"] = "own"
    revisions: tuple[Revision, ...] = ()

    @model_validator(mode="after")
    def _has_text(self) -> ArticleSeed:
        if not self.syndicated_from and not (self.title and self.paragraphs):
            raise ValueError("needs title and paragraphs, or syndicated_from")
        return self

    @property
    def address(self) -> str:
        """The path under which the article lives."""
        return self.path or f"/{self.published:%Y/%m/%d}/{self.id}.html"

    def at(self, moment: datetime | None) -> tuple[ArticleSeed, Revision | None]:
        """The article as it stood at `moment` (None: now), and the last revision made until then."""
        article, last = self, None
        for revision in sorted(self.revisions, key=lambda one: one.at):
            if moment is None or revision.at <= moment:
                changed = {k: v for k in ("title", "summary", "paragraphs") if (v := getattr(revision, k)) is not None}
                article, last = article.model_copy(update=changed), revision
        return article, last


class OutletSeed(Seed):
    """One outlet of the sample newsroom."""

    id: Slug
    name: Text
    host: Annotated[str, StringConstraints(pattern=r"^[a-z0-9.-]+\.example$")]
    slogan: str = ""
    language: Annotated[str, StringConstraints(pattern=r"^[a-z]{2}$")] = "en"
    country: Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")] | None = None
    timezone: str | None = None
    feed: Literal["rss", "atom", "rdf", "json"] = "rss"
    feed_path: AbsolutePath = "/feed"
    layout: Literal["agency", "classic", "tabloid", "grid"] = "classic"
    credit: Text | None = None
    sections: tuple[Text, ...] = ("World",)
    crawl_delay: Annotated[float, Field(ge=0)] = 0

    @property
    def base(self) -> str:
        """The outlet's address without a path."""
        return f"https://{self.host}"


@dataclass(frozen=True)
class Outlet:
    """An outlet with its articles, oldest first; syndicated ones hold their text."""

    seed: OutletSeed
    articles: tuple[ArticleSeed, ...]


def load_newsroom(folder: Path) -> Mapping[str, Outlet]:
    """All outlets of a newsroom folder by id. Raises SeedError naming file and key, also for references that lead nowhere."""
    if not folder.is_dir():
        raise SeedError(f"{folder}: is not a folder; give the folder that holds one folder per outlet")
    outlets: dict[str, Outlet] = {}
    for path in sorted(folder.glob("*/outlet.yml")):
        name = path.parent.name
        seeds = load(name, OutletSeed, base=folder)
        if [seed.id for seed in seeds] != [name]:
            raise SeedError(f"{path}:1: must hold one outlet whose id is the folder's name, {name}")
        outlets[name] = Outlet(seeds[0], load(f"{name}/articles", ArticleSeed, base=folder))
    if not outlets:
        raise SeedError(f"{folder}: holds no outlet; each outlet is a folder with outlet.yml")
    return {name: _linked(name, outlet, outlets, folder) for name, outlet in outlets.items()}


def _linked(name: str, outlet: Outlet, outlets: Mapping[str, Outlet], folder: Path) -> Outlet:
    ids = {article.id for article in outlet.articles}
    paths: dict[str, str] = {}
    articles = []
    for article in sorted(outlet.articles, key=lambda one: (one.published, one.id)):
        where = f"{folder / name / 'articles'}: {article.id}"
        if unknown := [one for one in article.related if one not in ids]:
            raise SeedError(f"{where}.related: {unknown[0]} is no article of this outlet")
        for path in (article.address, *(alias.path for alias in article.aliases)):
            if path in paths:
                raise SeedError(f"{where}: the path {path} is taken by {paths[path]}")
            paths[path] = article.id
        articles.append(_with_text(article, outlets, where))
    return Outlet(outlet.seed, tuple(articles))


def _with_text(article: ArticleSeed, outlets: Mapping[str, Outlet], where: str) -> ArticleSeed:
    if not article.syndicated_from:
        return article
    outlet, _, wanted = article.syndicated_from.partition("/")
    known = outlets[outlet].articles if outlet in outlets else ()
    original = next((one for one in known if one.id == wanted and one.paragraphs), None)
    if original is None:
        raise SeedError(f"{where}.syndicated_from: there is no article {article.syndicated_from} with paragraphs of its own")
    own = {k: getattr(original, k) for k in ("title", "dateline", "paragraphs") if not getattr(article, k)}
    return article.model_copy(update=own)
