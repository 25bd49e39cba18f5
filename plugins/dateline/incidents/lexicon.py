"""What the joiner knows: words of happenings, processes, and the names of states, peoples, groups and persons. One value, handed over."""

from __future__ import annotations

import itertools
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import ahocorasick

from dateline.seeds.entities import Entity, load_entities
from dateline.seeds.incidents import Theme, Words, load_themes, load_words

TELLING = frozenset({"media", "monitor"})  # Kinds of those who tell, and are no party to it.
ACTS = 1  # The bit of words that name an act.

_PLAIN = re.compile(r"[a-z0-9']+")


@dataclass(frozen=True, slots=True)
class Name:
    """A name found in a text, and whom it means."""

    start: int
    end: int
    id: str
    country: str | None
    kind: str
    people: bool


@dataclass(frozen=True, slots=True)
class Process:
    """A theme as it is looked for."""

    theme: str
    title: str
    type: str
    needs: tuple[re.Pattern[str], ...]
    unless: re.Pattern[str] | None
    each: bool
    tolls: bool
    words: int  # One bit for each list of words that it needs, as `Lexicon.words_in` tells them.

    def may_be_told(self, words: int) -> bool:
        """Whether a sentence with these words may hold one of every list."""
        return self.words & ~words == 0


class Lexicon:
    """Looks up words and names; built once."""

    def __init__(self, words: Sequence[Words], themes: Sequence[Theme], entities: Sequence[Entity]) -> None:
        self.kinds = {entry.id: entry.kind for entry in words}
        self.types = {entry.id: entry.type for entry in words if entry.type}
        self.wide = frozenset(form for entry in words if entry.kind == "wide" for form in entry.words)
        self.countries = {entity.country: entity.name for entity in entities if entity.kind == "state" and entity.country}
        self.entities = {entity.id: entity for entity in entities}
        self.traits = {entry.id: entry.trait for entry in words}
        self.meaning: dict[str, str] = {}
        phrases: dict[str, str] = {}
        for entry in words:
            for form in entry.words:
                plain = form.replace("-", " ")
                if entry.kind in ("explainer", "overview", "wide"):
                    continue
                (phrases if " " in plain else self.meaning).setdefault(plain, entry.id)
        self._phrases = phrases
        self.phrase = _any(phrases)
        forms = {
            kind: [form.replace("-", " ") for w in words if w.kind == kind for form in w.words]
            for kind in ("explainer", "overview", "question")
        }
        self._overview = re.compile(rf"\b(?:{_alternatives(forms['overview'])})\b", re.IGNORECASE)
        self._explainer = re.compile(
            rf"\b(?:{_alternatives(forms['explainer'])})\b|(?:^|: )(?:{_alternatives(forms['question'])})\b.*\?|^(?:who|what|why|how)\b",
            re.IGNORECASE,
        )
        self.processes = tuple(_process(theme, bits) for theme, bits in zip(themes, _bits(themes), strict=True))
        self._names = _automaton(entities)
        acts = ((form.replace("-", " "), ACTS) for entry in words if entry.kind == "act" for form in entry.words)
        needed = ((form, bit) for theme, bits in zip(themes, _bits(themes), strict=True) for bit, forms in bits for form in forms)
        self._words = _beginnings([*acts, *needed])

    def of_phrase(self, phrase: str) -> str:
        """The meaning of a phrase that `phrase` found."""
        return self._phrases[phrase]

    def acts(self, plain: str) -> bool:
        """Whether a text, lower case and without hyphens, names an act."""
        if any(self.kinds[self._phrases[found[0]]] == "act" for found in self.phrase.finditer(plain)):
            return True
        return any(self.kinds.get(self.meaning.get(word, "")) == "act" for word in _PLAIN.findall(plain))

    def words_in(self, plain: str) -> int:
        """The bits of words that a plain text may hold, and of none that it does not: one pass for all that is looked for one by one."""
        found = 0
        for last, (length, open_, whole) in self._words.iter(plain):
            start, end = last - length + 1, last + 1
            if start and plain[start - 1].isalnum() and plain[start].isalnum():
                continue
            found |= open_
            if not (end < len(plain) and plain[end].isalnum() and plain[last].isalnum()):
                found |= whole
        return found

    def may_tell(self, words: int) -> bool:
        """Whether a sentence with these words may name an act or a process."""
        return bool(words & ACTS) or any(process.may_be_told(words) for process in self.processes)

    def explains(self, headline: str) -> bool:
        """Whether a headline stands over an explainer, a portrait or a column: such items report nothing."""
        plain = headline.replace("-", " ").strip()
        return bool(self._explainer.search(plain)) and not self._overview.search(plain)

    def gathers(self, headline: str) -> bool:
        """Whether a headline stands over an overview: such items tell how things go on, and report no happening of their own."""
        return bool(self._overview.search(headline.replace("-", " ")))

    def names(self, text: str) -> list[Name]:
        """Names of the seeds in a text, the longest at each place, none inside a word."""
        found: list[tuple[int, int, Any]] = []
        for last, (length, value) in self._names.iter(text):
            start, end = last - length + 1, last + 1
            if (start and text[start - 1].isalnum()) or (end < len(text) and text[end].isalnum()):
                continue
            found.append((start, end, value))
        found.sort(key=lambda hit: (hit[0], -hit[1]))
        names: list[Name] = []
        for start, end, (identifier, country, kind, people) in found:
            if not names or start >= names[-1].end:
                names.append(Name(start, end, identifier, country, kind, people))
        return names


