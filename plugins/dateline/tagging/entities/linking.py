"""Findings -> mentions that say whom they mean: seeds first, then what the article itself introduces, then composition.

A person is named in full once and by surname afterwards; an acronym is introduced in brackets; an office of a country means whoever
holds it on the article's day. What is described ("the Syrian military") is composed of country and sector. Names that nobody knows
are entities of the article, with a stable local id.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from dateline.models.mentions import EntityRef, Kind, Mention
from dateline.seeds.entities import Entity
from dateline.seeds.language import Language
from dateline.tagging.entities.dictionary import Dictionary
from dateline.tagging.entities.names import surname_of
from dateline.tagging.entities.references import LEADER, Offices, described, refer
from dateline.tagging.entities.spans import Found
from dateline.tagging.near import Near
from dateline.tagging.reading import Reading
from dateline.text import fold

_ACRONYM = re.compile(r"\s?\(([A-Z][A-Za-z&-]{1,9})\)")
_LANDS = ("state", "people")
_NAMED = (Kind.PERSON, Kind.ORGANISATION)
_INHERITED = frozenset({"GOV", "MIL", "REB", "OPP", "CIV", "POL"})  # "the rebels" of a story about Syria are Syria's.


@dataclass(frozen=True, slots=True)
class _Story:
    """An article while it is linked: `known` is by the words of a name."""

    text: str
    day: date | None
    country: Entity | None
    near: Near[Found]
    known: dict[str, EntityRef] = field(default_factory=dict)

    def words(self, one: Found) -> str:
        """The words of a finding."""
        return self.text[one.start : one.end]


class Linker:
    """Links the findings of one article at a time; holds only what the seeds say."""

    def __init__(self, dictionary: Dictionary, words: Language) -> None:
        self._words, self._sectors = words, words.codes("entities-sectors")
        self._dictionary = dictionary
        self._offices = Offices(dictionary.entities, words)

    def link(self, reading: Reading, found: Sequence[Found]) -> list[Mention]:
        """One mention for each finding, in order, with the entity where there is one."""
        published = reading.article.published
        story = _Story(reading.text, published.date() if published else None, self._country_of(found), Near(found))
        self._introduce(found, story)
        return [Mention(f.start, f.end, story.words(f), f.kind, f.rule, entity=self._link(f, story)) for f in found]

    def _country_of(self, found: Sequence[Found]) -> Entity | None:
        """The country that the story is about: named at least three times, and a quarter more often than the next."""
        entities = (one.entity for one in found if one.entity and one.entity.country)
        counts = Counter(entity.country for entity in entities if entity.kind in ("state", "group", "force"))
        (country, most), (_, second), *_ = [*counts.most_common(2), ("", 0), ("", 0)]  # A country that is not there counts nothing.
        return self._dictionary.states.get(country) if country and most >= 3 and most >= 1.25 * second else None

    def _introduce(self, found: Sequence[Found], story: _Story) -> None:
        """Full names and acronyms in brackets, wherever they stand: a headline may use the short form first."""
        for one in found:
            if one.kind not in _NAMED or not is_name(one):
                continue
            name = story.words(one)
            ref = refer(one.entity, story.day) if one.entity else _local(name)
            story.known.setdefault(fold(name), ref)
            if one.kind is Kind.PERSON and (surname := surname_of(name, self._words)):
                story.known.setdefault(fold(surname), ref)
            if acronym := _ACRONYM.match(story.text, one.end):
                story.known[fold(acronym[1])] = ref

    def _link(self, one: Found, story: _Story) -> EntityRef | None:
        if one.entity:
            return refer(one.entity, story.day)
        if one.rule == "pronoun" or one.kind not in _NAMED:
            return None
        return self._person(one, story) if one.kind is Kind.PERSON else self._organisation(one, story)

    def _person(self, one: Found, story: _Story) -> EntityRef | None:
        """A name is whom it names; whoever is described by an office is the name in it, or who holds it on the day, or of a body."""
        words = story.words(one)
        people = [f for f in story.near.around(one.start, one.end) if one.holds(f) and f.kind is Kind.PERSON and is_name(f)]
        inner = max(people, key=lambda f: f.start, default=None)
        if inner and not is_name(one):
            return self._link(inner, story)
        if not one.rule.startswith("head:"):
            return story.known.get(fold(words)) or _local(words)
        named, office = self._named_in(words), self._offices.named(words)
        country = self._country_in(named)
        if office == LEADER and self._leads_others(words, named):
            return None if one.sector == "GOV" else described(country, one.sector, self._sectors)
        if office and country and (holder := self._offices.holder(office, country, story.day)):
            return refer(holder, story.day)
        body = next((f.entity for f in named if f.entity and f.entity.kind == "igo"), None)  # "The U.N. Syrian envoy".
        return refer(body, story.day) if body else described(country, one.sector, self._sectors)

    def _leads_others(self, words: str, named: Sequence[Found]) -> bool:
        """Whether a leader leads something beside the country that is named: the opposition, a union, a people of it."""
        land = next((f for f in named if f.entity and f.entity.kind in _LANDS), None)
        if land is None:
            return False
        shown = f"{words[: land.start]}⟨{words[land.start : land.end]}⟩{words[land.end :]}"
        return not self._words.pattern("entities-leads-land").search(shown)

    def _organisation(self, one: Found, story: _Story) -> EntityRef | None:
        words = story.words(one)
        article = self._words.pattern("entities-opening-article").match(words)
        bare = words[article.end() :] if article else words
        if known := story.known.get(fold(bare)):
            return known
        if is_name(one):
            return _local(bare)
        named = self._named_in(words)
        inner = next((f.entity for f in named if f.entity and f.entity.kind not in (*_LANDS, "person")), None)
        if inner and one.sector in ("MIL", "REB", "UAF", None):
            return refer(inner, story.day)
        country = self._country_in(named)
        if country is None and one.sector in _INHERITED and len(bare.split()) <= 2:
            country = story.country
        return described(country, one.sector, self._sectors)

    def _named_in(self, words: str) -> list[Found]:
        """What the dictionary knows in a phrase; last the acronyms of states, which mostly say who helps: "US-backed Syrian rebels"."""
        acronyms = self._words.set("entities-acronyms")
        return sorted(self._dictionary.find(words), key=lambda f: words[f.start : f.end] in acronyms)

    def _country_in(self, named: Sequence[Found]) -> Entity | None:
        """The country (or the people with a code of its own) among those named in a phrase: the first of them."""
        for entity in (f.entity for f in named if f.entity and f.entity.kind in _LANDS):
            if entity.kind == "state" or entity.code:
                return entity
            if entity.country in self._dictionary.states:
                return self._dictionary.states[entity.country]
        return None


def is_name(one: Found) -> bool:
    """Whether a finding is a proper name rather than a phrase that describes."""
    return not one.rule.startswith(("head:", "name:", "site:", "pronoun", "with-article", "title:")) or one.rule == "title:name"


def _local(name: str) -> EntityRef:
    """An entity of this article only: the id depends on nothing but the name, so it is the same in the next article."""
    slug = re.sub(r"[^a-z0-9]+", "-", fold(name)).strip("-") or "unknown"
    return EntityRef(id=f"local:{slug}"[:120], name=name)
