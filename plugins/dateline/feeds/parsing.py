"""Feed bytes -> Feed. feedparser stays inside this module; it never gets an address or a file, only bytes.

Order of work: unpack and bound the bytes, hand RSS, RDF and Atom to feedparser and JSON Feed to the standard library, then make
one `FeedEntry` of every item or say why not. Whatever is wrong with a document ends as FeedError, a remark or a skipped item.
"""

from __future__ import annotations

import codecs
import html
import io
import json
import re
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urljoin

import feedparser

from dateline.errors import FeedError
from dateline.feeds.dates import read_date
from dateline.feeds.values import Feed, Remark, Skipped
from dateline.identity import canonical_url
from dateline.models import FeedEntry
from dateline.text import clean

MAX_BYTES = 10_000_000  # Unpacked. The largest real feeds have 2 MB.
MAX_ITEMS = 5_000  # feedparser takes 10 s for these; real feeds have up to 2,000.
MAX_TITLE = 500
MAX_SUMMARY = 2_000
MAX_URL = 2_000
MAX_AUTHORS = 20

_ITEM = re.compile(rb"<(?:[a-zA-Z][\w.-]*:)?(?:item|entry)(?=[\s>/])")
_HIDDEN = re.compile(rb"<!\[CDATA\[.*?\]\]>|<!--.*?-->", re.DOTALL)
_ENTITY = re.compile(rb"<!ENTITY[^>]*>")
_ROOT = re.compile(rb"<((?:[a-zA-Z][\w.-]*:)?(?:rss|feed|RDF))[\s>]")
_SCRIPT = re.compile(r"<(script|style)\b.*?(?:</\1\s*>|$)", re.IGNORECASE | re.DOTALL)
_TAG = re.compile(r"<(?:/?[a-zA-Z]|!--)[^<>]*>")
_PERIODS = {"hourly": 1, "daily": 24, "weekly": 168, "monthly": 720, "yearly": 8760}
_LANGUAGES = frozenset(
    "aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv dz ee el en eo es "
    "et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik io is it iu ja jv ka kg ki kj "
    "kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mr ms mt my na nb nd ne ng nl nn no nr nv "
    "ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg si sk sl sm sn so sq sr ss st su sv sw ta te tg th ti "
    "tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu".split()
)


def parse_feed(body: bytes, *, url: str, content_type: str | None, now: datetime, source_id: str | None = None) -> Feed:
    """What a feed document says. Raises FeedError naming `url` and what the document was, and nothing else, whatever the bytes."""
    body = _unpacked(body, url)
    try:
        if body.lstrip().startswith(b"{"):
            return _json_feed(body, _Reader(url, now, source_id))
        return _xml_feed(body, _Reader(url, now, source_id), content_type)
    except FeedError:
        raise
    except Exception as error:  # third-party parsers raise anything on hostile input; it is told, not passed over
        raise FeedError(f"{url}: cannot be read as a feed: {type(error).__name__}: {str(error)[:200]}") from error


@dataclass(frozen=True, slots=True)
class _Item:
    """What both kinds of document say of one item, still raw."""

    url: str | None
    title: str | None
    summary: str | None
    date: str | None
    authors: tuple[str, ...]
    language: str | None


@dataclass(frozen=True, slots=True)
class _Reader:
    """What is the same for all items of a document."""

    url: str
    now: datetime
    source_id: str | None
    base: str = ""  # What relative addresses start from, when not the document's own address.

    def read(self, items: Sequence[_Item], language: str | None) -> tuple[tuple[FeedEntry, ...], list[Skipped], list[Remark]]:
        """One entry or one reason for each item."""
        entries: dict[str, FeedEntry] = {}
        skipped: list[Skipped] = []
        remarks: list[Remark] = []
        for item in items:
            name = plain_text(item.title, MAX_TITLE) or (item.url or "")[:MAX_TITLE]
            address, identity, reason = self._address(item.url)
            if address is None or identity is None:
                skipped.append(Skipped(reason, name))
            elif identity in entries:
                skipped.append(Skipped("the same address as an item before it", name))
            else:
                published, problem = read_date(item.date, now=self.now)
                if problem:
                    remarks.append(Remark(address, f"date left out: {problem}"))
                entries[identity] = self._entry(item, address, published, language)
        return tuple(entries.values()), skipped, remarks

    def _entry(self, item: _Item, address: str, published: datetime | None, language: str | None) -> FeedEntry:
        return FeedEntry(
            url=address,
            title=plain_text(item.title, MAX_TITLE),
            published=published,
            summary=plain_text(item.summary, MAX_SUMMARY),
            authors=tuple(name for one in item.authors[:MAX_AUTHORS] if (name := plain_text(one, MAX_TITLE))),
            language=_language(item.language) or language,
            source_id=self.source_id,
        )

    def _address(self, raw: str | None) -> tuple[str | None, str | None, str]:
        """(absolute address, canonical address, "") or (None, None, reason)."""
        raw = re.sub(r"[\x00-\x1f\x7f]+", "", raw or "").strip()
        if not raw:
            return None, None, "no address"
        if len(raw) > MAX_URL:
            return None, None, f"an address of more than {MAX_URL} characters"
        try:
            address = urljoin(self.base or self.url, raw).encode("utf-8", "replace").decode()
            if not address.lower().startswith(("http://", "https://")):
                return None, None, f"not an http(s) address: {raw[:200]}"
            return address, canonical_url(address), ""
        except ValueError:
            return None, None, f"not a usable address: {raw[:200]}"


