"""The page of an article, as the outlet's layout shows it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from markupsafe import Markup, escape

from dateline.loopback import Answer
from dateline.newsroom.replies import plain_reply, tagged_reply
from dateline.newsroom.site import FEED_TYPES, Site, changed_at, marked_up, summary_of
from dateline.seeds.newsroom import Alias, ArticleSeed, OutletSeed, Revision


def article_page(site: Site, article: ArticleSeed) -> Answer:
    """The page, or what the site sends in its place."""
    if article.serve == "missing":
        return plain_reply(404, "no such page")
    if article.serve == "gone":
        return plain_reply(410, "this page has been removed")
    if article.serve == "error":
        return plain_reply(500, "the site is having a bad day")
    current, revision = article.at(site.moment)
    body = site.render(f"{site.seed.layout}.html", page=_page(site, current, revision, article))
    if article.serve == "broken":
        # What a template that fails half-way sends: an open tag, then nothing.
        body = body[: body.find(b"<body")] + b'<body class="\x01\x02"><div id="main"><p class="text'
    return tagged_reply(200, "text/html; charset=utf-8", body, changed_at(current, revision))


def aliased_page(site: Site, article: ArticleSeed, alias: Alias) -> Answer:
    """What stands at another address of the article."""
    if alias.how == "redirect":
        return Answer(301, (("Location", article.address), ("Content-Type", "text/plain")), b"moved")
    return article_page(site, article)


def _page(site: Site, article: ArticleSeed, revision: Revision | None, original: ArticleSeed) -> dict[str, Any]:
    """What the layouts show of an article."""
    seed = site.seed
    url = seed.base + article.address
    dated = article.page_date == "own"
    changed = changed_at(article, revision)
    known = {one.id: one for one in site.articles}
    paragraphs = [marked_up(text) for text in article.paragraphs]
    if article.dateline and paragraphs:
        credit = f" ({seed.credit})" if seed.credit else ""
        paragraphs[0] = escape(f"{article.dateline}{credit} - ") + paragraphs[0]
    page: dict[str, Any] = {
        "title": article.title,
        "url": url,
        "canonical": {"own": url, "none": None}.get(article.canonical, article.canonical),
        "feed_type": FEED_TYPES[seed.feed],
        "language": article.language or seed.language,
        "section": article.section or seed.sections[0],
        "summary": summary_of(article),
        "standfirst": article.summary,
        "authors": article.authors,
        "agency": article.agency,
        "caption": article.caption,
        "note": revision.note if revision else None,
        "paragraphs": paragraphs,
        "boxes": [{"title": b.title, "after": b.after, "paragraphs": [marked_up(t) for t in b.paragraphs]} for b in article.boxes],
        "published_iso": article.published.isoformat() if dated else None,
        "published_text": _readable(article.published, seed),
        "modified_iso": changed.isoformat() if dated and changed != article.published else None,
        "related": site.links([known[one] for one in article.related if one in known]),
        "latest": site.latest(besides=original),
    }
    linked = _json_ld(page, seed)
    graph = {"@context": "https://schema.org", "@graph": [{"@type": "WebSite", "name": seed.name, "url": seed.base + "/"}, linked]}
    return page | {"json_ld": _script({"@context": "https://schema.org"} | linked), "json_ld_graph": _script(graph)}


def _json_ld(page: Mapping[str, Any], seed: OutletSeed) -> dict[str, Any]:
    described = {
        "@type": "NewsArticle",
        "headline": page["title"],
        "datePublished": page["published_iso"],
        "dateModified": page["modified_iso"],
        "inLanguage": page["language"],
        "author": [{"@type": "Person", "name": name} for name in page["authors"]] or None,
        "publisher": {"@type": "NewsMediaOrganization", "name": seed.name},
        "mainEntityOfPage": page["url"],
    }
    return {key: value for key, value in described.items() if value is not None}


def _script(value: object) -> Markup:
    """JSON that cannot end the script element it stands in."""
    return Markup(json.dumps(value, ensure_ascii=False).replace("</", "<\\/"))  # noqa: S704 - escaped for a script element just here


def _readable(moment: datetime, seed: OutletSeed) -> str:
    local = moment.astimezone(ZoneInfo(seed.timezone)) if seed.timezone else moment
    return f"{local.day} {local:%B %Y, %H:%M} {local.tzname() or ''}".strip()
