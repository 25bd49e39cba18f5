"""Where an entry stands, and how it ended."""

from __future__ import annotations

import enum


class Outcome(enum.StrEnum):
    """Where an entry stands. The first four are open, the others final; an entry has exactly one at a time."""

    PENDING = "pending"
    LEASED = "leased"
    FETCHED = "fetched"
    FAILED_RETRYABLE = "failed_retryable"

    INDEXED = "indexed"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    DUPLICATE = "duplicate"
    SKIPPED_ROBOTS = "skipped_robots"
    SKIPPED_UNSAFE_URL = "skipped_unsafe_url"
    SKIPPED_NOT_ARTICLE = "skipped_not_article"
    FAILED_PERMANENT = "failed_permanent"
    DEAD = "dead"

    @property
    def is_open(self) -> bool:
        """Whether work on the entry is still to be done."""
        return self in _OPEN


_OPEN = frozenset({Outcome.PENDING, Outcome.LEASED, Outcome.FETCHED, Outcome.FAILED_RETRYABLE})
