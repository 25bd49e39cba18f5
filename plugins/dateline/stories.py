"""Which articles are the same text under several mastheads. Pure.

Copies are one voice, however many print them. A text is a set of three-word shingles; one number a shingle, kept as the smallest of each
of BINS bins, makes texts that share most shingles meet in some band of bins, and those that meet are compared in full.
"""

from __future__ import annotations

import re
import zlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import accumulate

from dateline.text import fold

BINS = 24
BAND = 2  # Bins that must agree for two texts to be compared: with .7 alike, two of a dozen bands meet nearly always.
ALIKE = 0.7  # Share of all shingles that copies have in common; an agency's text is cut and topped by each paper.
SHORTEST = 12  # Different words: below this a text says too little to be a copy of another; a column's name comes again each day.
BEGINNING = 40  # Words whose numbers tell an update, or the next of a series; below, papers cut and add.
LONGEST = 400  # Words that are looked at: a copy begins like its original.
MEETING = 50  # Texts of one band that a new one is compared with; thousands of one template are no copies.
WITHIN = timedelta(days=3)

_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Text:
    """An article's text as it is compared."""

    id: str
    published: datetime
    shingles: frozenset[int]
    bands: tuple[int, ...] = ()
    numbers: frozenset[str] = frozenset()


def text_of(identifier: str, published: datetime, text: str) -> Text:
    """What is compared of an article."""
    words = _WORD.findall(fold(text[: 8 * LONGEST]))[:LONGEST]
    if len(set(words)) < SHORTEST:
        return Text(identifier, published, frozenset())
    shingles = frozenset(_shingles([word.encode() for word in words]))
    numbers = frozenset(word for word in words[:BEGINNING] if word.isdecimal())
    return Text(identifier, published, shingles, tuple(_bands(shingles)), numbers)


def copies_of(texts: Iterable[Text]) -> dict[str, str]:
    """Each copy, and the earliest text of the days before it that it is like. Whatever the order that they come in.

    A copy may be like a copy: `original_of` follows them to the first. What is a copy hangs on no more than WITHIN before it.
    """
    known: dict[str, Text] = {}
    bands: defaultdict[int, list[str]] = defaultdict(list)
    copies: dict[str, str] = {}
    for text in sorted(texts, key=lambda one: (one.published, one.id)):
        if not text.shingles:
            continue
        known[text.id] = text
        met = dict.fromkeys(key for band in text.bands if band in bands for key in bands[band][-MEETING:])
        near = [known[key] for key in met if text.published - known[key].published <= WITHIN]
        like = [other for other in near if alike(text, other) >= ALIKE and not _counts_otherwise(text, other)]
        if like:
            copies[text.id] = min(like, key=lambda other: (other.published, other.id)).id
        for band in text.bands:
            bands[band].append(text.id)
    return copies


def original_of(identifier: str, copies: Mapping[str, str]) -> str:
    """The text that a copy goes back to."""
    while identifier in copies:
        identifier = copies[identifier]
    return identifier


def alike(left: Text, right: Text) -> float:
    """How many of all the shingles of two texts they share."""
    return len(left.shingles & right.shingles) / (len(left.shingles | right.shingles) or 1)


def _counts_otherwise(left: Text, right: Text) -> bool:
    """Whether each begins with a number that the other lacks."""
    return bool(left.numbers - right.numbers and right.numbers - left.numbers)


def _bands(shingles: Iterable[int]) -> Iterator[int]:
    """Bins two by two, each pair one number; an empty bin takes one of those that are filled, told by its number."""
    bins = [-1] * BINS
    for value in sorted(shingles, reverse=True):
        bins[value % BINS] = value
    filled = [value for value in bins if value >= 0]
    for number in range(0, BINS, BAND):
        left, right = (bins[at] if bins[at] >= 0 else filled[at % len(filled)] for at in (number, number + 1))
        yield (number << 64) | (left << 32) | right


def _shingles(words: Sequence[bytes]) -> Iterator[int]:
    """A number for each three words; a checksum is enough, since texts that meet are compared in full."""
    text = b" ".join(words)
    ends = list(accumulate(len(word) + 1 for word in words))
    for start, end in zip([0, *ends], ends[2:], strict=False):
        yield zlib.crc32(text[start : end - 1])
