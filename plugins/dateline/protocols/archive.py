"""Where raw pages are kept."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Protocol

from dateline.models.articles import Page


class Archive(Protocol):
    """Keeps raw pages as WARC."""

    def write(self, pages: Sequence[Page]) -> Sequence[str]:
        """Store one batch as one WARC file; a reference for each page in order. Durable when it returns."""
        ...

    def read(self, reference: str) -> Page:
        """The page behind a reference. Raises ArchiveError naming it."""
        ...

    def walk(self) -> Iterator[tuple[str, Page]]:
        """Every page that can be read, with its reference, oldest file first; the end of a file that was cut is left out."""
        ...

    def cut(self, *, seconds: float) -> tuple[list[str], int, int]:
        """Files whose end is missing, newest first, as far as this time goes; how many were looked at, and how many there are."""
        ...

    def probe(self) -> None:
        """Raises ArchiveError when nothing can be written there."""
        ...
