"""Who says what a sentence tells, by the verb of saying above it."""

from __future__ import annotations

import pytest

from dateline.tagging.events.saying import Sayings
from dateline.tagging.language_model import LanguageModel
from dateline.tagging.reading import Parse
from tests.known import knowledge


@pytest.mark.parametrize(
    ("text", "words", "expected"),
    [
        ("Rebels shelled the mill, the governor said.", "shelled", "governor"),
        ("The indictment claims that guards beat two prisoners.", "beat", "indictment"),
        ("Northland's army said two drones were shot down, and that it had withdrawn.", "withdrawn", "Northland's army"),
        ("The mayor met reporters and said that troops had shelled the mill.", "shelled", "mayor"),
        ("The mayor came, saw, spoke, wept, left, returned and said that troops had shelled the mill.", "shelled", "mayor"),
        # The nearest of two.
        ("The mayor said that witnesses claim that troops shelled the mill.", "shelled", "witnesses"),
        # Taken for granted, not said.
        ("The mayor said that the bridge, which rebels shelled in May, is open again.", "shelled", None),
        ("The mayor said that nobody remembers the shelling.", "shelling", None),
        ("Rebels shelled the mill.", "shelled", None),
        ("Troops shelled the mill, but the mayor said that nobody was hurt.", "shelled", None),
    ],
)
def test_sayings(model: LanguageModel, text: str, words: str, expected: str | None) -> None:
    lead = "It began. "  # Offsets are the article's.
    parse = Parse(len(lead), len(lead) + len(text), next(iter(model.parse([text]))))
    span = Sayings(knowledge().language).said_by(parse, len(lead) + text.index(words))
    assert ((lead + text)[slice(*span)] if span else None) == expected
