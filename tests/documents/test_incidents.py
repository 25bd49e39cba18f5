"""What a stored claim says of the figure that took its place."""

from __future__ import annotations

import pytest

from dateline.documents.incidents import takes_place


@pytest.mark.parametrize(
    ("claim", "how"),
    [
        ({"told": "2024-04-01", "superseded_on": "2024-04-02"}, "later"),
        ({"told": "2024-04-02", "superseded_on": "2024-04-01"}, "rather"),  # "Dozens", where 97 had been counted the day before.
        ({"told": "2024-04-01", "superseded_on": "2024-04-02", "corrected": True}, "corrected to"),
        ({"told": None, "superseded_on": None}, "later"),
    ],
)
def test_what_took_the_place_of_a_figure_came_later_was_closer_or_corrects_it(claim: dict[str, object], how: str) -> None:
    assert takes_place(claim) == how
