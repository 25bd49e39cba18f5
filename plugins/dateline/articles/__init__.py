"""Page -> Article: main text, title, date, authors and language, each with its witness.

`parsing` makes one tree of any bytes, `witnesses` asks everybody who knows something about the page, `resolver` decides.
Nothing in here touches the network, a clock or a file.
"""

from __future__ import annotations

from datetime import datetime

from dateline.articles.choice import Candidate
from dateline.articles.knowledge import Extraction, compile_extraction
from dateline.articles.maintext import Block
from dateline.articles.parsing import decode, parse
from dateline.articles.plaintext import headline_of, read_plain
from dateline.articles.resolver import resolve, told_before, where_of
from dateline.articles.structured import Structured
from dateline.articles.witnesses import Testimony, hear
from dateline.errors import ExtractError
from dateline.models.articles import Article, Claim, Page
from dateline.models.sources import FeedEntry, Source

__all__ = ["Extraction", "compile_extraction", "extract_article", "read_testimony"]

_HTML_TYPES = ("html", "xml")


def extract_article(
    page: Page, *, entry: FeedEntry | None = None, source: Source | None = None, now: datetime, known: Extraction
) -> Article:
    """The article of a page. Raises ExtractError, which carries outcome and reason, when it holds none; nothing else."""
    testimony = read_testimony(page, source=source, known=known)
    return resolve(testimony, told_before(page, entry, source), page=page, entry=entry, source=source, now=now, known=known)


def read_testimony(page: Page, *, source: Source | None = None, known: Extraction) -> Testimony:
    """What all witnesses of a page say. Raises ExtractError when it is neither HTML nor text."""
    content_type = page.header("content-type")
    kind = (content_type or "").split(";")[0].strip().lower()
    text = decode(page.body, content_type)
    if kind == "text/plain":
        return _plain(text)
    if kind and not any(name in kind for name in _HTML_TYPES):
        raise ExtractError(f"{page.url}: not HTML: {kind}")
    return hear(parse(text, url=page.final_url), url=page.final_url, where=where_of(page, source), known=known)


def _plain(text: str) -> Testimony:
    blocks = tuple(Block("p", line) for line in read_plain(text))
    headline = headline_of([block.text for block in blocks])
    silent = Structured(articles=(), meta={}, meta_authors=(), canonical=None, language=None, page_types=frozenset())
    given = Candidate("plain", blocks)
    titles = (Claim("title", headline, "visible"),) if headline else ()
    return Testimony(silent, titles, (), (), (), (given,), given)
