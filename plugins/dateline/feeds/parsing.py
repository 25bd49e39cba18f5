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
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urljoin

import feedparser

from dateline.errors import FeedError
from dateline.feeds.dates import read_date
from dateline.feeds.taming import Tamed, glance, is_alternate, tame
from dateline.feeds.values import Feed, Remark, Skipped
from dateline.identity import canonical_url
from dateline.models import FeedEntry, Outcome, Refusal
from dateline.moments import Locale
from dateline.text import clean

MAX_BYTES = 10_000_000  # Unpacked. The largest real feeds have 2 MB.
MAX_ITEMS = 2_000  # That a parser reads, 1 ms each; real feeds have up to 2,000.
MAX_GLANCED = 20_000  # More, which are read for address, title and date only.
MAX_TITLE = 500
MAX_SUMMARY = 2_000
MAX_URL = 2_000
MAX_AUTHORS = 20

_SCRIPT = re.compile(r"<(script|style)\b.*?(?:</\1\s*>|$)", re.IGNORECASE | re.DOTALL)
_ROOT = re.compile(rb"<((?:[a-zA-Z][\w.-]*:)?(?:rss|feed|RDF))[\s>]")
_TAG = re.compile(r"<(?:/?[a-zA-Z]|!--)[^<>]*>")
_NOWHERE = Locale()
_PERIODS = {"hourly": 1, "daily": 24, "weekly": 168, "monthly": 720, "yearly": 8760}
_LANGUAGES = frozenset(
    "aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv dz ee el en eo es "
    "et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik io is it iu ja jv ka kg ki kj "
    "kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mr ms mt my na nb nd ne ng nl nn no nr nv "
    "ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg si sk sl sm sn so sq sr ss st su sv sw ta te tg th ti "
    "tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu".split()
)


def parse_feed(
    body: bytes, *, url: str, content_type: str | None, now: datetime, source_id: str | None = None, where: Locale = _NOWHERE
) -> Feed:
    """What a feed document says. Raises FeedError naming `url` and what the document was, and nothing else, whatever the bytes."""
    body = _unpacked(body, url)
    try:
        if body.lstrip().startswith(b"{"):
            return _json_feed(body, _Reader(url, now, source_id, where))
        return _xml_feed(body, _Reader(url, now, source_id, where), content_type)
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
    key: str = ""
    note: str = ""  # How it was read, when not by a parser.


@dataclass(frozen=True, slots=True)
class _Reader:
    """What is the same for all items of a document."""

    url: str
    now: datetime
    source_id: str | None
    where: Locale
    base: str = ""  # What relative addresses start from, when not the document's own address.

    def read(self, items: Sequence[_Item], language: str | None) -> _Read:
        """One entry or one reason for each item."""
        read = _Read()
        for item in items:
            self._take(item, language, read)
        return read

    def _take(self, item: _Item, language: str | None, read: _Read) -> None:
        name = plain_text(item.title, MAX_TITLE) or (item.url or "")[:MAX_TITLE]
        address, identity, reason = self._address(item.url)
        if address is None or identity is None:
            read.skipped.append(Skipped(reason, name))
            said = item.key or name or item.date
            read.nameless += not said
            key = said or (f"without a name {read.nameless}" if read.nameless > 1 else "without a name")
            read.refused.append(self._refused(item, f"{reason} ({item.note})" if item.note else reason, key, language))
        elif identity in read.entries:
            read.skipped.append(Skipped("the same address as an item before it", name))
        else:
            spoken = _language(item.language) or language
            published, problem = read_date(item.date, now=self.now, where=replace(self.where, language=self.where.language or spoken))
            if problem:
                read.remarks.append(Remark(address, f"date left out: {problem}"))
            read.entries[identity] = self._entry(item, address, published, spoken)

    def _entry(self, item: _Item, address: str, published: datetime | None, language: str | None) -> FeedEntry:
        return FeedEntry(
            url=address,
            title=plain_text(item.title, MAX_TITLE),
            published=published,
            summary=plain_text(item.summary, MAX_SUMMARY),
            authors=tuple(name for one in item.authors[:MAX_AUTHORS] if (name := plain_text(one, MAX_TITLE))),
            language=language,
            source_id=self.source_id,
        )

    def _refused(self, item: _Item, reason: str, key: str, language: str | None) -> FeedEntry:
        """What stands for an item that cannot be asked for: its own words as the address, under the feed's own name."""
        raw = " ".join(clean(item.url or "").split())[:MAX_URL]
        key = "/".join(part for part in (self.source_id, key[:MAX_TITLE]) if part)
        outcome = Outcome.SKIPPED_UNSAFE_URL if raw else Outcome.SKIPPED_NOT_ARTICLE
        entry = self._entry(item, raw or f"item:{key}", None, _language(item.language) or language)
        return replace(entry, refusal=Refusal(outcome, reason, key))

    def uncounted(self, count: int, reason: str) -> FeedEntry:
        """One entry for items that nobody told apart."""
        key = "/".join(part for part in (self.source_id, reason) if part)
        return FeedEntry(
            f"item:{key}", source_id=self.source_id, refusal=Refusal(Outcome.SKIPPED_NOT_ARTICLE, f"{count} items: {reason}", key)
        )

    def _address(self, raw: str | None) -> tuple[str | None, str | None, str]:
        """(absolute address, canonical address, "") or (None, None, reason)."""
        raw = re.sub(r"[\x00-\x1f\x7f]+", "", raw or "").strip()
        if not raw:
            return None, None, "no address"
        if len(raw) > MAX_URL:
            return None, None, f"an address of more than {MAX_URL} characters"
        if why := no_address(raw):
            return None, None, f"{why}: {raw[:200]}"
        try:
            address = urljoin(self.base or self.url, raw).encode("utf-8", "replace").decode()
            if not address.lower().startswith(("http://", "https://")):
                return None, None, f"not an http(s) address: {raw[:200]}"
            return address, canonical_url(address), ""
        except ValueError:
            return None, None, f"not a usable address: {raw[:200]}"


