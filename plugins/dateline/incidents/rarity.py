"""How much a term marks a happening out: rare in its theatre counts, common does not. Pure.

A term is rare or common *where it is said*: in a month's news of the world "Sudan" is rare, in news of Sudan's war it says nothing.
A theatre is the country that most of its items tell fighting of; each item belongs to the one among its countries where most is told.
"""

from __future__ import annotations

import dataclasses
import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from dateline.incidents.lexicon import Lexicon
from dateline.incidents.tellings import WORTH, Quote, Read, Telling

BELIEF = 20.0  # Items from which a theatre's own counts say what stands for it.
BACKGROUND = 60.0  # Items of all news that are mixed into each theatre: where all tell one happening, its words are not common yet.
FEW = 200.0  # Items below which all news says little of what is common.
COMMON = 0.35  # Share of a theatre's items from which a party or place is where it is, and not who did it.
LEAST = 0.05
MERGED = 0.5  # Cosine from which two clauses of one item that name one act are one telling.
SPECIFIC = 0.4
FAINT = 0.3  # What is left of the worth of a term that the whole theatre shares.


@dataclass(slots=True)
class Weighed:
    """A telling with what it is compared by."""

    telling: Telling
    quotes: tuple[Quote, ...]
    countries: frozenset[str]
    weights: dict[str, float]
    norm: float
    acts: frozenset[str]
    things: frozenset[str]
    parties: frozenset[str]
    from_abroad: bool
    names: frozenset[str]
    lasting: frozenset[str]
    planned: bool
    rarity: Rarity
    whole: dict[str, float]


class Rarity:
    """How rare terms are among the items of one theatre."""

    def __init__(self, counts: Counter[str], items: int, everywhere: Counter[str], all_items: int, theatre: str | None) -> None:
        self._theatre = f"@{theatre}"
        self._counts, self._everywhere = counts, everywhere
        self._known: dict[str, float] = {}
        self._share = BACKGROUND / max(all_items, FEW)
        self.items = items + BACKGROUND
        self._scale = math.log(self.items + 1) or 1.0
        self.enough = items >= BELIEF

    def of(self, term: str) -> float:
        """Between 0 (said everywhere) and about 1 (said once)."""
        known = self._known.get(term)
        if known is None:
            count = self._counts[term] + self._share * self._everywhere[term]
            known = self._known[term] = math.log((self.items + 1) / (count + 0.5)) / self._scale
        return known

    def is_common(self, term: str) -> bool:
        """Whether the term stands for the theatre itself."""
        return term == self._theatre or (self.enough and self._counts[term] > COMMON * self.items)

    def sum(self, terms: Iterable[str]) -> float:
        """Of several terms; what is said everywhere still counts a little."""
        return sum(max(LEAST, self.of(term)) for term in terms)


def weigh(reads: Sequence[Read], lexicon: Lexicon) -> list[Weighed]:
    """The tellings that tell something in particular, clauses of one item that tell one act made one."""
    reads = [one for one in reads if not one.explains]
    theatres = theatres_of(reads, lexicon)
    everywhere = Counter(term for one in reads for term in one.terms)
    groups: defaultdict[str | None, list[Read]] = defaultdict(list)
    for one in reads:
        groups[theatres[one.item]].append(one)
    weighed: list[Weighed] = []
    for theatre, members in groups.items():
        rarity = Rarity(Counter(term for one in members for term in one.terms), len(members), everywhere, len(reads), theatre)
        for one in members:
            weighed += _weigh_item(one, rarity, lexicon)
    return sorted(weighed, key=lambda one: (one.telling.published, one.telling.item, one.telling.quote.text))


def theatres_of(reads: Sequence[Read], lexicon: Lexicon) -> dict[str, str | None]:
    """The theatre of each item."""
    told: Counter[str] = Counter()
    hot: Counter[str] = Counter()
    for one in reads:
        violent = any(kind == "process" or lexicon.traits.get(term) == "weak" for term, kind in one.terms.items())
        for country in one.countries:
            told[country] += 1
            hot[country] += violent
    heat = {country: hot[country] / (told[country] + BELIEF) for country in told}
    return {one.item: max(sorted(one.countries), key=lambda c: heat[c], default=None) for one in reads}


def _weigh_item(read: Read, rarity: Rarity, lexicon: Lexicon) -> list[Weighed]:
    whole = _weights(read.terms, rarity)
    norm = _norm(whole)
    whole = {term: weight / norm for term, weight in whole.items()}
    merged: list[Weighed] = []
    for telling in read.tellings:
        one = _weighed(telling, read, rarity, whole)
        if not _is_particular(one, lexicon):
            continue
        for number, other in enumerate(merged):
            if _are_one(other, one, lexicon):
                merged[number] = _merge(other, one)
                break
        else:
            merged.append(one)
    return merged


def _weights(terms: dict[str, str], rarity: Rarity) -> dict[str, float]:
    weights = {}
    for term, kind in terms.items():
        faint = FAINT if kind in ("party", "person", "name") and rarity.is_common(term) else 1.0
        weights[term] = rarity.of(term) * WORTH[kind] * faint
    return weights


def _weighed(telling: Telling, read: Read, rarity: Rarity, whole: dict[str, float]) -> Weighed:
    weights = _weights(telling.terms, rarity)
    parties = frozenset(term for term in telling.of("party") if not rarity.is_common(term))
    return Weighed(
        telling=telling,
        quotes=(telling.quote,),
        countries=read.countries,
        weights=weights,
        norm=_norm(weights),
        acts=telling.of("act"),
        things=telling.of("thing"),
        parties=parties or frozenset(term for term in telling.around if not rarity.is_common(term)),
        from_abroad=any(term.startswith("@") for term in parties),
        names=frozenset(term for term in telling.of("name") | telling.of("person") if not rarity.is_common(term)),
        lasting=telling.of("lasting"),
        planned="planned" in telling.terms,
        rarity=rarity,
        whole=whole,
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
    things = {thing for thing in one.things if traits.get(thing) != "vague" and not (only_state and traits.get(thing) == "people")}
    return bool(things or one.names or (one.from_abroad and not only_state))


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
        norm=_norm(weights),
        acts=left.acts | right.acts,
        things=left.things | right.things,
        parties=left.parties | right.parties,
        from_abroad=left.from_abroad or right.from_abroad,
        names=left.names | right.names,
        lasting=left.lasting | right.lasting,
        planned=left.planned or right.planned,
    )


def cosine(left: Weighed, right: Weighed) -> float:
    """How alike two tellings are in all of their terms."""
    if len(right.weights) < len(left.weights):
        left, right = right, left
    return sum(weight * right.weights.get(term, 0.0) for term, weight in left.weights.items()) / (left.norm * right.norm)


def _norm(weights: dict[str, float]) -> float:
    return math.sqrt(sum(weight * weight for weight in weights.values())) or 1.0
