"""Numbers with what they count, measures and sums of money. Works on the text alone."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from dateline.models import Kind
from dateline.seeds.lexicon import Lexeme
from dateline.tagging.entities.spans import Found

AMOUNT = 25

_ONES = "two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen"
_TENS = "twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety"
_SCALE = "hundred|thousand|million|billion|trillion|dozen"
_NUMBER = (
    rf"(?:\d{{1,3}}(?:[,\u00a0 ]\d{{3}})+(?:\.\d+)?|\d+(?:\.\d+)?)(?:[ \u00a0-](?:{_SCALE})\b)?(?:-plus\b)?"
    rf"|(?:(?:{_TENS})(?:-(?:one|{_ONES}))?|one|{_ONES}|a|half a)[ -](?:{_SCALE})(?:[ -](?:{_SCALE}))?\b"
    rf"|\b(?:{_TENS})(?:-(?:one|{_ONES}))?\b|\b(?:{_ONES})\b"
    r"|\b(?:dozens|scores|hundreds|thousands|tens of thousands|hundreds of thousands|millions)\b"
)


class Amounts:
    """Quantities and money by regular expression, with the units and currencies of the lexicon."""

    def __init__(self, lexemes: Iterable[Lexeme]) -> None:
        lexemes = list(lexemes)
        units = _alternatives(lexemes, "unit")
        money = _alternatives(lexemes, "currency")
        kept = r"(?:(?:more|less|fewer) than|over|at least)"
        number = rf"(?:{kept} )?(?:{_NUMBER})(?: (?:to|or) (?:{_NUMBER}))?"
        self._money = re.compile(
            rf"(?<!\w)(?:{kept} )?(?:US|A|C|HK|NZ)?[$€£¥₤]\s?\d[\d,.]*\d?(?:[ -]?(?:{_SCALE}|bn|m|tn)\b)?"
            rf"|\b{number}(?: (?:U\.?S\.?|[A-Z][a-z]+))? (?:{money})\b",
            re.I,
        )
        self._quantity = re.compile(
            rf"(?<![\w.,/:$€£#-])(?:{number})(?:(?:[ \u00a0-]|(?<=\d))(?:{units})\b)?(?![\w/]|[.,:-]\d| B\.?C\b| A\.?D\b)", re.I
        )

    def find(self, text: str, *, taken: Sequence[tuple[int, int]]) -> list[Found]:
        """Amounts outside of `taken` (dates, names), in order."""
        found: list[Found] = []
        for kind, pattern in ((Kind.MONEY, self._money), (Kind.QUANTITY, self._quantity)):
            for match in pattern.finditer(text):
                start, end = match.span()
                if (
                    not _hit(start, end, taken)
                    and not any(start < f.end and f.start < end for f in found[-40:])
                    and _counts(text, start, end)
                ):
                    found.append(Found(start, end, kind, f"amount:{kind.value}", strength=AMOUNT))
        return sorted(found, key=lambda f: f.start)


def _alternatives(lexemes: Iterable[Lexeme], kind: str) -> str:
    words = {form for lexeme in lexemes if lexeme.kind == kind for form in lexeme.forms()}
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


def _hit(start: int, end: int, taken: Sequence[tuple[int, int]]) -> bool:
    return any(start < stop and begin < end for begin, stop in taken)


_YEAR = re.compile(r"(?:19|20)\d\d")
_COORDINATE = re.compile(r"\d+(?:\.\d{4,})|\d+(?=[°′″])")
_CITATION = re.compile(r"[\[(]\d+$")


def _counts(text: str, start: int, end: int) -> bool:
    """Whether a number counts something: not a year, a footnote or the number of a thing with a name ("Resolution 2254")."""
    word = text[start:end]
    if _YEAR.fullmatch(word) or _COORDINATE.match(text, start) or _CITATION.search(text[max(start - 1, 0) : end]):
        return False
    before = re.search(r"([^\W\d_]+)\.?[ \u00a0]$", text[max(start - 20, 0) : start])
    if before and before[1].lower() in _DETERMINERS and word.isalpha():
        return False  # "the two leaders": a pair, not a count.
    named = bool(before) and before[1][0].isupper() and word[0].isdigit() and start > 0 and before[1] not in _BEGINNERS  # type: ignore[index]
    return not named


_DETERMINERS = frozenset("the these those his her its their our both".split())
_BEGINNERS = frozenset(
    "The A An In At On By For From With About Some Over Nearly Almost Around Another All These Those Last Only And But Of".split()
)
