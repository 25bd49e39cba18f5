"""Findings -> mentions that say whom they mean: seeds first, then what the article itself introduces, then composition.

A person is named in full once and by surname afterwards; an acronym is introduced in brackets; a title means whoever holds the
office on the article's day; "his Russian counterpart" holds the same office elsewhere. What is described ("the Syrian
military") is composed of country and sector. Names that nobody knows are entities of the article, with a stable local id.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from dateline.models.mentions import EntityRef, Kind, Mention
from dateline.seeds.entities import Entity
from dateline.seeds.language import Language
from dateline.tagging.entities.codes import described, refer
from dateline.tagging.entities.dictionary import Dictionary
from dateline.tagging.entities.names import surname_of
from dateline.tagging.entities.offices import Offices
from dateline.tagging.entities.spans import Found
from dateline.tagging.near import Near
from dateline.tagging.reading import Reading
from dateline.text import fold

_NAMED = (Kind.PERSON, Kind.ORGANISATION)
_INHERITED = frozenset({"GOV", "MIL", "REB", "OPP", "CIV", "POL"})  # "the rebels" of a story about Syria are Syria's.


@dataclass(slots=True)
class _Story:
    """What the article has said so far. `known` is by the words of a name, `offices` by (office, country) of people in the story."""

    day: date | None
    country: Entity | None
    known: dict[str, EntityRef] = field(default_factory=dict)
    people: list[tuple[EntityRef, str | None]] = field(default_factory=list)


class Linker:
    """Links the findings of one article at a time; holds only what the seeds say."""

    def __init__(self, dictionary: Dictionary, words: Language) -> None:
        self._words = words
        self._dictionary = dictionary
        self._offices = Offices(dictionary.entities, words)

    def link(self, reading: Reading, found: Sequence[Found]) -> list[Mention]:
        """One mention for each finding, in order, with the entity where there is one."""
        text = reading.text
        story = _Story(reading.article.published.date() if reading.article.published else None, self._country_of(found))
        self._introduce(text, found, story)
        near = Near(found)
        links: dict[tuple[int, int], EntityRef | None] = {}
        for one in sorted(found, key=lambda f: (f.start, f.end)):
            links[one.start, one.end] = self._link(text, one, near.around(one.start, one.end), links, story)
        mentions = [Mention(f.start, f.end, text[f.start : f.end], f.kind, f.rule, entity=links[f.start, f.end]) for f in found]
        return [*mentions, *self._shared(text, found, story)]

    def _shared(self, text: str, found: Sequence[Found], story: _Story) -> Iterator[Mention]:
        """One person for each country of "the foreign ministers of Turkey, Qatar and Iran": the mention stands on the country's name."""
        states = [f for f in found if f.entity and f.entity.kind == "state" and f.kind in (Kind.LOCATION, Kind.ORGANISATION)]
        for phrase in found:
            office = self._offices.named(text[phrase.start : phrase.end]) if phrase.rule.startswith("head:") else None
            named = _row(text, phrase, states, self._words.pattern("entities-row")) if office and phrase.kind is Kind.ORGANISATION else []
            for state in named if len(named) > 1 else []:
                if ref := self._holder(office, state.entity, story) or self._described(state.entity, "GOV"):
                    words = text[state.start : state.end]
                    yield Mention(
                        state.start, state.end, words, Kind.PERSON, f"each:{office}", entity=replace(ref, role=ref.role or office)
                    )

    def _country_of(self, found: Sequence[Found]) -> Entity | None:
        """The country that the story is about: named at least three times, and a quarter more often than the next."""
        counts = Counter(
            one.entity.country for one in found if one.entity and one.entity.country and one.entity.kind in ("state", "group", "force")
        )
        top = counts.most_common(2)
        if not top or top[0][1] < 3 or (len(top) > 1 and top[0][1] < 1.25 * top[1][1]):
            return None
        return self._dictionary.states.get(top[0][0])

    def _introduce(self, text: str, found: Sequence[Found], story: _Story) -> None:
        """Full names and acronyms in brackets, wherever they stand: a headline may use the short form first."""
        for one in found:
            if one.kind not in _NAMED or not is_name(one):
                continue
            name = text[one.start : one.end]
            ref = refer(one.entity, story.day) if one.entity else _local(name)
            story.known.setdefault(fold(name), ref)
            if one.kind is Kind.PERSON and (surname := surname_of(name, self._words)):
                story.known.setdefault(fold(surname), ref)
            if acronym := re.match(r"\s?\(([A-Z][A-Za-z&-]{1,9})\)", text[one.end : one.end + 14]):
                story.known[fold(acronym[1])] = ref

    def _link(
        self, text: str, one: Found, found: Sequence[Found], links: dict[tuple[int, int], EntityRef | None], story: _Story
    ) -> EntityRef | None:
        words = text[one.start : one.end]
        if one.entity:
            ref = refer(one.entity, story.day)
            if one.kind is Kind.PERSON:
                story.people.append((ref, self._offices.named(words) or self._offices.named(ref.role or "")))
            return ref
        if one.kind is Kind.PERSON:
            return self._person(text, one, words, found, links, story)
        if one.kind is Kind.ORGANISATION:
            return self._organisation(text, one, words, found, story)
        return None

    def _person(
        self, text: str, one: Found, words: str, found: Sequence[Found], links: dict[tuple[int, int], EntityRef | None], story: _Story
    ) -> EntityRef | None:
        if one.rule == "pronoun":
            return None
        if (one.rule.startswith("title:") and one.rule != "title:name") or one.rule.startswith("head:"):
            inner = max(
                (f for f in found if f.kind is Kind.PERSON and one.holds(f) and f is not one and is_name(f)),
                key=lambda f: f.start,
                default=None,
            )
            if inner is not None:
                ref = links.get((inner.start, inner.end)) or self._named(text[inner.start : inner.end], inner, story)
                story.people.append((ref, self._offices.named(words)))
                return ref
        if one.rule.startswith("head:") and self._leads_others(words, one, found):
            return None if one.sector == "GOV" else self._described(self._inner_country(one, found, words), one.sector)
        if one.rule.startswith("head:"):
            holder = self._office_holder(words, one, found, story)
            if holder:
                story.people.append((holder, self._offices.named(words) or self._offices.named(holder.role or "")))
            return holder or self._body_of(one, found, story) or self._described(self._inner_country(one, found, words), one.sector)
        ref = self._named(words, one, story)
        story.people.append((ref, self._offices.named(text[max(one.start - 40, 0) : one.start])))
        return ref

    def _named(self, words: str, one: Found, story: _Story) -> EntityRef:
        return story.known.get(fold(words)) or (refer(one.entity, story.day) if one.entity else _local(words))

    def _office_holder(self, words: str, one: Found, found: Sequence[Found], story: _Story) -> EntityRef | None:
        """Whom an office without a name means: on the day, in the country named with it, else the person of the story who holds it."""
        country = self._inner_country(one, found, words)
        if self._words.pattern("entities-counterpart").search(words):
            return self._holder(next((office for _, office in reversed(story.people) if office), None), country, story)
        office = self._offices.named(words)
        if office is None or country is not None:
            return self._holder(office, country, story)
        held = next((ref for ref, known in reversed(story.people) if known == office), None)
        return held or (self._holder(office, story.country, story) if self._bare(words) != words else None)

    def _holder(self, office: str | None, country: Entity | None, story: _Story) -> EntityRef | None:
        holder = self._offices.holder(office, country, story.day) if office and country else None
        return refer(holder, story.day) if holder else None

    def _bare(self, words: str) -> str:
        """The words without their article."""
        article = self._words.pattern("entities-opening-article").match(words)
        return words[article.end() :] if article else words

    def _leads_others(self, words: str, one: Found, found: Sequence[Found]) -> bool:
        """Whether a leader leads something beside the country that is named: the opposition, a union, a people of it."""
        leader = self._words.pattern("entities-leads").search(words)
        if leader is None or self._offices.named(words) != "leader":
            return False
        inner = [(f.start - one.start, f.end - one.start) for f in found if f.entity and f.entity.kind in _LANDS and one.holds(f)]
        if before := [end for start, end in inner if end <= leader.start()]:
            return not self._words.pattern("entities-still-leads").fullmatch(words, min(before), leader.start())
        start, end = min(inner, default=(0, 0))
        led = self._words.pattern("entities-led").fullmatch(words, leader.end(), start) and not words[end:].strip(" ,")
        return bool(inner) and not led

    def _organisation(self, text: str, one: Found, words: str, found: Sequence[Found], story: _Story) -> EntityRef | None:
        if one.rule == "pronoun":
            return None
        bare = self._bare(words)
        if known := story.known.get(fold(bare)):
            return known
        if is_name(one):
            return _local(bare)
        inner = [f for f in found if f.entity and f.entity.kind not in ("state", "people", "person") and one.holds(f) and f is not one]
        if inner and (one.sector in ("MIL", "REB", "UAF", None)):
            return refer(inner[0].entity, story.day)  # type: ignore[arg-type]
        country = self._inner_country(one, found, words)
        if country is None and one.sector in _INHERITED and len(bare.split()) <= 2:
            country = story.country
        return self._described(country, one.sector)

    def _described(self, country: Entity | None, sector: str | None) -> EntityRef | None:
        return described(country, sector, self._words.codes("entities-sectors"))

    def _body_of(self, one: Found, found: Sequence[Found], story: _Story) -> EntityRef | None:
        """The international body whose envoy or official somebody is: "the U.N. Syrian envoy" is the United Nations'."""
        body = next((f.entity for f in found if f.entity and f.entity.kind == "igo" and one.holds(f)), None)
        return refer(body, story.day) if body else None

    def _inner_country(self, one: Found, found: Sequence[Found], words: str) -> Entity | None:
        """The country (or the people with a code of its own) named inside of a phrase; of several the first."""
        inner = [f.entity for f in found if f.entity and one.holds(f) and f.entity.kind in ("state", "people")]
        if not inner and words.upper() != words and any(c.isupper() for c in words[1:]):
            inner = [f.entity for f in self._dictionary.find(words) if f.entity and f.entity.kind in ("state", "people")]
        for entity in inner:
            if entity.kind == "state" or entity.code:
                return entity
            if entity.country in self._dictionary.states:
                return self._dictionary.states[entity.country]
        return None


_LANDS = ("state", "people")


def _row(text: str, phrase: Found, states: Sequence[Found], between: re.Pattern[str]) -> list[Found]:
    """The states of a row that begins inside of a phrase and may go on behind it."""
    row = [state for state in states if phrase.holds(state) and " of " in text[phrase.start : state.start]]
    for state in states:
        if row and state.start > row[-1].end and between.fullmatch(text[row[-1].end : state.start]):
            row.append(state)
    return row


def is_name(one: Found) -> bool:
    """Whether a finding is a proper name rather than a phrase that describes."""
    return not one.rule.startswith(("head:", "name:", "site:", "pronoun", "with-article", "title:")) or one.rule == "title:name"


def _local(name: str) -> EntityRef:
    """An entity of this article only: the id depends on nothing but the name, so it is the same in the next article."""
    slug = re.sub(r"[^a-z0-9]+", "-", fold(name)).strip("-") or "unknown"
    return EntityRef(id=f"local:{slug}"[:120], name=name)
