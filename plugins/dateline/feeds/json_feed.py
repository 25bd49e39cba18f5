"""JSON Feed -> Feed, with the standard library."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import Any

from dateline.errors import FeedError
from dateline.feeds.items import MAX_GLANCED, ItemReader, RawItem
from dateline.feeds.texts import language_of, said, web_address
from dateline.feeds.values import Feed


def read_json(body: bytes, reader: ItemReader) -> Feed:
    """What a JSON Feed says. Raises FeedError for what is none."""
    try:
        parsed = json.loads(body.decode("utf-8-sig", "replace"))
    except (ValueError, RecursionError) as error:
        raise FeedError(f"{reader.url}: is not a feed: JSON that cannot be read: {str(error)[:100]}") from error
    version = parsed.get("version")
    items = parsed.get("items")
    if not (isinstance(version, str) and "jsonfeed.org/version/" in version and isinstance(items, list)):
        raise FeedError(f"{reader.url}: is not a feed: JSON, but not JSON Feed")
    reader = replace(reader, language=language_of(said(parsed, "language")))
    read = reader.read([_json_item(one) for one in items[:MAX_GLANCED]])
    truncated = None
    if more := len(items[MAX_GLANCED:]):
        truncated = f"cut: {more} items beyond the first {MAX_GLANCED}"
        reader.leave_out(more, "beyond the items that are read", read)
    kind = "json" + re.sub(r"\D", "", version.rsplit("/", 1)[1])[:3]
    return reader.feed(read, title=said(parsed, "title"), kind=kind, truncated=truncated)


def _json_item(item: Any) -> RawItem:
    if not isinstance(item, dict):
        return RawItem(None, None, None, None, (), None)
    identity = said(item, "id") or ""
    authors = item.get("authors") if isinstance(item.get("authors"), list) else [item.get("author")]
    return RawItem(
        url=said(item, "url") or web_address(identity) or said(item, "external_url"),
        title=said(item, "title"),
        summary=said(item, "summary") or said(item, "content_text") or said(item, "content_html"),
        date=said(item, "date_published") or said(item, "date_modified"),
        authors=tuple(name for one in authors or [] if isinstance(one, dict) and (name := said(one, "name"))),
        language=said(item, "language"),
        key=identity,
    )
