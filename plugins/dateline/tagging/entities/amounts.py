"""Numbers with what they count, measures and sums of money. Works on the text alone."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from dateline.models.mentions import Kind
from dateline.seeds.language import Language, alternatives
from dateline.seeds.lexicon import Lexeme
from dateline.tagging.entities.spans import Found
from dateline.text import Span

AMOUNT = 25
REACH = 20  # Characters before a number that are looked at.


class Amounts:
    """Quantities and money by the numbers of the language, with the units and currencies of the lexicon."""

    def __init__(self, lexemes: Sequence[Lexeme], language: Language) -> None:
        parts = (language.pattern(f"entities-amount-{name}").pattern for name in ("span", "bound", "sum", "whose", "era"))
        number, bound, money_sum, whose, era = (f"(?:{part})" for part in parts)
        forms = ([form for one in lexemes if one.kind == kind for form in one.forms()] for kind in ("unit", "currency"))
        units, currencies = (f"(?:{alternatives(some)})" for some in forms)
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
            start, end = match.span()
            shown = f"{text[max(start - REACH, 0) : start]}⟨{match[0]}⟩{text[end : end + 1]}"
            if used.isdisjoint(range(start, end)) and not self._never.search(shown):  # Only what counts: no year, no footnote.
                found.append(Found(start, end, kind, f"amount:{kind}", strength=AMOUNT))
        return found
