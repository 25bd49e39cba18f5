"""Keys that an index can keep."""

from __future__ import annotations

from dateline.models.events import Actor
from tests.documents.raid import body


def test_keys_are_short_and_can_be_encoded() -> None:
    made = body(actors=(Actor("\ud800" + "x" * 9000, 0, 4),))
    assert made["names"] == ["?" + "x" * 255]
