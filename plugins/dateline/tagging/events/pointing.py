"""Who, to whom, where, when and whose word: the spans of the text that play a role for an act. Pure.

The reader points from its trigger at words, the parse knows how words hang together: both are looked at. Every noun phrase and mention
around an act is a candidate; a linear look at the reader's chances, the path through the parse, the kind of thing and the distance says
which play the role, or that none does. The weights are part of the artefact (`training/pointing.py` makes them).
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from spacy.tokens import Token

from dateline.models import Kind, Mention
from dateline.tagging.reader.buckets import bucket
from dateline.tagging.reader.decode import Act, Pointer
from dateline.tagging.reader.vocabulary import ROLES
from dateline.tagging.reading import Parse, Reading
from dateline.text import Span

NEAR = 1  # Sentences before and after the act's own.
STEPS = 8  # Arcs that a path may have either way.
LONGEST = 6  # A longer path says nothing.
FAR = "far"
LEAST = 0.01  # The reader's chance for what it does not point at.
SINGLE = frozenset({"time", "voice"})  # An act has one of these; of several places the finest is taken later.
_ARTICLES = ("the ", "a ", "an ")
_PEOPLE = frozenset({Kind.PERSON, Kind.ORGANISATION, Kind.LOCATION, Kind.NATIONALITY, Kind.FACILITY})
_SIDES = frozenset({"actor", "target", "voice"})


@dataclass(frozen=True, slots=True)
class Weights:
    """For each role the weights [ROLE_BUCKETS] and the chance from which on a candidate plays it."""

    of: Mapping[str, Sequence[float]]
    least: Mapping[str, float]


@dataclass(slots=True)
class Candidate:
    """A span with what the reader thinks of it, by role; `mention` is what exactly stands there."""

    start: int
    end: int
    chances: dict[str, float] = field(default_factory=dict)
    mention: Mention | None = None


Feature = tuple[int, float]


def cast_roles(reading: Reading, act: Act, weights: Weights) -> dict[str, tuple[Pointer, ...]]:
    """The spans that play each role for an act, the surest first."""
    found: dict[str, list[Pointer]] = {role: [] for role in ROLES}
    every = candidates(reading, act)
    look = Look(reading, act, every)
    for one in every:
        features = look.features(one)
        for role in roles_of(one):
            chance = chance_of(features, weights.of[role])
            if chance >= weights.least[role]:
                found[role].append(Pointer(one.start, one.end, round(chance, 3)))
    return {role: _apart(sorted(pointers, key=lambda p: -p.chance), single=role in SINGLE) for role, pointers in found.items()}


def roles_of(one: Candidate) -> tuple[str, ...]:
    """What a candidate can be: only a dated time dates an act, only a resolved place places it."""
    if one.mention is not None and one.mention.kind is Kind.TIME:
        return ("time",) if one.mention.time is not None and one.mention.time.start is not None else ()
    if one.mention is not None and one.mention.place is not None:
        return ("actor", "target", "voice", "place")
    return ("actor", "target", "voice")


def chance_of(features: Sequence[Feature], weights: Sequence[float]) -> float:
    """Logistic."""
    score = sum(weights[bucket] * value for bucket, value in features)
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, score))))


def candidates(reading: Reading, act: Act) -> list[Candidate]:
    """The spans around an act that could play a role: what the reader points at, noun phrases, mentions."""
    home = reading.sentence_at(act.start)
    first, last = max(0, home - NEAR), min(len(reading.sentences) - 1, home + NEAR)
    low, high = reading.sentences[first][0], reading.sentences[last][1]
    found: dict[Span, Candidate] = {}

    def at(start: int, end: int) -> Candidate:
        return found.setdefault((start, end), Candidate(start, end))

    for role, pointers in act.roles.items():
        if role in _SIDES:
            for pointer in pointers:
                at(pointer.start, pointer.end).chances[role] = pointer.chance
    for index in range(first, last + 1):
        if index in reading.parses:
            for start, end in noun_phrases(reading.parses[index]):
                at(start, end)
    for mention in reading.mentions:
        if low <= mention.start < high and (mention.kind in _PEOPLE or mention.kind is Kind.TIME or mention.place is not None):
            one = at(_without_article(mention), mention.end)
            if one.mention is None or mention.place is not None or (mention.entity is not None and one.mention.place is None):
                one.mention = mention
    return list(found.values())


def noun_phrases(parse: Parse) -> Iterator[Span]:
    """The noun phrases of a sentence without what stands before their first word of meaning."""
    doc = parse.doc
    for chunk in doc.noun_chunks:
        start = chunk.start
        while start < chunk.end and (doc[start].pos_ in ("DET", "PUNCT") or doc[start].tag_ == "PRP$"):
            start += 1
        if start < chunk.end:
            end = doc[chunk.end - 1]
            yield parse.start + doc[start].idx, parse.start + end.idx + len(end)


def _without_article(mention: Mention) -> int:
    words = mention.text.lower()
    return mention.start + next((len(article) for article in _ARTICLES if words.startswith(article)), 0)


def _apart(pointers: Sequence[Pointer], *, single: bool) -> tuple[Pointer, ...]:
    chosen: list[Pointer] = []
    for pointer in pointers:
        if not any(pointer.start < one.end and one.start < pointer.end for one in chosen):
            chosen.append(pointer)
    return tuple(chosen[:1] if single else chosen)


class Look:
    """What can be seen of each candidate of one act."""

    def __init__(self, reading: Reading, act: Act, every: Sequence[Candidate]) -> None:
        self._reading, self._act = reading, act
        self._home = reading.sentence_at(act.start)
        self._parse = reading.parses.get(self._home)
        self._trigger = _root(self._parse, act.start, act.end)
        self._above = _ancestors(self._trigger) if self._trigger is not None else {}
        self._pointed = [(role, pointer) for role, pointers in act.roles.items() for pointer in pointers]

    def features(self, one: Candidate) -> list[Feature]:
        """Buckets with values, for all roles alike."""
        names = ["bias", *self._hanging(one), *self._kind(one), *self._form(one)]
        found: list[Feature] = [(bucket(name), 1.0) for name in names]
        for role in ROLES:
            best = max((p.chance for r, p in self._pointed if r == role and p.start < one.end and one.start < p.end), default=LEAST)
            best = min(max(best, LEAST), 1 - LEAST)
            found.append((bucket(f"reader:{role}"), math.log(best / (1 - best))))
            if role in one.chances:
                found.append((bucket(f"span:{role}"), 1.0))
            if any(r == role and p.end == one.end for r, p in self._pointed):
                found.append((bucket(f"end:{role}"), 1.0))
        return found

    def _hanging(self, one: Candidate) -> list[str]:
        """How it hangs on the trigger in the parse, or in which sentence it stands."""
        where = self._reading.sentence_at(one.start)
        if where != self._home:
            return [f"sentence:{max(-2, min(2, where - self._home))}"]
        token = _root(self._parse, one.start, one.end)
        if token is None or self._trigger is None:
            return ["unparsed"]
        path = _path(self._above, token)
        return [f"path:{path}", f"type:{self._act.type}:{path}", f"tag:{self._trigger.tag_}:{path}"]

    def _kind(self, one: Candidate) -> list[str]:
        mention = one.mention
        if mention is None:
            return ["kind:none"]
        names = [f"kind:{mention.kind}", f"type:{self._act.type}:{mention.kind}"]
        if mention.entity is not None:
            names.append(f"sector:{mention.entity.sector}")
        if mention.place is not None:
            names.append(f"feature:{mention.place.feature}")
        return names

    def _form(self, one: Candidate) -> list[str]:
        words = self._reading.text[one.start : one.end].lower().split()
        after = one.start >= self._act.end
        gap = one.start - self._act.end if after else self._act.start - one.end
        return [
            f"last:{words[-1][:12] if words else ''}",
            f"length:{min(6, len(words))}",
            f"capital:{self._reading.text[one.start].isupper()}",
            f"gap:{'after' if after else 'before'}:{min(8, int(math.log2(max(gap, 0) + 1)))}",
            f"inside:{one.start < self._act.end and self._act.start < one.end}",
        ]


def _root(parse: Parse | None, start: int, end: int) -> Token | None:
    if parse is None:
        return None
    span = parse.doc.char_span(start - parse.start, end - parse.start, alignment_mode="expand")
    return span.root if span is not None else None


def _ancestors(token: Token) -> dict[int, str]:
    """The tokens above a trigger with the arcs that lead to each."""
    above, arcs = {token.i: ""}, ""
    for _ in range(STEPS):
        if token.head.i == token.i:
            break
        arcs = f"{arcs}^{token.dep_}"
        token = token.head
        above[token.i] = arcs
    return above


def _path(above: Mapping[int, str], token: Token) -> str:
    """The arcs from the trigger up to a common ancestor and down to a token; prepositions by their word."""
    down: list[str] = []
    for _ in range(STEPS):
        if token.i in above:
            up = above[token.i]
            return f"{up}|{'>'.join(reversed(down))}" if up.count("^") + len(down) <= LONGEST else FAR
        if token.head.i == token.i:
            break
        down.append(f"prep_{token.lower_}" if token.dep_ == "prep" else token.dep_)
        token = token.head
    return FAR
