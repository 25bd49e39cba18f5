"""Who wrote it: names from JSON-LD, meta elements and the byline, cut into single names. Agencies count as authors here."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence, Set

from lxml.html import HtmlElement

from dateline.articles.structured import Structured, plain
from dateline.models.articles import Claim

MAX_NAME = 60  # Characters of one name.
MAX_NAMES = 12

_LEAD = re.compile(
    r"^\s*(?:written\s+by|words\s+by|reported\s+by|reporting\s+by|story\s+by|posted\s+by|authored?(?:\s+by)?\s*:?|by(?:line)?|from|par|von|por)\b[:\s]+",
    re.IGNORECASE,
)
_SPLIT = re.compile(r"\s*(?:,(?!\s*(?:jr|sr|phd|md)\b)|;|\||/|&|\band\b|\bwith\b|\bund\b|\bet\b(?=\s+[A-Z]))\s*", re.IGNORECASE)
_ADDRESS = re.compile(r"https?://|www\.|@|\.(?:com|org|net)\b", re.IGNORECASE)
_AFTER = re.compile(
    r"\s*(?:\(.*|\bfor\s+(?:the\s+)?[\w.]+(?:\.com|online)\b.*|\bin\s+[A-Z][\w ]+|\b(?:published|updated|posted|last|at)\b.*"
    r"|\d{1,2}[:/.]\d{2}.*)$"
)
_ROLE = re.compile(
    r"^(?:.*\b(?:editor|correspondent|reporter|writer|columnist|contributor|bureau\s+chief|producer|journalist|follow|share|comments?|read|view|profile|"
    r"published|updated|subscribe|minutes?|ago|twitter|facebook|instagram|linkedin|telegram|whatsapp|youtube|email)\b.*|staff|agencies|wires?|admin|administrator|news|editor.*|unknown|none|null|undefined|n/a)$",
    re.IGNORECASE,
)
_NAME = re.compile(r"[^\W\d_][\w.'’-]*(?: (?:de|da|di|van|von|der|den|al|el|bin|ibn|la|le))*(?: [^\W\d_a-z][\w.'’-]*){1,3}")
_BYLINE = re.compile(r"\bby-?line|\bauthors?\b|author[-_]?name|article[-_]?author|writer|contributor", re.IGNORECASE)


def author_claims(structured: Structured, tree: HtmlElement, *, others: Set[HtmlElement] = frozenset()) -> Iterator[Claim]:
    """One claim per name and witness. Bylines below `others` are of other stories."""
    article = next((a for a in structured.articles if a.authors), None)
    for name in article.authors if article else ():
        yield from (Claim("author", one, "json-ld") for one in names_in(name, listed=True))
    for value in structured.meta_authors:
        yield from (Claim("author", one, "meta") for one in names_in(value))
    for value in _bylines(tree, others):
        yield from (Claim("author", one, "byline") for one in names_in(value) if bare_name(one) or _key(one) in _keys(structured))


def names_in(value: str, *, listed: bool = False) -> Iterator[str]:
    """Single names in a byline; addresses, roles and places are no names."""
    value = plain(value)
    if _ADDRESS.search(value) and " " not in value.strip():
        return
    for piece in _SPLIT.split(_LEAD.sub("", value)):
        name = _AFTER.sub("", _LEAD.sub("", piece)).strip(" .,:-–—•·\u00a0")
        if not name or len(name) > MAX_NAME or len(name.split()) > 6 or _ADDRESS.search(name):
            continue
        if any(char.isdigit() for char in name) or not any(char.isalpha() for char in name):
            continue
        if _ROLE.match(name) and not (listed and " " in name):
            continue
        yield name


def bare_name(line: str) -> str | None:
    """The name, if a line is nothing but one: two to four capitalised words, "By" before it or not."""
    name = _LEAD.sub("", line).strip()
    return name if _NAME.fullmatch(name) and not _ROLE.match(name) else None


def choose_authors(claims: Sequence[Claim], *, site_names: Sequence[str]) -> tuple[tuple[str, ...], str | None]:
    """The names of the best witness: JSON-LD, then meta, then the byline; a witness that only names the outlet yields to the next."""
    outlets = {_key(name) for name in site_names}
    fallback: tuple[tuple[str, ...], str | None] = ((), None)
    for source in ("feed", "json-ld", "meta", "byline", "newspaper"):
        names: dict[str, str] = {}
        for claim in claims:
            if claim.source == source:
                names.setdefault(_key(claim.value), claim.value)
        if not names:
            continue
        people = tuple(name for key, name in names.items() if key not in outlets)[:MAX_NAMES]
        if people:
            return people, source
        if not fallback[0]:
            fallback = tuple(names.values())[:MAX_NAMES], source
    return fallback


def _keys(structured: Structured) -> set[str]:
    return {_key(name) for name in structured.site_names}


def _key(name: str) -> str:
    return re.sub(r"[\W_]+", "", name.casefold())


def _bylines(tree: HtmlElement, others: Set[HtmlElement]) -> Iterator[str]:
    """Short texts of elements that are named or marked as bylines, in page order."""
    found = 0
    for element in tree.iter("a", "span", "div", "p", "address", "li", "strong"):
        marked = "author" in (element.get("rel") or "").lower().split() or (element.get("itemprop") or "").lower().startswith("author")
        if not marked and not _BYLINE.search(f"{element.get('class') or ''} {element.get('id') or ''}"):
            continue
        if element in others or any(ancestor in others for ancestor in element.iterancestors()):
            continue
        text = plain(" ".join(element.itertext()))
        if 3 <= len(text) <= 120:
            found += 1
            yield text
        if found >= 4:
            return
