"""Stories: which article goes on from which, and which story its id has led to."""

import sqlalchemy as sa
from alembic import op

revision = "0040"
down_revision = "0030"

ID = sa.String().with_variant(sa.String(collation="C"), "postgresql")


def upgrade() -> None:
    """Two tables of their own."""
    op.create_table(
        "story_steps",
        sa.Column("article_id", ID, primary_key=True),
        sa.Column("goes_on_from", ID, comment="the article that it tells more of; none for the first of a story"),
        sa.Column("story_id", ID, index=True),
    )
    op.create_table(
        "story_redirects",
        sa.Column("former_id", ID, primary_key=True),
        sa.Column("story_id", ID, nullable=False, index=True, comment="the story that most of it is in"),
    )
