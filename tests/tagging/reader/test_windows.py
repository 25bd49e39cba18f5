"""Windows: every word is read once, offsets hold, context is context."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tokenizers import Tokenizer

from dateline.tagging.reader import artefact
from dateline.tagging.reader.windows import CAPITALS, LOWER, MIXED, NUMBER, SIGN, SIZE, TITLE, TITLED, case_of, windows
from dateline.tagging.sentences import split_sentences
from dateline.text import paragraphs
from tests.known import knowledge

PASSED_OVER = "😀 \n"  # Signs that the encoder does not know say nothing, and hide what stands beside them.


@pytest.fixture(scope="module")
def tokenizer() -> Tokenizer:
    return Tokenizer.from_file(str(artefact.SHIPPED / "tokenizer.json"))


def spans(text: str) -> list[tuple[int, int]]:
    return split_sentences(text, paragraphs(text), knowledge().language)


def test_a_short_text_is_one_window_and_all_of_it_its_own(tokenizer: Tokenizer) -> None:
    text = "Convoy attacked\n\nGunmen fired on a U.N. convoy. Two drivers died."
    (window,) = windows(text, spans(text), tokenizer)
    assert (window.first, window.last) == (0, len(window.words))
    words = [text[word.start : word.end] for word in window.words]
    assert words == [*"Convoy attacked Gunmen fired on a U . N . convoy . Two drivers died .".split()]
    assert window.words[0].sentence == 0 != window.words[2].sentence


def test_paragraphs_are_parted_by_the_separator_and_sentences_are_not(tokenizer: Tokenizer) -> None:
    text = "Convoy attacked\n\nGunmen fired. Two died."
    (window,) = windows(text, spans(text), tokenizer)
    separator = tokenizer.token_to_id("[SEP]")
    assert [n for n, piece in enumerate(window.ids) if piece == separator] == [window.words[2].piece - 1, len(window.ids) - 1]


def test_the_title_is_context_that_points_nowhere(tokenizer: Tokenizer) -> None:
    text = "Gunmen fired on it."
    (window,) = windows(text, spans(text), tokenizer, title="UN convoy attacked")
    assert [word.start for word in window.words[: window.first]] == [-1, -1, -1]
    assert text[window.words[window.first].start :].startswith("Gunmen")


@pytest.mark.parametrize("pieces", [TITLE, 2 * SIZE])
def test_a_title_is_cut_and_parted_from_the_text(tokenizer: Tokenizer, pieces: int) -> None:
    text = "Gunmen fired on it."
    (window,) = windows(text, spans(text), tokenizer, title="town " * pieces)
    assert window.first == TITLE
    assert window.ids[TITLE + 1] == tokenizer.token_to_id("[SEP]")


def test_signs_before_a_title_take_none_of_its_room(tokenizer: Tokenizer) -> None:
    text, headline = "Gunmen fired on it.", "UN convoy attacked " * 12
    plain, decorated = (list(windows(text, spans(text), tokenizer, title=title)) for title in (headline, "😀 " * 10 + headline))
    assert plain == decorated


@pytest.mark.parametrize("title", [None, "A headline"])
@settings(max_examples=60, deadline=None)
@given(
    sentences=st.lists(
        st.lists(st.sampled_from("rebels shelled the old town, U.S. 12 É mar\u00e9e 😀 م".split()), min_size=1, max_size=60), max_size=40
    )
)
def test_every_word_is_read_once_within_bounds(tokenizer: Tokenizer, sentences: list[list[str]], title: str | None) -> None:
    text = " ".join(" ".join(words) + "." for words in sentences)
    own = []
    for window in windows(text, spans(text), tokenizer, title=title):
        assert len(window.ids) == len(window.cases) <= SIZE
        assert window.words[window.last - 1].piece < len(window.ids)
        own += [(word.start, word.end) for word in window.words[window.first : window.last]]
    assert own == sorted(set(own))
    assert not text[: own[0][0] if own else None].strip(PASSED_OVER)
    assert all(not text[a:b].strip(PASSED_OVER) for (_, a), (b, _) in pairwise(own))


def test_a_text_without_any_full_stop_is_bounded(tokenizer: Tokenizer) -> None:
    text = "word " * 3000
    assert all(len(window.ids) <= SIZE for window in windows(text, [(0, len(text))], tokenizer))


@pytest.mark.parametrize(
    ("word", "case"), [("may", LOWER), ("May", TITLED), ("I", TITLED), ("UN", CAPITALS), ("12", NUMBER), ("McCain", MIXED), ("-", SIGN)]
)
def test_how_a_word_is_written(word: str, case: int) -> None:
    assert case_of(word) == case


def test_no_window_is_longer_than_the_network_knows_places(tokenizer: Tokenizer) -> None:
    for length in range(20, 70):  # Sentences whose neighbours just fit, each a paragraph of its own.
        text = "\n\n".join([("town " * length).strip() + "."] * 30)
        for title in (None, "word " * 60):
            assert max(len(window.ids) for window in windows(text, spans(text), tokenizer, title=title)) <= SIZE


def test_neighbours_of_a_long_sentence_leave_it_room(tokenizer: Tokenizer) -> None:
    for before in (40, 62):  # Words of a piece each.
        text = " ".join("Town" + " town" * count + "." for count in (before, 145, 36)) + "\n\nIt ended."
        (longest,) = [window for window in windows(text, spans(text), tokenizer, title="word " * 60) if window.last - window.first > 140]
        assert len(longest.ids) <= SIZE


def test_signs_that_the_encoder_does_not_know_are_as_if_they_were_not_there(tokenizer: Tokenizer) -> None:
    plain, decorated = "A bomb killed two in Mosul.", "A 💥 bomb 🚀 killed two in Mosul 🏚️."
    (one,), (other,) = (list(windows(text, [(0, len(text))], tokenizer)) for text in (plain, decorated))
    assert one.ids == other.ids
    assert [decorated[word.start : word.end] for word in other.words] == [plain[word.start : word.end] for word in one.words]
