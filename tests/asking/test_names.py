"""Any name finds the same, what lies in a place is found with it, and doubt is said."""

from __future__ import annotations

import pytest

from dateline.asking.names import Names
from dateline.settings import load

NAMES = Names(load({}))

SAME_PLACE = [
    (("Sudan", "SD", "SDN", "sdn", "soudan", "Sudán", "السّودان", "Sudanese", "Republic of Sudan"), ("sd",)),
    (("UK", "U.K.", "Britain", "Royaume-Uni", "GBR", "United Kingdom"), ("gb",)),
    (("USA", "US", "U.S.", "États-Unis", "United States of America"), ("us",)),
    (("Burma", "Myanmar", "MMR"), ("mm",)),
    (("Kiev", "Kyiv"), ("ua/kyiv",)),
    (
        ("Khartoum", "khartum", "Khartoum, Sudan", "Khartoum, SDN", "capital of Sudan", "Sudan's capital", "the capital of Sudan"),
        ("sd/khartoum",),
    ),
    (("Tripoli, Lebanon", "Tripoli, LB"), ("lb/tripoli",)),
]


@pytest.mark.parametrize(("names", "keys"), SAME_PLACE)
def test_a_place_by_any_name_is_the_same(names: tuple[str, ...], keys: tuple[str, ...]) -> None:
    assert {name: NAMES.places.meaning(name).keys for name in names} == dict.fromkeys(names, keys)


@pytest.mark.parametrize(
    ("name", "inside", "outside"),
    [
        ("Darfur", "sd/north darfur", "sd/khartoum"),
        ("Gaza", "ps/rafah", "ps/nablus"),
        ("West Bank", "ps/nablus", "ps/rafah"),
        ("Middle East", "sy", "sd"),
        ("Aleppo", "sy/aleppo governorate", "sy/idlib"),
    ],
)
def test_what_lies_in_a_place_is_found_with_it(name: str, inside: str, outside: str) -> None:
    keys = NAMES.places.meaning(name).keys
    assert (inside in keys, outside in keys) == (True, False)


def test_a_name_of_several_places_says_which_was_taken_and_which_not() -> None:
    meaning = NAMES.places.meaning("Tripoli")
    assert (meaning.label, meaning.others) == ("Tripoli, LY", ("Tripoli, LB",))
    assert "Georgia, US" in NAMES.places.meaning("Georgia").others
    assert NAMES.places.meaning("Sudan").others == ()


@pytest.mark.parametrize(
    ("name", "hint", "offered"),
    [
        ("Khartuom", "no place is called Khartuom", "Khartoum"),
        ("Khartoum, Qwxyz", "no country or region is called Qwxyz", "Khartoum"),
        ("Qwxyz", "no place is called Qwxyz", None),
        ("the capital", "the capital of which country", None),
        ("capital of Atlantis", "no country is called Atlantis", None),
    ],
)
def test_an_unknown_place_says_so_and_offers_the_next_best(name: str, hint: str, offered: str | None) -> None:
    meaning = NAMES.places.meaning(name)
    assert (meaning.known, hint in meaning.hint) == (False, True)
    assert offered is None or offered in meaning.others


SAME_ACTOR = [
    (("ISIS", "ISIL", "Daesh", "the Islamic State", "islamic state group"), ("isil",)),
    (("IDF", "Israel Defense Forces", "Israeli Defence Forces"), ("idf", "isrmil")),
    (("SDF", "Syrian Democratic Forces"), ("sdf",)),
    (("Hemedti", "hemeti", "Mohamed Hamdan Dagalo", "Dagalo"), ("hemedti",)),
    (("RSF", "R.S.F.", "Rapid Support Forces"), ("rsf",)),
    (("Sudan", "SD", "SDN", "Sudanese"), ("sd",)),
]


@pytest.mark.parametrize(("names", "keys"), SAME_ACTOR)
def test_an_actor_by_any_name_is_the_same(names: tuple[str, ...], keys: tuple[str, ...]) -> None:
    assert {name: NAMES.actors.meaning(name).keys for name in names} == dict.fromkeys(names, keys)


def test_a_surname_of_two_says_who_was_taken() -> None:
    meaning = NAMES.actors.meaning("Assad")
    assert (meaning.label, meaning.others) == ("Bashar al-Assad", ("Hafez al-Assad",))
    assert NAMES.actors.meaning("UN").others == ()


def test_a_noun_for_people_is_an_actor_alone_or_of_a_state() -> None:
    assert NAMES.actors.meaning("Sudanese army").keys[0] == "sdnmil"
    assert (NAMES.actors.meaning("rebels").known, "reb" in NAMES.actors.meaning("rebels").keys) == (True, True)


def test_an_unknown_actor_says_so_and_offers_the_next_best() -> None:
    meaning = NAMES.actors.meaning("Putn")
    assert (meaning.known, meaning.others) == (False, ("Putin",))


@pytest.mark.parametrize(
    ("key", "label"),
    [
        ("isil", "Islamic State of Iraq and the Levant"),
        ("SDNMIL", "Sudan military"),
        ("CVL", "civilians"),
        ("sdn", "Sudan"),
        ("army", "army"),
    ],
)
def test_a_party_is_shown_by_its_name(key: str, label: str) -> None:
    assert NAMES.actors.label(key) == label


def test_a_label_of_ours_finds_what_it_was_counted_of() -> None:
    """Whatever another gazetteer called the place: `Geneina, SD` was counted of documents with that key."""
    assert "sd/geneina" in NAMES.places.meaning("Geneina, SD").keys
    assert NAMES.places.meaning("No Such Town, SD").keys == ("sd/no such town",)


def test_suggestions_begin_as_what_is_typed() -> None:
    assert "Khartoum" in NAMES.places.suggestions("kharto", most=5)
    assert "Hemedti" in NAMES.actors.suggestions("hemed", most=5)


def test_a_word_is_looked_for_in_all_its_spellings() -> None:
    assert NAMES.spelled("truce -drone") == '(ceasefire OR "cease fire" OR truce) -drone'
    assert NAMES.spelled("market") == "market"
