"""Item -> the sentences that joining looks at: the headline and the first of the text, each with what stands in it. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass

from dateline.incidents.items import Item
from dateline.incidents.lexicon import Lexicon, Name
from dateline.models.places import Place
from dateline.text import paragraphs

LEAD = 3  # Sentences after the headline: what an article is news of stands there, or nowhere.
LONGEST = 600  # Characters of a sentence that are looked at.

_COLUMN = re.compile(r"\([^()]*(?:/|via |AP\b|Reuters|AFP|Press|Getty|Photo)[^()]*\)\s*$")
# A standfirst is glued to the text without a full stop: `… as clashes spread The army said`.
_GLUED = (
    r"(?<=[a-z0-9])\s+(?=(?:The|A|An|In|On|At|It|He|She|They|This|More|As|For|After|Some|Many|When|There|But|Two|Three|Four|Five|Six|"
    r"Seven|Eight|Nine|Ten) [a-z])"
)
_SENTENCE = re.compile(_GLUED + r"|(?<=[.!?])[”’\"')]?\s+(?=[“‘\"'(]?[A-Z])|\n+")
_ABBREVIATED = re.compile(r"\b(?:Gen|Lt|Mr|Mrs|Ms|Dr|Sen|Rep|Gov|St|No|Col|Maj|Capt|Sgt|vs|U\.S|U\.N|U\.K|E\.U)\.$")


@dataclass(frozen=True, slots=True)
class Quote:
    """A sentence of an item; `start` is None for a headline that is no part of the text."""

    text: str
    start: int | None
    position: str


@dataclass(frozen=True, slots=True)
class Sentence:
    """A quote as it is looked at: its beginning, the same in plain letters, the names in it, and which words of the lexicon it may hold
    (`Lexicon.words_in`)."""

    quote: Quote
    text: str
    plain: str
    names: tuple[Name, ...]
    words: int


def sentences_of(item: Item, lexicon: Lexicon) -> list[Sentence]:
    """The headline and the first sentences, looked at once for all that is read of them."""
    found = []
    for quote in quotes_of(item):
        text = quote.text[:LONGEST]
        plain = plain_of(text)
        found.append(Sentence(quote, text, plain, tuple(lexicon.names(text)), lexicon.words_in(plain)))
    return found


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


def places_in(item: Item, quote: Quote, lexicon: Lexicon) -> list[tuple[int, Place]]:
    """The places within a country that a sentence names, each with where it stands in it; of a headline that is no part of the text
    those that the text names too."""
    within = [(at, place) for at, _, place in item.places if place.name != lexicon.countries.get(place.country or "")]
    if quote.start is not None:
        return [(at - quote.start, place) for at, place in within if quote.start <= at < quote.start + len(quote.text)]
    named = {place.name: place for _, place in within}
    return [(quote.text.find(name), place) for name, place in named.items() if name in quote.text]


def plain_of(text: str) -> str:
    """Lower case without hyphens, letter for letter: where lower case is longer (İ), the letter stays."""
    low = text.lower()
    if len(low) != len(text):
        low = "".join(c.lower() if len(c.lower()) == 1 else c for c in text)
    return low.replace("’", "'").replace("-", " ")


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
