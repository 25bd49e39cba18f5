"""An expert's overrides: veto, forced reading, made act; each proves itself on its examples with the true reason."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from dateline.reasons.checks import problems
from dateline.seeds.events import OverrideSeed
from dateline.tagging.events.overrides import Overrides
from dateline.tagging.reader.artefact import load_artefact
from dateline.tagging.reader.reader import Reader
from tests.tagging.events.conftest import act
from tests.tagging.reader.test_artefact import TINY

TEXT = "Fans clashed with words at the derby."


def seed(**changes: Any) -> OverrideSeed:
    return OverrideSeed(**({"id": "own", "trigger": "clashed", "veto": True, "example": TEXT, "counter": ("Troops clashed.",)} | changes))


def judged(one: OverrideSeed, *acts: Any) -> list[tuple[str, str, str | None]]:
    return [(told.type, told.status, rule) for told, rule in Overrides([one]).judge(TEXT, [(0, len(TEXT))], acts)]


def test_a_veto_takes_the_act_away() -> None:
    assert judged(seed(near="derby, match"), act(TEXT, "clashed")) == []


def test_it_acts_only_where_its_neighbours_allow() -> None:
    assert judged(seed(near="troops"), act(TEXT, "clashed")) == [("ASSAULT", "happened", None)]
    assert judged(seed(unless="Derby"), act(TEXT, "clashed")) == [("ASSAULT", "happened", None)]


def test_a_forced_reading_changes_what_it_names_and_says_so() -> None:
    forced = seed(veto=False, type="PROTEST", status="ongoing", mode="riot", scope="ordinary")
    ((told, rule),) = Overrides([forced]).judge(TEXT, [(0, len(TEXT))], [act(TEXT, "clashed")])
    assert (told.type, told.mode, told.status, told.happened, told.ordinary, rule) == (
        "PROTEST", "riot", "ongoing", 1.0, 1.0, "own",
    )  # fmt: skip


def test_an_act_is_made_where_the_reader_saw_none_and_not_twice() -> None:
    made = seed(veto=False, make=True, type="PROTEST")
    assert judged(made) == [("PROTEST", "happened", "own")]
    assert judged(made, act(TEXT, "clashed")) == [("PROTEST", "happened", "own")]


@pytest.mark.parametrize(
    "changes",
    [
        {"veto": False},
        {"type": "ASSAULT"},
        {"veto": False, "make": True, "status": "planned"},
        {"veto": False, "type": "CONSULT", "mode": "aerial"},
        {"trigger": ""},
        {"counter": ()},
        {"veto": False, "type": "PEACE"},
    ],
)
def test_what_makes_no_sense_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        seed(**changes)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"trigger": "fought"}, "none of its `trigger` words stands there"),
        ({"near": "stadium"}, "none of its `near` words stands there"),
        ({"unless": "derby"}, "'derby' of its `unless` stands there"),
    ],
)
def test_the_true_reason_is_given(changes: dict[str, Any], reason: str) -> None:
    made = seed(veto=False, make=True, type="PROTEST", counter=("Calm.",), **changes)
    found = list(problems([made], Reader(load_artefact(str(TINY)))))
    assert [problem for _, problem in found] == [f"does not act on its example ({reason}): {TEXT!r}"]


def test_acting_on_a_counter_example_is_a_fault() -> None:
    made = seed(veto=False, make=True, type="PROTEST")
    assert [problem for _, problem in problems([made], Reader(load_artefact(str(TINY))))] == [
        "acts on its counter-example: 'Troops clashed.'"
    ]
