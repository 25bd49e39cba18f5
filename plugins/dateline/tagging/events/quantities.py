"""How many: numbers in figures and words with the bounds that the words around them set. Pure.

"At least 20" has no upper bound, "up to 20" no lower one; a vague word keeps itself as a mark beside the range that it means.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from dateline.seeds.language import Language

if TYPE_CHECKING:
    from spacy.tokens import Doc

_FIGURE = re.compile(r"\d{1,3}(?:[,.]\d{3})+|\d+")
_RANGE = re.compile(r"(\d{1,7})–(\d{1,7})")  # One token of the language model's.
_DECIMAL = re.compile(r"\d{1,3}\.\d{1,2}")  # Of "1.5 million".
_FIRST_GROUP = re.compile(r"[1-9]\d{0,2}")
_GROUP = re.compile(r"\d{3}")
_THOUSAND = 1000
_GREATEST = 20_000_000  # More people than any event has harmed; larger numbers are money or codes.
_LAST_DAY = 31
_DASHES = ("-", "–")
_SIDES = ("above", "floor", "below", "ceiling", "rough")  # What words before a number make of it.


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number at tokens `first` to `last` (inclusive), with what stands before it. Bounds are inclusive, None is unknown."""

    first: int
    last: int
    min: int | None
    max: int | None
    mark: str | None = None


