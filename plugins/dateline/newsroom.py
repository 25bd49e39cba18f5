"""Plays a folder of articles (seeds/newsroom) as web sites on one loopback port, told apart by the Host header.

For the sample and for tests. `answer` is pure: outlets, a moment and a request in, an answer out; `Newsroom` only carries
answers over a socket. It listens on loopback and never reads anything but the folder it was given.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from dateline.loopback import Answer, Loopback
from dateline.models import Source
from dateline.seeds.newsroom import Alias, ArticleSeed, Outlet, OutletSeed, Revision, load_newsroom

LATEST = 6  # Headlines in side columns.

_FEED_TYPES = {
    "rss": "application/rss+xml",
    "atom": "application/atom+xml",
    "rdf": "application/rdf+xml",
    "json": "application/feed+json",
}
_STYLE = "body{font:16px/1.5 serif;max-width:60em;margin:auto}.sample-notice{background:#fe9;padding:.5em}.ad{background:#eee}"
_LINK = re.compile(r"\[([^\]]+)\]\((https?://[^\s)]+)\)")
_EMPHASIS = re.compile(r"\*([^*]+)\*")


class Newsroom:
    """A context manager that serves the folder; `day` hides what came after it (UTC) and may be set while serving."""

    def __init__(self, folder: Path, day: date | None = None) -> None:
        self.outlets = load_newsroom(folder)
        self.day = day
        self.requests: list[str] = []
        self._by_host = {outlet.seed.host: outlet for outlet in self.outlets.values()}
        self._templates = _environment(folder / "templates")
        self._server = Loopback(lambda host, path, headers: self.respond(host, path, headers.get("If-None-Match")))

    def __enter__(self) -> Newsroom:
        self._server.__enter__()
        return self

    def __exit__(self, *whatever: object) -> None:
        self._server.__exit__(*whatever)

    @property
    def host_map(self) -> dict[str, tuple[str, int]]:
        """Where the fetcher finds each host."""
        return dict.fromkeys(self._by_host, self._server.address)

    @property
    def sources(self) -> tuple[Source, ...]:
        """The outlets as sources."""
        return tuple(_source(outlet.seed) for outlet in self.outlets.values())

    def respond(self, host: str, path: str, if_none_match: str | None) -> Answer:
        """Answer one request as the sites stand on `day`."""
        self.requests.append(f"{host}{path}")
        outlet = self._by_host.get(host)
        if outlet is None:
            return _text(421, f"no outlet lives at {host}")
        moment = datetime.combine(self.day + timedelta(days=1), time(), UTC) if self.day else None
        given = answer(outlet, path, moment=moment, templates=self._templates)
        if if_none_match and given.status == 200 and if_none_match == dict(given.headers).get("ETag"):
            return Answer(304, given.headers, b"")
        return given


def answer(outlet: Outlet, path: str, *, moment: datetime | None, templates: Environment) -> Answer:
    """What `outlet` says to GET `path` when it is `moment` (None: after everything)."""
    site = _Site(outlet.seed, [one for one in outlet.articles if moment is None or one.published < moment], moment, templates)
    path = path.partition("?")[0]
    if path == "/robots.txt":
        return _text(200, _robots(site))
    if path == "/style.css":
        return _tagged(200, "text/css", _STYLE.encode(), None)
    if path == outlet.seed.feed_path:
        return _feed(site)
    for article in site.articles:
        if path == article.address:
            return _article(site, article)
        if alias := next((one for one in article.aliases if one.path == path), None):
            return _aliased(site, article, alias)
    if path == "/" or path.startswith("/section/") or path == "/about":
        return _listing(site, path)
    return _text(404, "no such page")


@dataclass(frozen=True)
class _Site:
    """One outlet at one moment."""

    seed: OutletSeed
    articles: Sequence[ArticleSeed]
    moment: datetime | None
    templates: Environment

    def render(self, template: str, **values: Any) -> bytes:
        return self.templates.get_template(template).render(outlet=self.seed, **values).encode("utf-8")

    def links(self, articles: Sequence[ArticleSeed]) -> list[dict[str, str]]:
        return [{"path": one.address, "title": one.at(self.moment)[0].title or ""} for one in articles]

    def latest(self, besides: ArticleSeed | None = None) -> list[dict[str, str]]:
        shown = [one for one in reversed(self.articles) if one.announced and one.serve == "page" and one is not besides]
        return self.links(shown[:LATEST])


# ---- articles -----------------------------------------------------------------------------------------------------------


def _article(site: _Site, article: ArticleSeed) -> Answer:
    if article.serve == "missing":
        return _text(404, "no such page")
    if article.serve == "gone":
        return _text(410, "this page has been removed")
    if article.serve == "error":
        return _text(500, "the site is having a bad day")
    current, revision = article.at(site.moment)
    body = site.render(f"{site.seed.layout}.html", page=_page(site, current, revision, article))
    if article.serve == "broken":
        # What a template that fails half-way sends: an open tag, then nothing.
        body = body[: body.find(b"<body")] + b'<body class="\x01\x02"><div id="main"><p class="text'
    return _tagged(200, "text/html; charset=utf-8", body, _changed(current, revision))


def _aliased(site: _Site, article: ArticleSeed, alias: Alias) -> Answer:
    if alias.how == "redirect":
        return Answer(301, (("Location", article.address), ("Content-Type", "text/plain")), b"moved")
    return _article(site, article)


def _page(site: _Site, article: ArticleSeed, revision: Revision | None, original: ArticleSeed) -> dict[str, Any]:
    """What the layouts show of an article."""
    seed = site.seed
    url = seed.base + article.address
    dated = article.page_date == "own"
    changed = _changed(article, revision)
    known = {one.id: one for one in site.articles}
    paragraphs = [_marked_up(text) for text in article.paragraphs]
    if article.dateline and paragraphs:
        credit = f" ({seed.credit})" if seed.credit else ""
        paragraphs[0] = escape(f"{article.dateline}{credit} - ") + paragraphs[0]
    page: dict[str, Any] = {
        "title": article.title,
        "url": url,
        "canonical": {"own": url, "none": None}.get(article.canonical, article.canonical),
        "feed_type": _FEED_TYPES[seed.feed],
        "language": article.language or seed.language,
        "section": article.section or seed.sections[0],
        "summary": _summary(article),
        "standfirst": article.summary,
        "authors": article.authors,
        "agency": article.agency,
        "caption": article.caption,
        "note": revision.note if revision else None,
        "paragraphs": paragraphs,
        "boxes": [{"title": b.title, "after": b.after, "paragraphs": [_marked_up(t) for t in b.paragraphs]} for b in article.boxes],
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


def _marked_up(text: str) -> Markup:
    """Links and emphasis; everything else is escaped."""
    safe = str(escape(" ".join(text.split())))
    safe = _LINK.sub(r'<a href="\2">\1</a>', safe)
    return Markup(_EMPHASIS.sub(r"<em>\1</em>", safe))  # noqa: S704 - escaped two lines above


def _plain(text: str) -> str:
    return _EMPHASIS.sub(r"\1", _LINK.sub(r"\1", " ".join(text.split())))


def _summary(article: ArticleSeed) -> str | None:
    text = article.summary or (article.paragraphs[0] if article.paragraphs else None)
    return _plain(text) if text else None


def _changed(article: ArticleSeed, revision: Revision | None) -> datetime:
    return max(article.published, article.modified or article.published, revision.at if revision else article.published)


def _readable(moment: datetime, seed: OutletSeed) -> str:
    local = moment.astimezone(ZoneInfo(seed.timezone)) if seed.timezone else moment
    return f"{local.day} {local:%B %Y, %H:%M} {local.tzname() or ''}".strip()


# ---- feeds and the rest -------------------------------------------------------------------------------------------------


def _feed(site: _Site) -> Answer:
    items = list(_items(site))
    updated = max((item["changed"] for item in items), default=datetime(2000, 1, 1, tzinfo=UTC))
    if site.seed.feed == "json":
        body = json.dumps(_json_feed(site.seed, items), ensure_ascii=False, indent=1).encode("utf-8")
    else:
        body = site.render(f"{site.seed.feed}.xml", items=items, updated_iso=updated.isoformat())
    return _tagged(200, f"{_FEED_TYPES[site.seed.feed]}; charset=utf-8", body, updated)


def _items(site: _Site) -> Iterator[dict[str, Any]]:
    for original in reversed(site.articles):
        article, revision = original.at(site.moment)
        paths = [article.address] if article.announced else []
        for path in paths + [alias.path for alias in article.aliases if alias.announced]:
            changed = _changed(article, revision)
            raw = {"own": None, "none": ""}.get(article.feed_date, article.feed_date)
            yield {
                "path": path,
                "url": site.seed.base + path,
                "title": article.title,
                "summary": _summary(article),
                "summary_html": f"<p>{escape(_summary(article) or '')}</p>",
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


def _listing(site: _Site, path: str) -> Answer:
    section = path.removeprefix("/section/") if path.startswith("/section/") else None
    shown = [one for one in reversed(site.articles) if one.announced and section in (None, (one.section or site.seed.sections[0]).lower())]
    page = {
        "title": f"{site.seed.name}: {section}" if section else site.seed.name,
        "canonical": site.seed.base + path,
        "feed_type": _FEED_TYPES[site.seed.feed],
        "latest": site.links(shown),
    }
    return _tagged(200, "text/html; charset=utf-8", site.render("list.html", page=page), None)


def _robots(site: _Site) -> str:
    forbidden = [f"Disallow: {one.address}" for one in site.articles if one.robots == "disallow"]
    delay = [f"Crawl-delay: {site.seed.crawl_delay:g}"] if site.seed.crawl_delay else []
    return "\n".join(["# Sample newsroom written for Dateline", "User-agent: *", "Disallow: /out", *forbidden, *delay, ""])


def _text(status: int, text: str) -> Answer:
    return Answer(status, (("Content-Type", "text/plain; charset=utf-8"),), text.encode("utf-8"))


def _tagged(status: int, kind: str, body: bytes, changed: datetime | None) -> Answer:
    headers = [("Content-Type", kind), ("ETag", f'"{hashlib.blake2b(body, digest_size=8).hexdigest()}"')]
    if changed:
        headers.append(("Last-Modified", format_datetime(changed.astimezone(UTC), usegmt=True)))
    return Answer(status, tuple(headers), body)


def _source(seed: OutletSeed) -> Source:
    return Source(
        id=seed.id,
        url=seed.base + seed.feed_path,
        name=seed.name,
        language=seed.language,
        country=seed.country,
        timezone=seed.timezone,
        tags=("sample",),
        note="Sample written for Dateline.",
    )


def _environment(folder: Path) -> Environment:
    return Environment(loader=FileSystemLoader(folder), autoescape=True, undefined=StrictUndefined)
