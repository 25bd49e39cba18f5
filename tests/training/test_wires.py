"""Wires in capitals become items: dated by their dateline, cut at a paragraph, in one case whatever the seeds know."""

from __future__ import annotations

import pytest
from training.bare import digest
from training.wires import LENGTHS, MOST, wires

LINE = "THE GARRISON OF SANTA ROSA FIRED ON TWO TRUCKS THAT CARRIED MAIZE TO THE MARKET,\nA PRIEST SAID.  NOBODY WAS HURT."
BODY = "\n\n   ".join([LINE] * 30)


def message(head: str, body: str = BODY) -> str:
    return f"DEV-MUC3-0001 (TST)\n\n\n   {head}{body}\n\n"


def test_an_opening_is_dated_by_its_dateline_and_ends_with_a_paragraph() -> None:
    (item,) = wires(message("LAGUNA ROJA, 3 FEB 89 (RADIO SUR) -- [TEXT] "))
    assert item["id"] == "aa-w-0001"
    assert item["published"] == "1989-02-03T12:00:00+00:00"
    assert item["text"].startswith("LAGUNA ROJA, 3 FEB 89 (RADIO SUR) -- THE GARRISON OF SANTA ROSA FIRED ON TWO TRUCKS THAT CARRIED MAIZE")
    assert item["text"].endswith("NOBODY WAS HURT.")
    opening = item["text"].split("-- ", 1)[1]
    assert len(opening) in LENGTHS
    assert len(opening.replace("\n\n", "")) <= MOST


@pytest.mark.parametrize(
    "given",
    [
        message("LAGUNA ROJA -- "),  # No day.
        message("LAGUNA ROJA, 3 FEB 89 -- ", LINE),  # A flash.
        "no message at all",
    ],
)
def test_what_has_no_dateline_or_no_length_is_passed_over(given: str) -> None:
    assert list(wires(given)) == []


def test_messages_are_parted_by_their_numbers() -> None:
    two = message("LAGUNA ROJA, 3 FEB 89 -- ") + message("CERRO AZUL, 14 DECEMBER 90 -- ").replace("0001", "0002")
    assert [(item["id"], item["published"][:10]) for item in wires(two)] == [("aa-w-0001", "1989-02-03"), ("aa-w-0002", "1990-12-14")]


def test_the_digest_of_a_text_knows_letters_not_case() -> None:
    assert digest("Rebels in Santa Rosa") == digest("REBELS IN SANTA ROSA") != digest("Rebels in Santa Rita")
