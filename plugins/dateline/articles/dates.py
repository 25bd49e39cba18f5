"""When an article was published and changed: claims of feed, sidecar, JSON-LD, meta, time elements, visible text and address."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from email.utils import parsedate_to_datetime
from itertools import islice
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from lxml.html import HtmlElement

from dateline.articles.lines import read_lines
from dateline.articles.structured import Structured

EARLIEST = datetime(1900, 1, 1, tzinfo=UTC)
NOON = 12  # A day without a time is noon: whatever the reader's zone, it stays on the day that was meant.
STAMP_LINES = 60
STAMP_LENGTH = 50
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
_ISO = re.compile(
    r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T\s]+(\d{1,2}):(\d{2})(?::(\d{2}))?(?:[.,]\d+)?\s*(Z|UTC|GMT|[+-]\d{2}(?::?\d{2})?)?)?(?!\d)",
    re.IGNORECASE,
)
_COMPACT = re.compile(r"((?:19|20)\d{2})(\d{2})(\d{2})(?:T?(\d{2})(\d{2})(\d{2})?)?$")
_MONTHS = {
    name: number
    for number, names in enumerate(
        ["jan january", "feb february", "mar march", "apr april", "may", "jun june", "jul july", "aug august", "sep sept september",
         "oct october", "nov november", "dec december"], 1)
    for name in names.split()
}  # fmt: skip
_MONTH = (
    r"(jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?"
    r"|dec(?:ember)?)\.?"
)
_DAY_FIRST = re.compile(rf"\b(\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?{_MONTH},?\s+((?:19|20)\d{{2}})\b", re.IGNORECASE)
_MONTH_FIRST = re.compile(rf"\b{_MONTH}\s+(\d{{1,2}})(?:st|nd|rd|th)?,?\s+((?:19|20)\d{{2}})\b", re.IGNORECASE)
_CLOCK = re.compile(r"\b(\d{1,2})[:.](\d{2})(?::\d{2})?\s*([ap]\.?m\.?)?(?:\s*(GMT|UTC|Z\b|[+-]\d{2}:?\d{2}))?", re.IGNORECASE)
_URL_DAY = re.compile(
    r"[/_-]((?:19|20)\d{2})[/_-]?(\d{2}|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[/_-]?(\d{2})(?:[/_-]|$)", re.IGNORECASE
)
_DATE_CLASS = re.compile(r"date|time|publish|posted|byline|meta|stamp", re.IGNORECASE)
_CHANGED = re.compile(r"updat|modif|edited|corrected", re.IGNORECASE)


@dataclass(frozen=True)
class DateClaim:
    """A moment and who says so; `exact` is false for a bare day."""

    moment: datetime
    source: str
    exact: bool = True


def zone_of(name: str | None) -> tzinfo:
    """An IANA zone, UTC when there is none by that name."""
    try:
        return ZoneInfo(name) if name else UTC
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return UTC


def parse_moment(text: str, zone: tzinfo = UTC) -> tuple[datetime, bool] | None:
    """A moment written for machines or people, and whether it has a time of day. None when it is no date."""
    text = text.strip()[:200]
    if match := _ISO.search(text):
        year, month, day, hour, minute, second, offset = match.groups()
        return _moment(int(year), int(month), int(day), hour, minute, second, offset, zone)
    if re.fullmatch(r"\d{10}|\d{13}", text):
        return datetime.fromtimestamp(int(text) / (1000 if len(text) == 13 else 1), UTC), True
    if match := _COMPACT.fullmatch(text):
        year, month, day, hour, minute, second = match.groups()
        return _moment(int(year), int(month), int(day), hour, minute, second, None, zone)
    if re.match(r"[A-Z][a-z]{2},?\s+\d", text):
        try:
            parsed = parsedate_to_datetime(text)
        except (ValueError, TypeError, IndexError, OverflowError):
            pass
        else:
            return (parsed if parsed.tzinfo else parsed.replace(tzinfo=zone)), True
    return _written(text, zone)


def _written(text: str, zone: tzinfo) -> tuple[datetime, bool] | None:
    if match := _DAY_FIRST.search(text):
        day, month, year = match[1], match[2], match[3]
    elif match := _MONTH_FIRST.search(text):
        month, day, year = match[1], match[2], match[3]
    else:
        return None
    clock = _CLOCK.search(text, match.end()) or _CLOCK.search(text, 0, match.start())
    hour, minute, offset = None, None, None
    if clock:
        hour, minute, offset = clock[1], clock[2], clock[4]
        if clock[3]:
            hour = str(int(hour) % 12 + (12 if clock[3].lower().startswith("p") else 0))
    return _moment(int(year), _MONTHS[month.lower()], int(day), hour, minute, None, offset, zone)


def _moment(
    year: int, month: int, day: int, hour: str | None, minute: str | None, second: str | None, offset: str | None, zone: tzinfo
) -> tuple[datetime, bool] | None:
    try:
        if hour is None:
            return datetime(year, month, day, NOON, tzinfo=zone), False
        where = _offset(offset) if offset else zone
        return datetime(year, month, day, int(hour), int(minute or 0), min(int(second or 0), 59), tzinfo=where), True
    except (ValueError, OverflowError):
        return None


def _offset(text: str) -> tzinfo:
    if text.upper() in ("Z", "UTC", "GMT"):
        return UTC
    digits = text[1:].replace(":", "").ljust(4, "0")
    delta = timedelta(hours=int(digits[:2]), minutes=int(digits[2:4]))
    return timezone(-delta if text[0] == "-" else delta)


def published_claims(structured: Structured, tree: HtmlElement, url: str, zone: tzinfo) -> Iterator[DateClaim]:
    """What the page says of its publication, best witness first."""
    for article in structured.articles[:3]:
        yield from _claim(article.published, "json-ld", zone)
    for key in _PUBLISHED_KEYS:
        yield from _claim(structured.meta.get(key, ""), "meta", zone)
    yield from _timed(tree, zone)
    for match in _URL_DAY.finditer(url):
        month = _MONTHS.get(match[2].lower()) or int(match[2])
        if moment := _moment(int(match[1]), month, int(match[3]), None, None, None, None, zone):
            yield DateClaim(moment[0], "url", False)
    yield from _visible(tree, zone)
    yield from _stamped(tree, zone)


def modified_claims(structured: Structured, zone: tzinfo) -> Iterator[DateClaim]:
    """What the page says of its last change."""
    for article in structured.articles[:1]:
        yield from _claim(article.modified, "json-ld", zone)
    for key in _MODIFIED_KEYS:
        yield from _claim(structured.meta.get(key, ""), "meta", zone)


def choose(claims: Sequence[DateClaim], *, now: datetime) -> DateClaim | None:
    """The first sane claim; a bare day is made exact by a later witness of the same day. The future is never taken."""
    sane = [c for c in claims if EARLIEST <= c.moment <= now and c.moment.timestamp() > 86_400]
    if not sane:
        return None
    first = sane[0]
    if first.exact:
        return first
    return next((c for c in sane if c.exact and c.moment.date() == first.moment.date()), first)


def _claim(value: str, source: str, zone: tzinfo) -> Iterator[DateClaim]:
    if value and (parsed := parse_moment(value, zone)):
        yield DateClaim(parsed[0], source, parsed[1])


def _timed(tree: HtmlElement, zone: tzinfo) -> Iterator[DateClaim]:
    """`<time>` and microdata. Those marked as publication first, then the first in page order that is no change."""
    later = []
    for element in tree.iter("time", "abbr", "span", "div", "p"):
        prop = (element.get("itemprop") or "").lower()
        if element.tag != "time" and not prop.startswith("datepublished") and element.get("class") != "published":
            continue
        value = element.get("datetime") or element.get("content") or element.get("title") or element.text_content()
        parent = element.getparent()
        before = (parent.text or "") if parent is not None else ""
        around = f"{prop} {element.get('class') or ''} {before} {element.text or ''}"
        for claim in _claim(value, "visible", zone):
            if prop.startswith("datepublished") or element.get("pubdate") is not None:
                yield claim
            elif not _CHANGED.search(around):
                later.append(claim)
        if len(later) >= 20:
            break
    yield from later[:1]


def _visible(tree: HtmlElement, zone: tzinfo) -> Iterator[DateClaim]:
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
        if len(text) < 120 and not _CHANGED.search(text[:20]):
            yield from _claim(text, "visible", zone)


def _stamped(tree: HtmlElement, zone: tzinfo) -> Iterator[DateClaim]:
    """A line near the top that is hardly more than a date: pages without any names or marks have at least that."""
    body = tree.find("body")
    for line in islice(read_lines(tree if body is None else body), STAMP_LINES):
        if len(line.text) <= STAMP_LENGTH and (_DAY_FIRST.search(line.text) or _MONTH_FIRST.search(line.text)):
            yield from _claim(line.text, "visible", zone)
