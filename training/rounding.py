"""Training for int8: the network learns with its matrices and their inputs rounded as the exported one rounds them.

onnxruntime's dynamic quantisation keeps a weight in seven bits a column (`reduce_range`) and scales the inputs of each product over one
window. Rounding has no slope; it is passed straight through (Bengio et al., 2013, "Estimating or propagating gradients").
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

import torch
from torch import Tensor, nn
from torch.nn.utils import parametrize

WEIGHT_STEPS = 63  # Steps on either side of zero.
INPUT_STEPS = 255  # Steps from the least to the greatest.


class _Rounded(nn.Module):
    """A weight [out, in] in steps of its greatest value a row."""

    def forward(self, weight: Tensor) -> Tensor:
        step = weight.detach().abs().amax(dim=1, keepdim=True).clamp(min=1e-8) / WEIGHT_STEPS
        return weight + (torch.round(weight.detach() / step) * step - weight.detach())


def _round_inputs(_: nn.Module, inputs: tuple[Tensor, ...]) -> tuple[Tensor, ...]:
    (given,) = inputs
    held = given.detach().float()
    over = tuple(range(1, held.dim()))
    low, high = held.amin(dim=over, keepdim=True).clamp(max=0), held.amax(dim=over, keepdim=True).clamp(min=0)
    step = (high - low).clamp(min=1e-8) / INPUT_STEPS
    rounded = torch.round((held - low) / step) * step + low
    return (given + (rounded - held).to(given.dtype),)


@contextlib.contextmanager
def rounded(net: nn.Module) -> Iterator[None]:
    """Every linear layer rounds within the block; afterwards the weights are the trained ones, unrounded."""
    layers = [module for module in net.modules() if isinstance(module, nn.Linear)]
    hooks = [layer.register_forward_pre_hook(_round_inputs) for layer in layers]
    for layer in layers:
        parametrize.register_parametrization(layer, "weight", _Rounded())
    try:
        yield
    finally:
        for hook in hooks:
            hook.remove()
        for layer in layers:
            parametrize.remove_parametrizations(layer, "weight", leave_parametrized=False)
