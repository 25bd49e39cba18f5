"""A trained network -> an artefact: pruned vocabulary, ONNX with int8 weights, tokenizer, labels and bounds in one folder."""

from __future__ import annotations

import json
import tempfile
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from tokenizers import Tokenizer

from dateline.tagging.reader.reader import inputs
from training.model import Network
from training.silver import windows_of
from training.smooth import smooth

SPECIAL = ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]")
OPSET = 17
POINTING = ("distance", "relation", "shift", "mix")  # What pointing needs beside the graph.


def prune(net: Network, tokenizer: Tokenizer, texts: Iterable[str], *, most: int, positions: int) -> Tokenizer:
    """Keep the `most` commonest pieces of the texts and every single character; the network's word vectors are cut in place.

    A word whose piece is gone is spelled in smaller ones: nothing becomes unknown that was not.
    """
    spec = json.loads(tokenizer.to_str())
    vocabulary: dict[str, int] = spec["model"]["vocab"]
    counts: Counter[str] = Counter()
    for encoding in tokenizer.encode_batch(list(texts), add_special_tokens=False):
        counts.update(encoding.tokens)
    single = [piece for piece in vocabulary if len(piece.removeprefix("##")) == 1 and (piece.isascii() or counts[piece])]
    kept = dict.fromkeys([*SPECIAL, *single])
    for piece, _ in counts.most_common():
        if len(kept) >= most:
            break
        kept.setdefault(piece)
    order = sorted(kept, key=vocabulary.__getitem__)
    spec["model"]["vocab"] = {piece: number for number, piece in enumerate(order)}
    numbers = spec["model"]["vocab"]
    spec["added_tokens"] = [one | {"id": numbers[one["content"]]} for one in spec["added_tokens"] if one["content"] in numbers]
    spec["post_processor"], spec["truncation"], spec["padding"] = None, None, None
    rows = torch.tensor([vocabulary[piece] for piece in order])
    words = net.encoder.get_input_embeddings().weight.data[rows].clone()
    net.resize(pieces=len(order), positions=positions)
    net.encoder.get_input_embeddings().weight.data = words
    return Tokenizer.from_str(json.dumps(spec))


def export(net: Network, tokenizer: Tokenizer, folder: Path, *, settings: dict[str, Any], shown: Iterable[str]) -> None:
    """Write `reader.onnx` (int8), `tokenizer.json`, `pointing.npz` and `reader.json` into the folder.

    Some texts are `shown` to the network, so that its weights are kept in whole numbers of the right size.
    """
    folder.mkdir(parents=True, exist_ok=True)
    net.eval()
    example = (torch.ones(2, 16, dtype=torch.long), torch.zeros(2, 16, dtype=torch.long))
    axes = {name: {0: "batch", 1: "pieces"} for name in ("ids", "cases", "marks", "queries", "keys")}
    with tempfile.TemporaryDirectory() as scratch:
        whole = Path(scratch) / "whole.onnx"
        torch.onnx.export(
            net,
            example,
            str(whole),
            input_names=["ids", "cases"],
            output_names=["marks", "queries", "keys"],
            dynamic_axes=axes,
            opset_version=OPSET,
            dynamo=False,
        )
        model = onnx.load(str(whole))
        smooth(model, (inputs(window) for text in shown for window in windows_of(text, tokenizer)))
        quantize_dynamic(
            model,
            folder / "reader.onnx",
            weight_type=QuantType.QInt8,
            per_channel=True,
            reduce_range=True,
            op_types_to_quantize=["MatMul", "Gather"],
        )
    onnx.checker.check_model(str(folder / "reader.onnx"))
    tokenizer.save(str(folder / "tokenizer.json"), pretty=False)
    np.savez(
        folder / "pointing.npz",
        **{name: getattr(net, name).detach().numpy().astype(np.float32) for name in POINTING},
    )
    (folder / "reader.json").write_text(json.dumps(settings, indent=1) + "\n", encoding="utf-8")
