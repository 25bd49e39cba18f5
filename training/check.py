"""`make train-check`: twenty of our own items, one epoch, export, and the exported reader against the network it came from and the one
that is read back from it.

Run by hand before an artefact is committed. Fails when a chance of a trigger differs by more than `APART` between runtime and network
with the same whole numbers, or by more than `ROUNDED` from what was before rounding.
"""

from __future__ import annotations

import itertools
import sys
import tempfile
from pathlib import Path

import numpy as np
import torch
from tokenizers import Tokenizer

from dateline.tagging.reader.reader import inputs, open_session
from dateline.tagging.reader.vocabulary import TRIGGER
from training.base import base_folder
from training.dataset import examples, read_labels
from training.export import export, prune
from training.model import from_base
from training.silver import windows_of
from training.thaw import thaw
from training.train import Plan, load_tokenizer, train

ITEMS = 20
APART = 0.02
ROUNDED = 0.05
LABELS = Path(__file__).resolve().parents[1] / "seeds" / "labels" / "items.jsonl"


def main() -> int:
    torch.manual_seed(7)
    items = list(itertools.islice(read_labels([LABELS]), ITEMS))
    with tempfile.TemporaryDirectory() as scratch:
        base = base_folder(Path(scratch))
        net = from_base(base)
        texts = [item["text"] for item in items]
        tokenizer = prune(net, load_tokenizer(base), texts, most=3000, positions=512)
        train(
            net, [example for item in items for example in examples(item, tokenizer)], Plan(encoder=1e-4, heads=1e-3, epochs=1), say=False
        )
        folder = Path(scratch) / "reader"
        export(net, tokenizer, folder, settings={}, shown=texts)
        apart = max(_apart(net, tokenizer, folder, text) for text in texts)
        thawed, same = thaw(folder, base)
        again = max(_apart(thawed, same, folder, text) for text in texts)
    print(f"the exported reader differs from the network by at most {apart:.4f} (allowed {ROUNDED})")
    print(f"and from the network that is read back from it by {again:.4f} (allowed {APART})")
    return int(apart > ROUNDED or again > APART)


def _apart(net: torch.nn.Module, tokenizer: Tokenizer, folder: Path, text: str) -> float:
    """The largest difference between the two in the chance of a trigger."""
    session = open_session(folder)
    worst = 0.0
    for window in windows_of(text, tokenizer):
        given = inputs(window)
        with torch.no_grad():
            ours = net(*(torch.from_numpy(given[name]) for name in ("ids", "cases")))[0][0, :, TRIGGER].numpy()
        theirs = session.run(["marks"], given)[0][0, :, TRIGGER]
        worst = max(worst, float(np.abs(1 / (1 + np.exp(-ours)) - 1 / (1 + np.exp(-theirs))).max()))
    return worst


if __name__ == "__main__":
    sys.exit(main())
