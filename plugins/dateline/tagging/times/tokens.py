"""Text -> tokens with their classes, sentence by sentence. One regular expression, one look-up a word; linear in the text.

Numbers are classed by shape: `d` one or two digits, `3` three, `Y` four that can be a year, `N` any other, `K` 1960s, `C` 11:30,
`I` 2016-10-13 or 2016/10/13, `J` 13/10/2016 or 13.10.2016, `Q` Q3. `|` ends a sentence, so that no pattern crosses it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from dateline.tagging.times.holidays import Holidays
from dateline.tagging.times.lexicon import Lexicon, Word
from dateline.text import Span

# The name of a group is the class of its tokens, but for words, marks and numbers in digits. Words and marks stand first because most
# tokens are one; every alternative is linear.
_TOKEN = re.compile(
    r"(?P<Q>(?:Q[1-4]|H[12])(?!\w))"
    r"|(?P<word>[ap]\.\s?m\.?(?!\w)|B\.\s?C\.(?:E\.)?|A\.\s?D\.|[Oo]['’]clock|[^\W\d_]+)"
    r"|(?P<K>(?:\d{2,3}0|['’]?\d0)['’]?s(?!\w))"
    r"|(?P<mark>[^\w\s])"
    r"|(?P<I>\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d)?Z?)?(?![\w-])|\d{4}/\d{1,2}/\d{1,2}(?![\w/])|\d{4}\.\d\d\.\d\d(?!\.?\w))"
    r"|(?P<J>\d{1,2}/\d{1,2}/(?:\d{4}|\d\d)(?![\w/])|\d{1,2}-\d{1,2}-\d{4}(?![\w-])|\d{1,2}\.\d{1,2}\.\d{4}(?!\.?\w))"
    r"|(?P<C>\d{1,2}:\d\d(?::\d\d)?(?![\w:])|\d{1,2}\.\d\d(?=\s?[ap]\.?m))"
    r"|(?P<N>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+\.\d+)"
    r"|(?P<O>\d{1,2}(?:st|nd|rd|th)(?!\w))"
    r"|(?P<digits>\d+)"
)
_MARKS = {mark: Word(mark) for mark in "-,.()/&"} | {dash: Word("-") for dash in "–—"}
_END = Word("|")
_OTHER = Word("_")


@dataclass(slots=True)
class Tokens:
    """A text's tokens: `classes[i]` is the class of the token at `starts[i]:ends[i]`, `words[i]` what it means.

    Every sentence ends in a token of its own, so that something stands beside every word: behind the last, and (as `words[-1]`) before
    the first.
    """

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
    """All tokens of the sentences in order, each sentence closed by `|`."""
    starts: list[int] = []
    ends: list[int] = []
    words: list[Word] = []
    look_up, first_words = lexicon.words.get, holidays.first_words
    for begin, stop in sentences:
        skip = 0  # Where the name of a holiday ends that has been read as one token.
        for match in _TOKEN.finditer(text, begin, stop):
            start, end = match.span()
            if start < skip:
                continue
            kind, token = match.lastgroup or "digits", match[0]
            if token in first_words and (name := holidays.pattern.match(text, start, stop)):
                end = skip = name.end()
                word = Word("G", code=holidays.by_name[name[0].replace("’", "'")])
            elif kind == "word":
                word = look_up(token, _OTHER)
            elif kind == "mark":
                word = _MARKS.get(token, _OTHER)
            else:
                word = _SHAPES[kind](token) if kind in _SHAPES else Word(kind, code=token)
            starts.append(start)
            ends.append(end)
            words.append(word)
        starts.append(stop)
        ends.append(stop)
        words.append(_END)
    return Tokens(text, "".join([word.cls for word in words]), starts, ends, words, lexicon)


def _digits(token: str) -> Word:
    if len(token) == 4 and "1000" <= token <= "2199":
        return Word("Y", int(token), token)
    return Word("d" if len(token) <= 2 else "3", int(token), token) if len(token) <= 3 else Word("N", code=token[:20])


def _decade(token: str) -> Word:
    """The 1960s, the 60s: two digits are of the last century, but for the first decades of ours."""
    digits = token.strip("'’s")
    decade = int(digits) // 10
    if len(digits) == 2:
        decade += 190 if decade >= 2 else 200
    return Word("K", decade)


_SHAPES: dict[str, Callable[[str], Word]] = {
    "K": _decade,
    "N": lambda token: Word("N", float(token.replace(",", "")[:15]), token),
    "O": lambda token: Word("O", int(token[:-2]), token),
    "digits": _digits,
}
