"""Even out what flows into the products of a network before it is kept in whole numbers.

A few columns of a transformer's activations are far larger than the rest, and one scale for all of them leaves the others a handful of
steps. Dividing each column by its own size, and multiplying that row of the weights, changes no answer and gives every column its
steps (SmoothQuant: Xiao et al., 2023, equation 4).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
import onnx
import onnxruntime
from numpy.typing import NDArray
from onnx import helper, numpy_helper

SHARE = 0.8  # Of the unevenness that the weights take over; of .3 to 1, tried on our own labels, the nearest to the network.
SMALLEST = 1e-4


def smooth(model: onnx.ModelProto, shown: Iterable[Mapping[str, NDArray[Any]]]) -> None:
    """Rewrite the products of a model in place, by the sizes that are seen on some inputs."""
    weights = {one.name: one for one in model.graph.initializer}
    products: dict[str, list[Any]] = defaultdict(list)
    for node in model.graph.node:
        if node.op_type == "MatMul" and node.input[1] in weights:
            products[node.input[0]].append(node)
    sizes = _sizes(model, list(products), shown)
    divided = {}
    for name, nodes in products.items():
        rows = np.max([np.abs(numpy_helper.to_array(weights[node.input[1]])).max(axis=1) for node in nodes], axis=0)
        scale = np.maximum(sizes[name], SMALLEST) ** SHARE / np.maximum(rows, SMALLEST) ** (1 - SHARE)
        scale /= np.exp(np.log(scale).mean())
        for node in nodes:
            weight = numpy_helper.to_array(weights[node.input[1]]) * scale[:, None]
            weights[node.input[1]].CopyFrom(numpy_helper.from_array(weight.astype(np.float32), node.input[1]))
            node.input[0] = f"{name}_even"
        model.graph.initializer.append(numpy_helper.from_array((1 / scale).astype(np.float32), f"{name}_by"))
        divided[name] = helper.make_node("Mul", [name, f"{name}_by"], [f"{name}_even"], name=f"{name}_evened")
    _insert(model.graph, divided)


def _sizes(model: onnx.ModelProto, names: list[str], shown: Iterable[Mapping[str, NDArray[Any]]]) -> dict[str, NDArray[Any]]:
    """The largest absolute value in each column of these values."""
    probe = onnx.ModelProto()
    probe.CopyFrom(model)
    probe.graph.output.extend(helper.make_tensor_value_info(name, onnx.TensorProto.FLOAT, None) for name in names)
    session = onnxruntime.InferenceSession(probe.SerializeToString())
    seen = [[np.abs(value).reshape(-1, value.shape[-1]).max(axis=0) for value in session.run(names, dict(given))] for given in shown]
    return {name: np.max([one[at] for one in seen], axis=0) for at, name in enumerate(names)}


def _insert(graph: Any, after: Mapping[str, Any]) -> None:
    """Put each node behind the one that makes its input."""
    nodes = list(graph.node)
    del graph.node[:]
    for node in nodes:
        graph.node.append(node)
        graph.node.extend(after[name] for name in node.output if name in after)
