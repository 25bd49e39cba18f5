"""What the encoder says of a window -> acts. Pure; numpy in, plain values out.

A word is a trigger when its probability reaches the threshold; it goes on over the words that say so. Every other answer is read
at the first word of the trigger. A role is pointed at: for each trigger, each word has a probability to begin that role and one to go on.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dateline.tagging.reader import vocabulary as v
from dateline.tagging.reader.windows import Window

Floats = NDArray[Any]
BUCKETS = 16
RELATIONS = 5  # The same sentence, the one before, the one after, earlier, later.
BLOCK = 50  # Acts looked at together with their neighbours: what it takes of memory is bounded.
NEIGHBOURS = 150
GAP = 2  # Characters that may part two words of one span: a blank, a quotation mark.
BLANK = 1  # That part two triggers of one act: a comma parts two acts.
FAINT = 0.05  # What the reader gives a word less is no word on it.
NEAR = 60  # Characters within which either of two words may tell one act.


@dataclass(frozen=True, slots=True)
class Pointer:
    """A span of the text that plays a role for an act, with its probability."""

    start: int
    end: int
    chance: float


@dataclass(frozen=True, slots=True)
class Act:
    """What the reader says of one trigger; spans are offsets of the text, chances between 0 and 1 and not yet calibrated.

    `happened` is the chance that the act is told as real (happened or ongoing); `same` are the triggers (their first offsets)
    that tell the same happening.
    """

    start: int
    end: int
    chance: float
    type: str
    type_chance: float
    runner_up: str
    status: str
    status_chance: float
    happened: float
    mode: str | None = None
    voice_kind: str | None = None
    ordinary: float = 0.0
    background: float = 0.0
    main: float = 0.0
    roles: dict[str, tuple[Pointer, ...]] = field(default_factory=dict)
    same: tuple[tuple[int, float], ...] = ()
    runner_up_chance: float = 0.0
    status_runner_up: str = ""
    status_runner_up_chance: float = 0.0

    @property
    def is_ordinary(self) -> bool:
        """Whether it is likelier to be without a political side."""
        return self.ordinary >= 0.5


@dataclass(frozen=True, slots=True)
class Told:
    """An act as its window tells it, and what finds the other tellings of it: the answers at its trigger, and the numbers of that word
    and its sentence in the text. `window` is the number of the window's first word."""

    act: Act
    query: Floats
    key: Floats
    word: int
    sentence: int
    window: int


@dataclass(frozen=True, slots=True)
class Bounds:
    """Thresholds of the artefact: from which chance a `trigger` is looked at (`Least` says which are told), `inside`
    from which a word goes on, one for each role, `same` within a window and `across` two."""

    trigger: float = 0.2
    inside: float = 0.5
    roles: tuple[float, ...] = (0.5,) * len(v.ROLES)
    same: float = 0.6
    across: float = 0.8


@dataclass(frozen=True, slots=True)
class Geometry:
    """How a trigger and a word are weighed beside their own scores, from the artefact.

    `distance` [SLOTS, 2 * BUCKETS + 1] by how many words lie between, `relation` [SLOTS, RELATIONS] by whose sentence, `shift` [SLOTS],
    `mix` [MIX, SLOTS] the layer that looks at both together.
    """

    distance: Floats
    relation: Floats
    shift: Floats
    mix: Floats


