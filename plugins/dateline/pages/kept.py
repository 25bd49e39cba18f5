"""Pages of the archive, to be looked at: somebody else's text, which must do nothing here. Pure."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from datetime import UTC

from dateline.models.articles import Page

MOST_SHOWN = 250_000  # Bytes of a page's source as it is shown; the page itself is one click away.
_SHOWN = {"text/html": ".html", "application/xhtml+xml": ".html", "text/plain": ".txt"}
_SUFFIXES = _SHOWN | {"application/pdf": ".pdf", "application/json": ".json", "application/xml": ".xml", "text/xml": ".xml"}
# What the policy forbids anyway, and what it cannot: a page that leads elsewhere by itself.
_REFRESH = re.compile(r"<meta\b[^<>]{0,300}http-equiv[^<>]{0,2000}>", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class KeptPage:
    """An archived page as words: when and from where it came, what the server said it was, and its source as far as it is shown.

    `shown` is false for what is no text.
    """

    fetched: str
    url: str
    final_url: str
    status: int
    kind: str
    size: int
    text: str
    cut: bool
    shown: bool
    suffix: str


def as_text(page: Page) -> KeptPage:
    """What the archive holds, as text."""
    kind = kind_of(page)
    shown = kind in _SHOWN
    text = _decoded(page) if shown else ""
    start = _start(text)
    return KeptPage(
        fetched=f"{page.fetched_at.astimezone(UTC):%Y-%m-%d %H:%M} UTC",
        url=page.url,
        final_url=page.final_url,
        status=page.status,
        kind=kind,
        size=len(page.body),
        text=start,
        cut=len(start) < len(text),
        shown=shown,
        suffix=_SUFFIXES.get(kind, ".bin"),
    )


def _start(text: str) -> str:
    """As much of a text as may be shown: what is escaped takes four or five times its room."""
    start = text[:MOST_SHOWN]
    while (size := len(html.escape(start).encode("utf-8", "replace"))) > MOST_SHOWN:
        start = start[: len(start) * MOST_SHOWN // size]
    return start


def sandboxed(page: Page) -> str:
    """What was sent, as HTML in UTF-8, without what would lead away from it. To be sent with a policy that lets it do nothing."""
    text = _decoded(page)
    if kind_of(page) == "text/plain":
        return f"<!doctype html><meta charset=utf-8><title>archived text</title><pre>{html.escape(text)}</pre>"
    return _REFRESH.sub("", text)


def kind_of(page: Page) -> str:
    """The kind that the server said, else HTML: readers of news send nothing else without saying so."""
    said = (page.header("content-type") or "").partition(";")[0].strip().lower()
    return said or "text/html"


def _decoded(page: Page) -> str:
    from dateline.articles.parsing import decode  # The room of articles takes two seconds to open; few look at an archived page.

    return decode(page.body, page.header("content-type"))
