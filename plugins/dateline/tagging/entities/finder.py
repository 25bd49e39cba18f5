"""All entity mentions of a reading: dictionaries first, then the model's names, then phrases; spans nest."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from dateline.models import Kind, Mention
from dateline.seeds.entities import Entity
from dateline.seeds.lexicon import Lexeme
from dateline.tagging.entities import names
from dateline.tagging.entities.amounts import Amounts
from dateline.tagging.entities.dictionary import Dictionary
from dateline.tagging.entities.people import titled
from dateline.tagging.entities.phrases import phrases
from dateline.tagging.entities.spans import Found, one_kind_each
from dateline.tagging.entities.vocabulary import Vocabulary
from dateline.tagging.reading import Reading


class EntityFinder:
    """Finds people, organisations, nationalities, places by name, sites, weapons, vehicles, quantities and money."""

    def __init__(self, entities: Iterable[Entity], lexemes: Sequence[Lexeme], *, known_place: Callable[[str], bool]) -> None:
        self.dictionary = Dictionary(entities)
        self.vocabulary = Vocabulary(lexemes)
        self._amounts = Amounts(lexemes)
        self._known_place = known_place

    def mentions(self, reading: Reading) -> list[Mention]:
        """The mentions of the reading with those of entities."""
        text = reading.text
        found = self.find(reading)
        return [*reading.mentions, *(Mention(one.start, one.end, text[one.start : one.end], one.kind, one.rule) for one in found)]

    def find(self, reading: Reading) -> list[Found]:
        """Everything found, in order, outer before inner; one kind a span."""
        text = reading.text
        known = self.dictionary.find(text)
        guessed = names.model_names(reading, known)
        proper = names.agree(text, [*known, *guessed], self._known_place)
        people = list(titled(text, self.vocabulary, proper))
        proper = one_kind_each([*proper, *people])
        proper = [*proper, *names.propagate(text, proper)]
        chunks = [one for one in phrases(reading, self.vocabulary) if not _inside_name(one, known)]
        times = [(m.start, m.end) for m in reading.mentions if m.kind is Kind.TIME]
        amounts = self._amounts.find(text, taken=times)
        everything = one_kind_each([*proper, *self._with_determiner(text, proper), *chunks, *amounts])
        return [one for one in everything if (one.start, one.end) not in set(times)]

    def _with_determiner(self, text: str, proper: Sequence[Found]) -> Iterable[Found]:
        """ "the Syrian Democratic Forces" beside the name without its article."""
        for one in proper:
            if one.kind in (Kind.ORGANISATION, Kind.LOCATION) and text[max(one.start - 4, 0) : one.start] in ("the ", "The "):
                yield Found(one.start - 4, one.end, one.kind, "with-article", one.entity, one.sector, one.strength - 1)


def _inside_name(phrase: Found, known: Sequence[Found]) -> bool:
    """Whether a phrase is only a part of a name, or the name with its article: "the Islamic State" is not any state."""
    return any((name.end >= phrase.end and name.start < phrase.end and phrase.start >= name.start - 4) or phrase.crosses(name) for name in known)
