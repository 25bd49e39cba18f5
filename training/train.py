"""Fine-tune an encoder on examples.

Hard labels and a teacher's soft ones go through the same loss: every label is a distribution. Same data and seed give the same
figures within noise (threads add in another order).
"""

from __future__ import annotations

import math
import random
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from tokenizers import Tokenizer
from torch import Tensor

from dateline.tagging.reader.vocabulary import (
    BACKGROUND,
    INSIDE,
    MAIN,
    MARKS,
    MODE_AT,
    ORDINARY,
    SAME,
    STATUS_AT,
    TRIGGER,
    TYPE_AT,
    VOICE_AT,
)
from training.dataset import Example
from training.model import Network

# What each answer weighs in the loss; the trigger is a sum over words, the others are means over acts.
WEIGHTS = {"trigger": 1.0, "inside": 0.3, "type": 1.0, "status": 1.0, "mode": 0.4, "voice": 0.3, "flags": 0.4, "roles": 0.5, "main": 0.2}


POINTING = frozenset({"queries", "keys", "distance", "relation", "mix", "shift"})
SEEN = 0.5  # From which chance a word counts as a trigger, for soft labels.
EVERY = 5  # Steps between two weights that are averaged.
POINTING_RATE = 3.0  # These learn from few pairs, and slower than the rest at the same rate.
ALIKE = 4.0  # What another act's trigger weighs in "the same happening", beside a word that is no trigger and plainly is none.
LENGTHS = (32, 48, 64, 96, 128, 192, 256, 320)


@dataclass(frozen=True, slots=True)
class Plan:
    """How to train: rates of encoder and heads, epochs, pieces a batch, and the last share of the steps whose weights are averaged."""

    encoder: float
    heads: float
    epochs: float
    pieces: int = 1400
    warmup: float = 0.1
    decay: float = 0.01
    seed: int = 7
    decay_by_layer: float = 1.0
    averaged: float = 0.0


def halved() -> torch.autocast:
    """Products in bfloat16 where the processor has them: where it has not, they take many times as long as whole ones."""
    return torch.autocast("cpu", dtype=torch.bfloat16, enabled=torch.ops.mkldnn._is_mkldnn_bf16_supported())


def load_tokenizer(folder: Path) -> Tokenizer:
    """The tokenizer of a base, without its own cutting and padding."""
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer


