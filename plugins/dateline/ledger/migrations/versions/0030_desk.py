"""The analyst's hand: flags on what was read, and questions that are kept and watched."""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0002"

ID = sa.String().with_variant(sa.String(collation="C"), "postgresql")
NUMBER = sa.BigInteger().with_variant(sa.Integer, "sqlite")
INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Two tables of their own."""
    op.create_table(
        "flags",
        sa.Column("number", NUMBER, sa.Identity(), primary_key=True),
        sa.Column("article_id", ID, nullable=False, index=True),
        sa.Column("quote", sa.Text, nullable=False, comment="the sentence that was flagged: it outlives the event's id"),
        sa.Column("type", sa.String, nullable=False, comment="of the event, as it was read then"),
        sa.Column("target", ID, nullable=False, comment="id of the event or incident as it was then"),
        sa.Column("kind", sa.String, nullable=False, comment="star, note, wrong, merge or split"),
        sa.Column("field", sa.String, comment="what is wrong: status, type, place or event"),
        sa.Column("value", sa.Text, comment="what is right; of a merge or split the other id"),
        sa.Column("note", sa.Text),
        sa.Column("who", sa.String, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("withdrawn_at", INSTANT),
    )
    op.create_table(
        "searches",
        sa.Column("name", ID, primary_key=True),
        sa.Column("query", sa.Text, nullable=False, comment="the filters, as an address has them"),
        sa.Column("who", sa.String, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("looked_at", INSTANT, nullable=False),
        sa.Column("seen", sa.Text, nullable=False, comment="what there was at the last look, as JSON"),
    )