def load_lexicon(overlays: Sequence[Path] = ()) -> Lexicon:
    """The shipped knowledge with the user's over it."""
    return Lexicon(load_words(overlays), load_themes(overlays), load_entities(overlays))


def _automaton(entities: Iterable[Entity]) -> Any:
    automaton = ahocorasick.Automaton()
    for entity in entities:
        people = set(entity.people) | ({name for name in entity.names() if entity.kind == "people"})
        for name in {*entity.names(), *entity.short, *entity.demonyms, *entity.people, *entity.capital}:
            if len(name) > 1 and (name not in automaton or entity.kind == "state"):
                is_people = name in people and name not in entity.demonyms and name not in (entity.name, *entity.aliases)
                automaton.add_word(name, (len(name), (entity.id, entity.country, entity.kind, is_people)))
    automaton.make_automaton()
    return automaton


def _bits(themes: Sequence[Theme]) -> list[list[tuple[int, Sequence[str]]]]:
    """The lists of words that each theme needs, each with a bit of its own."""
    bits = itertools.count(1)
    return [[(1 << next(bits), words) for words in theme.needs] for theme in themes]


def _beginnings(forms: Iterable[tuple[str, int]]) -> Any:
    """Finds words by what they begin with: for each its length and its bits, those of words that go on in any way and of whole ones."""
    known: defaultdict[str, list[int]] = defaultdict(lambda: [0, 0])
    for form, bit in forms:
        beginning, star, _ = form.partition("*")
        known[beginning][0 if star else 1] |= bit
    automaton = ahocorasick.Automaton()
    for beginning, (open_, whole) in known.items():
        automaton.add_word(beginning, (len(beginning), open_, whole))
    automaton.make_automaton()
    return automaton


def _process(theme: Theme, bits: Iterable[tuple[int, Sequence[str]]]) -> Process:
    unless = _any(theme.unless) if theme.unless else None
    needs = tuple(_any(words) for words in theme.needs)
    return Process(theme.theme, theme.title, theme.type, needs, unless, theme.each, theme.tolls, sum(bit for bit, _ in bits))


def _any(words: Iterable[str]) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{_alternatives(words)})\b")


def _alternatives(words: Iterable[str]) -> str:
    """The longest first, so that a phrase wins over its beginning; nothing at all matches nothing."""
    parts = [re.escape(word).replace(r"\*", r"\w*").replace(r"\ ", " ") for word in sorted(set(words), key=lambda w: (-len(w), w))]
    return "|".join(parts) or r"(?!)"
