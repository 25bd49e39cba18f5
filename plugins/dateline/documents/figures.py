"""A day's figures -> their document."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dateline.models.documents import Document
from dateline.models.outcomes import Outcome

SOURCE_STATES = ("new", "ok", "unchanged", "failed", "gone")


def figures_document(figures: Mapping[str, Any]) -> Document:
    """A day's figures (`dateline.pages.daily.figures_of`) as numbers that dashboards add up; the day is the id."""
    coverage = figures["coverage"]
    body = {
        "@timestamp": f"{figures['day']}T00:00:00Z",
        "articles": coverage["articles"],
        "articles_with_events": coverage["articles_with_events"],
        "events": coverage["events"],
        "entries": {str(outcome): coverage["entries_by_outcome"].get(str(outcome), 0) for outcome in Outcome},
        "sources": {state: coverage["sources_by_state"].get(state, 0) for state in SOURCE_STATES},
        "minutes_to_index": figures["freshness"]["median_minutes_from_publication_to_index"],
        "share": dict(figures["quality"]),
    }
    return Document("figures", figures["day"], 1, body)
