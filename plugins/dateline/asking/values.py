"""What became of a name that was asked for."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Meaning:
    """A name as it was understood.

    `keys` are what indexes look up (any of them), `label` how a page names it, `hint` what it includes or why it is in doubt, `others`
    the next best as they can be asked for. `known` is false when no name of ours fits: the words are then looked for as they are,
    if any document holds them.
    """

    asked: str
    keys: tuple[str, ...]
    label: str
    hint: str = ""
    others: tuple[str, ...] = ()
    known: bool = True


def as_words(meaning: Meaning) -> str:
    """What is said of an unknown name that some documents hold."""
    return f"{meaning.hint}; looked for the words as they are"
