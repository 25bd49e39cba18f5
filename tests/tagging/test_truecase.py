"""Texts in capitals: which are, and how their words are written without them."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline.errors import SettingsError
from dateline.tagging.truecase import SHIPPED, Case, is_all_capitals, load_case, truecase
from tests.known import knowledge

NAMES = ("San Salvador", "Central Bank of Peru", "Central Bank", "Red Cross", "Panama", "FMLN", "CAR", "Guinea-Bissau")


@pytest.fixture(scope="module")
def shipped() -> Case:
    return load_case(SHIPPED, NAMES)


@pytest.mark.parametrize(
    ("text", "capital"),
    [
        ("REBELS ATTACKED THE TOWN OF SAN VICENTE ON MONDAY, THE ARMY SAID.", True),
        ("Rebels attacked the town of San Vicente on Monday, the army said.", False),
        ("UN, NATO", False),
        ("", False),
        ("السلطات", False),
    ],
)
def test_tells_wire_copy_in_capitals(text: str, capital: bool) -> None:
    assert is_all_capitals(text) is capital


@pytest.mark.parametrize(
    "text",
    [
        "The FMLN attacked San Salvador. President Cristiani spoke.",
        "A car bomb wounded the drug police in Guinea-Bissau.",  # Words of longer names are words, and so is an acronym that is one.
        "The red car of the Central Bank of Peru met a central figure.",
        "It said that Escobar fled to Medellin.",  # A word that news does not write small is a name.
        "The guerrillas (URNG) said so, and the URNG attacked Panama (Panama).",
        "The U.S. envoy met Peru's minister and the FMLN's envoy.",
        "The QXT fired; Mrs Rivera saw it.",
    ],
)
def test_a_text_gets_its_capitals_back(text: str, shipped: Case) -> None:
    assert truecase(text.upper(), shipped, knowledge().language) == text


@given(st.text(max_size=60))
def test_no_character_moves(text: str) -> None:
    case = Case(frozenset({"a"}), {"b": (("B", "ß"),)}, frozenset({"c"}), frozenset())
    assert len(truecase(text.upper(), case, knowledge().language)) == len(text.upper())


@pytest.mark.parametrize("content", ["{", "[]", '{"small": 1}'])
def test_words_that_cannot_be_read_are_named(tmp_path: Path, content: str) -> None:
    file = tmp_path / "case.json"
    file.write_text(content)
    with pytest.raises(SettingsError, match=r"case\.json: the words in small letters cannot be read"):
        load_case(file, ())
