"""Where an act is set that no place is told of."""

from __future__ import annotations

import pytest

from dateline.models import Category, Place, Status
from dateline.tagging.events.grounding import Parties, Scene, ground

IRAN, OMAN, PERU = (
    Place(name, 0.0, 0.0, country=code, precision_km=500.0) for name, code in (("Iran", "IR"), ("Oman", "OM"), ("Peru", "PE"))
)


def where(
    kind: Category, *, story: Place | None = None, scene: Place | None = None, actor: Place | None = None, target: Place | None = None
) -> str | None:
    place = ground(
        times=(),
        places=(),
        mentions=(),
        scene=Scene(0, None, scene),
        kind=kind,
        status=Status.HAPPENED,
        background=False,
        story=story,
        parties=Parties(actor, target),
        published=None,
    ).place
    return place.country if place else None


@pytest.mark.parametrize(
    ("kind", "expected"),
    [(Category.ACCUSE, "IR"), (Category.THREATEN, "IR"), (Category.ASSAULT, "PE"), (Category.PROTEST, "PE"), (Category.AID, "PE")],
)
def test_who_speaks_is_at_home_and_other_acts_are_where_the_story_is(kind: Category, expected: str) -> None:
    assert where(kind, story=PERU, actor=IRAN, target=OMAN) == expected


@pytest.mark.parametrize(
    ("kind", "expected"),
    [(Category.ASSAULT, "OM"), (Category.AID, "OM"), (Category.PROTEST, "IR"), (Category.CONSULT, "IR"), (Category.SANCTION, "IR")],
)
def test_without_a_story_the_parties_say_where(kind: Category, expected: str) -> None:
    assert where(kind, actor=IRAN, target=OMAN) == expected


def test_what_the_paragraph_told_comes_first_and_nothing_is_made_up() -> None:
    assert where(Category.ACCUSE, scene=OMAN, story=PERU, actor=IRAN) == "OM"
    assert where(Category.CONSULT, target=OMAN) is None
    assert where(Category.ASSAULT) is None
