"""The faults that are put into tagging: each is a place of the code as it is, and acts where it is loaded."""

from __future__ import annotations

import importlib.util
from collections import Counter

import pytest

from benchmarks import mutants


@pytest.mark.parametrize("mutant", mutants.MUTANTS, ids=lambda mutant: f"{mutant.room}/{mutant.file}")
def test_a_mutant_stands_in_the_code_once_and_is_python(mutant: mutants.Mutant) -> None:
    source = mutants.mutated(mutant)
    assert mutant.after in source
    assert compile(source, mutant.file, "exec").co_filename == mutant.file


def test_each_room_has_ten() -> None:
    assert all(count >= 10 for count in Counter(mutant.room for mutant in mutants.MUTANTS).values())


def test_the_mutated_source_is_what_is_loaded() -> None:
    mutant = mutants.Mutant("places", "gazetteer.py", "CACHED = 16384", "CACHED = 1")
    finder = mutants._Mutated(mutant)
    spec = finder.find_spec("dateline.tagging.places.gazetteer", None)
    assert finder.find_spec("dateline.tagging.places.keys", None) is None
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    assert module.CACHED == 1


def test_a_place_that_is_not_there_is_named() -> None:
    with pytest.raises(ValueError, match="stands there 0 times"):
        mutants.mutated(mutants.Mutant("places", "keys.py", "no such line", ""))
