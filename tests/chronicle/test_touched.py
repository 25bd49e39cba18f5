"""What stays as it is, since nothing that was read can have changed it."""

from __future__ import annotations

from datetime import date, timedelta

from dateline.chronicle.scene import Scene, Stretch
from dateline.chronicle.touched import Group, Telling, standing_of

CAME = date(2021, 3, 20)
STRETCH = Stretch(CAME, CAME)
SCENE = Scene(CAME - timedelta(days=12), CAME + timedelta(days=12))
UNREAD, WHOLE = SCENE.first, CAME - timedelta(days=4)  # A day at the edge of what was read, and one that was read with all around it.


def group(**days: date) -> Group:
    """Reports by the anchors that they hang on, each with its day."""
    reports: dict[Telling, date] = {(anchor, "raid"): day for anchor, day in days.items()}
    return Group(reports, frozenset(days))


def standing(found: Group, **stored: Group) -> set[int | str]:
    return standing_of(SCENE, STRETCH, {0: found}, stored, asked=())


def test_a_happening_that_reaches_beyond_what_was_read_stands_on_itself() -> None:
    assert standing(group(a=UNREAD, b=WHOLE), old=group(a=UNREAD, b=WHOLE), other=group(c=WHOLE)) == {0, "old"}


def test_a_happening_of_which_nothing_was_seen_stands_on_no_other_of_which_nothing_was_seen() -> None:
    assert standing(group(a=UNREAD), other=group(c=UNREAD), another=group(d=UNREAD)) == set()


def test_what_came_or_was_read_whole_is_decided_anew() -> None:
    assert standing(group(a=UNREAD, b=CAME), old=group(a=UNREAD, b=CAME)) == set()
    assert standing(group(a=WHOLE, b=WHOLE), old=group(a=WHOLE, b=WHOLE)) == set()
