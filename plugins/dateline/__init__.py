"""Dateline: from news feeds to a timeline of conflict events, each with the sentence it came from.

The library runs without Airflow; `docs/architecture.md` shows which room does what.
"""

__version__ = "0.1.0"
