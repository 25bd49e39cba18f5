"""How many: numbers in figures and words with the bounds that the words around them set. Pure.

"At least 20" has no upper bound, "up to 20" no lower one; a vague word keeps itself as a mark beside the range that it means.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from spacy.tokens import Doc

_SMALL = "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen"
_UNITS = {word: n for n, word in enumerate(_SMALL.split())}
_TENS = {word: 10 * n for n, word in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split(), 2)}
NUMBERS = frozenset({*_UNITS, *_TENS})
_SCALES = {"dozen": 12, "hundred": 100, "thousand": 1000, "million": 1_000_000}
_VAGUE: dict[str, tuple[int | None, int | None]] = {
    "dozens": (24, None),
    "scores": (40, None),
    "hundreds": (200, None),
    "thousands": (2000, None),
    "several": (3, None),
    "many": (None, None),
    "countless": (None, None),
    "numerous": (None, None),
}
ABOVE = ("more than", "over", "in excess of", "above", "well over")
_FLOORS = (
    "at least",
    "no fewer than",
    "no less than",
    "not less than",
    "a minimum of",
    "upwards of",
    "upward of",
    "not fewer than",
)
BELOW = ("fewer than", "less than", "under", "just under", "below")
_CEILINGS = (
    "up to",
    "as many as",
    "at most",
    "no more than",
    "not more than",
    "a maximum of",
    "nearly",
    "almost",
    "close to",
    "approaching",
    "not quite",
)
_ROUGH = ("about", "around", "some", "approximately", "an estimated", "roughly", "a total of", "another")
_BEFORE = tuple(
    sorted(
        ((words.split(), mark) for group in (ABOVE, _FLOORS, BELOW, _CEILINGS, _ROUGH) for words in group for mark in (words,)),
        key=lambda p: -len(p[0]),
    )
)
_GROUPS = {"couple": 2, "pair": 2, "trio": 3, "quartet": 4}  # Of people, without an "of": "a couple and their two children".
_FIGURE = re.compile(r"\d{1,3}(?:[,.]\d{3})+|\d+")
_FIRST_GROUP = re.compile(r"[1-9]\d{0,2}")
_RANGE = re.compile(r"(\d+)[-–](\d+)")
_MONTHS = [[month] for month in "january february march april may june july august september october november december".split()]
_GREATEST = 20_000_000  # More people than any event has harmed; larger numbers are money or codes.


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number at tokens `first` to `last` (inclusive), with what stands before it. Bounds are inclusive, None is unknown."""

    first: int
    last: int
    min: int | None
    max: int | None
    mark: str | None = None


def quantities(doc: Doc) -> list[Quantity]:
    """All numbers of a sentence that can count people, in order."""
    words = [token.lower_ for token in doc]
    found: list[Quantity] = list(_families(words))
    i = 0
    while i < len(words):
        quantity = _at(words, i)
        if quantity is None:
            i += 1
            continue
        if not any(family.first <= quantity.first <= family.last for family in found):
            found.append(_with_bounds(words, quantity))
        i = quantity.last + 1
    return sorted(found, key=lambda quantity: quantity.first)


def _families(words: Sequence[str]) -> Iterator[Quantity]:
    """ "A family of five", "a group of 12 hikers": the number is of those in it, and the noun before it is what is counted."""
    for i, word in enumerate(words):
        if word == "family" and words[i + 1 : i + 2] == ["of"] and i + 2 < len(words):
            value, last = _number(words, i + 2)
            if value is not None and value < 30:
                first = i - 1 if i and words[i - 1] in ("a", "the", "one") else i
                yield Quantity(first, last, value, value)


def _at(words: Sequence[str], i: int) -> Quantity | None:
    word = words[i]
    if match := _RANGE.fullmatch(word):
        low, high = int(match[1]), int(match[2])
        return Quantity(i, i, low, high) if low < high <= _GREATEST and len(match[2]) < 8 else None
    if word == "one" and i and words[i - 1] == "no":
        return None
    if word in _VAGUE and not (word == "many" and words[max(i - 1, 0)] in ("as", "how")):
        if word == "hundreds" and words[i + 1 : i + 3] == ["of", "thousands"]:
            return Quantity(i, i + 2, 200_000, None, mark="hundreds of thousands")
        return Quantity(i, i, *_VAGUE[word], mark=word)
    if word in ("a", "an", "half") and (scaled := _article(words, i)) is not None:
        return scaled
    if word in ("unknown", "undetermined", "unspecified", "undisclosed") and words[i + 1 : i + 2] == ["number"]:
        return Quantity(i, i + 1, None, None, mark="unknown")
    if word == "tens" and words[i + 1 : i + 3] == ["of", "thousands"]:
        return Quantity(i, i + 2, 20_000, None, mark="tens of thousands")
    value, last = _number(words, i)
    if value is None or value > _GREATEST or _is_part(words, last) or (value < 32 and i and _is_month(words[i - 1])):
        return None
    if words[last + 1 : last + 2] in (["to"], ["-"], ["–"]) or (words[last + 1 : last + 2] == ["and"] and i and words[i - 1] == "between"):
        most, end = _number(words, last + 2) if last + 2 < len(words) else (None, last)
        if most is not None and most > value and (words[last + 1] != "to" or words[i - 1 : i] != ["from"]):
            return Quantity(i, end, value, most)
    if words[last + 1 : last + 2] == ["or"] and last + 2 < len(words):
        most, end = _number(words, last + 2)
        if most is not None and value < most <= 2 * value + 2:  # "Two or three", "ten or 15".
            return Quantity(i, end, value, most)
    return Quantity(i, last, value, value)


