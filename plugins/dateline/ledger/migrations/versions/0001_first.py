"""The ledger of the first release."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

# A migration never changes: it has its own copy of the column types.
ID = sa.String().with_variant(sa.String(collation="C"), "postgresql")
NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Create everything."""
    _create_memory()
    _create_work()
    _create_articles()


def _create_memory() -> None:
    op.create_table(
        "sources",
        sa.Column("id", ID, primary_key=True),
        sa.Column("url", sa.Text, nullable=False),
        sa.Column("settings", sa.Text, nullable=False, comment="the other fields of Source, as JSON"),
        sa.Column("state", sa.String, nullable=False),
        sa.Column("reason", sa.Text),
        sa.Column("failures", sa.Float, nullable=False),
        sa.Column("etag", sa.Text),
        sa.Column("last_modified", sa.Text),
        sa.Column("body_hash", sa.String),
        sa.Column("last_polled", INSTANT),
        sa.Column("next_poll", INSTANT, index=True),
        sa.Column("leased_until", INSTANT),
        sa.Column("entries", sa.Integer, nullable=False),
    )
    op.create_table(
        "seen",
        sa.Column("number", NUMBER, sa.Identity(), primary_key=True),
        sa.Column("entry_id", ID, nullable=False, unique=True),
        sa.Column("url", sa.Text, nullable=False),
        sa.Column("host", ID, nullable=False, comment="empty when the URL cannot be fetched at all"),
        sa.Column("source_id", ID, nullable=False, comment="who announced it first"),
        sa.Column("claims", sa.Text, nullable=False, comment="what that source said of it, as JSON"),
        sa.Column("at", INSTANT, nullable=False, comment="last change"),
        sa.Column("outcome", sa.String, comment="final outcome; null while the entry is in the queue"),
        sa.Column("reason", sa.Text),
        sa.Column("article_id", ID),
        sa.Column("tries", sa.Integer, nullable=False, comment="steps that were settled, over all visits"),
        sa.Column("page", sa.Text, comment="newest reference into the archive"),
        sa.Column("etag", sa.Text),
        sa.Column("last_modified", sa.Text),
        sa.Column("body_hash", sa.String, comment="set for entries that came from a folder"),
    )
    op.create_table(
        "entry_sources",
        sa.Column("source_id", ID, primary_key=True),
        sa.Column("entry", NUMBER, primary_key=True, autoincrement=False),
    )
    op.create_index("entry_sources_by_entry", "entry_sources", ["entry"])


def _create_work() -> None:
    fetch, process, leased = sa.text("step = 'fetch'"), sa.text("step = 'process'"), sa.text("token IS NOT NULL")
    op.create_table(
        "queue",
        sa.Column("entry", NUMBER, primary_key=True, autoincrement=False),
        sa.Column("entry_id", ID, nullable=False, unique=True),
        sa.Column("step", sa.String, nullable=False, comment="fetch or process"),
        sa.Column("state", sa.String, nullable=False, comment="pending, fetched or failed_retryable"),
        sa.Column("host", ID, nullable=False),
        sa.Column("ready_at", INSTANT, nullable=False),
        sa.Column("token", sa.String, comment="proof of the lease; null when never leased since the last settlement"),
        sa.Column("owner", sa.String, comment="the worker that leased it, for the operator"),
        sa.Column("attempts", sa.Integer, nullable=False, comment="tries of this step; what counts as one stands in claims.py"),
        sa.Column("page", sa.Text),
        sa.Column("revision", sa.Integer, comment="of the article, as last handed out to this entry"),
    )
    op.create_index("queue_to_fetch", "queue", ["host", "ready_at", "entry"], postgresql_where=fetch, sqlite_where=fetch)
    op.create_index("queue_to_process", "queue", ["ready_at", "entry"], postgresql_where=process, sqlite_where=process)
    op.create_index("queue_leased", "queue", ["token", "host"], postgresql_where=leased, sqlite_where=leased)
    op.create_table(
        "hosts",
        sa.Column("host", ID, primary_key=True),
        sa.Column("ready_at", INSTANT, nullable=False, comment="of its first entry, or the end of its lease"),
        sa.Column("token", sa.String, comment="of the claim that leased it"),
    )
    op.create_index("hosts_ready", "hosts", ["ready_at", "host"])
    op.create_table(
        "attempts",
        sa.Column("number", NUMBER, sa.Identity(), primary_key=True),
        sa.Column("entry", NUMBER, nullable=False, index=True),
        sa.Column("step", sa.String, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("outcome", sa.String, nullable=False),
        sa.Column("reason", sa.Text),
        sa.Column("worker", sa.String),
    )


def _create_articles() -> None:
    op.create_table(
        "articles",
        sa.Column("article_id", ID, primary_key=True),
        sa.Column("entry_id", ID, nullable=False, comment="the holder: entries that lead to the same article are duplicates"),
        sa.Column("revision", sa.Integer, nullable=False, comment="last handed out"),
        sa.Column("acknowledged", sa.Integer, comment="of the last write that the index took"),
        sa.Column("content_hash", sa.String, comment="of that write"),
    )
