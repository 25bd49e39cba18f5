"""For people: each witness's claims, which won and why; and the texts of the witnesses side by side."""

from __future__ import annotations

import difflib
import html
from datetime import datetime

from dateline.articles import extract_article, read_testimony
from dateline.articles.knowledge import Extraction
from dateline.articles.resolver import cleaned_text
from dateline.errors import ExtractError
from dateline.models.articles import Article, Page
from dateline.models.sources import FeedEntry, Source


def explain(page: Page, *, entry: FeedEntry | None = None, source: Source | None = None, now: datetime, known: Extraction) -> str:
    """A report in plain text: every claim, the winner marked with `*`, and what was cut from the text with the rule."""
    try:
        article = extract_article(page, entry=entry, source=source, now=now, known=known)
    except ExtractError as error:
        return f"no article ({error.outcome}): {error}"
    winners = {
        ("title", article.title_from, article.title),
        ("published", article.published_from, article.published.isoformat() if article.published else None),
        *(("author", article.authors_from, name) for name in article.authors),
    }
    lines = [f"{article.url}", f"  id {article.id}  canonical {article.canonical_url}  language {article.language}"]
    for claim in article.claims:
        mark = "*" if (claim.field, claim.source, claim.value) in winners else " "
        lines.append(f"{mark} {claim.field:<10} {claim.source:<10} {claim.value}")
    testimony = read_testimony(page, source=source, known=known)
    for text in testimony.texts:
        mark = "*" if text.extractor == testimony.chosen.extractor else " "
        lines.append(f"{mark} text       {text.extractor:<17} {text.length} characters in {len(text.blocks)} blocks")
    lines += [f"  doubt      {why}" for why in testimony.doubts]
    cut = cleaned_text(testimony, title=article.title, authors=article.authors, known=known)
    lines += [f"  cut        {rule}: {block.text[:100]}" for block, rule in cut.dropped]
    return "\n".join(lines)


def diff_html(page: Page, *, entry: FeedEntry | None = None, source: Source | None = None, now: datetime, known: Extraction) -> str:
    """A page with what the extractor found on the left and the final text on the right."""
    article: Article = extract_article(page, entry=entry, source=source, now=now, known=known)
    before = [block.text for block in read_testimony(page, source=source, known=known).chosen.blocks]
    table = difflib.HtmlDiff(wrapcolumn=70).make_table(before, article.text.split("\n\n"), "found", "kept")
    return f"<!doctype html><meta charset=utf-8><title>{html.escape(article.title or article.url)}</title>{table}"
