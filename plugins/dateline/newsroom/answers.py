"""What an outlet says to a request: articles, its feed, listings, robots.txt. Pure."""

from __future__ import annotations

from datetime import datetime

from jinja2 import Environment

from dateline.loopback import Answer
from dateline.newsroom.articles import aliased_page, article_page
from dateline.newsroom.feeds import feed_of
from dateline.newsroom.replies import plain_reply, tagged_reply
from dateline.newsroom.site import FEED_TYPES, Site
from dateline.seeds.newsroom import Outlet

_STYLE = "body{font:16px/1.5 serif;max-width:60em;margin:auto}.sample-notice{background:#fe9;padding:.5em}.ad{background:#eee}"


def answer(outlet: Outlet, path: str, *, moment: datetime | None, templates: Environment) -> Answer:
    """What `outlet` says to GET `path` when it is `moment` (None: after everything)."""
    site = Site(outlet.seed, [one for one in outlet.articles if moment is None or one.published < moment], moment, templates)
    path = path.partition("?")[0]
    if path == "/robots.txt":
        return plain_reply(200, _robots(site))
    if path == "/style.css":
        return tagged_reply(200, "text/css", _STYLE.encode(), None)
    if path == outlet.seed.feed_path:
        return feed_of(site)
    for article in site.articles:
        if path == article.address:
            return article_page(site, article)
        if alias := next((one for one in article.aliases if one.path == path), None):
            return aliased_page(site, article, alias)
    if path == "/" or path.startswith("/section/") or path == "/about":
        return _listing(site, path)
    return plain_reply(404, "no such page")


def _listing(site: Site, path: str) -> Answer:
    section = path.removeprefix("/section/") if path.startswith("/section/") else None
    shown = [one for one in reversed(site.articles) if one.announced and section in (None, (one.section or site.seed.sections[0]).lower())]
    page = {
        "title": f"{site.seed.name}: {section}" if section else site.seed.name,
        "canonical": site.seed.base + path,
        "feed_type": FEED_TYPES[site.seed.feed],
        "latest": site.links(shown),
    }
    return tagged_reply(200, "text/html; charset=utf-8", site.render("list.html", page=page), None)


def _robots(site: Site) -> str:
    forbidden = [f"Disallow: {one.address}" for one in site.articles if one.robots == "disallow"]
    delay = [f"Crawl-delay: {site.seed.crawl_delay:g}"] if site.seed.crawl_delay else []
    return "\n".join(["# Sample newsroom written for Dateline", "User-agent: *", "Disallow: /out", *forbidden, *delay, ""])
