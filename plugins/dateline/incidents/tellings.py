"""Item -> what it tells: which acts an item tells, each with what marks it out. Pure.

A telling is a clause (of the headline or of the first sentences) that names an act, with the things, parties, names, numbers and
times of it. Clauses of one item that tell one act are one telling. What only goes on (fighting, flight) is left to `episodes`, and
explainers, overviews and captions tell nothing.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from dateline.incidents.items import Item
from dateline.incidents.lexicon import TELLING, Lexicon, Name
from dateline.incidents.theatres import Located, theatre_of
from dateline.models.places import Place
from dateline.text import fold, paragraphs

LEAD = 3  # Sentences after the headline: what an article is news of stands there, or nowhere.
LONGEST = 600  # Characters of a sentence that are looked at.
TITLE_CASE = 0.7  # Share of longer words with a capital from which capitals say nothing.

_COLUMN = re.compile(r"\([^()]*(?:/|via |AP\b|Reuters|AFP|Press|Getty|Photo)[^()]*\)\s*$")
# A standfirst is glued to the text without a full stop: `… as clashes spread The army said`.
_GLUED = (
    r"(?<=[a-z0-9])\s+(?=(?:The|A|An|In|On|At|It|He|She|They|This|More|As|For|After|Some|Many|When|There|But|Two|Three|Four|Five|Six|"
    r"Seven|Eight|Nine|Ten) [a-z])"
)
_SENTENCE = re.compile(_GLUED + r"|(?<=[.!?])[”’\"')]?\s+(?=[“‘\"'(]?[A-Z])|\n+")
_ABBREVIATED = re.compile(r"\b(?:Gen|Lt|Mr|Mrs|Ms|Dr|Sen|Rep|Gov|St|No|Col|Maj|Capt|Sgt|vs|U\.S|U\.N|U\.K|E\.U)\.$")
_CLAUSE = re.compile(r"(?:;|: | [–—-] |, as | as |,? while |,? amid |,? after |,? despite |,? but |,? and )", re.IGNORECASE)
_SOFT = frozenset({"and", "as"})  # Part clauses only where both sides tell an act.
_NUMBERS = dict(zip("one two three four five six seven eight nine ten twelve".split(), (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12), strict=True))
_LASTING = re.compile(rf"\b(\d{{1,3}}|{'|'.join(_NUMBERS)}) (hour|day|week)s?\b(?! ago)")
_HOURS = {"hour": 1, "day": 24, "week": 168}
_TOKEN = re.compile(r"[a-z0-9][\w,.']*\w|\w")
_FIGURE = re.compile(r"\d+(?:\.\d+)?")
_ORDINAL = re.compile(r"\d+(?:st|nd|rd|th)")
_ENDINGS = ("ings", "ing", "edly", "ed", "es", "ies", "ly", "s")

# What a term counts for, before its rarity.
WORTH = {
    "act": 1.3,
    "thing": 1.3,
    "party": 1.2,
    "person": 1.2,
    "name": 1.3,
    "word": 1.0,
    "number": 1.0,
    "lasting": 1.0,
    "process": 0.3,
    "planned": 0.3,
}


@dataclass(frozen=True, slots=True)
class Quote:
    """A sentence of an item; `start` is None for a headline that is no part of the text."""

    text: str
    start: int | None
    position: str


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
    """An item as it was read. `terms` are those of all its clauses, whether they name an act or not; `explains`: it reports nothing."""

    item: str
    published: datetime
    countries: frozenset[str]
    theatre: str | None
    terms: dict[str, str]
    tellings: tuple[Telling, ...]
    explains: bool


def quotes_of(item: Item) -> list[Quote]:
    """The headline and the first sentences."""
    body = item.text
    offset = 0
    head = Quote(item.title, None, "headline")
    if item.title and item.text.startswith(item.title):
        head = Quote(item.title, 0, "headline")
        offset = len(item.title)
        body = item.text[offset:]
    found = [head] if item.title else []
    for start, end in _sentences(body):
        if len(found) > LEAD:
            break
        found.append(Quote(body[start:end], offset + start, "lead"))
    return found


def read(item: Item, lexicon: Lexicon) -> Read:
    """The acts that an item tells, in order; none for an explainer."""
    explains = lexicon.explains(item.title)
    reports = not explains and not lexicon.gathers(item.title)
    countries = {place.country for _, _, place in item.places if place.country}
    every: dict[str, str] = {}
    found: list[Telling] = []
    named: list[tuple[str, list[Name]]] = []
    quotes = quotes_of(item)
    for quote in quotes:
        text = quote.text[:LONGEST]
        names = lexicon.names(text)
        named.append((text, names))
        countries |= {name.country for name in names if name.country and name.kind not in TELLING}  # Who tells it is no party to it.
        capitals = _is_title_case(text)
        whole = terms_of(text, names, lexicon, capitals=capitals)
        every = whole | every
        around = frozenset(term for term, kind in whole.items() if kind == "party")
        for start, end in _clauses(text, lexicon) if reports else []:
            if end - start == len(text):
                if any(kind == "act" for kind in whole.values()):
                    found.append(Telling(item.id, item.published, quote, whole, around))
                continue
            inside = [Name(n.start - start, n.end - start, n.id, n.country, n.kind, n.people) for n in names if start <= n.start < end]
            terms = terms_of(text[start:end], inside, lexicon, capitals=capitals)
            if any(kind == "act" for kind in terms.values()):
                found.append(Telling(item.id, item.published, quote, terms, around))
    theatre = theatre_of(named, _located(item, quotes, lexicon), lexicon)
    return Read(item.id, item.published, frozenset(countries), theatre, every, tuple(found), explains)


def _located(item: Item, quotes: Sequence[Quote], lexicon: Lexicon) -> Iterator[Located]:
    """The places that an item names; those of the text that its headline names too are in that as well."""
    spans = [(quote.start, quote.start + len(quote.text)) if quote.start is not None else (0, 0) for quote in quotes]
    for at, _, place in item.places:
        if place.country:
            sentence = next((number for number, (start, end) in enumerate(spans) if start <= at < end), None)
            yield Located(place.country, place.name != lexicon.countries.get(place.country), sentence)
    for number, quote in enumerate(quotes):
        if quote.start is None:
            yield from (Located(place.country, True, number) for _, place in places_in(item, quote, lexicon) if place.country)


def places_in(item: Item, quote: Quote, lexicon: Lexicon) -> list[tuple[int, Place]]:
    """The places within a country that a sentence names, each with where it stands in it; of a headline that is no part of the text
    those that the text names too."""
    within = [(at, place) for at, _, place in item.places if place.name != lexicon.countries.get(place.country or "")]
    if quote.start is not None:
        return [(at - quote.start, place) for at, place in within if quote.start <= at < quote.start + len(quote.text)]
    named = {place.name: place for _, place in within}
    return [(quote.text.find(name), place) for name, place in named.items() if name in quote.text]


def terms_of(text: str, names: list[Name], lexicon: Lexicon, *, capitals: bool = False) -> dict[str, str]:
    """The terms of a piece of text, each with its kind. `capitals`: a headline in title case, where capitals tell no names."""
    terms: dict[str, str] = {}
    masked = list(text)
    for name in names:
        for term, kind in _name_terms(name):
            terms.setdefault(term, kind)
        masked[name.start : name.end] = " " * (name.end - name.start)
    cased = "".join(masked)
    plain = plain_of(cased)
    plain = _LASTING.sub(lambda found: _lasting(found, terms), plain)
    plain = lexicon.phrase.sub(lambda found: _phrase(found, lexicon, terms), plain)
    for found in _TOKEN.finditer(plain):
        word = found[0].replace(",", "").rstrip(".").removesuffix("'s")
        if known := lexicon.meaning.get(word):
            kind = lexicon.kinds[known]
            if kind not in ("stop", "question"):
                terms.setdefault(known if kind in ("act", "thing", "planned") else _root(word), kind)
        elif _FIGURE.fullmatch(word):
            terms.setdefault(word, "number")
        elif len(word) > 2 and not _ORDINAL.fullmatch(word):
            named = not capitals and found.start() > 1 and cased[found.start()].isupper()
            terms.setdefault(_root(word), "name" if named else "word")
    return terms


def _name_terms(name: Name) -> Iterator[tuple[str, str]]:
    if name.kind in TELLING:
        return
    if name.kind == "person":
        yield f"%{name.id}", "person"
    elif name.kind not in ("state", "people", "nickname"):
        yield f"#{name.id}", "party"
    if name.country or name.kind in ("state", "people"):
        yield f"@{name.country or name.id}", "party"
    if name.people:
        yield "citizen", "thing"


def _phrase(found: re.Match[str], lexicon: Lexicon, terms: dict[str, str]) -> str:
    known = lexicon.of_phrase(found[0])
    if lexicon.kinds[known] not in ("stop", "question"):
        terms.setdefault(known, lexicon.kinds[known])
    return " " * len(found[0])


def _lasting(found: re.Match[str], terms: dict[str, str]) -> str:
    number = int(found[1]) if found[1].isdigit() else _NUMBERS[found[1]]
    terms.setdefault(f"{number * _HOURS[found[2]]}h", "lasting")
    return " " * len(found[0])


def plain_of(text: str) -> str:
    """Lower case without hyphens, letter for letter: where lower case is longer (İ), the letter stays."""
    low = text.lower()
    if len(low) != len(text):
        low = "".join(c.lower() if len(c.lower()) == 1 else c for c in text)
    return low.replace("’", "'").replace("-", " ")


@functools.lru_cache(maxsize=200_000)  # A language repeats itself.
def _root(word: str) -> str:
    return _stem(fold(word))


def _stem(word: str) -> str:
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            return word[: -len(ending)]
    return word


def _is_title_case(text: str) -> bool:
    words = [word for word in re.findall(r"[A-Za-z][\w’']+", text) if len(word) > 3]
    return bool(words) and sum(word[0].isupper() for word in words) > TITLE_CASE * len(words)


def _sentences(text: str) -> list[tuple[int, int]]:
    """Sentences of the first paragraphs; a photograph's caption is none."""
    found: list[tuple[int, int]] = []
    for start, end in paragraphs(text)[: LEAD + 1]:
        paragraph = text[start:end]
        if _COLUMN.search(paragraph[-200:]) and len(paragraph) < LONGEST:
            continue
        at = start
        for gap in [*_SENTENCE.finditer(paragraph[: 4 * LONGEST]), None]:
            stop = start + gap.start() if gap else end
            if gap and "\n" not in gap[0] and _ABBREVIATED.search(text[max(at, stop - 8) : stop]):
                continue
            if text[at:stop].strip():
                found.append((at, stop))
            at = start + gap.end() if gap else stop
        if len(found) > LEAD:
            break
    return found


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
