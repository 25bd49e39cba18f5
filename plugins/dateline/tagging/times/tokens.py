"""Text -> tokens with their classes, sentence by sentence. One regular expression, one look-up a word; linear in the text.

Numbers are classed by shape: `d` one or two digits, `3` three, `Y` four that can be a year, `N` any other, `K` 1960s, `C` 11:30, `I` 2016-10-13,
`J` 13/10/2016, `Q` Q3. `|` ends a sentence, so that no pattern crosses it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from dateline.tagging.times.lexicon import LEXICON, Word
from dateline.text import Span

_TOKEN = re.compile(
    r"(?P<I>\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d)?Z?)?(?![\w-]))"
    r"|(?P<J>\d{1,2}/\d{1,2}/(?:\d{4}|\d\d)(?![\w/]))"
    r"|(?P<C>\d{1,2}:\d\d(?::\d\d)?(?![\w:])|\d{1,2}\.\d\d(?=\s?[ap]\.?m))"
    r"|(?P<N>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+\.\d+)"
    r"|(?P<O>\d{1,2}(?:st|nd|rd|th)(?!\w))"
    r"|(?P<K>(?:\d{2,3}0|['’]?\d0)['’]?s(?!\w))"
    r"|(?P<H>[QH][1-4](?!\w))"
    r"|(?P<d>\d+)"
    r"|(?P<w>[ap]\.\s?m\.?(?!\w)|B\.\s?C\.(?:E\.)?|A\.\s?D\.|[Oo]['’]clock|[^\W\d_]+)"
    r"|(?P<p>[^\w\s])"
)
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


def tokenise(text: str, sentences: Sequence[Span], holidays: re.Pattern[str] | None = None) -> Tokens:
    """All tokens of all sentences in order, each sentence closed by `|`."""
    starts: list[int] = []
    ends: list[int] = []
    words: list[Word] = []
    look_up = LEXICON.get
    for begin, stop in sentences:
        for match in _TOKEN.finditer(text, begin, stop):
            group = match.lastgroup
            token = match[0]
            if group == "w":
                word = look_up(token) or _OTHER
            elif group == "p":
                word = LEXICON_PUNCTUATION.get(token, _OTHER)
            else:
                word = _number(group or "d", token)
            starts.append(match.start())
            ends.append(match.end())
            words.append(word)
        starts.append(stop)
        ends.append(stop)
        words.append(_END)
    return Tokens(text, "".join([word.cls for word in words]), starts, ends, words)


LEXICON_PUNCTUATION = {mark: Word(cls) for mark, cls in _PUNCTUATION.items()}


def _number(group: str, token: str) -> Word:
    if group == "d":
        if len(token) <= 2:
            return Word("d", int(token), token)
        if len(token) == 3:
            return Word("3", int(token), token)
        if len(token) == 4 and "1000" <= token <= "2199":
            return Word("Y", int(token), token)
        return Word("N", code=token[:20])
    if group == "O":
        return Word("O", int(token[:-2]), token)
    if group == "K":
        digits = token.strip("'’s")
        return Word("K", int(digits) // 10, digits)
    if group == "H":
        return Word("Q", int(token[1]), token[0])
    if group == "N":
        return Word("N", float(token.replace(",", "")[:15]), token)
    return Word(group, code=token)
