"""Alembic migrations of the ledger; run by `dateline.ledger.database.upgrade`, never by hand."""
