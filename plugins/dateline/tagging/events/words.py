"""Base forms without a lemmatizer: irregular verbs and nouns by table, the rest by their endings. Pure.

A fifth of the language model's cost is its lemmatizer; rules only need to know which of their own words a token is.
"""

from __future__ import annotations

import functools

from dateline.seeds.language import Language

KEPT = 50_000  # Words of a run: bounded, so that memory stays flat.
STEM = 2  # Letters before an ending.
PLAIN, SINGLE = "-", "="  # What stands in a table of endings for the stem alone, and for the stem without its doubled last letter.


class Forms:
    """The base forms of the words of a language."""

    def __init__(self, language: Language) -> None:
        self._irregular = {form: base for base, forms in language.codes("forms").items() for form in (base, *forms.split())}
        self._endings = sorted(language.codes("forms-endings").items(), key=lambda row: -len(row[0]))
        self.bases = functools.lru_cache(KEPT)(self._bases)

    def _bases(self, form: str) -> tuple[str, ...]:
        """The base forms that a word may have, most regular first; always ends with the word itself. Lower case in, lower case out."""
        if known := self._irregular.get(form):
            return tuple(dict.fromkeys((known, form)))
        stems = ((form.removesuffix(ending), ways) for ending, ways in self._endings if form.endswith(ending))
        stem, ways = next(((stem, ways) for stem, ways in stems if len(stem) >= STEM), (form, ""))
        return tuple(dict.fromkeys((*(_with(stem, way) for way in ways.split()), form)))


def _with(stem: str, way: str) -> str:
    if way == SINGLE:
        return stem[:-1] if stem[-1] == stem[-2] else stem
    return stem if way == PLAIN else stem + way
