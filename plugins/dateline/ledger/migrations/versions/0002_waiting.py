"""Waiting is not failing: hosts rest, entries wait without a try, and sources know who polls them."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """New columns, empty in every row."""
    op.add_column("sources", sa.Column("leased_by", sa.String, comment="the process that polls it"))
    op.add_column(
        "queue", sa.Column("waits_since", INSTANT, comment="when it was first put off without having been asked for; null once it was")
    )
    op.add_column("hosts", sa.Column("rests_until", INSTANT, comment="it asked to be left alone until then"))
