"""Does the gazetteer know a place of this name? Only that: which place it is, is decided elsewhere."""

from __future__ import annotations

from dateline.tagging.places.gazetteer import Gazetteer
from dateline.tagging.places.keys import key_of


class Atlas:
    """Read-only look-ups by name."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._gazetteer = gazetteer

    def knows(self, name: str) -> bool:
        """Whether some place has this as a name of its own."""
        return any(candidate.rank <= 1 for candidate in self._gazetteer.candidates(key_of(name)))
