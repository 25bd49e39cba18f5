"""The questions that every index answers alike for each kind of document, by the names that `dateline.protocols.index` gives them."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import Any

from dateline.query import Hits, Query


class ByKind(ABC):
    """An index over articles, events and incidents that is asked in one way for each."""

    @abstractmethod
    def hits(self, kind: str, query: Query) -> Hits:
        """Documents of a kind that match."""

    @abstractmethod
    def one(self, kind: str, key: str) -> Mapping[str, Any] | None:
        """One document of a kind, or None."""

    def articles(self, query: Query) -> Hits:
        """Articles that match."""
        return self.hits("articles", query)

    def events(self, query: Query) -> Hits:
        """Events that match."""
        return self.hits("events", query)

    def incidents(self, query: Query) -> Hits:
        """Incidents and episodes that match."""
        return self.hits("incidents", query)

    def article(self, article_id: str) -> Mapping[str, Any] | None:
        """One article document, or None."""
        return self.one("articles", article_id)

    def event(self, event_id: str) -> Mapping[str, Any] | None:
        """One event document, or None."""
        return self.one("events", event_id)