def decode(window: Window, marks: Floats, queries: Floats, keys: Floats, *, bounds: Bounds, geometry: Geometry) -> list[Told]:
    """The acts of a window's own words, in order, none linked yet. `marks`, `queries`, `keys` are [pieces, ...]."""
    if window.first == window.last:
        return []
    pieces = np.array([word.piece for word in window.words])
    at = marks[pieces]
    trigger, inside = sigmoid(at[:, v.TRIGGER]), sigmoid(at[:, v.INSIDE])
    found = [n for n in range(window.first, window.last) if trigger[n] >= FAINT]
    if not found:
        return []
    places, sentences = np.array(found), np.array([word.sentence for word in window.words])
    gaps = np.arange(len(pieces))[None, :] - places[:, None]
    scores = point(queries[pieces][found], keys[pieces], gaps, sentences[None, :] - sentences[places][:, None], geometry)
    pointed = sigmoid(scores)
    told = [
        Told(
            _act(window, at, trigger, inside, pointed[row], n, bounds),
            queries[pieces[n]],
            keys[pieces[n]],
            window.before + n - window.first,
            window.words[n].sentence,
            window.before,
        )
        for row, n in enumerate(found)
    ]
    return [one for one in _shared(_whole(told, sure=bounds.inside), sure=bounds.inside) if one.act.chance >= bounds.trigger]


def _whole(told: Sequence[Told], *, sure: float) -> list[Told]:
    """Tellings in order; two `sure` words for one act that stand side by side ("deal signed") are one, the surer."""
    found: list[Told] = []
    for one in told:
        act, before = one.act, found[-1].act if found else None
        if before and act.type == before.type and act.start - before.end <= BLANK and min(act.chance, before.chance) >= sure:
            surer = max(found.pop(), one, key=lambda each: each.act.chance)
            one = replace(surer, act=replace(surer.act, start=before.start, end=act.end))
        found.append(one)
    return found


def _shared(told: Sequence[Told], *, sure: float) -> list[Told]:
    """Tellings with what they share: of "a rocket killed two" the network marks one word, and divides its belief. The likeliest of the
    words near it that may tell one act has the chance that any of them does; those that are `sure` are acts of their own."""
    found = []
    for one in told:
        near = [n.act.chance for n in told if n.act.type == one.act.type and 0 < abs(n.act.start - one.act.start) <= NEAR]
        none = (1 - one.act.chance) * math.prod(1 - chance for chance in near if chance < sure)
        found.append(replace(one, act=replace(one.act, chance=1 - none)) if one.act.chance >= max(near, default=1.0) else one)
    return found


def linked(told: Sequence[Told], *, bounds: Bounds, geometry: Geometry) -> list[Act]:
    """The acts of a text, given in its order, each with those that tell the same happening, in whichever window.

    A window that was read without the other is less to be trusted, hence `bounds.across`. Acts more than `NEIGHBOURS` apart are not
    looked at together: so many acts are no article.
    """
    if not told:
        return []
    queries, keys = np.stack([one.query for one in told]), np.stack([one.key for one in told])
    words, sentences, windows = (np.array(numbers) for numbers in zip(*((one.word, one.sentence, one.window) for one in told), strict=True))
    acts = []
    for begin in range(0, len(told), BLOCK):
        own, first = slice(begin, begin + BLOCK), max(0, begin - NEIGHBOURS)
        seen = slice(first, begin + BLOCK + NEIGHBOURS)
        gaps, whose, apart = (numbers[None, seen] - numbers[own, None] for numbers in (words, sentences, windows))
        chances = sigmoid(point(queries[own], keys[seen], gaps, whose, geometry)[:, v.SAME])
        likely = chances >= np.where(apart == 0, bounds.same, bounds.across)
        for row, one in enumerate(told[own]):
            others = [m for m in likely[row].nonzero()[0].tolist() if first + m != begin + row]
            acts.append(replace(one.act, same=tuple((told[first + m].act.start, float(chances[row, m])) for m in others)))
    return acts


def point(queries: Floats, keys: Floats, gaps: Floats, sentences: Floats, geometry: Geometry) -> Floats:
    """Scores [acts, SLOTS, words] of triggers over words; `gaps` and `sentences` [acts, words] are how many words and sentences a word
    stands behind the trigger."""
    own = v.SLOTS * v.DEPTH
    q = queries[:, :own].reshape(len(queries), v.SLOTS, v.DEPTH)
    k = keys[:, :own].reshape(len(keys), v.SLOTS, v.DEPTH)
    scores = np.einsum("asd,wsd->asw", q, k, optimize=True) / v.DEPTH**0.5
    both = np.maximum(queries[:, None, own:] + keys[None, :, own:], 0) @ geometry.mix
    near = geometry.distance[:, buckets(gaps)] + geometry.relation[:, relations(sentences)]
    weighed: Floats = scores + both.transpose(0, 2, 1) + near.transpose(1, 0, 2) + geometry.shift[None, :, None]
    return weighed


