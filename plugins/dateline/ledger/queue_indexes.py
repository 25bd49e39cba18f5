"""The partial indexes of the queue, which migrations make; a test compares them with a ledger. See schema.py."""

from __future__ import annotations

from sqlalchemy import Index, text

from dateline.ledger.schema import queue

_FETCH = text("step = 'fetch'")
_PROCESS = text("step = 'process'")
_LEASED = text("token IS NOT NULL")

QUEUE_INDEXES = (
    Index("queue_to_fetch", queue.c.host, queue.c.ready_at, queue.c.entry, postgresql_where=_FETCH, sqlite_where=_FETCH),
    Index("queue_to_process", queue.c.ready_at, queue.c.entry, postgresql_where=_PROCESS, sqlite_where=_PROCESS),
    Index("queue_leased", queue.c.token, queue.c.host, postgresql_where=_LEASED, sqlite_where=_LEASED),
)
