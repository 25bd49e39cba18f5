"""A piece of text -> its terms: what it is compared by, each with its kind. Pure."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Sequence

from dateline.incidents.lexicon import TELLING, Lexicon, Name
from dateline.incidents.sentences import plain_of
from dateline.text import fold

_NUMBERS = dict(zip("one two three four five six seven eight nine ten twelve".split(), (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12), strict=True))
_LASTING = re.compile(rf"\b(\d{{1,3}}|{'|'.join(_NUMBERS)}) (hour|day|week)s?\b(?! ago)")
_HOURS = {"hour": 1, "day": 24, "week": 168}
_TOKEN = re.compile(r"[a-z0-9][\w,.']*\w|\w")
_FIGURE = re.compile(r"\d+(?:\.\d+)?")
_ORDINAL = re.compile(r"\d+(?:st|nd|rd|th)")
_ENDINGS = ("ings", "ing", "edly", "ed", "es", "ly", "s")

# What a term counts for, before its rarity.
WORTH = {
    "act": 1.3,
    "thing": 1.3,
    "party": 1.2,
    "person": 1.2,
    "name": 1.3,
    "word": 1.0,
    "number": 1.0,
    "lasting": 1.0,
    "process": 0.3,
    "planned": 0.3,
}


def terms_of(text: str, names: Sequence[Name], lexicon: Lexicon, *, capitals: bool = False) -> dict[str, str]:
    """The terms of a piece of text, each with its kind. `capitals`: a headline in title case, where capitals tell no names."""
    terms: dict[str, str] = {}
    masked = list(text)
    for name in names:
        for term, kind in name_terms(name):
            terms.setdefault(term, kind)
        masked[name.start : name.end] = " " * (name.end - name.start)
    cased = "".join(masked)
    plain = plain_of(cased)
    plain = _LASTING.sub(lambda found: _lasting(found, terms), plain)
    plain = lexicon.phrase.sub(lambda found: _phrase(found, lexicon, terms), plain)
    for found in _TOKEN.finditer(plain):
        word = found[0].replace(",", "").rstrip(".").removesuffix("'s")
        if known := lexicon.meaning.get(word):
            kind = lexicon.kinds[known]
            if kind not in ("stop", "question"):
                terms.setdefault(known if kind in ("act", "thing", "planned") else _root(word), kind)
        elif _FIGURE.fullmatch(word):
            terms.setdefault(word, "number")
        elif len(word) > 2 and not _ORDINAL.fullmatch(word):
            named = not capitals and found.start() > 1 and cased[found.start()].isupper()
            terms.setdefault(_root(word), "name" if named else "word")
    return terms


def name_terms(name: Name) -> Iterator[tuple[str, str]]:
    """The terms that a name gives, each with its kind."""
    if name.kind in TELLING:
        return
    if name.kind == "person":
        yield f"%{name.id}", "person"
    elif name.kind not in ("state", "people", "nickname"):
        yield f"#{name.id}", "party"
    if name.country or name.kind in ("state", "people"):
        yield f"@{name.country or name.id}", "party"
    if name.people:
        yield "citizen", "thing"


def _phrase(found: re.Match[str], lexicon: Lexicon, terms: dict[str, str]) -> str:
    known = lexicon.of_phrase(found[0])
    if lexicon.kinds[known] not in ("stop", "question"):
        terms.setdefault(known, lexicon.kinds[known])
    return " " * len(found[0])


def _lasting(found: re.Match[str], terms: dict[str, str]) -> str:
    number = int(found[1]) if found[1].isdigit() else _NUMBERS[found[1]]
    terms.setdefault(f"{number * _HOURS[found[2]]}h", "lasting")
    return " " * len(found[0])


@functools.lru_cache(maxsize=200_000)  # A language repeats itself.
def _root(word: str) -> str:
    return _stem(fold(word))


def _stem(word: str) -> str:
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            return word[: -len(ending)]
    return word
