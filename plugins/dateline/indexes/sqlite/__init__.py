"""The embedded index: one SQLite file with full text and R*Trees, for one machine."""
