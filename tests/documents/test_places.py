"""Points that a map can draw."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.documents.raid import ALEPPO, body


@pytest.mark.parametrize(("lat", "lon"), [(91.0, 0.0), (0.0, 181.0), (float("nan"), 0.0), (0.0, float("inf"))])
def test_a_point_off_the_globe_is_no_point(lat: float, lon: float) -> None:
    assert body(place=replace(ALEPPO, lat=lat, lon=lon))["geo"]["location"] is None
