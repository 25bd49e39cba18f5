"""The tables of the ledger, the same on SQLite and PostgreSQL. What may be stored; nothing else.

Seen and work apart: `seen` keeps every entry for ever and is only looked up by key (but for the listings, which walk it by
number); `queue` holds the open ones only, so claims cost the same after ten million entries as after ten. An entry has an
outcome in `seen` exactly when it has no row in `queue`.

`ready_at` is the moment from which a row may be claimed: its next try, or the end of its lease. Leased work is thereby out
of the way of the indexes that claims walk, and comes back by itself. `hosts` has one row for each host with entries to
fetch; it is leased together with them, so that no two workers fetch from one host at a time.

The partial indexes that claims walk stand in queue_indexes.py: naming one loads both engines' dialects.

A change here or there is a migration in `migrations/versions` and a new `SCHEMA`; a test holds the two together.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    DateTime,
    Dialect,
    Float,
    Identity,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
)

SCHEMA = "0040"  # The newest revision in migrations/versions.
VERSION_TABLE = "ledger_version"  # Alembic's, under a name that tells our database from another's (Airflow's, say).

# Plain byte order on both engines: listings by id can be merged with an index's.
Id = String().with_variant(String(collation="C"), "postgresql")
# SQLite counts only in INTEGER keys.
Number = BigInteger().with_variant(Integer(), "sqlite")


class Instant(TypeDecorator[datetime]):
    """An aware moment; kept as UTC text on SQLite, whose order is that of time."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Aware to what the engine keeps."""
        if value is None:
            return None
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """What the engine keeps to aware."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


metadata = MetaData()


def _key(name: str, kind: Any = Id) -> Column[Any]:
    return Column(name, kind, primary_key=True)


sources = Table(
    "sources",
    metadata,
    _key("id"),
    Column("url", Text, nullable=False),
    Column("settings", Text, nullable=False, comment="the other fields of Source, as JSON"),
    Column("state", String, nullable=False),
    Column("reason", Text),
    Column("failures", Float, nullable=False),
    Column("etag", Text),
    Column("last_modified", Text),
    Column("body_hash", String),
    Column("last_polled", Instant),
    Column("next_poll", Instant, index=True),
    Column("leased_until", Instant),
    Column("leased_by", String, comment="the process that polls it"),
    Column("entries", Integer, nullable=False),
)

seen = Table(
    "seen",
    metadata,
    Column("number", Number, Identity(), primary_key=True),
    Column("entry_id", Id, nullable=False, unique=True),
    Column("url", Text, nullable=False),
    Column("host", Id, nullable=False, comment="empty when the URL cannot be fetched at all"),
    Column("source_id", Id, nullable=False, comment="who announced it first"),
    Column("claims", Text, nullable=False, comment="what that source said of it, as JSON"),
    Column("at", Instant, nullable=False, comment="last change"),
    Column("outcome", String, comment="final outcome; null while the entry is in the queue"),
    Column("reason", Text),
    Column("article_id", Id),
    Column("tries", Integer, nullable=False, comment="steps that were settled, over all visits"),
    Column("page", Text, comment="newest reference into the archive"),
    Column("etag", Text),
    Column("last_modified", Text),
    Column("body_hash", String, comment="set for entries that came from a folder"),
)

entry_sources = Table(
    "entry_sources",
    metadata,
    _key("source_id"),
    Column("entry", Number, primary_key=True, autoincrement=False),
    Index("entry_sources_by_entry", "entry"),
)

queue = Table(
    "queue",
    metadata,
    Column("entry", Number, primary_key=True, autoincrement=False),
    Column("entry_id", Id, nullable=False, unique=True),
    Column("step", String, nullable=False, comment="fetch or process"),
    Column("state", String, nullable=False, comment="pending, fetched or failed_retryable"),
    Column("host", Id, nullable=False),
    Column("ready_at", Instant, nullable=False),
    Column("token", String, comment="proof of the lease; null when never leased since the last settlement"),
    Column("owner", String, comment="the worker that leased it, for the operator"),
    Column("attempts", Integer, nullable=False, comment="tries of this step; what counts as one stands in claims.py"),
    Column("page", Text),
    Column("revision", Integer, comment="of the article, as last handed out to this entry"),
    Column("waits_since", Instant, comment="when it was first put off without having been asked for; null once it was"),
)

hosts = Table(
    "hosts",
    metadata,
    _key("host"),
    Column("ready_at", Instant, nullable=False, comment="of its first entry, or the end of its lease"),
    Column("token", String, comment="of the claim that leased it"),
    Column("rests_until", Instant, comment="it asked to be left alone until then"),
    Index("hosts_ready", "ready_at", "host"),
)

attempts = Table(
    "attempts",
    metadata,
    Column("number", Number, Identity(), primary_key=True),
    Column("entry", Number, nullable=False, index=True),
    Column("step", String, nullable=False),
    Column("at", Instant, nullable=False),
    Column("outcome", String, nullable=False),
    Column("reason", Text),
    Column("worker", String),
)

articles = Table(
    "articles",
    metadata,
    _key("article_id"),
    Column("entry_id", Id, nullable=False, comment="the holder: entries that lead to the same article are duplicates"),
    Column("revision", Integer, nullable=False, comment="last handed out"),
    Column("acknowledged", Integer, comment="of the last write that the index took"),
    Column("content_hash", String, comment="of that write"),
)

flags = Table(
    "flags",
    metadata,
    Column("number", Number, Identity(), primary_key=True),
    Column("article_id", Id, nullable=False, index=True),
    Column("quote", Text, nullable=False, comment="the sentence that was flagged: it outlives the event's id"),
    Column("type", String, nullable=False, comment="of the event, as it was read then"),
    Column("target", Id, nullable=False, comment="id of the event or incident as it was then"),
    Column("kind", String, nullable=False, comment="star, note, wrong, merge or split"),
    Column("field", String, comment="what is wrong: status, type, place or event"),
    Column("value", Text, comment="what is right; of a merge or split the other id"),
    Column("note", Text),
    Column("who", String, nullable=False),
    Column("at", Instant, nullable=False),
    Column("withdrawn_at", Instant),
)

searches = Table(
    "searches",
    metadata,
    _key("name"),
    Column("query", Text, nullable=False, comment="the filters, as an address has them"),
    Column("who", String, nullable=False),
    Column("at", Instant, nullable=False),
    Column("looked_at", Instant, nullable=False),
    Column("seen", Text, nullable=False, comment="what there was at the last look, as JSON"),
)

story_steps = Table(
    "story_steps",
    metadata,
    _key("article_id"),
    Column("goes_on_from", Id, comment="the article that it tells more of; none for the first of a story"),
    Column("story_id", Id, index=True),
)

story_redirects = Table(
    "story_redirects",
    metadata,
    _key("former_id"),
    Column("story_id", Id, nullable=False, index=True, comment="the story that most of it is in"),
)
