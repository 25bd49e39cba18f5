"""An outlet's feed, in whatever format it has."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Any

from markupsafe import escape

from dateline.loopback import Answer
from dateline.newsroom.replies import tagged_reply
from dateline.newsroom.site import FEED_TYPES, Site, changed_at, summary_of
from dateline.seeds.newsroom import OutletSeed


def feed_of(site: Site) -> Answer:
    """The feed as it stands at the site's moment."""
    items = list(_items(site))
    updated = max((item["changed"] for item in items), default=datetime(2000, 1, 1, tzinfo=UTC))
    if site.seed.feed == "json":
        body = json.dumps(_json_feed(site.seed, items), ensure_ascii=False, indent=1).encode("utf-8")
    else:
        body = site.render(f"{site.seed.feed}.xml", items=items, updated_iso=updated.isoformat())
    return tagged_reply(200, f"{FEED_TYPES[site.seed.feed]}; charset=utf-8", body, updated)


def _items(site: Site) -> Iterator[dict[str, Any]]:
    for original in reversed(site.articles):
        article, revision = original.at(site.moment)
        paths = [article.address] if article.announced else []
        for path in paths + [alias.path for alias in article.aliases if alias.announced]:
            changed = changed_at(article, revision)
            raw = {"own": None, "none": ""}.get(article.feed_date, article.feed_date)
            yield {
                "path": path,
                "url": site.seed.base + path,
                "title": article.title,
                "summary": summary_of(article),
                "summary_html": f"<p>{escape(summary_of(article) or '')}</p>",
                "authors": article.authors,
                "section": article.section or site.seed.sections[0],
                "date_rfc": format_datetime(article.published) if raw is None else raw,
                "date_iso": article.published.isoformat() if raw is None else raw,
                "updated_iso": changed.isoformat(),
                "changed": changed,
                "language": article.language or site.seed.language,
            }


def _json_feed(seed: OutletSeed, items: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    return {
        "version": "https://jsonfeed.org/version/1.1",
        "title": seed.name,
        "description": f"Sample feed written for Dateline. {seed.slogan}",
        "home_page_url": seed.base + "/",
        "feed_url": seed.base + seed.feed_path,
        "language": seed.language,
        "items": [
            {
                "id": item["url"],
                "url": item["url"],
                "title": item["title"],
                "summary": item["summary"],
                "date_published": item["date_iso"] or None,
                "language": item["language"],
                "authors": [{"name": name} for name in item["authors"]],
                "tags": [item["section"]],
            }
            for item in items
        ],
    }
