"""Leaving a part of tagging out, and putting it back."""

from __future__ import annotations

import pytest
from benchmarks.ablate.__main__ import changes
from benchmarks.ablate.areas import AREAS
from benchmarks.ablate.leaving_out import owner_of
from benchmarks.ablate.parts import Part, parts
from benchmarks.ablate.stand_ins import STEPS

from dateline.tagging.places import resolver
from dateline.tagging.times import expressions, patterns
from tests.known import knowledge


@pytest.fixture(scope="module")
def named() -> dict[str, Part]:
    return {part.name: part for part in parts(knowledge())}


def test_every_step_stands_in_the_code(named: dict[str, Part]) -> None:
    assert set(STEPS) <= set(named)
    assert {part.area for part in named.values()} == set(AREAS)


def test_a_function_is_left_out_wherever_it_is_bound(named: dict[str, Part]) -> None:
    before = resolver.with_anaphors
    with named["places.parts.with_anaphors"].leave_out():
        assert list(resolver.with_anaphors([1], 2)) == [1]  # type: ignore[list-item,arg-type]
    assert resolver.with_anaphors is before


def test_a_pattern_is_replaced_by_one_that_never_matches(named: dict[str, Part]) -> None:
    before = patterns._CORE
    with named["times.patterns._CORE"].leave_out():
        assert not patterns._CORE.search("M")
    assert patterns._CORE is before


def test_a_rule_is_taken_out_of_its_table_and_put_back_in_its_place(named: dict[str, Part]) -> None:
    before = list(expressions._READERS)
    with named["times.expressions._READERS['Y']"].leave_out():
        assert "Y" not in expressions._READERS
    assert list(expressions._READERS) == before


def test_a_step_that_is_not_there_is_named() -> None:
    with pytest.raises(ValueError, match="there is no such step"):
        owner_of("nowhere.at_all")


def test_a_figure_that_nothing_is_left_of_is_a_loss_of_all_of_it() -> None:
    before, after = {"news.f1": 0.8, "news.actor_f1": 0.7, "muc.killed": 0.5}, {"news.f1": 0.9, "muc.killed": 0.5001}

    assert changes(before, after) == [("news.actor_f1", -0.7), ("news.f1", pytest.approx(0.1))]
