"""How often a view has a value: how many rows and, where rows are happenings, how many reports. Pure.

A happening's day says "3 incidents · 12 reports", and so does a value of a facet: what only single reports have is counted like the rest.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from dateline.protocols.index import Facets


@dataclass(frozen=True, slots=True)
class Tally:
    """`reports` are all reports that have a value, those that happenings hold among them; None where the rows are the reports.

    `more_rows`, `more_reports`: there may be more than are counted, as the value is missing in a list that was cut or reckoned from a part.
    """

    rows: int
    reports: int | None = None
    more_rows: bool = False
    more_reports: bool = False

    def __add__(self, other: Tally) -> Tally:
        both_told = self.reports is not None and other.reports is not None
        return Tally(
            self.rows + other.rows,
            (self.reports or 0) + (other.reports or 0) if both_told else None,
            self.more_rows or other.more_rows,
            self.more_reports or other.more_reports,
        )

    @property
    def weight(self) -> int:
        """What puts one value above another."""
        return max(self.rows, self.reports or 0)

    def words(self, noun: tuple[str, str], *, about: bool = False) -> str:
        """`3 incidents, 12 reports`; what has none of the first, or nobody knows how many, is told by the second alone."""
        said = [_many(self.rows, noun, least=self.more_rows and not about)] if self.rows or not self.reports else []
        said += [_many(self.reports, ("report", "reports"), least=self.more_reports and not about)] if self.reports else []
        return ("about " if about else "") + ", ".join(said)

    def figures(self, *, about: bool = False) -> str:
        """The same as `3 · 12`: `–` is none, `?` not known, `≥3` at least so many."""
        sides = [_figure(self.rows, more=self.more_rows, about=about)]
        sides += [_figure(self.reports, more=self.more_reports, about=about)] if self.reports is not None else []
        return ("≈" if about else "") + " · ".join(sides)


Tallies = dict[str, dict[str, Tally]]
"""By facet, by value; the most first."""


def tallied(rows: Facets, reports: Facets | None, *, most: int) -> Tallies:
    """The counts of a view's rows with those of the reports beside them; at most so many values of a facet were asked for."""
    beside = reports.counts if reports else {}
    return {
        field: _most_first(_listed(rows, field, most), _listed(reports, field, most) if reports and field in beside else None)
        for field in rows.counts
    }


def is_cut(tallies: Mapping[str, Tally], *, most: int) -> bool:
    """Whether a facet may have more values than these, as one of its lists is full."""
    return max(sum(tally.rows > 0 for tally in tallies.values()), sum(bool(tally.reports) for tally in tallies.values())) >= most


@dataclass(frozen=True, slots=True)
class _Listed:
    """The values of a facet; `part`: there may be others, as the list was cut or reckoned from a part."""

    counts: Mapping[str, int]
    part: bool

    def count(self, value: str) -> tuple[int, bool]:
        """How often a value is there, and whether it may be there more often, for it is not listed."""
        return self.counts.get(value, 0), self.part and value not in self.counts


def _listed(facets: Facets, field: str, most: int) -> _Listed:
    counts = dict(facets.counts[field])
    return _Listed(counts, facets.about or len(counts) >= most)


def _most_first(rows: _Listed, reports: _Listed | None) -> dict[str, Tally]:
    found = {}
    for value in rows.counts.keys() | (reports.counts.keys() if reports else set()):
        (row_count, more_rows), (report_count, more_reports) = rows.count(value), reports.count(value) if reports else (None, False)
        found[value] = Tally(row_count, report_count, more_rows, more_reports)
    return dict(sorted(found.items(), key=lambda item: (-item[1].weight, -item[1].rows, item[0])))


def _many(count: int, noun: tuple[str, str], *, least: bool) -> str:
    return f"{'at least ' if least else ''}{count:,} {noun[count != 1]}"


def _figure(count: int, *, more: bool, about: bool) -> str:
    """What is reckoned from a part is no lower bound either: it is about so many."""
    if not count:
        return "?" if more else "–"
    return f"{'≥' if more and not about else ''}{count:,}"