def relations(gap: Floats) -> Floats:
    """Sentences between trigger and word -> 0 the same, 1 the one before, 2 the one after, 3 earlier, 4 later."""
    index: Floats = np.select([gap == 0, gap == -1, gap == 1, gap < 0], [0, 1, 2, 3], 4)
    return index


def buckets(gap: Floats) -> Floats:
    """Distance in words -> index of its bucket, 0 to 2 * BUCKETS."""
    size = np.where(gap == 0, 0, np.floor(np.log2(np.maximum(np.abs(gap), 1)) * 2 + 1)).astype(int)
    size = np.minimum(size, BUCKETS)
    signed: Floats = np.where(gap < 0, BUCKETS - size, BUCKETS + size)
    return signed


def sigmoid(x: Floats) -> Floats:
    """Log-odds -> probability."""
    answer: Floats = 1.0 / (1.0 + np.exp(-np.clip(x, -40, 40)))
    return answer


def softmax(x: Floats) -> Floats:
    """Scores -> a distribution over the last axis."""
    powers = np.exp(x - x.max(axis=-1, keepdims=True))
    answer: Floats = powers / powers.sum(axis=-1, keepdims=True)
    return answer


def _act(window: Window, at: Floats, trigger: Floats, inside: Floats, pointed: Floats, n: int, bounds: Bounds) -> Act:
    row = at[n]
    types = softmax(row[v.TYPE_AT : v.STATUS_AT])
    statuses = softmax(row[v.STATUS_AT : v.MODE_AT])
    first, second = np.argsort(-types)[:2]
    status, other_status = np.argsort(-statuses)[:2]
    last = _last(window, n, (inside >= bounds.inside) & (trigger < trigger[n]), window.last)
    return Act(
        start=window.words[n].start,
        end=window.words[last].end,
        chance=float(trigger[n]),
        type=v.TYPES[first],
        type_chance=float(types[first]),
        runner_up=v.TYPES[second],
        status=v.STATUSES[status],
        status_chance=float(statuses[status]),
        happened=float(statuses[0] + statuses[1]),
        mode=v.MODES[int(row[v.MODE_AT : v.VOICE_AT].argmax())] or None,
        voice_kind=v.VOICES[1 + int(row[v.VOICE_AT + 1 : v.MARKS].argmax())],
        ordinary=float(sigmoid(row[v.ORDINARY])),
        background=float(sigmoid(row[v.BACKGROUND])),
        main=float(row[v.MAIN]),
        roles={
            role: tuple(_spans(window, pointed[2 * index], pointed[2 * index + 1] >= bounds.inside, bounds.roles[index]))
            for index, role in enumerate(v.ROLES)
        },
        runner_up_chance=float(types[second]),
        status_runner_up=v.STATUSES[other_status],
        status_runner_up_chance=float(statuses[other_status]),
    )


def _spans(window: Window, begin: Floats, goes_on: Floats, bound: float) -> Iterator[Pointer]:
    words, last = window.words, -1
    for n in (begin >= bound).nonzero()[0].tolist():
        if n > last and words[n].start >= 0:
            last = _last(window, n, goes_on, len(words))
            yield Pointer(words[n].start, words[last].end, float(begin[n]))


def _last(window: Window, n: int, goes_on: Floats, end: int) -> int:
    """The last word of the span that begins at a word: each of the next that goes on and follows at once, up to an `end`."""
    while n + 1 < end and goes_on[n + 1] and 0 <= window.words[n + 1].start - window.words[n].end <= GAP:
        n += 1
    return n
