"""Articles in, tagged articles out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Protocol

from dateline.models.articles import Article
from dateline.models.events import TaggedArticle


class Tagger(Protocol):
    """Articles in, tagged articles out, in order; loaded once per process."""

    @property
    def rules(self) -> str:
        """Release plus digest of seeds and model."""
        ...

    def tag(self, articles: Iterable[Article]) -> Iterator[TaggedArticle]:
        """Tag in order. Never raises for one article: it comes back with `not_tagged` and the reason."""
        ...
