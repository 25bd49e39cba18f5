"""Leaving a part of tagging out, and putting it back."""

from __future__ import annotations

import pytest

from benchmarks import ablate
from dateline.tagging.places import resolver
from dateline.tagging.times import filters, patterns
from tests.known import knowledge


@pytest.fixture(scope="module")
def parts() -> dict[str, ablate.Part]:
    return {part.name: part for part in ablate.parts(knowledge())}


def test_every_step_stands_in_the_code(parts: dict[str, ablate.Part]) -> None:
    assert set(ablate.STEPS) <= set(parts)
    assert {part.area for part in parts.values()} == set(ablate.AREAS)


def test_a_function_is_left_out_wherever_it_is_bound(parts: dict[str, ablate.Part]) -> None:
    before = resolver.find_anaphors
    with parts["places.anaphora.find_anaphors"].leave_out():
        assert resolver.find_anaphors(1, 2, 3) == []  # type: ignore[arg-type]
    assert resolver.find_anaphors is before


def test_a_pattern_is_replaced_by_one_that_never_matches(parts: dict[str, ablate.Part]) -> None:
    before = patterns._CORE
    with parts["times.patterns._CORE"].leave_out():
        assert not patterns._CORE.search("M")
    assert patterns._CORE is before


def test_a_rule_is_taken_out_of_its_table_and_put_back_in_its_place(parts: dict[str, ablate.Part]) -> None:
    before = list(filters._CHECKS)
    with parts["times.filters._CHECKS['month']"].leave_out():
        assert "month" not in filters._CHECKS
    assert list(filters._CHECKS) == before


def test_a_step_that_is_not_there_is_named() -> None:
    with pytest.raises(ValueError, match="there is no such step"):
        ablate._owner("nowhere.at_all")
