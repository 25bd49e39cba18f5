"""All-capitals wire copy in sentence case, character by character, so that offsets hold. Pure, but for the file of small words.

A name that is known and an acronym are written as they are known. Of all other words those that news mostly writes small are small;
what is left, much of it names that nobody listed, keeps its capital. Which words are small was counted by `training/case.py`.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from pathlib import Path

from dateline.errors import SettingsError
from dateline.seeds.language import Language

SHIPPED = Path(__file__).resolve().parents[1] / "_models" / "case-en.json"
WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_NAME = re.compile(rf"{WORD.pattern}(?:[ -]{WORD.pattern})*")
_STARTS = re.compile(r"(?:^|(?<!\.\w)[.!?:]\s+|\n\s*|--\s*)[\"'“‘(\[]*$")
_DIGIT = re.compile(r"\d['’]?$")
_OWNER = re.compile(r"['’]s?$")
SAMPLE = 4_000  # Characters that decide; case does not change in the middle of a story.
SHARE = 0.8  # Of letters that are capitals; headlines and acronyms alone never reach it over a whole text.
SHORT = 3  # Words; a longer name is no phrase that happens to be said.


@dataclass(frozen=True, slots=True)
class Case:
    """How words are written: `small` are those that news writes small, `names` those of several words, at most `longest`, by themselves in
    small letters with blanks between; `acronyms`, and `words` that are names and none, are in small letters. `digest` is that of the small
    words."""

    small: frozenset[str]
    names: Mapping[str, Sequence[str]]
    longest: int
    acronyms: frozenset[str]
    words: frozenset[str]
    digest: str = ""


def is_all_capitals(text: str) -> bool:
    """Whether a text of some length is written in capitals throughout."""
    letters = [c for c in text[:SAMPLE] if c.isalpha() and (c.isupper() or c.islower())]
    return len(letters) >= 40 and sum(c.isupper() for c in letters) >= SHARE * len(letters)


def truecase(text: str, case: Case, language: Language) -> str:
    """The same text, of the same length, with capitals only where they say something; a word not wholly in capitals stays as it is.

    The language's `text-acronym` finds acronyms by how they stand; what is one once is one in all of the text. Where `text-capital` ends,
    a word that is mostly small ends that is a name there.
    """
    named = dict(_named(text, case))
    acronyms = {match[0].lower() for match in language.pattern("text-acronym").finditer(text)} - case.words | case.acronyms
    capital = {match.end() for match in language.pattern("text-capital").finditer(text)}
    return WORD.sub(lambda word: _fitted(named.get(word.start()) or _cased(word, acronyms, capital, case), word[0]), text)


def _fitted(written: str, source: str) -> str:
    """A word as it is written, with the ending that it has here. Offsets come first: the source where another length would come of it."""
    written += source[len(written) :].lower()
    return written if source.isupper() and len(written) == len(source) else source


def _named(text: str, case: Case) -> Iterator[tuple[int, str]]:
    """Where the words of known names of several begin, and how they are written: the longest name that begins at a word."""
    words, at = list(WORD.finditer(text)), 0
    while at < len(words):
        ahead = words[at : at + case.longest]
        runs = (text[ahead[0].start() : last.end()].lower().replace("-", " ") for last in reversed(ahead[1:]))
        name = next((case.names[key] for run in runs for key in (run, _OWNER.sub("", run)) if key in case.names), ())
        yield from ((match.start(), word) for match, word in zip(ahead, name, strict=False))
        at += len(name) or 1


def _cased(match: re.Match[str], acronyms: Set[str], capital: Set[int], case: Case) -> str:
    """A word that no known name of several holds."""
    text, source, (start, end) = match.string, match[0], match.span()
    word = source.lower()
    bare = _OWNER.sub("", word)
    if _DIGIT.search(text, max(start - 2, 0), start):
        return word  # "21st", "AK-47s".
    if end - start == 1 and text[end : end + 1] == ".":
        return source  # An initial, or a letter of "U.S."
    small = end not in capital and (word in case.small or bare in case.small)
    if bare in acronyms and not small:
        return source[: len(bare)] + word[len(bare) :]
    if small and not _STARTS.search(text, max(start - 6, 0), start):
        return word
    return word[:1].upper() + word[1:]


def load_case(path: Path, names: Iterable[str], language: Language) -> Case:
    """The small words of a file with these names. Raises SettingsError in one line where the file cannot be read.
    A short name of small words is left out where one of them stands in any text: "The Guardian", "Port Said"."""
    try:
        raw = path.read_bytes()
        listed = json.loads(raw)["small"]
        small = frozenset(word for word in listed if isinstance(word, str))
        if not small or not isinstance(listed, list) or len(small) < len(listed):
            raise ValueError("`small` is no list of words")
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise SettingsError(f"{path}: the words in small letters cannot be read ({error}); install the release again") from error
    known: dict[str, Sequence[str]] = {}
    acronyms, others = set[str](), set[str]()
    for name in filter(_NAME.fullmatch, names):
        words = WORD.findall(name)
        lower = [word.lower() for word in words]
        phrase = len(words) <= SHORT and small.issuperset(lower) and language.set("text-function").intersection(lower)
        if len(words) > 1 and not (phrase or name.isupper() or name.islower()):
            known.setdefault(" ".join(lower), words)
        elif len(words) == 1 and len(name) > 1:
            (acronyms if name.isupper() else others).add(*lower)
    longest = max(map(len, known.values()), default=0)
    digest = hashlib.blake2b(raw, digest_size=4).hexdigest()
    return Case(small, known, longest, frozenset(acronyms), frozenset(others - acronyms), digest)