class Numbers:
    """The numbers of a language."""

    def __init__(self, language: Language) -> None:
        self._units, self._tens, self._scales = (_table(language, name) for name in ("units", "tens", "scales"))
        exact, vague = _table(language, "phrases"), _table(language, "vague")
        bounds: dict[str, tuple[int | None, int | None]] = {phrase: (n, n) for phrase, n in exact.items()}
        bounds |= {phrase: (n, None) for phrase, n in vague.items()}
        bounds |= dict.fromkeys(language.words("numbers-unknown"), (None, None))
        self._phrases = sorted(((phrase.split(), *least) for phrase, least in bounds.items()), key=lambda row: -len(row[0]))
        before = ((phrase, side) for side in _SIDES for phrase in language.phrases(f"numbers-{side}"))
        self._before = sorted(before, key=lambda row: -len(row[0]))
        self._after = language.phrases("numbers-or-more")
        self._set = language.set
        self._months = tuple(month.lower() for month in language.words("months"))

    def find(self, doc: Doc) -> list[Quantity]:
        """All numbers of a sentence that can count people, in order."""
        words, i = _words(doc), 0
        found: list[Quantity] = []
        while i < len(words):
            quantity = self._phrase(words, i) or self._in_one(words, i) or self._in_figures(words, i)
            if quantity and (quantity.max or quantity.min or 0) <= _GREATEST:
                found.append(self._with_bounds(words, quantity))
            i = quantity.last + 1 if quantity else i + 1
        return found

    def _phrase(self, words: Sequence[str], i: int) -> Quantity | None:
        """ "Dozens", "hundreds of thousands", "half a dozen", "a couple", "several hundred", "an unknown number"."""
        for phrase, least, most in self._phrases:
            if words[i : i + len(phrase)] == phrase:
                last, times = i + len(phrase) - 1, 1
                while times <= _GREATEST and (scale := self._scales.get(_at(words, last + 1))):
                    times, last = times * scale, last + 1
                return Quantity(i, last, least and least * times, most and most * times, " ".join(words[i : last + 1]))
        return None

    def _in_one(self, words: Sequence[str], i: int) -> Quantity | None:
        """ "20–30"."""
        low, high = map(int, match.groups()) if (match := _RANGE.fullmatch(words[i])) else (0, 0)
        return Quantity(i, i, low, high) if low < high else None

    def _in_figures(self, words: Sequence[str], i: int) -> Quantity | None:
        """ "20", "twenty-three", "10 to 15", "from 10 to 15", "between 10 and 15": not of "no one", no age, no size, no day of a month."""
        before, between = words[i - 1] if i else "", words[i] in self._set("numbers-between")
        opens = between or words[i] in self._set("numbers-from")
        value, last = self._number(words, i + opens) if i + opens < len(words) else (None, i)
        if value is None or (value <= _LAST_DAY and self._is_month(before)) or f"{before} {words[i]}" in self._set("tolls-nobody"):
            return None
        least, most, last = self._range(words, value, last, self._set("numbers-and") if between else self._set("numbers-to"))
        if self._is_part(words, last) or (opens and least == most):
            return None
        now = opens and not between and not self._set("numbers-changed").isdisjoint(words[:i])  # "Rose from 20 to 30": it is 30 now.
        return Quantity(i, last, most if now else least, most)

    def _range(self, words: Sequence[str], value: int, last: int, joints: frozenset[str]) -> tuple[int, int, int]:
        """The bounds of a number and its last word: of two numbers that are joined, else twice its value."""
        if _at(words, last + 1) not in joints or last + 2 >= len(words):
            return value, value, last
        most, end = self._number(words, last + 2)
        if most is None or most <= value:
            return value, value, last
        scale = 1 if words[last] in self._scales else self._scales.get(words[end], 1)  # "Two to three dozen".
        return value * scale if value * scale < most else value, most, end

    def _is_part(self, words: Sequence[str], last: int) -> bool:
        """Whether a number is an age, a size or a date: "42-year-old", "650-strong", "16 November"."""
        after, then = _at(words, last + 1), _at(words, last + 2)
        return (after == "-" and then.isalpha() and then not in self._units) or after in self._months

    def _number(self, words: Sequence[str], i: int) -> tuple[int | None, int]:
        """The value of the number that begins at a word and its last word; None where none begins."""
        value, last = self._figure(words, i) if words[i][:1].isdigit() else self._small(words, i)
        if words[i] in self._set("tolls-one") and _at(words, i + 1) in self._scales:
            value = 1  # "A hundred and twenty".
        while value is not None and (scale := self._scales.get(_at(words, last + 1))):
            if scale >= _THOUSAND and _DECIMAL.fullmatch(words[i]):
                return round(float(words[i]) * scale), last + 1
            value, last = value * scale, last + 1
            rest = last + 2 if _at(words, last + 1) in self._set("numbers-and") else last + 1
            more, end = self._small(words, rest) if rest < len(words) else (None, last)
            if more is not None and _at(words, end + 1) not in self._scales:  # Not of "two thousand and five hundred".
                value, last = value + more, end
        return value, last

    def _figure(self, words: Sequence[str], i: int) -> tuple[int | None, int]:
        """ "20", "1,200", "1 000", and "1.5" where a scale follows."""
        if _DECIMAL.fullmatch(words[i]):
            return (0 if self._scales.get(_at(words, i + 1), 0) >= _THOUSAND else None), i
        if not _FIGURE.fullmatch(words[i]):
            return None, i
        value, last = int(re.sub(r"[,.]", "", words[i])) if len(words[i]) < 14 else _GREATEST + 1, i
        if _FIRST_GROUP.fullmatch(words[i]) and not (i and self._is_month(words[i - 1])):  # Whose day the number would be.
            while value <= _GREATEST and (after := self._group(words, last)):
                value, last = value * _THOUSAND + int(words[after]), after
        return value, last

    def _group(self, words: Sequence[str], last: int) -> int | None:
        """Where the next three digits of a number stand that is written with blanks."""
        after = last + 2 if _at(words, last + 1).isspace() else last + 1
        return after if _GROUP.fullmatch(_at(words, after)) else None

    def _is_month(self, word: str) -> bool:
        word = word.rstrip(".")
        return len(word) > 2 and any(month.startswith(word) for month in self._months)

    def _small(self, words: Sequence[str], i: int) -> tuple[int | None, int]:
        """A number below a hundred in words; hyphens may stand as words of their own or within one."""
        tens, hyphen, unit = words[i].partition("-")
        if hyphen and tens in self._tens and unit in self._units:
            return self._tens[tens] + self._units[unit], i
        if words[i] not in self._tens:
            return self._units.get(words[i]), i
        after = i + 2 if _at(words, i + 1) == "-" else i + 1
        unit_value = self._units.get(_at(words, after), 0)
        return self._tens[words[i]] + unit_value % 10, after if 0 < unit_value < 10 else i

    def _with_bounds(self, words: Sequence[str], quantity: Quantity) -> Quantity:
        first = quantity.first
        if first and words[first - 1] in self._set("numbers-the"):
            first -= 1
        for before, side in self._before:
            if words[max(first - len(before), 0) : first] == before:
                return _bounded(replace(quantity, first=first - len(before)), side, " ".join(before))
        for after in self._after:
            if words[quantity.last + 1 : quantity.last + 1 + len(after)] == after:
                return Quantity(first, quantity.last + len(after), quantity.min, None, " ".join(after))
        return replace(quantity, first=first)


def _bounded(found: Quantity, side: str, mark: str) -> Quantity:
    if side == "above" and found.min is not None:
        return replace(found, min=found.min + (found.max is not None), max=None, mark=mark)
    if side == "below" and found.max is not None:
        return replace(found, min=None, max=found.max - 1, mark=mark)
    if side == "floor":
        return replace(found, max=None, mark=mark)
    if side == "ceiling":
        return replace(found, min=None, mark=mark)
    return replace(found, mark=found.mark or mark)


def _words(doc: Doc) -> list[str]:
    """In lower case; a dash with a blank beside it is a pause and joins nothing: "bomb kills 20 - police"."""
    blanks = [True, *(bool(token.whitespace_) for token in doc)]
    return ["" if token.text in _DASHES and (blanks[i] or blanks[i + 1]) else token.lower_ for i, token in enumerate(doc)]


def _table(language: Language, name: str) -> dict[str, int]:
    return {word: int(n) for word, n in language.numbers(f"numbers-{name}").items()}


def _at(words: Sequence[str], i: int) -> str:
    return words[i] if i < len(words) else ""
