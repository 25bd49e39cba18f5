"""RSS, RDF and Atom -> Feed. feedparser stays inside this module; it never gets an address or a file, only bytes."""

from __future__ import annotations

import codecs
import io
import re
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any
from urllib.parse import urljoin

import feedparser

from dateline.errors import FeedError
from dateline.feeds.items import MAX_GLANCED, ItemReader, ItemsRead, RawItem
from dateline.feeds.taming import Tamed, glance, is_alternate, tame
from dateline.feeds.texts import MAX_TITLE, language_of, plain_text, said, web_address
from dateline.feeds.values import Feed, Remark
from dateline.identity import canonical_url

MAX_ITEMS = 2_000  # That a parser reads, 1 ms each; real feeds have up to 2,000.
_ROOT = re.compile(rb"<((?:[a-zA-Z][\w.-]*:)?(?:rss|feed|RDF))[\s>]")
_PERIODS = {"hourly": 1, "daily": 24, "weekly": 168, "monthly": 720, "yearly": 8760}


def read_xml(body: bytes, reader: ItemReader, content_type: str | None) -> Feed:
    """What an RSS, RDF or Atom document says. Raises FeedError for what is none."""
    body, certain = _utf8(body)
    whole = tame(body)
    portion, count = _first_items(whole)
    parsed = _parsed(portion, "utf-8" if certain else _charset(content_type))
    found = parsed.get("entries") or []
    if not found and not parsed.get("version"):
        raise FeedError(f"{reader.url}: is not a feed: {_what_it_is(body, content_type)}")
    channel = parsed.get("feed") or {}
    reader = replace(reader, language=language_of(said(channel, "language")))
    kind = parsed.get("version") or "unknown"
    if kind.startswith("rss"):
        # In RSS relative addresses start at the site, which need not be where the feed is served from.
        reader = replace(reader, base=_site(channel, reader.url))
    read = reader.read([_xml_item(one) for one in found])
    if parsed.get("bozo") and "Encoding" not in type(parsed.get("bozo_exception")).__name__:
        read.remarks.append(Remark(reader.url, f"not well-formed: {str(parsed.get('bozo_exception'))[:200]}"))
    elif whole.mended:
        read.remarks.append(Remark(reader.url, f"not well-formed: {whole.mended} places put right"))
    last = min(len(whole.items), count + MAX_GLANCED)
    if len(found) < count:
        _glanced(reader, read, whole, range(count), "lost in damaged markup")
    _glanced(reader, read, whole, range(count, last), "beyond the first that are parsed")
    truncated = "cut: more elements than we read" if whole.cut else None
    if missing := len(whole.items) - last:
        truncated = f"cut: {missing} items beyond the first {last}"
        reader.leave_out(missing, "beyond the items that are read", read)
    return reader.feed(read, title=said(channel, "title"), kind=kind, ttl=_ttl(channel), truncated=truncated)


