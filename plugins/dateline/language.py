"""The language that the search box takes: text -> what must occur. Pure; every index translates the same tree.

    ceasefire talks              both words
    "rapid support forces"       these words in a row
    drone OR missile             either (`|` is the same); binds closer than a blank
    bomb*                        words that begin so
    airport -lounge              not this (`NOT lounge` is the same)
    (drone OR missile) -test     groups

Operators are capitals, so that "or" and "not" stay words. A word with a hyphen or point in it stands for its parts in a row. What
cannot be understood is refused with a hint, never dropped: an answer to another question is worse than none.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from dateline.errors import QueryRefused
from dateline.text import search_words, unstemmed

MOST = 64  # Words and phrases; a pasted page must not become a thousand clauses.
SHORTEST_PREFIX = 2  # Letters: with one, half of all words begin so.
DEEPEST = 20  # Parentheses within each other.


@dataclass(frozen=True, slots=True)
class Phrase:
    """Search words in a row; one alone is a word."""

    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Prefix:
    """A word that begins so."""

    start: str


@dataclass(frozen=True, slots=True)
class Either:
    """One of these at least."""

    options: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Both:
    """All of `must`, none of `must_not`. Only the whole query may have an empty `must`."""

    must: tuple[Node, ...]
    must_not: tuple[Node, ...] = ()


Node = Phrase | Prefix | Either | Both

_TOKEN = re.compile(
    r'\s+|(?P<minus>-(?=[\w"(]))|(?P<quote>")(?P<said>[^"]*)(?P<end>"?)|(?P<open>\()|(?P<close>\))|(?P<or>\|+)|(?P<word>[^\s"()|]+)'
)
_QUOTES = str.maketrans({"“": '"', "”": '"', "„": '"', "«": '"', "»": '"'})
_FIELD = re.compile(r"([A-Za-z_]{2,20}):(?=\S)(?!//)")


@functools.lru_cache(maxsize=1024)
def parse(text: str) -> Node | None:
    """What a text asks for; None for a blank one. Raises QueryRefused with what is wrong and how to write it."""
    tokens = list(_tokens(text.translate(_QUOTES)))
    if not tokens:
        if text.strip():
            raise QueryRefused(f"{_short(text)}: there is no word in it to look for")
        return None
    reader = _Reader(tokens)
    node = reader.all_of(depth=0)
    if reader.token is not None:
        raise QueryRefused("a parenthesis is closed that was never opened; take `)` away")
    if isinstance(node, Either) or (isinstance(node, Both) and node.must):
        _check_negation(node, top=True)
    if sum(1 for _ in leaves(node)) > MOST:
        raise QueryRefused(f"more than {MOST} words; look for the few that matter")
    return node


def render(node: Node) -> str:
    """A text that `parse` reads as this tree."""
    if isinstance(node, Phrase):
        return node.words[0] if len(node.words) == 1 else f'"{" ".join(node.words)}"'
    if isinstance(node, Prefix):
        return f"{node.start}*"
    if isinstance(node, Either):
        return " OR ".join(_grouped(option) for option in node.options)
    return " ".join([*(_grouped(one) for one in node.must), *(f"-{_grouped(one)}" for one in node.must_not)])


def leaves(node: Node, *, wanted_only: bool = False) -> Iterator[Phrase | Prefix]:
    """Words, phrases and prefixes in order; `wanted_only` leaves out what must not occur."""
    if isinstance(node, Phrase | Prefix):
        yield node
        return
    if isinstance(node, Either):
        inner: Sequence[Node] = node.options
    else:
        inner = node.must if wanted_only else (*node.must, *node.must_not)
    for one in inner:
        yield from leaves(one, wanted_only=wanted_only)


def with_families(node: Node, families: Sequence[Sequence[tuple[str, ...]]]) -> Node:
    """The tree with each word or phrase that belongs to a family of spellings replaced by any of the family."""
    if isinstance(node, Phrase):
        family = next((family for family in families if node.words in family), None)
        return Either(tuple(Phrase(words) for words in family)) if family else node
    if isinstance(node, Prefix):
        return node
    if isinstance(node, Either):
        return _any_of([with_families(option, families) for option in node.options])
    return Both(tuple(with_families(one, families) for one in node.must), tuple(with_families(one, families) for one in node.must_not))


# ---- reading ------------------------------------------------------------------------------------------------------------

_AND, _OR, _NOT, _OPEN, _CLOSE = "AND", "OR", "NOT", "(", ")"
_Token = str | Phrase | Prefix | Either


def _tokens(text: str) -> Iterator[_Token]:
    for match in _TOKEN.finditer(text):
        if match["minus"]:
            # A hyphen inside a word never gets here: the word takes it.
            yield _NOT
        elif match["quote"]:
            yield _phrase(match["said"], closed=bool(match["end"]))
        elif match["open"] or match["close"]:
            yield match[0]
        elif match["or"]:
            yield _OR
        elif match["word"]:
            yield from _word(match["word"])


def _phrase(said: str, *, closed: bool) -> Phrase:
    if not closed:
        raise QueryRefused(f'the quotation mark before {_short(said)} is never closed; add another "')
    if "*" in said:
        raise QueryRefused(f'"{_short(said)}": a beginning (*) cannot stand within a phrase; take it out of the quotation marks')
    if not (words := tuple(search_words(said))):
        raise QueryRefused("there is no word between the quotation marks")
    return Phrase(words)


def _word(word: str) -> Iterator[_Token]:
    if word in (_AND, _OR, _NOT):
        yield word
        return
    if field := _FIELD.match(word):
        name = field[1]
        raise QueryRefused(f"{_short(word)}: there is no search by `{name}:`; use the filter of that name, or put a blank after the colon")
    if "*" in word:
        yield _prefix(word)
    elif words := tuple(search_words(word)):
        yield Phrase(words)


def _prefix(word: str) -> Prefix | Either:
    start = unstemmed(word.rstrip("*"))
    if word.rstrip("*").count("*") or start is None:
        raise QueryRefused(f"{_short(word)}: * stands at the end of one word only, as in bomb*")
    if len(start) < SHORTEST_PREFIX:
        raise QueryRefused(f"{_short(word)}: * needs {SHORTEST_PREFIX} letters before it, as in bomb*")
    # Words are kept without their plural ending: who writes rebels* must find rebel.
    (stem,) = search_words(start)
    return Prefix(start) if stem.startswith(start) else Either((Prefix(start), Phrase((stem,))))


class _Reader:
    """Recursive descent over the tokens."""

    def __init__(self, tokens: Sequence[_Token]) -> None:
        self._tokens = tokens
        self._at = 0

    @property
    def token(self) -> _Token | None:
        return self._tokens[self._at] if self._at < len(self._tokens) else None

    def all_of(self, *, depth: int) -> Node:
        """Terms side by side, until the end or a closing parenthesis."""
        must: list[Node] = []
        must_not: list[Node] = []
        while self.token is not None and self.token != _CLOSE:
            if self.token == _AND:
                self._joiner(_AND, before=bool(must or must_not))
                continue
            if self.token == _NOT:
                self._at += 1
                must_not.append(self._term(depth, after="NOT"))
                if self.token == _OR:
                    raise QueryRefused("NOT cannot be one side of OR; write what must occur first, and what must not after it")
                continue
            must.append(self._either(depth))
        if not must and not must_not:
            raise QueryRefused("there is nothing between the parentheses")
        return must[0] if len(must) == 1 and not must_not else Both(tuple(must), tuple(must_not))

    def _either(self, depth: int) -> Node:
        options = [self._term(depth, after="OR")]
        while self.token == _OR:
            self._joiner(_OR, before=True)
            if self.token == _NOT:
                raise QueryRefused("NOT cannot be one side of OR; write what must occur first, and what must not after it")
            options.append(self._term(depth, after="OR"))
        if len(options) == 1:
            return options[0]
        return _any_of(options)

    def _joiner(self, name: str, *, before: bool) -> None:
        self._at += 1
        if not before or self.token is None or self.token in (_CLOSE, _AND, _OR):
            raise QueryRefused(f"{name} needs a word on both sides; in small letters it is a word itself")

    def _term(self, depth: int, *, after: str) -> Node:
        token = self.token
        if token is None or (isinstance(token, str) and token != _OPEN):
            if token == _OR and after == "OR":
                raise QueryRefused("OR needs a word on both sides; in small letters it is a word itself")
            raise QueryRefused(f"{after} needs a word after it; in small letters it is a word itself")
        self._at += 1
        if not isinstance(token, str):
            return token
        if depth >= DEEPEST:
            raise QueryRefused("the parentheses stand too deep within each other")
        inner = self.all_of(depth=depth + 1)
        if self.token != _CLOSE:
            raise QueryRefused("a parenthesis is never closed; add `)`")
        self._at += 1
        return inner


def _any_of(options: Sequence[Node]) -> Node:
    """Alternatives within alternatives are alternatives; the same twice is one."""
    flat = dict.fromkeys(one for option in options for one in (option.options if isinstance(option, Either) else (option,)))
    return Either(tuple(flat)) if len(flat) > 1 else next(iter(flat))


def _check_negation(node: Node, *, top: bool) -> None:
    """A group within the query that only says what must not occur holds nearly everything: it can be no part of another."""
    if isinstance(node, Phrase | Prefix):
        return
    if isinstance(node, Both) and not node.must and not top:
        raise QueryRefused("a group in parentheses must hold something that occurs, beside what must not")
    for one in node.options if isinstance(node, Either) else (*node.must, *node.must_not):
        _check_negation(one, top=False)


def _grouped(node: Node) -> str:
    return render(node) if isinstance(node, Phrase | Prefix) else f"({render(node)})"


def _short(text: str) -> str:
    return text if len(text) <= 40 else text[:39] + "…"
