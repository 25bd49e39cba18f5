"""Everything that a page's witnesses say, collected once, before anything is decided."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import tzinfo
from itertools import islice
from urllib.parse import urlsplit

from dateline.articles import authors, dates, titles
from dateline.articles.dates import DateClaim
from dateline.articles.knowledge import knowledge
from dateline.articles.maintext import Block, read_main
from dateline.articles.parsing import Markup
from dateline.articles.structured import Structured, read_structured
from dateline.models import Claim

MAX_CLAIMS = 40  # Of one field.


@dataclass(frozen=True)
class Testimony:
    """The claims of one HTML page."""

    structured: Structured
    titles: tuple[Claim, ...]
    authors: tuple[Claim, ...]
    published: tuple[DateClaim, ...]
    modified: tuple[DateClaim, ...]
    blocks: tuple[Block, ...]
    extractor: str
    notes: tuple[str, ...] = ()


def hear(markup: Markup, *, url: str, zone: tzinfo) -> Testimony:
    """Ask every witness. The tree is left as it is."""
    structured = read_structured(markup)
    path = urlsplit(url).path
    description = structured.meta.get("og:description") or structured.meta.get("description") or ""
    return Testimony(
        structured=structured,
        titles=tuple(islice(titles.title_claims(structured, markup.tree), MAX_CLAIMS)),
        authors=tuple(islice(authors.author_claims(structured, markup.tree), MAX_CLAIMS)),
        published=tuple(islice(dates.published_claims(structured, markup.tree, path, zone), MAX_CLAIMS)),
        modified=tuple(islice(dates.modified_claims(structured, zone), MAX_CLAIMS)),
        blocks=tuple(read_main(markup.tree, url=url, known=knowledge(), description=description)),
        extractor="trafilatura",
        notes=markup.notes,
    )
