"""The network: a small encoder, one linear layer that marks words, and bilinear slots that point from a trigger to other words."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import load_file
from torch import Tensor, nn
from transformers import AutoConfig, AutoModel

from dateline.tagging.reader.decode import BUCKETS, RELATIONS
from dateline.tagging.reader.vocabulary import DEPTH, MARKS, MIX, POINT, SLOTS
from dateline.tagging.reader.windows import CASES

HIDDEN = 256  # Width of the layer before the marks that need more than a linear look: status, mode, voice.


class Network(nn.Module):
    """`forward` gives marks [B, L, MARKS], queries and keys [B, L, POINT]."""

    def __init__(self, config: Any, *, dropout: float = 0.1, hidden: int = HIDDEN) -> None:
        super().__init__()
        self.encoder = AutoModel.from_config(config)
        width = config.hidden_size
        self.case = nn.Embedding(CASES, width)
        nn.init.zeros_(self.case.weight)
        self.drop = nn.Dropout(dropout)
        self.look = nn.Linear(width, hidden)
        self.marks = nn.Linear(width + hidden, MARKS)
        self.queries = nn.Linear(width, POINT)
        self.keys = nn.Linear(width, POINT)
        self.distance = nn.Parameter(torch.zeros(SLOTS, 2 * BUCKETS + 1))
        self.relation = nn.Parameter(torch.zeros(SLOTS, RELATIONS))
        self.mix = nn.Parameter(torch.zeros(MIX, SLOTS))
        self.shift = nn.Parameter(torch.full((SLOTS,), -3.0))
        for layer in (self.queries, self.keys):
            nn.init.normal_(layer.weight, std=0.05)
            nn.init.zeros_(layer.bias)

    def resize(self, *, pieces: int, positions: int) -> None:
        """Hold so many pieces and positions; the first positions stay, the vectors of the pieces are the caller's to fill."""
        held = self.encoder.embeddings
        old = held.word_embeddings
        held.word_embeddings = nn.Embedding(pieces, old.embedding_dim, padding_idx=old.padding_idx)
        self.encoder.config.vocab_size = pieces
        table = held.position_embeddings
        table.weight.data = table.weight.data[:positions].clone()
        for name in ("position_ids", "token_type_ids"):
            setattr(held, name, getattr(held, name)[:, :positions])

    def forward(self, ids: Tensor, cases: Tensor, mask: Tensor | None = None) -> tuple[Tensor, Tensor, Tensor]:
        """Pieces, how their words are written, and 1 where there is a piece (everywhere when None): all [B, L]."""
        embedded = self.encoder.get_input_embeddings()(ids) + self.case(cases)
        states = self.drop(self.encoder(inputs_embeds=embedded, attention_mask=mask).last_hidden_state)
        marks = self.marks(torch.cat([states, self.drop(nn.functional.gelu(self.look(states)))], dim=-1))
        return marks, self.queries(states), self.keys(states)

    def point(self, queries: Tensor, keys: Tensor, places: Tensor, sentences: Tensor) -> Tensor:
        """Scores [acts, SLOTS, words] of triggers (rows of `queries`, at word `places`) over words (`keys` [words, ...])."""
        own = SLOTS * DEPTH
        q = queries[:, :own].reshape(-1, SLOTS, DEPTH)
        k = keys[:, :own].reshape(-1, SLOTS, DEPTH)
        scores = torch.einsum("asd,wsd->asw", q, k) / DEPTH**0.5
        both = torch.relu(queries[:, None, own:] + keys[None, :, own:]) @ self.mix
        gap = buckets(torch.arange(len(keys))[None, :] - places[:, None])
        near = self.distance[:, gap] + self.relation[:, relations(sentences[None, :] - sentences[places][:, None])]
        return scores + both.permute(0, 2, 1) + near.permute(1, 0, 2) + self.shift[None, :, None]


def buckets(gap: Tensor) -> Tensor:
    """Distance in words -> index of its bucket, 0 to 2 * BUCKETS."""
    size = torch.log2(gap.abs().clamp(min=1).float()) * 2 + 1
    size = torch.where(gap == 0, torch.zeros_like(size), size).floor().long().clamp(max=BUCKETS)
    return torch.where(gap < 0, BUCKETS - size, BUCKETS + size)


def relations(gap: Tensor) -> Tensor:
    """Sentences between trigger and word -> index of their relation, as the runtime has it."""
    later = torch.where(gap == 1, 2, 4)
    earlier = torch.where(gap == -1, 1, 3)
    return torch.where(gap == 0, 0, torch.where(gap < 0, earlier, later))


def from_base(folder: Path, **options: Any) -> Network:
    """A network on the weights of a base encoder (safetensors and config.json of a sentence-transformers folder)."""
    config = AutoConfig.from_pretrained(folder)
    config._attn_implementation = "eager"
    config.attention_probs_dropout_prob = 0.0  # A third of a step's time, and no figure moved.
    net = Network(config, **options)
    weights = load_file(folder / "model.safetensors")
    missing, _ = net.encoder.load_state_dict(weights, strict=False)
    if serious := [name for name in missing if "pooler" not in name and "position_ids" not in name]:
        raise ValueError(f"{folder}: the base weights lack {serious[:3]}")
    return net


def width_of(folder: Path) -> int:
    """Numbers a piece of a base encoder."""
    return int(json.loads((folder / "config.json").read_text(encoding="utf-8"))["hidden_size"])
