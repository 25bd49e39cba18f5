"""Reads a body without ever holding more than its cap: decompression is ours, because clients unpack a whole chunk at a time."""

from __future__ import annotations

import re
import zlib
from collections.abc import AsyncIterator
from dataclasses import dataclass

ACCEPT_ENCODING = "gzip, deflate"  # What we can unpack with a bound; a server that sends something else is told so by an error.

_GZIP = b"\x1f\x8b"
_TEXT = re.compile(rb"(?:\xef\xbb\xbf|\xff\xfe|\xfe\xff)?\s*\x00?[<{]")
# Packings that we did not ask for and cannot undo. Any other name (UTF-8, none, binary) is a mistake for "as it is".
_FOREIGN = frozenset({"br", "zstd", "compress", "x-compress", "dcb", "dcz", "exi", "pack200-gzip", "aes128gcm"})


class UnknownEncoding(Exception):
    """The body is packed in a way that we did not ask for."""


class DamagedBody(Exception):
    """The packed body cannot be unpacked, or ends before its end."""


@dataclass(frozen=True, slots=True)
class Body:
    """The unpacked bytes; `cut` when there were more than the cap."""

    content: bytes
    cut: bool = False


async def read_capped(parts: AsyncIterator[bytes], *, encoding: str | None, cap: int, other_cap: int | None = None) -> Body:
    """The unpacked body, cut at `cap` bytes; reading ends there. Raises UnknownEncoding and DamagedBody.

    What the body begins with decides: plain bytes that are named gzip are taken as they are, and gzip that nobody named is
    unpacked. With `other_cap` a body that does not begin like markup or JSON is cut there already.
    """
    names = {name.strip().lower() for name in (encoding or "").split(",")}
    if foreign := names & _FOREIGN:
        raise UnknownEncoding(f"content-encoding {', '.join(sorted(foreign))}"[:100])
    unpack = _Unpacker(deflate="deflate" in names)
    body = bytearray()
    async for part in parts:
        body += unpack(part, cap + 1 - len(body))
        if other_cap is not None and body:
            cap = cap if _TEXT.match(body) else min(cap, other_cap)
            other_cap = None
        if len(body) > cap:
            return Body(bytes(body[:cap]), cut=True)
    body += unpack.end(cap + 1 - len(body))
    return Body(bytes(body[:cap]), cut=len(body) > cap)


class _Unpacker:
    """zlib with a bound on what comes out; the first bytes say what is packed how. `deflate` may be with or without its header."""

    def __init__(self, *, deflate: bool) -> None:
        self._deflate = deflate
        self._waiting = b""
        self._known = False
        self._inner: zlib._Decompress | None = None

    def __call__(self, part: bytes, limit: int) -> bytes:
        if not self._known:
            self._waiting += part
            if len(self._waiting) < 2:
                return b""
            part, self._waiting = self._waiting, b""
            self._inner, self._known = self._inflater(part), True
        return part[:limit] if self._inner is None else self._unpacked(part, limit)

    def end(self, limit: int) -> bytes:
        """What is left. Raises DamagedBody when the packed stream is not whole."""
        if not self._known:
            return self._waiting[:limit]
        if self._inner is None:
            return b""
        left = self._unpacked(b"", limit)
        if len(left) < limit and not self._inner.eof:
            raise DamagedBody("it ends before its end")
        return left

    def _inflater(self, start: bytes) -> zlib._Decompress | None:
        if start.startswith(_GZIP):
            return zlib.decompressobj(zlib.MAX_WBITS | 16)
        if not self._deflate or _TEXT.match(start):
            return None
        # A zlib header is 0x78 in practice; raw deflate streams of text never begin with it.
        return zlib.decompressobj(zlib.MAX_WBITS if start[0] & 0x0F == 8 and start[0] >> 4 <= 7 else -zlib.MAX_WBITS)

    def _unpacked(self, part: bytes, limit: int) -> bytes:
        if self._inner is None or limit <= 0:
            return b""
        try:
            found = self._inner.decompress(self._inner.unconsumed_tail + part, limit)
            # gzip may be written in several members, one after the other.
            while self._inner.eof and self._inner.unused_data.startswith(_GZIP) and len(found) < limit:
                rest = self._inner.unused_data
                self._inner = zlib.decompressobj(zlib.MAX_WBITS | 16)
                found += self._inner.decompress(rest, limit - len(found))
        except zlib.error as error:
            raise DamagedBody(str(error)) from error
        return found
