"""The only module that loads and runs spaCy: sentences in, parses out.

The model is loaded once per process, without the lemmatizer (a fifth of its cost; a small table for trigger verbs does its
work). Its products are numpy's: the library that spaCy brings for them takes two to three times as long. They run on one thread,
as all of OpenBLAS in this process then does, whoever uses it (no other library for products is held): processes go over cores, as
everywhere here, and at these sizes a second thread only waits. Sentences are parsed one by one, in batches: that costs no quality, and
larger batches only take memory.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Any

from dateline.errors import SettingsError

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

BATCH = 64  # Sentences.
READ = ("POS", "TAG", "DEP")  # What the rules of the model may set that anything here asks for: no lemma, no morphology.


class LanguageModel:
    """A parser and name finder for English sentences."""

    def __init__(self, nlp: Language) -> None:
        self._nlp = nlp

    @property
    def version(self) -> str:
        """Name and version of the model, a part of what tags depend on."""
        return f"{self._nlp.meta.get('lang')}_{self._nlp.meta.get('name')}-{self._nlp.meta.get('version')}"

    def scope(self) -> AbstractContextManager[object]:
        """Words first seen inside are forgotten at the end, so memory stays flat; no parse may be used afterwards."""
        return self._nlp.memory_zone()

    def parse(self, sentences: Iterable[str]) -> Iterator[Doc]:
        """One parse a sentence, in order."""
        return self._nlp.pipe(sentences, batch_size=BATCH)


@functools.cache
def load_model(name: str) -> LanguageModel:
    """The model of this package name or path. Raises SettingsError naming it, and what is wrong with it or with spaCy."""
    try:
        import spacy  # Half a second: `doctor` looks at all else meanwhile.
        from thinc.api import use_ops
        from threadpoolctl import ThreadpoolController

        ThreadpoolController().select(internal_api="openblas").limit(limits=1)
        with use_ops("numpy", use_blis=False):
            nlp = spacy.load(name, exclude=["lemmatizer"])
        if nlp.has_pipe("attribute_ruler"):
            _keep_what_is_read(nlp.get_pipe("attribute_ruler"))
        return LanguageModel(nlp)
    except Exception as error:  # A damaged file raises whatever reads it.
        reason = (str(error).strip().splitlines() or [type(error).__name__])[0][:200]
        missing = isinstance(error, OSError) and "[E050]" in reason  # In spaCy's words this takes five lines.
        fault = "is not an installed spaCy model or a path to one" if missing else f"cannot be loaded ({reason})"
        raise SettingsError(f"DATELINE_MODEL: {name} {fault}; unset it for the shipped one, or install Dateline anew") from error


def _keep_what_is_read(ruler: Any) -> None:
    """Leave out the rules of spaCy that set nothing in `READ`: each is tried on every word."""
    kept = [rule | {"attrs": read} for rule in ruler.patterns if (read := {k: v for k, v in rule["attrs"].items() if k in READ})]
    ruler.clear()
    ruler.add_patterns(kept)
