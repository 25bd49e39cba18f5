"""What two lists of one facet say together, where one of them does not have every value."""

from __future__ import annotations

import pytest

from dateline.pages.tally import Tally, is_cut, tallied
from dateline.protocols.index import Facets

NOUN = ("incident", "incidents")


def test_what_a_whole_list_lacks_is_none_and_what_a_full_one_lacks_is_not_known() -> None:
    rows, reports = Facets({"outlet": (("A", 2), ("B", 1))}), Facets({"outlet": (("B", 7), ("C", 5), ("D", 4))})
    assert tallied(rows, reports, most=4) == {"outlet": {"B": Tally(1, 7), "C": Tally(0, 5), "D": Tally(0, 4), "A": Tally(2, 0)}}
    assert tallied(rows, reports, most=3) == {
        "outlet": {"B": Tally(1, 7), "C": Tally(0, 5), "D": Tally(0, 4), "A": Tally(2, 0, more_reports=True)}
    }


def test_what_a_part_lacks_is_not_known() -> None:
    rows, reports = Facets({"type": (("A", 2),), "mark": (("M", 1),)}), Facets({"type": (("B", 8),)}, about=True)
    assert tallied(rows, reports, most=400) == {
        "type": {"B": Tally(0, 8), "A": Tally(2, 0, more_reports=True)},
        "mark": {"M": Tally(1)},
    }
    assert tallied(rows, None, most=1) == {"type": {"A": Tally(2)}, "mark": {"M": Tally(1)}}


@pytest.mark.parametrize(
    ("tally", "figures", "words"),
    [
        (Tally(3), "3", "3 incidents"),
        (Tally(3, 1200), "3 · 1,200", "3 incidents, 1,200 reports"),
        (Tally(0, 1), "– · 1", "1 report"),
        (Tally(1, 0), "1 · –", "1 incident"),
        (Tally(0, 5, more_rows=True), "? · 5", "5 reports"),
        (Tally(2, 0, more_reports=True), "2 · ?", "2 incidents"),
        (Tally(0, 5, more_rows=True) + Tally(3, 4), "≥3 · 9", "at least 3 incidents, 9 reports"),
        (Tally(1, 0, more_reports=True) + Tally(0, 1), "1 · ≥1", "1 incident, at least 1 report"),
    ],
)
def test_no_number_claims_more_than_is_known(tally: Tally, figures: str, words: str) -> None:
    assert (tally.figures(), tally.words(NOUN)) == (figures, words)


@pytest.mark.parametrize(
    ("tally", "figures", "words"),
    [
        (Tally(4), "≈4", "about 4 incidents"),
        (Tally(0, 8, more_rows=True), "≈? · 8", "about 8 reports"),
        (Tally(0, 8, more_rows=True) + Tally(4, 8), "≈4 · 16", "about 4 incidents, 16 reports"),
    ],
)
def test_what_is_reckoned_from_a_part_is_about_so_many(tally: Tally, figures: str, words: str) -> None:
    assert (tally.figures(about=True), tally.words(NOUN, about=True)) == (figures, words)


def test_a_facet_is_cut_where_one_of_its_lists_is_full() -> None:
    tallies = {"A": Tally(2, 0), "B": Tally(1, 7), "C": Tally(0, 5)}
    assert not is_cut(tallies, most=3)
    assert is_cut(tallies, most=2)
    assert not is_cut({}, most=2)
