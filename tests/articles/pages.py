"""Pages for these tests: golden files, and small ones made of parts."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import yaml

from dateline.models.articles import Page

NOW = datetime(2026, 1, 1, tzinfo=UTC)
FOLDER = Path(__file__).parents[1] / "data" / "pages"
NAMES = sorted(path.stem for path in FOLDER.glob("*.html"))
SENTENCES = (
    "Shells fell on the eastern quarter on Thursday evening and killed at least four people, residents said.",
    "The only clinic that is still open counted eleven wounded before midnight, according to a doctor there.",
    "Talks are to go on in the port city on Monday, although neither side has named its delegation so far.",
)


def expected(name: str) -> dict[str, Any]:
    """What stands beside a golden page."""
    return yaml.safe_load((FOLDER / f"{name}.yml").read_text(encoding="utf-8"))


def page(
    body: str | bytes,
    *,
    url: str = "https://courier.example/world/story",
    kind: str = "text/html",
    headers: tuple[tuple[str, str], ...] = (),
) -> Page:
    """A page as a fetcher would hand it on."""
    raw = body.encode("utf-8", "surrogatepass") if isinstance(body, str) else body
    return Page(url, url, 200, (("content-type", kind), *headers), raw, NOW)


def story(inner: str = "", *, head: str = "") -> str:
    """A small article page; `inner` stands below its text."""
    prose = "".join(f"<p>{sentence}</p>" for sentence in SENTENCES)
    body = f"<article><h1>Four killed in the eastern quarter</h1><div class='article-body'>{prose}{inner}</div></article>"
    return f"<html><head>{head}</head><body>{body}</body></html>"