@dataclass(slots=True)
class _Read:
    """What became of the items of a document, by canonical address where they have one."""

    entries: dict[str, FeedEntry] = field(default_factory=dict)
    refused: list[FeedEntry] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)
    nameless: int = 0


# What software writes where it has no address.
_NOTHING = frozenset(
    "na none null nil undefined nan false true unknown tbd todo url link link1 permalink objectobject notset empty missing error 0".split()
)
_UNFILLED = re.compile(
    r"\{\{|\}\}|\$\{|\$\(|<%|[<>]|\{[A-Za-z_][\w.]*\}|%\([a-z_]+\)s|\[\[|\bnot[-_]set\b|__[A-Z_]+__|\$[A-Z][A-Z_]+\b|%[A-Z_]{4,}%"
)


def no_address(raw: str) -> str | None:
    """Why a text in an address's place is none: a placeholder, a template that was never filled in, words. None when it may be one."""
    if re.sub(r"[\W_]+", "", raw).casefold() in _NOTHING or not re.search(r"\w", raw):
        return "not an address"
    if _UNFILLED.search(raw):
        return "a template that was not filled in"
    parts = re.match(r"[A-Za-z][A-Za-z0-9+.-]*:(?://([^/?#]*))?", raw)
    if parts and parts[1] is not None and (host := re.sub(r"[\W_]+", "", parts[1]).casefold()) in {"", *_NOTHING}:
        return "no host" if not host else "not a host"
    if not parts and not raw.startswith(("/", "?", ".", "#")) and re.search(r"\s", raw):
        return "not an address"
    return "not an address" if raw.startswith("#") else None


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
        if not unzip.eof and len(body) <= MAX_BYTES:
            raise FeedError(f"{url}: is not a whole feed: its gzip data end before their end")
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
    whole = tame(body)
    portion, count = _first_items(whole)
    charset = "utf-8" if certain else _charset(content_type)
    headers = {"content-type": f"application/xml; charset={charset}"} if charset else {}
    parsed: Mapping[str, Any] = feedparser.parse(
        io.BytesIO(portion), response_headers=headers, sanitize_html=False, resolve_relative_uris=False
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
    read = reader.read([_xml_item(one) for one in found], language)
    if parsed.get("bozo") and "Encoding" not in type(parsed.get("bozo_exception")).__name__:
        read.remarks.append(Remark(reader.url, f"not well-formed: {str(parsed.get('bozo_exception'))[:200]}"))
    elif whole.mended:
        read.remarks.append(Remark(reader.url, f"not well-formed: {whole.mended} places put right"))
    last = min(len(whole.items), count + MAX_GLANCED)
    if len(found) < count:
        _glanced(reader, read, whole, range(count), "lost in damaged markup", language)
    _glanced(reader, read, whole, range(count, last), "beyond the first that are parsed", language)
    truncated = "cut: more elements than we read" if whole.cut else None
    if missing := len(whole.items) - last:
        truncated = f"cut: {missing} items beyond the first {last}"
        read.skipped.append(Skipped("beyond the items that are read", count=missing))
        read.refused.append(reader.uncounted(missing, "beyond the items that are read"))
    return Feed(
        url=reader.url,
        title=plain_text(_said(channel, "title"), MAX_TITLE),
        language=language,
        kind=kind,
        entries=tuple(read.entries.values()),
        ttl=_ttl(channel),
        skipped=tuple(read.skipped),
        remarks=tuple(read.remarks),
        refused=tuple(read.refused),
        truncated=truncated,
    )


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


def _glanced(reader: _Reader, read: _Read, whole: Tamed, numbers: range, note: str, language: str | None) -> None:
    """Read at a glance the items of these numbers that no parser gave back."""
    titles = {one.title for one in (*read.entries.values(), *read.refused) if one.title}
    found = 0
    for number in numbers:
        seen = glance(whole.chunk(number))
        item = _Item(seen["link"] or _web(seen["id"]), seen["title"], None, seen["date"], (), None, seen["id"], note)
        _, identity, _ = reader._address(item.url)
        if identity is None and plain_text(item.title, MAX_TITLE) in titles:
            continue
        if identity not in read.entries:
            reader._take(item, language, read)
            found += 1
    if found:
        read.remarks.append(Remark(reader.url, f"{found} items {note}: address, title and date were read"))


def _web(identity: str | None) -> str | None:
    """An id that is an address."""
    return identity if identity and identity.startswith(("http://", "https://")) else None


def _xml_item(entry: Mapping[str, Any]) -> _Item:
    # Where a feed counts clicks it keeps the article's own address beside.
    link = _said(entry, "feedburner_origlink") or _alternate(entry) or _said(entry, "link") or _web(_said(entry, "id"))
    content = entry.get("content") or []
    return _Item(
        url=link,
        title=_said(entry, "title"),
        summary=_said(entry, "summary") or (_said(content[0], "value") if content else None),
        date=_said(entry, "published") or _said(entry, "updated") or _said(entry, "created"),
        authors=tuple(name for one in entry.get("authors") or [] if (name := _said(one, "name"))),
        language=_said(entry, "language") or _spoken(entry),
        key=_said(entry, "id") or "",
    )


def _spoken(entry: Mapping[str, Any]) -> str | None:
    """The `xml:lang` in whose reach the item's texts stand."""
    details = (entry.get("title_detail"), entry.get("summary_detail"), *(entry.get("content") or ()))
    return next((said for one in details if isinstance(one, dict) and (said := _said(one, "language"))), None)


def _site(channel: Mapping[str, Any], url: str) -> str:
    link = _said(channel, "link") or ""
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
    read = reader.read([_json_item(one) for one in items[:MAX_GLANCED]], language)
    truncated = None
    if more := len(items[MAX_GLANCED:]):
        truncated = f"cut: {more} items beyond the first {MAX_GLANCED}"
        read.skipped.append(Skipped("beyond the items that are read", count=more))
        read.refused.append(reader.uncounted(more, "beyond the items that are read"))
    return Feed(
        url=reader.url,
        title=plain_text(_said(parsed, "title"), MAX_TITLE),
        language=language,
        kind="json" + re.sub(r"\D", "", version.rsplit("/", 1)[1])[:3],
        entries=tuple(read.entries.values()),
        skipped=tuple(read.skipped),
        remarks=tuple(read.remarks),
        refused=tuple(read.refused),
        truncated=truncated,
    )


def _json_item(item: Any) -> _Item:
    if not isinstance(item, dict):
        return _Item(None, None, None, None, (), None)
    identity = _said(item, "id") or ""
    authors = item.get("authors") if isinstance(item.get("authors"), list) else [item.get("author")]
    return _Item(
        url=_said(item, "url") or _web(identity) or _said(item, "external_url"),
        title=_said(item, "title"),
        summary=_said(item, "summary") or _said(item, "content_text") or _said(item, "content_html"),
        date=_said(item, "date_published") or _said(item, "date_modified"),
        authors=tuple(name for one in authors or [] if isinstance(one, dict) and (name := _said(one, "name"))),
        language=_said(item, "language"),
        key=identity,
    )
