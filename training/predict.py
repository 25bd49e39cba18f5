"""What a network says of texts, decoded as the runtime decodes it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import torch
from tokenizers import Tokenizer

from dateline.tagging.reader.decode import Act, Bounds, Geometry, decode
from training.dataset import Example
from training.model import Network
from training.silver import windows_of
from training.train import halved, padded, tensors

BATCH = 4096  # Pieces.
OPEN = Bounds(trigger=0.1, inside=0.5, roles=(0.1,) * 5, same=0.1)  # Everything that a threshold could let through.


def geometry_of(net: Network) -> Geometry:
    """How distance weighs on pointing in this network."""
    return Geometry(*(one.detach().numpy() for one in (net.distance, net.relation, net.shift, net.mix)))


def acts_of(net: Network, tokenizer: Tokenizer, items: Iterable[dict[str, Any]], bounds: Bounds = OPEN) -> dict[str, list[Act]]:
    """The acts of each item by its id."""
    found: dict[str, list[Act]] = {}
    waiting = []
    for item in items:
        found[item["id"]] = []
        waiting.extend((item["id"], window) for window in windows_of(item["text"], tokenizer))
    waiting.sort(key=lambda pair: len(pair[1].ids))
    geometry = geometry_of(net)
    net.eval()
    start = 0
    while start < len(waiting):
        end = start + 1
        while end < len(waiting) and padded(len(waiting[end][1].ids)) * (end + 1 - start) <= BATCH:
            end += 1
        batch = waiting[start:end]
        with torch.no_grad(), halved():
            outputs = net(*tensors([Example(window, *(None,) * 3, [], "") for _, window in batch]))  # type: ignore[arg-type]
        marks, queries, keys = (output.float().numpy() for output in outputs)
        for row, (identity, window) in enumerate(batch):
            told = decode(window, marks[row], queries[row], keys[row], bounds=bounds, geometry=geometry)
            found[identity].extend(one.act for one in told)
        start = end
    return found
