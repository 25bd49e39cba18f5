"""Numbers with what they count, measures and sums of money. Works on the text alone."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from dateline.models.mentions import Kind
from dateline.seeds.language import Language
from dateline.seeds.lexicon import Lexeme
from dateline.tagging.entities.spans import Found

AMOUNT = 25


class Amounts:
    """Quantities and money by regular expression, with the units and currencies of the lexicon."""

    def __init__(self, lexemes: Iterable[Lexeme], language: Language) -> None:
        lexemes = list(lexemes)
        self._language = language
        scale, plain = language.any_of("entities-amount-scales"), _number(language)
        units = _alternatives(lexemes, "unit")
        money = _alternatives(lexemes, "currency")
        kept = r"(?:(?:more|less|fewer) than|over|at least)"
        number = rf"(?:{kept} )?(?:{plain})(?: (?:to|or) (?:{plain}))?"
        self._money = re.compile(
            rf"(?<!\w)(?:{kept} )?(?:US|A|C|HK|NZ)?[$€£¥₤]\s?\d[\d,.]*\d?(?:[ -]?(?:{scale}|bn|m|tn)\b)?"
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
                    and self._counts(text, start, end)
                ):
                    found.append(Found(start, end, kind, f"amount:{kind.value}", strength=AMOUNT))
        return sorted(found, key=lambda f: f.start)

    def _counts(self, text: str, start: int, end: int) -> bool:
        """Whether a number counts something: not a year, a footnote or the number of a thing with a name ("Resolution 2254")."""
        word = text[start:end]
        if _YEAR.fullmatch(word) or _COORDINATE.match(text, start) or _CITATION.search(text[max(start - 1, 0) : end]):
            return False
        before = _WORD_BEFORE.search(text[max(start - 20, 0) : start])
        if before is None:
            return True
        if word.isalpha() and before[1].lower() in self._language.set("entities-amount-determiners"):
            return False  # "the two leaders": a pair, not a count.
        beginner = before[1] in self._language.set("entities-amount-beginners")
        return not (before[1][0].isupper() and word[0].isdigit() and not beginner)


def _number(language: Language) -> str:
    """A number in figures or words, as a regular expression."""
    ones, tens, scale, vague = (language.any_of(f"entities-amount-{name}") for name in ("ones", "tens", "scales", "vague"))
    return (
        rf"(?:\d{{1,3}}(?:[,\u00a0 ]\d{{3}})+(?:\.\d+)?|\d+(?:\.\d+)?)(?:[ \u00a0-](?:{scale})\b)?(?:-plus\b)?"
        rf"|(?:(?:{tens})(?:-(?:one|{ones}))?|one|{ones}|a|half a)[ -](?:{scale})(?:[ -](?:{scale}))?\b"
        rf"|\b(?:{tens})(?:-(?:one|{ones}))?\b|\b(?:{ones})\b|\b(?:{vague})\b"
    )


def _alternatives(lexemes: Iterable[Lexeme], kind: str) -> str:
    words = {form for lexeme in lexemes if lexeme.kind == kind for form in lexeme.forms()}
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


def _hit(start: int, end: int, taken: Sequence[tuple[int, int]]) -> bool:
    return any(start < stop and begin < end for begin, stop in taken)


_WORD_BEFORE = re.compile(r"([^\W\d_]+)\.?[ \u00a0]$")
_YEAR = re.compile(r"(?:19|20)\d\d")
_COORDINATE = re.compile(r"\d+(?:\.\d{4,})|\d+(?=[°′″])")
_CITATION = re.compile(r"[\[(]\d+$")
