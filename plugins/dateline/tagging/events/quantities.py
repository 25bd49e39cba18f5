"""How many: numbers in figures and words with the bounds that the words around them set. Pure.

"At least 20" has no upper bound, "up to 20" no lower one; a vague word keeps itself as a mark beside the range that it means.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from dateline.seeds.language import Language

if TYPE_CHECKING:
    from spacy.tokens import Doc

_FIGURE = re.compile(r"\d{1,3}(?:[,.]\d{3})+|\d+")
_DECIMAL = re.compile(r"\d{1,3}\.\d{1,2}")  # Of "1.5 million".
_THOUSAND = 1000
_FIRST_GROUP = re.compile(r"[1-9]\d{0,2}")
_GROUP = re.compile(r"\d{3}")
_RANGE = re.compile(r"(\d+)[-–](\d+)")
_GREATEST = 20_000_000  # More people than any event has harmed; larger numbers are money or codes.
_LEAST_OF_FEW = 3
_LARGEST_FAMILY = 30
_LAST_DAY = 31


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
        self._units = {word: int(n) for word, n in language.numbers("numbers-units").items()}
        self._tens = {word: int(n) for word, n in language.numbers("numbers-tens").items()}
        self._scales = {word: int(n) for word, n in language.numbers("numbers-scales").items()}
        self._groups = {word: int(n) for word, n in language.numbers("numbers-groups").items()}
        self._phrases = {
            **{tuple(words.split()): (int(n), None) for words, n in language.numbers("numbers-vague").items() if " " in words},
            **{tuple(words.split()): (int(n), int(n)) for words, n in language.numbers("numbers-phrases").items()},
        }
        self._articles, self._nobody = language.set("numbers-articles"), language.set("tolls-nobody")
        self._families_of, self._before_family = language.set("numbers-families"), language.set("numbers-before-family")
        vague = {word: int(n) for word, n in language.numbers("numbers-vague").items()}
        self._vague: dict[str, int | None] = {**vague, **dict.fromkeys(language.words("numbers-many"))}
        self._few, self._unknown = language.set("numbers-few"), language.set("numbers-unknown")
        self._above, self._floor = language.set("numbers-above"), language.set("numbers-floor")
        self._below, self._ceiling = language.set("numbers-below"), language.set("numbers-ceiling")
        bounds = (phrase for kind in ("above", "floor", "below", "ceiling", "rough") for phrase in language.phrases(f"numbers-{kind}"))
        self._before = sorted(bounds, key=len, reverse=True)
        self._months = tuple(month.lower() for month in language.words("months"))
        self.words = frozenset({*self._units, *self._tens})
        self.countless = language.set("numbers-many")

    def find(self, doc: Doc) -> list[Quantity]:
        """All numbers of a sentence that can count people, in order."""
        words = [token.lower_ for token in doc]
        found = list(self._families(words))
        families = list(found)
        i = 0
        while i < len(words):
            quantity = self._at(words, i)
            if quantity is None:
                i += 1
                continue
            if not any(family.first <= quantity.first <= family.last for family in families):
                found.append(self._with_bounds(words, quantity))
            i = quantity.last + 1
        return sorted(found, key=lambda quantity: quantity.first)

    def _families(self, words: Sequence[str]) -> Iterator[Quantity]:
        """ "A family of five": the number is of those in it, and the noun before it is what is counted."""
        for i, word in enumerate(words):
            if word in self._families_of and words[i + 1 : i + 2] == ["of"] and i + 2 < len(words):
                value, last = self._number(words, i + 2)
                if value is not None and value < _LARGEST_FAMILY:
                    first = i - 1 if i and words[i - 1] in self._before_family else i
                    yield Quantity(first, last, value, value)

    def _at(self, words: Sequence[str], i: int) -> Quantity | None:
        """The number that begins at a word, without the bounds around it."""
        if match := _RANGE.fullmatch(words[i]):
            low, high = int(match[1]), int(match[2])
            return Quantity(i, i, low, high) if low < high <= _GREATEST and len(match[2]) < 8 else None
        if i and f"{words[i - 1]} {words[i]}" in self._nobody:
            return None
        for reader in (self._in_words, self._with_article, self._in_figures):
            if found := reader(words, i):
                return found
        return None

    def _in_words(self, words: Sequence[str], i: int) -> Quantity | None:
        """ "Dozens", "hundreds of thousands", "half a dozen", "an unknown number"."""
        word, after = words[i], words[i + 1 : i + 3]
        for phrase, (least, most) in self._phrases.items():
            if words[i : i + len(phrase)] == list(phrase):
                return Quantity(i, i + len(phrase) - 1, least, most, mark=" ".join(phrase))
        if word in self._vague and not (word == "many" and words[max(i - 1, 0)] in ("as", "how")):
            return Quantity(i, i, self._vague[word], None, mark=word)
        if word in self._unknown and after[:1] == ["number"]:
            return Quantity(i, i + 1, None, None, mark="unknown")
        return None

    def _with_article(self, words: Sequence[str], i: int) -> Quantity | None:
        """ "A dozen", "a couple", "a hundred", "a few"."""
        word, after = words[i], words[i + 1 : i + 3]
        if word not in self._articles or not after:
            return None
        if after[0] in self._scales and after[0] != "million":
            scale = self._scales[after[0]]
            return Quantity(i, i + 1, scale, scale, mark=f"a {after[0]}")
        if after[0] in self._groups:
            last = i + 1 if after == ["couple", "of"] else i
            return Quantity(i, last, self._groups[after[0]], self._groups[after[0]], mark=f"a {after[0]}")
        return Quantity(i, i + 1, _LEAST_OF_FEW, None, mark=f"a {after[0]}") if after[0] in self._few else None

    def _in_figures(self, words: Sequence[str], i: int) -> Quantity | None:
        """ "20", "twenty-three", "10 to 15", "two or three": no age, no size, no day of a month."""
        value, last = self._number(words, i)
        before = words[i - 1] if i else ""
        if value is None or value > _GREATEST or self._is_part(words, last) or (value <= _LAST_DAY and self._is_month(before)):
            return None
        joint = words[last + 1] if last + 2 < len(words) else ""
        most, end = self._number(words, last + 2) if joint else (None, last)
        if most is not None and most > value:
            is_range = joint in ("-", "–") or (joint == "to" and before != "from") or (joint == "and" and before == "between")
            if is_range or (joint == "or" and most <= 2 * value + 2):  # "Two or three", "ten or 15".
                return Quantity(i, end, value, most)
        return Quantity(i, last, value, value)

    def _is_part(self, words: Sequence[str], last: int) -> bool:
        """Whether a number is an age, a size or a date: "42-year-old", "650-strong", "16 November"."""
        after = words[last + 1 : last + 3]
        hyphened = len(after) == 2 and after[0] == "-" and after[1].isalpha() and after[1] not in self._units
        return hyphened or (bool(after) and after[0] in self._months)

    def _number(self, words: Sequence[str], i: int) -> tuple[int | None, int]:
        """The value of the number that begins at a word and its last word; None where none begins."""
        word = words[i]
        if _DECIMAL.fullmatch(word) and self._scales.get(words[i + 1] if i + 1 < len(words) else "", 0) >= _THOUSAND:
            return round(float(word) * self._scales[words[i + 1]]), i + 1
        if _FIGURE.fullmatch(word):
            value = int(re.sub(r"[,.]", "", word)) if len(word) < 14 else _GREATEST + 1
            last = i
            while _FIRST_GROUP.fullmatch(word) and (group := self._thousands(words, i, last)) is not None and value <= _GREATEST:
                last, value = group, value * 1000 + int(words[group])  # "1 000", "40 000"
        else:
            small, last = self._small(words, i)
            if small is None:
                return None, i
            value = small
        while last + 1 < len(words) and words[last + 1] in self._scales:
            value, last = value * self._scales[words[last + 1]], last + 1
            rest = last + 2 if words[last + 1 : last + 2] == ["and"] else last + 1
            if rest < len(words) and words[last] != "dozen":
                more, end = self._small(words, rest)
                if more is not None and not (rest == last + 2 and end + 1 < len(words) and words[end + 1] in self._scales):
                    value, last = value + more, end
        return value, last

    def _thousands(self, words: Sequence[str], first: int, last: int) -> int | None:
        """Where the next three digits of a number stand that is written with blanks; None after a month, whose day the number is."""
        after = next((j for j in range(last + 1, min(last + 3, len(words))) if not words[j].isspace()), None)
        if after is None or not _GROUP.fullmatch(words[after]):
            return None
        return None if first and self._is_month(words[first - 1]) else after

    def _is_month(self, word: str) -> bool:
        word = word.rstrip(".")
        return len(word) > 2 and any(month.startswith(word) for month in self._months)

    def _small(self, words: Sequence[str], i: int) -> tuple[int | None, int]:
        """A number below a hundred in words; hyphens may stand as words of their own or within one."""
        tens, hyphen, unit = words[i].partition("-")
        if hyphen and tens in self._tens and unit in self._units:
            return self._tens[tens] + self._units[unit], i
        if words[i] in self._tens:
            after = i + 2 if words[i + 1 : i + 2] == ["-"] else i + 1
            if after < len(words) and 0 < self._units.get(words[after], 0) < 10:
                return self._tens[words[i]] + self._units[words[after]], after
            return self._tens[words[i]], i
        return self._units.get(words[i]), i

    def _with_bounds(self, words: Sequence[str], quantity: Quantity) -> Quantity:
        first = quantity.first
        if first and words[first - 1] == "the":
            first -= 1
        for before in self._before:
            if words[max(first - len(before), 0) : first] == before:
                return self._bounded(replace(quantity, first=first - len(before)), " ".join(before))
        if words[quantity.last + 1 : quantity.last + 3] == ["or", "more"]:
            return Quantity(first, quantity.last + 2, quantity.min, None, "or more")
        return replace(quantity, first=first)

    def _bounded(self, found: Quantity, mark: str) -> Quantity:
        if mark in self._above and found.min is not None:
            return replace(found, min=found.min + (found.mark not in self._vague), max=None, mark=mark)
        if mark in self._below and found.max is not None:
            return replace(found, min=None, max=found.max - 1, mark=mark)
        if mark in self._floor:
            return replace(found, max=None, mark=mark)
        if mark in self._ceiling:
            return replace(found, min=None, mark=mark)
        return replace(found, mark=found.mark or mark)
