"""Answers with their headers."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from email.utils import format_datetime

from dateline.loopback import Answer


def plain_reply(status: int, text: str) -> Answer:
    """A line of text."""
    return Answer(status, (("Content-Type", "text/plain; charset=utf-8"),), text.encode("utf-8"))


def tagged_reply(status: int, kind: str, body: bytes, changed: datetime | None) -> Answer:
    """A body with its ETag, and when it was changed."""
    headers = [("Content-Type", kind), ("ETag", f'"{hashlib.blake2b(body, digest_size=8).hexdigest()}"')]
    if changed:
        headers.append(("Last-Modified", format_datetime(changed.astimezone(UTC), usegmt=True)))
    return Answer(status, tuple(headers), body)
