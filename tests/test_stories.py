"""Copies of one text are found under any masthead; other words are no copies."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta

import pytest

from dateline.stories import Text, alike, copies_of, original_of, text_of

NOON = datetime(2021, 3, 1, 12, tzinfo=UTC)
TEXT = (
    "The bridge over the river was blown up before dawn on Monday, cutting the only road by which food reaches the besieged town, "
    "its mayor said. Nobody was hurt. Engineers need a week to build another one, and the town has bread for four days."
)
OTHER = "Doctors in the besieged town say that bread will last four days, after a bridge was destroyed and the road to the coast was cut."


def text(identifier: str, words: str, hours: float = 0) -> Text:
    return text_of(identifier, NOON + timedelta(hours=hours), words)


def test_the_earliest_is_the_original_whatever_the_order() -> None:
    given = [text("b", TEXT, 2), text("a", TEXT, 0), text("c", f"(Wire) {TEXT} More follows.", 5), text("d", OTHER, 1)]
    for seed in range(5):
        random.Random(seed).shuffle(given)
        assert copies_of(given) == {"b": "a", "c": "a"}


def test_a_cut_text_is_a_copy() -> None:
    assert copies_of([text("a", TEXT), text("b", TEXT[: int(len(TEXT) * 0.85)], 1)]) == {"b": "a"}


def test_other_words_of_the_same_news_are_no_copy() -> None:
    assert copies_of([text("a", TEXT), text("b", OTHER, 1)]) == {}
    assert alike(text("a", TEXT), text("b", OTHER)) < 0.2


def test_the_same_text_weeks_later_is_news_of_its_own() -> None:
    assert copies_of([text("a", TEXT), text("b", TEXT, 24 * 20)]) == {}


def test_a_text_too_short_to_compare_is_no_copy() -> None:
    assert copies_of([text("a", "Live updates"), text("b", "Live updates", 1)]) == {}


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Fighting enters day 5: what to know", "Fighting enters day 6: what to know"),
        ("At least 56 are dead, doctors say", "At least 97 are dead, doctors say"),
    ],
    ids=["the next of a series", "an update"],
)
def test_a_text_that_begins_with_other_numbers_is_no_copy(first: str, second: str) -> None:
    assert copies_of([text("a", f"{first} {TEXT}"), text("b", f"{second} {TEXT}", 24)]) == {}
    assert copies_of([text("a", f"{first} {TEXT}"), text("b", TEXT, 1)]) == {"b": "a"}


def test_a_column_that_says_no_more_than_its_name_is_no_copy_of_the_last() -> None:
    column = "News of the world and of business. News of the world and of business. News of the world and of business."
    assert copies_of([text("a", column), text("b", column, 24)]) == {}


def test_thousands_of_one_template_stay_bounded() -> None:
    many = [text(f"{n:04}", f"{TEXT} Bulletin number {n} of the day.", n / 100) for n in range(800)]
    copies = copies_of(many)
    assert {original_of(one, copies) for one in copies} == {"0000"}