def plain_text(markup: str | None, limit: int) -> str | None:
    """Text without tags, entities, control characters and runs of blanks, cut at `limit`; None when nothing is left."""
    if not markup:
        return None
    bare = _TAG.sub(" ", _SCRIPT.sub(" ", markup[: limit * 20]))
    text = " ".join(clean(html.unescape(bare)).split())
    if len(text) > limit:
        text = text[: limit - 1].rstrip() + "…"
    return text.encode("utf-8", "replace").decode() or None


# ---- bytes --------------------------------------------------------------------------------------------------------------


def _unpacked(body: bytes, url: str) -> bytes:
    if body.startswith(b"\x1f\x8b"):
        unzip = zlib.decompressobj(31)
        try:
            body = unzip.decompress(body, MAX_BYTES + 1)
        except zlib.error as error:
            raise FeedError(f"{url}: is not a feed: damaged gzip data") from error
    if len(body) > MAX_BYTES:
        raise FeedError(f"{url}: is larger than {MAX_BYTES} bytes")
    if not body.strip():
        raise FeedError(f"{url}: is not a feed: nothing was sent")
    return body


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


# ---- RSS, RDF, Atom -----------------------------------------------------------------------------------------------------


def _xml_feed(body: bytes, reader: _Reader, content_type: str | None) -> Feed:
    body, certain = _utf8(body)
    # Nothing a feed needs is declared as an entity; what grows or reads files is.
    body = _ENTITY.sub(b"", body)
    body, cut = _first_items(body)
    charset = "utf-8" if certain else _charset(content_type)
    headers = {"content-type": f"application/xml; charset={charset}"} if charset else {}
    parsed: Mapping[str, Any] = feedparser.parse(
        io.BytesIO(body), response_headers=headers, sanitize_html=False, resolve_relative_uris=False
    )
    found = parsed.get("entries") or []
    if not found and not parsed.get("version"):
        raise FeedError(f"{reader.url}: is not a feed: {_what_it_is(body, content_type)}")
    channel = parsed.get("feed") or {}
    language = _language(_said(channel, "language"))
    kind = parsed.get("version") or "unknown"
    if kind.startswith("rss"):
        # In RSS relative addresses start at the site, which need not be where the feed is served from.
        reader = replace(reader, base=_site(channel, reader.url))
    entries, skipped, remarks = reader.read([_xml_item(one) for one in found], language)
    if cut:
        skipped.append(Skipped(f"beyond the first {MAX_ITEMS} items", count=cut))
    if parsed.get("bozo") and "Encoding" not in type(parsed.get("bozo_exception")).__name__:
        remarks.append(Remark(reader.url, f"not well-formed: {str(parsed.get('bozo_exception'))[:200]}"))
        if (lost := len(_ITEM.findall(_HIDDEN.sub(b"", body))) - len(found)) > 0:
            skipped.append(Skipped("lost in damaged markup", count=lost))
    return Feed(
        url=reader.url,
        title=plain_text(_said(channel, "title"), MAX_TITLE),
        language=language,
        kind=kind,
        entries=entries,
        ttl=_ttl(channel),
        skipped=tuple(skipped),
        remarks=tuple(remarks),
    )


def _first_items(body: bytes) -> tuple[bytes, int]:
    """The document with at most MAX_ITEMS items, and how many were cut; counted first, because parsing is what takes time."""
    starts = [match.start() for match in _ITEM.finditer(body)]
    if len(starts) <= MAX_ITEMS:
        return body, 0
    root = _ROOT.search(body)
    name = root[1] if root else b"rss"
    closing = b"</channel></rss>" if name.lower().endswith(b"rss") else b"</" + name + b">"
    return body[: starts[MAX_ITEMS]] + closing, len(starts) - MAX_ITEMS


