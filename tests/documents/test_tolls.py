"""The numbers that tolls are compared by."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from dateline.models.events import Casualties
from tests.documents.raid import TOLL, body


def toll(low: int | None, high: int | None = None, **changes: Any) -> Casualties:
    """So many killed."""
    return replace(TOLL, min=low, max=high, **changes)


TOLLS = [
    ((), None, None),
    ((toll(None),), None, None),
    ((toll(4, 6),), 4, 6),
    ((toll(4), toll(7, 9)), 4, 9),
    ((toll(4, 4, group="soldiers"), toll(3, 3, group="civilians")), 7, 7),
    ((toll(10, 10), toll(3, 3, group="civilians")), 10, 10),
    ((toll(10, 10), toll(3, 3, part_of_whole=True)), 10, 10),
    ((toll(900, scope="cumulative"),), None, None),
    ((toll(10**12),), None, None),
]


@pytest.mark.parametrize(("casualties", "low", "high"), TOLLS)
def test_the_flat_toll(casualties: tuple[Casualties, ...], low: int | None, high: int | None) -> None:
    made = body(casualties=casualties)
    assert (made["killed_min"], made["killed_max"]) == (low, high)
