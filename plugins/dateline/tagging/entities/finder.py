"""All entity mentions of a reading: dictionaries first, then the model's names, then phrases; spans nest."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from dateline.models.mentions import Kind, Mention
from dateline.seeds.entities import Entity
from dateline.seeds.language import Language
from dateline.seeds.lexicon import Lexeme
from dateline.tagging.entities import names
from dateline.tagging.entities.amounts import Amounts
from dateline.tagging.entities.dictionary import KNOWN, Dictionary
from dateline.tagging.entities.linking import Linker
from dateline.tagging.entities.phrases import PHRASE, phrases
from dateline.tagging.entities.spans import Found, article_before, one_kind_each
from dateline.tagging.entities.vocabulary import Vocabulary
from dateline.tagging.near import Near
from dateline.tagging.reading import Reading

if TYPE_CHECKING:
    from spacy.tokens import Token


class EntityFinder:
    """Finds people, organisations, nationalities, places by name, sites, weapons, vehicles, quantities and money."""

    def __init__(
        self, entities: Iterable[Entity], lexemes: Sequence[Lexeme], language: Language, *, known_place: Callable[[str], bool]
    ) -> None:
        self._words = language
        self.dictionary = Dictionary(entities, language)
        self.vocabulary = Vocabulary(lexemes)
        self._amounts = Amounts(lexemes, language)
        self._known_place = known_place
        self._linker = Linker(self.dictionary, self._words)

    def mentions(self, reading: Reading) -> list[Mention]:
        """The mentions of the reading, and those of entities: in order, outer before inner, one kind a span."""
        text = reading.text
        known = self.dictionary.find(text)
        capitals = names.Capitals(text, reading.sentences)
        guessed = [one for one in names.model_names(reading, known, self.vocabulary, self._words) if capitals.tell(one.start, one.end)]
        known = without_given_names(known, guessed)
        proper = names.agree(text, [*known, *guessed], self._words, known_place=self._known_place)
        proper = one_kind_each([*proper, *names.titled(text, self.vocabulary, proper, self._words, capitals)])
        near = Near(one for one in proper if one.kind is not Kind.NATIONALITY)
        chunks = [one for one in phrases(reading, self.vocabulary, self._words) if not _inside_name(one, near.around(one.start, one.end))]
        proper = [*proper, *names.propagate(text, [*proper, *(one for one in chunks if one.rule.startswith("name:"))], self._words)]
        chunks = extended(text, chunks, proper, self._words)
        proper = [*proper, *acting_states(reading, proper, self._words)]
        proper = without_modifiers(proper, [*chunks, *proper], text, self._words)
        proper = [*proper, *with_articles(reading, proper, self._words), *compounds(text, proper, self._words)]
        times = {(m.start, m.end) for m in reading.mentions if m.kind is Kind.TIME}
        amounts = self._amounts.find(text, taken=times) if reading.relevant else []
        found = [one for one in one_kind_each([*proper, *chunks, *amounts]) if (one.start, one.end) not in times]
        return [*reading.mentions, *self._linker.link(reading, found)]


def acting_states(reading: Reading, names: Sequence[Found], words: Language) -> Iterator[Found]:
    """The state names of parsed sentences that stand for a government, as organisations, with their article if they have one: "Russia has
    pressed", "U.S. airstrikes", "talks between Turkey and Iran"; "in Turkey" is a place."""
    text = reading.text
    for one in names:
        span = reading.tokens(one.start, one.end) if one.entity and one.entity.kind == "state" and one.kind is Kind.LOCATION else None
        if span is None:
            continue
        state = replace(one, kind=Kind.ORGANISATION, rule="acting-state", strength=KNOWN + 1)
        if _acts(span.root, words):
            yield replace(state, start=article_before(text, one.start, words))
        elif _modifies_noun(text, one, span.root, words):
            yield replace(state, rule="state-as-modifier")


def _acts(token: Token, words: Language) -> bool:
    """Whether it does something, alone or in a row after the name that does, or something is done to it or with it."""
    subject = token.head if token.dep_ == "conj" and token.head.pos_ == "PROPN" else token
    if subject.dep_ == "nsubj" and subject.head.pos_ == "VERB":
        return True
    if token.dep_ == "pobj":
        return token.head.lower_ in words.set("entities-towards")
    return token.dep_ == "dobj" and token.head.lower_ in words.set("entities-object-of")


