"""Text with sentence borders -> windows of word pieces that the encoder reads at once. Pure but for the tokenizer it is given.

A text of up to `SIZE` pieces is one window. A longer one is read in windows of whole sentences, each with the title and the
neighbouring sentences as context; what a window says of its context is left to the window whose own they are, so that
nothing is merged. Paragraphs are parted by the separator: it is how a headline is told from the text below it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # It is given one; only `reader` loads it.
    from tokenizers import Encoding, Tokenizer

SIZE = 256  # Pieces a window: four times the usual sentence with its neighbours, and what the encoder was trained on.
TITLE = 40  # Pieces of the title that go with every window.
LEFT, RIGHT = 64, 40  # Pieces of the sentences before and after.
CHUNK = 150  # Pieces. A longer sentence (a table, a list without full stops) is read in chunks.

LOWER, TITLED, CAPITALS, MIXED, NUMBER, SIGN = range(6)
CASES = 6


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a window: its first piece there, its place in the text (-1 for words of the title), and the number of its sentence."""

    piece: int
    start: int
    end: int
    sentence: int


@dataclass(slots=True)
class Window:
    """Pieces to read. `words[first:last]` are the window's own, the others are context; `before` are the words of the windows before."""

    ids: list[int] = field(default_factory=list)
    cases: list[int] = field(default_factory=list)
    words: list[Word] = field(default_factory=list)
    first: int = 0
    last: int = 0
    before: int = 0


@dataclass(frozen=True, slots=True)
class _Segment:
    """A sentence (or a chunk of one): its pieces, its words with their first piece in it, and whether a paragraph ends with it."""

    ids: list[int]
    cases: list[int]
    words: list[Word]
    ends: bool

    @property
    def size(self) -> int:
        """How many pieces it has in a window, with the separator."""
        return len(self.ids) + self.ends


def windows(text: str, sentences: Sequence[tuple[int, int]], tokenizer: Tokenizer, *, title: str | None = None) -> Iterator[Window]:
    """The windows of a text, in order. `sentences` are its half-open spans; empty ones are passed over."""
    spans = [span for span in sentences if text[slice(*span)].strip()]
    parts = [text[start:end] for start, end in spans]
    first, last, unknown = (tokenizer.token_to_id(sign) for sign in ("[CLS]", "[SEP]", "[UNK]"))
    if first is None or last is None:
        raise ValueError("the tokenizer has no [CLS] or no [SEP]")
    heading, *encoded = tokenizer.encode_batch([title or "", *parts], add_special_tokens=False)
    head = list(_segments(heading, title or "", -1, ends=True, sentence=-1, unknown=unknown))[:1]
    head = [_Segment(one.ids[:TITLE], one.cases[:TITLE], [word for word in one.words if word.piece < TITLE], ends=True) for one in head]
    segments: list[_Segment] = []
    for number, (encoding, part, (start, end)) in enumerate(zip(encoded, parts, spans, strict=True)):
        ends = number + 1 == len(spans) or "\n" in text[end : spans[number + 1][0]]
        segments += _segments(encoding, part, start, ends=ends, sentence=number, unknown=unknown)
    room = SIZE - 2 - sum(segment.size for segment in head)
    begin = before = 0
    while begin < len(segments):
        whole = begin == 0 and sum(segment.size for segment in segments) <= room
        left = len(segments[begin - 1].ids) if begin else 0
        limit = room if whole else room - (left if left <= LEFT else 0) - RIGHT - 2  # Two separators of the context.
        end, used = begin + 1, segments[begin].size
        while end < len(segments) and used + segments[end].size <= limit:
            used += segments[end].size
            end += 1
        window = _window(head, segments, begin, end, (first, last))
        window.before = before
        yield window
        begin, before = end, before + window.last - window.first


def case_of(word: str) -> int:
    """How a word is written: the encoder itself reads lower case only."""
    if word.islower():
        return LOWER
    if word.isupper():
        return CAPITALS if len(word) > 1 else TITLED
    if word[:1].isupper() and word[1:].islower():
        return TITLED
    if word.isdigit():
        return NUMBER
    return MIXED if any(c.isalpha() for c in word) else SIGN


def _segments(encoding: Encoding, text: str, start: int, *, ends: bool, sentence: int, unknown: int | None) -> Iterator[_Segment]:
    """The pieces of one sentence in chunks; `start` is its place in the text, -1 for the title.

    Signs that the encoder does not know (an emoji between a bomb and whom it killed) are passed over: they only hide what stands there.
    """
    ids, offsets, numbers = encoding.ids, encoding.offsets, encoding.word_ids
    borders = [n for n in range(len(ids)) if n == 0 or numbers[n] != numbers[n - 1]] + [len(ids)]
    held: list[int] = []
    cases: list[int] = []
    words: list[Word] = []
    for left, right in pairwise(borders):
        a, b = offsets[left][0], offsets[right - 1][1]
        if ids[left] == unknown and not any(c.isalnum() for c in text[a:b]):
            continue
        if len(held) + right - left > CHUNK and words:
            yield _Segment(held, cases, words, ends=False)
            held, cases, words = [], [], []
        words.append(Word(len(held), a + start, b + start, sentence) if start >= 0 else Word(len(held), -1, -1, sentence))
        held.extend(ids[left:right])
        cases.extend([case_of(text[a:b])] * (right - left))
    if words:
        yield _Segment(held, cases, words, ends)


def _window(head: Sequence[_Segment], segments: Sequence[_Segment], begin: int, end: int, signs: tuple[int, int]) -> Window:
    """Segments with title and neighbours, as far as those leave the window at `SIZE` pieces: the encoder knows no more places."""
    first, separator = signs
    own = segments[begin:end]
    room = SIZE - 2 - sum(segment.size for segment in (*head, *own))
    before = [segment for segment in segments[max(begin - 1, 0) : begin] if len(segment.ids) < min(LEFT + 1, room)]
    room -= sum(len(segment.ids) + 1 for segment in before)
    after = [segment for segment in segments[end : end + 1] if len(segment.ids) < min(RIGHT + 1, room)]
    window = Window(ids=[first], cases=[SIGN])
    window.first = sum(len(segment.words) for segment in (*head, *before))
    window.last = window.first + sum(len(segment.words) for segment in own)
    parts = (*head, *before, *own, *after)
    for segment in parts:
        at = len(window.ids)
        window.ids += segment.ids
        window.cases += segment.cases
        window.words += (Word(at + word.piece, word.start, word.end, word.sentence) for word in segment.words)
        if segment.ends or segment is parts[-1]:
            window.ids.append(separator)
            window.cases.append(SIGN)
    return window
