"""How much a term marks a happening out: what is rare in news of conflict counts, what stands for the theatre does not. Pure.

How common a term is was counted once, over a year's news of another time (`commonness.json`), and ships with the weights: what an
item tells depends on the item alone, so that joining gives the same whatever else has come, in whatever order, and few articles are
joined as many are. In its own theatre a country, its groups and its people say nothing: every report names them.
"""

from __future__ import annotations

import dataclasses
import itertools
import json
import math
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files

from dateline.incidents.lexicon import Lexicon
from dateline.incidents.sentences import Quote
from dateline.incidents.tellings import Read, Telling
from dateline.incidents.terms import WORTH

LEAST = 0.05
FOREIGN = 0.8  # Of a country, or a person, that is not of the theatre: who is in the news changes, so nothing is counted.
MERGED = 0.5  # Cosine from which two clauses of one item that name one act are one telling.
SPECIFIC = 0.4
FAINT = 0.3  # What is left of the worth of a term that the whole theatre shares.


@dataclass(slots=True)
class Weighed:
    """A telling with what it is compared by."""

    telling: Telling
    quotes: tuple[Quote, ...]
    countries: frozenset[str]
    theatre: str | None
    weights: dict[str, float]
    norm: float
    acts: frozenset[str]
    things: frozenset[str]
    parties: frozenset[str]
    from_abroad: bool
    names: frozenset[str]
    lasting: frozenset[str]
    planned: bool
    wishes: bool  # Whether it tells what somebody wants.
    rarity: Rarity
    sole: bool = True  # Whether its sentence tells nothing else.
    general: bool = False  # Whether it tells no more than how the war goes on: what it is joined by, but no happening alone.
    serial: int = field(default_factory=itertools.count().__next__, compare=False)  # Tells it from others of this process.
    at: float = field(init=False)  # When it was told, in seconds.

    def __post_init__(self) -> None:
        self.at = self.telling.published.timestamp()


@dataclass(frozen=True, slots=True)
class Commonness:
    """In how many of `items` items of conflict each term stands."""

    items: int
    counts: Mapping[str, int]


@cache
def load_commonness() -> Commonness:
    """The shipped counts."""
    raw = json.loads((files("dateline.incidents") / "commonness.json").read_text(encoding="utf-8"))
    return Commonness(raw["items"], raw["counts"])


class Rarity:
    """How rare terms are in one theatre."""

    def __init__(self, theatre: str | None, lexicon: Lexicon, common: Commonness) -> None:
        self._theatre, self._entities, self._counts = theatre, lexicon.entities, common.counts
        self.wide = lexicon.wide
        self._items = common.items + 1
        self._scale = math.log(self._items)
        self._known: dict[str, float] = {}

    def of(self, term: str) -> float:
        """Between LEAST (stands for the theatre) and about 1 (hardly ever said)."""
        known = self._known.get(term)
        if known is None:
            known = self._known[term] = self._of(term)
        return known

    def _of(self, term: str) -> float:
        if self.is_common(term):
            return LEAST
        if term[:1] in ("@", "%"):
            return FOREIGN
        return math.log(self._items / (self._counts.get(term, 0) + 0.5)) / self._scale

    def is_common(self, term: str) -> bool:
        """Whether the term stands for the theatre itself: the country, and the groups and persons of it."""
        if self._theatre is None or term[:1] not in ("@", "#", "%"):
            return False
        entity = self._entities.get(term[1:])
        return term == f"@{self._theatre}" or (entity is not None and entity.country == self._theatre)

    def is_of_a_state(self, term: str) -> bool:
        """Whether the term stands for a country or its people, and not for a people of many ("the African nation")."""
        entity = self._entities.get(term[1:])
        return entity is None or entity.country is not None

    def sum(self, terms: Iterable[str]) -> float:
        """Of several terms; what is said everywhere still counts a little."""
        return sum(max(LEAST, self.of(term)) for term in terms)


class Scales:
    """The rarities of every theatre, each made once."""

    def __init__(self, lexicon: Lexicon, common: Commonness) -> None:
        self._lexicon, self._common = lexicon, common
        self._known: dict[str | None, Rarity] = {}

    def of(self, theatre: str | None) -> Rarity:
        """That of one theatre."""
        if theatre not in self._known:
            self._known[theatre] = Rarity(theatre, self._lexicon, self._common)
        return self._known[theatre]


