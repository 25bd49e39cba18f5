"""Text as values: normalising, sentences, offsets, and what a search word is. Pure."""

import functools
import re
import unicodedata
from collections.abc import Iterator
from itertools import chain

Span = tuple[int, int]

TITLE_CASE = 0.7  # Share of longer words with a capital from which capitals say nothing.

LONGEST_WORD = 64  # Engines cut longer ones, each elsewhere.

# Soft hyphens, zero-width blanks, joiners and marks of direction: they stand inside words and are not seen.
_UNSEEN = "\u00ad\u200b-\u200f\u2060\u202a-\u202e\u2066-\u2069\ufeff"
_HIDDEN = re.compile(f"[{_UNSEEN}]")
_LETTERS = rf"[\w{_UNSEEN}]+"
_WORD = re.compile(rf"{_LETTERS}(?:\.?['’]{_LETTERS}|[.&-]{_LETTERS})*", re.UNICODE)
_POSSESSIVE = re.compile(r"\.?['’]s$", re.IGNORECASE)
_ACRONYM = re.compile(r"[^\W\d_]{1,2}(?:\.[^\W\d_]{1,2})+")
# Lone surrogates are no characters: nothing outside this process can take them.
# Where a word may be broken is the typesetter's business; joiners stay, since Persian and Hindi spell with them.
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad\u200b\u2060\ud800-\udfff\ufeff\ufffe\uffff]")


def clean(text: str) -> str:
    """NFC, without control characters, soft hyphens and zero-width blanks (tabs and newlines stay).

    Call it before offsets are taken, never after.
    """
    return unicodedata.normalize("NFC", _CONTROL.sub("", text))


def paragraphs(text: str) -> list[Span]:
    """Offsets of the paragraphs: runs of text between blank lines, or single lines where there is no blank line at all."""
    separator = r"\n\s*\n" if re.search(r"\n\s*\n", text.strip()) else r"\n"
    spans, start = [], 0
    for gap in [*re.finditer(separator, text), None]:
        end = gap.start() if gap else len(text)
        span = trim(text, start, end)
        if span[0] < span[1]:
            spans.append(span)
        start = gap.end() if gap else end
    return spans


def trim(text: str, start: int, end: int, characters: str | None = None) -> Span:
    """A span without blanks, or without these characters, at its ends."""
    words = text[start:end].lstrip(characters)
    start = end - len(words)
    return start, start + len(words.rstrip(characters))


def fold(text: str) -> str:
    """Case-folded NFKC without accents: how names are compared."""
    if text.isascii():  # Most of what is folded, and what this does to it.
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", text).casefold()
    return unicodedata.normalize("NFC", "".join(c for c in decomposed if not unicodedata.combining(c)))


def is_title_case(text: str, *, fewest: int = 1) -> bool:
    """Whether capitals tell no names in a text: it is a headline in title case. With fewer than `fewest` longer words it is none."""
    words = [word for word in re.findall(r"[A-Za-z][\w’']+", text) if len(word) > 3]
    return len(words) >= fewest and sum(word[0].isupper() for word in words) > TITLE_CASE * len(words)


def search_words(text: str) -> Iterator[str]:
    """The words that both engines index and look up, in order.

    NFKC, case-folded, accents and what is not seen off, possessives off, the points of acronyms off (U.N.'s is `un`), apostrophes
    off (O'Neil is `oneil`), split at hyphens and other points, light plural stem, at most LONGEST_WORD characters.
    """
    return chain.from_iterable(map(_words_of, _WORD.findall(text)))


def search_spans(text: str) -> Iterator[tuple[Span, tuple[str, ...]]]:
    """Where the search words stand: the span of each token with the words that it gives."""
    for match in _WORD.finditer(text):
        yield match.span(), _words_of(match[0])


def unstemmed(token: str) -> str | None:
    """A token as search words have it, but with its ending: what a longer word may begin with. None unless it is one word."""
    pieces = [piece for piece in re.split(r"[-.]", _POSSESSIVE.sub("", token)) if re.sub(r"[^\w]|_", "", fold(piece))]
    if len(pieces) != 1 or len(list(search_words(token))) != 1:
        return None
    return re.sub(r"[^\w]|_", "", fold(pieces[0]))[:LONGEST_WORD]


@functools.lru_cache(maxsize=100_000)  # A language repeats itself: four times as fast as folding every token.
def _words_of(token: str) -> tuple[str, ...]:
    if token.isascii() and token.isalnum():  # Nothing to take off or to part.
        return (stem(token.lower())[:LONGEST_WORD],)
    words = []
    for part in _POSSESSIVE.sub("", _HIDDEN.sub("", token)).split("-"):
        for piece in [part] if _ACRONYM.fullmatch(part) else part.split("."):
            if folded := re.sub(r"[^\w]|_", "", fold(piece)):
                words.append(stem(folded)[:LONGEST_WORD])
    return tuple(words)


def stem(word: str) -> str:
    """Harman's S-stemmer (1991): plurals only, so that no two words of different meaning meet.

    ies -> y (not eies, aies), es -> e (not aes, ees, oes), s -> nothing (not us, ss).
    """
    if len(word) <= 3 or not word.isascii():
        return word
    if word.endswith("ies") and word[-4] not in "ea":
        return word[:-3] + "y"
    if word.endswith("es") and word[-3] not in "aeo":
        return word[:-1]
    if word.endswith("s") and word[-2] not in "us":
        return word[:-1]
    return word
