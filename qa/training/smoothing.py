"""Smoothing: spread large values over a product before both of its sides are rounded to 8 bits.

A few of the values that flow through the multilingual encoder are a hundred times as large as the rest, which is then
rounded to hardly anything. Each such value is made smaller, and the weights that it meets larger, by as much: Xiao et
al., "SmoothQuant: Accurate and Efficient Post-Training Quantization for Large Language Models", ICML 2023.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

import torch
from torch import Tensor, nn

from qa.reader import inputs
from qa.training.network import Network
from qa.window import Window

FACTORS = "narrow"
"""What the file calls the factors."""
_SPREAD = 0.75
"""How much of the width the weights are to bear: with 0.75 what a reader says strays from what it says unrounded by a
third as much as without smoothing, with 0.5 and 0.9 by more."""
_LEAST = 1e-5
_FEED_FORWARD = ("intermediate.dense", "output.dense")
_ATTENTION = "attention.output.dense"
"""Whose values are large, and a product of like name whose values are not."""


class Smoothed(nn.Module):
    """A product that takes its values narrowed."""

    narrow: Tensor

    def __init__(self, product: nn.Linear, largest: Tensor, spread: float = _SPREAD) -> None:
        """Take a product, and how large each of the values is that it takes, shape (in,)."""
        super().__init__()
        weights = product.weight.data.abs().amax(dim=0).clamp(min=_LEAST)
        wide = (largest.clamp(min=_LEAST) ** spread / weights ** (1 - spread)).clamp(min=_LEAST)
        self.linear = nn.Linear(product.in_features, product.out_features)
        self.linear.weight.data = product.weight.data * wide
        self.linear.bias.data = product.bias.data
        self.register_buffer(FACTORS, 1 / wide)

    def forward(self, values: Tensor) -> Tensor:
        """Return what the product itself returns."""
        result: Tensor = self.linear(values * self.narrow)
        return result


def smooth(network: Network, windows: Iterable[Window], spread: float = _SPREAD) -> None:
    """Replace the two feed-forward products of each layer by smoothed ones, after having seen windows read."""
    products = {
        name: part
        for name, part in network.named_modules()
        if isinstance(part, nn.Linear) and name.endswith(_FEED_FORWARD) and not name.endswith(_ATTENTION)
    }
    largest: dict[str, Tensor] = {}
    watching = [part.register_forward_pre_hook(_watch(largest, name)) for name, part in products.items()]
    with torch.no_grad():
        for window in windows:
            ids, *others = inputs([window]).values()
            network(network.enter(ids), *(torch.from_numpy(array) for array in others))
    for one in watching:
        one.remove()
    for name, product in products.items():
        parent, _, own = name.rpartition(".")
        setattr(network.get_submodule(parent), own, Smoothed(product, largest[name], spread))


def _watch(largest: dict[str, Tensor], name: str) -> Callable[[Any, Sequence[Tensor]], None]:
    def note(_: Any, taken: Sequence[Tensor]) -> None:
        most = taken[0].detach().abs().flatten(0, -2).amax(dim=0)
        largest[name] = torch.maximum(largest[name], most) if name in largest else most

    return note
