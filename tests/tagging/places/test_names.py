"""Keys, and the names that stand in a text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline.tagging.places.gazetteer import Candidate
from dateline.tagging.places.keys import is_latin, key_of, without_article
from dateline.tagging.places.names import NameFinder
from tests.known import knowledge


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("Ar-Raqqah", "ar raqqah"),
        ("Ar Raqqah", "ar raqqah"),
        ("Sana'a", "sanaa"),
        ("São Tomé", "sao tome"),
        ("Suwałki", "suwalki"),
        ("The Hague", "hague"),
        ("St. Louis", "saint louis"),
        ("U.S.", "us"),
        ("Washington, D.C.", "washington dc"),
        ("", ""),
    ],
)
def test_spellings_of_one_name_have_one_key(name: str, key: str) -> None:
    assert key_of(name) == key


@pytest.mark.parametrize(("key", "bare"), [("ar raqqah", "raqqah"), ("el fasher", "fasher"), ("albany", None), ("al ab", None)])
def test_the_arabic_article_comes_off(key: str, bare: str | None) -> None:
    assert without_article(key) == bare


@pytest.mark.parametrize(("key", "latin"), [("aleppo", True), ("حلب", False), ("a", False), ("6th of october", True)])
def test_only_latin_keys_are_kept(key: str, latin: bool) -> None:
    assert is_latin(key) is latin


@given(st.text(alphabet=st.characters(codec="ascii"), max_size=60))
def test_capitals_make_no_other_key(name: str) -> None:
    assert key_of(name.upper()) == key_of(name)


KNOWN = {
    key_of(name)
    for name in (
        "Aleppo", "New York", "New York City", "York", "Democratic Republic of the Congo", "Cox's Bazar", "Queen Anne's County",
        "Bosnia and Herzegovina", "Syria", "Yorks", "St. Louis", "Rostov-on-Don", "Guinea-Bissau", "Washington, D.C.", "Sunday",
    )
}  # fmt: skip


def known(key: str) -> tuple[Candidate, ...]:
    return (Candidate(1, key, 0.0, 0.0, "XX", "city", 1000, None, None, 2.0, None),) if key in KNOWN else ()


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Aleppo fell.", [("Aleppo", ())]),
        ("The New York City council met.", [("New York City", ())]),
        ("The New York Times wrote.", [("New York", ("Times",))]),
        ("The Democratic Republic of the Congo voted.", [("Democratic Republic of the Congo", ())]),
        ("In Cox's Bazar and Syria's Aleppo.", [("Cox's Bazar", ("In",)), ("Syria", ()), ("Aleppo", ())]),
        ("Queen Anne's County is dry.", [("Queen Anne's County", ())]),
        ("Bosnia and Herzegovina, Syria and York.", [("Bosnia and Herzegovina", ()), ("Syria", ()), ("York", ())]),
        ("St. Louis, Rostov-on-Don, Guinea-Bissau.", [("St. Louis", ()), ("Rostov-on-Don", ()), ("Guinea-Bissau", ())]),
        ("He flew to Washington, D.C. today.", [("Washington, D.C.", ())]),
        ("York's Minster burned.", [("York", ())]),
        ("On Sunday nothing.", []),
        ("aleppo", []),
        ("", []),
    ],
)
def test_the_longest_names_are_found_with_what_they_leave_over(text: str, names: list[tuple[str, tuple[str, ...]]]) -> None:
    found = NameFinder(known, knowledge().language).find(text)
    assert [(text[n.start : n.end], tuple(n.rest)) for n in found] == names
