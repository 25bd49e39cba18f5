"""Where sentences end in news text. Pure; offsets in, offsets out.

A sentence never crosses a paragraph. Abbreviations, initials, dotted acronyms, decimal points and quotes do not end one;
bullets and headings do, although they carry no full stop. A run of text without any end is cut at a blank, because the cost
of parsing grows with length.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from dateline.seeds.language import Language
from dateline.text import Span, trim

LONGEST = 1200  # Characters. Real sentences of wire copy stay below 700; a table flattened into one line does not.

_END = re.compile(r"""[.!?…]+["'”’»)\]]*(?=\s)|[。！？؟۔]+["'”’»)\]]*""")
_NEXT = re.compile(r"""\s+(?=["'“‘«(\[]*(\w[\w’']*|[@#$€£¥•*–—-]))""")
_LAST_WORD = re.compile(r"(?:[^\W\d_]\.)*[^\W\d_]+$|\d+$")
_LINE = re.compile(r"[^\n]+")
_BULLET = re.compile(r"[ \t]*(?:[-–—•*·▪►●◦]|\(?\d{1,2}[.)]|[a-z]\))[ \t]+")
_CLOSERS = "\"'”’»)]"


def split_sentences(text: str, paragraphs: Sequence[Span], words: Language) -> list[Span]:
    """Half-open offsets of the sentences, in order, without surrounding blanks; together they hold every visible character."""
    found: list[Span] = []
    for paragraph in paragraphs:
        for block in _blocks(text, *paragraph):
            for sentence in _sentences(text, *block, words):
                found.extend(trim(text, *part) for part in _cut(text, *trim(text, *sentence)))
    return [(start, end) for start, end in found if start < end]


def _blocks(text: str, start: int, end: int) -> Iterator[Span]:
    """The parts of a paragraph between line breaks that end something: a bullet, a heading. Wrapped lines stay together."""
    lines = [match.span() for match in _LINE.finditer(text, start, end)]
    wrapped = sum(55 <= stop - begin <= 90 for begin, stop in lines[:-1]) * 2 >= len(lines) - 1
    begins = (line[0] for previous, line in pairwise(lines) if _starts_block(text, previous, line, wrapped=wrapped))
    return pairwise((start, *begins, end))


def _starts_block(text: str, previous: Span, line: Span, *, wrapped: bool) -> bool:
    if _BULLET.match(text, line[0], line[1]):
        return True
    before = text[previous[0] : previous[1]].rstrip().rstrip(_CLOSERS)
    first = text[line[0] : line[1]].lstrip("\"'“‘«([ \t")[:1]
    if before.endswith((".", "!", "?", ":", "…")):
        return bool(first) and not first.islower()
    short = previous[1] - previous[0] < 55
    return first.isupper() and (short or not wrapped)


def _sentences(text: str, start: int, end: int, words: Language) -> Iterator[Span]:
    begin = start
    for match in _END.finditer(text, start, end):
        after = _NEXT.match(text, match.end(), end)
        if after and match[0].startswith(".") and not _full_stop(text, begin, match.start(), after[1], words):
            continue
        if after and match[0][0] in "!?…" and text[after.end()].islower():
            continue
        if after or match[0][0] in "。！？؟۔":
            yield begin, match.end()
            begin = match.end()
    yield begin, end


def _full_stop(text: str, begin: int, dot: int, follower: str, words: Language) -> bool:
    """Whether the stop at `dot` ends the sentence that began at `begin`; `follower` is the word or sign after it."""
    if follower[0].islower():
        return False
    found = _LAST_WORD.search(text[max(begin, dot - 30) : dot])
    last = found[0] if found else ""
    lowered = last.lower()
    if lowered in words.set("text-titles") and (last[:1].isupper() or lowered in words.set("text-titles-small")):
        return lowered in words.set("text-titles-ending") and not follower[0].isdigit() and last.islower()
    starter = follower.lower() in words.set("text-starters")
    if "." in last or lowered in words.set("text-short"):
        return starter
    if len(last) == 1 and last.isupper():
        return starter or lowered in words.set("text-one-letter")
    return not (last.isdigit() and dot - begin <= 3)  # "3. Withdraw all forces": the number of a list item.


def _cut(text: str, start: int, end: int) -> Iterator[Span]:
    while end - start > LONGEST:
        blank = text.rfind(" ", start + LONGEST // 2, start + LONGEST)
        stop = blank if blank > 0 else start + LONGEST
        yield start, stop
        start = stop
    yield start, end
