"""Words of time, each with a one-letter class and what it means, compiled from the lists of a language. Pure.

A class is one character so that a sentence becomes a short string over which the grammar is a handful of regular expressions:
"the end of March 1940" is `tEoMY`. Words that say nothing about time have no entry.

    t the   a a/an   o of   i preposition   g to, until   & and   q about, nearly, more than
    M month   W weekday   v Mon.   S season   P part of the day   u unit   U units   G holiday (merged by the tokeniser)
    n two   f few   O third   k sixties   l last   x next   h this   H that, same   e early   E end   L later, earlier
    B before, after   w ago   z GMT   V old   D today   R now   y every   Z daily   j whole   b BC   c p.m.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from dateline.seeds.language import NEVER, Language

SHOUTED = "WPuUDtoig"  # Classes whose words are read in capitals, too.


@dataclass(frozen=True, slots=True)
class Word:
    """What a word means: its class, and the number or code that goes with the class."""

    cls: str
    number: float = 0
    code: str = ""


@dataclass(frozen=True, slots=True)
class Rule:
    """A pattern of the grammar, over the classes of tokens; in the text its words look as `only` says, and never as `never` does."""

    name: str
    kind: str
    classes: re.Pattern[str]
    only: re.Pattern[str] | None
    never: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Words and grammar of time of a language: words by form, rules in their order and all at once."""

    words: dict[str, Word]
    rules: tuple[Rule, ...]
    any_rule: re.Pattern[str]
    language: Language


def compile_lexicon(language: Language) -> Lexicon:
    """The lists of a language, ready to look up."""
    words = dict(_words(language))
    words |= {text.capitalize(): word for text, word in words.items() if text[0].islower()}
    words |= {text.upper(): word for text, word in words.items() if text.islower() and word.cls in SHOUTED}
    words |= dict(_named(language))
    only = {name: language.pattern(f"times-only-{name}") for name in language.under("times-only-")}
    rules = tuple(
        Rule(name, seed.codes.get("kind", "date"), language.pattern(seed.id), only.get(name), language.pattern(f"times-never-{name}"))
        for name, seed in language.under("times-rule-").items()
    )
    return Lexicon(words, rules, re.compile("|".join(f"({rule.classes.pattern})" for rule in rules) or NEVER), language)


def _words(language: Language) -> Iterator[tuple[str, Word]]:
    for cls, seed in language.under("times-class-").items():
        yield from ((text, Word(cls, code=text)) for text in seed.words)
        yield from ((text, Word(cls, number, text)) for text, number in seed.numbers.items())
        yield from ((text, Word(cls, code=code)) for text, code in seed.codes.items())


def _named(language: Language) -> Iterator[tuple[str, Word]]:
    """Months and weekdays, whole and shortened, also in capitals."""
    for names, whole, shortened, short in (("months", "M", "times-short-months", "M"), ("weekdays", "W", "times-short-weekdays", "v")):
        for n, text in enumerate(language.words(names), 1):
            yield from ((text[:3], Word(short, n)), (text, Word(whole, n)), (text.upper(), Word(whole, n)))
        yield from ((text, Word(short, n)) for text, n in language.numbers(shortened).items())
