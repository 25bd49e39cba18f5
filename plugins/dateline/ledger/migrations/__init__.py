"""Alembic migrations of the ledger; run by `dateline.ledger.opening.upgrade`, never by hand."""
