"""An artefact -> the network it was exported from, so that anyone can train on from the reader that ships.

The weights come out as whole numbers times their scale, which is what the runtime reckons with: the network answers as the artefact does.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import torch
from numpy.typing import NDArray
from onnx import numpy_helper
from tokenizers import Tokenizer

from training.base import BaseError
from training.export import POINTING
from training.model import Network, from_base
from training.train import load_tokenizer

WORDS = "encoder.embeddings.word_embeddings"
PLACES = "encoder.embeddings.position_embeddings"
_BETWEEN = ("Mul", "Cast")  # Steps between a product of whole numbers and the sum with its bias.


def thaw(folder: Path, base: Path) -> tuple[Network, Tokenizer]:
    """The network and the tokenizer of an artefact; `base` says how the encoder is built.

    Raises BaseError for a folder that holds another network.
    """
    weights = {name: torch.from_numpy(value.astype(np.float32)) for name, value in _weights(folder / "reader.onnx")}
    with np.load(folder / "pointing.npz") as pointing:
        weights |= {name: torch.from_numpy(pointing[name]) for name in POINTING}
    net = from_base(base)
    net.resize(pieces=len(weights[f"{WORDS}.weight"]), positions=len(weights[f"{PLACES}.weight"]))
    missing, unknown = net.load_state_dict(weights, strict=False)
    if lost := [name for name in (*missing, *unknown) if "pooler" not in name and not name.endswith("_ids")]:
        raise BaseError(f"{folder}: not a network of this shape: {', '.join(lost[:3])}")
    return net.eval(), load_tokenizer(folder)


def _weights(path: Path) -> Iterator[tuple[str, NDArray[Any]]]:
    """Name and value of each weight, as the network names them.

    Vectors and norms keep their names; a product is known by the bias that is added to it, and by the sizes that were evened out before.
    """
    graph = onnx.load(str(path)).graph
    held = {one.name: numpy_helper.to_array(one) for one in graph.initializer}
    for name in held:
        if name.endswith((".bias", ".weight")):
            yield name, held[name]
        elif name.endswith(".weight_quantized"):
            yield name.removesuffix("_quantized"), _whole(held, name.removesuffix("_quantized"))
    made = {output: node for node in graph.node for output in node.output}
    for node in graph.node:
        bias = next((name for name in node.input if name in held and name.endswith(".bias")), None)
        if node.op_type == "Add" and bias:
            product = _product(made, next(name for name in node.input if name != bias))
            weight = _whole(held, product.input[1].removesuffix("_quantized"))
            by = _evened(made, held, product.input[0])
            yield bias.removesuffix("bias") + "weight", (weight if by is None else weight * by[:, None]).T


def _product(made: dict[str, Any], name: str) -> Any:
    """The product of whole numbers that a value comes from."""
    node = made[name]
    while node.op_type in _BETWEEN:
        node = next(made[one] for one in node.input if one in made and made[one].op_type in ("Cast", "MatMulInteger"))
    return node


def _evened(made: dict[str, Any], held: dict[str, NDArray[Any]], name: str) -> NDArray[Any] | None:
    """What the columns of a product were divided by to even them out: `smooth`, undone."""
    given = made[name].input[0]
    node = made.get(given)
    return held[node.input[1]] if node is not None and node.input[1] in held and node.name.endswith("_evened") else None


def _whole(held: dict[str, NDArray[Any]], name: str) -> NDArray[Any]:
    """Whole numbers and their scale (one, or one a column) -> the weight."""
    numbers, zero = (held[f"{name}_{part}"].astype(np.float32) for part in ("quantized", "zero_point"))
    return (numbers - zero) * held[f"{name}_scale"]
