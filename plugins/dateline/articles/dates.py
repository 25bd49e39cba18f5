"""When an article was published and changed: claims of feed, sidecar, JSON-LD, meta, time elements, visible text and address."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import islice

from lxml.html import HtmlElement

from dateline.articles.lines import read_lines
from dateline.articles.structured import Structured
from dateline.moments import Locale, at_noon, find_moment, is_date_like

EARLIEST = datetime(1900, 1, 1, tzinfo=UTC)
STAMP_LINES = 60
STAMP_LENGTH = 50
LONGEST_DATE = 30
VISIBLE_ELEMENTS = 400  # Short texts in page order that are read for a date.

_PUBLISHED_KEYS = (
    "article:published_time og:article:published_time article:published og:published_time datepublished parsely-pub-date "
    "sailthru.date dc.date.issued dcterms.created dc.date.created dcterms.issued publish-date publishdate publish_date pubdate "
    "published_time article.published date.created originalpublicationdate cxenseparse:recs:publishtime article_date_original "
    "citation_publication_date dc.date dcterms.date date displaydate last-published-date"
).split()
_MODIFIED_KEYS = (
    "article:modified_time og:article:modified_time og:updated_time datemodified lastmod dcterms.modified last-modified".split()
)
_WORDS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_URL_DAY = re.compile(
    r"[/_-]((?:19|20)\d{2})[/_-]?(\d{2}|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[/_-]?(\d{2})(?:[/_-]|$)", re.IGNORECASE
)
_DATE_CLASS = re.compile(r"date|time|publish|posted|byline|meta|stamp", re.IGNORECASE)
_CHANGED = re.compile(r"updat|modif|edited|corrected", re.IGNORECASE)


_NOWHERE = Locale()


@dataclass(frozen=True)
class DateClaim:
    """A moment and who says so; `exact` is false for a bare day."""

    moment: datetime
    source: str
    exact: bool = True


def parse_moment(text: str, where: Locale = _NOWHERE) -> tuple[datetime, bool] | None:
    """A moment written for machines or people, and whether it has a time of day. None when it is no date."""
    found = find_moment(text, where)
    return (at_noon(found).when.replace(microsecond=0), found.exact) if found else None


def published_claims(
    structured: Structured, tree: HtmlElement, url: str, where: Locale, *, others: Set[HtmlElement] = frozenset()
) -> Iterator[DateClaim]:
    """What the page says of its publication, best witness first. Dates below `others` are of other stories."""
    for article in structured.articles[:3]:
        yield from _claim(article.published, "json-ld", where)
    for key in _PUBLISHED_KEYS:
        yield from _claim(structured.meta.get(key, ""), "meta", where)
    yield from _timed(tree, where, others)
    for match in _URL_DAY.finditer(url):
        month = _WORDS.index(match[2].lower()) + 1 if match[2].isalpha() else int(match[2])
        yield from (replace(claim, exact=False) for claim in _claim(f"{match[1]}-{month:02}-{match[3]}", "url", where))
    yield from _visible(tree, where, others)
    yield from _stamped(tree, where, others)


def modified_claims(structured: Structured, where: Locale) -> Iterator[DateClaim]:
    """What the page says of its last change."""
    for article in structured.articles[:1]:
        yield from _claim(article.modified, "json-ld", where)
    for key in _MODIFIED_KEYS:
        yield from _claim(structured.meta.get(key, ""), "meta", where)


def choose(claims: Sequence[DateClaim], *, now: datetime) -> DateClaim | None:
    """The first sane claim; a bare day is made exact by a later witness of the same day. The future is never taken."""
    sane = [c for c in claims if EARLIEST <= c.moment <= now and c.moment.timestamp() > 86_400]
    if not sane:
        return None
    first = sane[0]
    if first.exact:
        return first
    return next((c for c in sane if c.exact and c.moment.date() == first.moment.date()), first)


def _claim(value: str, source: str, where: Locale) -> Iterator[DateClaim]:
    if value and (parsed := parse_moment(value, where)):
        yield DateClaim(parsed[0], source, parsed[1])


def _elsewhere(element: HtmlElement, others: Set[HtmlElement]) -> bool:
    return bool(others) and (element in others or any(ancestor in others for ancestor in element.iterancestors()))


def _timed(tree: HtmlElement, where: Locale, others: Set[HtmlElement]) -> Iterator[DateClaim]:
    """`<time>` and microdata. Those marked as publication first, then the first in page order that is no change."""
    later = []
    for element in tree.iter("time", "abbr", "span", "div", "p"):
        prop = (element.get("itemprop") or "").lower()
        if element.tag != "time" and not prop.startswith("datepublished") and element.get("class") != "published":
            continue
        if _elsewhere(element, others):
            continue
        value = element.get("datetime") or element.get("content") or element.get("title") or element.text_content()
        parent = element.getparent()
        before = (parent.text or "") if parent is not None else ""
        around = f"{prop} {element.get('class') or ''} {before} {element.text or ''}"
        for claim in _claim(value, "visible", where):
            if prop.startswith("datepublished") or element.get("pubdate") is not None:
                yield claim
            elif not _CHANGED.search(around):
                later.append(claim)
        if len(later) >= 20:
            break
    yield from later[:1]


def _visible(tree: HtmlElement, where: Locale, others: Set[HtmlElement]) -> Iterator[DateClaim]:
    """A date as readers see it, in a short line whose element is named like one."""
    looked = 0
    for element in tree.iter("span", "div", "p", "li", "small", "em", "i", "b", "td", "font"):
        name = f"{element.get('class') or ''} {element.get('id') or ''}"
        if not _DATE_CLASS.search(name):
            continue
        looked += 1
        if looked > VISIBLE_ELEMENTS:
            return
        text = " ".join("".join(islice(element.itertext(), 30))[:300].split())
        if len(text) < 120 and not _CHANGED.search(text[:20]) and not _elsewhere(element, others):
            yield from _claim(text, "visible", where)


def _stamped(tree: HtmlElement, where: Locale, others: Set[HtmlElement]) -> Iterator[DateClaim]:
    """A line near the top that is hardly more than a date: pages without any names or marks have at least that."""
    body = tree.find("body")
    for line in islice(read_lines(tree if body is None else body), STAMP_LINES):
        if line.linked > 0.5 and len(line.text) > LONGEST_DATE:
            continue  # A link that says more than its date leads to another story.
        if len(line.text) <= STAMP_LENGTH and is_date_like(line.text) and not _elsewhere(line.element, others):
            yield from _claim(line.text, "visible", where)
