"""Where an act is set: pointed at, told before in its paragraph, assumed, or nowhere."""

from __future__ import annotations

from dateline.models.places import Place
from dateline.tagging.events.grounding import Ground, Scene, ground
from tests.tagging.events.conftest import act

PERU, OMAN, MUSCAT = (
    Place(name, 0.0, 0.0, country=code, precision_km=size, why="said so")
    for name, code, size in (("Peru", "PE", 500.0), ("Oman", "OM", 300.0), ("Muscat", "OM", 10.0))
)


def grounds(*, scene: Place | None = None, assumed: Place | None = None, background: bool = False) -> Ground:
    told = act("It happened", "happened", background=float(background))
    return ground(told, (), told=None, assumed=assumed, scene=Scene(0, None, scene), published=None)


def test_what_the_paragraph_told_is_finer_than_its_country() -> None:
    assert grounds(scene=MUSCAT, assumed=OMAN).place == MUSCAT


def test_another_country_is_not_where_the_paragraph_was() -> None:
    found = grounds(scene=MUSCAT, assumed=PERU)
    assert found.place == PERU
    assert found.why == ("place: said so",)


def test_history_takes_no_place_from_its_paragraph() -> None:
    assert grounds(scene=MUSCAT, assumed=OMAN, background=True).place == OMAN


def test_nothing_is_made_up() -> None:
    assert grounds(scene=MUSCAT).place is None
    assert grounds().place is None
