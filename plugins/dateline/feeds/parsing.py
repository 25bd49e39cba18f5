"""Feed bytes -> Feed. Whatever is wrong with a document ends as FeedError, a remark or a skipped item.

Order of work: unpack and bound the bytes, hand them to the reader of their kind (`xml_feed`, `json_feed`), then make one
`FeedEntry` of every item or say why not (`items`).
"""

from __future__ import annotations

import zlib
from datetime import datetime

from dateline.errors import FeedError
from dateline.feeds.items import ItemReader
from dateline.feeds.json_feed import read_json
from dateline.feeds.values import Feed
from dateline.feeds.xml_feed import read_xml
from dateline.moments import Locale

MAX_BYTES = 10_000_000  # Unpacked. The largest real feeds have 2 MB.
_NOWHERE = Locale()


def parse_feed(
    body: bytes, *, url: str, content_type: str | None, now: datetime, source_id: str | None = None, where: Locale = _NOWHERE
) -> Feed:
    """What a feed document says. Raises FeedError naming `url` and what the document was, and nothing else, whatever the bytes."""
    body = _unpacked(body, url)
    try:
        reader = ItemReader(url, now, source_id, where)
        return read_json(body, reader) if body.lstrip().startswith(b"{") else read_xml(body, reader, content_type)
    except FeedError:
        raise
    except Exception as error:  # third-party parsers raise anything on hostile input; it is told, not passed over
        raise FeedError(f"{url}: cannot be read as a feed: {type(error).__name__}: {str(error)[:200]}") from error


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
