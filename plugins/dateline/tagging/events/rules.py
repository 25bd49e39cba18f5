"""Event rules ready to be looked up: every form of every trigger word leads to the patterns that begin with it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from dateline.errors import SeedError
from dateline.models import Category, Mode
from dateline.seeds.events import EventSeed, Stance, Variant
from dateline.tagging.events.words import noun_forms, verb_forms

Kind = str  # verb, noun or adjective.
NAME = "*name*"
NATION = "*nation*"


@dataclass(frozen=True, slots=True)
class WordSet:
    """Base forms of single words, and phrases of several words as tuples."""

    words: frozenset[str] = frozenset()
    phrases: frozenset[tuple[str, ...]] = frozenset()
    names: bool = False  # Any name counts too; written `*name*`.
    nations: bool = False  # Any people's name; written `*nation*`.

    def __bool__(self) -> bool:
        return bool(self.words or self.phrases or self.names or self.nations)


@dataclass(frozen=True, slots=True)
class Coding:
    """The codes of one variant of a rule; `about` empty means always."""

    about: WordSet
    cameo: str
    mode: Mode | None
    acled: str | None


@dataclass(frozen=True, slots=True)
class Rule:
    """One compiled rule."""

    id: str
    type: Category
    codings: tuple[Coding, ...]
    object: WordSet
    about: WordSet
    subject: WordSet
    unless: WordSet
    unless_object: WordSet
    light: bool
    actorless: bool
    order: str
    towards: tuple[str, ...]
    means: bool
    negated: bool
    intransitive: bool
    stance: Stance | None
    over: frozenset[str]
    rank: int  # Place in the files: where two rules fit equally well, the earlier one counts.

    @property
    def conditions(self) -> int:
        """How much the rule asks for: of two rules that fit, the one that asks for more is the better one."""
        return 2 * bool(self.object) + bool(self.about) + bool(self.subject) + 2 * self.negated


@dataclass(frozen=True, slots=True)
class Pattern:
    """One trigger of a rule: a head word and the words that must stand with it (particles after verbs, modifiers before nouns)."""

    rule: Rule
    kind: Kind
    rest: tuple[str, ...]


@dataclass(slots=True)
class RuleBook:
    """All rules. `patterns` is keyed by the lower-case form of the head word."""

    patterns: dict[str, list[Pattern]] = field(default_factory=dict)
    stances: dict[Stance, list[Rule]] = field(default_factory=dict)
    rules: dict[str, Rule] = field(default_factory=dict)
    classes: dict[str, WordSet] = field(default_factory=dict)

    def words(self, name: str) -> frozenset[str]:
        """The single words of a class that the coder itself needs (light verbs, reporting verbs)."""
        return self.classes[name].words if name in self.classes else frozenset()


def compile_rules(entries: Iterable[EventSeed]) -> RuleBook:
    """Compile word classes and rules. Raises SeedError naming a rule that names an unknown class."""
    entries = list(entries)
    classes = {entry.id: entry.words for entry in entries if not entry.is_rule}
    book = RuleBook()
    for name, words in classes.items():
        book.classes[name] = _word_set(words, classes, name)
    for rank, entry in enumerate(entry for entry in entries if entry.is_rule):
        rule = _rule(entry, classes, rank)
        book.rules[rule.id] = rule
        if rule.stance:
            book.stances.setdefault(rule.stance, []).append(rule)
        for trigger in _expanded(entry.verbs, classes, entry.id):
            head, *rest = _parts(trigger)
            _add(book, verb_forms(head), Pattern(rule, "verb", tuple(rest)))
        for trigger in _expanded(entry.nouns, classes, entry.id):
            *rest, head = _parts(trigger)
            _add(book, noun_forms(head), Pattern(rule, "noun", tuple(rest)))
        for trigger in _expanded(entry.adjectives, classes, entry.id):
            head, *rest = _parts(trigger)
            _add(book, (head,), Pattern(rule, "adjective", tuple(rest)))
    return book


def _add(book: RuleBook, forms: Iterable[str], pattern: Pattern) -> None:
    for form in dict.fromkeys(forms):
        book.patterns.setdefault(form, []).append(pattern)


def _rule(entry: EventSeed, classes: dict[str, tuple[str, ...]], rank: int) -> Rule:
    def words(value: Sequence[str]) -> WordSet:
        return _word_set(value, classes, entry.id)

    assert entry.type is not None and entry.cameo is not None  # noqa: PT018 - what makes a seed a rule
    first = [_coding(variant, words) for variant in entry.variants]
    return Rule(
        id=entry.id,
        type=entry.type,
        codings=(*first, Coding(WordSet(), entry.cameo, entry.mode, entry.acled)),
        object=words(entry.object),
        about=words(entry.about),
        subject=words(entry.subject),
        unless=words(entry.unless),
        unless_object=words(entry.unless_object),
        light=entry.light,
        actorless=entry.actorless,
        order=entry.order,
        towards=entry.towards,
        means=entry.means,
        negated=entry.negated,
        intransitive=entry.intransitive,
        stance=entry.stance,
        over=frozenset(entry.over),
        rank=rank,
    )


def _coding(variant: Variant, words: object) -> Coding:
    return Coding(words(variant.about), variant.cameo, variant.mode, variant.acled)  # type: ignore[operator]


def _expanded(words: Sequence[str], classes: dict[str, tuple[str, ...]], owner: str) -> list[str]:
    found: list[str] = []
    for word in words:
        if not word.startswith("$"):
            found.append(word)
        elif word[1:] in classes:
            found.extend(_expanded(classes[word[1:]], {k: v for k, v in classes.items() if k != word[1:]}, owner))
        else:
            raise SeedError(f"events: {owner}: names the word class {word}, which is not there (or names itself)")
    return found


def _parts(word: str) -> tuple[str, ...]:
    """The tokens of a word or phrase as the language model cuts them: hyphens stand alone."""
    return tuple(re.sub(r"(?<=\w)-(?=\w)", " - ", word.lower()).split())


def _word_set(words: Sequence[str], classes: dict[str, tuple[str, ...]], owner: str) -> WordSet:
    single, phrases = set(), set()
    for word in _expanded(words, classes, owner):
        parts = _parts(word)
        if len(parts) == 1:
            single.add(parts[0])
        else:
            phrases.add(parts)
    return WordSet(frozenset(single - {NAME, NATION}), frozenset(phrases), NAME in single, NATION in single)
