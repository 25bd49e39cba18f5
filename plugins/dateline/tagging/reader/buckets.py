"""Features by hash: the same name always falls into the same bucket, on every machine. Pure."""

from __future__ import annotations

import functools
import zlib

ROLE_BUCKETS = 1 << 13


@functools.lru_cache(maxsize=65_536)
def bucket(name: str) -> int:
    """The bucket of a feature by which roles are cast."""
    return zlib.crc32(name.encode()) % ROLE_BUCKETS
