"""Texts in capitals: which are, and how their words are written without them."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dateline.errors import SettingsError
from dateline.seeds.language import Language
from dateline.tagging.truecase import SHIPPED, Case, is_all_capitals, load_case, truecase
from tests.known import knowledge

NAMES = (
    "San Salvador",
    "Central Bank of Peru",
    "Central Bank",
    "Red Cross",
    "Ivory Coast",
    "Panama",
    "FMLN",
    "CAR",
    "Guinea-Bissau",
    "Group of 7",
    "Port Said",
    "The Guardian",
    "Save the Children",
    "Committee to Protect Journalists",
    "9",
)
LONGER_WITH_CASE = "İŉßﬁ"  # Letters of which one case is longer than the other.


@pytest.fixture(scope="module")
def english() -> Language:
    return knowledge().language


@pytest.fixture(scope="module")
def shipped(english: Language) -> Case:
    return load_case(SHIPPED, NAMES, english)


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
        "The 1st, the 21st and the 33d had AK-47s, SAM-7's and M-16s in the 1980s.",  # Letters behind a digit.
        "A group of guerrillas met.",  # A name that is not words alone is none of those that are left of it.
        "The Red Cross's convoy crossed Ivory Coast's border.",
        "At the port said a spokesman, and save the children, the guardian said.",  # Short names of small words are phrases.
        "The Committee to Protect Journalists spoke.",  # Longer ones are not.
        "Minister May said it, and Capt Hook saw Lt. Col. May and Mr Hook's men; Gen Lopez and Mr and Mrs Paz agreed.",
        "The minister may see a hook.",
    ],
)
def test_a_text_gets_its_capitals_back(text: str, shipped: Case, english: Language) -> None:
    assert truecase(text.upper(), shipped, english) == text


@pytest.mark.parametrize("name", [*knowledge().language.words("months"), *knowledge().language.words("weekdays")])
def test_months_and_weekdays_keep_their_capital(name: str, shipped: Case, english: Language) -> None:
    text = f"He said on 5 {name} 1989 that since {name}, until late {name}, by {name} 6 and in {name}'s heat it rained."
    assert truecase(text.upper(), shipped, english) == text


def test_a_month_that_is_a_word_is_one_elsewhere(shipped: Case, english: Language) -> None:
    text = "It may rain, and some 20 may have died. On 5 Nov 1989 he said it may; April or May, Feb. 6 and mid-May may do."
    assert truecase(text.upper(), shipped, english) == text


def test_words_that_have_small_letters_stay(shipped: Case, english: Language) -> None:
    assert truecase("THE al-Shabaab MEN, McDonald AND A zamindar DIED", shipped, english) == (
        "The al-Shabaab men, McDonald and a zamindar died"
    )


@given(st.text(st.characters() | st.sampled_from(f"abcABC '’.{LONGER_WITH_CASE}"), max_size=60))
@example("İSTANBUL ŉA")
@example("xß b ß ﬁ")
def test_no_character_moves(english: Language, text: str) -> None:
    case = Case(frozenset({"a"}), {"b ss": ("B", "ß"), "b c": ("B", "CCC")}, 2, frozenset({"c"}), frozenset())
    assert len(truecase(text, case, english)) == len(text)
    assert len(truecase(text.upper(), case, english)) == len(text.upper())


@pytest.mark.parametrize(
    "content",
    ["{", "[]", "{}", '{"small": 1}', '{"small": "abc"}', '{"small": []}', '{"small": {"a": 1}}', '{"small": ["a", ["b"]]}', "[" * 99_999],
)
def test_words_that_cannot_be_read_are_named(tmp_path: Path, content: str, english: Language) -> None:
    file = tmp_path / "case.json"
    file.write_text(content)
    with pytest.raises(SettingsError, match=r"case\.json: the words in small letters cannot be read [^\n]*$"):
        load_case(file, (), english)


def test_words_that_are_missing_are_named(tmp_path: Path, english: Language) -> None:
    with pytest.raises(SettingsError, match=r"case\.json: the words in small letters cannot be read [^\n]*$"):
        load_case(tmp_path / "case.json", (), english)
