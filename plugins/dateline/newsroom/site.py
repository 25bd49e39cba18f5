"""One outlet at one moment: what its pages and its feed have in common."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from jinja2 import Environment
from markupsafe import Markup, escape

from dateline.seeds.newsroom import ArticleSeed, OutletSeed, Revision

LATEST = 6  # Headlines in side columns.
FEED_TYPES = {
    "rss": "application/rss+xml",
    "atom": "application/atom+xml",
    "rdf": "application/rdf+xml",
    "json": "application/feed+json",
}
_LINK = re.compile(r"\[([^\]]+)\]\((https?://[^\s)]+)\)")
_EMPHASIS = re.compile(r"\*([^*]+)\*")


@dataclass(frozen=True)
class Site:
    """One outlet at one moment."""

    seed: OutletSeed
    articles: Sequence[ArticleSeed]
    moment: datetime | None
    templates: Environment

    def render(self, template: str, **values: Any) -> bytes:
        """A page or feed of the outlet."""
        return self.templates.get_template(template).render(outlet=self.seed, **values).encode("utf-8")

    def links(self, articles: Sequence[ArticleSeed]) -> list[dict[str, str]]:
        """What a list of articles shows of each."""
        return [{"path": one.address, "title": one.at(self.moment)[0].title or ""} for one in articles]

    def latest(self, besides: ArticleSeed | None = None) -> list[dict[str, str]]:
        """The newest articles, for side columns."""
        shown = [one for one in reversed(self.articles) if one.announced and one.serve == "page" and one is not besides]
        return self.links(shown[:LATEST])


def marked_up(text: str) -> Markup:
    """Links and emphasis; everything else is escaped."""
    safe = str(escape(" ".join(text.split())))
    safe = _LINK.sub(r'<a href="\2">\1</a>', safe)
    return Markup(_EMPHASIS.sub(r"<em>\1</em>", safe))  # noqa: S704 - escaped two lines above


def _plain(text: str) -> str:
    return _EMPHASIS.sub(r"\1", _LINK.sub(r"\1", " ".join(text.split())))


def summary_of(article: ArticleSeed) -> str | None:
    """What feeds and meta tags say of it: its summary, else its first paragraph."""
    text = article.summary or (article.paragraphs[0] if article.paragraphs else None)
    return _plain(text) if text else None


def changed_at(article: ArticleSeed, revision: Revision | None) -> datetime:
    """When the article, or its revision, was last changed."""
    return max(article.published, article.modified or article.published, revision.at if revision else article.published)
