"""Item -> what it tells: which acts an item tells, each with what marks it out. Pure.

A telling is a clause (of the headline or of the first sentences) that names an act, with the things, parties, names, numbers and
times of it. Clauses of one item that tell one act are one telling. What only goes on (fighting, flight) is left to `episodes`, and
explainers, overviews and captions tell nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from dateline.incidents.items import Item
from dateline.incidents.lexicon import ACTS, TELLING, Lexicon, Name
from dateline.incidents.sentences import Quote, Sentence, places_in, plain_of
from dateline.incidents.terms import name_terms, terms_of
from dateline.incidents.theatres import Located, theatre_of
from dateline.text import is_title_case

_CLAUSE = re.compile(r"(?:;|: | [–—-] |, as | as |,? while |,? amid |,? after |,? despite |,? but |,? and )", re.IGNORECASE)
_SOFT = frozenset({"and", "as"})  # Part clauses only where both sides tell an act.


@dataclass(frozen=True, slots=True)
class Telling:
    """One act in one item. `terms` are all of its terms with their kinds; `around` are the parties of the whole sentence."""

    item: str
    published: datetime
    quote: Quote
    terms: dict[str, str]
    around: frozenset[str]

    def of(self, kind: str) -> frozenset[str]:
        """The terms of one kind."""
        return frozenset(term for term, own in self.terms.items() if own == kind)


@dataclass(frozen=True, slots=True)
class Read:
    """An item as it was read; `explains`: it reports nothing."""

    item: str
    published: datetime
    countries: frozenset[str]
    theatre: str | None
    tellings: tuple[Telling, ...]
    explains: bool


def read(item: Item, sentences: Sequence[Sentence], lexicon: Lexicon) -> Read:
    """The acts that an item tells in its sentences, in order; none for an explainer."""
    explains = lexicon.explains(item.title)
    reports = not explains and not lexicon.gathers(item.title)
    countries = {place.country for _, _, place in item.places if place.country}
    for one in sentences:  # Who tells it is no party to it.
        countries |= {name.country for name in one.names if name.country and name.kind not in TELLING}
    theatre = theatre_of([(one.text, one.names) for one in sentences], _located(item, sentences, lexicon), lexicon)
    found = [telling for one in sentences if reports and one.words & ACTS for telling in _told_in(item, one, lexicon)]
    return Read(item.id, item.published, frozenset(countries), theatre, tuple(found), explains)


def first_terms(sentences: Sequence[Sentence], lexicon: Lexicon) -> dict[str, str]:
    """The terms of all that is said first, whether it names an act or not."""
    terms: dict[str, str] = {}
    for one in sentences:
        terms = terms_of(one.text, one.names, lexicon, capitals=is_title_case(one.text)) | terms
    return terms


def _told_in(item: Item, one: Sentence, lexicon: Lexicon) -> Iterator[Telling]:
    """The clauses of a sentence that name an act."""
    capitals = is_title_case(one.text)
    around = frozenset(term for name in one.names for term, kind in name_terms(name) if kind == "party")
    for start, end in _clauses(one.text, lexicon):
        names = [Name(n.start - start, n.end - start, n.id, n.country, n.kind, n.people) for n in one.names if start <= n.start < end]
        terms = terms_of(one.text[start:end], names, lexicon, capitals=capitals)
        if any(kind == "act" for kind in terms.values()):
            yield Telling(item.id, item.published, one.quote, terms, around)


def _located(item: Item, sentences: Sequence[Sentence], lexicon: Lexicon) -> Iterator[Located]:
    """The places that an item names; those of the text that its headline names too are in that as well."""
    quotes = [one.quote for one in sentences]
    spans = [(quote.start, quote.start + len(quote.text)) if quote.start is not None else (0, 0) for quote in quotes]
    for at, _, place in item.places:
        if place.country:
            sentence = next((number for number, (start, end) in enumerate(spans) if start <= at < end), None)
            yield Located(place.country, place.name != lexicon.countries.get(place.country), sentence)
    for number, quote in enumerate(quotes):
        if quote.start is None:
            yield from (Located(place.country, True, number) for _, place in places_in(item, quote, lexicon) if place.country)


def _clauses(text: str, lexicon: Lexicon) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    start = 0
    for gap in _CLAUSE.finditer(text):
        if gap[0].strip(" ,").lower() in _SOFT and not _both_tell(text[start : gap.start()], text[gap.end() :], lexicon):
            continue
        if text[start : gap.start()].strip():
            found.append((start, gap.start()))
        start = gap.end()
    if text[start:].strip():
        found.append((start, len(text)))
    return found


def _both_tell(left: str, right: str, lexicon: Lexicon) -> bool:
    following = _CLAUSE.search(right)
    if following and following[0].strip(" ,").lower() not in _SOFT:
        right = right[: following.start()]
    return len(right.split()) >= 3 and lexicon.acts(plain_of(left)) and lexicon.acts(plain_of(right))
