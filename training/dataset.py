"""Labelled items -> what the reader shall say of each word. No torch here: `make test` runs it.

Label files are JSON Lines in the format of the codebook, offsets into `text` (`annot.py build`): `id`, `text` and `events`, each with
`trigger`, `type`, `mode`, `status`, `actors`, `targets`, `place`, `time`, `source`, `kind`, `position`, `same` and `ordinary`. Every
fault is named with file, line, item and event before training starts.
"""

from __future__ import annotations

import functools
import gzip
import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from dateline.labels.parties import chains
from dateline.seeds.language import Language, load_language
from dateline.tagging.reader.vocabulary import MODES, ROLES, SAME, SLOTS, STATUSES, TYPES, VOICES
from dateline.tagging.reader.windows import Window, windows
from dateline.tagging.sentences import split_sentences
from dateline.text import paragraphs

Floats = NDArray[np.float32]
_ROLE_KEYS = {"actor": "actors", "target": "targets", "place": "place", "time": "time", "voice": "source"}


class LabelError(ValueError):
    """A label that cannot be used: file, line, item and what is wrong."""


@dataclass(slots=True)
class Act:
    """What is wanted of one trigger. Distributions over the closed lists; `slots` is [SLOTS, words]. `weight` counts it in the loss,
    `pointing` its roles.
    """

    word: int
    type: Floats
    status: Floats
    mode: Floats
    voice: Floats
    ordinary: float
    background: float
    slots: Floats
    weight: float = 1.0
    main: float = 0.0
    pointing: float = 1.0


@dataclass(slots=True)
class Example:
    """A window with what is wanted of its words: `trigger` and `inside` are [words]; `mask` is 1 where they count."""

    window: Window
    trigger: Floats
    inside: Floats
    mask: Floats
    acts: list[Act]
    item: str


def read_labels(paths: Iterable[Path]) -> Iterator[dict[str, Any]]:
    """The items of label files, checked. Raises LabelError for the first fault."""
    for path in paths:
        with path.open(encoding="utf-8") as file:  # By line feeds alone: other ends of lines are text in JSON.
            for number, line in enumerate(file, 1):
                if line.strip():
                    try:
                        item = json.loads(line)
                    except ValueError as error:
                        raise LabelError(f"{path}:{number}: not JSON: {error}") from error
                    for fault in faults(item):
                        raise LabelError(f"{path}:{number}: {item.get('id', '?')}: {fault}")
                    yield item


def read_texts(paths: Iterable[Path]) -> Iterator[dict[str, Any]]:
    """Unlabelled items: JSON Lines with `id` and `text`, packed or not."""
    for path in paths:
        with gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8") as file:
            yield from (json.loads(line) for line in file if line.strip())


def faults(item: dict[str, Any]) -> Iterator[str]:
    """What is wrong with a labelled item, one line a fault."""
    text, events = item.get("text"), item.get("events")
    if not item.get("id") or not isinstance(text, str) or not isinstance(events, list):
        yield "needs `id`, `text` and a list of `events`"
        return
    for number, event in enumerate(events, 1):
        for key, allowed, empty in (("type", TYPES, False), ("status", STATUSES, False), ("mode", MODES, True), ("kind", VOICES, True)):
            value = event.get(key)
            if not (value in allowed or (empty and value is None)):
                yield f"event {number}: {key} {value!r} is none of {', '.join(filter(None, allowed))}"
        spans = [event.get("trigger"), *(span for role in ROLES for span in _spans(event, role))]
        for span in spans:
            if not (isinstance(span, list) and len(span) == 2 and 0 <= span[0] < span[1] <= len(text)):
                yield f"event {number}: {span!r} is no span of its text"
        same = event.get("same")
        if same is not None and not 1 <= same < number:
            yield f"event {number}: the same as {same}, which is no earlier event"


def digest(paths: Iterable[Path]) -> str:
    """Sixteen hex digits over the bytes of label files, for the model card."""
    state = hashlib.blake2b(digest_size=8)
    for path in sorted(paths):
        state.update(path.read_bytes())
    return state.hexdigest()


@functools.cache
def english() -> Language:
    """The words by which texts are cut into sentences, as shipped."""
    return load_language()


def examples(item: dict[str, Any], tokenizer: Tokenizer) -> Iterator[Example]:
    """The windows of a labelled item with what is wanted of each."""
    text, events = item["text"], item["events"]
    roots = chains(events)
    for window in windows(text, split_sentences(text, paragraphs(text), english()), tokenizer):
        size = len(window.words)
        trigger, inside, mask = (np.zeros(size, np.float32) for _ in range(3))
        mask[window.first : window.last] = 1.0
        at = {number: words for number, event in enumerate(events) if (words := covered(window, event["trigger"]))}
        acts = []
        for number, words in at.items():
            trigger[words[0]] = 1.0
            inside[words[1:]] = 1.0
            if window.first <= words[0] < window.last:
                acts.append(_act(window, number, events, roots, at, words[0]))
        yield Example(window, trigger, inside, mask, acts, item["id"])


def covered(window: Window, span: Sequence[int]) -> list[int]:
    """Indexes of the words that a span covers."""
    return [n for n, word in enumerate(window.words) if word.start >= 0 and word.start < span[1] and span[0] < word.end]


def _act(window: Window, number: int, events: Sequence[dict[str, Any]], roots: Sequence[int], at: dict[int, list[int]], word: int) -> Act:
    event = events[number]
    slots = np.zeros((SLOTS, len(window.words)), np.float32)
    for index, role in enumerate(ROLES):
        for span in _spans(event, role):
            words = covered(window, span)
            if words:
                slots[2 * index, words[0]] = 1.0
                slots[2 * index + 1, words[1:]] = 1.0
    for other, words in at.items():
        if other != number and roots[other] == roots[number]:
            slots[SAME, words[0]] = 1.0
    return Act(
        word=word,
        type=_one_hot(TYPES, event["type"]),
        status=_one_hot(STATUSES, event["status"]),
        mode=_one_hot(MODES, event.get("mode") or ""),
        voice=_one_hot(VOICES, (event.get("kind") or "report") if event.get("source") else ""),
        ordinary=float(bool(event.get("ordinary"))),
        background=float(event.get("position") == "background"),
        slots=slots,
    )


def _spans(event: dict[str, Any], role: str) -> list[Any]:
    value = event.get(_ROLE_KEYS[role])
    if not value:
        return []
    return value if role in ("actor", "target") else [value]


def _one_hot(values: Sequence[str], value: str) -> Floats:
    row = np.zeros(len(values), np.float32)
    row[values.index(value)] = 1.0
    return row
