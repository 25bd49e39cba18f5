"""A teacher's answers on unlabelled text, as soft labels for a smaller reader.

Teacher and student may cut words into other pieces, but both part words alike; texts on which they do not are left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import torch
from tokenizers import Tokenizer

from dateline.tagging.reader import vocabulary as v
from dateline.tagging.reader.decode import sigmoid, softmax
from dateline.tagging.reader.windows import Window, windows
from dateline.tagging.sentences import split_sentences
from dateline.text import paragraphs
from training.dataset import Act, Example, Floats, covered, english
from training.model import Network
from training.train import halved, padded, tensors

LEAST = 0.1  # Words less likely to be triggers teach nothing about types and roles.
BATCH = 4096  # Pieces.
SEEN = 0.02  # A teacher that thinks less of a word than this has not found the labelled act.


def windows_of(text: str, tokenizer: Tokenizer) -> list[Window]:
    """The windows that the runtime would read."""
    return list(windows(text, split_sentences(text, paragraphs(text), english()), tokenizer))


def silver(items: Iterable[dict[str, Any]], teachers: Sequence[tuple[Network, Tokenizer]], student: Tokenizer) -> list[Example]:
    """One example a window; several teachers are averaged. The teachers share a tokenizer's way of parting words."""
    waiting: list[tuple[Example, list[Window]]] = []
    for item in items:
        own = windows_of(item["text"], student)
        theirs = [windows_of(item["text"], tokenizer) for _, tokenizer in teachers]
        for n, window in enumerate(own):
            others = [each[n] for each in theirs if n < len(each)]
            if len(others) == len(teachers) and all(_places(other) == _places(window) for other in others):
                size = len(window.words)
                mask = np.zeros(size, np.float32)
                mask[window.first : window.last] = 1.0
                waiting.append((Example(window, np.zeros(size, np.float32), np.zeros(size, np.float32), mask, [], item["id"]), others))
    waiting.sort(key=lambda pair: len(pair[1][0].ids))
    start = 0
    while start < len(waiting):
        end = start + 1
        while end < len(waiting) and padded(len(waiting[end][1][0].ids)) * (end + 1 - start) <= BATCH:
            end += 1
        _answer(waiting[start:end], teachers)
        start = end
    return [example for example, _ in waiting]


def completed(rows: Iterable[dict[str, Any]], teachers: Sequence[tuple[Network, Tokenizer]], student: Tokenizer) -> list[Example]:
    """Sentences labelled with one category, source and target but no trigger: the teacher says which word it is, the label what it means.

    A row has `id`, `text`, `event`, `source` and `target` (quotes). A sentence where the teacher sees no such act is left out.
    """
    known = {row["id"]: row for row in rows}
    made = []
    for example in silver(known.values(), teachers, student):
        row = known[example.item]
        index = v.TYPES.index(row["event"]) if row["event"] in v.TYPES else -1
        if index < 0 or not example.acts:
            continue
        act = max(example.acts, key=lambda one: one.weight * float(one.type[index]))
        if act.weight * float(act.type[index]) < SEEN:
            continue
        act.type = np.zeros(len(v.TYPES), np.float32)
        act.type[index] = 1.0
        act.weight = act.main = 1.0
        act.pointing = 0.5  # Its actors and targets are labelled, time and place are not.
        example.trigger[act.word] = 1.0
        for role, quote in (("actor", row.get("source")), ("target", row.get("target"))):
            start = row["text"].find(quote) if quote else -1
            words = covered(example.window, (start, start + len(quote))) if start >= 0 else []
            if words:
                slot = 2 * v.ROLES.index(role)
                act.slots[slot : slot + 2] = 0.0
                act.slots[slot, words[0]] = 1.0
                act.slots[slot + 1, words[1:]] = 1.0
        made.append(example)
    return made


def _places(window: Window) -> list[tuple[int, int]]:
    return [(word.start, word.end) for word in window.words]


def _answer(batch: Sequence[tuple[Example, list[Window]]], teachers: Sequence[tuple[Network, Tokenizer]]) -> None:
    """Fill in the examples of a batch: probabilities, averaged over the teachers."""
    outputs = []
    for number, (net, _) in enumerate(teachers):
        group = [Example(others[number], example.trigger, example.inside, example.mask, [], "") for example, others in batch]
        with torch.no_grad(), halved():
            marks, queries, keys = net(*tensors(group))
        outputs.append((net, marks.float(), queries.float(), keys.float()))
    for row, (example, others) in enumerate(batch):
        pieces = [torch.tensor([word.piece for word in other.words]) for other in others]
        at = [marks[row, pieces[n]].numpy() for n, (_, marks, _, _) in enumerate(outputs)]
        example.trigger = _mean([sigmoid(one[:, v.TRIGGER]) for one in at])
        example.inside = _mean([sigmoid(one[:, v.INSIDE]) for one in at])
        places = torch.tensor([n for n in range(example.window.first, example.window.last) if example.trigger[n] >= LEAST])
        if len(places):
            sentences = torch.tensor([word.sentence for word in example.window.words])
            slots = _mean(
                [
                    sigmoid(net.point(q[row, p][places], k[row, p], places, sentences).detach().numpy())
                    for (net, _, q, k), p in zip(outputs, pieces, strict=True)
                ]
            )
            example.acts = [
                _act(int(word), [one[int(word)] for one in at], slots[n], float(example.trigger[word])) for n, word in enumerate(places)
            ]


def _act(word: int, rows: Sequence[Floats], slots: Floats, weight: float) -> Act:
    def soft(first: int, last: int) -> Floats:
        return _mean([softmax(row[first:last]) for row in rows])

    return Act(
        word=word,
        type=soft(v.TYPE_AT, v.STATUS_AT),
        status=soft(v.STATUS_AT, v.MODE_AT),
        mode=soft(v.MODE_AT, v.VOICE_AT),
        voice=soft(v.VOICE_AT, v.MARKS),
        ordinary=float(_mean([sigmoid(row[v.ORDINARY]) for row in rows])),
        background=float(_mean([sigmoid(row[v.BACKGROUND]) for row in rows])),
        slots=slots,
        weight=weight,
        pointing=0.0,  # A teacher points worse than it reads; roles are learned from labels.
    )


def _mean(arrays: Sequence[Any]) -> Floats:
    answer: Floats = np.mean(np.stack(arrays), axis=0).astype(np.float32)
    return answer
