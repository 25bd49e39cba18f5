"""Text -> tokens with their classes, sentence by sentence. One regular expression, one look-up a word; linear in the text.

Numbers are classed by shape: `d` one or two digits, `3` three, `Y` four that can be a year, `N` any other, `K` 1960s, `C` 11:30,
`I` 2016-10-13 or 2016/10/13, `J` 13/10/2016 or 13.10.2016, `Q` Q3. `|` ends a sentence, so that no pattern crosses it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from dateline.tagging.times.holidays import Holidays, holiday_named
from dateline.tagging.times.lexicon import Lexicon, Word
from dateline.text import Span

# Words and marks stand first because most tokens are one; every alternative is linear.
_TOKEN = re.compile(
    r"((?:Q[1-4]|H[12])(?!\w))"
    r"|([ap]\.\s?m\.?(?!\w)|B\.\s?C\.(?:E\.)?|A\.\s?D\.|[Oo]['’]clock|[^\W\d_]+)"
    r"|((?:\d{2,3}0|['’]?\d0)['’]?s(?!\w))"
    r"|([^\w\s])"
    r"|(\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d)?Z?)?(?![\w-])|\d{4}/\d{1,2}/\d{1,2}(?![\w/])|\d{4}\.\d\d\.\d\d(?!\.?\w))"
    r"|(\d{1,2}/\d{1,2}/(?:\d{4}|\d\d)(?![\w/])|\d{1,2}-\d{1,2}-\d{4}(?![\w-])|\d{1,2}\.\d{1,2}\.\d{4}(?!\.?\w))"
    r"|(\d{1,2}:\d\d(?::\d\d)?(?![\w:])|\d{1,2}\.\d\d(?=\s?[ap]\.?m))"
    r"|(\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+\.\d+)"
    r"|(\d{1,2}(?:st|nd|rd|th)(?!\w))"
    r"|(\d+)"
)
_HALF, _WORD, _DECADE, _MARK, _ISO, _SLASHED, _TIME, _NUMBER, _ORDINAL, _DIGITS = range(1, 11)
_BARE_WORD = re.compile(r"\w+")
_PUNCTUATION = {"-": "-", "–": "-", "—": "-", ",": ",", ".": ".", "(": "(", ")": ")", "/": "/", "&": "&"}
_END = Word("|")
_OTHER = Word("_")


@dataclass(slots=True)
class Tokens:
    """A text's tokens: `classes[i]` is the class of the token at `starts[i]:ends[i]`, `words[i]` what it means."""

    text: str
    classes: str
    starts: list[int]
    ends: list[int]
    words: list[Word]
    lexicon: Lexicon

    def said(self, first: int, last: int) -> str:
        """The text from one token to another."""
        return self.text[self.starts[first] : self.ends[last]]


def tokenise(text: str, sentences: Sequence[Span], holidays: Holidays, lexicon: Lexicon) -> Tokens:
    """All tokens of the sentences that may hold a time, in order, each sentence closed by `|`."""
    starts: list[int] = []
    ends: list[int] = []
    words: list[Word] = []
    look_up, find, disjoint = lexicon.words.get, _BARE_WORD.findall, lexicon.telling.isdisjoint
    first_words = holidays.first_words
    for begin, stop in sentences:
        bare = find(text, begin, stop)
        if disjoint(bare) and first_words.isdisjoint(bare) and not _CLOCK.search(text, begin, stop):
            continue
        skip = 0  # Where the name of a holiday ends that has been read as one token.
        for match in _TOKEN.finditer(text, begin, stop):
            start, end = match.span()
            if start < skip:
                continue
            kind, token = match.lastindex, match[0]
            if token in first_words and (name := holidays.pattern.match(text, start, stop)):
                end = skip = name.end()
                word = Word("G", code=holiday_named(holidays, name[0]))
            elif kind == _WORD:
                word = look_up(token, _OTHER)
            elif kind == _MARK:
                word = _MARKS.get(token, _OTHER)
            else:
                word = _NUMBERS[kind or _DIGITS](token)
            starts.append(start)
            ends.append(end)
            words.append(word)
        starts.append(stop)
        ends.append(stop)
        words.append(_END)
    return Tokens(text, "".join([word.cls for word in words]), starts, ends, words, lexicon)


_MARKS = {mark: Word(cls) for mark, cls in _PUNCTUATION.items()}
_CLOCK = re.compile(r"\d[:/.-]\d|\d\s?[ap]\.?m\b|\d B\.\s?C")


def _half(token: str) -> Word:
    return Word("Q", int(token[1]), token[0])


def _decade(token: str) -> Word:
    digits = token.strip("'’s")
    return Word("K", int(digits) // 10, digits)


def _number(token: str) -> Word:
    return Word("N", float(token.replace(",", "")[:15]), token)


def _ordinal(token: str) -> Word:
    return Word("O", int(token[:-2]), token)


def _digits(token: str) -> Word:
    if len(token) <= 2:
        return Word("d", int(token), token)
    if len(token) == 3:
        return Word("3", int(token), token)
    if len(token) == 4 and "1000" <= token <= "2199":
        return Word("Y", int(token), token)
    return Word("N", code=token[:20])


def _iso(token: str) -> Word:
    return Word("I", code=token)


def _slashed(token: str) -> Word:
    return Word("J", code=token)


def _time(token: str) -> Word:
    return Word("C", code=token)


_NUMBERS: dict[int, Callable[[str], Word]] = {
    _HALF: _half, _DECADE: _decade, _NUMBER: _number, _ORDINAL: _ordinal, _DIGITS: _digits,
    _ISO: _iso, _SLASHED: _slashed, _TIME: _time,
}  # fmt: skip
