"""What a page says of itself for machines: JSON-LD, OpenGraph and other meta elements. Pure over a parsed page.

Nothing here decides; `Structured` is the testimony, cleaned of markup, and the resolver weighs it.
"""

from __future__ import annotations

import html as entities
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

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
        names = (self.meta.get("og:site_name"), self.meta.get("application-name"), *(a.publisher for a in self.articles))
        return tuple(dict.fromkeys(name for name in names if name))


def read_structured(markup: Markup) -> Structured:
    """Collect the testimony; what cannot be read is left out."""
    nodes = [node for block in markup.json_ld for node in _nodes(_loaded(block))][:MAX_NODES]
    by_id = {node["@id"]: node for node in nodes if isinstance(node.get("@id"), str) and len(node) > 2}
    articles = tuple(_article(node, by_id) for node in nodes if any(_ARTICLE.search(t) for t in _types(node)))
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
    return Structured(
        articles=articles,
        meta=meta,
        meta_authors=tuple(dict.fromkeys(authors)),
        canonical=canonical,
        language=_language(markup.tree, meta),
        page_types=frozenset(t for node in nodes for t in _types(node)),
    )


AUTHOR_KEYS = frozenset(
    "author article:author_name byl byline parsely-author sailthru.author dc.creator dcterms.creator dc.creator.name cxenseparse:author "
    "citation_author article:author authors mediator_author".split()
)


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
    )


def _some(value: Any) -> list[dict[str, Any]]:
    return [item for item in (value if isinstance(value, list) else [value])[:MAX_NODES] if isinstance(item, dict)]


def _text(value: Any) -> str:
    if isinstance(value, list):
        value = value[0] if value else ""
    if isinstance(value, dict):
        value = value.get("@value") or value.get("name") or ""
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
            names = item.get("name")
            yield from (plain(n) for n in (names if isinstance(names, list) else [names]) if isinstance(n, str) and n.strip())
        elif isinstance(item, str) and item.strip():
            yield plain(item)


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
