from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline.tagging.sentences import LONGEST, split_sentences
from dateline.text import paragraphs
from tests.known import knowledge


def split(text: str) -> list[str]:
    return [text[start:end] for start, end in split_sentences(text, paragraphs(text), knowledge().language)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("   \n\n  ", []),
        ("The army left. Rebels stayed.", ["The army left.", "Rebels stayed."]),
        ("Gen. Tom Reed met Mr. Noor. They spoke.", ["Gen. Tom Reed met Mr. Noor.", "They spoke."]),
        ("The U.S. Army left. So did U.K. forces.", ["The U.S. Army left.", "So did U.K. forces."]),
        ("Troops left the U.S. The move was planned.", ["Troops left the U.S.", "The move was planned."]),
        ("On Jan. 5 they met. On Feb. 6 they left.", ["On Jan. 5 they met.", "On Feb. 6 they left."]),
        ("J. R. Noor spoke at 5 p.m. on Monday.", ["J. R. Noor spoke at 5 p.m. on Monday."]),
        ("About 3.5 million fled.", ["About 3.5 million fled."]),
        ("“We will win.” He left.", ["“We will win.”", "He left."]),
        ("“Stop!” he said. They did not.", ["“Stop!” he said.", "They did not."]),
        ("Who did it? Nobody knows.", ["Who did it?", "Nobody knows."]),
        ("It ended … and began again.", ["It ended … and began again."]),
        ("First paragraph\n\nSecond one.", ["First paragraph", "Second one."]),
        ("They agreed:\n\n- to leave\n- to talk", ["They agreed:", "- to leave", "- to talk"]),
        ("1. Leave the city.\n2. Talk.", ["1. Leave the city.", "2. Talk."]),
        ("What happened\nRebels took the town.\n\nMore.", ["What happened", "Rebels took the town.", "More."]),
    ],
)
def test_splits_like_a_reader(text: str, expected: list[str]) -> None:
    assert split(text) == expected


def test_lines_wrapped_at_a_margin_stay_together() -> None:
    line = "the rebels moved towards the northern outskirts of the town and dug in"
    text = f"On Monday {line}\n{line} before\n{line}.\n\nThe end."

    assert len(split(text)) == 2


def test_text_without_an_end_is_cut_at_a_blank() -> None:
    parts = split("word " * 2000)

    assert max(len(part) for part in parts) <= LONGEST
    assert " ".join(parts).split() == ["word"] * 2000


def test_blanks_around_a_sentence_do_not_count_towards_its_length() -> None:
    sentence = "Then " + "word " * 120 + "end."

    assert split(f"It began.{' ' * 1000}{sentence}{' ' * 1000}It ended.") == ["It began.", sentence, "It ended."]


@given(st.text(alphabet=st.sampled_from("aB1 .!?\"'\n-–•”)U.S"), max_size=200))
def test_sentences_are_in_order_and_hold_every_visible_character(text: str) -> None:
    spans = split_sentences(text, paragraphs(text), knowledge().language)

    assert all(start < end for start, end in spans)
    assert all(first[1] <= second[0] for first, second in pairwise(spans))
    assert "".join(text[start:end] for start, end in spans).replace(" ", "").replace("\n", "") == text.replace(" ", "").replace("\n", "")
