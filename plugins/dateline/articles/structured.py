"""What a page says of itself for machines: JSON-LD, OpenGraph and other meta elements. Pure over a parsed page.

Nothing here decides; `Structured` is the testimony, cleaned of markup, and the resolver weighs it.
"""

from __future__ import annotations

import html as entities
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit

from lxml.html import HtmlElement

from dateline.articles.parsing import Markup

MAX_NODES = 5_000  # JSON-LD nodes that are looked at: live blogs have hundreds, hostile pages millions.
MAX_BLOCK = 4_000_000  # Characters of one JSON-LD block.

_ARTICLE = re.compile(r"(?:Article|BlogPosting|LiveBlogPosting|SocialMediaPosting|Report|Review)$")
_ODD_JSON = re.compile(
    r"^\s*(?:<!--|//\s*<!\[CDATA\[|<!\[CDATA\[|/\*\s*<!\[CDATA\[\s*\*/)|(?:-->|//\s*\]\]>|\]\]>|/\*\s*\]\]>\s*\*/|;)\s*$"
)
_TRAILING_COMMA = re.compile(r",(\s*[\]}])")
_TAG = re.compile(r"<[^<>]{1,500}>")
_SPACE = re.compile(r"\s+")
_WORD = re.compile(r"\w{3,}")
SAME_WORDS = 0.5  # Of two headlines of one story.
# What the address of a page's variants adds to it.
_VARIANT = re.compile(r"/(?:amp|print|index\.\w+)/?$|\.amp(?:\.html)?$|\.amp$", re.IGNORECASE)


@dataclass(frozen=True)
class LdArticle:
    """One article node of a page's JSON-LD. Texts are unescaped, without tags; missing ones are empty."""

    type: str
    headline: str = ""
    published: str = ""
    modified: str = ""
    authors: tuple[str, ...] = ()
    body: str = ""
    language: str = ""
    publisher: str = ""
    free: bool | None = None
    addresses: tuple[str, ...] = ()


@dataclass(frozen=True)
class Structured:
    """All of a page's testimony. `meta` has the first content of each name or property, lower-case keys."""

    articles: tuple[LdArticle, ...]
    meta: dict[str, str]
    meta_authors: tuple[str, ...]
    canonical: str | None
    language: str | None
    page_types: frozenset[str]

    @property
    def article(self) -> LdArticle | None:
        """The node that speaks for the page: the first with a headline, else the first."""
        return next((a for a in self.articles if a.headline), self.articles[0] if self.articles else None)

    @property
    def site_names(self) -> tuple[str, ...]:
        """What the outlet calls itself."""
        keys = ("apple-mobile-web-app-title", "al:android:app_name", "twitter:app:name:iphone")
        said = (self.meta.get("og:site_name"), self.meta.get("application-name"), *(a.publisher for a in self.articles))
        names = (*said, *(self.meta.get(key) for key in keys), self.meta.get("twitter:site", "").removeprefix("@"))
        return tuple(dict.fromkeys(name for name in names if name))


def read_structured(markup: Markup, *, url: str = "") -> Structured:
    """Collect the testimony; what cannot be read is left out. Nodes of other addresses than `url` and the page's own are not heard."""
    nodes = [node for block in markup.json_ld for node in _nodes(_loaded(block))][:MAX_NODES]
    by_id = {node["@id"]: node for node in nodes if isinstance(node.get("@id"), str) and len(node) > 2}
    told = tuple(_article(node, by_id) for node in nodes if any(_ARTICLE.search(t) for t in _types(node)))
    meta: dict[str, str] = {}
    authors: list[str] = []
    canonical = None
    for element in markup.tree.iter("meta", "link"):
        if element.tag == "link":
            if canonical is None and "canonical" in (element.get("rel") or "").lower().split():
                canonical = (element.get("href") or "").strip() or None
            continue
        content = plain(element.get("content") or "")
        for key in (element.get("property"), element.get("name"), element.get("itemprop"), element.get("http-equiv")):
            if key and content:
                key = key.strip().lower()
                meta.setdefault(key, content)
                if key in AUTHOR_KEYS:
                    authors.append(content)
    own = {address for one in (url, canonical, meta.get("og:url"), meta.get("al:web:url")) if one and (address := _address(one, url))}
    return Structured(
        articles=_own_articles(told, own, url, _headlines(markup.tree, meta)),
        meta=meta,
        meta_authors=tuple(dict.fromkeys(authors)),
        canonical=canonical,
        language=_language(markup.tree, meta),
        page_types=frozenset(t for node in nodes for t in _types(node)),
    )


AUTHOR_KEYS = frozenset(
    "author og:author og:article:author article:author_name byl byline parsely-author sailthru.author dc.creator dcterms.creator "
    "dc.creator.name cxenseparse:author citation_author article:author authors mediator_author".split()
)


def _own_articles(told: Sequence[LdArticle], own: set[str], url: str, headlines: Sequence[set[str]]) -> tuple[LdArticle, ...]:
    """The nodes that speak of this page: by their address, else by their headline; those without an address come last.

    A page may hold the nodes of stories that it only links to, and put them first.
    """
    ranked: list[tuple[int, LdArticle]] = []
    for article in told:
        addresses = {address for one in article.addresses if (address := _address(one, url))}
        words = _words(article.headline)
        same = any(len(words & line) >= SAME_WORDS * len(words | line) for line in headlines if words)
        if addresses & own:
            ranked.append((0, article))
        elif same or not addresses or not own:
            ranked.append((1 if same else 2, article))
    if any(rank == 0 for rank, _ in ranked):
        ranked = [(rank, article) for rank, article in ranked if rank < 2 or not article.addresses]
    return tuple(article for _, article in sorted(ranked, key=lambda pair: pair[0]))


