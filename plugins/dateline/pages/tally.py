"""How often a view has a value: how many rows and, where rows are happenings, how many reports. Pure.

A happening's day says "3 incidents · 12 reports", and so does a value of a facet: what only single reports have is counted like the rest.
"""

from __future__ import annotations

from dataclasses import dataclass

from dateline.protocols.index import Facets


@dataclass(frozen=True, slots=True)
class Tally:
    """`reports` are all reports that have a value, those that happenings hold among them; None where the rows are the reports."""

    rows: int
    reports: int | None = None

    def __add__(self, other: Tally) -> Tally:
        both_told = self.reports is not None and other.reports is not None
        return Tally(self.rows + other.rows, (self.reports or 0) + (other.reports or 0) if both_told else None)

    @property
    def weight(self) -> int:
        """What puts one value above another."""
        return max(self.rows, self.reports or 0)

    def words(self, noun: tuple[str, str]) -> str:
        """`3 incidents, 12 reports`; what has none of the first is told by the second alone."""
        said = [_many(self.rows, noun)] if self.rows or not self.reports else []
        return ", ".join([*said, *([_many(self.reports, ("report", "reports"))] if self.reports else [])])


Tallies = dict[str, dict[str, Tally]]
"""By facet, by value; the most first."""


def tallied(rows: Facets, reports: Facets | None) -> Tallies:
    """The counts of a view's rows with those of the reports beside them."""
    beside = reports.counts if reports else {}
    return {field: _most_first(dict(counts), dict(beside[field]) if field in beside else None) for field, counts in rows.counts.items()}


def _most_first(rows: dict[str, int], reports: dict[str, int] | None) -> dict[str, Tally]:
    values = rows.keys() | (reports or {}).keys()
    found = {value: Tally(rows.get(value, 0), None if reports is None else reports.get(value, 0)) for value in values}
    return dict(sorted(found.items(), key=lambda item: (-item[1].weight, -item[1].rows, item[0])))


def _many(count: int, noun: tuple[str, str]) -> str:
    return f"{count:,} {noun[count != 1]}"
