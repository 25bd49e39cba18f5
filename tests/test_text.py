"""What a search word is, and what normalising keeps."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline.text import LONGEST_WORD, clean, fold, paragraphs, search_spans, search_words, stem

WORDS = [
    ("U.N.", ["un"]),
    ("U.N.'s envoy", ["un", "envoy"]),
    ("U.N.’s", ["un"]),
    ("the U.S.-led coalition", ["the", "us", "led", "coalition"]),
    ("O'Neil’s", ["oneil"]),
    ("rebels' strikes", ["rebel", "strike"]),
    ("don't", ["dont"]),
    ("cease-fire", ["cease", "fire"]),
    ("It ended.He said", ["it", "ended", "he", "said"]),
    ("bbc.com", ["bbc", "com"]),
    ("3.5 million", ["3", "5", "million"]),
    ("AT&T", ["att"]),
    ("Café Société", ["cafe", "societe"]),
    ("ＡＬＥＰＰＯ ﬁre", ["aleppo", "fire"]),
    ("STRASSE Straße", ["strasse", "strasse"]),
    ("foo_bar", ["foobar"]),
    ("Алеппо حلب", ["алеппо", "حلب"]),
    ("*** — 🚀", []),
    ("shel\u00adling of the mar\u200bket", ["shelling", "of", "the", "market"]),
    ("\u200fحلب\u200e می\u200cروند", ["حلب", "میروند"]),
    ("U.N.'s\u2060 \u200b", ["un"]),
    ("x" * 200, ["x" * LONGEST_WORD]),
]


@pytest.mark.parametrize(("text", "words"), WORDS)
def test_search_words(text: str, words: list[str]) -> None:
    assert list(search_words(text)) == words


def test_normalising_takes_what_only_typesetters_see_and_keeps_what_spells():
    assert clean("shel\u00adling\u200b of\u2060 a\tcafe\u0301") == "shelling of a\tcafé"
    assert clean("می\u200cروند") == "می\u200cروند"


@given(st.text())
def test_words_hold_nothing_that_an_engine_would_split_or_drop(text: str) -> None:
    for word in search_words(text):
        assert 0 < len(word) <= LONGEST_WORD
        assert not any(c.isspace() or c == "_" for c in word)
        assert all(c.isalnum() for c in word if c.isascii())


@given(st.text())
def test_spans_give_the_same_words_where_they_stand(text: str) -> None:
    found = list(search_spans(text))
    assert [word for _, words in found for word in words] == list(search_words(text))
    assert all(list(search_words(text[start:end])) == list(words) for (start, end), words in found)
    assert all(before[1] <= after[0] for (before, _), (after, _) in itertools.pairwise(found))


STEMS = [
    ("rebels", "rebel"),
    ("cities", "city"),
    ("bus", "bus"),
    ("press", "press"),
    ("status", "status"),
    ("strikes", "strike"),
    ("us", "us"),
]


@pytest.mark.parametrize(("word", "stemmed"), STEMS)
def test_stem_takes_plurals_off_and_nothing_else(word: str, stemmed: str) -> None:
    assert stem(word) == stemmed


@given(st.text(st.characters(codec="utf-8")))
def test_cleaning_twice_is_cleaning_once_and_leaves_what_every_encoding_takes(text: str) -> None:
    once = clean(text)
    assert clean(once) == once
    assert not any(ord(c) < 32 and c not in "\t\n\r" for c in once)


def test_lone_surrogates_are_cleaned_away() -> None:
    assert clean("a\ud800b\udfffc") == "abc"


FOLDED = [("Bashar al-Assad", "bashar al-assad"), ("Müller", "muller"), ("İstanbul", "istanbul"), ("ＵＮ", "un")]


@pytest.mark.parametrize(("text", "folded"), FOLDED)
def test_names_are_compared_without_case_and_accents(text: str, folded: str) -> None:
    assert fold(text) == folded


PARAGRAPHS = [
    ("", []),
    ("one", ["one"]),
    ("one\ntwo", ["one", "two"]),
    ("one\nmore\n\n two \n \nthree", ["one\nmore", "two", "three"]),
    ("\n\n one \n\n", ["one"]),
]


@pytest.mark.parametrize(("text", "expected"), PARAGRAPHS)
def test_paragraphs(text: str, expected: list[str]) -> None:
    assert [text[start:end] for start, end in paragraphs(text)] == expected
