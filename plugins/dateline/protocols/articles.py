"""Page in, article out."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from dateline.models.articles import Article, Page
from dateline.models.sources import FeedEntry, Source


class Extractor(Protocol):
    """Page in, article out, with all that is known of how pages are read."""

    def __call__(self, page: Page, *, entry: FeedEntry | None, source: Source | None, now: datetime) -> Article:
        """The article of a page. Raises ExtractError when it holds none."""
        ...
