"""All-capitals wire copy in sentence case, character by character, so that offsets hold. Pure, but for the file of small words.

A name that is known and an acronym are written as they are known. Of all other words those that news mostly writes small are small;
what is left, much of it names that nobody listed, keeps its capital. Which words are small was counted by `training/case.py`.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from dateline.errors import SettingsError
from dateline.seeds.language import Language

SHIPPED = Path(__file__).resolve().parents[1] / "_models" / "case-en.json"
WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_STARTS = re.compile(r"(?:^|(?<!\.\w)[.!?:]\s+|\n\s*|--\s*)[\"'“‘(\[]*$")
_OWNER = re.compile(r"['’]s?$")
_JOINTS = frozenset({" ", "-"})  # Between the words of a name.
SAMPLE = 4_000  # Characters that decide; case does not change in the middle of a story.
SHARE = 0.8  # Of letters that are capitals; headlines and acronyms alone never reach it over a whole text.


@dataclass(frozen=True, slots=True)
class Case:
    """How words are written: `small` are those that news writes small, `names` those of several words as they are written, by their
    first word in small letters and the longest first; `acronyms`, and `words` that are names and none, are in small letters. `digest` is
    that of the small words."""

    small: frozenset[str]
    names: Mapping[str, Sequence[tuple[str, ...]]]
    acronyms: frozenset[str]
    words: frozenset[str]
    digest: str = ""


def is_all_capitals(text: str) -> bool:
    """Whether a text of some length is written in capitals throughout."""
    letters = [c for c in text[:SAMPLE] if c.isalpha() and (c.isupper() or c.islower())]
    return len(letters) >= 40 and sum(c.isupper() for c in letters) >= SHARE * len(letters)


def truecase(text: str, case: Case, language: Language) -> str:
    """The same text, of the same length, with capitals only where they say something.

    The language's `text-acronym` finds acronyms by how they stand; what is one once is one in all of the text.
    """
    words = [match.span() for match in WORD.finditer(text)]
    lower = [text[start:end].lower() for start, end in words]
    told = {match[0].lower() for match in language.pattern("text-acronym").finditer(text)} - case.words | case.acronyms
    pieces: list[str] = []
    position = at = 0
    while at < len(words):
        name = _name_at(text, words, lower, at, case)
        for word in name or (_cased(text, *words[at], told, case),):
            start, end = words[at]
            pieces += (text[position:start], word if len(word) == end - start else text[start:end])  # Offsets come first.
            position = end
            at += 1
    pieces.append(text[position:])
    return "".join(pieces)


def _name_at(text: str, words: Sequence[tuple[int, int]], lower: Sequence[str], at: int, case: Case) -> tuple[str, ...]:
    """The words of the longest known name that begins at a word, as they are written; none where no such name is there."""
    for name in case.names.get(lower[at], ()):
        stop = at + len(name)
        gaps = (text[words[n][1] : words[n + 1][0]] for n in range(at, min(stop, len(words)) - 1))
        if (
            all(one == word.lower() for one, word in zip(lower[at:stop], name, strict=False))
            and stop <= len(words)
            and _JOINTS.issuperset(gaps)
        ):
            return name
    return ()


def _cased(text: str, start: int, end: int, acronyms: frozenset[str] | set[str], case: Case) -> str:
    """A word that no known name of several holds."""
    word = text[start:end].lower()
    bare = _OWNER.sub("", word)
    small = word in case.small or bare in case.small
    if end - start == 1 and text[end : end + 1] == ".":
        return text[start:end]  # An initial, or a letter of "U.S."
    if bare in acronyms and not small:
        return text[start:end][: len(bare)] + word[len(bare) :]
    if small and not _STARTS.search(text, max(start - 6, 0), start):
        return word
    return word[:1].upper() + word[1:]


def load_case(path: Path, names: Iterable[str]) -> Case:
    """The small words of a file with these names. Raises SettingsError in one line where the file cannot be read."""
    try:
        raw = path.read_bytes()
        small = frozenset(str(word) for word in json.loads(raw)["small"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise SettingsError(f"{path}: the words in small letters cannot be read ({error}); install the release again") from error
    known: dict[str, set[tuple[str, ...]]] = {}
    single: set[str] = set()
    for name in names:
        words = tuple(WORD.findall(name))
        if len(words) == 1 and len(words[0]) == len(name) > 1:
            single.add(name)
        elif len(words) > 1 and _JOINTS.issuperset(WORD.split(name)[1:-1]) and not name.isupper() and not name.islower():
            known.setdefault(words[0].lower(), set()).add(words)
    longest_first = {first: tuple(sorted(some, key=lambda one: (-len(one), one))) for first, some in known.items()}
    acronyms = frozenset(name.lower() for name in single if name.isupper())
    return Case(
        small,
        longest_first,
        acronyms,
        frozenset(name.lower() for name in single) - acronyms,
        hashlib.blake2b(raw, digest_size=4).hexdigest(),
    )