def _address(value: str, base: str) -> str | None:
    """Host and path of an address, as far as two spellings of one page share them; None for what leads to no page of its own."""
    try:
        parts = urlsplit(urljoin(base, value.strip()))
    except ValueError:
        return None
    path = _VARIANT.sub("", unquote(parts.path)).strip("/")
    host = re.sub(r"^(?:www|m|amp|mobile|edition)\.", "", (parts.hostname or "").lower())
    query = parts.query if not path or path.endswith((".php", ".asp", ".aspx", ".cgi", ".jsp")) else ""
    return f"{host}/{path.lower()}?{query}" if host and (path or query) else None


def _headlines(tree: HtmlElement, meta: dict[str, str]) -> list[set[str]]:
    lines = [meta.get("og:title", ""), meta.get("twitter:title", ""), tree.findtext(".//title") or ""]
    lines += ["".join(h1.itertext()) for h1 in islice(tree.iter("h1"), 3)]
    return [words for line in lines if (words := _words(plain(line)))]


def _words(line: str) -> set[str]:
    return set(_WORD.findall(line.casefold()))


def plain(text: str) -> str:
    """One line without tags and entities."""
    if "&" in text:
        text = entities.unescape(text)
    return _SPACE.sub(" ", _TAG.sub(" ", text) if "<" in text else text).strip()


def _loaded(block: str) -> Any:
    text = _ODD_JSON.sub("", _ODD_JSON.sub("", block[:MAX_BLOCK].strip()))
    for attempt in (lambda t: t, lambda t: _TRAILING_COMMA.sub(r"\1", t), entities.unescape):
        try:
            return json.loads(attempt(text), strict=False)
        except (ValueError, RecursionError):
            continue
    return None


def _nodes(value: Any) -> Iterator[dict[str, Any]]:
    """Top-level nodes and those in lists, graphs and main entities; order kept, without recursion."""
    waiting, seen = [value], 0
    while waiting and seen < MAX_NODES:
        node = waiting.pop(0)
        seen += 1
        if isinstance(node, list):
            waiting[:0] = node[:MAX_NODES]
        elif isinstance(node, dict):
            yield node
            waiting[:0] = [node[key] for key in ("@graph", "mainEntity", "mainEntityOfPage") if isinstance(node.get(key), list | dict)]


def _types(node: dict[str, Any]) -> list[str]:
    value = node.get("@type")
    return [t for t in (value if isinstance(value, list) else [value]) if isinstance(t, str)]


def _article(node: dict[str, Any], by_id: dict[str, dict[str, Any]]) -> LdArticle:
    free = node.get("isAccessibleForFree")
    return LdArticle(
        type=next(t for t in _types(node) if _ARTICLE.search(t)),
        headline=_text(node.get("headline")) or _text(node.get("name")),
        published=_text(node.get("datePublished")),
        modified=_text(node.get("dateModified")),
        authors=tuple(dict.fromkeys(_names(node.get("author") or node.get("creator"), by_id))),
        body=_body(node.get("articleBody")),
        language=_text(node.get("inLanguage")),
        publisher=next(iter(_names(node.get("publisher"), by_id)), ""),
        free=None if free is None else str(free).lower() not in ("false", "no", "0"),
        addresses=tuple(dict.fromkeys(_addresses(node))),
    )


def _addresses(node: dict[str, Any]) -> Iterator[str]:
    """Where a node says that its page is."""
    for key in ("url", "mainEntityOfPage", "@id"):
        value = node.get(key)
        for one in value if isinstance(value, list) else [value]:
            one = (one.get("@id") or one.get("url")) if isinstance(one, dict) else one
            if isinstance(one, str) and one.startswith(("http://", "https://", "/")):
                yield one.partition("#")[0]


def _text(value: Any) -> str:
    if isinstance(value, list):
        value = value[0] if value else ""
    if isinstance(value, dict):
        value = value.get("@value") or value.get("name") or ""
    if isinstance(value, int | float) and not isinstance(value, bool):
        value = str(int(value)) if abs(value) < 1e15 else ""
    return plain(value) if isinstance(value, str) else ""


def _body(value: Any) -> str:
    """Article text keeps its line breaks."""
    if not isinstance(value, str):
        return ""
    return "\n".join(line for part in value.splitlines() if (line := plain(part)))


def _names(value: Any, by_id: dict[str, dict[str, Any]]) -> Iterator[str]:
    for item in value[:50] if isinstance(value, list) else [value]:
        if isinstance(item, dict):
            if not item.get("name") and isinstance(item.get("@id"), str):
                item = by_id.get(item["@id"], item)
            yield from _name(item)
        elif isinstance(item, str) and item.strip():
            yield plain(item)


def _name(item: dict[str, Any]) -> Iterator[str]:
    """The name of a person or outlet: a text, texts, a node within the node, or its two halves."""
    names = item.get("name") or item.get("legalName") or item.get("alternateName")
    if not names:
        names = " ".join(part for key in ("givenName", "familyName") if isinstance(part := item.get(key), str))
    for name in names[:50] if isinstance(names, list) else [names]:
        if isinstance(name, dict):
            name = name.get("name") or name.get("@value")
        if isinstance(name, str) and name.strip():
            yield plain(name)


def _language(tree: HtmlElement, meta: dict[str, str]) -> str | None:
    values: Sequence[str | None] = (
        tree.get("lang"),
        tree.get("{http://www.w3.org/XML/1998/namespace}lang"),
        meta.get("og:locale"),
        meta.get("content-language"),
        meta.get("language"),
        meta.get("inlanguage"),
    )
    for value in values:
        if value and (match := re.match(r"([a-z]{2,3})(?:[-_]|$)", value.strip().lower())):
            return match[1]
    return None
