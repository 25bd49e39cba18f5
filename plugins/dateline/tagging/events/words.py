"""Base forms without a lemmatizer: irregular verbs and nouns by table, the rest by their endings. Pure.

A fifth of the language model's cost is its lemmatizer; rules only need to know which of their own words a token is.
"""

from __future__ import annotations

from dateline.seeds.language import Language

KEPT = 50_000  # Words of a run: bounded, so that memory stays flat.
STEM = 2  # Letters before an ending.
PLAIN, SINGLE = "-", "="  # What stands in a table of endings for the stem alone, and for the stem without its doubled last letter.


class Forms:
    """The base forms of the words of a language."""

    def __init__(self, language: Language) -> None:
        self._irregular = {form: base for base, forms in language.codes("forms").items() for form in (base, *forms.split())}
        self._endings = sorted(language.codes("forms-endings").items(), key=lambda row: -len(row[0]))
        self._known: dict[str, tuple[str, ...]] = {}

    def bases(self, form: str) -> tuple[str, ...]:
        """The base forms that a word may have, most regular first; always ends with the word itself. Lower case in, lower case out."""
        found = self._known.get(form)
        if found is None:
            found = tuple(dict.fromkeys((*self._bases(form), form)))
            if len(self._known) < KEPT:
                self._known[form] = found
        return found

    def _bases(self, form: str) -> list[str]:
        if known := self._irregular.get(form):
            return [known]
        for ending, ways in self._endings:
            stem = form.removesuffix(ending)
            if stem != form and len(stem) >= STEM:
                return [_with(stem, way) for way in ways.split()]
        return []


def _with(stem: str, way: str) -> str:
    if way == SINGLE:
        return stem[:-1] if stem[-1] == stem[-2] else stem
    return stem if way == PLAIN else stem + way
