"""Numbers with what they count, measures and sums of money. Works on the text alone."""

from __future__ import annotations

import re
from collections.abc import Iterable

from dateline.models.mentions import Kind
from dateline.seeds.language import Language, alternatives
from dateline.seeds.lexicon import Lexeme
from dateline.tagging.entities.spans import Found
from dateline.text import Span

AMOUNT = 25
REACH = 20  # Characters before a number that are looked at.


class Amounts:
    """Quantities and money by the numbers of the language, with the units and currencies of the lexicon."""

    def __init__(self, lexemes: Iterable[Lexeme], language: Language) -> None:
        parts = (language.pattern(f"entities-amount-{name}").pattern for name in ("span", "bound", "sum", "whose", "era"))
        number, bound, money_sum, whose, era = (f"(?:{part})" for part in parts)
        lexemes = list(lexemes)
        units, currencies = (
            f"(?:{alternatives(form for one in lexemes if one.kind == kind for form in one.forms())})" for kind in ("unit", "currency")
        )
        money = rf"(?<!\w){bound}?{money_sum}|\b{number}(?: {whose})? {currencies}\b"
        quantity = rf"(?<![\w.,/:$€£#-]){number}(?:(?:[ \u00a0-]|(?<=\d)){units}\b)?(?![\w/]|[.,:-]\d| {era}\b)"
        self._pattern = re.compile(rf"(?P<money>{money})|{quantity}", re.I)
        self._never = language.pattern("entities-amount-never")

    def find(self, text: str, *, taken: Iterable[Span]) -> list[Found]:
        """Amounts outside of `taken` (dates, names), in order."""
        used = {offset for span in taken for offset in range(*span)}
        found = []
        for match in self._pattern.finditer(text):
            kind = Kind.MONEY if match["money"] else Kind.QUANTITY
            if used.isdisjoint(range(*match.span())) and self._counts(text, *match.span()):
                found.append(Found(*match.span(), kind, f"amount:{kind}", strength=AMOUNT))
        return found

    def _counts(self, text: str, start: int, end: int) -> bool:
        """Whether a number counts something: not a year, a footnote or the number of a thing with a name ("Resolution 2254")."""
        shown = f"{text[max(start - REACH, 0) : start]}⟨{text[start:end]}⟩{text[end : end + 1]}"
        return self._never.search(shown) is None
