"""Raw items of a feed -> entries, or the reason why an item is none."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from urllib.parse import urljoin

from dateline.feeds.addresses import MAX_URL, no_address
from dateline.feeds.dates import read_date
from dateline.feeds.texts import MAX_SUMMARY, MAX_TITLE, language_of, plain_text
from dateline.feeds.values import Feed, Remark, Skipped
from dateline.identity import canonical_url
from dateline.models.outcomes import Outcome
from dateline.models.sources import FeedEntry, Refusal
from dateline.moments import Locale
from dateline.text import clean

MAX_GLANCED = 20_000  # More, which are read for address, title and date only.
MAX_AUTHORS = 20


@dataclass(frozen=True, slots=True)
class RawItem:
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
class ItemReader:
    """What is the same for all items of a document."""

    url: str
    now: datetime
    source_id: str | None
    where: Locale
    language: str | None = None  # The document's own.
    base: str = ""  # What relative addresses start from, when not the document's own address.

    def read(self, items: Sequence[RawItem]) -> ItemsRead:
        """One entry or one reason for each item."""
        read = ItemsRead()
        for item in items:
            self.take(item, read)
        return read

    def take(self, item: RawItem, read: ItemsRead) -> None:
        """One item more."""
        name = plain_text(item.title, MAX_TITLE) or (item.url or "")[:MAX_TITLE]
        address, identity, reason = self.address_of(item.url)
        if address is None or identity is None:
            read.skipped.append(Skipped(reason, name))
            said = item.key or name or item.date
            read.nameless += not said
            key = said or (f"without a name {read.nameless}" if read.nameless > 1 else "without a name")
            read.refused.append(self._refused(item, f"{reason} ({item.note})" if item.note else reason, key))
        elif identity in read.entries:
            read.skipped.append(Skipped("the same address as an item before it", name))
        else:
            spoken = language_of(item.language) or self.language
            published, problem = read_date(item.date, now=self.now, where=replace(self.where, language=self.where.language or spoken))
            if problem:
                read.remarks.append(Remark(address, f"date left out: {problem}"))
            read.entries[identity] = self._entry(item, address, published, spoken)

    def _entry(self, item: RawItem, address: str, published: datetime | None, language: str | None) -> FeedEntry:
        return FeedEntry(
            url=address,
            title=plain_text(item.title, MAX_TITLE),
            published=published,
            summary=plain_text(item.summary, MAX_SUMMARY),
            authors=tuple(name for one in item.authors[:MAX_AUTHORS] if (name := plain_text(one, MAX_TITLE))),
            language=language,
            source_id=self.source_id,
        )

    def _refused(self, item: RawItem, reason: str, key: str) -> FeedEntry:
        """What stands for an item that cannot be asked for: its own words as the address, under the feed's own name."""
        raw = " ".join(clean(item.url or "").split())[:MAX_URL]
        key = "/".join(part for part in (self.source_id, key[:MAX_TITLE]) if part)
        outcome = Outcome.SKIPPED_UNSAFE_URL if raw else Outcome.SKIPPED_NOT_ARTICLE
        entry = self._entry(item, raw or f"item:{key}", None, language_of(item.language) or self.language)
        return replace(entry, refusal=Refusal(outcome, reason, key))

    def leave_out(self, count: int, reason: str, read: ItemsRead) -> None:
        """Items that nobody told apart: counted, and one entry for all of them."""
        read.skipped.append(Skipped(reason, count=count))
        key = "/".join(part for part in (self.source_id, reason) if part)
        refusal = Refusal(Outcome.SKIPPED_NOT_ARTICLE, f"{count} items: {reason}", key)
        read.refused.append(FeedEntry(f"item:{key}", source_id=self.source_id, refusal=refusal))

    def feed(self, read: ItemsRead, *, title: str | None, kind: str, ttl: timedelta | None = None, truncated: str | None = None) -> Feed:
        """The document as a value, with what became of its items."""
        return Feed(
            url=self.url,
            title=plain_text(title, MAX_TITLE),
            language=self.language,
            kind=kind,
            entries=tuple(read.entries.values()),
            ttl=ttl,
            skipped=tuple(read.skipped),
            remarks=tuple(read.remarks),
            refused=tuple(read.refused),
            truncated=truncated,
        )

    def address_of(self, raw: str | None) -> tuple[str | None, str | None, str]:
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
class ItemsRead:
    """What became of the items of a document, by canonical address where they have one."""

    entries: dict[str, FeedEntry] = field(default_factory=dict)
    refused: list[FeedEntry] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)
    nameless: int = 0