def _utf8(body: bytes) -> tuple[bytes, bool]:
    """UTF-16 and UTF-32 become UTF-8, and whether the bytes are UTF-8 beyond doubt.

    Bytes outside ASCII that decode as UTF-8 are UTF-8, whatever header and declaration say.
    """
    for mark, encoding in ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF32_LE, "utf-32"), (codecs.BOM_UTF32_BE, "utf-32")):
        if body.startswith(mark):
            return body.decode(encoding, "replace").encode(), True
    for mark, encoding in ((codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"), (b"<\0", "utf-16-le"), (b"\0<", "utf-16-be")):
        if body.startswith(mark):
            return body.decode(encoding, "replace").encode("utf-8", "replace"), True
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        return body, False
    return body, not body.isascii()


def _parsed(document: bytes, charset: str | None) -> Mapping[str, Any]:
    headers = {"content-type": f"application/xml; charset={charset}"} if charset else {}
    parsed: Mapping[str, Any] = feedparser.parse(
        io.BytesIO(document), response_headers=headers, sanitize_html=False, resolve_relative_uris=False
    )
    return parsed


def _first_items(whole: Tamed) -> tuple[bytes, int]:
    """The document with as many items as a parser has time for, and how many those are."""
    count = len(whole.items) if whole.portion is None else bisect_right(whole.items, whole.portion) - 1
    count = min(count, MAX_ITEMS)
    if count == len(whole.items):
        return whole.body, count
    root = _ROOT.search(whole.body)
    name = root[1] if root else b"rss"
    closing = b"</channel></rss>" if name.lower().endswith(b"rss") else b"</" + name + b">"
    return whole.body[: whole.items[count] if count > 0 else whole.portion] + closing, max(count, 0)


def _glanced(reader: ItemReader, read: ItemsRead, whole: Tamed, numbers: range, note: str) -> None:
    """Read at a glance the items of these numbers that no parser gave back."""
    titles = {one.title for one in (*read.entries.values(), *read.refused) if one.title}
    found = 0
    for number in numbers:
        seen = glance(whole.chunk(number))
        item = RawItem(seen["link"] or web_address(seen["id"]), seen["title"], None, seen["date"], (), None, seen["id"], note)
        _, identity, _ = reader.address_of(item.url)
        if identity is None and plain_text(item.title, MAX_TITLE) in titles:
            continue
        if identity not in read.entries:
            reader.take(item, read)
            found += 1
    if found:
        read.remarks.append(Remark(reader.url, f"{found} items {note}: address, title and date were read"))


def _xml_item(entry: Mapping[str, Any]) -> RawItem:
    # Where a feed counts clicks it keeps the article's own address beside.
    link = said(entry, "feedburner_origlink") or _alternate(entry) or said(entry, "link") or web_address(said(entry, "id"))
    content = entry.get("content") or []
    return RawItem(
        url=link,
        title=said(entry, "title"),
        summary=said(entry, "summary") or (said(content[0], "value") if content else None),
        date=said(entry, "published") or said(entry, "updated") or said(entry, "created"),
        authors=tuple(name for one in entry.get("authors") or [] if (name := said(one, "name"))),
        language=said(entry, "language") or _spoken(entry),
        key=said(entry, "id") or "",
    )


def _spoken(entry: Mapping[str, Any]) -> str | None:
    """The `xml:lang` in whose reach the item's texts stand."""
    details = (entry.get("title_detail"), entry.get("summary_detail"), *(entry.get("content") or ()))
    return next((spoken for one in details if isinstance(one, dict) and (spoken := said(one, "language"))), None)


def _site(channel: Mapping[str, Any], url: str) -> str:
    link = said(channel, "link") or ""
    try:
        site = urljoin(url, link.strip())
        canonical_url(site)
    except ValueError:
        return url
    return site


def _alternate(entry: Mapping[str, Any]) -> str | None:
    """The first link that is the article. feedparser's own `link` may be an id that only looks like one."""
    for link in entry.get("links") or []:
        if is_alternate(link.get("rel") or "") and link.get("href"):
            return str(link["href"])
    return None


def _ttl(channel: Mapping[str, Any]) -> timedelta | None:
    """How long the channel asks to be left alone: `ttl` in minutes, or a syndication period."""
    if (minutes := (said(channel, "ttl") or "").strip()).isdecimal() and len(minutes) < 8:
        return timedelta(minutes=int(minutes)) or None
    hours = _PERIODS.get((said(channel, "sy_updateperiod") or "").strip().lower())
    if hours is None:
        return None
    often = (said(channel, "sy_updatefrequency") or "1").strip()
    return timedelta(hours=hours) / (int(often) if often.isdecimal() and 0 < len(often) < 5 and int(often) else 1)


def _charset(content_type: str | None) -> str | None:
    match = re.search(r"charset\s*=\s*[\"']?([\w.:-]+)", content_type or "", re.IGNORECASE)
    if not match:
        return None
    try:
        return codecs.lookup(match[1]).name
    except LookupError:
        return None


def _what_it_is(body: bytes, content_type: str | None) -> str:
    start = body[:1000].lstrip().lower()
    if re.match(rb"<!doctype html|<html|<head|<body", start):
        return "an HTML page"
    if start.startswith(b"<"):
        tag = re.search(rb"<([a-z][\w:.-]{0,40})", start)
        return f"XML with the root {tag[1].decode('ascii', 'replace')}" if tag else "XML without an element"
    if start.startswith((b"\x89png", b"\xff\xd8\xff", b"gif8", b"%pdf", b"pk\x03\x04")):
        return "a picture, document or archive"
    return f"plain text or data ({content_type or 'no content type'})"