def _is_part(words: Sequence[str], last: int) -> bool:
    """Whether a number is an age, a size or a date: "42-year-old", "650-strong", "16 November"."""
    after = words[last + 1 : last + 3]
    return (len(after) == 2 and after[0] == "-" and after[1].isalpha() and after[1] not in _UNITS) or after[:1] in _MONTHS


def _article(words: Sequence[str], i: int) -> Quantity | None:
    """ "A dozen", "half a dozen", "a couple", "a hundred", "a few"."""
    after = words[i + 1 : i + 3]
    if words[i] == "half" and after == ["a", "dozen"]:
        return Quantity(i, i + 2, 6, 6, mark="half a dozen")
    if not after:
        return None
    if after[0] in ("dozen", "hundred", "thousand"):
        return Quantity(i, i + 1, _SCALES[after[0]], _SCALES[after[0]], mark=f"a {after[0]}")
    if after[0] == "couple" and after[1:] == ["of"]:
        return Quantity(i, i + 1, 2, 2, mark="a couple")
    if after[0] in _GROUPS:
        return Quantity(i, i, _GROUPS[after[0]], _GROUPS[after[0]], mark=f"a {after[0]}")
    if after[0] in ("few", "handful"):
        return Quantity(i, i + 1, 3, None, mark=f"a {after[0]}")
    return None


def _number(words: Sequence[str], i: int) -> tuple[int | None, int]:
    """The value of the number that begins at a word and its last word; None where none begins."""
    word = words[i]
    if _FIGURE.fullmatch(word):
        value = int(re.sub(r"[,.]", "", word)) if len(word) < 14 else _GREATEST + 1
        last = i
        while _FIRST_GROUP.fullmatch(word) and (group := _thousands(words, i, last)) is not None and value <= _GREATEST:
            last, value = group, value * 1000 + int(words[group])  # "1 000", "40 000"
    else:
        small, last = _small(words, i)
        if small is None:
            return None, i
        value = small
    while last + 1 < len(words) and words[last + 1] in _SCALES:
        value, last = value * _SCALES[words[last + 1]], last + 1
        rest = last + 2 if words[last + 1 : last + 2] == ["and"] else last + 1
        if rest < len(words) and words[last] != "dozen":
            more, end = _small(words, rest)
            if more is not None and not (rest == last + 2 and end + 1 < len(words) and words[end + 1] in _SCALES):
                value, last = value + more, end
    return value, last


def _thousands(words: Sequence[str], first: int, last: int) -> int | None:
    """Where the next three digits of a number stand that is written with blanks; None after a month, whose day the number is."""
    after = next((j for j in range(last + 1, min(last + 3, len(words))) if not words[j].isspace()), None)
    if after is None or not re.fullmatch(r"\d{3}", words[after]):
        return None
    return None if first and _is_month(words[first - 1]) else after


def _is_month(word: str) -> bool:
    word = word.rstrip(".")
    return len(word) > 2 and any(month[0].startswith(word) for month in _MONTHS)


def _small(words: Sequence[str], i: int) -> tuple[int | None, int]:
    """A number below a hundred in words; hyphens may stand as words of their own or within one."""
    parts = words[i].split("-")
    if len(parts) == 2 and parts[0] in _TENS and parts[1] in _UNITS:
        return _TENS[parts[0]] + _UNITS[parts[1]], i
    if words[i] in _TENS:
        after = i + 2 if words[i + 1 : i + 2] == ["-"] else i + 1
        if after < len(words) and 0 < _UNITS.get(words[after], 0) < 10:
            return _TENS[words[i]] + _UNITS[words[after]], after
        return _TENS[words[i]], i
    return _UNITS.get(words[i]), i


def _with_bounds(words: Sequence[str], quantity: Quantity) -> Quantity:
    first = quantity.first
    if first and words[first - 1] == "the":
        first -= 1
    for before, mark in _BEFORE:
        if words[max(first - len(before), 0) : first] == before:
            first -= len(before)
            if mark in ABOVE and quantity.min is not None:
                return Quantity(first, quantity.last, quantity.min + (quantity.mark not in _VAGUE), None, mark)
            if mark in BELOW and quantity.max is not None:
                return Quantity(first, quantity.last, None, quantity.max - 1, mark)
            if mark in _FLOORS:
                return Quantity(first, quantity.last, quantity.min, None, mark)
            if mark in _CEILINGS:
                return Quantity(first, quantity.last, None, quantity.max, mark)
            return Quantity(first, quantity.last, quantity.min, quantity.max, quantity.mark or mark)
    if words[quantity.last + 1 : quantity.last + 3] == ["or", "more"]:
        return Quantity(first, quantity.last + 2, quantity.min, None, "or more")
    return Quantity(first, quantity.last, quantity.min, quantity.max, quantity.mark)
