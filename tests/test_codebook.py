"""The codebook's words stand in more than one place: what the type checker does not compare is compared here."""

from __future__ import annotations

from dateline.models.codebook import MODES, REAL, UNREAL, AttributionKind, Category, Mode, Status
from dateline.pages.view import STATUS_WORDS, TYPE_WORDS
from dateline.tagging.reader import vocabulary


def test_the_reader_tells_apart_what_the_codebook_names() -> None:
    assert sorted(vocabulary.TYPES) == sorted(Category)
    assert sorted(vocabulary.STATUSES) == sorted(Status)
    assert sorted(vocabulary.MODES) == sorted(["", *Mode])
    assert sorted(vocabulary.VOICES) == sorted(["", *AttributionKind])


def test_every_status_is_real_or_unreal_but_the_unclear_one() -> None:
    assert not REAL & UNREAL
    assert set(Status) - REAL - UNREAL == {Status.UNCLEAR}


def test_every_mode_is_of_a_category() -> None:
    assert frozenset().union(*MODES.values()) == set(Mode)


def test_pages_have_words_for_all() -> None:
    assert set(STATUS_WORDS) == set(Status)
    assert set(TYPE_WORDS) == set(Category)