def _xml_item(entry: Mapping[str, Any]) -> _Item:
    # Where a feed counts clicks it keeps the article's own address beside.
    link = _said(entry, "feedburner_origlink") or _said(entry, "link") or _alternate(entry)
    content = entry.get("content") or []
    return _Item(
        url=link,
        title=_said(entry, "title"),
        summary=_said(entry, "summary") or (_said(content[0], "value") if content else None),
        date=_said(entry, "published") or _said(entry, "updated") or _said(entry, "created"),
        authors=tuple(name for one in entry.get("authors") or [] if (name := _said(one, "name"))),
        language=_said(entry, "language"),
    )


def _site(channel: Mapping[str, Any], url: str) -> str:
    link = _said(channel, "link") or ""
    try:
        site = urljoin(url, link.strip())
        canonical_url(site)
    except ValueError:
        return url
    return site


def _alternate(entry: Mapping[str, Any]) -> str | None:
    """The first link that is an article, else an id that is an address."""
    for link in entry.get("links") or []:
        if (link.get("rel") or "alternate") == "alternate" and link.get("href"):
            return str(link["href"])
    identity = _said(entry, "id") or ""
    return identity if identity.startswith(("http://", "https://")) else None


def _said(mapping: Mapping[str, Any], key: str) -> str | None:
    """A value as text. Goes round feedparser's aliases, which warn and guess."""
    value = dict.get(mapping, key) if isinstance(mapping, dict) else None
    return value if isinstance(value, str) and value.strip() else None


def _ttl(channel: Mapping[str, Any]) -> timedelta | None:
    """How long the channel asks to be left alone: `ttl` in minutes, or a syndication period."""
    if (minutes := (_said(channel, "ttl") or "").strip()).isdecimal() and len(minutes) < 8:
        return timedelta(minutes=int(minutes)) or None
    hours = _PERIODS.get((_said(channel, "sy_updateperiod") or "").strip().lower())
    if hours is None:
        return None
    often = (_said(channel, "sy_updatefrequency") or "1").strip()
    return timedelta(hours=hours) / (int(often) if often.isdecimal() and 0 < len(often) < 5 and int(often) else 1)


def _charset(content_type: str | None) -> str | None:
    match = re.search(r"charset\s*=\s*[\"']?([\w.:-]+)", content_type or "", re.IGNORECASE)
    if not match:
        return None
    try:
        return codecs.lookup(match[1]).name
    except LookupError:
        return None


def _language(value: str | None) -> str | None:
    code = re.split(r"[-_]", (value or "").strip().lower())[0]
    return code if code in _LANGUAGES else None


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


# ---- JSON Feed ----------------------------------------------------------------------------------------------------------


def _json_feed(body: bytes, reader: _Reader) -> Feed:
    try:
        parsed = json.loads(body.decode("utf-8-sig", "replace"))
    except (ValueError, RecursionError) as error:
        raise FeedError(f"{reader.url}: is not a feed: JSON that cannot be read: {str(error)[:100]}") from error
    version = parsed.get("version")
    items = parsed.get("items")
    if not (isinstance(version, str) and "jsonfeed.org/version/" in version and isinstance(items, list)):
        raise FeedError(f"{reader.url}: is not a feed: JSON, but not JSON Feed")
    language = _language(_said(parsed, "language"))
    entries, skipped, remarks = reader.read([_json_item(one) for one in items[:MAX_ITEMS]], language)
    if len(items) > MAX_ITEMS:
        skipped.append(Skipped(f"beyond the first {MAX_ITEMS} items", count=len(items) - MAX_ITEMS))
    return Feed(
        url=reader.url,
        title=plain_text(_said(parsed, "title"), MAX_TITLE),
        language=language,
        kind="json" + re.sub(r"\D", "", version.rsplit("/", 1)[1])[:3],
        entries=entries,
        skipped=tuple(skipped),
        remarks=tuple(remarks),
    )


def _json_item(item: Any) -> _Item:
    if not isinstance(item, dict):
        return _Item(None, None, None, None, (), None)
    identity = _said(item, "id") or ""
    authors = item.get("authors") if isinstance(item.get("authors"), list) else [item.get("author")]
    return _Item(
        url=_said(item, "url") or (identity if identity.startswith(("http://", "https://")) else None) or _said(item, "external_url"),
        title=_said(item, "title"),
        summary=_said(item, "summary") or _said(item, "content_text") or _said(item, "content_html"),
        date=_said(item, "date_published") or _said(item, "date_modified"),
        authors=tuple(name for one in authors or [] if isinstance(one, dict) and (name := _said(one, "name"))),
        language=_said(item, "language"),
    )