def batches(data: Sequence[Example], pieces: int, chance: random.Random | None) -> Iterator[list[Example]]:
    """Groups of one padded length and at most `pieces` with padding; shuffled when given chance.

    There are few lengths on purpose: the kernels are compiled for each shape, which costs more than the padding.
    """
    order = list(data)
    if chance:
        chance.shuffle(order)
    by_length: dict[int, list[Example]] = {}
    for example in order:
        by_length.setdefault(padded(len(example.window.ids)), []).append(example)
    groups = []
    for length, members in by_length.items():
        size = max(1, pieces // length)
        groups.extend(members[n : n + size] for n in range(0, len(members), size))
    if chance:
        chance.shuffle(groups)
    yield from groups


def padded(length: int) -> int:
    """The length that a window is padded to."""
    return next(one for one in LENGTHS if one >= length)


def tensors(group: Sequence[Example]) -> tuple[Tensor, Tensor, Tensor]:
    """Pieces, cases and mask of a batch."""
    longest = padded(max(len(e.window.ids) for e in group))
    ids, cases, mask = (torch.zeros(len(group), longest, dtype=torch.long) for _ in range(3))
    for n, example in enumerate(group):
        size = len(example.window.ids)
        ids[n, :size] = torch.tensor(example.window.ids)
        cases[n, :size] = torch.tensor(example.window.cases)
        mask[n, :size] = 1
    return ids, cases, mask


def loss_of(net: Network, group: Sequence[Example], status_weights: Tensor) -> Tensor:
    """The loss of a batch, for hard and soft labels alike."""
    with halved():
        marks, queries, keys = net(*tensors(group))
    marks, queries, keys = marks.float(), queries.float(), keys.float()
    bce = torch.nn.functional.binary_cross_entropy_with_logits
    total = torch.zeros(())
    for n, example in enumerate(group):
        pieces = torch.tensor([word.piece for word in example.window.words])
        at, mask = marks[n, pieces], torch.from_numpy(example.mask)
        total = total + WEIGHTS["trigger"] * (bce(at[:, TRIGGER], torch.from_numpy(example.trigger), reduction="none") * mask).sum()
        total = total + WEIGHTS["inside"] * (bce(at[:, INSIDE], torch.from_numpy(example.inside), reduction="none") * mask).sum()
        if example.acts:
            total = total + _acts_loss(net, at, queries[n, pieces], keys[n, pieces], example, status_weights)
    return total / len(group)


def _acts_loss(net: Network, at: Tensor, queries: Tensor, keys: Tensor, example: Example, status_weights: Tensor) -> Tensor:
    acts, sentences = example.acts, torch.tensor([word.sentence for word in example.window.words])
    places = torch.tensor([act.word for act in acts])
    weight = torch.tensor([act.weight for act in acts])
    rows = at[places]
    ce = torch.nn.functional.cross_entropy
    bce = torch.nn.functional.binary_cross_entropy_with_logits

    def soft(first: int, last: int, name: str) -> Tensor:
        return ce(rows[:, first:last], torch.from_numpy(np.stack([getattr(act, name) for act in acts])), reduction="none")

    wanted = torch.from_numpy(np.stack([act.status for act in acts]))
    status = ce(rows[:, STATUS_AT:MODE_AT], wanted, reduction="none") * (wanted @ status_weights)
    flags = bce(rows[:, ORDINARY], torch.tensor([a.ordinary for a in acts]), reduction="none") + bce(
        rows[:, BACKGROUND], torch.tensor([a.background for a in acts]), reduction="none"
    )
    each = (
        WEIGHTS["type"] * soft(TYPE_AT, STATUS_AT, "type")
        + WEIGHTS["status"] * status
        + WEIGHTS["mode"] * soft(MODE_AT, VOICE_AT, "mode")
        + WEIGHTS["voice"] * soft(VOICE_AT, MARKS, "voice")
        + WEIGHTS["flags"] * flags
    )
    scores = net.point(queries[places], keys, places, sentences)
    slots = torch.from_numpy(np.stack([act.slots for act in acts]))
    pointing = torch.tensor([act.pointing for act in acts])
    hard = torch.ones(slots.shape[1:])
    hard[SAME, torch.from_numpy(example.trigger > SEEN)] = ALIKE
    each = each + WEIGHTS["roles"] * bce(scores, slots, weight=hard, reduction="none").sum(dim=(1, 2)) * pointing
    total = (each * weight).sum()
    main = torch.tensor([act.main for act in acts])
    if main.sum() > 0 and len(acts) > 1:
        total = total + WEIGHTS["main"] * ce(rows[:, MAIN][None], main[None] / main.sum())
    return total


def status_weights(data: Sequence[Example]) -> Tensor:
    """Rare statuses count more: the fourth root of how much rarer than the commonest they are."""
    counts = np.sum([act.status * act.weight for e in data for act in e.acts], axis=0) + 1
    return torch.from_numpy(((counts.max() / counts) ** 0.25).astype(np.float32))


def train(net: Network, data: Sequence[Example], plan: Plan, *, say: bool = True) -> None:
    """Train in place. The word vectors stay as they are: they hold what the base has read, and updating them costs a third of the time."""
    torch.manual_seed(plan.seed)
    chance = random.Random(plan.seed)
    net.encoder.get_input_embeddings().weight.requires_grad_(False)
    own = [(name, p) for name, p in net.named_parameters() if not name.startswith("encoder.")]
    marking = [p for name, p in own if name.split(".")[0] not in POINTING]
    pointing = [p for name, p in own if name.split(".")[0] in POINTING]
    rates = ((marking, plan.heads), (pointing, POINTING_RATE * plan.heads))
    groups = [{"params": params, "lr": rate, "base": rate} for params, rate in rates]
    count = net.encoder.config.num_hidden_layers
    for name, p in net.encoder.named_parameters():
        if p.requires_grad:
            layer = next((int(part) for part in name.split(".") if part.isdigit()), -1)
            rate = plan.encoder * plan.decay_by_layer ** (count - 1 - layer)
            groups.append({"params": [p], "lr": rate, "base": rate})
    optimizer = torch.optim.AdamW(groups, weight_decay=plan.decay, betas=(0.9, 0.98), eps=1e-6)
    weights = status_weights(data)
    per_epoch = sum(1 for _ in batches(data, plan.pieces, random.Random(0)))
    steps = math.ceil(per_epoch * plan.epochs)
    step, started, running = 0, time.monotonic(), 0.0
    mean = _Mean([p for p in net.parameters() if p.requires_grad])
    net.train()
    while step < steps:
        for group in batches(data, plan.pieces, chance):
            rate = min((step + 1) / max(1, plan.warmup * steps), max(0.0, (steps - step) / max(1, (1 - plan.warmup) * steps)))
            for one in optimizer.param_groups:
                one["lr"] = one["base"] * rate
            loss = loss_of(net, group, weights)
            loss.backward()
            torch.nn.utils.clip_grad_norm_(net.parameters(), 5.0)
            optimizer.step()
            optimizer.zero_grad()
            running += loss.item()
            step += 1
            if step > steps * (1 - plan.averaged) and step % EVERY == 0:
                mean.add()
            if say and step % 50 == 0:
                print(f"step {step}/{steps} loss {running / 50:.3f} {time.monotonic() - started:.0f} s", file=sys.stderr, flush=True)
                running = 0.0
            if step >= steps:
                break
    mean.put()
    net.eval()


class _Mean:
    """The mean of weights along the way, which reads unseen text better than the last ones (Izmailov et al., 2018)."""

    def __init__(self, weights: Sequence[Tensor]) -> None:
        self._weights = weights
        self._sums: list[Tensor] = []
        self._count = 0

    def add(self) -> None:
        """Count the weights as they are."""
        now = [weight.detach().clone() for weight in self._weights]
        self._sums = [held + one for held, one in zip(self._sums, now, strict=True)] if self._count else now
        self._count += 1

    def put(self) -> None:
        """Make the weights their mean; without any counted they stay."""
        for weight, held in zip(self._weights, self._sums, strict=self._count > 0):
            weight.data.copy_(held / self._count)
