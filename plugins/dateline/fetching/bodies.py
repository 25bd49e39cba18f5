"""Reads a body without ever holding more than its cap: decompression is ours, because clients unpack a whole chunk at a time."""

from __future__ import annotations

import zlib
from collections.abc import AsyncIterator

ACCEPT_ENCODING = "gzip, deflate"  # What we can unpack with a bound; a server that sends something else is told so by an error.


class UnknownEncoding(Exception):
    """The body is packed in a way that we did not ask for."""


class DamagedBody(Exception):
    """The packed body cannot be unpacked."""


async def read_capped(parts: AsyncIterator[bytes], *, encoding: str | None, cap: int) -> bytes:
    """The unpacked body, cut at `cap` bytes; reading ends there. Raises UnknownEncoding and DamagedBody."""
    unpack = _unpacker(encoding)
    body = bytearray()
    async for part in parts:
        left = cap - len(body)
        body += unpack(part, left) if unpack else part[:left]
        if len(body) >= cap:
            break
    return bytes(body)


def _unpacker(encoding: str | None) -> _Inflate | None:
    names = [name.strip().lower() for name in (encoding or "").split(",")]
    packed = [name for name in names if name not in ("", "identity")]
    if not packed:
        return None
    if len(packed) > 1 or packed[0] not in ("gzip", "x-gzip", "deflate"):
        raise UnknownEncoding(f"content-encoding {encoding!r}"[:100])
    return _Inflate(packed[0])


class _Inflate:
    """zlib with a bound on what comes out; `deflate` may be with or without its header."""

    def __init__(self, name: str) -> None:
        self._deflate = name == "deflate"
        self._inner = zlib.decompressobj(zlib.MAX_WBITS | 16) if not self._deflate else None

    def __call__(self, part: bytes, limit: int) -> bytes:
        if limit <= 0 or not part:
            return b""
        if self._inner is None:
            # A zlib header is 0x78 in practice; raw deflate streams of text never begin with it.
            self._inner = zlib.decompressobj(zlib.MAX_WBITS if part[0] & 0x0F == 8 and part[0] >> 4 <= 7 else -zlib.MAX_WBITS)
        try:
            return self._inner.decompress(self._inner.unconsumed_tail + part, limit)
        except zlib.error as error:
            raise DamagedBody(str(error)) from error