def weigh(read: Read, scales: Scales, lexicon: Lexicon) -> list[Weighed]:
    """The tellings of an item that tell something in particular, clauses that tell one act made one; of an explainer none."""
    if read.explains:
        return []
    rarity = scales.of(read.theatre)
    merged: list[Weighed] = []
    for telling in read.tellings:
        one = _weighed(telling, read, rarity, lexicon)
        if not _is_particular(one, lexicon):
            continue
        for number, other in enumerate(merged):
            if _are_one(other, one, lexicon):
                merged[number] = _merge(other, one)
                break
        else:
            merged.append(one)
    told = Counter(one.telling.quote for one in merged)
    for one in merged:
        one.general = _is_general(one, lexicon)
        one.sole = told[one.telling.quote] == 1
    return merged


def weights_of(terms: dict[str, str], rarity: Rarity) -> dict[str, float]:
    """What each term counts: its kind's worth by its rarity."""
    weights = {}
    for term, kind in terms.items():
        faint = FAINT if kind in ("party", "person", "name") and rarity.is_common(term) else 1.0
        weights[term] = rarity.of(term) * WORTH[kind] * faint
    return weights


def _weighed(telling: Telling, read: Read, rarity: Rarity, lexicon: Lexicon) -> Weighed:
    weights = weights_of(telling.terms, rarity)
    acts = telling.of("act")
    parties = frozenset(term for term in telling.of("party") if not rarity.is_common(term))
    return Weighed(
        telling=telling,
        quotes=(telling.quote,),
        countries=read.countries,
        theatre=read.theatre,
        weights=weights,
        norm=norm_of(weights),
        acts=acts,
        things=telling.of("thing"),
        parties=parties or frozenset(term for term in telling.around if not rarity.is_common(term)),
        from_abroad=any(term.startswith("@") for term in parties),
        names=frozenset(term for term in telling.of("name") | telling.of("person") if not rarity.is_common(term)),
        lasting=telling.of("lasting"),
        planned="planned" in telling.terms,
        wishes=any(lexicon.traits.get(act) == "wish" for act in acts),
        rarity=rarity,
    )


def _is_particular(one: Weighed, lexicon: Lexicon) -> bool:
    """Whether it tells more than that the war goes on."""
    traits = lexicon.traits
    if any(traits.get(act) == "singular" for act in one.acts):
        return True
    own = sum(one.weights.get(term, 0.0) for term in (one.acts | one.things | one.parties | one.names))
    if own <= SPECIFIC:
        return False
    if any(traits.get(act) not in ("weak", "state") for act in one.acts):
        return True
    only_state = all(traits.get(act) == "state" for act in one.acts)
    return bool(_telling_things(one, lexicon) or one.names or (one.from_abroad and not only_state))


def _telling_things(one: Weighed, lexicon: Lexicon) -> set[str]:
    traits = lexicon.traits
    only_state = all(traits.get(act) == "state" for act in one.acts)
    return {thing for thing in one.things if traits.get(thing) != "vague" and not (only_state and traits.get(thing) == "people")}


def _is_general(one: Weighed, lexicon: Lexicon) -> bool:
    """Whether nothing marks it out but a part of the world ("the East African nation"), or what befalls everybody there."""
    traits = [lexicon.traits.get(act) for act in one.acts]
    if any(trait not in ("weak", "state") for trait in traits):
        return False
    abroad = any(one.rarity.is_of_a_state(term) for term in one.parties)
    things = bool(_telling_things(one, lexicon))
    if all(trait == "state" for trait in traits):
        things = things and abroad
    else:
        things = things or abroad
    return not things and one.names <= one.rarity.wide


def _are_one(left: Weighed, right: Weighed, lexicon: Lexicon) -> bool:
    shared = left.acts & right.acts
    if any(lexicon.traits.get(act) == "singular" for act in shared):
        return True
    return bool(shared) and cosine(left, right) > MERGED


def _merge(left: Weighed, right: Weighed) -> Weighed:
    weights = dict(left.weights)
    for term, weight in right.weights.items():
        weights[term] = max(weights.get(term, 0.0), weight)
    return dataclasses.replace(
        left,
        quotes=left.quotes + tuple(quote for quote in right.quotes if quote not in left.quotes),
        weights=weights,
        norm=norm_of(weights),
        acts=left.acts | right.acts,
        things=left.things | right.things,
        parties=left.parties | right.parties,
        from_abroad=left.from_abroad or right.from_abroad,
        names=left.names | right.names,
        lasting=left.lasting | right.lasting,
        planned=left.planned or right.planned,
        wishes=left.wishes or right.wishes,
    )


def cosine(left: Weighed, right: Weighed) -> float:
    """How alike two tellings are in all of their terms."""
    if len(right.weights) < len(left.weights):
        left, right = right, left
    return sum(weight * right.weights.get(term, 0.0) for term, weight in left.weights.items()) / (left.norm * right.norm)


def norm_of(weights: Mapping[str, float]) -> float:
    """The length of a vector of weights."""
    return math.sqrt(sum(weight * weight for weight in weights.values())) or 1.0