def _modifies_noun(text: str, one: Found, token: Token, words: Language) -> bool:
    """ "U.S. airstrikes": an acronym before a common noun that it belongs to; full names of states have adjectives for that."""
    modifies = token.dep_ in ("compound", "nmod", "amod") and token.head.is_lower
    return modifies and text[one.start : one.end] in words.set("entities-acronyms")


def without_modifiers(names: Sequence[Found], phrases: Sequence[Found], text: str, words: Language) -> list[Found]:
    """Names without the acronyms of states that only modify a longer actor: "U.S. Secretary of State", "U.S. officials"."""
    acronyms = words.set("entities-acronyms")
    actors = [one for one in phrases if one.kind in (Kind.PERSON, Kind.ORGANISATION) and one.entity is None]

    def modifies(name: Found) -> bool:
        inside = any(actor.start <= name.start and name.end < actor.end for actor in actors)
        return inside and text[name.start : name.end] in acronyms

    return [name for name in names if not modifies(name)]


def with_articles(reading: Reading, names: Sequence[Found], words: Language) -> Iterator[Found]:
    """ "the Syrian Democratic Forces" beside the name without its article, unless the name only modifies what follows it."""
    for one in names:
        if one.kind not in (Kind.ORGANISATION, Kind.LOCATION) or (one.entity and one.entity.kind == "state"):
            continue  # "in the United States": a bare country, as on a map; acting states have their article already.
        start = article_before(reading.text, one.start, words)
        if start < one.start and not _modifies_next(reading, one):
            yield replace(one, start=start, rule="with-article", strength=one.strength - 1)


def without_given_names(known: Sequence[Found], guessed: Sequence[Found]) -> list[Found]:
    """What the dictionary knows without the states that are a person's first name: Chad Wolf, Jordan Peterson."""
    people = {one.start: one.end for one in guessed if one.kind is Kind.PERSON}
    return [one for one in known if not (one.entity and one.entity.kind == "state" and people.get(one.start, 0) > one.end)]


def _modifies_next(reading: Reading, one: Found) -> bool:
    span = reading.tokens(one.start, one.end)
    return span is not None and span.root.dep_ in ("compound", "nmod", "amod") and span.root.head.i >= span.end


def compounds(text: str, names: Sequence[Found], words: Language) -> Iterator[Found]:
    """Places with a direction ("northern Syria") and places within places ("Palmyra, Syria"), beside the names in them."""
    places = {one.start: one for one in names if one.kind is Kind.LOCATION}
    for one in places.values():
        direction = words.pattern("entities-direction").search(text, max(one.start - 16, 0), one.start)
        start = direction.start() if direction else one.start
        if direction:
            yield replace(one, start=start, rule="direction", entity=None, strength=PHRASE)
        outer = places.get(one.end + 2) if text[one.end : one.end + 2] == ", " else None
        if outer and outer.entity and (not one.entity or one.entity.kind != "state"):
            yield replace(one, start=start, end=outer.end, rule="within", entity=None, strength=PHRASE)


def extended(text: str, chunks: Sequence[Found], names: Sequence[Found], words: Language) -> list[Found]:
    """Phrases grown over "of" and what follows, where that is an entity too ("the Government of Iraq"), and offices over "for"."""
    longest: dict[int, int] = {}
    for one in [*chunks, *names]:
        for start in (one.start, article_before(text, one.start, words)):
            longest[start] = max(one.end, longest.get(start, 0))
    grown = []
    for one in chunks:
        end = one.end
        if one.kind in (Kind.ORGANISATION, Kind.LOCATION, Kind.PERSON):
            office = one.kind is Kind.PERSON and text[text.rfind(" ", 0, end) + 1].isupper()
            joints = words.pattern("entities-office-joint" if office else "entities-joint")
            while (joint := joints.match(text, end)) and joint.end() in longest:
                end = longest[joint.end()]
        grown.append(replace(one, end=end))
    return grown


def _inside_name(phrase: Found, names: Sequence[Found]) -> bool:
    """Whether a phrase is only a part of a name, or the name with its article: "the Islamic State" is not any state."""
    return any(
        (name.end >= phrase.end and name.start < phrase.end and phrase.start >= name.start - 4) or phrase.crosses(name) for name in names
    )
