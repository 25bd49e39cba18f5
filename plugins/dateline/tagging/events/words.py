"""Base forms without a lemmatizer: irregular verbs and nouns by table, the rest by suffix. Pure.

A fifth of the language model's cost is its lemmatizer; rules only need to know which of their own words a token is.
"""

from __future__ import annotations

from dateline.seeds.language import Language

KEPT = 50_000  # Words of a run: bounded, so that memory stays flat.


class Forms:
    """The base forms of the words of a language."""

    def __init__(self, language: Language) -> None:
        self._irregular = {form: base for base, forms in language.codes("forms").items() for form in (base, *forms.split())}
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
        if form.endswith("ies") and len(form) > 4:
            return [form[:-3] + "y"]
        if form.endswith(("sses", "shes", "ches", "xes", "zes")):
            return [form[:-2], form[:-1]]
        if form.endswith("s") and not form.endswith(("ss", "us", "is")) and len(form) > 3:
            return [form[:-1]]
        if form.endswith("ied") and len(form) > 4:
            return [form[:-3] + "y"]
        if form.endswith("ed") and len(form) > 4:
            return _stems(form[:-2])
        if form.endswith("ying") and len(form) > 5:
            return [form[:-3]]
        return _stems(form[:-3]) if form.endswith("ing") and len(form) > 5 else []


def _stems(stem: str) -> list[str]:
    stems = [stem, stem + "e"]
    if len(stem) > 2 and stem[-1] == stem[-2] and stem[-1] not in "aeiou":
        stems.append(stem[:-1])
    return stems
